"""The checklists that come with Gensui, by what they are asked of."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from gensui.cases.models import spoken
from gensui.oversight.models import Inspection, Item


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a checklist: what is asked, and after which clause."""

    key: str
    clause: str
    text: Mapping[str, str]

    def __str__(self) -> str:
        return spoken(dict(self.text))


@cache
def standard() -> Mapping[str, tuple[Line, ...]]:
    """The lines of each list, in their order."""
    rows = tomllib.loads((resources.files("gensui.oversight") / "checklists.toml").read_text("utf-8"))["line"]
    found: dict[str, list[Line]] = {}
    for row in rows:
        found.setdefault(row["of"], []).append(Line(row["key"], row["clause"], row["text"]))
    return {name: tuple(lines) for name, lines in found.items()}


@cache
def asked_after() -> frozenset[str]:
    """The clauses that some line asks after."""
    return frozenset(line.clause for lines in standard().values() for line in lines)


def name_of(inspection: Inspection, item: Item) -> str:
    """Which list is asked of a record: the desk is asked how it took in and visited, others how they handled."""
    if item.source != Item.Source.CASE:
        return item.source
    return {"customer_service": "desk", "administration": "complaint"}.get(inspection.department, "order")


def lines_of(inspection: Inspection, item: Item) -> tuple[Line, ...]:
    """What is asked of a record."""
    return standard()[name_of(inspection, item)]
