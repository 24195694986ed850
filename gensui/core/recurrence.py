"""Recurrence rules (RRULE of RFC 5545), followed by the clock on the wall."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from heapq import heappop, heappush
from itertools import takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from gensui.core.said import say
from gensui.core.walltime import instant, utc

DAY = timedelta(days=1)
NO_TIME = timedelta()


class BadRecurrence(ValueError):
    """A text is no recurrence rule that service can follow."""


STEPS = {"DAILY": DAY, "HOURLY": timedelta(hours=1), "MINUTELY": timedelta(minutes=1)}
FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", *STEPS)
BOUNDS = {
    "INTERVAL": (1, 10_000), "COUNT": (1, 10_000), "BYMONTH": (1, 12), "BYMONTHDAY": (-31, 31), "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53), "BYHOUR": (0, 23), "BYMINUTE": (0, 59), "BYSETPOS": (-366, 366),
}  # fmt: skip


@lru_cache(maxsize=512)
def _words(text: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").split(";"):
        word, _, value = part.partition("=")
        if word in words or word not in {"FREQ", "UNTIL", "BYDAY", "WKST", *BOUNDS}:
            raise BadRecurrence(
                say("{text!r}: {part!r} is not understood, or stands there twice", text=text, part=part)
            )
        words[word] = value
    if words.get("FREQ") not in FREQUENCIES:
        raise BadRecurrence(say("{text!r}: FREQ must be one of {choices}", text=text, choices=", ".join(FREQUENCIES)))
    for word in BOUNDS.keys() & words.keys():
        low, high = BOUNDS[word]
        numbers = [int(n) if re.fullmatch(r"[+-]?[0-9]{1,5}", n) else None for n in words[word].split(",")]
        single = word in ("INTERVAL", "COUNT")
        if (single and len(numbers) > 1) or any(
            n is None or not low <= n <= high or (low < 0 and not n) for n in numbers
        ):
            raise BadRecurrence(
                say("{text!r}: {word} must lie from {low} to {high}", text=text, word=word, low=low, high=high)
            )
    if words["FREQ"] in ("HOURLY", "MINUTELY") and "BYSETPOS" in words:
        raise BadRecurrence(say("{text!r}: BYSETPOS picks from a day, week, month or year", text=text))
    _last(words, ZoneInfo("UTC"))
    try:  # dateutil gives up searching at the year 9999 only: ask it shortly before
        known = next(iter(rrulestr(_text(words, "INTERVAL", "COUNT"), dtstart=datetime(9960, 1, 1))), None)  # noqa: DTZ001
    except (ValueError, TypeError, KeyError, AttributeError) as bad:
        raise BadRecurrence(say("{text!r} is no recurrence rule: {bad}", text=text, bad=bad)) from None
    if known is None:
        raise BadRecurrence(say("{text!r} never comes: no date fits it", text=text))
    return words


def _text(words: Mapping[str, str], *without: str) -> str:
    return ";".join(f"{word}={value}" for word, value in words.items() if word not in ("UNTIL", *without))


def _last(words: Mapping[str, str], zone: ZoneInfo) -> datetime:
    """The last wall time that the rule allows; a date means to its end."""
    value = words.get("UNTIL", "99991231")
    try:
        last = datetime.fromisoformat(value)
    except ValueError:
        raise BadRecurrence(say("UNTIL={value} must look like 20261231 or 20261231T180000Z", value=value)) from None
    if last.tzinfo is not None:
        return last.astimezone(zone).replace(tzinfo=None)
    return last if "T" in value else last + timedelta(hours=23, minutes=59, seconds=59)


def check_rrule(text: str) -> None:
    """Refuse (``BadRecurrence``) what is no RRULE, names its own start, comes more often than every minute, or never."""
    _words(text)


def occurrences(text: str, first: datetime, after: datetime, until: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """When the rule comes round in ``[after, until)``, in UTC, in order, each instant once. ``first`` is its start; daily at eight
    stays at eight all year, and what is hourly comes once in the hour that autumn shows twice. Refuses what ``check_rrule`` does.

    Rules that count in days, hours or minutes are begun anew near ``after`` by whole intervals, so that a plan made years ago
    costs no more than one of yesterday; rules that count their occurrences cannot be, nor weeks, months and years, which are few.
    """
    words = _words(text)
    after, until = utc(after), utc(until)
    start, low, high = (at.astimezone(zone).replace(tzinfo=None, fold=0) for at in (utc(first), after, until))
    begun, step = start, int(words.get("INTERVAL", "1")) * STEPS.get(words["FREQ"], NO_TIME)
    if step and "COUNT" not in words and low - start > DAY + 2 * step:
        begun = start + ((low - start - DAY) // step - 1) * step
    last = min(high + DAY, _last(words, zone))
    walls = takewhile(lambda wall: wall <= last, _walls(words, begun, low - DAY))
    return (at for at in _in_order(walls, zone) if after <= at < until)


def _walls(words: Mapping[str, str], begun: datetime, low: datetime) -> Iterator[datetime]:
    part = timedelta(
        microseconds=begun.microsecond
    )  # dateutil leaves it out, which would put the first time before itself
    try:
        for wall in rrulestr(_text(words), dtstart=begun).xafter(low, inc=True):
            yield wall + part
    except ValueError:
        return  # no step from this start ever meets the hours that the rule names


def _in_order(walls: Iterable[datetime], zone: ZoneInfo) -> Iterator[datetime]:
    """Wall times that spring skips move on, past others: they wait until the clock shows a time."""
    waiting: list[datetime] = []
    told: datetime | None = None
    for wall in walls:
        at = instant(wall, zone)
        heappush(waiting, at)
        while waiting and waiting[0] <= at and at.astimezone(zone).replace(tzinfo=None) == wall:
            if (due := heappop(waiting)) != told:
                told = due
                yield due
    yield from sorted({*waiting} - {told})
