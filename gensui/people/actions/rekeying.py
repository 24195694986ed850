"""After a change of keys: what older keys sealed is sealed by the newest, and found by the newest."""

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

from gensui.people.actions import keymarks
from gensui.people.models import OneTimeCode, Resident
from gensui.people.secret import SealedField, can_open, digest, sealed_columns

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
    keymarks.note(forget=True, actor=actor, at=at)


@transaction.atomic
def give_up_lost(*, actor: str, at: datetime) -> dict[str, int]:
    """Empty what no key of ours opens, because the keys that sealed it are lost for good; how many texts, by table.

    Without it no page could show such a row. What was found by a number alone is found no more until the number is entered anew.
    """
    lost: dict[str, int] = {}
    for model, columns in sealed_columns():
        table = connection.ops.quote_name(model._meta.db_table)
        for column in map(connection.ops.quote_name, columns):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT id, {column} FROM {table} WHERE {column} <> ''")
                gone = [(row,) for row, sealed in cursor.fetchall() if not can_open(sealed)]
                cursor.executemany(f"UPDATE {table} SET {column} = '' WHERE id = %s", gone)
            if gone:
                lost[model._meta.db_table] = lost.get(model._meta.db_table, 0) + len(gone)
    return lost


@transaction.atomic
def _rekey(model: type[Model], sealed: list[str], after: int) -> list[Model]:
    rows = list(model._base_manager.select_for_update().filter(pk__gt=after).order_by("pk")[:BATCH])
    has_digest = any(field.name == "phone_digest" for field in model._meta.concrete_fields)
    found_by = [
        *(["phone_digest"] if has_digest else []),
        *(["email_proof", "phone_proof"] if model is Resident else []),
    ]
    for row in rows:
        if has_digest:
            row.phone_digest = digest(row.phone)  # type: ignore[attr-defined]
        if isinstance(row, Resident):
            row.email_proof = digest(row.email.casefold()) if row.has_proved_email else ""
            row.phone_proof = digest(row.phone) if row.has_proved_phone else ""
        row.save(update_fields=[*sealed, *found_by])
    return rows
