"""The department's inbox, the board, return visits, hand-over, the inbox, and how the engine is."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gensui.cases import access, queries
from gensui.cases.actions import follow
from gensui.cases.models import Case, Handover
from gensui.cases.queries import Row
from gensui.core.refusal import Refusal
from gensui.desk.doors import FRONT, LEADERS, StaffRequest, page, staff
from gensui.desk.notice_doors import heard
from gensui.ledger import queries as ledger
from gensui.notices import actions as notice_actions
from gensui.notices import queries as notices
from gensui.people import queries as people
from gensui.people.models import Department, Employee
from gensui.ui.asked import row_in

MOST = 300
ON_TOP = 12
"""How many a column of the board shows."""
COLUMNS = (
    ("new", gettext_lazy("To dispatch"), ("ringing", "missed", "recording", "accepted")),
    ("order", gettext_lazy("With the department"), ("dispatched", "assigned")),
    ("way", gettext_lazy("Contacted, on site"), ("contacted", "on_site", "plan_pending")),
    ("work", gettext_lazy("In work"), ("working", "paused")),
    ("tell", gettext_lazy("To tell"), ("joined", "completed", "reported", "told", "disputed")),
    ("visit", gettext_lazy("Return visit"), ("visit_due",)),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the board: how many are in it, and those on top."""

    label: object
    count: int
    slips: list[Row]

    @property
    def more(self) -> int:
        return self.count - len(self.slips)


def _open_rows(request: StaffRequest, **only: Any) -> list[Row]:
    seen = access.visible_cases(request.employee).filter(closed_at=None, **only).order_by("pk")[:MOST]
    cases = Case.objects.with_people().filter(pk__in=list(seen.values_list("pk", flat=True)))
    shown = queries.rows(cases, request.at)
    return sorted(shown, key=lambda row: (row.due_at is None, row.due_at or request.at, row.case.pk))


@require_safe
@staff(*FRONT, *LEADERS)
def department(request: StaffRequest) -> HttpResponse:
    """What is with a department, what runs out next on top. Twelve queries, however much it is."""
    kind = request.GET.get("of") or request.employee.department.kind
    rows = _open_rows(request, department=kind)
    context = {"rows": rows, "kind": kind, "departments": Department.Kind.choices}
    return page(request, "desk/department.html", context)


@require_safe
@staff(*FRONT, *LEADERS, "hr")
def board(request: StaffRequest) -> HttpResponse:
    """Everything open but complaints, by how far it is; for a wall screen with ``?wall=1``.

    Whoever a complaint is about may stand before the screen, whoever has opened it.
    """
    waiting = (Q(closed_at=None) | Q(state="missed")) & ~Q(request_type="complaint")
    seen = access.visible_cases(request.employee).filter(waiting).order_by("pk").only("year", "state")
    slips = queries.slips(seen[:MOST], request.at)
    late = [slip for slip in slips if slip.next and slip.next.is_late(request.at)]
    context = {
        "columns": _columns(slips),
        "at": request.at,
        "site": request.employee.department.site,
        "late": late,
    }
    if "wall" in request.GET:
        return render(request, "desk/wall.html", context)
    return page(request, "desk/board.html", context)


def _columns(slips: list[Row]) -> list[Column]:
    """The columns with what is on top of each; only that is read whole."""
    inside = [[slip for slip in slips if slip.case.state in states] for _name, _label, states in COLUMNS]
    whole = Case.objects.with_people().in_bulk([slip.case.pk for column in inside for slip in column[:ON_TOP]])
    return [
        Column(label, len(column), [replace(slip, case=whole[slip.case.pk]) for slip in column[:ON_TOP]])
        for (_name, label, _states), column in zip(COLUMNS, inside, strict=True)
    ]


@require_safe
@staff(*FRONT)
def visits(request: StaffRequest) -> HttpResponse:
    """Return visits: open ones first, then those whose window is still to open."""
    rows = _open_rows(request, state="visit_due")
    opened = [row for row in rows if row.next is None or (row.next.duty.not_before or request.at) <= request.at]
    context = {"opened": opened, "waiting": [row for row in rows if row not in opened]}
    return page(request, "desk/visits.html", context)


