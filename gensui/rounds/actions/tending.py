"""What the house does by itself on the grounds, now and then."""

from datetime import datetime

from gensui.rounds.access import Actor
from gensui.rounds.actions import changing, planning, reporting, syncing, walking


def tend(*, actor: Actor, at: datetime) -> int:
    """Plan tasks, retire editions that ended, end what was never brought back, draft reports, forget tracks; how much it was."""
    done = planning.plan_tasks(actor=actor, at=at)
    done += changing.retire_ended(actor=actor, at=at)
    done += walking.end_forgotten(actor=actor, at=at)
    done += reporting.end_weeks(actor=actor, at=at)
    return done + syncing.forget_tracks(actor=actor, at=at)
