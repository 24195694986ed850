"""What is wrong with a policy, where; and the line on which each word of a TOML text stands."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gensui.core.said import Said


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing wrong with a policy: the file and line, the clause (or other table) and its word, and why it is wrong."""

    file: str
    line: int
    where: str
    word: str
    reason: Said

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{place}: {self.where}: {self.reason}" if self.where else f"{place}: {self.reason}"


class BadPolicy(ValueError):
    """A policy that was refused, with all its mistakes."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]")
WORD = re.compile(r"\s*(\"[^\"]*\"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*[A-Za-z0-9_\"-]+)*\s*=")


def lines_of(toml: str) -> dict[str, dict[str, int]]:
    """The line of each word by table; ``clause#0`` is the first ``[[clause]]``. The table's own line is under ``""``.

    Python's reader keeps no places, so this walks the text beside it. A text over several lines may hide a word from it;
    then the line of the table is told.
    """
    places: dict[str, dict[str, int]] = {"": {"": 1}}
    table, counts, inside = "", dict[str, int](), False
    for number, line in enumerate(toml.splitlines(), 1):
        quotes = line.count('"""') + line.count("'''")
        if inside:
            inside = quotes % 2 == 0
            continue
        inside = quotes % 2 == 1
        if header := HEADER.match(line):
            table = header[2].replace('"', "").replace(" ", "")
            if header[1] == "[[":
                index = counts.get(table, -1) + 1
                counts[table] = index
                table = f"{table}#{index}"
            places.setdefault(table, {"": number})
        elif word := WORD.match(line):
            places[table].setdefault(word[1].strip("\"'"), number)
    return places


@dataclass(slots=True)
class Source:
    """A file of the policy while it is read: it knows its lines and collects what is wrong."""

    name: str
    places: Mapping[str, Mapping[str, int]]
    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, table: str, where: str, word: str, reason: Said) -> None:
        """Note a mistake at this word of this table, or at the table where the word has no line."""
        here = self.places.get(table) or self.places.get(table.rpartition(".")[0]) or {}
        self.mistakes.append(Mistake(self.name, here.get(word) or here.get("", 0), where, word, reason))
