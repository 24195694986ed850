"""Calendars and durations: examples with dates written out, then properties that hold for all of them."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gensui.core import worktime
from gensui.core.worktime import (
    ROUND_THE_CLOCK,
    BadCalendar,
    BadDuration,
    BadRecurrence,
    Calendar,
    Duration,
    Period,
    add,
    is_open,
    measure,
    merged,
    occurrences,
    total,
)

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
ZONES = [SHANGHAI, NEW_YORK, ZoneInfo("Europe/London"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC")]
HOUR = timedelta(hours=1)


def calendars(zone: ZoneInfo) -> list[Calendar]:
    holidays, made_up = ["2026-03-09/2026-03-11", "2026-10-01"], ["2026-03-14 09:00-13:00"]
    return [
        Calendar.always(zone),
        Calendar.parse("office", zone, ["mon-fri 08:30-12:00 13:30-18:00"], holidays, made_up),
        Calendar.parse("night", zone, ["daily 22:00-08:00"]),
        Calendar.parse("weekend", zone, ["sat,sun 00:00-24:00"]),
        Calendar.parse("small hours", zone, ["daily 01:00-03:00"], holidays),
    ]


ANY_CALENDAR = st.sampled_from([one for zone in ZONES for one in calendars(zone)])
# around the days on which New York, London and Lord Howe change their clocks
INSTANTS = st.datetimes(datetime(2026, 2, 20), datetime(2026, 4, 12), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=0)
)
TIMES = st.integers(0, 200 * 3_600).map(lambda seconds: timedelta(seconds=seconds))


def local(zone: ZoneInfo, *parts: int) -> datetime:
    return datetime(*parts, tzinfo=zone)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10 min", Duration(time=timedelta(minutes=10))),
        ("10min", Duration(time=timedelta(minutes=10))),
        ("1.5 h", Duration(time=timedelta(minutes=90))),
        ("1 h 30 min", Duration(time=timedelta(minutes=90))),
        ("3 workdays", Duration(workdays=3)),
        ("1 workday", Duration(workdays=1)),
        ("12 months", Duration(months=12)),
        ("2 d 6 h", Duration(days=2, time=6 * HOUR)),
        ("0 min", Duration()),
        ("end of day", Duration(to_day_end=True)),
    ],
)
def test_durations_are_read(text: str, found: Duration) -> None:
    assert Duration.parse(text) == found
    assert Duration.parse(str(found)) == found


@pytest.mark.parametrize(
    "text",
    ["", "10", "min", "-5 min", "10 minutes", "10 mins", "ten min", "1 year", "1 h and more", "1.5 d", "200000 h 9999999 h",
     "99999999999999999999 s", "1200 months 1 month", "1e5 s", "∞ h", "end of month", "2 d end of day"],
)  # fmt: skip
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(BadDuration):
        Duration.parse(text)


@given(st.builds(Duration, st.integers(0, 500), st.integers(0, 500), st.integers(0, 500), TIMES))
def test_a_duration_reads_as_it_is_written(duration: Duration) -> None:
    assert Duration.parse(str(duration)) == duration


def test_office_hours() -> None:
    office = calendars(SHANGHAI)[1]
    friday = local(SHANGHAI, 2026, 3, 6, 17, 0)

    assert add(office, friday, Duration(time=2 * HOUR)) == local(
        SHANGHAI, 2026, 3, 12, 9, 30
    )  # over a weekend and holidays
    assert add(office, friday, Duration(time=HOUR)) == local(SHANGHAI, 2026, 3, 6, 18, 0)  # ends as service closes
    assert add(office, friday, Duration(workdays=1)) == local(SHANGHAI, 2026, 3, 12, 17, 0)
    sunday = local(SHANGHAI, 2026, 3, 1, 15, 0)
    assert add(office, sunday, Duration(workdays=1)) == local(SHANGHAI, 2026, 3, 3, 8, 30)
    saturday = local(SHANGHAI, 2026, 3, 14, 10, 0)
    assert is_open(office, saturday)  # a make-up day
    assert not is_open(office, saturday + timedelta(hours=3))
    assert measure(office, local(SHANGHAI, 2026, 3, 2, 0, 0), local(SHANGHAI, 2026, 3, 9, 0, 0)) == 5 * 8 * HOUR


def test_hours_over_midnight_belong_to_the_day_on_which_they_begin() -> None:
    night = calendars(SHANGHAI)[2]

    assert is_open(night, local(SHANGHAI, 2026, 3, 2, 23, 0))
    assert is_open(night, local(SHANGHAI, 2026, 3, 3, 7, 59))
    assert not is_open(night, local(SHANGHAI, 2026, 3, 3, 8, 0))
    assert add(night, local(SHANGHAI, 2026, 3, 2, 12, 0), Duration(time=11 * HOUR)) == local(
        SHANGHAI, 2026, 3, 3, 23, 0
    )


@pytest.mark.parametrize(
    ("hours", "start", "end"),
    [
        ([], (2026, 3, 4, 0, 0), (2026, 3, 5, 0, 0)),  # round the clock a day ends at midnight
        ([], (2026, 3, 4, 23, 59), (2026, 3, 5, 0, 0)),
        (["daily 06:00-22:00"], (2026, 3, 4, 1, 0), (2026, 3, 4, 22, 0)),
        (["daily 06:00-22:00"], (2026, 3, 4, 21, 59), (2026, 3, 4, 22, 0)),
        (["daily 06:00-22:00"], (2026, 3, 4, 22, 0), (2026, 3, 5, 22, 0)),  # too late for today
        (["mon-fri 08:30-12:00 13:30-18:00"], (2026, 3, 6, 9, 0), (2026, 3, 6, 18, 0)),
        (["mon-fri 08:30-12:00 13:30-18:00"], (2026, 3, 6, 12, 30), (2026, 3, 6, 18, 0)),
        (["mon-fri 08:30-12:00 13:30-18:00"], (2026, 3, 6, 18, 0), (2026, 3, 9, 18, 0)),
        (["daily 22:00-08:00"], (2026, 3, 7, 23, 0), (2026, 3, 8, 8, 0)),
        (["daily 22:00-08:00"], (2026, 3, 8, 2, 30), (2026, 3, 8, 8, 0)),  # an hour that is not there in New York
        (["daily 22:00-08:00"], (2026, 3, 8, 9, 0), (2026, 3, 9, 8, 0)),
    ],
)
@pytest.mark.parametrize("zone", ZONES)
def test_a_day_ends_with_its_last_hours(
    hours: list[str], start: tuple[int, ...], end: tuple[int, ...], zone: ZoneInfo
) -> None:
    calendar = Calendar.parse("hours", zone, hours) if hours else Calendar.always(zone)
    assert add(calendar, local(zone, *start), Duration.parse("end of day")) == local(zone, *end)


@given(ANY_CALENDAR, INSTANTS)
def test_the_end_of_a_day_is_ahead_and_a_closing(calendar: Calendar, start: datetime) -> None:
    end = add(calendar, start, Duration.parse("end of day"))
    assert end > start
    assert is_open(calendar, end - timedelta(seconds=1))
    assert calendar.is_always or not is_open(calendar, end) or end.astimezone(calendar.zone).hour == 0


def test_days_and_months_keep_the_wall_clock_over_daylight_saving() -> None:
    calendar = Calendar.always(NEW_YORK)
    eve = local(NEW_YORK, 2026, 3, 7, 12, 0)

    assert add(calendar, eve, Duration(days=1)) == local(NEW_YORK, 2026, 3, 8, 12, 0)
    assert add(calendar, eve, Duration(time=24 * HOUR)) == local(NEW_YORK, 2026, 3, 8, 13, 0)
    assert add(calendar, local(NEW_YORK, 2026, 3, 7, 2, 30), Duration(days=1)) == local(NEW_YORK, 2026, 3, 8, 3, 30)
    assert add(calendar, local(NEW_YORK, 2026, 1, 31, 9, 0), Duration(months=1)) == local(NEW_YORK, 2026, 2, 28, 9, 0)
    assert add(calendar, local(NEW_YORK, 2026, 11, 30, 9, 0), Duration(months=3)) == local(NEW_YORK, 2027, 2, 28, 9, 0)


def test_a_night_is_an_hour_shorter_when_the_clock_goes_forward() -> None:
    night = Calendar.parse("night", NEW_YORK, ["daily 22:00-08:00"])
    noon = local(NEW_YORK, 2026, 3, 7, 12, 0)

    assert measure(night, noon, noon + timedelta(hours=23)) == 9 * HOUR
    assert measure(night, local(NEW_YORK, 2026, 10, 31, 12, 0), local(NEW_YORK, 2026, 11, 1, 12, 0)) == 11 * HOUR


@pytest.mark.parametrize(
    ("hours", "holidays", "working"),
    [
        ([], [], []),
        (["mon"], [], []),
        (["moon 09:00-17:00"], [], []),
        (["fri-mon 09:00-17:00"], [], []),
        (["mon 9-17"], [], []),
        (["mon 25:00-26:00"], [], []),
        (["mon 09:60-10:00"], [], []),
        (["mon 09:00-12:00 11:00-13:00"], [], []),
        (["daily 22:00-09:00 08:00-10:00"], [], []),
        (["mon 09:00-12:00", "mon 13:00-14:00"], [], []),
        (["daily 20:00-10:00", "mon 09:00-12:00"], [], []),
        (["mon 22:00-10:00", "tue 09:00-12:00"], [], []),
        (["mon 09:00-17:00"], ["2026-02-30"], []),
        (["mon 09:00-17:00"], ["2026-03-05/2026-03-01"], []),
        (["mon 09:00-17:00"], [], ["someday 09:00-17:00"]),
    ],
)
def test_a_wrong_calendar_is_refused_by_name(hours: list[str], holidays: list[str], working: list[str]) -> None:
    with pytest.raises(BadCalendar, match="Calendar odd"):
        Calendar.parse("odd", SHANGHAI, hours, holidays, working)


def test_a_calendar_that_stays_closed_is_told_not_waited_for() -> None:
    days = frozenset(date(2026, 3, 2) + timedelta(days=number) for number in range(900))
    closed = Calendar("closed", SHANGHAI, holidays=days)

    for duration in (Duration(time=HOUR), Duration(workdays=1)):
        with pytest.raises(BadCalendar, match="does not open"):
            add(closed, local(SHANGHAI, 2026, 3, 2, 9, 0), duration)


@given(ANY_CALENDAR, INSTANTS, TIMES)
@settings(max_examples=80)
def test_what_is_added_is_measured(calendar: Calendar, start: datetime, time: timedelta) -> None:
    assert measure(calendar, start, add(calendar, start, Duration(time=time))) == time


@given(ANY_CALENDAR, INSTANTS, TIMES, TIMES)
@settings(max_examples=80)
def test_adding_twice_is_adding_once(calendar: Calendar, start: datetime, one: timedelta, two: timedelta) -> None:
    halfway = add(calendar, start, Duration(time=one))
    there = add(calendar, start, Duration(time=one + two))

    assert halfway <= there
    if two:
        assert add(calendar, halfway, Duration(time=two)) == there


@given(ANY_CALENDAR, INSTANTS, TIMES, TIMES)
@settings(max_examples=80)
def test_measuring_in_parts_is_measuring_the_whole(
    calendar: Calendar, start: datetime, one: timedelta, two: timedelta
) -> None:
    middle, end = start + one, start + one + two

    assert measure(calendar, start, middle) + measure(calendar, middle, end) == measure(calendar, start, end)
    found = list(worktime.periods(calendar, start, end))
    assert all(start <= period.start < period.end <= end for period in found)
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert measure(calendar, end, start) == timedelta()


@given(ANY_CALENDAR, INSTANTS, st.integers(0, 72))
@settings(max_examples=40)
def test_measuring_agrees_with_counting_minutes(calendar: Calendar, start: datetime, hours: int) -> None:
    start = start.replace(second=0)
    minutes = [start + timedelta(minutes=minute) for minute in range(0, hours * 60, 5)]

    counted = sum(is_open(calendar, minute) for minute in minutes) * timedelta(minutes=5)
    assert abs(measure(calendar, start, start + timedelta(hours=hours)) - counted) <= timedelta(minutes=5) * 12


PERIODS = st.lists(
    st.tuples(INSTANTS, TIMES).map(lambda pair: Period(pair[0], pair[0] + pair[1])),
    max_size=8,
)


@given(PERIODS)
def test_merging_changes_no_time(given_periods: list[Period]) -> None:
    found = merged(given_periods)

    assert all(one.end < two.start for one, two in pairwise(found))
    assert total(given_periods) == sum((one.duration for one in found), timedelta())
    assert total(given_periods) <= sum((one.duration for one in given_periods), timedelta())
    for one in given_periods:
        assert one.duration == timedelta() or any(other.overlap(one) == one for other in found)


def test_periods_are_half_open() -> None:
    one, two = Period(local(SHANGHAI, 2026, 3, 2, 9), local(SHANGHAI, 2026, 3, 2, 10)), local(SHANGHAI, 2026, 3, 2, 10)

    assert one.start in one
    assert two not in one
    assert one.overlap(Period(two, two + HOUR)) is None
    for start, end in ((two, one.start), (datetime(2026, 3, 2), two)):
        with pytest.raises((ValueError, TypeError)):
            Period(start, end)


@pytest.mark.parametrize(
    "rule",
    ["", "daily", "FREQ=SECONDLY", "FREQ=DAILY;BYMONTH=13", "FREQ=DAILY;BYHOUR=x", "FREQ=FORTNIGHTLY", "DTSTART=1"],
)
def test_what_is_no_recurrence_is_refused(rule: str) -> None:
    with pytest.raises(BadRecurrence):
        worktime.check_rrule(rule)


def test_every_day_at_eight_stays_at_eight() -> None:
    first = local(NEW_YORK, 2020, 1, 1, 8, 0)
    found = list(
        occurrences(
            "FREQ=DAILY", first, local(NEW_YORK, 2026, 3, 7, 0, 0), local(NEW_YORK, 2026, 3, 10, 0, 0), NEW_YORK
        )
    )

    assert [at.astimezone(NEW_YORK).hour for at in found] == [8, 8, 8]
    assert found[1] - found[0] == 23 * HOUR


@given(
    st.sampled_from(["FREQ=HOURLY;INTERVAL=2", "FREQ=HOURLY;INTERVAL=5", "FREQ=DAILY;INTERVAL=3", "FREQ=MINUTELY;INTERVAL=45",
                     "FREQ=DAILY;BYHOUR=8,20", "FREQ=WEEKLY;BYDAY=MO,FR", "FREQ=MONTHLY;BYMONTHDAY=1", "FREQ=DAILY;COUNT=9"]),
    st.sampled_from(ZONES), INSTANTS, TIMES,
)  # fmt: skip
@settings(max_examples=60)
def test_occurrences_do_not_depend_on_where_one_looks_from(
    rule: str, zone: ZoneInfo, after: datetime, time: timedelta
) -> None:
    first = datetime(2026, 2, 1, 6, 30, tzinfo=UTC)
    whole = [at for at in occurrences(rule, first, first, after + time, zone) if at >= after]
    found = list(occurrences(rule, first, after, after + time, zone))

    assert found == whole
    assert all(after <= at < after + time for at in found)
    assert found == sorted(found)


def test_round_the_clock_is_plain_arithmetic() -> None:
    at = local(SHANGHAI, 2026, 3, 2, 9, 0)

    assert add(ROUND_THE_CLOCK, at, Duration(time=HOUR)) == at + HOUR
    assert add(ROUND_THE_CLOCK, at, Duration()) == at
