"""What the log tells of rows beside it: each column that an event speaks of, compared with what stands there now."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from gensui.ledger.models import Event
from gensui.ledger.verify import Fault, Unread, going_on, readable, unread

Columns = Mapping[str, str | frozenset[str]]
"""What stands in some columns of a row, or which of several values may."""

Row = tuple[str, str, Mapping[str, str]]


class Line(NamedTuple):
    """An event as it is read here."""

    stream: str
    kind: str
    actor: str
    data: Mapping[str, Any]
    client_key: str | None
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A kind of row of which the events of these ``kinds`` tell, in streams that begin with ``prefix``.

    ``leads`` says where the events of a stream, in their order, lead: of each row, by a key within the stream, what its columns
    say. ``rows`` are what is there: stream, key, columns; or that one does not read. ``may_be_gone`` names the rows, by stream,
    that the house erases in time. Where not ``all_told``, rows of which no event tells stand from before the log, or from before
    a release that told of them.
    """

    name: str
    prefix: str
    kinds: frozenset[str]
    leads: Callable[[Iterable[Line]], Mapping[str, Columns]]
    rows: Callable[[], Iterable[Row | Unread]]
    may_be_gone: Callable[[str], bool] = lambda _stream: False
    all_told: bool = True


@dataclass(frozen=True, slots=True)
class Untold:
    """So many rows of a kind of which no event tells: nobody can say whether they are as they were."""

    name: str
    count: int


def check_told(rooms: Iterable[Told]) -> Iterator[Fault | Untold]:
    """Yield each row that is not as its events say, and how many rows none tells of. Two queries for each kind, read in pieces."""
    for told in rooms:
        untold = 0
        for found in going_on("rows", told.name, _check(told)):
            if isinstance(found, Untold):
                untold += found.count
            else:
                yield found
        if untold:
            yield Untold(told.name, untold)


GONE = "the log speaks of it, but its row is gone"
UNREAD = "the log speaks of it, but its row is gone, or is one that cannot be read"


def _check(told: Told) -> Iterator[Fault | Untold]:
    there: dict[str, dict[str, Mapping[str, str]]] = {}
    away = GONE
    for row in told.rows():
        if isinstance(row, Unread):
            away = UNREAD
            yield unread(row)
        else:
            stream, key, columns = row
            there.setdefault(stream, {})[key] = columns
    events = Event.objects.filter(stream__startswith=told.prefix, kind__in=told.kinds).order_by("stream", "number")
    lines = (Line(*line) for line in readable(events.values_list(*Line._fields)))
    for stream, found in groupby(lines, key=lambda line: line.stream):
        yield from going_on(stream, told.name, _compare(told, stream, found, there.pop(stream, {}), away))
    for stream, rows in sorted(there.items()):
        yield from (_untold(told, stream, key) for key in sorted(rows))


def _untold(told: Told, stream: str, key: str) -> Fault | Untold:
    return Fault(stream, _name(told, key), "nothing in the log speaks of it") if told.all_told else Untold(told.name, 1)


def _compare(
    told: Told, stream: str, lines: Iterable[Line], rows: Mapping[str, Mapping[str, str]], away: str
) -> Iterator[Fault | Untold]:
    said = told.leads(lines)
    for key in sorted(said.keys() | rows.keys()):
        name = _name(told, key)
        if key not in said:
            yield _untold(told, stream, key)
        elif key not in rows:
            if not told.may_be_gone(stream):
                yield Fault(stream, name, away)
        else:
            for column, by_log in said[key].items():
                kept = rows[key][column]
                if kept != by_log if isinstance(by_log, str) else kept not in by_log:
                    wanted = by_log if isinstance(by_log, str) else " or ".join(sorted(by_log))
                    yield Fault(stream, name, f"{column} is {kept!r}, but by the log it is {wanted!r}")


def _name(told: Told, key: str) -> str:
    return f"{told.name} {key}".rstrip()
