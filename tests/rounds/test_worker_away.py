"""A worker that was stopped for three days: what it finds falls where it belongs, at its own time, and is dated as it is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import translation

from gensui.cli.management.commands import work
from gensui.ledger import policies, verify
from gensui.ledger.models import Event, Obligation, Schedule
from gensui.notices import actions as notices
from gensui.people.models import Department, Duty, Employee, Post, Shift
from gensui.rounds.actions import planning
from gensui.rounds.actions.planning import StopAt
from gensui.rounds.models import Plan, Sort
from tests.cast import MONDAY
from tests.rounds.conftest import Grounds, hire, hours, slots

pytestmark = pytest.mark.database

BACK = hours(78)
"""Thursday, four in the afternoon."""


@dataclass
class Lobby:
    """A plan of a post: at eight, and at three; each is due two hours later."""

    plan: Plan
    early: Employee
    late: Employee

    def slot(self, due: float) -> Obligation:
        """The slot that is due so many hours after Monday at ten."""
        return next(one for one in slots(self.plan) if one.due_at == hours(due))


def looks(at: datetime, shift: work._Shift | None = None) -> work._Shift:
    """A worker looks at what is due, until nothing is left."""
    with time_machine.travel(at, tick=False):
        shift = shift or work._Shift("night", 2_000)
        while shift.look():
            pass
    return shift


def faults() -> list[str]:
    return [str(found) for found in verify.check_log(policies.newest()) if isinstance(found, verify.Fault)]


@pytest.fixture
def lobby(ground: Grounds) -> Iterator[Lobby]:
    """The post changes hands at half past three each day: from Cai to Dai. The worker looked last on Monday at two."""
    cast = ground.cast
    department = Department.objects.get(site=cast.site, kind="cleaning")
    post = Post.objects.create(department=department, name="3 棟")
    shift = Shift.objects.create(department=department, name="早班", starts=time(8), ends=time(15))
    late = hire(cast, MONDAY, "C06", "戴芳", "cleaner", "cleaning")
    Duty.objects.filter(employee__in=(ground.cleaner, late)).delete()
    for day in range(0, 24 * 5, 24):
        for who, since, until in ((ground.cleaner, day - 2, day + 5.5), (late, day + 5.5, day + 12)):
            Duty.objects.create(employee=who, starts_at=hours(since), ends_at=hours(until), post=post, shift=shift)
    stop = StopAt(ground.lobby.stops.get().point)
    plan = planning.make_plan(
        site=cast.site,
        sort=Sort.objects.get(pk="clean-key"),
        name="3 棟大堂 二",
        stops=[stop],
        actor=ground.head,
        at=hours(-20),
        first_at=hours(-4),
        whose=post,
    )
    looks(hours(4))
    yield Lobby(plan, ground.cleaner, late)
    assert faults() == []


def test_what_is_written_is_dated_when_it_is_written(lobby: Lobby) -> None:
    before = Event.objects.latest("pk").pk
    looks(BACK)
    found = Event.objects.filter(pk__gt=before)
    assert {"holder.changed", "obligation.lapsed"} <= set(found.values_list("kind", flat=True))
    assert set(found.values_list("recorded_at", flat=True)) == {BACK}
    changed = found.filter(kind="holder.changed").values_list("occurred_at", flat=True)
    assert max(changed) < BACK


def whose(slot: Obligation) -> list[tuple[str, datetime]]:
    return [(who, datetime.fromisoformat(since)) for who, since in slot.segments]


def test_what_lapsed_meanwhile_falls_on_whoever_was_on_duty(lobby: Lobby) -> None:
    looks(BACK)
    for day in (0, 24, 48):
        afternoon = lobby.slot(day + 7)
        assert whose(afternoon)[1:] == [(lobby.late.key, hours(day + 5.5))]
        assert (afternoon.accountable, afternoon.lapsed_at) == (lobby.early.key, hours(day + 7))


def test_a_slot_that_nobody_could_plan_in_time_lapses_at_its_own_due_time(lobby: Lobby) -> None:
    assert max(one.due_at for one in slots(lobby.plan) if one.due_at) < hours(55)
    looks(BACK)
    for due_at in (55, 72):
        slot = lobby.slot(due_at)
        assert (slot.opened_at, slot.lapsed_at) == (slot.not_before, hours(due_at))
        lapse = Event.objects.get(stream=slot.stream, kind="obligation.lapsed", data__cause=slot.cause)
        assert (lapse.occurred_at, lapse.recorded_at, lapse.data["found_late"]) == (hours(due_at), BACK, True)
    assert lobby.slot(79).lapsed_at is None


def test_a_second_worker_finds_nothing_left(lobby: Lobby) -> None:
    looks(BACK)
    count = Event.objects.count()
    looks(BACK)
    assert Event.objects.count() == count


def test_a_schedule_that_cannot_be_planned_is_set_aside_and_the_rest_goes_on(lobby: Lobby, ground: Grounds) -> None:
    Schedule.objects.filter(stream=lobby.plan.stream).update(rule="FREQ=SOMETIMES")
    looks(BACK)
    bad = Schedule.objects.get(stream=lobby.plan.stream)
    assert "SOMETIMES" in bad.set_aside
    assert not Schedule.objects.exclude(pk=bad.pk).filter(planned_until__lt=BACK).exists()
    assert lobby.slot(31).lapsed_at == hours(31)
    with time_machine.travel(BACK, tick=False):
        told = health()
    assert "Schedules set aside: 1" in told
    assert "The engine is not well." in told


def health() -> str:
    """What an operator reads, and whether the command fails."""
    told = StringIO()
    with translation.override("en"):
        try:
            call_command("health", stdout=told)
        except CommandError as bad:
            return f"{told.getvalue()}{bad}"
    return told.getvalue()


def test_work_that_fails_is_told_and_the_rest_goes_on(lobby: Lobby, ground: Grounds) -> None:
    Plan.objects.filter(pk=ground.spray.pk).update(rule="FREQ=SOMETIMES", planned_until=BACK)
    shift = looks(BACK)
    assert lobby.slot(31).lapsed_at == hours(31)
    with time_machine.travel(BACK, tick=False):
        told = health()
    assert "Work that fails: tend\n" in told
    assert "The engine is not well." in told
    Plan.objects.filter(pk=ground.spray.pk).update(rule=ground.spray.rule)
    later = BACK + timedelta(minutes=2)
    looks(later, shift)
    notices.deliver(actor="engine", at=later)
    with time_machine.travel(later, tick=False):
        told = health()
    assert "Work that fails: -\n" in told
    assert "The engine is not well." not in told
