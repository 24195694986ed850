"""Where the words of a stream stand, and whether they are those that were written: each compared with the digest in its event."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Model, QuerySet

from gensui.core.events.privacy import WordsMasked
from gensui.ledger.models import Event, Salt
from gensui.ledger.verify import Fault
from gensui.ledger.words import REQUEST, Fields, Words, digest

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Place:
    """A kind of row that holds words: ``of`` are the rows of a stream, ``said`` is what is digested of one.

    Where rows are ``rewritten`` as they go, ``key`` tells them apart in a stream, and the last event that wrote one counts.
    """

    name: str
    model: type[Model]
    of: Callable[[str], QuerySet[Any]]
    stream: Callable[[Any], str]
    said: Callable[[Any], Fields]
    rewritten: bool = False
    key: Callable[[Any], str] = lambda _row: ""

    def written(self, row: Any) -> tuple[str, Fields]:
        """The place of this row, and what is digested of it."""
        key = self.key(row)
        return f"{self.name}/{key}" if key else self.name, self.said(row)


@dataclass(frozen=True, slots=True)
class Written:
    """The words of all streams of one kind, such as ``case:``. ``erased_at`` reads when those of a stream were erased."""

    prefix: str
    places: tuple[Place, ...]
    erased_at: Callable[[str], datetime | None] = lambda _stream: None

    def words_of(self, *rows: Model) -> Words:
        """What an event carries the digests of, when these rows are written with it."""
        return dict(place.written(row) for row in rows for place in self.places if place.model is type(row))


@dataclass(frozen=True, slots=True)
class Carried:
    """A digest that an event carries: still to be compared, unless a later event tells that its words were masked."""

    number: int
    recorded_at: datetime
    place: str
    digest: str

    @property
    def name(self) -> str:
        """The kind of row, without what tells it from others of its kind."""
        return self.place.partition("/")[0]


def check_words(rooms: Sequence[Written]) -> Iterator[Fault]:
    """Compare the words of each stream with the digests its events carry. Two queries, and one for each place, for a stream."""
    for room in rooms:
        for stream in _streams(room.prefix):
            yield from _changed(room, stream)


def _streams(prefix: str) -> Iterator[str]:
    events = Event.objects.filter(stream__startswith=prefix).exclude(digests=None).exclude(digests=[])
    lines = events.order_by("stream").values_list("stream", flat=True).iterator(chunk_size=CHUNK)
    return (stream for stream, _all in groupby(lines))


def carried(stream: str) -> list[Carried]:
    """What is to be compared in a stream, in its order. One query."""
    lines = Event.objects.filter(stream=stream).order_by("number")
    rows = list(lines.values_list("number", "recorded_at", "kind", "data", "digests"))
    masked = {one for _number, _at, kind, data, _all in rows if kind == WordsMasked.kind for one in data["replaced"]}
    return [
        Carried(number, at, one.partition(":")[0], one)
        for number, at, _kind, _data, digests in rows
        for one in digests or ()
        if one not in masked and not one.startswith(f"{REQUEST}:")
    ]


def written_with(room: Written, stream: str, told: Sequence[Carried]) -> dict[Carried, Any]:
    """Which row holds the words of each digest; one whose words nobody has is left out. A query for each place, one for salts."""
    salts = dict(Salt.objects.filter(stream=stream).values_list("number", "salt"))
    found: dict[Carried, Any] = {}
    for place in room.places:
        here = [one for one in told if one.name == place.name and one.number in salts]
        rows = [(row, *place.written(row)) for row in place.of(stream)] if here else []
        for one in here:
            same = (row for row, name, said in rows if digest(salts[one.number], name, said) == one.digest)
            if (row := next(same, None)) is not None:
                found[one] = row
    return found


def _changed(room: Written, stream: str) -> Iterator[Fault]:
    told = carried(stream)
    there = written_with(room, stream, told)
    salted = set(Salt.objects.filter(stream=stream).values_list("number", flat=True))
    names = {place.name: place for place in room.places}
    last = {one.place: one.number for one in told}
    erased_at = room.erased_at(stream) if any(one.number not in salted for one in told) else None
    for one in told:
        place = names.get(one.name)
        if place is None or (place.rewritten and one.number != last[one.place]):
            continue
        if one.number not in salted:
            if erased_at is not None and one.recorded_at <= erased_at:
                continue  # without its salt nothing can be compared, which is what erasure is for
            yield Fault(stream, f"event {one.number}", f"the salt of its words ({one.place}) is gone")
        elif one not in there:
            yield Fault(
                stream, f"event {one.number}", f"the words written with it ({one.place}) were changed or are gone"
            )
