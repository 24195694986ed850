"""The ledger's own SQL: what a decision needs, read at once; what was decided, written at once."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from gensui.core.decisions import Key, Obligation
from gensui.ledger import columns
from gensui.ledger.columns import DUTY, EVENT, FIXED, KINDS, MOVING, OUTGOING, POSTGRESQL, READ, SQLITE, Dialect, Row


@dataclass(slots=True)
class Head:
    """Where a stream stands: its last event, and who held which role then."""

    number: int = 0
    hash: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """An event found under the client's key: that request was carried out already."""

    stream: str
    number: int
    kind: str
    data: Mapping[str, Any]


@dataclass(slots=True)
class Found:
    """What a decision needs to know of a stream. ``rows`` gives the row of each open duty."""

    head: Head = field(default_factory=Head)
    open: dict[Key, Obligation] = field(default_factory=dict)
    rows: dict[Key, int] = field(default_factory=dict)
    written: Written | None = None
    newest_policy: int = 0


@dataclass(slots=True)
class Batch:
    """Rows to be written together."""

    events: list[Row] = field(default_factory=list)
    opened: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    outgoing: list[Row] = field(default_factory=list)


def dialect() -> Dialect:
    return POSTGRESQL if connection.vendor == "postgresql" else SQLITE


def _run(sql: str, values: Mapping[str, Any] | Sequence[Any]) -> list[Any]:
    """One statement. On PostgreSQL it is prepared on the server, which the ORM's own cursors never do."""
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as raw:
        raw.execute(sql, values, prepare=settings.LEDGER_PREPARES)
        return raw.fetchall() if raw.description else []


# Reading

DUTY_COLUMNS = ", ".join(f"o.{name}" for name in READ)
FIND = f"""
SELECT (SELECT max(id) FROM ledger_policyversion), h.number, h.hash, h.roles, k.stream, k.number, k.kind, k.data,
       o.id, {DUTY_COLUMNS}
FROM (SELECT 1) AS one
LEFT JOIN (SELECT number, hash, roles FROM ledger_event WHERE stream = %(stream)s ORDER BY number DESC LIMIT 1) AS h ON true
LEFT JOIN (SELECT stream, number, kind, data FROM ledger_event WHERE client_key = %(client_key)s) AS k ON true
LEFT JOIN ledger_obligation AS o ON o.stream = %(stream)s AND o.state = 'open'
"""


def find(stream: str, client_key: str | None) -> Found:
    """The head and the open duties of a stream, and what was written before under the client's key. One statement."""
    speech = dialect()
    rows = _run(FIND, {"stream": stream, "client_key": client_key})
    found = Found()
    first = rows[0]
    found.newest_policy = first[0] or 0
    if first[1] is not None:
        found.head = Head(first[1], first[2], speech.read_json(first[3]))
    if first[4] is not None:
        found.written = Written(first[4], first[5], first[6], speech.read_json(first[7]))
    for row in rows:
        if row[8] is not None:
            duty = columns.duty_of(row[9:], speech)
            found.open[duty.key], found.rows[duty.key] = duty, row[8]
    return found


DUE = f"""
SELECT o.stream, o.id, {DUTY_COLUMNS} FROM ledger_obligation AS o
WHERE o.next_check_at <= %(at)s AND o.next_check_at IS NOT NULL AND o.set_aside = ''
ORDER BY o.next_check_at, o.id LIMIT %(most)s
"""
HEADS = {
    "postgresql": """
SELECT s.stream, e.number, e.hash, e.roles FROM unnest(%(streams)s::text[]) AS s(stream)
CROSS JOIN LATERAL (SELECT number, hash, roles FROM ledger_event WHERE stream = s.stream ORDER BY number DESC LIMIT 1) AS e
""",
    "sqlite": """
SELECT e.stream, e.number, e.hash, e.roles FROM json_each(%(streams)s) AS s
JOIN ledger_event AS e ON e.stream = s.value
 AND e.number = (SELECT max(number) FROM ledger_event WHERE stream = s.value)
""",
}
ALL_OPEN = {
    "postgresql": f"SELECT o.stream, o.id, {DUTY_COLUMNS} FROM ledger_obligation AS o "
    "WHERE o.stream = ANY(%(streams)s::text[]) AND o.state = 'open'",
    "sqlite": f"SELECT o.stream, o.id, {DUTY_COLUMNS} FROM ledger_obligation AS o "
    "WHERE o.stream IN (SELECT value FROM json_each(%(streams)s)) AND o.state = 'open'",
}


