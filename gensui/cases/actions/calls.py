"""What the telephone system logs: calls made from here, and calls whose end nobody told."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from gensui.cases.actions.turn import act, happen
from gensui.cases.models import Case, PhoneCall
from gensui.core.events import engine, intake
from gensui.core.refusal import Refusal
from gensui.ledger import queries as ledger
from gensui.ledger.requests import house_key
from gensui.people import phones
from gensui.people.acting import NOW, SYSTEM, Actor, Entry, System
from gensui.people.models import Employee, Site
from gensui.people.secret import digest

log = logging.getLogger(__name__)
NO_NEWS = timedelta(minutes=5)
"""No telephone rings longer: whoever called has hung up, or was answered, and the telephone system did not say so."""


@transaction.atomic
def note_call(
    *, site: Site, key: str, phone: str, talked: timedelta, actor: Employee, at: datetime, entry: Entry = NOW
) -> PhoneCall:
    """Log a call that somebody made to an owner. The same key again is the same call. Refuses a bad number (``BadPhone``)."""
    number = phones.normal(phone)
    call, _new = PhoneCall.objects.get_or_create(
        site=site, key=key, defaults={
            "phone_digest": digest(number), "phone_tail": number[-phones.SEEN :], "caller": actor,
            "began_at": entry.when(at), "talked_seconds": int(talked.total_seconds()),
        },
    )  # fmt: skip
    return call


@act(intake.ContactAbandoned)
def abandon_call(*, case: Case, actor: Actor, at: datetime, waited: timedelta, entry: Entry = NOW) -> Case:
    """The caller hung up unanswered; somebody is to call back."""
    event = intake.ContactAbandoned(waited=int(waited.total_seconds()), evidence=entry.proofs)
    return happen(case, event, actor=actor, at=at, entry=entry)


def end_silent_calls(*, actor: System, at: datetime, most: int = 100) -> int:
    """Calls that still ring after five minutes without news were abandoned; how many. One query if none."""
    ringing = Case.objects.filter(state="ringing", opened_at__lte=at - NO_NEWS).order_by("opened_at")[:most]
    done = 0
    for case in list(ringing):
        try:
            give_up_call(case=case, actor=SYSTEM, at=at, entry=Entry(once=house_key(f"no-end:{case.number}")))
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
