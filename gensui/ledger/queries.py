"""Reads across the ledger, for pages, commands and checks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from gensui.ledger.models import Event, Heartbeat, Obligation, Outgoing, PolicyVersion

STALLED = timedelta(seconds=30)
"""A worker that was not heard of for so long is missed."""


@dataclass(frozen=True, slots=True)
class Health:
    """How the engine is: the workers heard of lately, how far behind they are, what was set aside, what waits to be sent."""

    beating: tuple[str, ...]
    stalled: tuple[str, ...]
    behind: timedelta
    set_aside: int
    waiting: int

    @property
    def is_well(self) -> bool:
        """Whether somebody works, keeps up, and had to leave nothing aside."""
        return bool(self.beating) and self.behind < STALLED and not self.set_aside


def health(at: datetime) -> Health:
    """How the engine is at ``at``. Four queries."""
    beats = list(Heartbeat.objects.order_by("worker"))
    checks = Obligation.objects.filter(next_check_at__isnull=False, set_aside="").order_by("next_check_at")
    first = checks.values_list("next_check_at", flat=True).first()
    return Health(
        beating=tuple(beat.worker for beat in beats if at - beat.beat_at <= STALLED),
        stalled=tuple(beat.worker for beat in beats if at - beat.beat_at > STALLED),
        behind=max(at - first, timedelta()) if first is not None else timedelta(),
        set_aside=Obligation.objects.exclude(set_aside="").count(),
        waiting=Outgoing.objects.filter(sent_at=None).count(),
    )


def events_of(stream: str) -> list[Event]:
    """The events of a stream, in their order. One query."""
    return list(Event.objects.filter(stream=stream).order_by("number"))


def versions() -> list[PolicyVersion]:
    """The versions of the policy, by their start. One query."""
    return list(PolicyVersion.objects.order_by("starts_at"))
