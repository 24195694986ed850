"""Service time: how long a limit is, and when it runs out, on a calendar of opening hours.

Instants are aware (``ValueError`` where they are not); results are in UTC. Periods are half-open, ``[start, end)``. The
round-the-clock calendar is plain arithmetic; every other one is walked day by day in its own zone, so that daylight saving makes a
day shorter or longer and nothing else.
"""

import calendar as months_of
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from gensui.core.recurrence import BadRecurrence as BadRecurrence
from gensui.core.recurrence import check_rrule as check_rrule
from gensui.core.recurrence import occurrences as occurrences
from gensui.core.said import say
from gensui.core.walltime import edge, instant, utc

DAY = timedelta(days=1)
NO_TIME = timedelta()
LONGEST = timedelta(days=36_525)
SEARCHED = 400
"""Days looked ahead for the next opening; a calendar closed for longer is no service."""

Hours = tuple[tuple[int, int], ...]
"""Opening and closing in minutes from local midnight; a closing over 1440 lies in the next day."""


class BadDuration(ValueError):
    """A text is no duration; the message names it and the units there are."""


class BadCalendar(ValueError):
    """Opening hours make no calendar; the message names the calendar and the text at fault."""


# Durations

UNITS = {"s": 1, "min": 60, "h": 3_600}
DAY_END = "end of day"
PART = re.compile(r"(\d+(?:\.\d+)?)\s*(s|min|h|d|workdays?|months?)(?![A-Za-z])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Duration:
    """How long: ``time`` counts in a calendar's hours, ``workdays`` in its days; ``days`` and ``months`` keep the wall clock.

    ``to_day_end`` is what is left of a day's hours, and stands alone. Refuses (``BadDuration``) to be negative.
    """

    months: int = 0
    workdays: int = 0
    days: int = 0
    time: timedelta = NO_TIME
    to_day_end: bool = False

    def __post_init__(self) -> None:
        if self.months < 0 or self.workdays < 0 or self.days < 0 or self.time < NO_TIME:
            raise BadDuration(say("a duration cannot be negative"))

    @classmethod
    def parse(cls, text: str) -> "Duration":
        """Read ``10 min``, ``1 h 30 min``, ``3 workdays``, ``end of day``. Refuses (``BadDuration``) anything else, and over a
        hundred years.
        """
        if not isinstance(text, str):
            raise BadDuration(say("{text!r} is no duration; write a text such as '10 min'", text=text))
        if text.strip() == DAY_END:
            return cls(to_day_end=True)
        parts = PART.findall(text)
        if not parts or PART.sub("", text).strip():
            raise BadDuration(
                say(
                    "{text!r} is no duration; write a number and s, min, h, d, workdays or months, or 'end of day'",
                    text=text,
                )
            )
        counts = {"d": 0, "workday": 0, "month": 0}
        time = NO_TIME
        for number, unit in parts:
            if len(number) > 9:
                raise BadDuration(say("{text!r} is longer than a hundred years", text=text))
            if unit in UNITS:
                time += timedelta(seconds=float(number) * UNITS[unit])
            elif "." in number:
                raise BadDuration(say("{text!r}: {unit} are counted whole", text=text, unit=unit))
            else:
                counts[unit.removesuffix("s")] += int(number)
        found = cls(counts["month"], counts["workday"], counts["d"], time)
        if time + DAY * (found.days + 2 * found.workdays + 31 * found.months) > LONGEST:
            raise BadDuration(say("{text!r} is longer than a hundred years", text=text))
        return found

    @property
    def is_zero(self) -> bool:
        return self == Duration()

    def __str__(self) -> str:
        """As ``parse`` reads it."""
        if self.to_day_end:
            return DAY_END
        counted = ((self.months, "month"), (self.workdays, "workday"))
        parts = [f"{count} {unit}{'s' * (count > 1)}" for count, unit in counted if count]
        if self.days:
            parts.append(f"{self.days} d")
        hours, rest = divmod(self.time, timedelta(hours=1))
        minutes, rest = divmod(rest, timedelta(minutes=1))
        parts += [f"{count} {unit}" for count, unit in ((hours, "h"), (minutes, "min")) if count]
        if rest or not parts:
            seconds, micros = divmod(rest // timedelta(microseconds=1), 1_000_000)
            parts.append(f"{seconds}.{micros:06d}".rstrip("0").rstrip(".") + " s")
        return " ".join(parts)


# Periods


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time, from ``start`` until just before ``end``, kept in UTC: Python compares and subtracts two times of one zone
    by what the clock shows, which is wrong by an hour where the clocks change. Refuses naive times and an end before the start.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", utc(self.start))
        object.__setattr__(self, "end", utc(self.end))
        if self.end < self.start:
            raise ValueError("A period cannot end before it starts.")

    @property
    def duration(self) -> timedelta:
        return self.end - self.start

    def __contains__(self, at: datetime) -> bool:
        return self.start <= utc(at) < self.end

    def overlap(self, other: "Period") -> "Period | None":
        """What two periods share; None where that is nothing."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start < end else None


def merged(periods: Iterable[Period]) -> tuple[Period, ...]:
    """The same time in as few periods as can be, in order; empty ones vanish."""
    found: list[Period] = []
    for period in sorted((one for one in periods if one.duration), key=lambda one: one.start):
        if found and period.start <= found[-1].end:
            found[-1] = Period(found[-1].start, max(found[-1].end, period.end))
        else:
            found.append(period)
    return tuple(found)


def total(periods: Iterable[Period]) -> timedelta:
    """How much time the periods cover; what they share counts once."""
    return sum((period.duration for period in merged(periods)), NO_TIME)


# Calendars

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SPAN = re.compile(r"(\d\d?):(\d\d)-(\d\d?):(\d\d)")
ROUND: Hours = ((0, 1440),)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When service is given: hours for each day of the week, holidays, and days that go by hours of their own.

    Hours that pass midnight belong to the day on which they begin; an exception goes before a holiday. Where the clocks change,
    hours last until the clock first shows or passes their end: a night is longer in autumn, what spring skips is not there.
    Refuses (``BadCalendar``) hours that overlap and a calendar that never opens.
    """

    name: str
    zone: ZoneInfo
    week: tuple[Hours, ...] = (ROUND,) * 7
    holidays: frozenset[date] = frozenset()
    exceptions: Mapping[date, Hours] = field(default_factory=dict, hash=False)
    is_always: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        always = self.week == (ROUND,) * 7 and not self.holidays and not self.exceptions
        object.__setattr__(self, "is_always", always)  # asked at every turn of the engine
        if len(self.week) != 7:
            raise BadCalendar(say("Calendar {name}: a week has seven days.", name=self.name))
        if not any(self.week) and not any(self.exceptions.values()):
            raise BadCalendar(say("Calendar {name} never opens.", name=self.name))
        for hours in (*self.week, *self.exceptions.values()):
            ends = [minute for span in hours for minute in span]
            if any(not 0 <= opens < closes <= 2880 or opens >= 1440 for opens, closes in hours) or ends != sorted(ends):
                raise BadCalendar(
                    say("Calendar {name}: hours must follow one another and end within a day.", name=self.name)
                )
        made_up = [day + number * DAY for day in self.exceptions for number in (-1, 0)]
        in_turn = [
            *pairwise((*self.week, self.week[0])),
            *((self.hours_on(day), self.hours_on(day + DAY)) for day in made_up),
        ]
        for today, tomorrow in in_turn:
            if today and tomorrow and today[-1][1] - 1440 > tomorrow[0][0]:
                raise BadCalendar(
                    say("Calendar {name}: hours that pass midnight run into those of the next day.", name=self.name)
                )

    @classmethod
    def always(cls, zone: ZoneInfo) -> "Calendar":
        """Open at all times; ``zone`` matters for days and months only."""
        return cls("always", zone)

    @classmethod
    def parse(
        cls,
        name: str,
        zone: ZoneInfo,
        hours: Sequence[str],
        holidays: Sequence[str] = (),
        working: Sequence[str] = (),
    ) -> "Calendar":
        """Read ``mon-fri 08:30-12:00 13:30-18:00``, ``daily 22:00-08:00``; holidays ``2026-10-01`` or ``2026-10-01/2026-10-07``;
        make-up days ``2026-10-10 09:00-17:00``. Refuses (``BadCalendar``) what is none of these, naming it.
        """
        week: list[Hours] = [()] * 7
        for line in hours:
            days, spans = _days(name, line.partition(" ")[0]), _spans(name, line.partition(" ")[2])
            for day in days:
                if week[day]:
                    raise BadCalendar(
                        say("Calendar {name}: {day} stands in two lines of hours.", name=name, day=WEEK[day])
                    )
                week[day] = spans
        off = frozenset(day for text in holidays for day in _dates(name, text))
        made_up = {_date(name, text.partition(" ")[0]): _spans(name, text.partition(" ")[2]) for text in working}
        return cls(name, zone, tuple(week), off, made_up)

    def hours_on(self, day: date) -> Hours:
        """The hours that begin on this day."""
        if day in self.exceptions:
            return self.exceptions[day]
        return () if day in self.holidays else self.week[day.weekday()]


ROUND_THE_CLOCK = Calendar.always(ZoneInfo("UTC"))


def _days(name: str, text: str) -> range | list[int]:
    if text == "daily":
        return range(7)
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        if first not in WEEK or (last or first) not in WEEK or WEEK.index(first) > WEEK.index(last or first):
            raise BadCalendar(
                say("Calendar {name}: {text!r} names no days; write daily, mon-fri or sat,sun.", name=name, text=text)
            )
        found += range(WEEK.index(first), WEEK.index(last or first) + 1)
    return found


def _spans(name: str, text: str) -> Hours:
    found: list[tuple[int, int]] = []
    for part in text.split():
        match = SPAN.fullmatch(part)
        numbers = [int(number) for number in match.groups()] if match else [99] * 4
        opens, closes = numbers[0] * 60 + numbers[1], numbers[2] * 60 + numbers[3]
        if numbers[1] > 59 or numbers[3] > 59 or opens >= 1440 or closes > 1440:
            raise BadCalendar(say("Calendar {name}: {part!r} are no hours; write 08:30-12:00.", name=name, part=part))
        found.append((opens, closes if closes > opens else closes + 1440))
    if not found:
        raise BadCalendar(
            say("Calendar {name}: a line of hours names days, then hours such as 08:30-12:00.", name=name)
        )
    return tuple(found)


def _date(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadCalendar(
            say("Calendar {name}: {text!r} is no date; write 2026-10-01.", name=name, text=text)
        ) from None


def _dates(name: str, text: str) -> Iterator[date]:
    first, _, last = text.partition("/")
    start, end = _date(name, first), _date(name, last or first)
    if end < start or end - start > timedelta(days=366):
        raise BadCalendar(say("Calendar {name}: {text!r} is no stretch of days within a year.", name=name, text=text))
    for number in range((end - start).days + 1):
        yield start + timedelta(days=number)


# Walking a calendar


@lru_cache(maxsize=4_096)
def _open_on(zone: ZoneInfo, day: date, hours: Hours) -> tuple[tuple[datetime, datetime], ...]:
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001  a wall time; it gets its zone in the next line
    found = []
    for opens, closes in hours:
        start, end = (edge(midnight + timedelta(minutes=minute), zone) for minute in (opens, closes))
        if start < end:  # an hour that daylight saving skips is no service
            found.append((start, end))
    return tuple(found)


def _walk(calendar: Calendar, start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The open stretches from ``start`` on, without end. Refuses a calendar that stays closed for too long."""
    day = start.astimezone(calendar.zone).date() - DAY  # hours that passed midnight may reach into today
    closed = 0
    while True:
        for opens, closes in _open_on(calendar.zone, day, calendar.hours_on(day)):
            if closes > start:
                closed = 0
                yield max(opens, start), closes
        closed += 1
        if closed > SEARCHED:
            raise BadCalendar(
                say(
                    "Calendar {name} does not open within {days} days after {start:%Y-%m-%d}.",
                    name=calendar.name,
                    days=SEARCHED,
                    start=start,
                )
            )
        day += DAY


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether service is given at this instant."""
    at = utc(at)
    if calendar.is_always:
        return True
    today = at.astimezone(calendar.zone).date()
    return any(
        opens <= at < closes
        for day in (today - DAY, today)
        for opens, closes in _open_on(calendar.zone, day, calendar.hours_on(day))
    )


def periods(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Period]:
    """The open periods between two instants, in UTC; neighbours that touch are not joined."""
    start, end = utc(start), utc(end)
    if start >= end:
        return
    if calendar.is_always:
        yield Period(start, end)
        return
    day = start.astimezone(calendar.zone).date() - DAY
    last = end.astimezone(calendar.zone).date()
    while day <= last:
        for opens, closes in _open_on(calendar.zone, day, calendar.hours_on(day)):
            if closes > start and opens < end:
                yield Period(max(opens, start), min(closes, end))
        day += DAY


def measure(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """The service time between two instants; none where the second is not after the first."""
    if calendar is ROUND_THE_CLOCK or calendar.is_always:
        return max(utc(end) - utc(start), NO_TIME)
    return sum((period.duration for period in periods(calendar, start, end)), NO_TIME)


def add(calendar: Calendar, start: datetime, duration: Duration) -> datetime:
    """The instant at which ``duration`` has passed since ``start``.

    Months and days come first and keep the wall clock of the calendar's zone (31 January and a month is the last of February);
    then workdays: the same wall clock so many working days later, where a start on a day off counts from the next opening, and
    one in hours that passed midnight belongs to the day on which they began; then time, which passes in the calendar's hours
    only. Time that ends just as service closes ends there, not at the next opening. The end of a day is that of its last hours;
    what begins after them goes on to the end of the next.
    """
    at = utc(start)
    if duration.to_day_end:
        return _day_end(calendar, at)
    if duration.months or duration.days:
        at = _by_wall(calendar.zone, at, duration.months, duration.days)
    if duration.workdays:
        at = _by_workdays(calendar, at, duration.workdays)
    if not duration.time:
        return at
    if calendar is ROUND_THE_CLOCK or calendar.is_always:
        return at + duration.time
    left = duration.time
    for opens, closes in _walk(calendar, at):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    raise AssertionError("a walk never ends")


def _day_end(calendar: Calendar, at: datetime) -> datetime:
    opens, _closes = next(_walk(calendar, at))
    day = opens.astimezone(calendar.zone).date()
    ends = (_open_on(calendar.zone, one, calendar.hours_on(one))[-1:] for one in (day - DAY, day))
    return next(hours[0][1] for hours in ends if hours and hours[0][1] > at)


def _by_wall(zone: ZoneInfo, at: datetime, months: int, days: int) -> datetime:
    wall = at.astimezone(zone).replace(tzinfo=None)
    if months:
        years, month = divmod(wall.month - 1 + months, 12)
        year = wall.year + years
        wall = wall.replace(year=year, month=month + 1, day=min(wall.day, months_of.monthrange(year, month + 1)[1]))
    return instant(wall + timedelta(days=days), zone)


def _by_workdays(calendar: Calendar, at: datetime, count: int) -> datetime:
    wall = at.astimezone(calendar.zone).replace(tzinfo=None, fold=0)
    midnight = wall.replace(hour=0, minute=0, second=0, microsecond=0)
    eve = calendar.hours_on(midnight.date() - DAY)
    if eve and wall < midnight - DAY + timedelta(minutes=eve[-1][1]):
        midnight -= DAY
    into = wall - midnight
    if not calendar.hours_on(midnight.date()):
        midnight = _next_workday(calendar, midnight)
        into = timedelta(minutes=calendar.hours_on(midnight.date())[0][0])
    for _ in range(count):
        midnight = _next_workday(calendar, midnight)
    return instant(midnight + into, calendar.zone)


def _next_workday(calendar: Calendar, midnight: datetime) -> datetime:
    for number in range(1, SEARCHED + 1):
        if calendar.hours_on((midnight + number * DAY).date()):
            return midnight + number * DAY
    raise BadCalendar(
        say(
            "Calendar {name} does not open within {days} days after {start:%Y-%m-%d}.",
            name=calendar.name,
            days=SEARCHED,
            start=midnight,
        )
    )
