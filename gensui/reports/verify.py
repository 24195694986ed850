"""Whether every row that has a stream of its own stands in the log, and every such stream has its row."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Model

from gensui.cases.models import Case
from gensui.ledger.models import Event
from gensui.ledger.verify import Fault
from gensui.oversight.models import Award, Idea, Inspection, Pattern, Rectification, Sanction, Survey
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
        rows = _streams(model)
        yield from _unspoken(model, rows - logged)
        for stream in sorted(one for one in logged - rows if one.startswith(f"{prefix}:") and OF_ROW.fullmatch(one)):
            yield Fault(stream, "row", "the log speaks of it, but its row is gone")
    for model in SHARED:
        yield from _unspoken(model, _streams(model) - logged)


def _streams(model: type[Model]) -> set[str]:
    rows: Any = model._default_manager.select_related(*(["site"] if model is Award else []))
    return {row.stream for row in rows.iterator(chunk_size=CHUNK)}


def _unspoken(model: type[Model], streams: set[str]) -> Iterator[Fault]:
    """What is wrong with these streams of its rows, which have no events."""
    for stream in sorted(streams):
        yield Fault(stream, "row", f"there is a row in {model._meta.db_table}, but nothing of it in the log")
