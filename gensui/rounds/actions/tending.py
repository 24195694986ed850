"""What the house does by itself on the grounds, now and then."""

from datetime import datetime

from gensui.rounds.access import Actor
from gensui.rounds.actions import planning, reporting, syncing, walking


def tend(*, actor: Actor, at: datetime) -> int:
    """Put tasks on the calendar, end what was never brought back, draft reports, forget old tracks; how much there was."""
    done = planning.plan_tasks(actor=actor, at=at)
    done += walking.end_forgotten(actor=actor, at=at)
    done += reporting.end_weeks(actor=actor, at=at)
    return done + syncing.forget_tracks(actor=actor, at=at)
