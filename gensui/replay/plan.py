"""A mapping laid over the columns of one table: how a row is understood."""

from collections import abc
from dataclasses import dataclass, field, replace
from datetime import datetime

from gensui.core import events
from gensui.core.events import Event
from gensui.replay import attributes
from gensui.replay.columns import Cells, Places, shown
from gensui.replay.dates import Clock, NoTime
from gensui.replay.sentences import Sentence, say
from gensui.replay.table import Cell
from gensui.replay.terms import NOTHING, BadRow, Column, Condition, Entry, Mapping, Plain, Value
from gensui.replay.words import fold_cell

Row = list[Cell]
Sourced = tuple[str, Value, int]
MOST_REMEMBERED = 10_000
LONGEST_SHOWN = 80

# Of two steps that a row tells once each, the second cannot come before the first.
ORDERS = (("work.started", "work.completed"),)
CASE = frozenset(events.types_of(events.CaseEvent))

TOO_WIDE = (
    "The row holds {cells} cells, but there are {headings} headings; perhaps a delimiter stands in a text that has no "
    "quotation marks."
)
NO_KEY = say("The key of the request is missing.")


class BadCell(Exception):
    """A cell that spoils its row."""

    def __init__(self, column: str, cell: Cell, reason: Sentence) -> None:
        super().__init__(column, cell, reason)
        self.column, self.cell, self.reason = column, cell, reason

    def of(self, row: int) -> BadRow:
        """The row that it spoils."""
        value = shown(self.cell)
        if len(value) > LONGEST_SHOWN:
            value = f"{value[:LONGEST_SHOWN]}…"
        return BadRow(row, self.column, value, self.reason)


