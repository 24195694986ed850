"""Drawing a sample again: from the seed in the ledger and the list that was kept, compared with what was looked at."""

from dataclasses import dataclass

from gensui.ledger import queries as ledger
from gensui.oversight import frames, sampling
from gensui.oversight.models import Inspection
from gensui.oversight.sampling import Record


@dataclass(frozen=True, slots=True)
class Redrawn:
    """What drawing again gave: the keys in their order, what of it was not looked at, and what was and should not be.

    ``seed_stands`` says whether the seed is the hash of the event that called the inspection, ``list_stands`` whether the list is
    the one whose digest went into the ledger when the sample was drawn.
    """

    keys: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]
    seed_stands: bool
    list_stands: bool

    @property
    def is_same(self) -> bool:
        """Whether seed, list and sample are those of the ledger."""
        return self.seed_stands and self.list_stands and not self.missing and not self.added


def redraw(inspection: Inspection) -> Redrawn:
    """Draw again what was drawn. Two queries."""
    rules = frames.rules(inspection.kind, inspection.department)
    listed = {source: [Record(key, stratum) for key, stratum in rows] for source, rows in inspection.frame.items()}
    keys = [key for source, rows in listed.items() for key in sampling.draw(inspection.seed, rows, rules[source])]
    looked_at = {
        subject for subject, reasons in inspection.items.values_list("subject", "reasons") if sampling.DRAWN in reasons
    }
    events = ledger.events_of(inspection.stream)
    drawn: dict[str, str] = next((event.data for event in events if event.kind == "inspection.drawn"), {})
    whole = sampling.digest(record for rows in listed.values() for record in rows)
    return Redrawn(
        keys=tuple(keys),
        missing=tuple(key for key in keys if key not in looked_at),
        added=tuple(sorted(looked_at - set(keys))),
        seed_stands=bool(events) and events[0].hash == inspection.seed == drawn.get("seed"),
        list_stands=drawn.get("digest") == whole,
    )
