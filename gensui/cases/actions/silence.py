"""What time does when nobody does: no answer is an answer after a while, and the return visit opens."""

import logging
from datetime import datetime

from gensui.cases.actions import result
from gensui.cases.models import Case
from gensui.core.refusal import Refusal
from gensui.ledger import policies
from gensui.ledger.requests import house_key
from gensui.people.acting import SYSTEM, Entry, System

log = logging.getLogger(__name__)


def take_silence_for_consent(*, actor: System, at: datetime, most: int = 200) -> int:
    """Owners who heard the result or an explanation and said nothing for as long as the policy waits count as content;
    how many. Three queries if none.
    """
    wait = policies.span_at("silence_after", at)
    told = Case.objects.filter(state="told", told_at__lte=at - wait).order_by("told_at")
    explained = Case.objects.filter(explained_at__isnull=False, explained_at__lte=at - wait).order_by("explained_at")
    columns = ("year", "round", "told_at", "explained_at")  # the act reads the rest anew
    done = 0
    for case in [*told.only(*columns)[:most], *explained.only(*columns)[:most]]:
        heard_at = case.explained_at or case.told_at or at
        once = f"silence:{case.number}/{case.round}" + (f":{heard_at:%Y%m%d%H%M%S}" if case.explained_at else "")
        entry = Entry(happened_at=min(heard_at + wait, at), once=house_key(once))
        try:
            result.accept_result(case=case, actor=SYSTEM, at=at, answered=False, entry=entry)
        except Refusal as refusal:  # the owner has just spoken
            log.info("Case %s: %s", case.number, refusal.sentence)
        done += 1
    return done
