"""A TOML table of a mapping while it is read: each word is asked for by its type, and what is wrong is noted."""

from collections import abc
from typing import Any

from gensui.replay import places
from gensui.replay.folding import nearest
from gensui.replay.sentences import Sentence, say
from gensui.replay.terms import Column, Condition, Mistake


class Notes:
    """What is wrong with a mapping so far, and on which line its words stand."""

    def __init__(self, toml: str) -> None:
        self._places = places.lines_of(toml)
        self.mistakes: list[Mistake] = []

    def line(self, path: places.Path) -> int:
        return places.line_of(self._places, path)

    def wrong(self, path: places.Path, reason: Sentence) -> None:
        self.mistakes.append(Mistake(self.line(path), ".".join(path), reason))


class Words:
    """Reads one table. A wrong value is noted and an empty one given, so that reading goes on to the end."""

    def __init__(self, notes: Notes, path: places.Path, given: abc.Mapping[str, Any]) -> None:
        self.notes, self.path, self.given = notes, path, given
        self.asked: set[str] = set()

    def __contains__(self, word: str) -> bool:
        return word in self.given

    def wrong(self, word: str, reason: Sentence) -> None:
        self.notes.wrong((*self.path, word) if word else self.path, reason)

    def take(self, word: str) -> Any:
        self.asked.add(word)
        return self.given.get(word)

    def text(self, word: str, default: str = "") -> str:
        value = self.take(word)
        if value is None or isinstance(value, str):
            return default if value is None else value
        self.wrong(word, say("{word} is a text, not {value}.", word=word, value=repr(value)))
        return default

    def whole(self, word: str) -> int:
        value = self.take(word)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value > 0):
            return value or 0
        self.wrong(word, say("{word} is a number from 1, not {value}.", word=word, value=repr(value)))
        return 0

    def flag(self, word: str) -> bool:
        value = self.take(word)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.wrong(word, say("{word} is true or false, not {value}.", word=word, value=repr(value)))
        return False

    def texts(self, word: str) -> tuple[str, ...]:
        """A text, or a list of texts of which none stands twice."""
        value = self.take(word)
        listed = [] if value is None else value if isinstance(value, list) else [value]
        found: list[str] = []
        for one in listed:
            if not isinstance(one, str):
                self.wrong(word, say("{word} lists texts, not {value}.", word=word, value=repr(one)))
            elif one in found:
                self.wrong(word, say("{word} names {value} twice.", word=word, value=repr(one)))
            else:
                found.append(one)
        return tuple(found)

    def table(self, word: str) -> "Words":
        value = self.take(word)
        if value is not None and not isinstance(value, dict):
            self.wrong(word, say("{word} is a table, not {value}.", word=word, value=repr(value)))
        return Words(self.notes, (*self.path, word), value if isinstance(value, dict) else {})

    def columns(self, word: str) -> tuple[Column, ...]:
        return tuple(self.column(word, name) for name in self.texts(word))

    def column(self, word: str, name: str) -> Column:
        path = (*self.path, word)
        if not name.strip():
            self.wrong(
                word, say("The name of a column is empty; a column without a heading is named by its place: #1.")
            )
        return Column(name, self.notes.line(path), ".".join(path))

    def conditions(self, word: str) -> tuple[Condition, ...]:
        """A table of columns, each with the texts that fit."""
        table = self.table(word)
        return tuple(
            Condition(table.column(name, name), frozenset(fold_cell(text) for text in table.texts(name)))
            for name in table.given
        )

    def done(self, known: abc.Iterable[str] = ()) -> None:
        """Whatever was not asked for is not known here."""
        words = sorted(self.asked.union(known))
        for word in self.given:
            if word not in self.asked:
                near = ", ".join(nearest(word, words))
                self.wrong(word, say("{word} is not known here; there is {near}.", word=repr(word), near=near))


def fold_cell(text: str) -> str:
    """The text of a cell as conditions and tables of values compare it."""
    return " ".join(text.split()).casefold()
