"""Times as people and programs write them, read into UTC.

A format is one of three words or a pattern. The words: ``iso`` (2026-03-01T15:05+08:00 and its shorter forms),
``excel`` (days since 1900, as spreadsheets count; ``excel-1904`` for those of old Macintoshes) and ``epoch``
(seconds since 1970, or milliseconds if the number is that large). A pattern is written as for Python's ``strptime`` with
``%Y %y %m %d %H %I %M %S %f %p %b %B %z %%``; its numbers may lack leading zeros, ``%p`` also reads 上午 下午, and no
locale matters. A time without an offset is wall-clock time of the mapping's zone. When clocks are put back, an
ambiguous time is the first of the two; a time skipped when they are put forward is moved forward by the gap.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import partial
from typing import Final

from gensui.replay.sentences import Sentence, say
from gensui.replay.table import Cell

Reader = Callable[[str], datetime | None]

EARLIEST, LATEST = 1970, 2100
EXCEL_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  (Excel counts wall-clock days; it also counts 29 February 1900)
EXCEL_1904_DAY_ZERO = datetime(1904, 1, 1)  # noqa: DTZ001
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECONDS_FROM = 10**11
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")

NO_SUCH_TIME = say("There is no such day or time.")
OUT_OF_RANGE = say("Its year is not between {earliest} and {latest}.", earliest=EARLIEST, latest=LATEST)
UNKNOWN_FORM = say("It is not a time in any of the formats of the mapping.")
NO_DAY = say("It is a time of day without a day.")

MORNING = ("am", "a.m.", "上午", "早上", "凌晨")
AFTERNOON = ("pm", "p.m.", "下午", "晚上")
NOON = ("中午",)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FULL_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip

PATTERNS: Final = {
    "Y": r"(?P<Y>\d{4})",
    "y": r"(?P<y>\d{2})",
    "m": r"(?P<m>\d{1,2})",
    "d": r"(?P<d>\d{1,2})",
    "H": r"(?P<H>\d{1,2})",
    "I": r"(?P<I>\d{1,2})",
    "M": r"(?P<M>\d{1,2})",
    "S": r"(?P<S>\d{1,2})",
    "f": r"(?P<f>\d{1,6})",
    "p": "(?P<p>" + "|".join(re.escape(word) for word in MORNING + AFTERNOON + NOON) + ")",
    "b": "(?P<b>" + "|".join(MONTHS) + ")",
    "B": "(?P<b>" + "|".join(FULL_MONTHS) + ")",
    "z": r"(?P<z>Z|UTC|GMT|[+-]\d{2}:?\d{2})",
    "%": "%",
}
# What each directive tells; no two of a format may tell the same.
SLOT_OF: Final = {
    "Y": "year", "y": "year", "m": "month", "b": "month", "B": "month", "d": "day", "H": "hour", "I": "hour",
    "M": "minute", "S": "second", "f": "fraction", "p": "half", "z": "offset", "%": "",
}  # fmt: skip


class BadFormat(ValueError):
    """What stands in ``formats`` is no format; ``sentence`` says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class NoTime(ValueError):
    """A cell holds no usable time; ``sentence`` says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class Clock:
    """Reads the cells of one file: formats tried in their order, wall-clock times of one zone."""

    def __init__(self, formats: Sequence[str], zone: tzinfo) -> None:
        self._readers = [reader(text) for text in formats]
        self._zone = zone

    def read(self, cell: Cell) -> datetime:
        """The time in UTC. Refuses (``NoTime``) what is none, is impossible, or lies outside 1970-2100."""
        if isinstance(cell, str):
            found = self._text(cell)
        elif isinstance(cell, datetime):
            found = cell
        elif isinstance(cell, date):
            found = datetime.combine(cell, time())
        elif isinstance(cell, int | float) and not isinstance(cell, bool):
            found = self._text(repr(cell))
        elif isinstance(cell, time | timedelta):
            raise NoTime(NO_DAY)
        else:
            raise NoTime(UNKNOWN_FORM)
        if not EARLIEST <= found.year <= LATEST:
            raise NoTime(OUT_OF_RANGE)
        if found.tzinfo is None:
            found = found.replace(tzinfo=self._zone)
        return found.astimezone(UTC)

    def _text(self, text: str) -> datetime:
        impossible = False
        for read in self._readers:
            try:
                found = read(text)
            except (ValueError, OverflowError):
                impossible = True
            else:
                if found is not None:
                    return found
        narrow = unicodedata.normalize("NFKC", text).strip()
        if narrow != text:
            return self._text(narrow)
        raise NoTime(NO_SUCH_TIME if impossible else UNKNOWN_FORM)


def reader(form: str) -> Reader:
    """What reads one format: gives nothing where the text has another form, refuses a time that cannot be."""
    if form == "iso":
        return _iso
    if form == "excel":
        return partial(_excel, EXCEL_DAY_ZERO)
    if form == "excel-1904":
        return partial(_excel, EXCEL_1904_DAY_ZERO)
    if form == "epoch":
        return _epoch
    return _pattern(form)


ISO = re.compile(r"(\d{4}-?\d\d-?\d\d)(?:[Tt ](\d\d(?::?\d\d(?::?\d\d(?:[.,]\d+)?)?)?) ?(Z|z|[+-]\d\d(?::?\d\d)?)?)?")


def _iso(text: str) -> datetime | None:
    found = ISO.fullmatch(text)
    if found is None:
        return None
    day, clock, offset = found.groups("")
    return datetime.fromisoformat(f"{day}T{clock}{offset}" if clock else day)


def _number(text: str) -> float | None:
    return float(text) if NUMBER.fullmatch(text) else None


def _excel(day_zero: datetime, text: str) -> datetime | None:
    days = _number(text)
    if days is None:
        return None
    return day_zero + timedelta(milliseconds=round(days * 86_400_000))


def _epoch(text: str) -> datetime | None:
    count = _number(text)
    if count is None:
        return None
    return EPOCH + (timedelta(milliseconds=count) if abs(count) >= MILLISECONDS_FROM else timedelta(seconds=count))


def _pattern(form: str) -> Reader:
    parts: list[str] = []
    given: set[str] = set()
    for directive, blank, plain in re.findall(r"%(.?)|(\s+)|([^%\s]+)", form, re.DOTALL):
        if blank:
            parts.append(r"\s+")
        elif plain:
            parts.append(re.escape(plain))
        elif directive not in PATTERNS:
            raise BadFormat(say("%{directive} is not known in a format.", directive=directive))
        elif SLOT_OF[directive] in given:
            raise BadFormat(say("%{directive} is one too many in the format.", directive=directive))
        else:
            given |= {SLOT_OF[directive]} - {""}
            parts.append(PATTERNS[directive])
    if not {"year", "month", "day"} <= given:
        raise BadFormat(say("A format is iso, excel, epoch, or a pattern with a year, a month and a day (%Y %m %d)."))
    whole = re.compile("".join(parts), re.IGNORECASE)
    if ("p" in whole.groupindex) != ("I" in whole.groupindex):
        raise BadFormat(say("%I and %p go together; hours up to 24 are %H."))
    return _compiled(whole)


def _compiled(whole: re.Pattern[str]) -> Reader:
    """What the format lacks reads as 0, so that one line builds every time; a history is mostly read here."""
    fullmatch = whole.fullmatch
    place = {name: whole.groupindex.get(name, 0) - 1 for name in PATTERNS}
    year, month, day, hour = place["Y"], place["m"], place["d"], place["H"]
    minute, second, fraction = place["M"], place["S"], place["f"]
    short_year, named_month, half_day, offset = place["y"], place["b"], place["p"], place["z"]
    is_plain = short_year == named_month == half_day == offset == fraction == -1

    def read(text: str) -> datetime | None:
        found = fullmatch(text)
        if found is None:
            return None
        part = (*found.groups(), "0")
        if is_plain:
            return datetime(  # noqa: DTZ001  (the zone is the mapping's)
                int(part[year]), int(part[month]), int(part[day]), int(part[hour]), int(part[minute]), int(part[second])
            )
        return datetime(
            _full_year(part[short_year]) if short_year >= 0 else int(part[year]),
            MONTHS.index(part[named_month][:3].lower()) + 1 if named_month >= 0 else int(part[month]),
            int(part[day]),
            _hour_of(part[half_day], int(part[place["I"]])) if half_day >= 0 else int(part[hour]),
            int(part[minute]),
            int(part[second]),
            int(part[fraction].ljust(6, "0")),
            _zone_of(part[offset]) if offset >= 0 else None,
        )

    return read


def _full_year(text: str) -> int:
    return int(text) + (1900 if int(text) >= 70 else 2000)


def _hour_of(word: str, hour: int) -> int:
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    word = word.lower()
    if word in MORNING or (word in NOON and hour == 11):
        return hour % 12
    if word == "晚上" and hour == 12:  # of which day is a matter of taste
        raise ValueError(word)
    return hour % 12 + 12


def _zone_of(text: str) -> tzinfo:
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)
