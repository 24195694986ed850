"""Calendars and recurrences against the slow and simple way: every minute looked at, every occurrence counted from the first."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from gensui.core import worktime
from gensui.core.worktime import BadCalendar, BadDuration, BadRecurrence, Calendar, Duration, Hours, Period

SHANGHAI, NEW_YORK, LONDON = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York"), ZoneInfo("Europe/London")
ZONES = st.sampled_from([SHANGHAI, NEW_YORK, LONDON, ZoneInfo("Australia/Lord_Howe")])
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# hours that begin, end or lie wholly where the clocks of these zones change, and hours over midnight
DAYS: list[Hours] = [
    (), ((0, 1440),), ((60, 150), (180, 240)), ((90, 120),), ((510, 720), (810, 1080)), ((1320, 1440 + 480),), ((1410, 1440 + 90),),
]  # fmt: skip
CHANGES = [
    date(2026, 3, 8),
    date(2026, 11, 1),
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2026, 4, 5),
    date(2026, 10, 4),
]


def fits(
    week: list[Hours], exceptions: dict[date, Hours], zone: ZoneInfo, holidays: frozenset[date]
) -> Calendar | None:
    if not any(week):  # only some single dates: it soon closes for good
        return None
    try:
        return Calendar("any", zone, tuple(week), holidays, exceptions)
    except BadCalendar:
        return None


@st.composite
def calendar_and_start(draw: st.DrawFn) -> tuple[Calendar, datetime]:
    """A calendar with holidays and make-up days about a change of clocks, and an instant shortly before it."""
    zone, change = draw(ZONES), draw(st.sampled_from(CHANGES))
    near = st.integers(-2, 3).map(lambda days: change + days * DAY)
    calendar = fits(
        draw(st.lists(st.sampled_from(DAYS), min_size=7, max_size=7)),
        draw(st.dictionaries(near, st.sampled_from(DAYS), max_size=2)),
        zone,
        draw(st.frozensets(near, max_size=2)),
    )
    start = datetime.combine(change, datetime.min.time(), UTC) + timedelta(minutes=draw(st.integers(-2_000, 1_500)))
    return calendar or Calendar("nights", zone, (((1320, 1920),),) * 7), start


def shown(at: datetime, zone: ZoneInfo) -> datetime:
    """What the clock shows; throughout the second pass of an hour, the last minute before it goes on."""
    local = at.astimezone(zone)
    while local.fold and (at + MINUTE).astimezone(zone).fold:
        at += MINUTE
        local = at.astimezone(zone)
    return local.replace(tzinfo=None, fold=0)


def open_by_the_clock(calendar: Calendar, at: datetime) -> bool:
    wall = shown(at, calendar.zone)
    minute = wall.hour * 60 + wall.minute
    today, eve = calendar.hours_on(wall.date()), calendar.hours_on(wall.date() - DAY)
    return any(a <= minute < b for a, b in today) or any(a <= minute + 1440 < b for a, b in eve)


@given(calendar_and_start(), st.integers(0, 1_500))
@settings(max_examples=40)
def test_measuring_is_counting_the_open_minutes(given_: tuple[Calendar, datetime], length: int) -> None:
    calendar, start = given_
    minutes = [start + number * MINUTE for number in range(length)]
    opened = [at for at in minutes if open_by_the_clock(calendar, at)]

    assert worktime.measure(calendar, start, start + length * MINUTE) == len(opened) * MINUTE
    assert [at for at in minutes if worktime.is_open(calendar, at)] == opened
    found = list(worktime.periods(calendar, start, start + length * MINUTE))
    assert sum((one.duration for one in found), timedelta()) == len(opened) * MINUTE
    assert all(one.end <= two.start for one, two in pairwise(found))


@given(calendar_and_start(), st.integers(0, 6_000), st.integers(1, 6_000), st.integers(0, 600))
def test_adding_undoes_measuring(given_: tuple[Calendar, datetime], one: int, two: int, later: int) -> None:
    calendar, start = given_
    halfway = worktime.add(calendar, start, Duration(time=one * MINUTE))
    there = worktime.add(calendar, halfway, Duration(time=two * MINUTE))

    assert worktime.measure(calendar, start, halfway) == one * MINUTE
    assert there == worktime.add(calendar, start, Duration(time=(one + two) * MINUTE))
    assert there <= worktime.add(calendar, start + later * MINUTE, Duration(time=(one + two) * MINUTE))


def test_hours_that_spring_skips_never_overlap() -> None:
    small = Calendar.parse("small hours", NEW_YORK, ["daily 01:00-02:30 03:00-04:00"])
    sunday = datetime(2026, 3, 8, 5, 0, tzinfo=UTC)  # midnight in New York

    assert worktime.measure(small, sunday, sunday + 12 * HOUR) == 2 * HOUR


def test_local_times_are_measured_as_instants() -> None:
    eve, day = datetime(2026, 3, 7, 12, 0, tzinfo=NEW_YORK), datetime(2026, 3, 8, 12, 0, tzinfo=NEW_YORK)

    assert worktime.measure(Calendar.always(NEW_YORK), eve, day) == 23 * HOUR
    assert Period(eve, day).duration == 23 * HOUR


def test_a_make_up_day_cannot_run_into_the_night_before() -> None:
    with pytest.raises(BadCalendar, match="pass midnight"):
        Calendar.parse("x", SHANGHAI, ["fri 22:00-08:00"], working=["2026-03-07 00:00-06:00"])
    Calendar.parse("x", SHANGHAI, ["fri 22:00-08:00"], ["2026-03-06"], ["2026-03-07 00:00-06:00"])
    Calendar.parse("x", SHANGHAI, [], working=["2026-03-07 09:00-12:00"])


def test_a_workday_of_a_night_shift_ends_in_the_night_shift() -> None:
    nights = Calendar.parse("nights", SHANGHAI, ["fri 22:00-08:00"])
    small_hours = datetime(2026, 3, 7, 3, 0, tzinfo=SHANGHAI)  # a Saturday, in Friday's shift

    assert worktime.add(nights, small_hours, Duration(workdays=1)) == small_hours + 7 * DAY


@pytest.mark.parametrize("text", [10, None, ["1 h"], "١٠ min", ""])
def test_a_duration_is_a_text(text: str) -> None:
    with pytest.raises(BadDuration):
        Duration.parse(text)


def test_a_duration_is_never_negative() -> None:
    with pytest.raises(BadDuration):
        Duration(days=-1)


@pytest.mark.parametrize("bare", [datetime(2026, 3, 8, 9, 0)])
def test_a_time_without_a_zone_is_refused(bare: datetime) -> None:
    aware = bare.replace(tzinfo=UTC)
    for calendar in (worktime.ROUND_THE_CLOCK, Calendar.parse("x", SHANGHAI, ["daily 09:00-17:00"])):
        with pytest.raises(ValueError, match="no time zone"):
            worktime.add(calendar, bare, Duration(time=HOUR))
        with pytest.raises(ValueError, match="no time zone"):
            worktime.measure(calendar, aware, bare)
        with pytest.raises(ValueError, match="no time zone"):
            worktime.is_open(calendar, bare)


def counted(rule: str, first: datetime, until: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    start = first.astimezone(zone).replace(tzinfo=None)
    for wall in rrulestr(rule, dtstart=start):
        if wall > until.astimezone(zone).replace(tzinfo=None) + DAY:
            return
        yield wall.replace(tzinfo=zone).astimezone(UTC)


RULES = [
    "FREQ=MINUTELY;INTERVAL=30", "FREQ=MINUTELY;INTERVAL=95;BYDAY=SA,SU", "FREQ=HOURLY", "FREQ=HOURLY;INTERVAL=7",
    "FREQ=HOURLY;INTERVAL=2;BYDAY=MO,SU", "FREQ=DAILY;BYHOUR=2,3;BYMINUTE=0,15,30", "FREQ=DAILY;INTERVAL=3", "FREQ=DAILY;COUNT=70",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;BYHOUR=1", "FREQ=MONTHLY;BYDAY=2SU,-1SU", "FREQ=MONTHLY;BYMONTHDAY=-1,1;BYHOUR=2",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1", "FREQ=YEARLY;BYMONTH=3,10;BYMONTHDAY=29,25", "FREQ=YEARLY;BYDAY=20SU",
]  # fmt: skip


@given(
    st.sampled_from(RULES), ZONES, st.sampled_from(CHANGES), st.integers(0, 80_000), st.integers(-2_000, 2_000),
    st.integers(0, 3_000),
)  # fmt: skip
@settings(max_examples=80)
def test_occurrences_are_those_counted_from_the_first(
    rule: str, zone: ZoneInfo, change: date, ago: int, start: int, length: int
) -> None:
    after = datetime.combine(change, datetime.min.time(), UTC) + start * MINUTE
    first, until = after - ago * MINUTE, after + length * MINUTE

    found = list(worktime.occurrences(rule, first, after, until, zone))

    assert found == sorted({at for at in counted(rule, first, until, zone) if after <= at < until})


def test_an_hour_that_spring_skips_is_no_second_occurrence() -> None:
    first, after = datetime(2026, 3, 1, 5, 0, tzinfo=UTC), datetime(2026, 3, 8, 6, 0, tzinfo=UTC)
    found = list(worktime.occurrences("FREQ=MINUTELY;INTERVAL=30", first, after, after + 2 * HOUR, NEW_YORK))

    assert found == [after + number * 30 * MINUTE for number in range(4)]


def test_the_first_occurrence_is_found_also_between_two_seconds() -> None:
    first = datetime(2026, 3, 3, 7, 0, 0, 500_000, tzinfo=UTC)

    assert list(worktime.occurrences("FREQ=DAILY", first, first, first + DAY, SHANGHAI)) == [first]


@pytest.mark.parametrize(
    ("until", "days"), [("20260310", 8), ("20260310T000000Z", 8), ("20260309T235900Z", 7), ("20260310T060000", 7)]
)
def test_a_rule_may_end(until: str, days: int) -> None:
    first = datetime(2026, 3, 3, 8, 0, tzinfo=SHANGHAI)

    assert (
        len(list(worktime.occurrences(f"FREQ=DAILY;UNTIL={until}", first, first, first + 30 * DAY, SHANGHAI))) == days
    )


@pytest.mark.parametrize(
    "rule",
    ["FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=0", "FREQ=DAILY;BYSECOND=0,30", "FREQ=HOURLY;BYMONTHDAY=32", "FREQ=DAILY;BYHOUR=25",
     "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYDAY=6MO", "FREQ=DAILY;BYSETPOS=9", "FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY;BYDAY=XX",
     "FREQ=DAILY;UNTIL=soon", "FREQ=YEARLY;BYMONTH=3,13", "FREQ=DAILY;INTERVAL=1,2", "FREQ=HOURLY;BYSETPOS=1", "FREQ=DAILY;BYMONTHDAY=0"],
)  # fmt: skip
def test_a_rule_that_never_ends_to_search_or_never_comes_is_refused(rule: str) -> None:
    with pytest.raises(BadRecurrence):
        worktime.check_rrule(rule)


def test_hours_that_the_steps_never_meet_bring_nothing() -> None:
    first = datetime(2026, 3, 3, 7, 0, tzinfo=SHANGHAI)

    assert list(worktime.occurrences("FREQ=HOURLY;INTERVAL=2;BYHOUR=8", first, first, first + 9 * DAY, SHANGHAI)) == []
