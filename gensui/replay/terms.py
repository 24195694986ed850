"""A mapping as frozen values: which column of somebody's table means what. They come only from ``mapping.load``."""

from collections import abc
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Literal
from zoneinfo import ZoneInfo

from gensui.core.events import Event
from gensui.replay.sentences import Sentence, say
from gensui.replay.table import ANY_SOURCE, Source

Plain = str | int | bool | tuple[str, ...]
Duplicates = Literal["refuse", "merge"]
NOTHING: abc.Mapping[str, Plain] = MappingProxyType({})


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing wrong with a mapping: its line (0 if unknown), the word it stands at, and why it is wrong."""

    line: int
    where: str
    reason: Sentence = field(compare=False)

    def __str__(self) -> str:
        place = say("line {line}", line=self.line) if self.line else ""
        return ": ".join(str(part) for part in (place, self.where, self.reason) if str(part))


class BadMapping(ValueError):
    """A mapping that was refused, with all its ``mistakes`` in the order of their lines."""

    def __init__(self, path: Path, mistakes: abc.Iterable[Mistake]) -> None:
        self.path = path
        self.mistakes = tuple(sorted(mistakes))
        super().__init__("\n".join(f"{path}, {mistake}" for mistake in self.mistakes))


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the mapping names it, and where it does so."""

    name: str
    line: int = field(default=0, compare=False)
    where: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Value:
    """Where an attribute comes from: a column, perhaps translated by ``values``, and ``value`` where that is empty."""

    wanted: object
    column: Column | None = None
    value: Plain | None = None
    values: abc.Mapping[str, Plain] = field(default_factory=dict)
    otherwise: Plain | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """That a column holds one of some texts (folded: case, width and blanks do not matter)."""

    column: Column
    texts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the mapping: each column of ``at`` that is filled makes one.

    ``filled`` and ``evidence`` pair a name with the column that proves it, or with none if it always holds.
    """

    kind: str
    event: type[Event]
    at: tuple[Column, ...]
    formats: tuple[str, ...]
    attributes: abc.Mapping[str, Value]
    filled: tuple[tuple[str, Column | None], ...] = ()
    evidence: tuple[tuple[str, Column | None], ...] = ()
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a table means. ``key`` is None where the rows are numbered; ``known`` holds what each request is."""

    path: Path
    zone: ZoneInfo
    entries: tuple[Entry, ...]
    key: Column | None = None
    known: abc.Mapping[str, Value] = field(default_factory=dict)
    categories: abc.Mapping[str, abc.Mapping[str, Plain]] = field(default_factory=dict)
    roles: abc.Mapping[str, Column] = field(default_factory=dict)
    only: tuple[Condition, ...] = ()
    empty: frozenset[str] = frozenset()
    duplicates: Duplicates = "refuse"
    clauses: tuple[str, ...] = ()
    source: Source = ANY_SOURCE


@dataclass(frozen=True, slots=True)
class Request:
    """A row that made sense: what happened, in the order of time, and who held which role."""

    row: int
    key: str
    category: str
    happenings: tuple[tuple[datetime, Event], ...]
    roles: abc.Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that made none: its number, the column and the value at fault (may be empty), and why."""

    row: int
    column: str
    value: str
    reason: Sentence

    def __str__(self) -> str:
        place = say("row {row}", row=self.row)
        cell = say("{column} is {value}", column=self.column, value=repr(self.value)) if self.column else ""
        return ": ".join(str(part) for part in (place, cell, self.reason) if str(part))
