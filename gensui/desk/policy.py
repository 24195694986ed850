"""The policy: every clause, how it is kept, and how well this month."""

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from gensui.cases import queries
from gensui.cases.queries import Kept
from gensui.core.policy.values import Clause
from gensui.desk.doors import StaffRequest, page, staff
from gensui.ledger.models import Obligation
from gensui.rounds import queries as rounds

MOST = 200
VERDICTS: dict[str, dict[str, Any]] = {
    "kept": {"state": "met", "lapsed_at": None},
    "late": {"state": "met", "lapsed_at__isnull": False},
    "running": {"state": "open", "lapsed_at": None},
    "overdue": {"state__in": ["open", "void"], "lapsed_at__isnull": False},
}


def month_of(request: StaffRequest) -> tuple[datetime, datetime]:
    """From the first of the month, on the clocks of the community, to the first of the next."""
    here = request.at.astimezone(queries.policy_now(request.at).zone)
    try:
        year, month = (int(part) for part in request.GET.get("month", "").split("-"))
        here = here.replace(year=year, month=month, day=1)
    except ValueError:
        pass
    since = here.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    until = (since + timedelta(days=32)).replace(day=1)
    return since, until


@require_safe
@staff()
def policy(request: StaffRequest) -> HttpResponse:
    """All clauses, section by section, each with how it is kept and this month's figures. Six queries."""
    known = queries.policy_now(request.at)
    since, until = month_of(request)
    figures = queries.kept_by_clause(since, until)
    language = get_language() or ""
    wanted = request.GET.get("q", "").strip().lower()
    sections: dict[str, list[tuple[Clause, str, str, Kept | None]]] = {}
    for clause in known.clauses.values():
        title, text = clause.title[language], clause.text[language]
        if wanted and wanted not in f"{clause.id} {title} {text}".lower():
            continue
        sections.setdefault(clause.id.split(".")[0], []).append((clause, title, text, figures.get(clause.id)))
    context = {"policy": known, "title": known.title[language], "sections": sections, "since": since, "q": wanted}
    return page(request, "desk/policy.html", context)


DOORS = {"gate": "gate_entry", "incident": "incident", "sanction": "sanction", "idea": "idea", "award": "award"}


def door_of(stream: str) -> str:
    """The page of what a stream is about; the empty text, where it has none."""
    kind, _colon, number = stream.partition(":")
    return reverse(DOORS[kind], args=[number]) if kind in DOORS else ""


@require_safe
@staff()
def clause(request: StaffRequest, clause: str) -> HttpResponse:
    """One clause: its text, how it is kept, and the promises behind a figure, each with its case."""
    known = queries.policy_now(request.at)
    found = known.clauses.get(clause)
    if found is None:
        raise Http404
    since, until = month_of(request)
    verdict = request.GET.get("verdict", "")
    duties = Obligation.objects.filter(clause=clause, opened_at__gte=since, opened_at__lt=until).exclude(
        state="void", lapsed_at=None
    )
    duties = duties.filter(**VERDICTS.get(verdict, {})).order_by("-opened_at")[:MOST]
    shown = list(duties)
    cases = queries.cases_of(request.employee, [duty.stream for duty in shown])
    plans = rounds.plans_of_streams(request.employee, [duty.stream for duty in shown])
    following = rounds.plans_following(request.employee, clause)
    language = get_language() or ""
    context = {
        "clause": found, "title": found.title[language], "text": found.text[language], "verdict": verdict, "since": since,
        "role": known.roles[found.accountable].name[language] if found.accountable in known.roles else found.accountable,
        "settings": [(one, known.settings[one].text[language]) for one in found.settings if one in known.settings],
        "figures": queries.kept_by_clause(since, until).get(clause),
        "duties": [(duty, cases.get(duty.stream), plans.get(duty.stream), door_of(duty.stream)) for duty in shown],
        "followed": following[:12], "more_plans": max(len(following) - 12, 0),
        "names": queries.names_of_keys(duty.holder for duty in shown),
    }  # fmt: skip
    return page(request, "desk/clause.html", context)
