"""How values become rows and rows become values, on both databases.

``record`` is the hottest path of the house, so it goes around the ORM: one statement reads all that a decision needs, and on
PostgreSQL one statement writes all that was decided. The models stay the truth about the tables; a test compares.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from gensui.core.decisions import Obligation

MICROSECOND = timedelta(microseconds=1)

KINDS = {"text": "", "int": "::bigint", "flag": "::boolean", "time": "::timestamptz", "json": "::jsonb"}

EVENT = {
    "stream": "text",
    "number": "int",
    "kind": "text",
    "actor": "text",
    "occurred_at": "time",
    "recorded_at": "time",
    "data": "json",
    "roles": "json",
    "client_key": "text",
    "hash": "text",
    "version": "text",
    "digests": "json",
}
SALT = {"stream": "text", "number": "int", "salt": "text"}
FIXED = {
    "stream": "text",
    "clause": "text",
    "cause": "int",
    "version": "text",
    "role": "text",
    "accountable": "text",
    "opened_at": "time",
    "not_before": "time",
    "limit_us": "int",
    "same": "json",
    "urgent": "flag",
    "set_aside": "text",
}
"""What of a duty never changes once it is open."""
MOVING = {
    "holder": "text",
    "segments": "json",
    "running_since": "time",
    "due_at": "time",
    "used_us": "int",
    "stage": "int",
    "next_check_at": "time",
    "pausing": "json",
    "paused_at": "time",
    "state": "text",
    "lapsed_at": "time",
    "met_at": "time",
    "met_by": "int",
    "voided_at": "time",
    "voided_by": "text",
    "early_at": "time",
    "excuse": "text",
    "charged_to": "text",
    "judged_due_at": "time",
}
CHECKED = {
    "stage": "int",
    "next_check_at": "time",
    "lapsed_at": "time",
    "charged_to": "text",
    "judged_due_at": "time",
}
"""What the engine's own reports move: the hot path of the sweep."""
OUTGOING = {
    "stream": "text",
    "number": "int",
    "clause": "text",
    "cause": "int",
    "what": "text",
    "to": "text",
    "created_at": "time",
}

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one database writes times and structures, and reads them back."""

    time: Callable[[datetime | None], Any]
    json: Callable[[Any], Any]
    read_time: Callable[[Any], datetime | None]
    read_json: Callable[[Any], Any]


def _plain_text(at: datetime | None) -> str | None:
    """As Django writes a time into SQLite: UTC, without saying so."""
    return None if at is None else str(at.astimezone(UTC).replace(tzinfo=None))


def _without_zone(at: datetime | None) -> datetime | None:
    """As SQLite's driver reads a time by the type of its column: UTC, without saying so."""
    return None if at is None else at.replace(tzinfo=UTC)


def _read_iso(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


# PostgreSQL takes and gives whole rows as JSON: its driver reads times one by one, which costs more than all the rest
POSTGRESQL = Dialect(time=lambda at: at, json=lambda value: value, read_time=_read_iso, read_json=lambda value: value)
SQLITE = Dialect(
    time=_plain_text,
    json=lambda value: orjson.dumps(value).decode(),
    read_time=_without_zone,
    read_json=orjson.loads,
)


def state_of(duty: Obligation) -> str:
    return "open" if duty.is_open else "met" if duty.met_at is not None else "void"


def fixed(stream: str, duty: Obligation, dialect: Dialect) -> Row:
    """The values of ``FIXED``, in its order."""
    time = dialect.time
    return (
        stream,
        duty.clause,
        duty.cause,
        duty.version,
        duty.role,
        duty.segments[0][0],
        time(duty.opened_at),
        time(duty.not_before),
        duty.limit // MICROSECOND,
        dialect.json(duty.same),
        duty.urgent,
        "",
    )


def moving(duty: Obligation, dialect: Dialect) -> Row:
    """The values of ``MOVING``, in its order."""
    time = dialect.time
    return (
        duty.holder,
        dialect.json(duty.segments),
        time(duty.running_since),
        time(duty.due_at),
        duty.used // MICROSECOND,
        duty.stage,
        time(duty.next_check_at),
        dialect.json(duty.pausing),
        time(duty.paused_at),
        state_of(duty),
        time(duty.lapsed_at),
        time(duty.met_at),
        duty.met_by,
        time(duty.voided_at),
        duty.voided_by,
        time(duty.early_at),
        duty.excuse,
        duty.charged_to,
        time(duty.judged_due_at),
    )


def checked(duty: Obligation, dialect: Dialect) -> Row:
    """The values of ``CHECKED``, in its order."""
    time = dialect.time
    return (duty.stage, time(duty.next_check_at), time(duty.lapsed_at), duty.charged_to, time(duty.judged_due_at))


READ = (
    "clause version cause role segments opened_at running_since due_at not_before limit_us used_us same urgent stage "
    "next_check_at pausing paused_at lapsed_at met_at met_by voided_at voided_by early_at excuse charged_to judged_due_at"
).split()
"""The columns of a duty in the order of the fields of ``Obligation``."""


def duty_of(row: Sequence[Any], dialect: Dialect) -> Obligation:
    """The duty in a row of the columns ``READ``."""
    at, structure = dialect.read_time, dialect.read_json
    opened, since = at(row[5]), at(row[6])
    assert opened is not None  # the columns are NOT NULL
    assert since is not None
    return Obligation(
        row[0],
        row[1],
        row[2],
        row[3],
        tuple((who, datetime.fromisoformat(when)) for who, when in structure(row[4])),
        opened,
        since,
        at(row[7]),
        at(row[8]),
        MICROSECOND * row[9],
        MICROSECOND * row[10],
        tuple(structure(row[11])),
        bool(row[12]),
        row[13],
        at(row[14]),
        tuple(structure(row[15])),
        at(row[16]),
        at(row[17]),
        at(row[18]),
        row[19],
        at(row[20]),
        row[21],
        at(row[22]),
        row[23],
        row[24],
        at(row[25]),
    )
