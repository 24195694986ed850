"""What a month's counting looks at, and the facts it finds: the same for the sum and for the list behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, Literal, TypeVar

from gensui.core.policy import Policy

Verdict = Literal["kept", "half", "failed", "left_out", "waiting"]
Fact = tuple[str, str, int]
"""A fact by its stream, its clause (empty for an event) and its number in the stream."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A month of the community with the key ``site``: ``staff`` maps keys to departments, ``waived`` names facts that are
    left out by decision,
    ``moved`` those that are laid to somebody else, and ``pending`` the rows of promises that were undecided when the month was
    counted first.
    """

    site: str
    since: datetime
    until: datetime
    as_of: datetime
    policy: Policy
    staff: Mapping[str, str]
    waived: frozenset[Fact] = frozenset()
    pending: frozenset[int] = frozenset()
    moved: Mapping[Fact, str] = field(default_factory=dict)
    read: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What was read of it so far."""


T = TypeVar("T")


def read_once(what: Callable[[Scope], T]) -> Callable[[Scope], T]:
    """Have something read once for a scope, however many figures rest on it."""

    @wraps(what)
    def known(scope: Scope) -> T:
        if what.__qualname__ not in scope.read:
            scope.read[what.__qualname__] = what(scope)
        found: T = scope.read[what.__qualname__]
        return found

    return known


@dataclass(frozen=True, slots=True)
class Found:
    """One fact behind a figure, for the person it is laid to. ``charged_to`` names who was late before."""

    who: str
    stream: str
    clause: str
    number: int
    at: datetime
    verdict: Verdict
    excuse: str = ""
    charged_to: str = ""
    stars: int = 0

    @property
    def key(self) -> Fact:
        """How others name it."""
        return self.stream, self.clause, self.number
