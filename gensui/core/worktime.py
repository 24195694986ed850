"""SHIM to be replaced."""

import re
from dataclasses import dataclass
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo


class BadDuration(ValueError):
    pass


class BadCalendar(ValueError):
    pass


class BadRecurrence(ValueError):
    pass


@dataclass(frozen=True, slots=True)
class Duration:
    months: int = 0
    workdays: int = 0
    days: int = 0
    time: timedelta = timedelta()

    @classmethod
    def parse(cls, text):
        t = timedelta()
        m = w = d = 0
        parts = re.findall(r"([\d.]+)\s*(workdays?|months?|min|h|d|s)\b", text)
        if not parts or re.sub(r"([\d.]+)\s*(workdays?|months?|min|h|d|s)\b", "", text).strip():
            raise BadDuration(f"{text!r} is not a duration")
        for n, u in parts:
            if u == "s":
                t += timedelta(seconds=float(n))
            elif u == "min":
                t += timedelta(minutes=float(n))
            elif u == "h":
                t += timedelta(hours=float(n))
            elif u == "d":
                d += int(n)
            elif u.startswith("w"):
                w += int(n)
            else:
                m += int(n)
        return cls(m, w, d, t)

    @property
    def is_zero(self):
        return not (self.months or self.workdays or self.days or self.time)

    def __str__(self):
        return f"{self.time}"


@dataclass(frozen=True, slots=True)
class Calendar:
    name: str
    zone: ZoneInfo

    @classmethod
    def always(cls, zone):
        return ROUND_THE_CLOCK

    @classmethod
    def parse(cls, name, zone, hours=(), holidays=(), working=()):
        return cls(name, zone)


ROUND_THE_CLOCK = Calendar("always", ZoneInfo("UTC"))


def is_open(c, at):
    return True


def measure(c, a, b):
    return b - a


def add(c, a, d):
    return (a + d.time + timedelta(days=d.days + d.workdays + 30 * d.months)).astimezone(UTC)


def check_rrule(t):
    pass


def occurrences(rule, first, after, until, zone):
    from dateutil.rrule import rrulestr

    yield from rrulestr(rule, dtstart=first).between(after, until, inc=True)
