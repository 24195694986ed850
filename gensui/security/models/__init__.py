"""Tables of the gate, of emergencies and of the day's report. Names stand here, never in the ledger, and go after thirty days."""

from gensui.security.models.gate import GateEntry, GateEntryQuerySet, Pass
from gensui.security.models.incident import Incident, IncidentNotice, IncidentPhoto, IncidentQuerySet, IncidentStep
from gensui.security.models.report import DailyExplanation, DailyReport

__all__ = [
    "DailyExplanation", "DailyReport", "GateEntry", "GateEntryQuerySet", "Incident", "IncidentNotice", "IncidentPhoto",
    "IncidentQuerySet", "IncidentStep", "Pass",
]  # fmt: skip
