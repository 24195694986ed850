"""Where the words of an emergency stand."""

import orjson

from gensui.ledger.words import Fields
from gensui.ledger.written import Place, Written
from gensui.security.models import Incident, IncidentStep


def _incident(row: Incident) -> Fields:
    """All that people wrote of it, step by step."""
    steps = row.steps.order_by("place", "pk").values_list("key", "outcome", "note")
    evidence = orjson.dumps(row.evidence, option=orjson.OPT_SORT_KEYS).decode()
    own = (row.plan, row.place, row.cause, str(row.injured), evidence, row.review, row.measures)
    return (*own, *(word for step in steps for word in step))


WRITTEN = (
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
