"""A clock as a page shows it: a shape, a word and a time; never colour alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from gensui.ledger.models import Obligation

State = Literal["running", "soon", "late", "paused", "met", "window"]
ROUND = 44.0
"""The way round the ring of a clock, in the drawing's units."""
SOON = 0.8
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """How a promise stands at a moment."""

    state: State
    due_at: datetime | None
    share: float
    left: timedelta

    @property
    def ring(self) -> str:
        """How much of the ring is still there."""
        return f"{ROUND * (1 - self.share):.1f} {ROUND}"

    @property
    def counts(self) -> bool:
        """Whether it is counted down on the page."""
        return self.state in ("running", "soon", "late")


def clock(duty: Obligation, at: datetime) -> Clock:
    """How a duty stands. A window counts to its opening first."""
    due = duty.due_at
    if duty.state == "met":
        return Clock("met", due, 1.0, timedelta())
    if duty.paused_at is not None:
        return Clock("paused", due, 0.0, timedelta())
    if due is None:
        return Clock("running", None, 0.0, timedelta())
    if duty.not_before is not None and at < duty.not_before:
        return Clock("window", duty.not_before, 0.0, duty.not_before - at)
    left = due - at
    limit = timedelta(microseconds=duty.limit_us) or HOUR
    share = min(max(1 - left / limit, 0.0), 1.0)
    if left <= timedelta():
        return Clock("late", due, 1.0, left)
    soon = share >= SOON and left < HOUR
    return Clock("soon" if soon else "running", due, share, left)
