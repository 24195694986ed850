"""Duties, and what can be decided about them, as values. Each decision knows what it does to the duty it names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

Key = tuple[str, int]
"""A duty within its stream: its clause, and the number of the event that opened it."""
ENTERED_LATE = "entered_late"
"""The excuse of what had run out before its case was entered: nobody could keep it by then, unless it was done on paper."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """A promise that runs, or ran. Times are aware; ``limit`` and ``used`` are time of the clause's own calendar.

    ``segments`` names whoever was accountable, each from when on: the first was frozen at the start, the last holds it now.
    """

    clause: str
    version: str
    cause: int
    role: str
    segments: tuple[tuple[str, datetime], ...]
    opened_at: datetime
    running_since: datetime
    due_at: datetime | None = None
    not_before: datetime | None = None
    limit: timedelta = timedelta()
    used: timedelta = timedelta()
    same: tuple[str, ...] = ()
    urgent: bool = False
    stage: int = 0
    next_check_at: datetime | None = None
    pausing: tuple[str, ...] = ()
    paused_at: datetime | None = None
    lapsed_at: datetime | None = None
    met_at: datetime | None = None
    met_by: int | None = None
    voided_at: datetime | None = None
    voided_by: str = ""
    early_at: datetime | None = None
    excuse: str = ""
    charged_to: str = ""
    judged_due_at: datetime | None = None

    @property
    def key(self) -> Key:
        return self.clause, self.cause

    @property
    def holder(self) -> str:
        """Who is accountable now."""
        return self.segments[-1][0]

    def held_at(self, at: datetime) -> str:
        """Who held it at a time: a lapse is laid to them, whoever has the work now."""
        return next((who for who, since in reversed(self.segments) if since <= at), self.segments[0][0])

    @property
    def is_open(self) -> bool:
        return self.met_at is None and self.voided_at is None

    @property
    def is_entered_late(self) -> bool:
        """Whether it had run out before its case was entered, which ``judged_due_at`` then says."""
        due, entered = self.due_at, self.judged_due_at
        return entered is not None and due is not None and due < entered and not self.charged_to

    @classmethod
    def unlimited(
        cls, clause: str, version: str, cause: int, role: str, holder: str, at: datetime, same: tuple[str, ...] = ()
    ) -> "Obligation":
        """A duty without a due time: a gate that waits to be passed, a pause that waits to be ended."""
        return cls(clause, version, cause, role, ((holder, at),), opened_at=at, running_since=at, same=same)

    def checked_at(self, at: datetime | None) -> "Obligation":
        return replace(self, next_check_at=at)

    def going_on(self, since: datetime, used: timedelta, due_at: datetime) -> "Obligation":
        """The same duty, its clock running again."""
        return replace(self, running_since=since, used=used, due_at=due_at, paused_at=None)


@dataclass(frozen=True, slots=True)
class Open:
    """A new duty."""

    duty: Obligation


@dataclass(frozen=True, slots=True)
class Meet:
    """The duty is fulfilled, in time or late, by the event of this number."""

    key: Key
    at: datetime
    by: int

    def done_to(self, duty: Obligation) -> Obligation:
        return replace(duty, met_at=self.at, met_by=self.by, next_check_at=None) if duty.is_open else duty


@dataclass(frozen=True, slots=True)
class TooEarly:
    """What was due happened before its window opened; it stands as a fact, and the window stays open. The first counts."""

    key: Key
    at: datetime

    def done_to(self, duty: Obligation) -> Obligation:
        return duty if duty.early_at else replace(duty, early_at=self.at)


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stops, for this reason."""

    key: Key
    reason: str
    at: datetime

    def done_to(self, duty: Obligation) -> Obligation:
        pausing = tuple(sorted({*duty.pausing, self.reason}))
        return replace(duty, pausing=pausing, paused_at=duty.paused_at or self.at, next_check_at=None)


