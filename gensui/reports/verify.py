"""Whether every row that has a stream of its own stands in the log, and every such stream has its row."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db.models import Count, Exists, ForeignKey, Min, Model, OuterRef, TextField
from django.db.models.functions import Cast

from gensui.cases.models import Case
from gensui.ledger.models import Event
from gensui.ledger.told import GONE, UNREAD
from gensui.ledger.verify import Fault, Unread, each_as, going_on, unread
from gensui.oversight.models import Award, Idea, Inspection, Pattern, Rectification, Sanction, Survey
from gensui.people.secret import can_open, sealed_columns
from gensui.rounds.models import Plan, Point, Report
from gensui.security.models import GateEntry, Incident, Pass
from gensui.training.models import Session

CHUNK = 2_000
OWN: Mapping[str, type[Model]] = {
    "case": Case,
    "finding": Rectification,
    "gate": GateEntry,
    "idea": Idea,
    "incident": Incident,
    "inspection": Inspection,
    "pass": Pass,
    "pattern": Pattern,
    "plan": Plan,
    "point": Point,
    "sanction": Sanction,
    "survey": Survey,
    "training": Session,
}
"""What streams are called, and the table that has a row for each: made with its first event, and never taken away."""
OF_ROW = re.compile(r"[a-z]+:[A-Z]*[0-9-]+")
"""How the stream of a row is called; other histories, such as a trial's, have no row."""
SHARED: tuple[type[Model], ...] = (Award, Report)
"""Rows that are made with an event of a stream which others have too."""


def check_rows() -> Iterator[Fault]:
    """Yield each row that the log does not speak of, and each stream whose row is gone. Two queries for each table, and one."""
    logged = set(Event.objects.order_by().values_list("stream", flat=True).distinct().iterator(chunk_size=CHUNK))
    for prefix, model in OWN.items():
        yield from going_on("rows", model._meta.db_table, _check_own(prefix, model, logged))
    for model in SHARED:
        yield from going_on("rows", model._meta.db_table, _check_shared(model, logged))
    yield from _unopened()


def check_pointers() -> Iterator[Fault]:
    """Yield each row that points to one which is gone, where the database was kept from seeing to it. One query for each key."""
    for model in apps.get_models(include_auto_created=True):
        for key in model._meta.concrete_fields:
            if isinstance(key, ForeignKey) and (target := key.related_model) is not None:
                yield from going_on("rows", model._meta.db_table, _check_pointer(model, key, target))


def _check_pointer(model: type[Model], key: Any, target: Any) -> Iterator[Fault]:
    there = target._base_manager.filter(**{key.target_field.name: OuterRef(key.attname)})
    rows = model._base_manager.exclude(**{key.attname: None}).filter(~Exists(there)).order_by(key.attname)
    for gone, count, first in rows.values_list(key.attname).annotate(Count("pk"), Min("pk")):
        reason = f"{key.name} points to {gone} of {target._meta.db_table}, which is gone"
        others = f"; so do {count - 1} other rows" if count > 1 else ""
        yield Fault(model._meta.db_table, f"row {first}", reason + others)


def _check_own(prefix: str, model: type[Model], logged: set[str]) -> Iterator[Fault]:
    rows, bad = _streams(model)
    yield from map(unread, bad)
    yield from _unspoken(model, rows - logged)
    for stream in sorted(one for one in logged - rows if one.startswith(f"{prefix}:") and OF_ROW.fullmatch(one)):
        yield Fault(stream, "row", UNREAD if bad else GONE)


def _check_shared(model: type[Model], logged: set[str]) -> Iterator[Fault]:
    rows, bad = _streams(model)
    yield from map(unread, bad)
    yield from _unspoken(model, rows - logged)


def _unopened() -> Iterator[Fault]:
    """Sealed texts that no key of ours opens. A query for each column with sealed texts."""
    for model, columns in sealed_columns():
        for column in columns:
            sealed = model._base_manager.annotate(sealed=Cast(column, TextField())).exclude(sealed="")
            for key, text in sealed.values_list("pk", "sealed").iterator(chunk_size=CHUNK):
                if not can_open(text):
                    yield Fault(
                        model._meta.db_table, f"row {key}", f"{column} cannot be read: no key of ours sealed it"
                    )


def _streams(model: type[Model]) -> tuple[set[str], list[Unread]]:
    """How the streams of its rows are called; what is sealed in them is left closed. And the rows that do not read."""
    rows: Any = model._default_manager.select_related(*(["site"] if model is Award else []))
    closed = rows.defer(*dict(sealed_columns()).get(model, ())).order_by("pk")
    streams: set[str] = set()
    bad: list[Unread] = []
    for found in each_as(_stream_of, closed):
        if isinstance(found, Unread):
            bad.append(found)
        else:
            streams.add(found)
    return streams, bad


def _stream_of(row: Any) -> str:
    return str(row.stream)


def _unspoken(model: type[Model], streams: set[str]) -> Iterator[Fault]:
    """What is wrong with these streams of its rows, which have no events."""
    for stream in sorted(streams):
        yield Fault(stream, "row", f"there is a row in {model._meta.db_table}, but nothing of it in the log")
