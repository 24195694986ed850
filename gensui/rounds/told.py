"""What the log tells of rounds: how each stands, when it was walked and by whom, what was proved on it, and what was found."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from gensui.ledger.told import Columns, Line, Row, Told
from gensui.ledger.verify import Unread, each_as
from gensui.people.models import Employee
from gensui.rounds.models import Finding, Round, Scan

STARTED = frozenset({"patrol.round_started", "task.started"})
DONE = frozenset({"patrol.round_finished", "task.done"})
STATES: Mapping[str, str | frozenset[str]] = {
    "task.planned": "planned",
    **dict.fromkeys(STARTED, "running"),
    **dict.fromkeys(DONE, "done"),
    "task.cancelled": frozenset({"left", "cancelled"}),
}
"""Where an event leads a round: what is taken off before it began is cancelled, afterwards left undone."""
PROVED = frozenset({"patrol.point_scanned", "task.point_proved"})
FOUND = {"anomaly.found": "anomaly", "hazard.found": "hazard"}


def _minute(at: datetime | None) -> str:
    """Within a minute that somebody typed, an event takes the first instant that its order allows."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}" if at else ""


def _key(employee: Employee | None) -> str:
    return employee.key if employee is not None else ""


def _rounds(lines: Iterable[Line]) -> Mapping[str, Columns]:
    rounds: dict[str, dict[str, str | frozenset[str]]] = {}
    for line in lines:
        told = rounds.setdefault(line.data.get("round") or line.data.get("task", ""), {"passed": "", "checked_by": ""})
        if line.kind in STATES:
            told["state"] = STATES[line.kind]
        if line.kind in STARTED:
            told |= {"slot": str(line.data.get("slot", 0)), "started_at": _minute(line.occurred_at)}
        if line.kind in DONE and line.actor.startswith("staff:"):  # what the house ended for somebody may be ended anew
            told["finished_at"] = _minute(line.occurred_at)
        if line.kind == "task.checked":
            told |= {"passed": str(line.data.get("passed", True)), "checked_by": line.actor}
    return rounds


def _walked() -> Iterator[Row | Unread]:
    """What is to be done again stands there before anything tells of it."""

    def read(row: Round) -> Row:
        columns = {
            "state": row.state,
            "slot": str(row.slot or 0),
            "started_at": _minute(row.started_at),
            "finished_at": _minute(row.finished_at),
            "passed": "" if row.passed is None else str(row.passed),
            "checked_by": _key(row.checked_by),
        }
        return row.plan.stream, row.key, columns

    rows = Round.objects.exclude(state="planned", redo_of__isnull=False).select_related("plan", "checked_by")
    return each_as(read, rows.order_by("pk"))


def _proofs(lines: Iterable[Line]) -> Mapping[str, Columns]:
    """Each proof of a point, in their order."""
    proofs: dict[str, Columns] = {}
    seen: Counter[str] = Counter()
    for line in lines:
        name = f"{line.data.get('round') or line.data.get('task', '')} {line.data['point']}"
        seen[name] += 1
        (proof,) = line.data.get("evidence", {}).values() or ("",)
        flags = ",".join(line.data.get("flags", ()))
        proofs[f"{name} {seen[name]}"] = {"proof": proof, "flags": flags, "at": _minute(line.occurred_at)}
    return proofs


def _scans() -> Iterator[Row | Unread]:
    seen: Counter[str] = Counter()

    def read(row: Scan) -> Row:
        name = f"{row.round.key} {row.point.stream}"
        seen[name] += 1
        columns = {"proof": row.proof, "flags": ",".join(row.flags), "at": _minute(row.at)}
        return row.round.plan.stream, f"{name} {seen[name]}", columns

    return each_as(read, Scan.objects.select_related("round__plan", "point").order_by("pk"))


def _findings(lines: Iterable[Line]) -> Mapping[str, Columns]:
    return {
        line.data["finding"]: {"kind": FOUND[line.kind], "reporter": line.actor, "found_at": _minute(line.occurred_at)}
        for line in lines
    }


def _found(on_a_round: bool) -> Iterator[Row | Unread]:
    """A full bin stands in the log of its order."""

    def read(row: Finding) -> Row:
        stream = row.round.plan.stream if row.round is not None else f"findings:{row.site_id}"
        columns = {"kind": row.kind, "reporter": row.reporter.key, "found_at": _minute(row.found_at)}
        return stream, row.key, columns

    rows = Finding.objects.exclude(kind="bin_full").filter(round__isnull=not on_a_round)
    return each_as(read, rows.select_related("round__plan", "reporter").order_by("pk"))


TOLD = (
    Told("round", "plan:", frozenset({*STATES, "task.checked"}), _rounds, _walked),
    Told("proof", "plan:", PROVED, _proofs, _scans),
    Told("finding", "plan:", frozenset(FOUND), _findings, lambda: _found(on_a_round=True)),
    Told("finding", "findings:", frozenset(FOUND), _findings, lambda: _found(on_a_round=False)),
)