@dataclass(frozen=True, slots=True)
class Resume:
    """The reason is gone. ``going_on`` is the duty with its clock as it runs from now, or as it still stands."""

    key: Key
    reason: str
    going_on: Obligation

    def done_to(self, duty: Obligation) -> Obligation:
        new = self.going_on
        return replace(
            duty,
            pausing=tuple(reason for reason in duty.pausing if reason != self.reason),
            paused_at=new.paused_at,
            running_since=new.running_since,
            used=new.used,
            due_at=new.due_at,
            next_check_at=new.next_check_at,
        )


@dataclass(frozen=True, slots=True)
class Void:
    """The duty ends unjudged; a lapse that stands goes on standing."""

    key: Key
    at: datetime
    by: str

    def done_to(self, duty: Obligation) -> Obligation:
        return replace(duty, voided_at=self.at, voided_by=self.by, next_check_at=None) if duty.is_open else duty


@dataclass(frozen=True, slots=True)
class HandOver:
    """Somebody else is accountable from here on."""

    key: Key
    to: str
    at: datetime

    def done_to(self, duty: Obligation) -> Obligation:
        return replace(duty, segments=(*duty.segments, (self.to, self.at)))


@dataclass(frozen=True, slots=True)
class Lapse:
    """The limit ran out at this instant. Said once; nothing said later changes it."""

    key: Key
    at: datetime
    stage: int
    next_check_at: datetime | None

    def done_to(self, duty: Obligation) -> Obligation:
        if duty.lapsed_at is not None:
            return duty
        return replace(duty, lapsed_at=self.at, stage=self.stage, next_check_at=self.next_check_at)


@dataclass(frozen=True, slots=True)
class Advance:
    """A check of the duty was made; this is the next."""

    key: Key
    stage: int
    next_check_at: datetime | None

    def done_to(self, duty: Obligation) -> Obligation:
        return replace(duty, stage=self.stage, next_check_at=self.next_check_at)


@dataclass(frozen=True, slots=True)
class Charge:
    """Somebody before this link of the chain was late: it counts against him, and this one is due later for its own holder."""

    key: Key
    to: str
    judged_due_at: datetime | None

    def done_to(self, duty: Obligation) -> Obligation:
        return replace(duty, charged_to=self.to, judged_due_at=self.judged_due_at)


@dataclass(frozen=True, slots=True)
class Excuse:
    """A reason stands beside the lapse. The first stays; that it was entered late only until more is known."""

    key: Key
    reason: str

    def done_to(self, duty: Obligation) -> Obligation:
        return replace(duty, excuse=self.reason) if duty.excuse in ("", ENTERED_LATE) else duty


@dataclass(frozen=True, slots=True)
class Tell:
    """Somebody is to hear of it: a key of a person, or ``role:`` and a role that nobody holds."""

    what: Literal["reminder", "lapse", "escalation"]
    to: str
    key: Key


@dataclass(frozen=True, slots=True)
class Refuse:
    """The event must not happen: a gate is not passed, or a form lacks fields (then ``missing`` names them)."""

    duty: Obligation
    missing: tuple[str, ...] = ()


Decision = Open | Meet | TooEarly | Pause | Resume | Void | HandOver | Lapse | Advance | Charge | Excuse | Tell | Refuse
Change = Meet | TooEarly | Pause | Resume | Void | HandOver | Lapse | Advance | Charge | Excuse


def apply(duties: Mapping[Key, Obligation], decisions: Iterable[Decision]) -> dict[Key, Obligation]:
    """The duties that the decisions open or change, as they stand afterwards; those left alone are not among them."""
    changed: dict[Key, Obligation] = {}
    for decision in decisions:
        if isinstance(decision, Open):
            changed[decision.duty.key] = decision.duty
        elif not isinstance(decision, Tell | Refuse):
            key = decision.key
            duty = changed.get(key) or duties[key]
            changed[key] = decision.done_to(duty)
    return changed
