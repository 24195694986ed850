"""What identifies a person, taken away."""

from datetime import datetime

from django.db import transaction

from gensui.cases.models import Attachment, Case, Message, Note
from gensui.people.actions import one as people
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
