"""Changing a policy where it stands: one word of one table of its TOML, everything else kept as it was written.

Nothing is checked here; whoever changes a policy has the result read by ``read_policy``.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from gensui.core.policy.mistakes import lines_of

BARE = re.compile(r"[A-Za-z0-9_-]+")
Files = Mapping[str, str]


def value(plain: Any) -> str:
    """A plain value as TOML, on one line."""
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, str):
        return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(plain, Mapping):
        inner = ", ".join(f"{_key(key)} = {value(one)}" for key, one in plain.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(plain, list | tuple):
        return f"[{', '.join(value(one) for one in plain)}]"
    return plain.isoformat() if isinstance(plain, datetime | date | time) else repr(plain)


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else value(key)


def words_as_toml(words: Mapping[str, Any]) -> str:
    """The words of a table, a line each; a list of tables takes a line for each of them."""
    return "".join(f"{_key(word)} = {_long(plain)}\n" for word, plain in words.items())


def _long(plain: Any) -> str:
    if isinstance(plain, list) and len(plain) > 1 and isinstance(plain[0], Mapping):
        return "[\n" + "".join(f"  {value(one)},\n" for one in plain) + "]"
    return value(plain)


def clause_place(files: Files, clause: str) -> tuple[str, str] | None:
    """The file and the table in which a clause stands, as ``lines_of`` names it."""
    for name in sorted(files):
        for number, one in enumerate(tomllib.loads(files[name]).get("clause", [])):
            if one.get("id") == clause:
                return name, f"clause#{number}"
    return None


def table_place(files: Files, part: str, key: str) -> tuple[str, str] | None:
    """The file and the table in which ``[part.key]`` stands; of a part without keys, give none."""
    for name in sorted(files):
        found = tomllib.loads(files[name]).get(part)
        if isinstance(found, dict) and (not key or key in found):
            return name, f"{part}.{key}" if key else part
    return None


def words_of(files: Files, place: tuple[str, str]) -> dict[str, Any]:
    """The words of the table at this place, as they stand: ``@name`` is not replaced."""
    name, table = place
    part, _sign, key = table.partition("#" if "#" in table else ".")
    found = tomllib.loads(files[name])[part]
    chosen = found[int(key)] if "#" in table else found[key] if key else found
    return dict(chosen)


def changed(files: Files, place: tuple[str, str], words: Mapping[str, Any]) -> dict[str, str]:
    """The files with these words of the table set anew; one that is None is taken out. What is equal stays untouched."""
    name, table = place
    now = words_of(files, place)
    lines = files[name].splitlines()
    for word, plain in reversed(list(words.items())):
        if now.get(word) == plain:
            continue
        start, end = _span(lines, table, word)
        lines[start:end] = [] if plain is None else words_as_toml({word: plain}).splitlines()
    return {**files, name: "\n".join(lines) + "\n"}


def without(files: Files, place: tuple[str, str]) -> dict[str, str]:
    """The files without this table."""
    name, table = place
    lines = files[name].splitlines()
    start, end = _bounds(lines, table)
    while end > start and _is_aside(lines[end - 1]):
        end -= 1
    del lines[start:end]
    return {**files, name: "\n".join(lines) + "\n"}


def with_clause(files: Files, name: str, words: Mapping[str, Any]) -> dict[str, str]:
    """The files with another clause at the end of one of them."""
    return {**files, name: f"{files.get(name, '').rstrip()}\n\n[[clause]]\n{words_as_toml(words)}".lstrip()}


def chapter(files: Files, clause: str) -> str:
    """The file in which a new clause belongs: that of the clause numbered most like it."""
    names = sorted(files)
    for parts in range(clause.count("."), 0, -1):
        beginning = ".".join(clause.split(".")[:parts]) + "."
        for name in names:
            if f'id = "{beginning}' in files[name]:
                return name
    return names[-1]


def _bounds(lines: list[str], table: str) -> tuple[int, int]:
    """From the header of a table to the next header."""
    places = lines_of("\n".join(lines))
    start = places[table][""] - 1
    headers = [words[""] - 1 for key, words in places.items() if key and words[""] - 1 > start]
    return start, min(headers, default=len(lines))


def _span(lines: list[str], table: str, word: str) -> tuple[int, int]:
    """The lines of a word and its value; the empty place at the end of the table, where it is new."""
    start, end = _bounds(lines, table)
    known = lines_of("\n".join(lines))[table]
    here = known.get(word)
    stop = min((line - 1 for line in known.values() if here is not None and line > here), default=end)
    while stop > start + 1 and _is_aside(lines[stop - 1]):
        stop -= 1
    return (stop, stop) if here is None else (here - 1, stop)


def _is_aside(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")