@dataclass(frozen=True, slots=True)
class Story:
    """What one row says; ``sources`` are the column and cell of each happening."""

    row: int
    key: str
    category: str
    opened: datetime | None
    roles: abc.Mapping[str, str]
    happenings: list[tuple[datetime, Event]]
    sources: list[tuple[str, Cell]]

    def refuse_before(self, opened: datetime) -> None:
        """Nothing can happen to a request before it was opened; the time is told in the zone of ``opened``."""
        for (at, _), (column, cell) in zip(self.happenings, self.sources, strict=True):
            if at < opened:
                reason = say("This is before the request was opened, {opened}.", opened=f"{opened:%Y-%m-%d %H:%M:%S}")
                raise BadCell(column, cell, reason)

    def refuse_reversed(self) -> None:
        """What ends cannot come before what begins."""
        kinds = [event.kind for _, event in self.happenings]
        for before, after in ORDERS:
            if kinds.count(before) == kinds.count(after) == 1:
                first, second = kinds.index(before), kinds.index(after)
                if self.happenings[second][0] < self.happenings[first][0]:
                    reason = say("{after} is before {before}.", after=after, before=before)
                    raise BadCell(*self.sources[second], reason)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of every event of a row; an event that carries nothing else is made once and shared."""

    values: abc.Mapping[str, Plain]
    made: dict[int, Event] = field(default_factory=dict)


class Step:
    """One event of the mapping over the columns of the table."""

    def __init__(self, number: int, entry: Entry, places: Places, mapping: Mapping) -> None:
        self.number, self.event = number, entry.event
        self.at = [(places.of(column), column.name) for column in entry.at]
        self.clock = Clock(entry.formats, mapping.zone)
        self.when = _conditions(entry.when, places)
        self.unless = _conditions(entry.unless, places)
        own = _sourced(entry.attributes, places)
        self.times = [one for one in own if attributes.is_time(one[1].wanted)]
        self.values = [one for one in own if not attributes.is_time(one[1].wanted)]
        self.filled = _proofs(entry.filled, places)
        self.evidence = _proofs(entry.evidence, places)
        self.case = CASE & set(events.types_of(entry.event))
        self.is_shared = not (own or self.filled or self.evidence)


class Plan:
    """Understands the rows of one table. ``mistakes`` tells the columns that the table lacks."""

    def __init__(self, headings: abc.Sequence[str], mapping: Mapping) -> None:
        places = Places(headings)
        self._cells = Cells(mapping)
        self.zone = mapping.zone
        self._width = len(headings)
        self._key = places.of(mapping.key) if mapping.key else None
        self.key_name = mapping.key.name if mapping.key else ""
        self._known = _sourced(mapping.known, places)
        self._known_columns = [place for _, _, place in self._known if place >= 0]
        self._remembered: dict[tuple[Cell, ...], Known] = {}
        self._categories = mapping.categories
        self._roles = [(role, places.of(column)) for role, column in mapping.roles.items()]
        self._only = _conditions(mapping.only, places)
        self._steps = [Step(number, entry, places, mapping) for number, entry in enumerate(mapping.entries)]
        self.opening = self._steps[0].at[0][1]
        self._opening = {place for place, _ in self._steps[0].at}
        self.mistakes = places.mistakes

    def story(self, number: int, row: Row) -> Story | None:
        """What the row says, in the mapping's order; none if it is left out. Refuses (``BadCell``) what cannot be."""
        if len(row) > self._width:
            raise BadCell("", None, say(TOO_WIDE, cells=len(row), headings=self._width))
        if self._only and not self._fits(self._only, row):
            return None
        key = str(number) if self._key is None else self._cells.text(row[self._key])
        if not key:
            raise BadCell(self.key_name, None, NO_KEY)
        known = self._know(row)
        roles = {role: holder for role, place in self._roles if (holder := self._cells.text(row[place]))}
        story = Story(number, key, str(known.values.get("category", "")), None, roles, [], [])
        opened = self._tell(story, row, known)
        if opened is None:
            return story
        story.refuse_before(opened.astimezone(self.zone))
        story.refuse_reversed()
        return replace(story, opened=opened)

    def _tell(self, story: Story, row: Row, known: Known) -> datetime | None:
        """Fill the story with what happened; gives the time at which it was opened."""
        opened: datetime | None = None
        for step in self._steps:
            fits = self._fits(step.when, row) and not (step.unless and self._fits(step.unless, row))
            for place, name in step.at:
                if not fits and place not in self._opening:
                    continue
                cell = self._cells.filled(row[place])
                if cell is None:
                    continue
                at = _time(step.clock, name, cell)
                if place in self._opening and (opened is None or at < opened):
                    opened = at
                if fits:
                    story.happenings.append((at, self._event(step, row, known, story.row)))
                    story.sources.append((name, cell))
        return opened

    def _fits(self, conditions: abc.Iterable[tuple[int, frozenset[str]]], row: Row) -> bool:
        return all(fold_cell(self._cells.text(row[place])) in texts for place, texts in conditions)

    def _know(self, row: Row) -> Known:
        cells = tuple([row[place] for place in self._known_columns])
        found = self._remembered.get(cells)
        if found is None:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            found = self._remembered[cells] = Known(self._values(self._known, row, self._of_category(row)))
        return found

    def _of_category(self, row: Row) -> abc.Mapping[str, Plain]:
        for name, value, place in self._known:
            if name == "category":
                category = self._values([(name, value, place)], row, NOTHING).get(name, "")
                return self._categories.get(fold_cell(str(category)), NOTHING)
        return NOTHING

    def _values(self, sourced: abc.Iterable[Sourced], row: Row, inherited: abc.Mapping[str, Plain]) -> dict[str, Plain]:
        """The attributes: what the column says goes before what is inherited, and that before the fixed value."""
        found = dict(inherited)
        for name, value, place in sourced:
            text = self._cells.text(row[place]) if value.column else ""
            if text and value.column:
                found[name] = _translated(name, value, text, value.column)
            elif value.value is not None:
                found.setdefault(name, value.value)
        return found

    def _event(self, step: Step, row: Row, known: Known, number: int) -> Event:
        if step.is_shared:
            event = known.made.get(step.number)
            if event is None:
                event = known.made[step.number] = _make(step, known.values, {}, {})
            return event
        own: dict[str, object] = dict(self._values(step.values, row, NOTHING))
        for name, value, place in step.times:
            cell = self._cells.filled(row[place])
            if cell is not None and value.column:
                own[name] = _time(step.clock, value.column.name, cell)
        if step.filled:
            own["filled"] = tuple(self._present(step.filled, row))
        return _make(step, known.values, own, dict.fromkeys(self._present(step.evidence, row), f"row {number}"))

    def _present(self, proofs: abc.Iterable[tuple[str, int]], row: Row) -> abc.Iterator[str]:
        return (name for name, place in proofs if place < 0 or self._cells.filled(row[place]) is not None)


def _make(step: Step, known: abc.Mapping[str, Plain], own: abc.Mapping[str, object], evidence: dict[str, str]) -> Event:
    values = {name: value for name, value in known.items() if name in step.case}
    return step.event(**{**values, **own, "evidence": evidence})  # type: ignore[arg-type]  # checked when mapped


def _time(clock: Clock, column: str, cell: Cell) -> datetime:
    try:
        return clock.read(cell)
    except NoTime as none:
        raise BadCell(column, cell, none.sentence) from None


def _translated(name: str, value: Value, text: str, column: Column) -> Plain:
    if value.values:
        found = value.values.get(fold_cell(text), value.otherwise)
        if found is None:
            raise BadCell(column.name, text, say("The mapping does not say what this means for {name}.", name=name))
        return found
    try:
        return attributes.from_text(name, value.wanted, text)
    except attributes.BadValue as bad:
        if value.otherwise is not None:
            return value.otherwise
        raise BadCell(column.name, text, bad.sentence) from None


def _conditions(conditions: abc.Iterable[Condition], places: Places) -> list[tuple[int, frozenset[str]]]:
    return [(places.of(condition.column), condition.texts) for condition in conditions]


def _proofs(proofs: abc.Iterable[tuple[str, Column | None]], places: Places) -> list[tuple[str, int]]:
    return [(name, places.of(column) if column else -1) for name, column in proofs]


def _sourced(values: abc.Mapping[str, Value], places: Places) -> list[Sourced]:
    return [(name, value, places.of(value.column) if value.column else -1) for name, value in values.items()]
