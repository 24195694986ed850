"""What every act on the grounds has in common: the plan is locked, and what happened goes into its stream."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gensui.core.events import Event, grounds
from gensui.ledger.compiled import Lookup
from gensui.ledger.record import Recorded, record_all
from gensui.people import queries as people
from gensui.people.acting import NOW, Entry
from gensui.people.models import Employee
from gensui.rounds.access import HELD, Actor
from gensui.rounds.models import Plan, Round
from gensui.rounds.refusals import PlanRetired

KNOWN = ("site", "sort", "area", "assignee", "post", "shift")
PLAN = Lookup(lambda: Plan.objects.select_related(*KNOWN).select_for_update(of=("self",)))


def lock(plan: Plan) -> Plan:
    """The plan as it stands now, held until the transaction ends, so that two phones take turns."""
    return PLAN.get(plan.pk)


def followed(plan: Plan) -> Plan:
    """The locked plan. Refuses one that is no longer followed (``PlanRetired``)."""
    plan = lock(plan)
    if plan.retired_at is not None:
        raise PlanRetired(plan.name)
    return plan


def area_of(plan: Plan) -> str:
    """By what the policy tells this plan's slots from another's."""
    return f"area:{plan.pk}"


def roles(plan: Plan, at: datetime, worker: Employee | None = None) -> dict[str, str]:
    """Who holds which role for this plan: whoever works on it, else who stands where it belongs. One query, or two."""
    role = HELD[plan.sort.department]
    named = {role: plan.assignee} if plan.assignee is not None and worker is None else {}
    found = people.roles_at(plan.site, plan.sort.department, at, named)
    if plan.post_id is not None or plan.shift_id is not None:
        people.fill_from(found, role, post=plan.post_id, shift=plan.shift_id, at=at)
    if worker is not None:
        found[role] = worker.key
    return found


def patrol(round: Round) -> dict[str, Any]:
    """What every event of a patrol's round says."""
    return {"route": round.plan.stream, "round": round.key, "sort": round.plan.sort_id, "slot": round.slot or 0}


def task(plan: Plan, round: Round | None = None) -> dict[str, Any]:
    """What every event of a task says."""
    sort = plan.sort
    said = {"work": sort.work, "heavy": sort.heavy, "area": area_of(plan), "key_area": sort.key_area, "sort": sort.pk}
    return said | ({"task": round.key, "slot": round.slot or 0} if round is not None else {})


def happen(
    plan: Plan, *events: Event | tuple[Event, datetime], actor: Actor, at: datetime, entry: Entry,
    worker: Employee | None = None, holding: Mapping[str, str] | None = None,
) -> Recorded:  # fmt: skip
    """Let it happen in the plan's stream, at once. ``holding`` says who holds which role, if that is known already."""
    when = min(entry.when(at), at)
    pairs = [one if isinstance(one, tuple) else (one, when) for one in events]
    return record_all(
        stream=plan.stream, happened=[(event, min(then, at)) for event, then in pairs], actor=actor.key,
        roles=holding if holding is not None else roles(plan, when, worker), at=at, client_key=entry.once,
    )  # fmt: skip


def put_on_calendar(plan: Plan, starts_at: datetime, *, actor: Actor, at: datetime) -> Round:
    """A task of a plan that is announced: it stands on the calendar, to be done then."""
    key = f"{plan.pk}-{starts_at:%Y%m%d%H%M}-{uuid.uuid4().hex[:6]}"
    round = Round.objects.create(key=key, plan=plan, planned_at=starts_at, state=Round.State.PLANNED)
    happen(plan, grounds.TaskPlanned(starts_at=starts_at, **task(plan, round)), actor=actor, at=at, entry=NOW)
    return round
