"""Somebody leaves the company. What the person holds is shown first, then goes into other hands, then the doors close.

Everything in one transaction: orders and followed requests, plans on the grounds, hand-overs; sign-in, tokens and roster; and at
last each promise that is still in the person's name, in whatever stream, to who falls in for its role.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from gensui.cases.access import SYSTEM
from gensui.cases.actions import leaving as requests
from gensui.cases.actions import turn as cases
from gensui.cases.models import Case
from gensui.core.events.people import HolderLeft
from gensui.ledger import policies
from gensui.ledger.models import Obligation
from gensui.ledger.record import record
from gensui.oversight.refusals import HasLeft, NotOneself
from gensui.people import access
from gensui.people import queries as people
from gensui.people.access import NotYours
from gensui.people.actions import one
from gensui.people.models import Employee
from gensui.rounds.actions import changing


@transaction.atomic
def end_employment(
    *, employee: Employee, actor: Employee, at: datetime, reason: str = "", orders_to: Employee | None = None,
    follower: Employee | None = None, plans_to: Employee | None = None, complaints_to: Employee | None = None,
) -> requests.Passed:  # fmt: skip
    """End somebody's employment today, after all that the person holds went into other hands.

    ``orders_to`` takes the orders, else each goes to who could best take it; ``follower`` follows the requests, else nobody does
    and the clock of the gap runs; ``plans_to`` has the plans, else they belong to who stands there; ``complaints_to`` looks into
    the complaints, else who stands above does. Refuses whoever may not do
    this (``NotYours``), oneself (``NotOneself``), somebody who has left (``HasLeft``), and what cannot be moved.
    """
    access.require(actor, "end_employment")
    held = Employee.objects.select_for_update(of=("self",)).select_related("department__site").get(pk=employee.pk)
    if held.pk == actor.pk:
        raise NotOneself
    if held.left_on is not None:
        raise HasLeft(held.name, held.left_on.isoformat())
    if not access.visible_sites(actor).filter(pk=held.department.site_id).exists():
        raise NotYours(str(actor.get_role_display()))
    return carry_out(
        employee=held,
        actor=actor,
        at=at,
        reason=reason,
        orders_to=orders_to,
        follower=follower,
        plans_to=plans_to,
        complaints_to=complaints_to,
    )


def carry_out(
    *, employee: Employee, actor: Employee, at: datetime, reason: str = "", orders_to: Employee | None = None,
    follower: Employee | None = None, plans_to: Employee | None = None, complaints_to: Employee | None = None,
) -> requests.Passed:  # fmt: skip
    """What ``end_employment`` does, for who has asked already whether it may be."""
    # first of all: whoever left holds no role any more, so that nothing passes back to the person
    one.leave(employee=employee, on=_today(employee, at), actor=actor.key, at=at)
    requests.pass_on_complaints(employee=employee, to=complaints_to, reason=reason, actor=actor, at=at)
    passed = requests.pass_on_requests(
        employee=employee, orders_to=orders_to, follower=follower, reason=reason, actor=actor, at=at
    )
    changing.give_plans(employee=employee, to=plans_to, actor=actor, at=at)
    _pass_promises(employee, actor, at)
    return passed


def _today(employee: Employee, at: datetime) -> date:
    return at.astimezone(ZoneInfo(employee.department.site.zone)).date()


def _pass_promises(employee: Employee, actor: Employee, at: datetime) -> None:
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
