"""Somebody leaves the company: what the person holds of requests goes into other hands, and nothing is left behind."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from gensui.cases import access, apart, relief
from gensui.cases.actions import follow, sending, turn
from gensui.cases.actions import follower as following
from gensui.cases.actions.turn import happen
from gensui.cases.models import Case, Complaint, Draft, Handover
from gensui.cases.queries import Candidate
from gensui.cases.refusals import NobodyTakes, NotAllMoved, NotApart
from gensui.core import lifecycle, standing
from gensui.core.events import Event, handling
from gensui.core.refusal import Refusal
from gensui.ledger import outbox
from gensui.people import queries as people
from gensui.people.acting import SYSTEM, Actor, Entry
from gensui.people.models import Employee

AT_DESK = ("service_head", "agent")


@dataclass(frozen=True, slots=True)
class Passed:
    """What went into other hands."""

    orders: list[Case]
    followed: list[Case]


@transaction.atomic
def pass_on_requests(
    *,
    employee: Employee,
    orders_to: Employee | None,
    follower: Employee | None,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Passed:
    """Put what somebody holds into other hands: orders to a colleague, or each to who could best take it; what the person
    follows to another agent, or to nobody yet, which opens the clock of the gap. Hand-overs not answered fall away; an intake half
    typed is finished by another at the desk.

    All or none: where one cannot be moved, nothing is (``NotAllMoved``, ``NobodyTakes``). The caller has asked who may.
    """
    unanswered = Handover.objects.filter(accepted_at=None, declined_at=None).order_by("pk")
    for offer in unanswered.filter(Q(to_employee=employee) | Q(from_employee=employee)).select_for_update(of=("self",)):
        follow.end_offer(handover=offer, how="left", actor=actor, at=at)
    orders = [
        _give(case, orders_to or _best(case, candidates, at), reason, actor, at)
        for case, candidates in [(one.case, one.candidates) for one in relief.proposals(employee, SYSTEM, at)]
    ]
    followed = [_follow(case, follower, reason, actor, at) for case in relief.followed_by(employee, SYSTEM)]
    _pass_draft(employee, follower, at)
    return Passed(orders, followed)


def _pass_draft(employee: Employee, follower: Employee | None, at: datetime) -> None:
    """What an owner said already is not lost: the follower finishes the intake, else whoever at the desk types none just now."""
    drafts = list(Draft.objects.filter(employee=employee).order_by("pk"))
    desk = Employee.objects.working().filter(department__site=employee.department.site, role__in=AT_DESK, drafts=None)
    heirs = sorted(
        desk.exclude(pk=employee.pk).order_by("number"), key=lambda one: (one != follower, one.role != "service_head")
    )
    if not drafts or not heirs:
        return
    for draft in drafts:
        draft.employee = heirs[0]
        draft.save(update_fields=["employee"])
    outbox.queue(stream=employee.key, to=heirs[0].key, what="draft.given", body=employee.key, at=at)


@transaction.atomic
def pass_on_complaints(
    *, employee: Employee, to: Employee | None, reason: str, actor: Actor, at: datetime
) -> list[Case]:
    """Each complaint that somebody looked into is looked into by another: by ``to``, else by who stands above.

    Refuses whoever the complaint concerns, or is of the department that it concerns (``NotApart``), and where nobody is left
    (``NobodyTakes``).
    """
    looked_into = Complaint.objects.filter(investigator=employee, case__state__in=lifecycle.OPEN).order_by("pk")
    return [_look_into(one, to, reason, actor, at) for one in looked_into.select_related("case")]


def _look_into(known: Complaint, to: Employee | None, reason: str, actor: Actor, at: datetime) -> Case:
    case = turn.lock(known.case)
    kept_apart = apart.keys_of(case)
    investigator = to or apart.follower(case.site, kept_apart, at)
    if investigator is None:
        raise NobodyTakes(case.number)
    accused = list(known.accused.values_list("pk", flat=True))
    if investigator.key in kept_apart or not access.may_investigate(investigator, accused, known.accused_department):
        raise NotApart(investigator.name)
    Complaint.objects.filter(pk=known.pk).update(investigator=investigator)
    if case.handler_id != known.investigator_id or case.state not in relief.HELD:
        return case
    case.handler = investigator
    return happen(case, *_events(case), actor=actor, at=at, entry=Entry(note=reason), changed=("handler",))


def _best(case: Case, candidates: list[Candidate], at: datetime) -> Employee:
    """Whoever could best take the order, else who leads there."""
    if candidates:
        return candidates[0].employee
    leading = people.roles_at(case.site, case.department, at)
    found = [standing.anybody(leading, role) for role in ("team_leader", "dept_head")]
    keys = [key.removeprefix("staff:") for key in found if key and key not in apart.keys_of(case)]
    staff = {one.number: one for one in Employee.objects.working().filter(number__in=keys).select_related("department")}
    for key in keys:
        if key in staff:
            return staff[key]
    raise NobodyTakes(case.number)


def _give(case: Case, handler: Employee, reason: str, actor: Actor, at: datetime) -> Case:
    case = turn.lock(case)
    try:
        sending.check_hands(handler, case, at)
        case.handler = handler
        entry = Entry(note=reason)
        return happen(case, *_events(case), actor=actor, at=at, entry=entry, changed=("handler",))
    except Refusal as refusal:
        raise NotAllMoved(case.number, refusal.sentence) from refusal


def _events(case: Case) -> tuple[Event, ...]:
    """What was not begun waits to be accepted, the rest goes on."""
    if case.state == "dispatched":
        return (handling.WorkOrderAssigned(),)
    if case.state == "assigned":
        return handling.WorkOrderTransferred(), handling.WorkOrderAssigned()
    return (handling.WorkOrderPassedOn(),)


def _follow(case: Case, follower: Employee | None, reason: str, actor: Actor, at: datetime) -> Case:
    if follower is None:
        return following.give_up_following(case=case, actor=actor, at=at, reason=reason)
    return following.succeed(case=case, follower=follower, actor=actor, at=at, reason=reason)
