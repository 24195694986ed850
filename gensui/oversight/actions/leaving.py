"""Somebody leaves the company. What the person holds is shown first, then goes into other hands, then the doors close.

Everything in one transaction: orders and followed requests, complaints, plans on the grounds, courses, hand-overs,
an intake half typed; sign-in, tokens and roster; and at last each promise that is still in the person's name, in whatever stream,
to who falls in for its role. A last day to come is noted, and the worker does the same when it is over. The general manager leaves
by the word of two: until the second has confirmed it, nothing ends.
"""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from gensui.cases.actions import leaving as requests
from gensui.cases.actions import turn as cases
from gensui.cases.models import Case
from gensui.core.events.people import HolderLeft, LeavingConfirmed, LeavingPlanned, LeavingWithdrawn, PersonEvent
from gensui.core.refusal import Refusal
from gensui.ledger import outbox, policies
from gensui.ledger.models import Obligation
from gensui.ledger.record import record
from gensui.oversight import successors
from gensui.oversight.access import Actor
from gensui.oversight.models import Leaving
from gensui.oversight.refusals import BadLastDay, BadSuccessor, HasLeft, NothingToConfirm, NotOneself, SecondNeeded
from gensui.oversight.sanction_refusals import SecondPerson
from gensui.people import access
from gensui.people import queries as people
from gensui.people.access import NotYours
from gensui.people.acting import SYSTEM, System
from gensui.people.actions import one
from gensui.people.languages import in_language
from gensui.people.models import Employee
from gensui.rounds.actions import changing
from gensui.training.actions import sessions

LONGEST_AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """Into whose hands goes what somebody holds.

    ``orders_to`` takes the orders, else each goes to who could best take it; ``follower`` follows the requests, else nobody does
    and the clock of the gap runs; ``plans_to`` has the plans, else they belong to who stands there; ``complaints_to`` looks into
    the complaints, else who stands above does; ``courses_to`` holds the courses, else who planned them.
    """

    orders_to: Employee | None = None
    follower: Employee | None = None
    plans_to: Employee | None = None
    complaints_to: Employee | None = None
    courses_to: Employee | None = None
    reason: str = ""


NO_CHOICE = Hands()


class _Tried(Exception):
    """What would happen was tried, and is undone."""


@transaction.atomic
def end_employment(*, employee: Employee, actor: Employee, at: datetime, hands: Hands = NO_CHOICE) -> requests.Passed:
    """End somebody's employment today, after all that the person holds went into other hands.

    Refuses whoever may not do this (``NotYours``), oneself (``NotOneself``), somebody who has left (``HasLeft``), who cannot take
    over (``BadSuccessor``), what cannot be moved, and whose employment takes the word of two (``SecondNeeded``).
    """
    held = _held(employee, actor)
    if held.role in Leaving.BY_TWO:
        raise SecondNeeded(held.name)
    _check_hands(held, hands, _today(held, at))
    Leaving.objects.filter(employee=held, done_at=None).delete()
    return carry_out(employee=held, actor=actor, at=at, hands=hands)


@transaction.atomic
def plan_leaving(
    *, employee: Employee, actor: Employee, at: datetime, last_on: date, hands: Hands = NO_CHOICE
) -> Leaving:
    """Note that somebody works here until the end of a day to come; the worker ends it then. Said again, the later word holds.

    What would happen is tried, so that what cannot be is refused now as ``end_employment`` does; and a day that is not ahead, or
    more than a year (``BadLastDay``). Where it takes the word of two it may be today, and who may confirm it is told.
    """
    held = _held(employee, actor)
    by_two = held.role in Leaving.BY_TWO
    earliest = _today(held, at) + timedelta(days=0 if by_two else 1)
    if not earliest <= last_on <= _today(held, at) + LONGEST_AHEAD:
        raise BadLastDay(last_on.isoformat())
    _check_hands(held, hands, last_on)
    try:
        with transaction.atomic():
            carry_out(employee=held, actor=actor, at=at, hands=hands)
            raise _Tried
    except _Tried:
        held = _held(employee, actor)
    chosen = {each.name: getattr(hands, each.name) for each in fields(hands)}
    values = {"last_on": last_on, "noted_by": actor, "noted_at": at, "countersigned_by": None, **chosen}
    planned, _new = Leaving.objects.update_or_create(employee=held, defaults=values)
    _note(held, LeavingPlanned(last_on=last_on.isoformat()), actor, at)
    if by_two:
        _ask_second(planned, at)
    return planned


