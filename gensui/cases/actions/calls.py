"""Calls whose end nobody told: after a while without news they count as abandoned, with that reason beside the lapse."""

import logging
from datetime import datetime, timedelta

from gensui.cases.access import SYSTEM, System
from gensui.cases.actions.turn import Entry, act, happen
from gensui.cases.models import Case
from gensui.core.events import engine, intake
from gensui.core.refusal import Refusal
from gensui.ledger import queries as ledger

log = logging.getLogger(__name__)
NO_NEWS = timedelta(minutes=5)
"""No telephone rings longer: whoever called has hung up, or was answered, and the telephone system did not say so."""


def end_silent_calls(*, actor: System, at: datetime, most: int = 100) -> int:
    """Calls that still ring after five minutes without news were abandoned; how many. One query if none."""
    ringing = Case.objects.filter(state="ringing", opened_at__lte=at - NO_NEWS).order_by("opened_at")[:most]
    done = 0
    for case in list(ringing):
        try:
            give_up_call(case=case, actor=SYSTEM, at=at, entry=Entry(once=f"no-end:{case.number}"))
        except Refusal as refusal:  # somebody has just taken it
            log.info("Case %s: %s", case.number, refusal.sentence)
        done += 1
    return done


@act(intake.ContactAbandoned)
def give_up_call(*, case: Case, actor: System, at: datetime, entry: Entry) -> Case:
    """Nobody told how the call ended: it counts as missed, and the ring limit that ran out is excused by that."""
    excused = [
        engine.ObligationExcused(clause=duty.clause, cause=duty.cause, reason="no_end_reported")
        for duty in ledger.duties_of([case.stream]).get(case.stream, [])
        if duty.state == "open" and duty.due_at is not None and duty.due_at < at
    ]
    waited = int((at - case.opened_at).total_seconds())
    abandoned = intake.ContactAbandoned(waited=waited, reported=False)
    return happen(case, *excused, abandoned, actor=actor, at=at, entry=entry)
