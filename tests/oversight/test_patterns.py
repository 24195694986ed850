"""What keeps coming up: found by counting against what is usual, told once, reported by whoever may."""

import math
from datetime import timedelta

import pytest

from gensui.core.policy import read_policy
from gensui.ledger.models import Obligation
from gensui.oversight.actions import watching
from gensui.oversight.models import Pattern
from gensui.oversight.patterns import Sighting, Visit, find, limits_of, tail
from gensui.oversight.refusals import Reported
from gensui.people.access import NotYours
from gensui.people.acting import SYSTEM
from gensui.people.refusals import NoWords
from gensui.policies import files
from tests.amended import texts
from tests.cast import MONDAY
from tests.oversight.conftest import Closed, Team

LIMITS = limits_of(read_policy(files.standard()))


def seen(days_ago: list[float], place: str = "building:3") -> list[Sighting]:
    return [Sighting(row, MONDAY - timedelta(days=ago), "REP.LIFT", place, "3") for row, ago in enumerate(days_ago)]


def test_the_tail_is_that_of_poisson() -> None:
    assert tail(0, 4.0) == 1.0
    assert math.isclose(tail(1, 2.0), 1 - math.exp(-2))
    assert math.isclose(tail(3, 1.0), 1 - 2.5 * math.exp(-1))


def test_three_in_a_building_where_it_is_unusual_are_general() -> None:
    found = find(seen([1, 2, 3]), [], LIMITS, MONDAY)
    assert [(one.kind, one.place, one.rows) for one in found] == [("repeat", "building:3", (0, 1, 2))]
    assert find(seen([1, 2]), [], LIMITS, MONDAY) == []
    assert find(seen([1, 2, 40]), [], LIMITS, MONDAY) == []


def test_what_is_usual_there_is_not_told() -> None:
    weekly = [float(day) for day in range(1, 86, 7)]
    assert find(seen(weekly), [], LIMITS, MONDAY) == []


def test_a_surge_against_the_eight_weeks_before_is_told() -> None:
    assert "surge" not in {
        one.kind
        for one in find(
            seen([*range(10, 63, 7), 1, 1.5, 2, 3, 4, 5, 6, 6.5]),
            [],
            limits_of(read_policy(texts(pattern_surge="9"))),
            MONDAY,
        )
    }
    found = find(seen([*range(10, 63, 7), 1, 1.5, 2, 3, 4, 5, 6, 6.5]), [], LIMITS, MONDAY)
    assert "surge" in {one.kind for one in found}


def test_a_fifth_of_ten_visits_dissatisfied_is_told() -> None:
    visits = [Visit(row, "REP.LIFT", row < 2) for row in range(10)]
    assert [one.rows for one in find([], visits, LIMITS, MONDAY)] == [(0, 1)]
    assert find([], visits[1:], LIMITS, MONDAY) == []
    assert find([], [Visit(row, "REP.LIFT", row < 1) for row in range(10)], LIMITS, MONDAY) == []


@pytest.mark.database
def test_it_is_on_record_once_with_every_case_and_its_clock(team: Team, closed: Closed) -> None:
    cases = closed(6)
    watching.find_patterns(actor=SYSTEM, at=MONDAY)
    assert watching.find_patterns(actor=SYSTEM, at=MONDAY + timedelta(days=1)) == 0
    found = Pattern.objects.get(place=f"building:{team.cast.mei.household.unit.building_id}")
    assert set(found.cases.all()) == set(cases)
    duty = Obligation.objects.get(stream=found.stream)
    assert (duty.clause, duty.holder, duty.due_at) == ("3.4.7", "staff:K01", MONDAY + timedelta(days=1))

    cast, later = team.cast, MONDAY + timedelta(hours=2)
    for somebody in (cast.li, team.maintenance, cast.gm, cast.stranger):
        with pytest.raises(NotYours):
            watching.report_pattern(pattern=found, measures="換管", actor=somebody, at=later)
    with pytest.raises(NoWords):
        watching.report_pattern(pattern=found, measures=" ", actor=cast.head, at=later)
    watching.report_pattern(pattern=found, measures="整段換管", actor=cast.head, at=later)
    with pytest.raises(Reported):
        watching.report_pattern(pattern=found, measures="換管", actor=team.leader, at=later)
    duty.refresh_from_db()
    assert duty.state == "met"
