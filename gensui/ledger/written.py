"""Where the words of a stream stand, and whether they are those that were written: each compared with the digest in its event."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Model, QuerySet, TextField

from gensui.core.events.privacy import WordsMasked
from gensui.ledger.models import Event, Salt
from gensui.ledger.verify import Fault, Unread, each_as, going_on, unread
from gensui.ledger.words import REQUEST, Fields, Words, digest

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Place:
    """A kind of row that holds words: ``of`` are the rows of a stream, ``said`` is what is digested of one.

    Where rows are ``rewritten`` as they go, ``key`` tells them apart in a stream, and the last event that wrote one counts.
    ``parts`` are rows of other tables whose words ``said`` tells with those of this one, and whose they are.
    ``owner`` is the way to the case that a row belongs to. Where only ``some`` rows are digested, they are those.
    """

    name: str
    model: type[Model]
    of: Callable[[str], QuerySet[Any]]
    stream: Callable[[Any], str]
    said: Callable[[Any], Fields]
    rewritten: bool = False
    key: Callable[[Any], str] = lambda _row: ""
    parts: Mapping[type[Model], Callable[[Any], Any]] = field(default_factory=dict)
    owner: str = ""
    some: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda rows: rows

    def streams(self) -> Iterator[str | Unread]:
        """The stream of each row, in its order; or that a row does not say which."""
        texts = (one.name for one in self.model._meta.concrete_fields if isinstance(one, TextField))
        rows = self.some(
            self.model._default_manager.defer(*texts)
        )  # no stream is named by a text, and one may not read
        if self.owner:
            rows = rows.select_related(self.owner).only(f"{self.owner}__year")
        return each_as(self.stream, rows.order_by("pk"))

    def whole(self, row: Any) -> Any:
        """The row of this place whose words these are: of a part, what it belongs to."""
        return row if type(row) is self.model else self.parts[type(row)](row)

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

    def words_at(self, stream: str) -> Words:
        """What stands in a stream of this kind now, for an event that carries the digests of all of it; nothing of another kind.

        A query for each place and its parts.
        """
        if not stream.startswith(self.prefix):
            return {}
        return dict(place.written(row) for place in self.places for row in place.of(stream))


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


def words_at(rooms: Sequence[Written], stream: str) -> Words:
    """What stands in a stream now, whichever room it belongs to."""
    return {place: said for room in rooms for place, said in room.words_at(stream).items()}


def check_words(rooms: Sequence[Written]) -> Iterator[Fault]:
    """Compare the words of each stream with the digests its events carry, and the other way round.

    Two queries, and one for each place, for a stream; and one for each place of a room.
    """
    for room in rooms:
        yield from going_on(room.prefix, "words", _check_room(room))


def _check_room(room: Written) -> Iterator[Fault]:
    there: dict[str, Counter[str]] = {place.name: Counter() for place in room.places}
    for place in room.places:
        for stream in place.streams():
            if isinstance(stream, Unread):
                yield unread(stream)
            else:
                there[place.name][stream] += 1
    for stream in _streams(room.prefix):
        yield from going_on(stream, "words", _check_stream(room, stream, there))


def _check_stream(room: Written, stream: str, there: Mapping[str, Mapping[str, int]]) -> Iterator[Fault]:
    told = carried(stream)
    yield from _changed(room, stream, told)
    yield from _added(room, stream, told, there)


def _added(
    room: Written, stream: str, told: Sequence[Carried], there: Mapping[str, Mapping[str, int]]
) -> Iterator[Fault]:
    """Rows that no event tells of. A stream that began without digests is of an earlier release: not all it holds has one."""
    if not told or told[0].number != 1:
        return
    for place in room.places:
        ours = [one.place for one in told if one.name == place.name]
        more = there[place.name][stream] - len(set(ours) if place.rewritten else ours)
        if more > 0:
            yield Fault(stream, "row", f"words stand in {place.model._meta.db_table} ({more}) that no event wrote")


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
            same = (line for line in rows if digest(salts[one.number], *line[1:]) == one.digest)
            if (line := next(same, None)) is not None:
                found[one] = line[0]
                if not place.rewritten:
                    rows.remove(line)  # the same words written twice stand there twice
    return found


def _changed(room: Written, stream: str, told: Sequence[Carried]) -> Iterator[Fault]:
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
