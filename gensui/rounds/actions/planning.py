"""Plans and points: made, given new tags, no longer followed; and what the house plans by itself, ahead of time."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from gensui.core import worktime
from gensui.core.events import grounds
from gensui.ledger import policies
from gensui.ledger.models import Schedule
from gensui.ledger.record import record, schedule
from gensui.people.acting import NOW, Entry
from gensui.people.models import Area, Building, Employee, Post, Shift, Site
from gensui.policies.spoken import spoken
from gensui.rounds import access
from gensui.rounds.access import Actor, Where
from gensui.rounds.actions import turn
from gensui.rounds.models import Plan, Point, Round, Sort, Stop
from gensui.rounds.plausible import Place
from gensui.rounds.refusals import BadPlan, WrongPlace

SORTS = Path(__file__).parents[1] / "sorts.toml"
TASKS_AHEAD = timedelta(days=14)
"""How far ahead tasks that are announced stand on the calendar."""
MOST_TASKS = 400
Whose = Employee | Post | Shift | None
"""Whom the slots of a plan belong to."""


@dataclass(frozen=True, slots=True)
class StopAt:
    """A stop of a plan to be made: the point, the seconds from the stop before, and what is looked at, if that is special."""

    point: Point
    seconds: int = 0
    picture: str = Stop.Picture.FAILED
    checklist: Sequence[Mapping[str, Any]] = ()


@transaction.atomic
def bring_sorts(*, actor: str, at: datetime) -> int:
    """Put the sorts of plans that come with Gensui into the database, or bring them up to date; how many there are."""
    known = tomllib.loads(SORTS.read_text("utf-8"))
    for key, said in known.items():
        Sort.objects.update_or_create(key=key, defaults=said)
    return len(known)


@transaction.atomic
def make_point(
    *, site: Site, name: str, x: int, y: int, department: str, actor: Actor, at: datetime, place: Place | None = None,
    area: Area | None = None, building: Building | None = None,
) -> Point:  # fmt: skip
    """A point on the grounds, with a tag of its own. Refuses whoever does not lead there, and a name that is taken."""
    access.require(actor, "plan", Where(site.pk, department))
    if Point.objects.filter(site=site, name=name).exists():
        raise BadPlan(_("There is a point called {name} already.").format(name=name))

    point = Point.objects.create(
        site=site, name=name, area=area, building=building, x=min(max(x, 0), 1000), y=min(max(y, 0), 1000), keyed_at=at,
        latitude=place.latitude if place else None, longitude=place.longitude if place else None,
    )  # fmt: skip
    record(stream=point.stream, event=grounds.TagKeyed(key=1), actor=actor.key, roles={}, at=at)
    return point


@transaction.atomic
def make_plan(
    *, site: Site, sort: Sort, name: str, stops: Sequence[StopAt], actor: Actor, at: datetime, first_at: datetime | None = None,
    rule: str = "", tolerance: timedelta = timedelta(), minutes: int = 0, area: Area | None = None,
    buildings: Sequence[Building] = (), whose: Whose = None, replaces: Plan | None = None, entry: Entry = NOW,
) -> Plan:  # fmt: skip
    """Make a plan; from ``first_at`` on its slots or tasks are planned ahead by its rule, or by that of its sort.

    Its slots belong to ``whose``: a person, whoever stands on a post, whoever works in a shift; else to whoever leads then. The
    next edition of a plan names the one that it ``replaces``; that one ends by ``changing.change_plan``.

    Refuses whoever does not lead there; a plan without a stop, twice at one point, at a point of another community, with a rule
    that is none, or by a name that is taken (``BadPlan``).
    """
    access.require(actor, "plan", Where(site.pk, sort.department))
    _check(site, sort, name, stops, rule, whose)
    plan = Plan(
        site=site, sort=sort, name=name, area=area, rule=rule or sort.rule, first_at=first_at or at, **_belongs(whose),
        tolerance_minutes=tolerance // timedelta(minutes=1), minutes=minutes or sort.minutes, planned_until=first_at or at,
        replaces=replaces, edition=replaces.edition + 1 if replaces else 1,
    )  # fmt: skip
    plan.save()
    plan.buildings.set(buildings)
    Stop.objects.bulk_create(
        Stop(plan=plan, point=one.point, order=order, seconds=one.seconds, picture=one.picture, checklist=list(one.checklist))
        for order, one in enumerate(stops, 1)
    )  # fmt: skip

    turn.happen(plan, grounds.PlanMade(**turn.task(plan)), actor=actor, at=at, entry=entry)
    if sort.clause:
        schedule(
            stream=plan.stream, clause=sort.clause, actor=actor.key, first_at=plan.first_at, zone=site.zone, rule=plan.rule,
            roles=turn.roles(plan, at), at=at, subject=_subject(plan), tolerance=tolerance,
        )  # fmt: skip
    return plan


def _belongs(whose: Whose) -> dict[str, Any]:
    fields: dict[str, Any] = {"assignee": None, "post": None, "shift": None}
    name = {Employee: "assignee", Post: "post", Shift: "shift"}
    return fields if whose is None else fields | {name[type(whose)]: whose}


def _check(site: Site, sort: Sort, name: str, stops: Sequence[StopAt], rule: str, whose: Whose) -> None:
    if whose is not None and not access.belongs(whose, site, sort.department):
        raise BadPlan(_("{name} belongs to another department.").format(name=whose))
    points = [one.point.pk for one in stops]
    if not points:
        raise BadPlan(_("A plan visits at least one point."))
    if len(set(points)) < len(points):
        raise BadPlan(_("A plan visits each point once."))
    if any(one.point.site_id != site.pk for one in stops):
        raise WrongPlace
    if Plan.objects.going_on().filter(site=site, name=name).exists():
        raise BadPlan(_("There is a plan called {name} already.").format(name=name))
    try:
        worktime.check_rrule(rule or sort.rule)
    except worktime.BadRecurrence as bad:
        raise BadPlan(_("This is no rule for times: {why}.").format(why=spoken(bad.args[0]))) from bad


def _subject(plan: Plan) -> str:
    """What the slots of the plan are told apart by, where its clause asks for that."""
    clause = policies.in_force(policies.newest(), plan.first_at).clauses.get(plan.sort.clause)
    return turn.area_of(plan) if clause is not None and clause.same else ""


@transaction.atomic
def retire_plan(*, plan: Plan, actor: Actor, at: datetime, entry: Entry = NOW) -> Plan:
    """No longer follow the plan: what of it has not been done is not awaited any longer; what was missed stays missed."""
    plan = turn.followed(plan)
    access.require(actor, "plan", access.of_plan(plan))
    plan.retired_at = at
    plan.save(update_fields=["retired_at"])
    Schedule.objects.filter(stream=plan.stream).exclude(ends_at__lt=at).update(ends_at=at)
    coming = Round.objects.filter(plan=plan, state=Round.State.PLANNED)
    gone = [grounds.TaskCancelled(**turn.task(plan, one)) for one in coming]
    coming.update(state=Round.State.CANCELLED)

    turn.happen(plan, grounds.PlanRetired(**turn.task(plan)), *gone, actor=actor, at=at, entry=entry)
    return plan


def plan_tasks(*, actor: Actor, at: datetime) -> int:
    """Put the tasks of the next two weeks on the calendar, for plans whose tasks are announced; how many."""
    behind = Plan.objects.followed().filter(sort__clause="", planned_until__lt=at + TASKS_AHEAD / 2)
    behind = behind.exclude(ends_at__lte=F("planned_until"))
    return sum(plan_tasks_of(plan=plan, until=at + TASKS_AHEAD, actor=actor, at=at) for plan in behind.order_by("pk"))


@transaction.atomic
def plan_tasks_of(*, plan: Plan, until: datetime, actor: Actor, at: datetime) -> int:
    """Put the tasks of one plan on the calendar, up to ``until``; how many."""
    plan = turn.lock(plan)
    since, until = max(plan.planned_until, plan.first_at), min(until, plan.ends_at or until)
    found = worktime.occurrences(plan.rule, plan.first_at, since, until, ZoneInfo(plan.site.zone))
    starts = list(found)[:MOST_TASKS]
    for starts_at in starts:
        turn.put_on_calendar(plan, starts_at, actor=actor, at=at)
    plan.planned_until = max(plan.planned_until, until)
    plan.save(update_fields=["planned_until"])
    return len(starts)
