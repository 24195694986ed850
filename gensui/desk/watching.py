"""What the supervision team watches: what keeps coming up, complaints on their own desk, and what is worth a look."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from gensui.cases import access as case_access
from gensui.cases.models import Case
from gensui.core.refusal import Refusal
from gensui.desk import limits
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.forms.supervision import MeasuresForm
from gensui.desk.supervision import SEES
from gensui.ledger import queries as ledger
from gensui.ledger.models import Event, Obligation
from gensui.ledger.wording import name_of
from gensui.oversight import access, odd, periods, queries
from gensui.oversight.actions import inspecting, watching
from gensui.oversight.models import Inspection, Pattern
from gensui.people.models import Department
from gensui.ui import grounds as drawn

MOST = 60
WEEKS = 8
STEPS: tuple[tuple[str, Any], ...] = (
    ("complaint.received", gettext_lazy("received")),
    ("complaint.acknowledged", gettext_lazy("acknowledged")),
    ("complaint.planned", gettext_lazy("assessed")),
    ("complaint.investigated", gettext_lazy("looked into")),
    ("complaint.resolved", gettext_lazy("decided")),
    ("complaint.told", gettext_lazy("told")),
)
"""The way of a complaint, by ISO 10002."""
SORTS: dict[str, Any] = {
    "late": gettext_lazy("entered late"), "corrected": gettext_lazy("corrected"), "impossible": gettext_lazy("can hardly be"),
    "walked": gettext_lazy("walked oddly"), "excused": gettext_lazy("excused"),
}  # fmt: skip


@require_safe
@staff(*SEES)
def patterns(request: StaffRequest) -> HttpResponse:
    """What keeps coming up, with every case of it; what is to be reported on top. Four queries beside the rail's."""
    return _patterns(request)


def _patterns(request: StaffRequest, status: int = 200, **more: Any) -> HttpResponse:
    me = request.employee
    seen = access.visible_patterns(me).select_related("category", "site", "reported_by")
    rows = list(seen.prefetch_related("cases").order_by("-found_at", "pk")[:MOST])
    duties = ledger.clocks_of([one.stream for one in rows])
    shown = case_access.visible_cases(me).filter(patterns__in=rows).values_list("pk", flat=True)
    known = set(shown)
    made = [
        (
            one, next(iter(duties.get(one.stream, [])), None),
            [(case, case.pk in known) for case in one.cases.all()],
            access.may(me, "report_pattern", one.site_id, one.category.department),
        )
        for one in rows
    ]  # fmt: skip
    made.sort(key=lambda one: one[0].reported_at is not None)
    context = {
        "patterns": made,
        "form": MeasuresForm(),
        "may_find": me.role in access.TEAM,
        "within": limits.of_patterns(request.at),
    }
    return page(request, "desk/supervision_patterns.html", context | more, status=status)


@require_POST
@staff(*SEES)
def pattern_report(request: StaffRequest, pk: int) -> HttpResponse:
    """Superiors know of it, and what is to mend it."""
    found = get_object_or_404(Pattern, pk=pk, pk__in=access.visible_patterns(request.employee).values("pk"))
    form = MeasuresForm(request.POST)
    if not form.is_valid():
        return _patterns(request, status=422, form=form, wrong=found.pk)
    try:
        watching.report_pattern(
            pattern=found, measures=form.cleaned_data["measures"], actor=request.employee, at=request.at,
            entry=form.entry(),
        )  # fmt: skip
    except Refusal as refusal:
        return _patterns(request, status=409, form=form, wrong=found.pk, trouble=refusal.sentence)
    messages.success(request, _("It is on record that superiors know."))
    return redirect("patterns")


@dataclass(frozen=True, slots=True)
class Complained:
    """A complaint on its desk: how far it is, and the clocks that run."""

    case: Case
    steps: list[tuple[Any, datetime | None]]
    duties: list[Obligation]


