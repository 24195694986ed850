"""What the acts share: a row is locked and read anew, a repeated request ends there, and what happens goes into the ledger."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gensui.core.events import Event
from gensui.core.events import security as events
from gensui.ledger.compiled import Lookup, insert
from gensui.ledger.record import Recorded, record_all
from gensui.ledger.words import Words
from gensui.ledger.written import words_at
from gensui.people import queries as people
from gensui.people.acting import NOW, Entry, done_in, repeatable, was_done
from gensui.people.models import Employee, Site, Unit
from gensui.security.access import Actor
from gensui.security.models import GateEntry, Incident
from gensui.security.models.gate import Kind
from gensui.security.refusals import IdentityNumber, NoHome
from gensui.security.written import WRITTEN

__all__ = ["NOW", "Arrival", "Entry", "done_in", "happen", "repeatable", "roles", "was_done"]

ASKED = frozenset({"visitor", "helper"})
"""Of whom the register has to say whom they visit."""
IDENTITY = re.compile(r"(?<!\d)(\d{15}|\d{17}[\dXx])(?!\d)")


def roles(site: Site, at: datetime, **named: str) -> dict[str, str]:
    """Who holds which role in security's matters, with those the act knows better. One query."""
    return people.roles_at(site, "security", at) | {role: key for role, key in named.items() if key}


def happen(
    stream: str,
    *happened: Event | tuple[Event, datetime],
    actor: Actor,
    holding: dict[str, str],
    at: datetime,
    entry: Entry = NOW,
    words: Words | None = None,
) -> Recorded:
    """Let it happen: an event may bring its own time; the others happened when ``entry`` says. Rows are written before.

    It carries the digests of these ``words``, or of all that stands in the stream.
    """
    pairs: Sequence[tuple[Event, datetime]] = [
        one if isinstance(one, tuple) else (one, entry.when(at)) for one in happened
    ]
    return record_all(
        stream=stream,
        happened=pairs,
        actor=actor.key,
        roles=holding,
        at=at,
        client_key=entry.once,
        words=words_at(WRITTEN, stream) if words is None else words,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Who stands at the gate: six things at most, and no number of an identity paper."""

    kind: str
    unit: Unit | None = None
    name: str = ""
    plate: str = ""
    purpose: str = ""
    persons: int = 1


def check(arrival: Arrival) -> None:
    """Refuses a visitor to nobody (``NoHome``) and the number of an identity paper in any field (``IdentityNumber``)."""
    if arrival.kind in ASKED and arrival.unit is None:
        raise NoHome
    if any(IDENTITY.search(text.replace(" ", "")) for text in (arrival.name, arrival.plate, arrival.purpose)):
        raise IdentityNumber


def write(site: Site, arrival: Arrival, actor: Employee, arrived_at: datetime, at: datetime) -> GateEntry:
    """A new line of the register."""
    if arrival.unit is not None and arrival.unit.building.site_id != site.pk:
        raise NoHome
    found = GateEntry(
        site=site, kind=arrival.kind, name=arrival.name.strip()[:40], plate=arrival.plate.strip().upper()[:12],
        persons=arrival.persons, unit=arrival.unit, purpose=arrival.purpose.strip()[:60], registered_by=actor,
        arrived_at=arrived_at, entered_at=at,
    )  # fmt: skip
    return insert(found)


def visitor(found: GateEntry) -> events.Visitor:
    """What they are, as an event says it."""
    kind: events.Visitor = found.kind  # type: ignore[assignment]  # a check constraint keeps it
    return kind


def holding(found: GateEntry, actor: object, at: datetime) -> dict[str, str]:
    """Who holds which role at this gate: the guard who does it, or who registered the entry. One query."""
    guard = actor.key if isinstance(actor, Employee) else found.registered_by.key
    return roles(found.site, at, gate_guard=guard, guard=guard)


KNOWN = ("site", "unit__building", "decided_by", "permit", "registered_by")
LINE = Lookup(lambda: GateEntry.objects.select_related(*KNOWN).select_for_update(of=("self",)))


def lock(entry: GateEntry) -> GateEntry:
    """The line as it stands now, held until the transaction ends."""
    return LINE.get(entry.pk)


INCIDENT = Lookup(lambda: Incident.objects.with_people().select_for_update(of=("self",)))


def lock_incident(incident: Incident) -> Incident:
    """The incident as it stands now, held until the transaction ends."""
    return INCIDENT.get(incident.pk)


def decide(found: GateEntry, decision: str, actor: Employee, when: datetime) -> tuple[str, ...]:
    """Put down what was decided; the fields that changed. The first decision keeps its time: an answer was due by then."""
    found.decision, found.decided_at, found.decided_by = decision, when, actor
    found.first_decided_at = found.first_decided_at or when
    return "decision", "decided_at", "decided_by", "first_decided_at"


def decision_of(found: GateEntry, actor: Employee) -> events.GateDecided:
    """The decision as it stands, with what is known and how the owner said it."""
    filled = ["kind", *(name for name in ("unit", "name", "plate", "purpose") if getattr(found, name))]
    filled += ["identity"] * is_identified(found) + ["verified"] * is_verified(found)
    return events.GateDecided(
        entry=found.number, visitor=visitor(found), decision=found.decision, filled=tuple(filled),  # type: ignore[arg-type]
        evidence={"register": found.number} | (proof(found.way, found.reply) if found.way else {}),
    )  # fmt: skip


def is_identified(found: GateEntry) -> bool:
    """Whether the register says who it was: a name or a plate; of a courier, for whom or from whom."""
    of_courier = found.kind == Kind.COURIER and bool(found.unit_id or found.purpose)
    return bool(found.name or found.plate) or of_courier


def is_verified(found: GateEntry) -> bool:
    """Whether somebody confirmed the visit: the owner, or his pass, or that he was tried in vain (C18); of who visits nobody,
    whether the register says where to or what for.
    """
    if found.kind in ASKED:
        return found.reply in ("agreed", "pass", "unreachable")
    return bool(found.reply in ("agreed", "pass") or found.unit_id or found.purpose)


def proof(way: str, key: str) -> dict[str, str]:
    """What proves an answer."""
    return {"call" if way == "call" else "app": key}
