"""What an event is, and the vocabulary it is entered in: one frozen value per thing that can happen.

An event says what happened, in the past tense, as the trade would say it. It carries keys and plain values only: no
name, telephone number or free text of a person ever stands in one, so that the log outlives the erasure of a person.
The docstring of each class is its entry in the reference; ``kind`` is its name in the policy and in the log.

Every event of a case carries what is known of the case when it happens (``department``, ``priority`` and so on), so
that a rule of the policy can ask for it without looking anything up. Empty text means *not known* or *does not apply*.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal, TypeVar, dataclass_transform

Department = Literal["", "customer_service", "maintenance", "security", "cleaning", "greening", "administration"]
Priority = Literal["", "P1", "P2", "P3", "P4"]
Complexity = Literal["", "general", "complex"]
Channel = Literal["", "phone", "visit", "wechat", "app", "sms", "email", "patrol", "other"]
RequestType = Literal[
    "", "repair", "complaint", "suggestion", "consulting", "security", "cleaning", "greening", "praise"
]
Severity = Literal["", "minor", "general", "major", "critical"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Anything that can happen. ``evidence`` maps a kind of proof to the key under which it is kept.

    ``follows`` names the kinds of events of its stream before which it cannot have happened (``core.order``); where one stream
    holds several lives, ``same`` is the field that tells them apart.
    """

    kind: ClassVar[str] = ""
    follows: ClassVar[frozenset[str]] = frozenset()
    same: ClassVar[str] = ""
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent(Event):
    """Anything in the life of a request. ``round`` counts the handlings from 1; each rework begins another.

    ``entered_at`` is when a request was entered that had stood on paper before: nobody could keep what had run out by then.
    """

    department: Department = ""
    priority: Priority = ""
    complexity: Complexity = ""
    channel: Channel = ""
    request_type: RequestType = ""
    category: str = ""
    round: int = 1
    entered_at: datetime | None = None


PROOFS = frozenset(
    "call noted delivery message app signature scan place photo manual document register telephony".split()
)
"""The kinds of proof an event may carry, and a rule may ask for. ``noted``: somebody says so, without a call on record."""

VOCABULARY: dict[str, type[Event]] = {}
E = TypeVar("E", bound=Event)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def happens(kind: str, *, follows: str = "", same: str = "") -> Callable[[type[E]], type[E]]:
    """Enter a class into the vocabulary under its name; two classes of one name are refused.

    ``follows`` lists the kinds it follows, separated by spaces; a case's own order is in ``core.lifecycle``.
    """

    def enter(cls: type[E]) -> type[E]:
        if kind in VOCABULARY:
            raise ValueError(f"two events are called {kind}")
        value = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        value.kind, value.follows, value.same = kind, frozenset(follows.split()), same
        VOCABULARY[kind] = value
        return value

    return enter
