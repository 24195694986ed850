"""Where the words of an emergency and of the day's report stand."""

from datetime import UTC

import orjson
from django.db.models import QuerySet

from gensui.ledger.words import Fields
from gensui.ledger.written import Place, Written
from gensui.security.models import DailyExplanation, DailyReport, Incident, IncidentStep


def _incident(row: Incident) -> Fields:
    """All that people wrote of it, step by step."""
    steps = row.steps.order_by("place", "pk").values_list("key", "outcome", "note")
    evidence = orjson.dumps(row.evidence, option=orjson.OPT_SORT_KEYS).decode()
    own = (row.plan, row.place, row.cause, str(row.injured), evidence, row.review, row.measures)
    return (*own, *(word for step in steps for word in step))


def _report(row: DailyReport) -> Fields:
    """Its figures once it is handed in; until then it is counted anew. With what was said to them."""
    said = row.explanations.order_by("pk").values_list("figure", "text", "written_by__number")
    counted = orjson.dumps([row.figures, row.differences], option=orjson.OPT_SORT_KEYS).decode()
    by = [one.key if one else "" for one in (row.submitted_by, row.accepted_by)]
    by += [at.astimezone(UTC).isoformat() if at else "" for at in (row.submitted_at, row.accepted_at)]
    return (counted if row.submitted_at else "", row.handover, *by, *(word for line in said for word in line))


def _reports(stream: str) -> QuerySet[DailyReport]:
    return DailyReport.objects.filter(site__key=stream.removeprefix("daily:")).select_related("site")


DAILY = Written(
    "daily:",
    (
        Place(
            "report",
            DailyReport,
            _reports,
            lambda row: row.stream,
            _report,
            rewritten=True,
            key=lambda row: row.day.isoformat(),
            parts={DailyExplanation: lambda row: row.report},
        ),
    ),
)
"""Each event of a report carries the digest of that report as it stands by then."""
WRITTEN = (
    DAILY,
    Written(
        "incident:",
        (
            Place(
                "incident",
                Incident,
                lambda stream: Incident.objects.numbered(stream.removeprefix("incident:")),
                lambda row: row.stream,
                _incident,
                rewritten=True,
                parts={IncidentStep: lambda row: row.incident},
            ),
        ),
    ),
)
"""Each event of an emergency carries the digest of all that was written of it until then."""
