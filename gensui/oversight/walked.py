"""Points of the month's patrols: which were proved, and which nobody proved. A round counts in the month in which it ended.

A point counts once, however often it was scanned. What a round left out and somebody else proved in the same slot, or what the
telephone told after the round was brought back, is proved. The walker answers for the round, whoever entered or ended it. Where so
much was proved without a scan that the round is to be confirmed, what was not scanned counts as whoever leads found it; until
somebody looked, it does not count.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from gensui.ledger.models import Event
from gensui.oversight.scope import Found, Scope, read_once

LONGEST = timedelta(days=1)
"""So long before a round's end, at most, its points were proved."""


@dataclass(frozen=True, slots=True)
class Proofs:
    """The events that proved a point: by round and point, and by slot and point."""

    of_round: Mapping[tuple[str, str], Mapping[str, Event]]
    of_slot: Mapping[tuple[str, int], frozenset[str]]


def points(scope: Scope) -> list[Found]:
    """K24: the points of every round that ended in the month, proved or not. Three queries at most."""
    proofs = _proofs(scope)
    found: list[Found] = []
    for ended in _ended(scope):
        who = _walker(ended)
        if who not in scope.staff or ended.occurred_at >= scope.until:
            continue
        proved = proofs.of_round.get((ended.stream, ended.data.get("round", "")), {})
        verdict = _verdict(ended, _looked_at(scope))
        for one in proved.values():
            said = "kept" if _is_scanned(one) or not ended.data.get("to_confirm") else verdict
            found += [Found(who, one.stream, "", one.number, one.occurred_at, said)] if said else []
        lost = [point for point in _unproved(ended, proofs) if point not in proved]
        found += [Found(who, ended.stream, "", ended.number, ended.occurred_at, "failed")] * len(lost)
    return found


def _is_scanned(proof: Event) -> bool:
    """Whether a tag was read by the phone or is known to be out of order, or a line of the paper register was entered."""
    evidence = proof.data.get("evidence", {})
    return "scan" in evidence or evidence.get("manual") == "paper" or "tag_broken" in proof.data.get("flags", ())


def _verdict(ended: Event, looked_at: Mapping[str, bool]) -> Literal["kept", "failed", ""]:
    """What whoever leads found of a round that was to be confirmed; nothing, as long as nobody looked."""
    passed = looked_at.get(str(ended.data.get("round", "")))
    return "" if passed is None else "kept" if passed else "failed"


def confirmed(scope: Scope, looks: Collection[Event]) -> frozenset[str]:
    """Which of the rounds looked at were to be confirmed, by key: whenever they ended. One query, or none."""
    if not looks:
        return frozenset()
    ended = Event.objects.filter(
        kind="patrol.round_finished", stream__in={look.stream for look in looks}, recorded_at__lte=scope.as_of
    )
    asked = {look.data.get("task", "") for look in looks}
    return frozenset(
        asked & {data.get("round") for data in ended.values_list("data", flat=True) if data.get("to_confirm")}
    )


@read_once
def _looked_at(scope: Scope) -> Mapping[str, bool]:
    """Whether they passed, of the rounds that were to be confirmed; one query, or none."""
    rounds = {one.data.get("round", ""): one.stream for one in _ended(scope) if one.data.get("to_confirm")}
    if not rounds:
        return {}
    looks = Event.objects.filter(
        kind="task.checked", stream__in=set(rounds.values()), occurred_at__gte=scope.since, recorded_at__lte=scope.as_of
    )
    return {
        str(one.data.get("task")): bool(one.data.get("passed", True))
        for one in looks.order_by("occurred_at", "number")
        if one.data.get("task") in rounds
    }


@read_once
def _ended(scope: Scope) -> list[Event]:
    """The rounds that ended in the month, or within a day after it."""
    rows = Event.objects.filter(
        kind="patrol.round_finished", occurred_at__gte=scope.since, occurred_at__lt=scope.until + LONGEST,
        recorded_at__lte=scope.as_of,
    )  # fmt: skip
    return list(rows.order_by("occurred_at", "stream", "number"))


@read_once
def _proofs(scope: Scope) -> Proofs:
    rounds: dict[tuple[str, str], dict[str, Event]] = defaultdict(dict)
    slots: dict[tuple[str, int], set[str]] = defaultdict(set)
    scans = Event.objects.filter(
        kind="patrol.point_scanned", occurred_at__gte=scope.since - LONGEST, occurred_at__lt=scope.until + LONGEST,
        recorded_at__lte=scope.as_of,
    )  # fmt: skip
    for scan in scans.order_by("occurred_at", "stream", "number"):
        point = str(scan.data.get("point", ""))
        known = rounds[scan.stream, scan.data.get("round", "")]
        if point not in known or (_is_scanned(scan) and not _is_scanned(known[point])):
            known[point] = scan
        if scan.data.get("slot"):
            slots[scan.stream, int(scan.data["slot"])].add(point)
    return Proofs(rounds, {slot: frozenset(proved) for slot, proved in slots.items()})


def _unproved(ended: Event, proofs: Proofs) -> list[str]:
    """What the round named as missed, and nobody proved in its slot."""
    proved = proofs.of_slot.get((ended.stream, int(ended.data.get("slot", 0))), frozenset())
    proved |= frozenset(proofs.of_round.get((ended.stream, ended.data.get("round", "")), {}))
    return [point for point in ended.data.get("points", ()) if point not in proved]


def _walker(ended: Any) -> str:
    return str(ended.roles.get("patrol_guard") or ended.actor)
