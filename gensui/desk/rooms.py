"""The department's inbox, the board, return visits, hand-over, the inbox, and how the engine is."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gensui.cases import access, queries
from gensui.cases.actions import follow
from gensui.cases.models import Case, Handover
from gensui.cases.queries import Row
from gensui.desk.doors import FRONT, LEADERS, StaffRequest, page, staff
from gensui.ledger import queries as ledger
from gensui.notices import actions as notice_actions
from gensui.notices import queries as notices
from gensui.people import queries as people
from gensui.people.models import Department, Employee

MOST = 300
COLUMNS = (
    ("new", gettext_lazy("To dispatch"), ("ringing", "missed", "recording", "accepted")),
    ("order", gettext_lazy("With the department"), ("dispatched", "assigned")),
    ("way", gettext_lazy("Contacted, on site"), ("contacted", "on_site", "plan_pending")),
    ("work", gettext_lazy("In work"), ("working", "paused")),
    ("tell", gettext_lazy("To tell"), ("completed", "reported", "told", "disputed")),
    ("visit", gettext_lazy("Return visit"), ("visit_due",)),
)


def _open_rows(request: StaffRequest, **only: Any) -> list[Row]:
    seen = access.visible_cases(request.employee).filter(closed_at=None, **only).order_by("pk")[:MOST]
    cases = Case.objects.with_people().filter(pk__in=list(seen.values_list("pk", flat=True)))
    far = request.at + timedelta(days=3650)
    return sorted(
        queries.rows(cases, request.at), key=lambda row: ((row.next and row.next.duty.due_at) or far, row.case.pk)
    )


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
    """Everything open, by how far it is; for a wall screen with ``?wall=1``."""
    rows = _open_rows(request)
    columns = [(name, label, [row for row in rows if row.case.state in states]) for name, label, states in COLUMNS]
    context = {
        "columns": columns,
        "at": request.at,
        "site": request.employee.department.site,
        "late": [r for r in rows if r.next and r.next.is_late(request.at)],
    }
    if "wall" in request.GET:
        return render(request, "desk/wall.html", context)
    return page(request, "desk/board.html", context)


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
    )
    if request.method == "POST":
        chosen = mine.filter(pk__in=[one for one in request.POST.getlist("case") if one.isdecimal()])
        to = get_object_or_404(agents, pk=request.POST.get("to") or 0)
        if not chosen:
            messages.error(request, _("Choose the cases to hand over."))
        else:
            follow.offer_handover(
                cases=list(chosen), to=to, actor=me, at=request.at, note=request.POST.get("note", "")[:2000]
            )
            messages.success(request, _("{name} has to take them; until then they stay yours.").format(name=to.name))
        return redirect("handover")
    present = set(people.on_duty(me.department.site, request.at, "customer_service").values_list("pk", flat=True))
    context = {
        "rows": queries.rows(mine, request.at), "agents": [(one, one.pk in present) for one in agents.order_by("number")],
        "offered": _offered_to(me),
    }  # fmt: skip
    return page(request, "desk/handover.html", context)


def _offered_to(me: Employee) -> QuerySet[Handover]:
    waiting = Handover.objects.filter(to_employee=me, accepted_at=None, declined_at=None)
    return waiting.prefetch_related("cases__unit", "cases__area").order_by("pk")


@require_POST
@staff(*FRONT)
def handover_answer(request: StaffRequest, pk: int, answer: str) -> HttpResponse:
    """Take what was offered, or not."""
    offered = get_object_or_404(Handover, pk=pk, to_employee=request.employee)
    if answer == "take":
        taken = follow.take_over(handover=offered, actor=request.employee, at=request.at)
        messages.success(request, _("{count} cases are yours to follow.").format(count=len(taken)))
    else:
        follow.decline_handover(handover=offered, actor=request.employee, at=request.at)
    return redirect("handover")


@require_http_methods(["GET", "POST"])
@staff()
def inbox(request: StaffRequest) -> HttpResponse:
    """What I was told."""
    key = request.employee.key
    if request.method == "POST":
        one = request.POST.get("notice", "")
        notice_actions.read(recipient_key=key, actor=key, at=request.at, notice=int(one) if one.isdecimal() else None)
        return redirect("inbox")
    return page(request, "desk/inbox.html", {"notices": notices.inbox(key)})


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """How the engine is, for whoever watches machines: 200 where all is well, 503 where not."""
    found = ledger.health(timezone.now())
    told = {
        "well": found.is_well, "workers": len(found.beating), "stalled": len(found.stalled),
        "behind_seconds": round(found.behind.total_seconds()), "set_aside": found.set_aside, "waiting": found.waiting,
    }  # fmt: skip
    return JsonResponse(told, status=200 if found.is_well else 503)