def claim_due(at: datetime, most: int) -> dict[str, Found]:
    """Up to ``most`` duties to be looked at by now, by stream, held until the transaction ends.

    Those that another worker holds are left to it.
    """
    hold = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    instant = at if connection.vendor == "postgresql" else SQLITE.time(at)
    found: dict[str, Found] = {}
    _collect(found, _run(DUE + hold, {"at": instant, "most": most}))
    return found


def find_heads(found: dict[str, Found]) -> None:
    """Add the head of each stream."""
    for stream, number, digest, roles in _run(HEADS[connection.vendor], {"streams": _streams(found)}):
        found[stream].head = Head(number, digest, dialect().read_json(roles))


def find_all_open(found: dict[str, Found], streams: Iterable[str]) -> None:
    """Add the open duties of these streams that were not claimed."""
    if streams := list(streams):
        _collect(found, _run(ALL_OPEN[connection.vendor], {"streams": _streams(streams)}))


def _streams(streams: Iterable[str]) -> Any:
    return list(streams) if connection.vendor == "postgresql" else json.dumps(list(streams))


def _collect(found: dict[str, Found], rows: Iterable[Row]) -> None:
    speech = dialect()
    for row in rows:
        duty = columns.duty_of(row[2:], speech)
        stream = found.setdefault(row[0], Found())
        stream.open[duty.key], stream.rows[duty.key] = duty, row[1]


# Writing


def _insert(table: str, kinds: Mapping[str, str]) -> str:
    """INSERT from a list of lists, in JSON."""
    names = ", ".join(f'"{name}"' for name in kinds)
    return f"INSERT INTO {table} ({names}) SELECT {_picked(kinds)} FROM jsonb_array_elements(%s::jsonb) AS r"


def _picked(kinds: Mapping[str, str], first: int = 0) -> str:
    return ", ".join(_pick(place, kind) for place, kind in enumerate(kinds.values(), first))


def _pick(place: int, kind: str) -> str:
    return f"r->{place}" if kind == "json" else f"(r->>{place}){KINDS[kind]}"


SET = ", ".join(f"{name} = {_pick(place, kind)}" for place, (name, kind) in enumerate(MOVING.items(), 1))
WRITE_ALL = f"""
WITH events AS ({_insert("ledger_event", EVENT)}),
opened AS ({_insert("ledger_obligation", DUTY)}),
changed AS (UPDATE ledger_obligation SET {SET} FROM jsonb_array_elements(%s::jsonb) AS r WHERE id = (r->>0)::bigint)
{_insert("ledger_outgoing", OUTGOING)}
"""


def _insert_each(table: str, kinds: Mapping[str, str]) -> str:
    names = ", ".join(f'"{name}"' for name in kinds)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(kinds))})"


WRITE_EACH = (
    ("events", _insert_each("ledger_event", EVENT)),
    ("opened", _insert_each("ledger_obligation", DUTY)),
    ("changed", f"UPDATE ledger_obligation SET {', '.join(f'{name} = %s' for name in MOVING)} WHERE id = %s"),
    ("outgoing", _insert_each("ledger_outgoing", OUTGOING)),
)


def write(batch: Batch) -> None:
    """Write the rows: on PostgreSQL in one statement, on SQLite in one for each table that has any."""
    if connection.vendor == "postgresql":
        parts = (batch.events, batch.opened, batch.changed, batch.outgoing)
        _run(WRITE_ALL, [json.dumps(part, ensure_ascii=False) for part in parts])
        return
    for name, sql in WRITE_EACH:
        rows: list[Row] = getattr(batch, name)
        if name == "changed":
            rows = [(*row[1:], row[0]) for row in rows]
        if rows:
            with connection.cursor() as cursor:
                cursor.executemany(sql, rows)


def duty_row(stream: str, duty: Obligation, speech: Dialect) -> Row:
    """A new duty, in the order of ``DUTY``."""
    return (*columns.fixed(stream, duty, speech), *columns.moving(duty, speech))


assert len(DUTY) == len(FIXED) + len(MOVING)
