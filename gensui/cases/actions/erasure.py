"""A person's data: all of it in one copy, and what identifies the person taken away."""

from datetime import datetime
from typing import Any

from django.db import transaction

from gensui.cases.models import Attachment, Case, Message, Note
from gensui.ledger import queries as ledger
from gensui.people import actions as people
from gensui.people.models import Employee, Resident
from gensui.people.refusals import StillOpen


@transaction.atomic
def erase_person(*, resident: Resident, actor: Employee | Resident, at: datetime) -> Resident:
    """Take away what identifies a person, here and in every case. What happened stays, by key: the law asks to keep it.

    Refuses while a request of the person is open (``StillOpen``), and whoever is neither the person nor may do this (``NotYours``).
    """
    cases = Case.objects.filter(resident=resident)
    if cases.open().exists():
        raise StillOpen

    erased = people.erase_resident(resident=resident, actor=actor, at=at)
    Note.objects.filter(case__in=cases, author_key=resident.key).update(text="—")
    Message.objects.filter(case__in=cases).update(text="—")
    for attachment in Attachment.objects.filter(case__in=cases):
        attachment.file.delete(save=False)
        attachment.delete()
    cases.update(requester_name="", phone="", phone_digest="", phone_tail="", convenient_time="", content="—")
    return erased


def everything_of(resident: Resident) -> dict[str, Any]:
    """A copy of everything kept of a person, in plain values."""
    cases = Case.objects.with_people().filter(resident=resident).order_by("pk")
    return {
        "name": resident.name, "relation": resident.relation, "phone": resident.phone, "email": resident.email,
        "preference": resident.preference, "quiet_from": resident.quiet_from, "quiet_until": resident.quiet_until,
        "language": resident.language, "home": str(resident.household.unit),
        "cases": [_case(case) for case in cases],
        "log": [(event.occurred_at, event.kind) for event in ledger.events_of(resident.key)],
    }  # fmt: skip


def _case(case: Case) -> dict[str, Any]:
    return {
        "number": case.number, "opened_at": case.opened_at, "state": case.state, "content": case.content, "place": case.place,
        "messages": [(one.written_at, one.text) for one in case.messages.order_by("pk")],
        "plans": [(quote.plan, quote.total, quote.consent) for quote in case.quotes.order_by("pk")],
        "stars": [(one.overall, one.comment) for one in case.evaluations.order_by("pk")],
    }  # fmt: skip
