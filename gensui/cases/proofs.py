"""What proves that somebody was reached: a call of the telephone log, a message that left the house or came into it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from gensui.cases.models import Case, Message, PhoneCall
from gensui.people.models import Resident
from gensui.people.secret import digests


def numbers_of(case: Case, person: Resident | None = None) -> set[str]:
    """The numbers of whoever asked; or of another person, whom the request need not name.

    Who asked for somebody else speaks for himself: that number proves nothing of the resident's.
    """
    if person is None or (person.pk == case.resident_id and not case.for_another):
        return {case.phone, case.resident.phone if case.resident else ""} - {""}
    return {person.phone} - {""}


def calls(
    case: Case, numbers: Iterable[str], *, since: datetime, until: datetime, answered: bool = True
) -> QuerySet[PhoneCall]:
    """The calls made to one of these numbers in that time, the latest first; those that somebody answered, or all."""
    told = [digest for number in numbers for digest in digests(number)]
    made = PhoneCall.objects.filter(site=case.site, phone_digest__in=told, began_at__gte=since, began_at__lte=until)
    if answered:
        made = made.filter(talked_seconds__gt=0)
    return made.select_related("caller").order_by("-began_at")


def written_by(case: Case, people: Iterable[Resident], *, since: datetime) -> QuerySet[Message]:
    """What these people wrote about the request since then, the latest first."""
    keys = [one.key for one in people]
    return case.messages.filter(author_key__in=keys, written_at__gte=since).order_by("-pk")


def sent_to_owner(case: Case, *, since: datetime) -> QuerySet[Message]:
    """What somebody here wrote to the owner since then and was really sent, the latest first."""
    to = f"resident:{case.resident_id}"
    found = case.messages.filter(to_key=to, author_key__startswith="staff:", written_at__gte=since)
    return found.filter(outgoing__sent_at__isnull=False).select_related("outgoing").order_by("-outgoing__sent_at")


def delivery(message: Message) -> str:
    """What the log calls the sending of a message."""
    sent = message.outgoing
    return f"{sent.sent_by}:{sent.pk}" if sent is not None else ""
