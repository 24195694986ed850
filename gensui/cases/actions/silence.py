"""What time does when nobody does: no answer is an answer after a day, and the return visit opens."""

import logging
from datetime import datetime, timedelta

from gensui.cases.access import SYSTEM, System
from gensui.cases.actions import result
from gensui.cases.actions.turn import Entry
from gensui.cases.models import Case
from gensui.core.refusal import Refusal

log = logging.getLogger(__name__)
ANSWER = timedelta(hours=24)


def take_silence_for_consent(*, actor: System, at: datetime, most: int = 200) -> int:
    """Owners who were told the result and said nothing for a day count as content (3.3.6); how many. One query if none."""
    told = Case.objects.filter(state="told", told_at__lte=at - ANSWER).order_by("told_at")
    silent = told.only("year", "round", "told_at")[:most]  # the act reads the rest anew, and mostly there is none
    done = 0
    for case in list(silent):
        when = (case.told_at or at) + ANSWER
        entry = Entry(happened_at=min(when, at), once=f"silence:{case.number}/{case.round}")
        try:
            result.accept_result(case=case, actor=SYSTEM, at=at, answered=False, entry=entry)
        except Refusal as refusal:  # the owner has just spoken
            log.info("Case %s: %s", case.number, refusal.sentence)
        done += 1
    return done
