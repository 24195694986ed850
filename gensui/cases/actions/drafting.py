"""What was typed or chosen in a form that is not carried out yet is kept: an agent's intake, the pictures of any form."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from gensui.cases import drafts
from gensui.cases.models import Draft, KeptPicture
from gensui.cases.pictures import Picture
from gensui.ledger.requests import RequestKey
from gensui.people.acting import System
from gensui.people.models import Employee

REST = timedelta(minutes=10)
"""Typing that goes on after a longer rest belongs to another conversation."""
LAST = timedelta(days=1)
MOST = 24
"""So many wait for one person; of more, the oldest go."""


@transaction.atomic
def keep_draft(*, actor: Employee, at: datetime, fields: dict[str, str]) -> Draft | None:
    """Keep what is typed so far, so that a lost connection loses nothing. None where the form was sent meanwhile.

    Each form has its own. After a long rest and for another caller, typing begins anew.
    """
    if drafts.was_sent(actor, fields):
        return None
    form = fields.get("once", "")[:60]
    Draft.objects.filter(employee=actor, saved_at__lt=at - LAST).delete()
    before = Draft.objects.select_for_update().filter(employee=actor, form=form).first()
    goes_on = before is not None and at - before.saved_at <= REST and not drafts.is_of_another(before.fields, fields)
    begun_at = before.begun_at if before is not None and goes_on else at
    caller = drafts.caller_of(before.fields if before is not None and goes_on else {}, fields)
    kept = {"fields": fields | caller, "begun_at": begun_at, "saved_at": at}
    draft, _new_one = Draft.objects.update_or_create(employee=actor, form=form, defaults=kept)
    return draft


@transaction.atomic
def drop_draft(*, actor: Employee, at: datetime, once: str | RequestKey | None) -> None:
    """The intake is in, or given up: what was typed in the form with this key is no longer kept. Another form of the same person
    stays: its caller is still on the line.
    """
    Draft.objects.filter(pk__in=drafts.sent_by_form(actor, once)).delete()


@transaction.atomic
def keep_pictures(
    *, actor: str, at: datetime, form: str, chosen: Mapping[str, Sequence[Picture]], sent_as: str = ""
) -> None:
    """Keep what was chosen so far, by field, for the form with this key. ``sent_as`` is its key before, where it gets another."""
    KeptPicture.objects.filter(person=actor, form__in={form, sent_as}).delete()
    KeptPicture.objects.bulk_create(
        KeptPicture(
            person=actor,
            form=form,
            field=field,
            digest=picture.digest,
            width=picture.width,
            height=picture.height,
            content=picture.content,
            kept_at=at,
        )
        for field, pictures in chosen.items()
        for picture in pictures
    )
    older = KeptPicture.objects.filter(person=actor).order_by("-pk").values_list("pk", flat=True)[MOST:]
    KeptPicture.objects.filter(pk__in=list(older)).delete()


def forget_old_pictures(*, actor: System, at: datetime) -> int:
    """Erase what has waited for a day; how many. It stays when the form is carried out: a second tap sends the same request."""
    return KeptPicture.objects.filter(kept_at__lt=at - LAST).delete()[0]