@require_safe
@staff(*SEES)
def complaint_desk(request: StaffRequest) -> HttpResponse:
    """Complaints with their steps and clocks, the open ones first; none that accuses the reader. Four queries beside the rail's."""
    seen = case_access.visible_cases(request.employee).filter(request_type="complaint").values("pk")
    rows = Case.objects.filter(pk__in=seen).select_related("complaint__investigator", "category")
    cases = [*rows.filter(closed_at=None).order_by("pk"), *rows.exclude(closed_at=None).order_by("-closed_at")[:20]]
    streams = [one.stream for one in cases]
    reached: dict[tuple[str, str], datetime] = {}
    for event in Event.objects.filter(stream__in=streams, kind__startswith="complaint.").order_by("stream", "number"):
        reached[event.stream, event.kind] = event.occurred_at
    running = ledger.running_of(streams)
    shown = [
        Complained(
            case, [(label, reached.get((case.stream, kind))) for kind, label in STEPS], running.get(case.stream, [])
        )
        for case in cases
    ]  # fmt: skip
    context = {
        "open": [one for one in shown if one.case.is_open],
        "done": [one for one in shown if not one.case.is_open],
        "may_find": request.employee.role in access.TEAM,
        "reads_mailbox": case_access.reads_mailbox(request.employee),
    }
    return page(request, "desk/complaints.html", context)


@require_safe
@staff(*SEES)
def inspector(request: StaffRequest) -> HttpResponse:
    """What is worth a look, by department, week and sort. Seven queries beside the rail's."""
    me, site = request.employee, access.site_of(request.employee)
    of = request.GET.get("of", "") if request.GET.get("of", "") in Department.Kind.values else ""
    sort = request.GET.get("sort", "") if request.GET.get("sort", "") in SORTS else ""
    weeks = _weeks(request)
    chosen = next((week for week in weeks if week[0] == request.GET.get("week")), weeks[0])
    found = odd.odd_ones(me, site, chosen[1], min(chosen[2], request.at), of)
    into = {one.department: one for one in reversed(queries.open_for(me).filter(site=site))}
    context = {
        "rows": [(one, _said(one), _door(one), into.get(one.department)) for one in found if sort in ("", one.sort)],
        "of": of, "week": chosen[0], "sort": sort, "weeks": weeks, "kinds": Department.Kind.choices,
        "sorts": [(name, label, sum(one.sort == name for one in found)) for name, label in SORTS.items()],
    }  # fmt: skip
    return page(request, "desk/inspector.html", context)


def _weeks(request: StaffRequest) -> list[periods.Period]:
    """This week, and those before."""
    site, at = access.site_of(request.employee), request.at
    return [periods.last_week(site, at + timedelta(days=7 * (1 - back))) for back in range(WEEKS)]


def _said(one: odd.Odd) -> str:
    if one.sort == "walked":
        return "、".join(drawn.odd(one.flags))
    if one.sort == "excused":
        return f"{one.kind} · {one.words}"
    return name_of(one.kind)


def _door(one: odd.Odd) -> str:
    return reverse("walked", args=[one.row]) if one.sort == "walked" else reverse("case", args=[one.row])


@require_POST
@staff("service_head", "dept_head", "admin_manager")
def inspector_put(request: StaffRequest, number: str) -> HttpResponse:
    """Put something into an inspection that is under way."""
    seen = access.visible_inspections(request.employee).values("pk")
    found = get_object_or_404(Inspection.objects.numbered(number), pk__in=seen)
    try:
        inspecting.add_item(
            inspection=found, subject=request.POST.get("subject", "")[:80], remark=request.POST.get("remark", "")[:300],
            actor=request.employee, at=request.at,
        )  # fmt: skip
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("It is looked at in {number}.").format(number=found.number))
    chosen = {name: request.POST.get(name, "") for name in ("of", "week", "sort")}
    return redirect(f"{reverse('inspector')}?{urlencode(chosen)}")
