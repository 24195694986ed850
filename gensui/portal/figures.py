"""What owners may know of how they are served: the published months. No sign-in, no names, no small numbers."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gensui.cases.models import RequestType
from gensui.cases.thread import STEPS
from gensui.people.models import Site
from gensui.reports import charts, tables, words
from gensui.reports.models import Published
from gensui.ui.indicators import COUNTED, NAMES
from gensui.ui.thread import span

MOST = 13


@require_safe
def public_figures(request: HttpRequest, key: str) -> HttpResponse:
    """The figures of a published month, and the months there are. Three queries at most."""
    site = get_object_or_404(Site, key=key)
    months = list(Published.objects.filter(site=site).order_by("-month")[:MOST])
    wanted = request.GET.get("month", "")
    shown = next(
        (one for one in months if f"{one.month:%Y-%m}" == wanted), None if wanted else next(iter(months), None)
    )
    context: dict[str, Any] = {"site": site, "months": months, "shown": shown, "demo": settings.DEMO}
    if shown is not None:
        context |= _said(shown)
        line = [
            (f"{one.month:%Y-%m}{'*' if one.figures.get('part') else ''}", _hundredth(one.figures["in_time"]))
            for one in reversed(months)
        ]
        context["parts"] = (
            [part for one in reversed(months) if (part := _part(one))] if len(line) > 1 else [_part(shown)]
        )
        context["chart"] = charts.shares(line, _("Share of promises kept in time")) if len(line) > 1 else ""
    return render(request, "portal/figures.html", context, status=404 if wanted and shown is None else 200)


def _hundredth(percent: int | None) -> float | None:
    return None if percent is None else percent / 100


def _part(one: Published) -> str:
    """That a month was not whole; months that were laid open by an earlier release do not tell."""
    days = one.figures.get("part")
    return words.part_of(f"{one.month:%Y-%m}", (days[0], days[1]) if days else None)


def _said(shown: Published) -> dict[str, Any]:
    """The figures in words."""
    figures = shown.figures
    types: dict[str, object] = dict(RequestType.choices)
    steps = {step.key: step.label for step in STEPS}
    names = tables.categories(category for category, _count in figures["recurring"])
    return {
        "figures": figures,
        "rates": [(NAMES[key], share, whole, COUNTED[key]) for key, share, whole in figures.get("rates", ())],
        "promises": words.PROMISES,
        "content": words.CONTENT,
        "types": [(types.get(kind, _("other")), count) for kind, count in figures["types"]],
        "steps": [(steps[step], _span(median), _span(p90)) for step, median, p90 in figures["steps"] if step in steps],
        "recurring": [(names.get(category, category), count) for category, count in figures["recurring"]],
    }


def _span(seconds: int) -> str:
    return span(timedelta(seconds=seconds))
