"""After a change of keys: what older keys sealed is sealed by the newest, and found by the newest."""

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.db import transaction
from django.db.models import Model

from gensui.people.models import OneTimeCode, Resident
from gensui.people.secret import SealedField, digest

BATCH = 500


def rekey(*, actor: str, at: datetime) -> Iterator[tuple[str, int]]:
    """Seal every sealed text anew, and digest every number anew; after each batch, which table and how many rows of it.

    Rows are locked batch by batch, so that the house goes on meanwhile; cut off, it is simply done again.
    """
    for model in apps.get_models():
        sealed = [field.name for field in model._meta.concrete_fields if isinstance(field, SealedField)]
        if not sealed or model is OneTimeCode:  # codes are over in minutes
            continue
        last = 0
        while rows := _rekey(model, sealed, last):
            last = rows[-1].pk
            yield model._meta.db_table, len(rows)


@transaction.atomic
def _rekey(model: type[Model], sealed: list[str], after: int) -> list[Model]:
    rows = list(model._base_manager.select_for_update().filter(pk__gt=after).order_by("pk")[:BATCH])
    has_digest = any(field.name == "phone_digest" for field in model._meta.concrete_fields)
    found_by = [*(["phone_digest"] if has_digest else []), *(["email_proof"] if model is Resident else [])]
    for row in rows:
        if has_digest:
            row.phone_digest = digest(row.phone)  # type: ignore[attr-defined]
        if isinstance(row, Resident):
            row.email_proof = digest(row.email.casefold()) if row.has_proved_email else ""
        row.save(update_fields=[*sealed, *found_by])
    return rows
