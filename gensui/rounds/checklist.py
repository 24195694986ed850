"""What is asked at a stop, and whether an answer is one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gensui.cases.models.choices import spoken
from gensui.core.plain import says_something
from gensui.rounds.models import Sort, Stop
from gensui.rounds.refusals import BadAnswer, Unanswered

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is asked: passed or failed, a number, or words. ``must``: it is never left out."""

    key: str
    kind: str
    asks: Mapping[str, str]
    must: bool = False
    low: float | None = None
    high: float | None = None
    unit: str = ""
    choices: tuple[str, ...] = ()

    def __str__(self) -> str:
        return spoken(dict(self.asks))


def items_of(sort: Sort, stop: Stop | None = None) -> list[Item]:
    """What is asked at a stop: its own list, or that of the sort."""
    written: Sequence[Mapping[str, Any]] = (stop.checklist if stop else None) or sort.checklist
    return [Item(**{**one, "choices": tuple(one.get("choices", ()))}) for one in written]


def read(items: Sequence[Item], given: Mapping[str, object]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The answers as they are kept, and what is odd about them: ``failed``, ``out_of_range``.

    Refuses an answer of the wrong kind (``BadAnswer``) and one that is missing where it must not be (``Unanswered``).
    """
    kept: dict[str, Any] = {}
    odd: list[str] = []
    for item in items:
        value = given.get(item.key)
        if value is None or value == "":
            if item.must:
                raise Unanswered(str(item))
            continue
        if item.must and isinstance(value, str) and not says_something(value):
            raise Unanswered(str(item))
        kept[item.key] = value = _typed(item, value)
        if value is False:
            odd.append("failed")
        if item.kind == "number" and not _within(item, value):
            odd.append("out_of_range")
    return kept, tuple(dict.fromkeys(odd))


def _typed(item: Item, value: object) -> Any:
    if item.kind == "pass" and isinstance(value, bool):
        return value
    if item.kind == "number" and isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9:
        return value
    if item.kind == "text" and isinstance(value, str) and len(value) <= LONGEST:
        return value
    raise BadAnswer(str(item))


def _within(item: Item, value: float) -> bool:
    return (item.low is None or value >= item.low) and (item.high is None or value <= item.high)
