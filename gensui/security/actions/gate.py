"""From the arrival of somebody at the gate until they leave."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from gensui.core.events import security as events
from gensui.ledger import late, outbox
from gensui.ledger.compiled import update
from gensui.people import queries as people
from gensui.people.acting import NOW, Entry, done_in, repeatable, was_done
from gensui.people.models import Employee, Resident, Site
from gensui.people.secret import seal
from gensui.security import access, links
from gensui.security.actions import turn
from gensui.security.actions.turn import Arrival, happen
from gensui.security.models import GateEntry, Pass
from gensui.security.refusals import (
    AlreadyDecided,
    BadTime,
    LinkUsedUp,
    NobodyToAsk,
    NotAtTheGate,
    PassNotGood,
)

ASKED_FOR = timedelta(minutes=10)
"""How long the question to the owner is worth sending."""


@repeatable
def arrive(
    *, site: Site, arrival: Arrival, actor: Employee, at: datetime, entry: Entry = NOW, ask: str = "link"
) -> GateEntry:
    """Somebody from outside stands at the gate; the owner is asked by link where there is one to ask, and ``ask`` says so.

    Refuses who does not work at the gate (``NotYours``), a visitor to nobody (``NoHome``), the number of an identity paper
    (``IdentityNumber``), a time long ago (``TooLongAgo``). The same ``entry.once`` again gives the same entry.
    """
    access.require(actor, "arrive", site)
    if stream := done_in(entry):
        return GateEntry.objects.with_places().numbered(stream.removeprefix("gate:")).get()
    turn.check(arrival)
    arrived_at = entry.when(at)
    late.require_recent(arrived_at, at)

    found = turn.write(site, arrival, actor, arrived_at, at)
    asked = _ask(found, at) if ask == "link" and found.unit is not None and arrived_at == at else 0

    happened: list[events.GateEvent] = [events.GateArrived(entry=found.number, visitor=turn.visitor(found))]
    if asked:
        happened.append(events.GateOwnerAsked(entry=found.number, visitor=turn.visitor(found), asked=asked))
    happen(found.stream, *happened, actor=actor, holding=turn.holding(found, actor, at), at=at, entry=entry)
    return found


def _ask(found: GateEntry, at: datetime) -> int:
    """Send the link to whoever of the home may decide; how many were asked. The link lasts as long as the question."""
    assert found.unit is not None
    asked = [one for one in people.residents_of(found.unit) if one.may_decide and one.is_reached]
    for resident in asked:
        outbox.queue(
            stream=found.stream,
            to=resident.key,
            what="gate.ask",
            body=seal(links.to_answer(found, resident)),  # whoever reads a copy of the database answers for nobody
            at=at,
            until=at + ASKED_FOR,
        )
    if asked:
        found.asked_at = at
        update(found, "asked_at")
    return len(asked)


def _at_the_gate(found: GateEntry) -> None:
    if found.decision in ("admitted", "refused"):
        raise AlreadyDecided(str(found.get_decision_display()), found.decided_by.name if found.decided_by else "—")
    if found.left_at is not None:
        raise NotAtTheGate(found.number, str(_("left")))


@repeatable
def ask_owner(*, gate: GateEntry, actor: Employee, at: datetime, entry: Entry = NOW) -> GateEntry:
    """Ask the owner by link, once more or for the first time.

    Refuses who does not work at the gate (``NotYours``), an entry that is decided, a home nobody of which can be reached
    (``NobodyToAsk``).
    """
    found = turn.lock(gate)
    access.require(actor, "ask_owner", found.site)
    if was_done(entry):
        return found
    _at_the_gate(found)
    asked = _ask(found, at) if found.unit is not None else 0
    if not asked:
        raise NobodyToAsk

    event = events.GateOwnerAsked(entry=found.number, visitor=turn.visitor(found), asked=asked)
    happen(found.stream, event, actor=actor, holding=turn.holding(found, actor, at), at=at, entry=entry)
    return found


@repeatable
def answer_gate(
    *, gate: GateEntry, agrees: bool, way: str, actor: Resident, at: datetime, entry: Entry = NOW
) -> GateEntry:
    """The owner says yes or no, by link or on the own page. The guard sees it at once and lets them in, or not.

    Refuses who does not live there (``NotYours``), and a question that is answered or decided (``LinkUsedUp``).
    """
    found = turn.lock(gate)
    access.require(actor, "answer_gate", found.site, found.unit)
    if was_done(entry):
        return found
    if found.reply or found.decision in ("admitted", "refused") or found.left_at is not None:
        raise LinkUsedUp
    return _answered(found, "agreed" if agrees else "refused", way, actor, at, entry)


@repeatable
def note_answer(*, gate: GateEntry, reply: str, actor: Employee, at: datetime, entry: Entry = NOW) -> GateEntry:
    """The guard called: the owner said yes or no, or was not reached. Refuses an entry that is decided."""
    found = turn.lock(gate)
    access.require(actor, "note_answer", found.site)
    if was_done(entry):
        return found
    _at_the_gate(found)
    return _answered(found, reply, "call", actor, at, entry)


def _answered(
    found: GateEntry, reply: str, way: str, actor: Employee | Resident, at: datetime, entry: Entry
) -> GateEntry:
    found.reply, found.way, found.replied_at = reply, way, at
    update(found, "reply", "way", "replied_at")

    said: dict[str, Any] = {"reply": reply, "way": way, "evidence": turn.proof(way, actor.key)}
    event = events.GateOwnerAnswered(entry=found.number, visitor=turn.visitor(found), **said)
    happen(found.stream, event, actor=actor, holding=turn.holding(found, actor, at), at=at, entry=entry)
    return found


@repeatable
def decide_entry(*, gate: GateEntry, decision: str, actor: Employee, at: datetime, entry: Entry = NOW) -> GateEntry:
    """Admit, refuse, or ask to wait. Of two guards who decide at once the second is told what the first did.

    Refuses who does not work at the gate (``NotYours``), what is decided (``AlreadyDecided``), and a time before the arrival
    (``BadTime``).
    """
    found = turn.lock(gate)
    access.require(actor, "decide_entry", found.site)
    if was_done(entry):
        return found
    _at_the_gate(found)
    if entry.when(at) < found.arrived_at:
        raise BadTime
    return _decided(found, decision, actor, at, entry)


def _decided(found: GateEntry, decision: str, actor: Employee, at: datetime, entry: Entry) -> GateEntry:
    update(found, *turn.decide(found, decision, actor, entry.when(at)))
    happen(
        found.stream,
        turn.decision_of(found, actor),
        actor=actor,
        holding=turn.holding(found, actor, at),
        at=at,
        entry=entry,
    )
    return found


@repeatable
def leave(*, gate: GateEntry, actor: Employee, at: datetime, entry: Entry = NOW) -> GateEntry:
    """They left: after a visit, or from the queue.

    Refuses who does not work at the gate (``NotYours``), who has left already (``NotAtTheGate``), a time before the arrival
    (``BadTime``).
    """
    found = turn.lock(gate)
    access.require(actor, "leave", found.site)
    if was_done(entry):
        return found
    if found.left_at is not None or found.decision == "refused":
        raise NotAtTheGate(found.number, str(_("left")))
    if entry.when(at) < found.arrived_at:
        raise BadTime
    found.left_at = entry.when(at)
    update(found, "left_at")

    happened: list[events.GateEvent] = [events.GateLeft(entry=found.number, visitor=turn.visitor(found))]
    if not found.decision:  # went away before anybody decided: that is an end, too
        update(found, *turn.decide(found, "refused", actor, found.left_at))
        happened.insert(0, turn.decision_of(found, actor))
    happen(found.stream, *happened, actor=actor, holding=turn.holding(found, actor, at), at=at, entry=entry)
    return found


@repeatable
def check_stay(*, gate: GateEntry, actor: Employee, at: datetime, entry: Entry = NOW) -> GateEntry:
    """Somebody who should have left was found, and may stay for a while. Refuses who is not inside (``NotAtTheGate``)."""
    found = turn.lock(gate)
    access.require(actor, "check_stay", found.site)
    if was_done(entry):
        return found
    if found.left_at is not None or found.decision != "admitted":
        raise NotAtTheGate(found.number, str(found.get_decision_display() or _("at the gate")))

    event = events.GateStayChecked(entry=found.number, visitor=turn.visitor(found))
    happen(found.stream, event, actor=actor, holding=turn.holding(found, actor, at), at=at, entry=entry)
    return found


@repeatable
def arrive_by_pass(*, permit: Pass, actor: Employee, at: datetime, entry: Entry = NOW) -> GateEntry:
    """Somebody shows a pass: arrived and admitted in one, with the owner's word given before.

    Refuses who does not work at the gate (``NotYours``), and a pass that is not good now (``PassNotGood``). The same
    ``entry.once`` again gives the same entry and uses the pass no second time.
    """
    rows = Pass.objects.select_related("unit__building__site", "resident__household").select_for_update(of=("self",))
    held = rows.get(pk=permit.pk)
    site = held.unit.building.site
    access.require(actor, "arrive_by_pass", site)
    if stream := done_in(entry):
        return GateEntry.objects.with_places().numbered(stream.removeprefix("gate:")).get()
    if not held.is_good(at):
        raise PassNotGood
    Pass.objects.filter(pk=held.pk).update(used=F("used") + 1)
    arrival = Arrival(kind=held.kind, unit=held.unit, name=held.name, plate=held.plate)
    found = turn.write(site, arrival, actor, at, at)
    found.permit, found.reply, found.replied_at = held, "pass", held.issued_at
    update(found, "permit", "reply", "replied_at", *turn.decide(found, "admitted", actor, at))

    decided = turn.decision_of(found, actor)
    happened = (events.GateArrived(entry=found.number, visitor=turn.visitor(found)), decided)
    happen(found.stream, *happened, actor=actor, holding=turn.holding(found, actor, at), at=at, entry=entry)
    return found