def _ask_second(planned: Leaving, at: datetime) -> None:
    for second in successors.seconds_of(planned):
        with in_language(second.user.language):
            asked = _("{by} notes that {name} leaves on {day}. It counts once you confirm it, on the page Personnel.")
            body = asked.format(by=planned.noted_by.name, name=planned.employee.name, day=planned.last_on.isoformat())
        outbox.queue(stream=planned.employee.key, to=second.key, what="leaving", body=body, at=at)


@transaction.atomic
def confirm_leaving(*, employee: Employee, actor: Employee, at: datetime) -> Leaving:
    """The second word for the leaving of somebody whose employment nobody ends alone. From the last day on it ends at once.

    Refuses what ``end_employment`` does, whoever noted it (``SecondPerson``), who is not the second of it (``NotYours``), and where
    nothing waits for a second (``NothingToConfirm``).
    """
    held = _held(employee, actor)
    waiting = Leaving.objects.unconfirmed().select_related("noted_by", "employee").filter(employee=held)
    planned = waiting.select_for_update(of=("self",)).first()
    if planned is None:
        raise NothingToConfirm(held.name)
    if planned.noted_by_id == actor.pk:
        raise SecondPerson
    if not successors.seconds_of(planned).filter(pk=actor.pk).exists():
        raise NotYours(str(actor.get_role_display()))
    planned.countersigned_by = actor
    planned.save(update_fields=["countersigned_by"])
    _note(held, LeavingConfirmed(), actor, at)
    if planned.last_on <= _today(held, at):
        carry_out(employee=held, actor=actor, at=at, hands=_still_there(planned))
        planned.done_at = at
        planned.save(update_fields=["done_at"])
    return planned


@transaction.atomic
def withdraw_leaving(*, employee: Employee, actor: Employee, at: datetime) -> None:
    """Somebody stays. Refuses what ``end_employment`` does; where nothing was planned, nothing changes."""
    held = _held(employee, actor)
    gone, _rows = Leaving.objects.filter(employee=held, done_at=None).delete()
    if gone:
        _note(held, LeavingWithdrawn(), actor, at)


def end_planned(*, actor: System, at: datetime) -> int:
    """End each employment whose last day is over, and that a second has confirmed where it takes one; how many. One query where
    there is none.
    """
    ahead = Leaving.objects.filter(done_at=None, last_on__lt=at.date() + timedelta(days=1)).order_by("last_on", "pk")
    ahead = ahead.exclude(countersigned_by=None, employee__role__in=Leaving.BY_TWO)
    staff = ahead.select_related("employee__department__site")
    over = [planned.pk for planned in staff if planned.last_on < _today(planned.employee, at)]
    return sum(_end(row, actor, at) for row in over)


@transaction.atomic
def _end(row: int, actor: System, at: datetime) -> int:
    """The doors close in any case. What cannot go as it was chosen goes to who falls in; whoever noted it hears of that."""
    planned = Leaving.objects.select_for_update().filter(pk=row, done_at=None).first()
    if planned is None:
        return 0
    employee = Employee.objects.select_related("department__site").get(pk=planned.employee_id)
    if employee.left_on is None:
        one.leave(employee=employee, on=planned.last_on, actor=actor.key, at=at)
        with in_language(planned.noted_by.user.language):
            planned.trouble = _try_to_pass_on(employee, _still_there(planned), actor, at)
            if planned.trouble:
                title = _("{name} has left, and not all went into the hands you chose").format(name=employee.name)
                body = f"{title}\n{planned.trouble}"
                outbox.queue(stream=employee.key, to=planned.noted_by.key, what="leaving", body=body, at=at)
    planned.done_at = at
    planned.save(update_fields=["done_at", "trouble"])
    return 1


