"""Pauses, whatever their order: the clock loses just the time in which at least one of its reasons held it."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from gensui.core import worktime
from gensui.core.events import CaseEvent, handling
from gensui.core.obligations import verdict
from gensui.core.worktime import Calendar, Duration, Period
from tests.core import test_obligations as examples
from tests.core.small import MONDAY, minutes, play, policy

LIMIT = timedelta(hours=2)
SHIFTS = st.lists(
    st.tuples(st.integers(1, 30), st.booleans(), st.sampled_from(["owner_absent", "parts", "third_party"])), max_size=12
)
OFFICE = examples.REPAIR + 'calendar = "office"\n'


def story(shifts: list[tuple[int, bool, str]]) -> tuple[list[tuple[float, CaseEvent]], list[Period], float]:
    """Events that pause and resume, the periods in which the clause's own reasons held, and when it all ended."""
    happenings: list[tuple[float, CaseEvent]] = [(0, handling.WorkStarted())]
    since: dict[str, datetime] = {}
    held: list[Period] = []
    minute = 0
    for wait, starts, reason in shifts:
        minute += wait
        event = handling.WorkPaused(reason=reason) if starts else handling.WorkResumed(reason=reason)
        happenings.append((minute, event))
        if reason == "third_party":  # a reason this clause does not obey
            continue
        if starts:
            since.setdefault(reason, minutes(minute))
        elif reason in since:
            held.append(Period(since.pop(reason), minutes(minute)))
    end = minute + 1
    held += [Period(start, minutes(end)) for start in since.values()]
    happenings += [(end, handling.WorkResumed(reason=reason)) for reason in since]
    return happenings, held, end


@given(SHIFTS)
@settings(max_examples=150)
def test_the_due_time_moves_by_the_time_the_clock_stood_still(shifts: list[tuple[int, bool, str]]) -> None:
    happenings, held, end = story(shifts)
    duty = play(policy(examples.REPAIR), *happenings).duties["4.2.9", 1]

    if duty.lapsed_at is None:
        assert duty.due_at == MONDAY + LIMIT + worktime.total(held)
        assert duty.paused_at is None
        assert duty.used <= LIMIT
    else:
        before = [Period(one.start, min(one.end, duty.lapsed_at)) for one in held if one.start < duty.lapsed_at]
        assert duty.lapsed_at == MONDAY + LIMIT + worktime.total(before)
    assert verdict(duty, minutes(end)) in ("open", "overdue")


@given(SHIFTS)
@settings(max_examples=60)
def test_in_office_hours_too(shifts: list[tuple[int, bool, str]]) -> None:
    happenings, held, _end = story(shifts)
    the_policy = policy(OFFICE)
    duty = play(the_policy, *happenings).duties["4.2.9", 1]
    office: Calendar = the_policy.calendars["office"]

    if duty.lapsed_at is None:
        stood = sum((worktime.measure(office, one.start, one.end) for one in worktime.merged(held)), timedelta())
        assert duty.due_at is not None
        assert worktime.measure(office, MONDAY, duty.due_at) == LIMIT + stood
        assert duty.due_at >= worktime.add(office, MONDAY, Duration(time=LIMIT))
