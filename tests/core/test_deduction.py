"""What may be taken from wages, and what a violation may lead to."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gensui.core import deduction
from gensui.core.deduction import Past

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
FEN = st.integers(min_value=0, max_value=100_000_000)


def test_the_smaller_of_both_limits_holds() -> None:
    assert deduction.deduct(500_000, 600_000, 274_000) == 120_000  # a fifth
    assert deduction.deduct(500_000, 300_000, 274_000) == 26_000  # the minimum wage is left
    assert deduction.deduct(500_000, 274_000, 274_000) == 0
    assert deduction.deduct(70_000, 600_000, 274_000) == 70_000
    assert deduction.deduct(70_000, 600_000, 274_000, taken=100_000) == 20_000


@given(FEN, FEN, FEN, FEN)
def test_never_above_the_cap_and_never_below_the_minimum(balance: int, wage: int, minimum: int, taken: int) -> None:
    part = deduction.deduct(balance, wage, minimum, taken=taken)
    assert 0 <= part <= balance
    if part:
        assert (part + taken) * 5 <= wage
        assert wage - taken - part >= minimum


@given(st.lists(FEN, max_size=6), FEN, FEN)
def test_several_share_one_cap_and_the_first_goes_first(balances: list[int], wage: int, minimum: int) -> None:
    parts = deduction.spread(balances, wage, minimum)
    assert sum(parts) <= deduction.cap(wage, minimum)
    assert sum(parts) == min(sum(balances), deduction.cap(wage, minimum))
    for place, part in enumerate(parts):
        assert part == balances[place] or not any(parts[place + 1 :])


@given(st.integers(1, 10_000_000), st.integers(1, 3_000_000), st.integers(0, 3_000_000))
def test_what_is_carried_adds_up_to_the_whole(balance: int, wage: int, minimum: int) -> None:
    most = deduction.cap(wage, minimum)
    if most * 1_000 < balance:
        return
    parts = deduction.instalments(balance, wage, minimum)
    assert sum(parts) == balance
    assert all(0 < part <= most for part in parts)
    left = balance
    for part in parts:
        assert deduction.deduct(left, wage, minimum) == part
        left -= part
    assert left == 0


@given(st.lists(FEN, min_size=1, max_size=4), st.lists(FEN, min_size=1, max_size=4), FEN)
def test_a_cap_from_the_worst_of_a_month_keeps_the_limits_of_each_of_its_days(
    wages: list[int], minimums: list[int], balance: int
) -> None:
    part = deduction.deduct(balance, min(wages), max(minimums))
    for wage in wages:
        for minimum in minimums:
            assert part <= deduction.cap(wage, minimum)


@given(FEN, FEN, FEN, st.integers(0, 20), st.integers(0, 20))
def test_a_smaller_share_or_wage_never_takes_more(wage: int, less: int, minimum: int, percent: int, other: int) -> None:
    low, high = sorted((percent, other))
    assert deduction.cap(wage, minimum, low) <= deduction.cap(wage, minimum, high)
    assert deduction.cap(min(wage, less), minimum) <= deduction.cap(wage, minimum)
    assert deduction.cap(wage, max(minimum, less)) <= deduction.cap(wage, minimum)


def test_nothing_is_planned_where_nothing_may_be_taken() -> None:
    assert deduction.instalments(100_000, 260_000, 274_000) == ()
    assert deduction.instalments(0, 600_000, 274_000) == ()


@pytest.mark.parametrize(("wage", "minimum", "percent"), [(-1, 0, 20), (1, -1, 20), (1, 0, 21), (1, 0, -1)])
def test_figures_that_make_no_sense_are_refused(wage: int, minimum: int, percent: int) -> None:
    with pytest.raises(ValueError, match="No cap follows"):
        deduction.cap(wage, minimum, percent)


def test_a_loss_is_made_good_by_the_own_fault_only() -> None:
    assert deduction.most_of_loss(100_001, "slight") == 10_000
    assert deduction.most_of_loss(100_000, "general") == 30_000
    assert deduction.most_of_loss(100_000, "gross") == 50_000
    assert deduction.most_of_loss(100_000, "intent") == 100_000
    assert deduction.most_of_loss(100_000, "general", third_party=True) == 0
    assert deduction.most_of_loss(100_000, "gross", third_party=True) == 50_000


def test_the_ladder_climbs_with_what_counts() -> None:
    warned = Past("warning", AT - timedelta(days=60))
    long_ago = Past("warning", AT - timedelta(days=100))
    demerits = [Past("demerit", AT - timedelta(days=days)) for days in (40, 300)]

    assert deduction.proposed([], AT, severity="minor", loss=False).level == 1
    assert deduction.proposed([long_ago], AT, severity="minor", loss=False).level == 1
    assert deduction.proposed([warned], AT, severity="minor", loss=False).level == 2
    assert deduction.proposed([warned], AT, severity="general", loss=True).level == 3
    assert deduction.proposed(demerits, AT, severity="minor", loss=False).level == 4
    assert deduction.proposed([], AT, severity="critical", loss=False).level == 5


def test_three_months_go_by_the_calendar() -> None:
    edge = datetime(2026, 8, 23, 2, 0, tzinfo=UTC)
    assert deduction.counting([Past("warning", edge)], AT) == (Past("warning", edge),)
    assert deduction.counting([Past("warning", edge - timedelta(seconds=1))], AT) == ()
    assert deduction.counting([Past("warning", AT + timedelta(seconds=1))], AT) == ()


def test_nothing_above_the_step_may_be_given_and_anything_below_may() -> None:
    warned = [Past("warning", AT - timedelta(days=60))]

    assert deduction.may_give("warning", [], AT, severity="minor", loss=False)
    assert not deduction.may_give("demerit", [], AT, severity="minor", loss=False)
    assert deduction.may_give("demerit", warned, AT, severity="minor", loss=False)
    assert deduction.may_give("warning", warned, AT, severity="minor", loss=False)
    assert not deduction.may_give("compensation", warned, AT, severity="minor", loss=False)
    assert not deduction.may_give("dismissal", warned, AT, severity="major", loss=True)
    assert deduction.may_give("compensation", [], AT, severity="minor", loss=True)
    assert not deduction.may_give("demotion", [], AT, severity="general", loss=True)
    assert deduction.may_give("dismissal", [], AT, severity="critical", loss=False)


def test_what_costs_much_is_decided_higher_up() -> None:
    assert deduction.step_for("compensation", 50_000).decides == {"admin_manager", "general_manager"}
    assert deduction.step_for("compensation", 50_001).decides == {"general_manager"}
    assert deduction.step_for("warning").decides == {"dept_head", "service_head", "admin_manager", "general_manager"}
    with pytest.raises(ValueError, match="no measure"):
        deduction.step_for("beating")
