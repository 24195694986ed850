"""A plan is changed by its next edition, followed from a time on; what was planned for later is taken back, what was done stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from gensui.core.events import Event, grounds
from gensui.core.events.engine import SlotWithdrawn
from gensui.ledger.models import Schedule
from gensui.people.acting import NOW, Entry
from gensui.people.models import Employee
from gensui.rounds import access, queries
from gensui.rounds.access import Actor
from gensui.rounds.actions import announcing, planning, turn
from gensui.rounds.actions.planning import StopAt
from gensui.rounds.models import Plan, Round
from gensui.rounds.refusals import BadPlan

FAR = timedelta(days=400)
OVER = timedelta(days=1)
"""How long after its end an edition is still followed: its last rounds may yet be brought back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What the next edition of a plan is: its stops in their order, when they are visited, how long that takes, and whose it is."""

    stops: Sequence[StopAt]
    rule: str = ""
    tolerance: timedelta = timedelta()
    minutes: int = 0
    whose: planning.Whose = None


@transaction.atomic
def change_plan(
    *, plan: Plan, change: Change, first_at: datetime, actor: Employee, at: datetime, entry: Entry = NOW
) -> Plan:
    """Make the next edition of a plan, followed from ``first_at`` on; slots and tasks of this one from then on are withdrawn.

    Refuses whoever does not lead there (``NotYours``), a plan that is over or has its next edition, a time that is not ahead, and
    what ``make_plan`` refuses (``BadPlan``). Those who were told of a task that is withdrawn are told so.
    """
    plan = turn.followed(plan)
    access.require(actor, "plan", access.of_plan(plan))
    if plan.ends_at is not None:
        raise BadPlan(_("{name} has its next edition already; change that one.").format(name=plan.name))
    if first_at <= at:
        raise BadPlan(_("A change begins ahead, not in the past."))

    withdrawn = _withdraw(plan, first_at, actor, at)
    plan.ends_at = first_at
    plan.save(update_fields=["ends_at"])
    Schedule.objects.filter(stream=plan.stream).update(ends_at=first_at)
    made = planning.make_plan(
        site=plan.site, sort=plan.sort, name=plan.name, stops=change.stops, actor=actor, at=at, first_at=first_at,
        rule=change.rule, tolerance=change.tolerance, minutes=change.minutes, area=plan.area, buildings=list(plan.buildings.all()),
        whose=change.whose, replaces=plan,
    )  # fmt: skip

    changed = grounds.PlanChanged(starts_at=first_at, by=made.stream, **turn.task(plan))
    turn.happen(plan, changed, *withdrawn, actor=actor, at=at, entry=entry)
    return made


def _withdraw(plan: Plan, since: datetime, actor: Employee, at: datetime) -> list[Event]:
    """What takes the slots from then on off the plan; tasks on the calendar are cancelled at once."""
    later = Round.objects.filter(plan=plan, state=Round.State.PLANNED, redo_of=None, planned_at__gte=since)
    for task in later.order_by("planned_at"):
        announcing.cancel_task(round=task, reason=_("The plan has changed."), actor=actor, at=at)
    return [
        SlotWithdrawn(clause=slot.duty.clause, cause=slot.duty.cause)
        for slot in queries.slots([plan], since, since + FAR)
        if slot.starts_at >= since and slot.duty.state == "open"
    ]


def retire_ended(*, actor: Actor, at: datetime) -> int:
    """No longer follow the editions that ended a day ago; how many."""
    ended = list(Plan.objects.followed().filter(ends_at__lt=at - OVER).order_by("pk"))
    for plan in ended:
        planning.retire_plan(plan=plan, actor=actor, at=at)
    return len(ended)


@transaction.atomic
def give_plans(*, employee: Employee, to: Employee | None, actor: Actor, at: datetime) -> int:
    """Put the plans that name somebody who leaves into other hands; without ``to`` they belong to who stands there. How many.

    The caller has asked whether it may be done. Refuses somebody of another department (``BadPlan``).
    """
    plans = list(
        Plan.objects.followed().filter(assignee=employee).select_related("sort").select_for_update(of=("self",))
    )
    for plan in plans:
        if to is not None and to.department.kind != plan.sort.department:
            raise BadPlan(_("{name} does not work in the department of {plan}.").format(name=to.name, plan=plan.name))
        plan.assignee = to
        plan.save(update_fields=["assignee"])
    return len(plans)
