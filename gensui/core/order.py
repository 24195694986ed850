"""One rule of order in time: nothing happened before what it follows.

What an event follows is declared. In the life of a case it is the table of moves (``lifecycle.MOVES``): an event that moves the
case cannot lie before the last move, nor before anything that is impossible in the state it leads to; an event that leaves the
case where it is cannot lie before the case came to where the event is possible. Besides, each event may name the kinds it follows,
and the field that tells one life from another in the same stream (``happens(..., follows=..., same=...)``).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gensui.core import lifecycle
from gensui.core.events.base import VOCABULARY, Event
from gensui.core.lifecycle import MOVES


@dataclass(frozen=True, slots=True)
class Step:
    """An event of the stream that is recorded already: its kind, when it happened, and its payload."""

    kind: str
    at: datetime
    data: Mapping[str, object] = field(default_factory=dict)


def is_ordered(kind: str) -> bool:
    """Whether an event of this kind follows anything."""
    return is_move(kind) or bool(VOCABULARY[kind].follows)


def is_move(kind: str) -> bool:
    """Whether the table of a case's moves orders this kind; the stream's whole history is needed to tell."""
    return kind in MOVES


def violated(history: Sequence[Step], event: Event, at: datetime) -> Step | None:
    """The step that ``event`` cannot have preceded, if ``at`` lies before it; the latest where there are several.

    ``history`` is what was recorded before, in the order in which it was recorded. For an event that is no move of a case,
    the steps that happened after ``at`` are enough.
    """
    steps = [*_followed(history, event), *(_of_case(history, event.kind) if is_move(event.kind) else ())]
    return max((step for step in steps if step.at > at), key=lambda step: step.at, default=None)


def _followed(history: Iterable[Step], event: Event) -> Iterable[Step]:
    same = event.same
    mine = getattr(event, same) if same else None
    for step in history:
        if step.kind in event.follows and (not same or step.data.get(same, "") == mine):
            yield step


def _of_case(history: Iterable[Step], kind: str) -> Iterable[Step]:
    moves = [step for step in history if is_move(step.kind)]
    *states, leads_to = lifecycle.states([*(step.kind for step in moves), kind])
    if states and leads_to == states[-1]:
        move = MOVES[kind]
        return _entry(moves, states, move.from_ | move.keeps | ({"paused"} if move.paused else set()))
    return [
        step
        for step, came_from, state in zip(moves, ["", *states], states, strict=False)
        if state != came_from or not _stays(step.kind, leads_to)
    ]


def _stays(kind: str, state: str) -> bool:
    """Whether an event of this kind is possible in a state and leaves the case there."""
    return MOVES[kind].fits(state) and MOVES[kind].leads(state) == state


def _entry(moves: Sequence[Step], states: Sequence[str], possible: frozenset[str]) -> Iterable[Step]:
    """The step by which the case came to where it has stood since, in one or another of these states."""
    entered: list[Step] = []
    came_from = ""
    for step, state in zip(moves, states, strict=True):
        if state in possible and (came_from not in possible or not came_from):
            entered = [step]
        came_from = state
    return entered
