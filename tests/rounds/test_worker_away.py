"""A worker that was stopped for two days: what it finds falls where it belongs, at its own time, and is dated as it is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

import pytest
import time_machine

from gensui.cli.management.commands import work
from gensui.ledger import policies, verify
from gensui.ledger.models import Event, Obligation
from gensui.people.models import Department, Duty, Employee, Post, Shift
from gensui.rounds.actions import planning
from gensui.rounds.actions.planning import StopAt
from gensui.rounds.models import Plan, Sort
from tests.cast import MONDAY
from tests.rounds.conftest import Grounds, hire, hours, slots

pytestmark = pytest.mark.database

BACK = hours(54)
"""Wednesday, four in the afternoon."""


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
        site=cast.site, sort=Sort.objects.get(pk="clean-key"), name="3 棟大堂 二", stops=[stop], actor=ground.head,
        at=hours(-20), first_at=hours(-4), whose=post,
    )  # fmt: skip
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
