"""Tells stories one after another. What two of them have in common happens once: the second goes on from a savepoint."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from tests.cast import Cast
from tests.register.acts import ACTS, GROUNDS
from tests.register.judging import Told
from tests.register.pages import NotOffered
from tests.register.story import Refused, Story, moment

Line = Mapping[str, Any]
"""An act with its time: ``{"at": "1 10:05:00", "act": "assigned"}``, and what else the act asks for."""


@dataclass
class Before:
    """How everything stood before an act."""

    savepoint: str
    kept: Mapping[str, Any]
    refusals: int
    missing: int


class Teller:
    """Tells a story after another, each from where it parts from the one before."""

    def __init__(self, cast: Cast) -> None:
        self.told = Told(Story(cast))
        self.lines: list[Line] = []
        self.before: list[Before] = []

    def tell(self, lines: Sequence[Line], as_of: str) -> Told:
        """Tell a story up to this time; what the house refuses is part of it. Good until the next one is told."""
        common = next((n for n, (one, other) in enumerate(zip(lines, self.lines, strict=False)) if one != other), None)
        self._go_back(min(len(lines), len(self.lines)) if common is None else common)
        for line in lines[len(self.lines) :]:
            self._carry_out(line)
        self._keep()
        self.told.story.go(max(moment(as_of), self.told.story.now))
        return self.told

    def _carry_out(self, line: Line) -> None:
        story, words = self.told.story, {name: value for name, value in line.items() if name not in ("at", "act")}
        self._keep()
        self.lines.append(line)
        if line["act"] in GROUNDS:
            story.lay_out()
        story.go(max(moment(line["at"]), story.now))
        try:
            ACTS[line["act"]](story, **words)
        except Refused as refusal:
            self.told.refusals.append(refusal)
        except NotOffered as missing:
            self.told.missing.append(missing)

    def _keep(self) -> None:
        told = self.told
        kept = Before(transaction.savepoint(), told.story.kept(), len(told.refusals), len(told.missing))
        self.before.append(kept)

    def _go_back(self, depth: int) -> None:
        """To how it stood before the act of this place; after the last of them, before time went on."""
        if not self.before:
            return
        then = self.before[depth]
        transaction.savepoint_rollback(then.savepoint)
        self.told.story.go_back(then.kept)
        del self.told.refusals[then.refusals :], self.told.missing[then.missing :]
        del self.lines[depth:], self.before[depth:]


def read(text: str) -> list[Line]:
    """A story as a table has it, act by act: ``10:05 owner_contacted; 2 09:00 appointment when=2T14:00``. Day 1, if none is named."""
    return [_line(part.split()) for part in text.replace("\n", ";").split(";") if part.strip()]


def _line(words: list[str]) -> Line:
    day, clock, name, *rest = words if words[0].isdigit() else ["1", *words]
    given = dict(one.split("=", 1) for one in rest)
    return {"at": f"{day} {_clock(clock)}", "act": name} | {key: _value(text) for key, text in given.items()}


def _clock(text: str) -> str:
    return text if text.count(":") == 2 else f"{text}:00"


def _value(text: str) -> Any:
    if ":" in text and text[0].isdigit() and "/" not in text:  # a moment, as 14:00 or 2T09:00
        day, _between, clock = text.rpartition("T")
        return f"{day or 1} {_clock(clock)}"
    return VALUES.get(text, text)


VALUES: Mapping[str, Any] = {"yes": True, "no": False, "nothing": None, "3": 3, "4": 4}
"""What a word of a table means, where it is no text."""
