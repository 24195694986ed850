"""The life of a complaint (the steps follow ISO 10002)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gensui.core.events.base import Event, Severity, happens


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintEvent(Event):
    """Anything in the life of a complaint; ``complaint`` is its key."""

    complaint: str = ""
    severity: Severity = ""
    round: int = 1


@happens("complaint.received")
class ComplaintReceived(ComplaintEvent):
    """A complaint came in."""


@happens("complaint.concerned", follows="complaint.received", same="complaint")
class ComplaintConcerned(ComplaintEvent):
    """It was said whom the complaint is about: they hold no role in it from now on."""


@happens("complaint.acknowledged", follows="complaint.received", same="complaint")
class ComplaintAcknowledged(ComplaintEvent):
    """The complainant was told that the complaint is being looked into."""


@happens("complaint.planned", follows="complaint.received", same="complaint")
class ComplaintPlanned(ComplaintEvent):
    """It is settled how the complaint will be investigated; ``received_at`` is when it came in."""

    received_at: datetime | None = None


@happens("complaint.investigated", follows="complaint.received complaint.planned", same="complaint")
class ComplaintInvestigated(ComplaintEvent):
    """Whoever looked into the complaint put down what was found."""


@happens("complaint.resolved", follows="complaint.received complaint.planned complaint.investigated", same="complaint")
class ComplaintResolved(ComplaintEvent):
    """The complaint is decided; ``valid`` tells whether it was justified, ``about`` names by key whose work it was."""

    valid: Literal["", "valid", "partly", "invalid"] = ""
    about: tuple[str, ...] = ()


@happens("complaint.told", follows="complaint.resolved", same="complaint")
class ComplaintTold(ComplaintEvent):
    """The complainant was told the outcome."""
