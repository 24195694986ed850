"""K24 and K25 from what telephones tell: a point counts once; what came late, from another's hand or by the house's own end."""

from datetime import timedelta
from fractions import Fraction

import pytest
import time_machine
from django.urls import reverse

from gensui.core.scoring import Tally
from gensui.ledger import due
from gensui.oversight import counting, happenings, staff
from gensui.oversight.actions import sheets
from gensui.oversight.models import Month
from gensui.oversight.scope import Scope
from gensui.people.acting import SYSTEM
from gensui.people.models import Employee
from gensui.rounds.actions import checking, walking
from gensui.rounds.actions.checking import OnPaper
from gensui.rounds.models import Round
from tests.cast import MONDAY
from tests.desk.conftest import SignIn, english, sign_in
from tests.oversight.counted import AFTER, NOVEMBER, counted_twice
from tests.rounds.conftest import Grounds, Walk, cast, ground, hours, walk

__all__ = ["cast", "english", "ground", "sign_in", "walk"]
pytestmark = pytest.mark.database


def tally(ground: Grounds, who: Employee, indicator: str) -> Tally:
    """Counted when the month is over."""
    for day in range(9):
        due.sweep(at=MONDAY + timedelta(days=day))
    month = sheets.draft_month(site=ground.cast.site, first_on=NOVEMBER, actor=ground.cast.qin, at=AFTER)
    line = month.sheets.get(employee=who).lines.filter(indicator=indicator).first()
    return Tally(Fraction(line.part), line.whole) if line else Tally()


def test_a_point_scanned_twice_counts_once(ground: Grounds, walk: Walk) -> None:
    round = walk(0, 1, 2)
    walking.prove_points(
        round=round, proved=[ground.proved(1, 9)], actor=ground.guard, at=MONDAY + timedelta(minutes=25)
    )
    assert tally(ground, ground.guard, "K24") == Tally(Fraction(3), 4)


def test_a_missed_point_lowers_one_line_of_the_sheet_alone(ground: Grounds, walk: Walk, english: SignIn) -> None:
    walk(0, 1, 2)
    tally(ground, ground.guard, "K24")
    lines = Month.objects.get().sheets.get(employee=ground.guard).lines
    number = ground.guard.number
    with time_machine.travel(AFTER + timedelta(hours=1), tick=False):
        client = english(ground.guard)
        against = {
            line.indicator
            for line in lines.filter(weight__gt=0)
            if "counts against"
            in client.get(reverse("assessment_facts", args=["2026-11", number, line.indicator])).content.decode()
        }
    assert "K24" in against
    assert "K25" not in against, "the round set out in time"
    assert "K23" not in against, "that the record lacks it (4.3.3) is the same missed point"


def test_what_the_telephone_told_later_is_proved(ground: Grounds, walk: Walk) -> None:
    round = walk(0, 1, 2)
    walking.prove_points(round=round, proved=[ground.proved(3, 12)], actor=ground.guard, at=hours(3))
    assert tally(ground, ground.guard, "K24") == Tally(Fraction(4), 4)
    assert tally(ground, ground.guard, "K25").part == 1


def test_what_another_proved_in_the_slot_is_missing_from_nobody(ground: Grounds, walk: Walk) -> None:
    walk(0, 1)
    walk(2, 3, start=1, key="round-two", by=ground.other)
    assert tally(ground, ground.guard, "K24") == Tally(Fraction(2), 2)
    assert tally(ground, ground.other, "K24") == Tally(Fraction(2), 2)
    assert tally(ground, ground.guard, "K25").part == 1


def test_a_round_that_the_house_ended_is_its_walkers(ground: Grounds, walk: Walk) -> None:
    round = walk(0, 1, back=False)
    walking.end_forgotten(actor=SYSTEM, at=hours(7))
    assert Round.objects.get(pk=round.pk).missed
    assert tally(ground, ground.guard, "K24") == Tally(Fraction(2), 4)
    assert tally(ground, ground.guard, "K25") == Tally(Fraction(1), 1), "it set out in time; what it missed are points"


def test_a_round_from_paper_is_the_walkers_and_not_whose_who_entered_it(ground: Grounds) -> None:
    lines = [OnPaper(point, MONDAY + timedelta(minutes=place + 1)) for place, point in enumerate(ground.points[:3])]
    checking.enter_round(
        plan=ground.route, key="paper-1", worker=ground.guard, lines=lines, started_at=MONDAY,
        finished_at=MONDAY + timedelta(minutes=20), actor=ground.lead, at=hours(2),
    )  # fmt: skip
    assert tally(ground, ground.guard, "K24") == Tally(Fraction(3), 4)
    assert tally(ground, ground.lead, "K24") == Tally()


def test_a_patrol_that_was_looked_at_counts_among_what_was_inspected(ground: Grounds, walk: Walk) -> None:
    round = walk(0, 1, 2, 3)
    checking.check_round(round=round, passed=False, remark="記錄不實", actor=ground.lead, at=hours(1))
    assert tally(ground, ground.guard, "K30") == Tally(Fraction(0), 1)
    assert tally(ground, ground.guard, "K23").part == 0  # it weighs by itself on a guard's sheet


def test_a_round_that_was_to_be_confirmed_counts_by_its_points_alone(ground: Grounds) -> None:
    """The look that finds its typed points wrong is no inspection as well: of two lines that weigh, one is lowered."""
    round = walking.start_round(plan=ground.route, key="typed", actor=ground.guard, at=MONDAY)
    proved = [ground.proved(place, place + 1, proof="typed", note="壞了") for place in range(4)]
    walking.prove_points(round=round, proved=proved, actor=ground.guard, at=MONDAY + timedelta(minutes=10))
    round = walking.finish_round(round=round, actor=ground.guard, at=MONDAY + timedelta(minutes=11))
    assert "unscanned" in round.flags
    checking.check_round(round=round, passed=False, remark="沒有走", actor=ground.lead, at=hours(1))
    assert tally(ground, ground.guard, "K24") == Tally(Fraction(0), 4)
    assert tally(ground, ground.guard, "K30") == Tally()
    assert counted_twice(Month.objects.get()) == []


def test_the_scope_of_a_month_knows_nobody_elses_points(ground: Grounds, walk: Walk) -> None:
    walk(0, 1, 2, 3)
    tally(ground, ground.guard, "K24")
    month = Month.objects.get()
    scope: Scope = counting.scope_of(month, [one for one in staff.of_sheets(month) if one.key != ground.guard.key])
    assert not any(key == "K24" for _who, key in happenings.count(scope))