@require_http_methods(["GET", "POST"])
@staff(*FRONT)
def handover(request: StaffRequest) -> HttpResponse:
    """At the end of a shift: what I follow, to the next agent; and what is offered to me."""
    me = request.employee
    mine = Case.objects.with_people().filter(follower=me, closed_at=None).order_by("pk")
    agents = (
        Employee.objects.working()
        .filter(department__site=me.department.site, role__in=("agent", "service_head"))
        .exclude(pk=me.pk)
        .exclude(newcomer_since__isnull=False)
        .exclude(pk__in=people.away_on(me.department.site, request.at).values("employee"))
    )
    trouble, chosen = "", [case for case in mine if case.handover_id is None]
    said = {name: request.POST.get(name, "")[:2000] for name in ("to", "note", "anyway")}
    if request.method == "POST":
        chosen = list(mine.filter(pk__in=[row_in(one) for one in request.POST.getlist("case")]))
        to = get_object_or_404(agents, pk=row_in(said["to"])) if said["to"] else None
        words = {"note": said["note"], "anyway": said["anyway"]}
        try:
            if chosen and to is not None:
                follow.offer_handover(cases=chosen, to=to, actor=me, at=request.at, **words)
                messages.success(
                    request, _("{name} has to take them; until then they stay yours.").format(name=to.name)
                )
                return redirect("handover")
            trouble = _("Choose who takes them.") if chosen else _("Choose the cases to hand over.")
        except Refusal as refusal:
            trouble = refusal.sentence
    present = {one.number for one in people.there_at(me.department.site, request.at)}
    context = {
        "rows": queries.rows(mine, request.at), "offered": _waiting(to_employee=me), "trouble": trouble, "said": said,
        "unanswered": _waiting(from_employee=me).select_related("to_employee"),
        "chosen": {case.pk for case in chosen},
        "agents": [(one, one.number in present) for one in agents.order_by("number")],
    }  # fmt: skip
    return page(request, "desk/handover.html", context, status=409 if trouble else 200)


def _waiting(**whose: Employee) -> QuerySet[Handover]:
    waiting = Handover.objects.filter(accepted_at=None, declined_at=None, **whose)
    return waiting.prefetch_related("cases__unit", "cases__area").order_by("pk")


@require_POST
@staff(*FRONT)
def handover_answer(request: StaffRequest, pk: int, answer: str) -> HttpResponse:
    """Take what was offered, or not; or take back what one offered."""
    whose = {"from_employee": request.employee} if answer == "withdraw" else {"to_employee": request.employee}
    offered = get_object_or_404(Handover, pk=pk, **whose)
    if answer == "withdraw":
        follow.withdraw_handover(handover=offered, actor=request.employee, at=request.at)
        messages.success(request, _("Taken back."))
    elif answer == "take":
        taken = follow.take_over(handover=offered, actor=request.employee, at=request.at)
        said = ngettext("{count} case is yours to follow.", "{count} cases are yours to follow.", len(taken))
        messages.success(request, said.format(count=len(taken)))
    else:
        follow.decline_handover(handover=offered, actor=request.employee, at=request.at)
    return redirect("handover")


@require_http_methods(["GET", "POST"])
@staff()
def inbox(request: StaffRequest) -> HttpResponse:
    """What I was told; of a matter whose page I may no longer open, that there was something, and when."""
    key = request.employee.key
    if request.method == "POST":
        one = request.POST.get("notice", "")
        notice_actions.read(recipient_key=key, actor=key, at=request.at, notice=row_in(one) or None)
        return redirect("inbox")
    return page(request, "desk/inbox.html", {"told": heard(request.employee, notices.inbox(key), request.at)})


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """How the engine is, for whoever watches machines: 200 where all is well, 503 where not."""
    found = ledger.health(timezone.now())
    told = {
        "well": found.is_well, "workers": len(found.beating), "stalled": len(found.stalled),
        "behind_seconds": round(found.behind.total_seconds()), "set_aside": found.set_aside, "waiting": found.waiting,
        "unsent_seconds": round(found.unsent.total_seconds()),
        "schedules_set_aside": found.schedules_set_aside, "failing": len(found.failing), "dying": len(found.dying),
        "room": found.has_room,
    }  # fmt: skip
    return JsonResponse(told, status=200 if found.is_well else 503)
