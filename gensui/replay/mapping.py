"""What the columns of somebody's table mean: read from TOML, checked whole, then applied to each row.

The words of a mapping are told in docs/replay.md. A time before the opening one, a key that stands twice, and whatever cannot be
read make a ``BadRow``.
"""

import re
import tomllib
from collections import abc
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from gensui.core import events
from gensui.replay import attributes
from gensui.replay.entries import entries_of, formats_of, value_of
from gensui.replay.folding import nearest
from gensui.replay.requests import requests
from gensui.replay.sentences import say
from gensui.replay.table import Source
from gensui.replay.terms import BadMapping, BadRow, Column, Mapping, Mistake, Plain, Request
from gensui.replay.words import Notes, Words, fold_cell

__all__ = ["BadMapping", "BadRow", "Mapping", "Mistake", "Request", "load", "read", "requests"]

DEFAULT_FORMATS = ("iso",)
DEFAULT_EMPTY = ("", "NULL", "N/A", "-")
CLAUSE = re.compile(r"[0-9C][0-9]*(\.[0-9]+)*")
CASE = events.types_of(events.CaseEvent)


def load(path: Path | str) -> Mapping:
    """The mapping in this file. Refuses (``BadMapping``) one with mistakes, and tells all of them."""
    path = Path(path)
    try:
        toml = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise BadMapping(path, [Mistake(0, "", say("There is no such file."))]) from None
    except (OSError, UnicodeError) as trouble:
        reason = say("It cannot be read as a text in UTF-8: {trouble}.", trouble=trouble)
        raise BadMapping(path, [Mistake(0, "", reason)]) from None
    return read(toml, path)


def read(toml: str, path: Path) -> Mapping:
    """The mapping in this text; ``path`` only tells where it comes from."""
    try:
        given = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as bad:
        line = re.search(r"line (\d+)", str(bad))
        mistake = Mistake(int(line[1]) if line else 0, "", say("This is not TOML: {trouble}.", trouble=bad))
        raise BadMapping(path, [mistake]) from None
    notes = Notes(toml)
    found = _mapping(path, Words(notes, (), given))
    if notes.mistakes:
        raise BadMapping(path, notes.mistakes)
    return found


def _mapping(path: Path, words: Words) -> Mapping:
    formats = formats_of(words) or DEFAULT_FORMATS
    entries = entries_of(words.table("events"), formats)
    if not entries and not words.notes.mistakes:
        words.wrong("events", say("There is no event: [events] must say which column is the time of what."))
    duplicates = words.text("duplicates", "refuse")
    if duplicates not in ("refuse", "merge"):
        words.wrong("duplicates", say("duplicates is refuse or merge, not {value}.", value=repr(duplicates)))
    found = Mapping(
        path=path,
        zone=_zone(words),
        entries=entries,
        key=_key(words),
        known={name: value for name, wanted in CASE.items() if (value := value_of(words, name, wanted)) is not None},
        categories=_categories(words.table("categories")),
        roles=_roles(words.table("roles")),
        only=words.conditions("only"),
        empty=frozenset(
            fold_cell(text) for text in ("", *(words.texts("empty") if "empty" in words else DEFAULT_EMPTY))
        ),
        duplicates="merge" if duplicates == "merge" else "refuse",
        clauses=_clauses(words),
        source=_source(words.table("file")),
    )
    words.done(CASE)
    return found


def _zone(words: Words) -> ZoneInfo:
    name = words.text("zone")
    if not name:
        words.wrong("zone", say('The zone is missing: where the times were written, such as zone = "Asia/Shanghai".'))
        return ZoneInfo("UTC")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = ", ".join(nearest(name, sorted(available_timezones()), most=1))
        words.wrong("zone", say("There is no zone called {zone}; there is {near}.", zone=repr(name), near=near))
        return ZoneInfo("UTC")


def _key(words: Words) -> Column | None:
    if isinstance(words.given.get("key"), str):
        return words.column("key", words.text("key"))
    table = words.table("key")
    name, numbered = table.text("column"), table.flag("numbered")
    table.done()
    if bool(name) == numbered:
        words.wrong("key", say("The key of a request is missing: a column, or numbered = true where there is none."))
    return table.column("column", name) if name else None


def _categories(words: Words) -> abc.Mapping[str, abc.Mapping[str, Plain]]:
    found: dict[str, abc.Mapping[str, Plain]] = {}
    for category in words.given:
        table = words.table(category)
        fixed: dict[str, Plain] = {}
        for name in table.given:
            if name in CASE and name != "category":
                try:
                    fixed[name] = attributes.checked(name, CASE[name], table.take(name))
                except attributes.BadValue as bad:
                    table.wrong(name, bad.sentence)
        table.done(CASE.keys() - {"category"})
        found[fold_cell(category)] = fixed
    return found


def _roles(words: Words) -> abc.Mapping[str, Column]:
    return {role: words.column(role, words.text(role)) for role in words.given}


def _clauses(words: Words) -> tuple[str, ...]:
    """Whether the policy has them is asked where it is known."""
    found = words.texts("clauses")
    for clause in found:
        if not CLAUSE.fullmatch(clause):
            words.wrong("clauses", say("{clause} is not the number of a clause.", clause=repr(clause)))
    return found


def _source(words: Words) -> Source:
    found = Source(words.text("sheet"), words.text("encoding"), words.whole("heading"))
    words.done()
    return found
