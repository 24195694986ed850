"""What differs between two policies: table by table, word by word of a table, and word by word of a text."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from gensui.core.policy.writing import Files, value

WORD = re.compile(r"[\u3400-\u9fff]|\w+|\s+|.", re.DOTALL)
PARTS = (
    "policy",
    "roles",
    "calendars",
    "ladders",
    "pauses",
    "settings",
    "handovers",
    "required",
    "posts",
    "meanings",
    "clause",
)
Kind = Literal["added", "removed", "changed"]
Mark = Literal["same", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a text: in both versions, only in the old one, or only in the new one."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class WordChange:
    """A word of a table that was set anew: its name (``text.en`` for one language), and its value before and after."""

    word: str
    before: str
    after: str

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The value, with what went and what came."""
        return pieces(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Change:
    """A table that is new, gone or changed. ``part`` is ``clause``, ``settings`` and so on, ``key`` its name there."""

    part: str
    key: str
    kind: Kind
    words: tuple[WordChange, ...]


def changes(before: Files, after: Files) -> tuple[Change, ...]:
    """Every table that differs, clauses last and in the order of the new policy; those that went stand at the end."""
    old, new = tables(before), tables(after)
    keys = [*new, *(one for one in old if one not in new)]
    found = []
    for part in PARTS:
        for place in keys:
            if place[0] == part and old.get(place) != new.get(place):
                kind: Kind = "added" if place not in old else "removed" if place not in new else "changed"
                found.append(Change(*place, kind, tuple(_words(old.get(place, {}), new.get(place, {})))))
    return tuple(found)


def tables(files: Files) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Every table of a policy by its part and key."""
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for name in sorted(files):
        for part, given in tomllib.loads(files[name]).items():
            if part == "clause":
                found |= {(part, str(one.get("id", ""))): one for one in given}
            elif part in ("policy", "handovers", "meanings"):
                found[part, ""] = {**found.get((part, ""), {}), **given}
            else:
                found |= {(part, key): one for key, one in given.items()}
    return found


def _words(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[WordChange]:
    before, after = _flat(old), _flat(new)
    for word in dict.fromkeys([*after, *before]):
        if before.get(word) != after.get(word):
            yield WordChange(word, before.get(word, ""), after.get(word, ""))


def _flat(table: Mapping[str, Any]) -> dict[str, str]:
    """Each word with its value as one reads it; texts in three languages are three words."""
    found: dict[str, str] = {}
    for word, plain in table.items():
        if isinstance(plain, Mapping):
            found |= {f"{word}.{inner}": _read(one) for inner, one in plain.items()}
        else:
            found[word] = _read(plain)
    return found


def _read(plain: Any) -> str:
    if isinstance(plain, str):
        return plain
    if isinstance(plain, list) and all(isinstance(one, str) for one in plain):
        return ", ".join(plain)
    return value(plain)


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts as one: what stayed, what went, what came. Chinese is compared by character, the rest by word."""
    old, new = WORD.findall(before), WORD.findall(after)
    found: list[Piece] = []
    for what, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Piece("same", "".join(old[old_from:old_to])))
            continue
        if old_from < old_to:
            found.append(Piece("gone", "".join(old[old_from:old_to])))
        if new_from < new_to:
            found.append(Piece("new", "".join(new[new_from:new_to])))
    return tuple(found)
