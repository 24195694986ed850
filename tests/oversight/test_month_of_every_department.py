"""A day of the simulated community, with work for every department, an inspection and its findings; and every figure of the
month's sheets found again from the tables.
"""

import heapq
from datetime import datetime, timedelta

import pytest

from gensui.cli import demo, grounds, supervising
from gensui.cli.demo import Players
from gensui.cli.grounds import Walkers
from gensui.core.scoring import INDICATORS
from gensui.oversight.actions import inspecting, sheets
from gensui.oversight.models import Figure, Month, MonthSheet, ScoreLine
from gensui.people.acting import SYSTEM
from gensui.people.models import Employee, Site
from gensui.sim import community as sim
from gensui.sim import gate
from gensui.sim.community import ZONE
from gensui.sim.life import happenings
from tests.oversight.counted import counted_twice
from tests.oversight.recounting import Again

pytestmark = pytest.mark.database

FIRST = datetime(2026, 11, 1, tzinfo=ZONE)
MORNING = datetime(2026, 11, 9, 7, tzinfo=ZONE)
"""A Monday. Until the evening requests come, people stand at the gate, and everybody walks."""
EVENING = MORNING + timedelta(hours=3)
DAYS = timedelta(days=4)
AFTER = datetime(2026, 12, 1, 10, tzinfo=ZONE)


def live(site: Site, people: sim.Community) -> None:
    """One day's requests to their end, a tenth of a day's entries, emergencies, the daily reports, and all rounds until then."""
    grounds.lay_out(site, people, MORNING)
    walkers, players = Walkers(site, people, MORNING), Players(site, "test")
    over = MORNING + DAYS
    to_come = heapq.merge(
        happenings(people, demo.SEED, MORNING, over, EVENING),
        gate.happenings(people, demo.SEED, MORNING, over, over, 0.1),
        key=lambda one: one.at,
    )
    for happening in to_come:
        walkers.until(min(happening.at, EVENING))
        demo.catch_up(happening.at)
        players.play(happening)
    demo.catch_up(over)


@pytest.fixture
def november(db: None) -> Month:
    """The community moved in, lived a day, and was inspected two weeks later; its month is counted when it is over."""
    people = sim.build(demo.SEED, 300)
    site = demo.move_in(people, first_day=FIRST, last_day=MORNING + DAYS, at=FIRST)
    live(site, people)
    supervising.supervise(site, MORNING + supervising.EARLIER + timedelta(days=7))
    inspecting.call_due(actor=SYSTEM, at=MORNING + timedelta(days=14))
    demo.catch_up(AFTER)
    manager = Employee.objects.select_related("department__site").get(number="A02")
    return sheets.draft_month(site=site, first_on=FIRST.date(), actor=manager, at=AFTER)


def check_sheets(november: Month, again: Again) -> None:
    said = {
        (line.sheet.employee.key, line.indicator): (line.part, line.whole)
        for line in ScoreLine.objects.filter(sheet__month=november, whole__gt=0).select_related("sheet__employee")
    }
    everybody = list(MonthSheet.objects.filter(month=november).select_related("employee"))
    own = {one.employee.key for one in everybody if one.post not in ("leader", "head", "administration")}
    for who in sorted(own):
        for key, (part, whole) in again.own(who).items():
            if whole:
                assert said.pop((who, key)) == (str(part), whole), (who, key)
    for who in sorted({whose for whose, _key in said} - own):
        for key, (part, whole) in again.own(who).items():
            if (who, key) in said:
                assert said.pop((who, key)) == (str(part), whole), (who, key)
    assert said == {}
    assert len(everybody) == len(again.people)
    grades = again.grades()
    for sheet in everybody:
        total = again.total(sheet.employee.key)
        assert sheet.exact == ("" if total is None else str(total)), sheet.employee
        assert sheet.grade == grades[sheet.employee.key], sheet.employee


def check_figures(november: Month, again: Again) -> None:
    figures = {(one.department, one.indicator): (one.part, one.whole) for one in Figure.objects.filter(month=november)}
    for kind in sorted({one["kind"] for one in again.people.values()}):
        team = [who for who, one in again.people.items() if one["kind"] == kind]
        for key, (part, whole) in again.sums(team).items():
            assert figures.pop((kind, key)) == (str(part), whole), (kind, key)
    for key, (part, whole) in (again.sums(again.people) | again.company).items():
        assert figures.pop(("", key)) == (str(part), whole), key
    assert {one for one, (_part, whole) in figures.items() if whole} == set()


def test_every_figure_total_and_grade_is_found_again(november: Month) -> None:
    assert counted_twice(november) == []
    again = Again(november.since, november.until, AFTER)
    check_sheets(november, again)
    check_figures(november, again)
    counted = {key for _who, key in again.counted}
    assert counted >= set(INDICATORS) - {
        "K02",
        "K10",
        "K14",
        "K20",
        "K21",
        "K22",
        "K23",
        "K32",
        "CALLS",
        "TEAM",
        "APPEALS",
    }
    assert again.wrongs(again.people, ())[0], "there are errors"
