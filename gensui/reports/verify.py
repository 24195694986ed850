"""Whether every row that has a stream of its own stands in the log, and every such stream has its row."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Model, TextField
from django.db.models.functions import Cast

from gensui.cases.models import Case
from gensui.ledger.models import Event
from gensui.ledger.verify import Fault, going_on
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
        yield from going_on("rows", model._meta.db_table, _unspoken(model, _streams(model) - logged))
    yield from _unopened()


def _check_own(prefix: str, model: type[Model], logged: set[str]) -> Iterator[Fault]:
    rows = _streams(model)
    yield from _unspoken(model, rows - logged)
    for stream in sorted(one for one in logged - rows if one.startswith(f"{prefix}:") and OF_ROW.fullmatch(one)):
        yield Fault(stream, "row", "the log speaks of it, but its row is gone")


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


def _streams(model: type[Model]) -> set[str]:
    """How the streams of its rows are called; what is sealed in them is left closed."""
    rows: Any = model._default_manager.select_related(*(["site"] if model is Award else []))
    return {row.stream for row in rows.defer(*dict(sealed_columns()).get(model, ())).iterator(chunk_size=CHUNK)}


def _unspoken(model: type[Model], streams: set[str]) -> Iterator[Fault]:
    """What is wrong with these streams of its rows, which have no events."""
    for stream in sorted(streams):
        yield Fault(stream, "row", f"there is a row in {model._meta.db_table}, but nothing of it in the log")