def _still_there(planned: Leaving) -> Hands:
    """Whom the plan names, but for those who have left themselves."""
    named = {each.name: getattr(planned, each.name) for each in fields(Hands) if each.name != "reason"}
    there = {name: whom if whom is not None and whom.left_on is None else None for name, whom in named.items()}
    return Hands(**there, reason=planned.reason)


def _try_to_pass_on(employee: Employee, hands: Hands, actor: System, at: datetime) -> str:
    """Pass on as chosen, else as by the policy; the sentence of what could not be as chosen."""
    trouble = ""
    for tried in (hands, Hands(reason=hands.reason)):
        try:
            with transaction.atomic():
                _pass_on(employee, tried, actor, at)
                return trouble
        except Refusal as refusal:
            trouble = trouble or refusal.sentence
    _pass_promises(employee, actor, at)
    return trouble


def _check_hands(held: Employee, hands: Hands, last_on: date) -> None:
    """Refuse to name who does not work there, has not the post, or leaves by then (``BadSuccessor``). At most ten queries."""
    for name, able in successors.of(held).items():
        named: Employee | None = getattr(hands, name)
        if named is None:
            continue
        if not able.filter(pk=named.pk).exists():
            raise BadSuccessor(named.name)
        if (leaves_on := successors.leaves_by(named, last_on)) is not None:
            raise BadSuccessor(named.name, leaves_on.isoformat())


def _held(employee: Employee, actor: Employee) -> Employee:
    """The employee, held until the transaction ends, for whoever may end the employment."""
    access.require(actor, "end_employment")
    held = Employee.objects.select_for_update(of=("self",)).select_related("department__site").get(pk=employee.pk)
    if held.pk == actor.pk:
        raise NotOneself
    if held.left_on is not None:
        raise HasLeft(held.name, held.left_on.isoformat())
    if not access.visible_sites(actor).filter(pk=held.department.site_id).exists():
        raise NotYours(str(actor.get_role_display()))
    return held


def carry_out(*, employee: Employee, actor: Actor, at: datetime, hands: Hands = NO_CHOICE) -> requests.Passed:
    """What ``end_employment`` does, for who has asked already whether it may be."""
    # first of all: whoever left holds no role any more, so that nothing passes back to the person
    one.leave(employee=employee, on=_today(employee, at), actor=actor.key, at=at)
    return _pass_on(employee, hands, actor, at)


def _pass_on(employee: Employee, hands: Hands, actor: Actor, at: datetime) -> requests.Passed:
    requests.pass_on_complaints(employee=employee, to=hands.complaints_to, reason=hands.reason, actor=actor, at=at)
    passed = requests.pass_on_requests(
        employee=employee, orders_to=hands.orders_to, follower=hands.follower, reason=hands.reason, actor=actor, at=at
    )
    changing.give_plans(employee=employee, to=hands.plans_to, actor=actor, at=at)
    sessions.leave_sessions(employee=employee, to=hands.courses_to, actor=actor.key, at=at)
    _pass_promises(employee, actor, at)
    return passed


def _today(employee: Employee, at: datetime) -> date:
    return at.astimezone(ZoneInfo(employee.department.site.zone)).date()


def _note(employee: Employee, event: PersonEvent, actor: Employee, at: datetime) -> None:
    department: Any = employee.department.kind
    happened = replace(event, employee=employee.key, department=department)
    roles = people.roles_at(employee.department.site, department, at) | {"employee": employee.key}
    record(stream=employee.key, event=happened, actor=actor.key, roles=roles, at=at)


def _pass_promises(employee: Employee, actor: Actor, at: datetime) -> None:
    """Every promise still in the person's name passes to who falls in for its role."""
    if not policies.newest():
        return
    running = Obligation.objects.filter(state="open", holder=employee.key)
    site, kind = employee.department.site, employee.department.kind
    for stream in sorted(set(running.values_list("stream", flat=True))):
        case = (
            Case.objects.with_people().numbered(stream.removeprefix("case:")).first()
            if stream.startswith("case:")
            else None
        )
        leading = people.roles_at(case.site if case else site, case.department if case else kind, at)
        roles = cases.roles(case, SYSTEM, leading) if case else leading
        record(stream=stream, event=HolderLeft(holder=employee.key), actor=actor.key, roles=roles, at=at)
