"""The appeals that wait: against sheets and against files, with whose they are to decide and by when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from gensui.cases import queries as cases
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.worklist import APPEAL
from gensui.ledger import queries as ledger
from gensui.oversight import sanction_access, sheet_access
from gensui.oversight.models import Appeal, SheetAppeal
from gensui.people.models import Employee

OFFICE = ("hr", "admin_manager", "general_manager")


@dataclass(frozen=True, slots=True)
class Waiting:
    """An appeal that is not decided: whose it is, against what, and where that stands."""

    who: Employee
    against: str
    grounds: Any
    filed_at: datetime
    due_at: datetime
    stream: str
    door: str
    entered: bool = False


@require_safe
@staff(*OFFICE)
def appeals(request: StaffRequest) -> HttpResponse:
    """What of others waits for a decision, what is due first before the rest. Four queries beside the rail's."""
    me, policy = request.employee, cases.policy_now(request.at)
    rows = sorted([*_of_sheets(me), *_of_files(me)], key=lambda one: one.due_at)
    clauses = {one.id for one in policy.clauses.values() if APPEAL in one.forms}
    running = ledger.running_of({one.stream for one in rows})
    holders = {stream: duty.holder for stream, found in running.items() for duty in found if duty.clause in clauses}
    names = cases.names_of_keys(set(holders.values()))
    whose = [(one, names.get(holders.get(one.stream, ""), ""), holders.get(one.stream) == me.key) for one in rows]
    return page(request, "desk/appeals.html", {"appeals": whose})


def _of_sheets(me: Employee) -> list[Waiting]:
    seen = sheet_access.visible_sheets(me).exclude(employee=me)
    rows = SheetAppeal.objects.filter(decision="", sheet__in=seen).select_related(
        "sheet__employee__department", "sheet__month"
    )
    return [
        Waiting(
            one.sheet.employee, one.sheet.month.period, one.get_grounds_display(), one.filed_at, one.due_at, one.sheet.employee.key,
            reverse("assessment_sheet", args=[one.sheet.month.period, one.sheet.employee.number]), bool(one.entered),
        )
        for one in rows
    ]  # fmt: skip


def _of_files(me: Employee) -> list[Waiting]:
    seen = sanction_access.visible_sanctions(me).exclude(employee=me)
    rows = Appeal.objects.filter(decision="", sanction__in=seen).select_related("sanction__employee__department")
    return [
        Waiting(
            one.sanction.employee, one.sanction.number, one.get_grounds_display(), one.filed_at, one.due_at, one.sanction.stream,
            reverse("sanction", args=[one.sanction.number]), bool(one.entered),
        )
        for one in rows
    ]  # fmt: skip
