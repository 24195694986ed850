"""A round from its start to its end: set out, at each point, back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from gensui.core.events import Event, grounds, security
from gensui.ledger import policies
from gensui.ledger import queries as ledger
from gensui.ledger.compiled import update
from gensui.people.acting import NOW, Entry
from gensui.people.models import Employee
from gensui.rounds import access, checklist, plausible, tags
from gensui.rounds.access import Actor
from gensui.rounds.actions import finding, turn
from gensui.rounds.models import Plan, Point, Round, Scan, Stop
from gensui.rounds.plausible import Place, Seen
from gensui.rounds.refusals import NoReason, NothingProved, NotOnRoute, Over

BINS = frozenset({"disinfect", "garbage"})
"""The works whose rounds empty the bins they come to."""
DONE, RUNNING, PLANNED = Round.State.DONE, Round.State.RUNNING, Round.State.PLANNED


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """That somebody was at a point: how, when (and by the device's own clock), where, what was answered, with which photographs."""

    point: Point
    proof: str
    at: datetime
    device_at: datetime
    place: Place | None = None
    answers: Mapping[str, object] = field(default_factory=dict)
    photos: Sequence[str] = ()
    note: str = ""
    off_then: timedelta = timedelta()
    off_now: timedelta = timedelta()


@transaction.atomic
def start_round(
    *, plan: Plan, key: str, actor: Employee, at: datetime, device: str = "", came: str = Round.Came.PHONE, entry: Entry = NOW,
) -> Round:  # fmt: skip
    """Set out, or begin a task. It counts for the slot that began last; a second one for the same slot stands beside the first.

    ``key`` names the round: the same again is the same round, and a task on the calendar is begun by its own key. Refuses whoever
    does not work there (``NotYours``), a plan that is over, and a task that was not announced in time (``NotAllowedYet``).
    """
    plan = turn.lock(plan)
    access.require(actor, "enter" if came == Round.Came.PAPER else "walk", access.of_plan(plan))
    known = Round.objects.filter(key=key).first()
    if known is not None and known.state != PLANNED:
        return known
    plan = turn.followed(plan)
    when = min(entry.when(at), at)
    round = known or Round(key=key, plan=plan)
    round.plan, round.worker, round.device, round.came = plan, actor, device, came
    round.state, round.started_at = RUNNING, when
    if known is None and plan.sort.clause:
        _find_slot(round, when)
    round.save()

    event: Event = security.PatrolRoundStarted(**turn.patrol(round))
    if not plan.sort.is_patrol:
        event = grounds.TaskStarted(**turn.task(plan, round))
    turn.happen(plan, event, actor=actor, at=at, entry=entry, worker=actor)
    return round


def _find_slot(round: Round, when: datetime) -> None:
    plan = round.plan
    slot = ledger.slot_at(plan.stream, plan.sort.clause, when)
    if slot is None or slot.not_before is None:
        return
    clause = policies.in_force(policies.newest(), when).under(slot.version).clauses[slot.clause]
    early = clause.slots.early if clause.slots else timedelta()
    round.slot, round.planned_at = slot.cause, slot.not_before + early
    if Round.objects.filter(plan=plan, slot=slot.cause).exists():
        round.flags = [*round.flags, "second"]


@transaction.atomic
def prove_points(
    *, round: Round, proved: Sequence[Proved], actor: Employee, at: datetime, once: str | None = None
) -> list[Scan]:
    """Somebody was at points of the round. What is odd about it is flagged and never refused.

    Refuses a point that is not on the plan (``NotOnRoute``), an answer that is none or is missing, a patrol's point that was not
    scanned for no reason (``NoReason``), another's round (``NotYours``), and a round that was cancelled (``Over``).
    A round that ended is added to: a proof may come late.
    """
    round = _lock(round, actor)
    stops = {stop.point_id: stop for stop in Stop.objects.filter(plan=round.plan).order_by("order")}
    before = [Seen(stops[one.point_id].order, one.at, one.proof) for one in round.scans.all() if one.point_id in stops]
    scans: list[Scan] = []
    for one in sorted(proved, key=lambda one: one.at):
        stop = stops.get(one.point.pk)
        if stop is None:
            raise NotOnRoute(one.point.name, round.plan.name)
        when = _after_start(round, one.at, at)
        scan, seen = _scan(round, stop, one, before, [other.seconds for other in stops.values()], when, at)
        before.append(seen)
        scans.append(scan)
    Scan.objects.bulk_create(scans)

    happened = [(_at_point(round, scan), scan.at) for scan in scans]
    turn.happen(round.plan, *happened, actor=actor, at=at, entry=Entry(once=once), worker=actor)
    late = {scan.point_id for scan in scans} & set(round.missed)
    if late:
        round.missed = [one for one in round.missed if one not in late]
        update(round, "missed")
    return scans


def _scan(
    round: Round, stop: Stop, proved: Proved, before: Sequence[Seen], ways: Sequence[int], when: datetime, at: datetime
) -> tuple[Scan, Seen]:
    answers, odd = checklist.read(checklist.items_of(round.plan.sort, stop), proved.answers)
    point, place = proved.point, proved.place
    lies = (
        Place(point.latitude, point.longitude) if point.latitude is not None and point.longitude is not None else None
    )
    proof = proved.proof
    needs_reason = proof == Scan.Proof.TYPED or (proof == Scan.Proof.MANUAL and round.plan.sort.is_patrol)
    broken = proof in Scan.UNSCANNED and tags.is_broken(point, when)
    if needs_reason and not broken and not proved.note.strip():
        raise NoReason(point.name)
    if proof == Scan.Proof.MANUAL and plausible.is_at(place, lies):
        proof = Scan.Proof.PLACE
    seen = Seen(stop.order, when, proof, place, proved.off_then, proved.off_now)
    flags = plausible.flags(seen, [one for one in before if one.at <= when], ways, lies)
    scan = Scan(
        round=round, point=point, proof=proof, at=when, device_at=proved.device_at, received_at=at,
        latitude=place.latitude if place else None, longitude=place.longitude if place else None,
        accuracy=place.accuracy if place else None, answers=answers, photos=list(proved.photos), note=proved.note[:500],
        flags=[*flags, *odd, *_unpictured(stop, proved, odd), *["tag_broken"] * broken],
    )  # fmt: skip
    return scan, seen


def _at_point(round: Round, scan: Scan) -> Event:
    said: dict[str, Any] = {
        "point": scan.point.stream, "flags": tuple(scan.flags), "evidence": {_evidence(scan.proof): str(scan.proof)},
    }  # fmt: skip
    if round.plan.sort.is_patrol:
        return security.PatrolPointScanned(checked=bool(scan.answers), **said, **turn.patrol(round))
    return grounds.TaskPointProved(**said, **turn.task(round.plan, round))


def _evidence(proof: str) -> str:
    """What kind of evidence a proof is."""
    return "scan" if proof in Scan.SCANNED else "place" if proof == Scan.Proof.PLACE else "manual"


def _unpictured(stop: Stop, proved: Proved, odd: tuple[str, ...]) -> tuple[str, ...]:
    """Where a photograph was asked for and none was taken."""
    asked = stop.picture == Stop.Picture.ALWAYS or (stop.picture == Stop.Picture.FAILED and "failed" in odd)
    return ("no_photo",) if asked and not proved.photos else ()


@transaction.atomic
def finish_round(*, round: Round, actor: Actor, at: datetime, note: str = "", entry: Entry = NOW) -> Round:
    """Back: each point that nobody proved in this slot is named as missed.

    Refuses another's round (``NotYours``), one that was cancelled (``Over``), and a task of which nothing was proved
    (``NothingProved``). A round that was ended by the house for its walker's silence is ended anew by the walker's own word.
    """
    round = _lock(round, actor)
    if round.state == DONE and (not isinstance(actor, Employee) or "not_brought_back" not in round.flags):
        return round
    plan, when = round.plan, _after_scans(round, entry.when(at), at)
    proved = _proved_in_slot(round)
    missed = [one for one in plan.stops.order_by("order").values_list("point", flat=True) if one not in proved]
    if not proved and not plan.sort.is_patrol:
        raise NothingProved(plan.name)
    again = round.state == DONE
    flags = [one for one in round.flags if one not in ("not_brought_back", "too_long", "unscanned")]
    if not isinstance(actor, Employee):
        flags.append("not_brought_back")
    if when - (round.started_at or when) > plan.takes:
        flags.append("too_long")
    if plan.sort.is_patrol and _is_to_confirm(round, when):
        flags.append("unscanned")
    round.state, round.finished_at, round.received_at = DONE, when, at
    round.missed, round.flags, round.note = missed, list(dict.fromkeys(flags)), note[:2000] or round.note
    update(round, "state", "finished_at", "received_at", "missed", "flags", "note")

    if not again or not plan.sort.is_patrol:
        turn.happen(
            plan,
            _came_back(round),
            actor=actor,
            at=at,
            entry=Entry(happened_at=when, once=entry.once),
            worker=round.worker,
        )
    if plan.sort.work in BINS:
        finding.note_emptied(round=round, points=proved, actor=actor, at=at)
    return round


def _came_back(round: Round) -> Event:
    if round.plan.sort.is_patrol:
        filled = ["route", "started_at", "finished_at", "guards"]
        if not round.missed:
            filled.append("scans")
        points = tuple(f"point:{one}" for one in round.missed)
        return security.PatrolRoundFinished(
            missed=len(points),
            points=points,
            filled=tuple(filled),
            to_confirm="unscanned" in round.flags,
            **turn.patrol(round),
        )
    answered = {key for answers in round.scans.values_list("answers", flat=True) for key in answers}
    proofs = {one: one for one in round.scans.values_list("proof", flat=True)}
    evidence = {_evidence(one): one for one in proofs}
    return grounds.TaskDone(filled=tuple(sorted(answered)), evidence=evidence, **turn.task(round.plan, round))


def _proved_in_slot(round: Round) -> set[int]:
    """The points proved by whoever walked this slot."""
    scans = Scan.objects.filter(round=round)
    if round.slot is not None and round.redo_of_id is None:
        scans = Scan.objects.filter(round__plan=round.plan, round__slot=round.slot)
    return set(scans.values_list("point", flat=True))


def _is_to_confirm(round: Round, when: datetime) -> bool:
    """Whether more points of the round than the policy lets pass (``typed_points``) were proved without a scan."""
    most = policies.in_force(policies.newest(), when).figure("typed_points")
    scans = Scan.objects.filter(round=round).values_list("point", "proof", "flags")
    good = {point for point, proof, flags in scans if proof not in Scan.UNSCANNED or "tag_broken" in flags}
    return most is not None and len({point for point, _proof, _flags in scans} - good) > int(most)


@transaction.atomic
def leave_undone(*, round: Round, actor: Actor, at: datetime, note: str = "", entry: Entry = NOW) -> Round:
    """A task was begun and not done; its slot stays open, or is missed. Refuses a patrol's round (``Over``)."""
    round = _lock(round, actor)
    if round.state != RUNNING or round.plan.sort.is_patrol:
        raise Over(round.plan.name, str(round.get_state_display()))
    round.state, round.note = Round.State.LEFT, note[:2000]
    update(round, "state", "note")
    event = grounds.TaskCancelled(**turn.task(round.plan, round))
    left = Entry(happened_at=_after_start(round, entry.when(at), at), once=entry.once)
    turn.happen(round.plan, event, actor=actor, at=at, entry=left, worker=round.worker)
    return round


def _after_start(round: Round, when: datetime, at: datetime) -> datetime:
    """A time of the walker's phone, never before the start: its clock may have been moved since. The phone's own time is kept."""
    return max(min(when, at), round.started_at or at)


def _after_scans(round: Round, when: datetime, at: datetime) -> datetime:
    """A time of the walker's phone, never before the start nor before a point that is proved."""
    last = round.scans.order_by("-at").values_list("at", flat=True).first()
    return max(_after_start(round, when, at), last or round.started_at or at)


def _lock(round: Round, actor: Actor) -> Round:
    """The round as it stands now, its plan held. Refuses one that is not the actor's, or that is not to be walked."""
    plan = turn.lock(round.plan)
    round = Round.objects.select_related("worker").get(pk=round.pk)
    round.plan = plan
    if isinstance(actor, Employee) and round.worker_id != actor.pk:
        access.require(actor, "enter", access.of_plan(plan))
    if round.state not in (RUNNING, DONE):
        raise Over(plan.name, str(round.get_state_display()))
    return round


def end_forgotten(*, actor: Actor, at: datetime) -> int:
    """End what was begun long ago and never brought back: a patrol with its missed points, a task as left undone; how many."""
    since = at - policies.span_at("round_forgotten", at)
    found = list(Round.objects.select_related("plan__sort").filter(state=RUNNING, started_at__lt=since)[:100])
    for round in found:
        act = finish_round if round.plan.sort.is_patrol else leave_undone
        act(round=round, actor=actor, at=at)
    return len(found)
