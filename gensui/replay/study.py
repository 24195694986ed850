"""What the cells of a column look like: how many are filled, how many differ, and as which times they read."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice

from gensui.replay import dates
from gensui.replay.sentences import say
from gensui.replay.table import Cell, Rows, Unreadable

ROWS = 5_000
TRIED_FIRST = 5
TRIED = 500
ENOUGH = 0.8
WORTH_ADDING = 0.01
MOST_FORMATS = 4
EMPTY = ("", "NULL", "N/A", "-")

DAYS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y",
    "%d.%m.%Y", "%m.%d.%Y", "%d/%m/%y", "%m/%d/%y", "%d %b %Y", "%d-%b-%Y", "%b %d, %Y", "%d %B %Y", "%B %d, %Y",
)  # fmt: skip
HOURS = (
    "", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", " %I:%M:%S%p", " %I:%M%p", " %p%I:%M:%S", " %p%I:%M",
    " %p %I:%M:%S", " %p %I:%M", " %H:%M:%S.%f", " %H:%M:%S %z", "T%H:%M:%S", " %H时%M分", " %H時%M分", "%H时%M分",
    "%H時%M分", " %H点%M分", " %H:%M:%S%z", "%p%I:%M", "%H:%M", "%H%M%S", "%H%M",
)  # fmt: skip
# Formats in which a day can be taken for a month; each beside its twin.
TWINS = (("%d/%m/", "%m/%d/"), ("%d-%m-", "%m-%d-"), ("%d.%m.", "%m.%d."))


@dataclass(frozen=True, slots=True)
class Column:
    """A column as studied: ``times`` are the formats that read its cells, None where it holds no times."""

    place: int
    heading: str
    rows: int
    texts: Counter[str]
    dates: int
    numbers: int

    @property
    def filled(self) -> int:
        return self.dates + sum(self.texts.values())

    @property
    def is_unique(self) -> bool:
        """Nearly so: a key that stands twice is a flaw of the table, to be told row by row."""
        return self.filled >= 0.95 * self.rows and len(self.texts) >= 0.95 * self.filled > 0

    @property
    def looks_like_keys(self) -> bool:
        """Whether nearly all cells are single words with a digit."""
        return sum(" " not in text and any(c.isdigit() for c in text) for text in self.texts) > 0.9 * len(self.texts)


@dataclass(frozen=True, slots=True)
class Times:
    """The formats of a column in their order, the share of filled cells they read, and what is in doubt about them."""

    formats: tuple[str, ...]
    share: float
    doubt: str = ""


def columns(rows: Rows) -> list[Column]:
    """The columns of the first rows. What stands in a cell that says it is empty does not count."""
    seen = list(islice((row for _, row in rows), ROWS))
    if not seen:
        raise Unreadable(rows.path, None, say("Below the headings there is no row, so nothing can be guessed."))
    return [_column(place, heading, [row[place] for row in seen]) for place, heading in enumerate(rows.headings)]


def _column(place: int, heading: str, cells: list[Cell]) -> Column:
    texts = Counter(
        text
        for cell in cells
        if cell is not None and not isinstance(cell, date) and (text := str(cell).strip()) not in EMPTY
    )
    real = sum(isinstance(cell, date) for cell in cells)
    numbers = sum(count for text, count in texts.items() if dates.NUMBER.fullmatch(text))
    return Column(place, heading, len(cells), texts, real, numbers)


def times(column: Column, is_named_so: bool, preferred: frozenset[str] = frozenset()) -> Times | None:
    """As which times the column reads; none if it holds others. Bare numbers are times only under a heading that says so.

    Where day and month could be exchanged, ``preferred`` (what other columns showed) decides, else habit, which is told.
    """
    if column.dates > ENOUGH * max(1, column.filled):
        return Times((), column.dates / column.filled)
    said_empty = set(markers(column)) if is_named_so else set()
    texts = list(islice((text for text in column.texts if text not in said_empty), TRIED))
    if not texts or (column.numbers > ENOUGH * column.filled and not is_named_so):
        return None
    candidates = _candidates(texts)
    found: list[str] = []
    doubt = ""
    left = set(texts)
    while candidates and left and len(found) < MOST_FORMATS:
        fits = {form: {text for text in left if _reads(form, text)} for form in candidates}
        best = max(candidates, key=lambda form: (len(fits[form]), form in preferred, _habit(form)))
        if len(fits[best]) <= WORTH_ADDING * len(texts):
            break
        twin = exchanged(best)
        if twin in fits and fits[twin] == fits[best] and best not in preferred:
            doubt = best
        found.append(best)
        left -= fits[best]
        candidates = [form for form in candidates if form not in (best, twin)]
    share = 1 - len(left) / len(texts)
    return Times(tuple(found), share, doubt) if share >= ENOUGH else None


def _candidates(texts: list[str]) -> list[str]:
    """The formats that read any of some texts taken from all over the column."""
    some = texts[:: max(1, len(texts) // TRIED_FIRST)]
    return [form for form in _all_formats() if any(_reads(form, text) for text in some)]


@cache
def _all_formats() -> tuple[str, ...]:
    return ("iso", *(day + hour for day in DAYS for hour in HOURS), "epoch", "excel")


@cache
def _reader(form: str) -> dates.Reader:
    return dates.reader(form)


def _reads(form: str, text: str) -> bool:
    try:
        found = _reader(form)(text)
    except (ValueError, OverflowError):
        return False
    earliest = 1990 if form in ("epoch", "excel") else dates.EARLIEST
    return found is not None and earliest <= found.year <= dates.LATEST


def exchanged(form: str) -> str:
    """The format with day and month exchanged; empty where that makes no sense."""
    for one, other in TWINS:
        for here, there in ((one, other), (other, one)):
            if form.startswith(here):
                return there + form.removeprefix(here)
    return ""


def _habit(form: str) -> bool:
    """Months go first where hours are counted to twelve, days elsewhere."""
    return not exchanged(form) or form.startswith("%m") == ("%p" in form)


def markers(column: Column) -> list[str]:
    """Texts without any digit that stand in a column of times: they say that there is no time."""
    return [text for text, count in column.texts.items() if count > 1 and not any(c.isdigit() for c in text)]
