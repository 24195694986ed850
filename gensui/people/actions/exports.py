"""Lists that left the house as files: who took which list, with which filters, and how many rows."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from gensui.core.events.privacy import ListExported
from gensui.ledger.record import record
from gensui.people.models import Employee

PLAIN = frozenset(
    {"state", "department", "priority", "since", "until", "year", "period", "case", "late", "of", "whose"}
)
"""Filters whose value is no text of a person; of any other only the name is kept."""


@transaction.atomic
def note_list_export(*, name: str, filters: Mapping[str, str], rows: int, actor: Employee, at: datetime) -> None:
    """Put on record, in the person's own stream, that a list was exported."""
    used = tuple(
        f"{key}={value[:40]}" if key in PLAIN else key for key, value in sorted(filters.items()) if value.strip()
    )
    record(
        stream=actor.key, event=ListExported(list=name, filters=used, rows=rows), actor=actor.key, roles={}, at=at
    )  # fmt: skip
