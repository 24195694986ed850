"""Master data are kept by one function: the same again changes nothing, and who changed what stands in the ledger."""

import hashlib
import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Literal, TypeVar

import orjson
from django.db.models import Model

from gensui.core.events.master import MasterChanged
from gensui.ledger import policies
from gensui.ledger.record import record

Outcome = Literal["new", "changed", "same"]
Row = TypeVar("Row", bound=Model)
UNFIT = re.compile(r"[^\w.:/-]")
"""What cannot stand in the key of a stream."""
LONGEST = 120
"""Of a longer value the beginning is told, and its digest."""
CUT = "…#"
"""What stands before the digest of a value that was cut."""
COMPUTED = frozenset({"phone_digest", "phone_tail", "initials", "label"})
"""Fields that follow from others."""


def keep(
    model: type[Row],
    same: Mapping[str, Any],
    values: Mapping[str, Any],
    *,
    actor: str,
    at: datetime,
    row: str = "",
    stream: str = "",
    personal: Collection[str] = (),
) -> tuple[Row, Outcome]:
    """Have a row that is the ``same`` with these values; whether it is new, changed by that, or was so already.

    What changed goes into the row's stream, which is its table and key where no other is given; of ``personal`` fields, that
    they changed. Before the first policy is
    adopted there is no ledger yet: with what is there then, the house begins. Must run inside a transaction.
    """
    found = model._default_manager.select_for_update().filter(**same).first()
    if found is None:
        found = model._default_manager.create(**{**same, **values})
        told = {name: ("", value) for name, value in {**same, **values}.items()}
        note(found, told, actor=actor, at=at, row=row, stream=stream, is_new=True, personal=personal)
        return found, "new"
    told = {name: (getattr(found, name), value) for name, value in values.items() if getattr(found, name) != value}
    for name, (_before, value) in told.items():
        setattr(found, name, value)
    if not told:
        return found, "same"
    found.save(update_fields=list(told))
    note(found, told, actor=actor, at=at, row=row, stream=stream, personal=personal)
    return found, "changed"


def note(
    changed: Model,
    told: Mapping[str, tuple[Any, Any]],
    *,
    actor: str,
    at: datetime,
    row: str = "",
    stream: str = "",
    is_new: bool = False,
    personal: Collection[str] = (),
) -> None:
    """Put on record that these fields of a row changed, each from and to what; of ``personal`` ones only which. One statement
    beside the event.
    """
    if not policies.newest():
        return
    table = row or changed._meta.model_name or ""
    fields = sorted((name for name in told if name not in COMPUTED), key=lambda name: name in personal)
    pairs = [told[name] for name in fields if name not in personal]
    event = MasterChanged(
        row=table,
        is_new=is_new,
        fields=tuple(fields),
        before=tuple(said(pair[0]) for pair in pairs),
        after=tuple(said(pair[1]) for pair in pairs),
    )
    record(stream=stream or f"{table}:{UNFIT.sub('-', str(changed.pk))}", event=event, actor=actor, roles={}, at=at)


def said(value: Any) -> str:
    """A value as its event tells it."""
    if value is None:
        return ""
    if isinstance(value, Model):
        return f"{value._meta.model_name}:{value.pk}"
    is_nested = isinstance(value, dict | list | tuple)
    text = orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode() if is_nested else str(value)
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]}{CUT}{hashlib.sha256(text.encode()).hexdigest()[:16]}"
