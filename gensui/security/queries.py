"""Reads of the gate: who waits, who is inside, who is expected. Incidents and reports have their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from gensui.ledger import queries as ledger
from gensui.ledger.models import Obligation
from gensui.people.models import Resident, Site
from gensui.security import access
from gensui.security.models import GateEntry, Pass

SHOWN = 60
EXPECTED = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the register with the clock that runs for it."""

    entry: GateEntry
    due: Obligation | None

    def is_overdue(self, at: datetime) -> bool:
        """Whether the clock has run out."""
        return self.due is not None and self.due.due_at is not None and self.due.due_at <= at


def _lines(entries: Iterable[GateEntry]) -> list[Line]:
    found = list(entries)
    duties = ledger.running_of(entry.stream for entry in found)
    return [Line(entry, next(iter(duties.get(entry.stream, ())), None)) for entry in found]


def queue(site: Site) -> list[Line]:
    """Who stands at the gate, the longest first; those asked to wait behind them. Two queries."""
    rows = GateEntry.objects.with_places().filter(site=site).queued().order_by("decision", "arrived_at", "pk")
    return _lines(rows[: SHOWN * 2])


def inside(site: Site, at: datetime, most: int = SHOWN) -> list[Line]:
    """Who came in and has not left: who should have left first, then the latest. Three queries."""
    here = GateEntry.objects.with_places().filter(site=site).inside()
    latest = list(here.order_by("-arrived_at", "-pk")[:most])
    earliest = [entry for entry in here.order_by("arrived_at", "pk")[:most] if entry not in latest]
    lines = _lines([*latest, *earliest])
    return sorted(lines, key=lambda line: (not line.is_overdue(at), -line.entry.arrived_at.timestamp()))


def inside_count(site: Site) -> int:
    """How many came in and have not left. One query."""
    return GateEntry.objects.filter(site=site).inside().count()


def expected(site: Site, at: datetime) -> list[Pass]:
    """The passes that are good within the next hours, or now. One query."""
    rows = Pass.objects.select_related("unit", "resident").filter(
        unit__building__site=site, revoked_at=None, valid_until__gt=at, valid_from__lte=at + EXPECTED,
        resident__until_on=None, resident__household__until_on=None,
    )  # fmt: skip
    return [permit for permit in rows.order_by("valid_from", "pk")[: SHOWN * 2] if permit.used < permit.uses]


def asked_of(resident: Resident) -> list[GateEntry]:
    """Who stands at the gate and wants to come to this home, not yet answered for. One query."""
    seen = access.visible_entries(resident).values("pk")
    rows = GateEntry.objects.with_places().filter(pk__in=seen, reply="").queued()
    return list(rows.order_by("arrived_at"))


def register(site: Site, since: datetime, until: datetime) -> list[GateEntry]:
    """The lines of a stretch of time, in their order. One query."""
    rows = GateEntry.objects.with_places().filter(site=site, arrived_at__gte=since, arrived_at__lt=until)
    return list(rows.order_by("arrived_at", "pk"))


def passes_of(resident: Resident) -> list[Pass]:
    """The passes a resident gave, the newest first. One query."""
    return list(access.visible_passes(resident).filter(erased_at=None).order_by("-pk")[:30])


def everything_of(resident: Resident) -> dict[str, Any]:
    """A copy of what the gate keeps of a resident: the passes given, and who came by them or was came to the home while it was
    the resident's. Of visitors it says only what they were; their names are theirs. Two queries.
    """
    home = resident.household
    permits = Pass.objects.filter(resident=resident).order_by("pk")
    there = Q(unit=home.unit_id)
    since_on, until_on = resident.since_on or home.since_on, resident.until_on or home.until_on
    if since_on is not None:
        there &= Q(arrived_at__date__gte=since_on)
    if until_on is not None:
        there &= Q(arrived_at__date__lte=until_on)
    entries = GateEntry.objects.filter(Q(permit__resident=resident) | there).order_by("pk")
    return {
        "passes": [
            {
                "number": one.number, "kind": one.get_kind_display(), "name": one.name, "plate": one.plate,
                "valid_from": one.valid_from, "valid_until": one.valid_until, "uses": one.uses,
                "used": one.used, "revoked_at": one.revoked_at,
            }
            for one in permits
        ],
        "visitors": [
            {
                "number": one.number, "kind": one.get_kind_display(), "persons": one.persons, "arrived_at": one.arrived_at,
                "left_at": one.left_at, "reply": one.get_reply_display(), "way": one.get_way_display(),
                "decision": one.get_decision_display(),
            }
            for one in entries
        ],
    }  # fmt: skip
