"""What identifies a person, taken away: when the person asks, or when the time of a case is over (7.5)."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from gensui.cases.models import (
    Attachment,
    Case,
    Complaint,
    Evaluation,
    KeptPicture,
    Letter,
    Message,
    Note,
    PhoneCall,
    Quote,
    ReturnVisit,
)
from gensui.cases.written import GONE, KEPT
from gensui.ledger.models import Outgoing, Salt
from gensui.people import queries
from gensui.people.acting import System
from gensui.people.actions import one as people
from gensui.people.actions import retention
from gensui.people.models import Employee, Resident, Site
from gensui.people.refusals import StillOpen


@transaction.atomic
def erase_person(*, resident: Resident, actor: Employee | Resident, at: datetime) -> Resident:
    """Take away what identifies a person, here and in every case. What happened stays, by key: the law asks to keep it.

    Refuses while a request of the person is open (``StillOpen``), and whoever is neither the person nor may do this (``NotYours``).
    """
    cases = Case.objects.filter(resident=resident)
    if cases.open().exists():
        raise StillOpen

    PhoneCall.objects.filter(phone_digest=resident.phone_digest).exclude(phone_digest="").update(
        phone_digest="", phone_tail=""
    )
    KeptPicture.objects.filter(person=resident.key).delete()
    erased = people.erase_resident(resident=resident, actor=actor, at=at)
    _forget(cases, Note.objects.filter(author_key=resident.key))
    return erased


def forget_old_cases(*, actor: System, at: datetime) -> int:
    """Take away what identifies people in cases that were closed more than 36 months ago, month by month, and put each month on
    the ledger as a record with its term as soon as it is complete. How many cases and records. Three queries for each community
    where there is nothing to do.
    """
    return sum(_of_site(site, actor, at) for site in Site.objects.all())


@transaction.atomic
def _of_site(site: Site, actor: System, at: datetime) -> int:
    there = Case.objects.filter(site=site)
    old = there.filter(closed_at__lt=queries.month_of(site, at) - KEPT).exclude(content=GONE)
    strangers = Letter.objects.filter(mailbox__site=site, case=None, taken_at__lt=queries.month_of(site, at) - KEPT)
    strangers.exclude(sender="").update(sender="", subject="")
    return _forget(old, Note.objects.all()) + retention.keep_months(
        site=site, kind="case", name="cases", kept=KEPT, actor=actor.key, at=at,
        holds=lambda since, until: there.filter(closed_at__gte=since, closed_at__lt=until).exists(),
    )  # fmt: skip


def _forget(cases: QuerySet[Case], notes: QuerySet[Note]) -> int:
    """How many cases it was."""
    rows = list(cases.values_list("pk", flat=True))
    if not rows:
        return 0
    streams = [case.stream for case in Case.objects.filter(pk__in=rows).only("year")]
    Salt.objects.filter(stream__in=streams).delete()  # without their salt the digests tell nothing of the words
    notes.filter(case__in=rows).update(text=GONE)
    Message.objects.filter(case__in=rows).update(text=GONE)
    Outgoing.objects.filter(stream__in=streams, to__startswith="caller:").update(body="")
    ReturnVisit.objects.filter(case__in=rows).update(visited_person="", opinion="")
    Evaluation.objects.filter(case__in=rows).update(comment="")
    Quote.objects.filter(case__in=rows).update(consent_by="", answer="")
    Letter.objects.filter(case__in=rows).update(sender="", subject="")
    Complaint.objects.filter(case__in=rows).update(remedy_sought="", facts="")
    for attachment in Attachment.objects.filter(case__in=rows):
        attachment.file.delete(save=False)
        attachment.delete()
    return Case.objects.filter(pk__in=rows).update(
        requester_name="",
        phone="",
        phone_digest="",
        phone_tail="",
        phone_proved=False,
        convenient_time="",
        content=GONE,
    )
