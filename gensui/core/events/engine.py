"""What the engine itself reports of its obligations."""

from dataclasses import dataclass
from datetime import datetime

from gensui.core.events.base import Event, happens


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineEvent(Event):
    """What the engine reports of an obligation, named by its ``clause`` and its ``cause`` (the number of the
    event that opened it).
    """

    clause: str = ""
    cause: int = 0
    found_late: bool = False


@happens("obligation.reminded")
class ObligationReminded(EngineEvent):
    """A share of the limit is used up; ``share`` in percent."""

    share: int = 0


@happens("obligation.lapsed")
class ObligationLapsed(EngineEvent):
    """The limit ran out."""


@happens("obligation.escalated")
class ObligationEscalated(EngineEvent):
    """The lapse goes on; ``step`` counts the rungs of the ladder from 1."""

    step: int = 0


@happens("obligation.excused")
class ObligationExcused(EngineEvent):
    """A reason was accepted for a lapse; the lapse stays."""

    reason: str = ""


@happens("slot.planned")
class SlotPlanned(EngineEvent):
    """A slot of a schedule was put on the plan; ``tolerance_minutes``, if the schedule has its own."""

    starts_at: datetime | None = None
    subject: str = ""
    tolerance_minutes: int = 0


@happens("slot.withdrawn")
class SlotWithdrawn(EngineEvent):
    """A slot that nobody awaits any longer was taken off the plan, because another edition of the plan goes on from there."""


@happens("holder.changed")
class HolderChanged(EngineEvent):
    """The roster has somebody else on duty: the obligation goes to whoever answers for its role now."""
