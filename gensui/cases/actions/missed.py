"""Missed calls: on every agent's list until somebody got through, whoever called whom."""

from datetime import datetime

from django.db import transaction

from gensui.cases import trying
from gensui.cases.actions import turn
from gensui.cases.actions.turn import act, happen
from gensui.cases.models import Case
from gensui.core.events import intake
from gensui.people.acting import NOW, Entry
from gensui.people.models import Employee
from gensui.people.secret import digests


@act(intake.ContactCalledBack)
def call_back(*, case: Case, actor: Employee, at: datetime, entry: Entry = NOW) -> Case:
    """A missed caller was reached, and is being recorded. Other missed calls of the same number are settled with it."""
    case.follower, case.contact_attempts = actor, 0

    changed = ("follower", "contact_attempts")
    case = happen(case, intake.ContactCalledBack(), actor=actor, at=at, entry=entry, changed=changed)
    settle_missed(case=case, actor=actor, at=at)
    return case


@act(intake.ContactCallBackFailed)
def fail_call_back(*, case: Case, actor: Employee, at: datetime, entry: Entry = NOW) -> Case:
    """A missed caller was called back and not reached: the call stays on the list, with the number of attempts.

    Refuses a try too close to another (``TriedTooSoon``), or with the call of another (``TriedBefore``).
    """
    when, call = entry.when(at), entry.proofs.get("call", "")
    case.contact_attempts = trying.number_of(case, intake.ContactCallBackFailed.kind, when, call=call, at=at)

    event = intake.ContactCallBackFailed(attempt=case.contact_attempts, evidence=entry.in_a_call(actor))
    return happen(case, event, actor=actor, at=at, entry=entry, changed=("contact_attempts",))


@transaction.atomic
def settle_missed(*, case: Case, actor: Employee, at: datetime) -> list[Case]:
    """Somebody got through to the caller of this case: earlier missed calls of the number are joined to it. One query if none."""
    if not case.phone:
        return []
    earlier = Case.objects.filter(
        site=case.site, phone_digest__in=digests(case.phone), state="missed", opened_at__lt=at
    ).exclude(pk=case.pk)
    return [_join(turn.lock(one), case, actor, at) for one in earlier.order_by("pk")]


def _join(missed: Case, into: Case, actor: Employee, at: datetime) -> Case:
    missed.merged_into = into
    events = (intake.ContactCalledBack(), intake.CaseMerged(into=into.number))
    return happen(missed, *events, actor=actor, at=at, changed=("merged_into",))
