"""The ledger's own SQL: what a decision needs, read at once; what was decided, written at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson
import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections

from gensui.core.decisions import Key, Obligation
from gensui.ledger import columns
from gensui.ledger.columns import (
    CHECKED,
    EVENT,
    FIXED,
    KINDS,
    MOVING,
    OUTGOING,
    POSTGRESQL,
    READ,
    SALT,
    SQLITE,
    Dialect,
    Row,
)


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
    digests: Sequence[str]
    salt: str


@dataclass(slots=True)
class Found:
    """What a decision needs to know of a stream. ``rows`` gives the row of each open duty."""

    head: Head = field(default_factory=Head)
    open: dict[Key, Obligation] = field(default_factory=dict)
    rows: dict[Key, int] = field(default_factory=dict)
    written: Written | None = None
    newest_policy: int = 0


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is to be known before a stream exists: the newest policy, and where the client's key was carried out before."""

    newest_policy: int
    carried_out_in: str = ""


def dialect() -> Dialect:
    return POSTGRESQL if connection.vendor == "postgresql" else SQLITE


Values = Mapping[str, Any] | Sequence[Any]


def run(sql: str, values: Values) -> list[Any]:
    """What a statement that most acts ask answers. On PostgreSQL it is prepared on the server, which the ORM's cursors never do."""
    with _carried_out(sql, values) as cursor:
        return list(cursor.fetchall())


def send(sql: str, values: Values) -> None:
    """A statement whose answer nobody waits for, where statements go out ``together``."""
    with _carried_out(sql, values):
        pass


@contextmanager
def _carried_out(sql: str, values: Values) -> Iterator[Any]:
    base = connections[DEFAULT_DB_ALIAS]  # itself: what stands for it looks for it again with each question
    if base.vendor != "postgresql":
        with base.cursor() as cursor:
            cursor.execute(sql, values)
            yield cursor
        return
    base.ensure_connection()
    with base.wrap_database_errors, psycopg.Cursor(base.connection) as raw:
        raw.execute(sql, values, prepare=settings.LEDGER_PREPARES)
        yield raw


@contextmanager
def together() -> Iterator[None]:
    """Statements whose answers nobody waits for go out together, and with them the end of their transaction (PostgreSQL).

    What one of them refuses is said at the end.
    """
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


# Reading

DUTY = ", ".join(f"o.{name}" for name in READ)
ROW = {"postgresql": f"jsonb_build_array({DUTY})", "sqlite": DUTY}
FIND = """
SELECT (SELECT max(id) FROM ledger_policyversion), h.number, h.hash, h.roles,
  k.stream, k.number, k.kind, k.data, k.digests, k.salt, o.id, {row}
FROM (SELECT 1) AS one
LEFT JOIN (SELECT number, hash, roles FROM ledger_event WHERE stream = %(stream)s ORDER BY number DESC LIMIT 1) AS h ON true
LEFT JOIN (
  SELECT e.stream, e.number, e.kind, e.data, e.digests, s.salt FROM ledger_event AS e
  LEFT JOIN ledger_salt AS s ON s.stream = e.stream AND s.number = e.number WHERE e.client_key = %(client_key)s
) AS k ON true
LEFT JOIN ledger_obligation AS o ON o.stream = %(stream)s AND o.state = 'open'
ORDER BY o.id
"""
CLAIM = """
SELECT o.stream, o.id, {row} FROM ledger_obligation AS o
WHERE o.next_check_at <= %(at)s AND o.next_check_at IS NOT NULL AND o.set_aside = ''
ORDER BY o.next_check_at, o.id LIMIT %(most)s {hold}
"""
HOLD = {"postgresql": "FOR UPDATE SKIP LOCKED", "sqlite": ""}
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
OPEN = "SELECT o.stream, o.id, {row} FROM ledger_obligation AS o WHERE o.state = 'open' AND o.stream {among}"
AMONG = {"postgresql": "= ANY(%(streams)s::text[])", "sqlite": "IN (SELECT value FROM json_each(%(streams)s))"}


def _sql(template: str) -> str:
    vendor = connection.vendor
    return template.format(row=ROW[vendor], hold=HOLD[vendor], among=AMONG[vendor])


def _duty(columns_: Sequence[Any], speech: Dialect) -> Obligation:
    """The duty in the last columns of a row: on PostgreSQL one of JSON, on SQLite one for each field."""
    return columns.duty_of(orjson.loads(columns_[0]) if speech is POSTGRESQL else columns_, speech)


BEGINNING = """(SELECT max(id) FROM ledger_policyversion) AS newest_policy,
(SELECT stream FROM ledger_event WHERE client_key = %(client_key)s) AS carried_out_in"""
"""For a statement that asks it with other things."""


def find(stream: str, client_key: str | None) -> Found:
    """The head and the open duties of a stream, and what was written before under the client's key. One statement."""
    rows = run(_sql(FIND), {"stream": stream, "client_key": client_key})
    speech, found, first = dialect(), Found(), rows[0]
    found.newest_policy = first[0] or 0
    if first[1] is not None:
        found.head = Head(first[1], first[2], orjson.loads(first[3]))
    if first[4] is not None:
        digests = orjson.loads(first[8]) if first[8] is not None else ()
        found.written = Written(first[4], first[5], first[6], orjson.loads(first[7]), digests, first[9] or "")
    for row in rows:
        if row[10] is not None:
            duty = _duty(row[11:], speech)
            found.open[duty.key], found.rows[duty.key] = duty, row[10]
    return found


def claim_due(at: datetime, most: int) -> dict[str, Found]:
    """Up to ``most`` duties to be looked at by now, by stream, held until the transaction ends.

    Those that another worker holds are left to it.
    """
    found: dict[str, Found] = {}
    _collect(found, run(_sql(CLAIM), {"at": dialect().time(at), "most": most}))
    return found


NEXT = """
SELECT next_check_at FROM ledger_obligation WHERE next_check_at IS NOT NULL AND set_aside = ''
ORDER BY next_check_at LIMIT 1
"""


def next_check() -> datetime | None:
    """When the next duty has to be looked at: one look at an index, asked far more often than anything is due."""
    answer = run(NEXT, ())
    return answer[0][0].replace(tzinfo=UTC) if answer else None


def find_heads(found: dict[str, Found]) -> None:
    """Add the head of each stream."""
    for stream, number, digest, roles in run(HEADS[connection.vendor], {"streams": _streams(found)}):
        found[stream].head = Head(number, digest, orjson.loads(roles))


def find_all_open(found: dict[str, Found], streams: Iterable[str]) -> None:
    """Add the open duties of these streams that were not claimed."""
    if streams := list(streams):
        _collect(found, run(_sql(OPEN), {"streams": _streams(streams)}))


def _streams(streams: Iterable[str]) -> Any:
    return list(streams) if connection.vendor == "postgresql" else orjson.dumps(list(streams)).decode()


def _collect(found: dict[str, Found], rows: Iterable[Row]) -> None:
    speech = dialect()
    for row in rows:
        duty = _duty(row[2:], speech)
        stream = found.setdefault(row[0], Found())
        stream.open[duty.key], stream.rows[duty.key] = duty, row[1]


# Writing


@dataclass(slots=True)
class Batch:
    """Rows to be written together. Of a duty that was only ``checked`` by the engine, few columns have moved."""

    events: list[Row] = field(default_factory=list)
    opened: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    checked: list[Row] = field(default_factory=list)
    outgoing: list[Row] = field(default_factory=list)
    salts: list[Row] = field(default_factory=list)


def _pick(place: int, kind: str) -> str:
    return f"r->{place}" if kind == "json" else f"(r->>{place}){KINDS[kind]}"


def _insert(table: str, kinds: Mapping[str, str]) -> str:
    """INSERT from a list of lists, in JSON."""
    names = ", ".join(f'"{name}"' for name in kinds)
    picked = ", ".join(_pick(place, kind) for place, kind in enumerate(kinds.values()))
    return f"INSERT INTO {table} ({names}) SELECT {picked} FROM jsonb_array_elements(%s::jsonb) AS r"


def _update(table: str, kinds: Mapping[str, str]) -> str:
    """UPDATE from a list of lists in JSON, the key of the row first."""
    moved = ", ".join(f"{name} = {_pick(place, kind)}" for place, (name, kind) in enumerate(kinds.items(), 1))
    return f"UPDATE {table} SET {moved} FROM jsonb_array_elements(%s::jsonb) AS r WHERE id = (r->>0)::bigint"


WRITE_ALL = f"""
WITH events AS ({_insert("ledger_event", EVENT)}),
opened AS ({_insert("ledger_obligation", FIXED | MOVING)}),
changed AS ({_update("ledger_obligation", MOVING)}),
checked AS ({_update("ledger_obligation", CHECKED)}),
salts AS ({_insert("ledger_salt", SALT)})
{_insert("ledger_outgoing", OUTGOING)}
"""


def _insert_one(table: str, kinds: Mapping[str, str]) -> str:
    names = ", ".join(f'"{name}"' for name in kinds)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(kinds))})"


def _update_one(table: str, kinds: Mapping[str, str]) -> str:
    return f"UPDATE {table} SET {', '.join(f'{name} = %s' for name in kinds)} WHERE id = %s"


WRITE_EACH = (
    ("events", _insert_one("ledger_event", EVENT)),
    ("opened", _insert_one("ledger_obligation", FIXED | MOVING)),
    ("changed", _update_one("ledger_obligation", MOVING)),
    ("checked", _update_one("ledger_obligation", CHECKED)),
    ("outgoing", _insert_one("ledger_outgoing", OUTGOING)),
    ("salts", _insert_one("ledger_salt", SALT)),
)


def write(batch: Batch) -> None:
    """Write the rows: on PostgreSQL in one statement, on SQLite in one for each table that has any."""
    if connection.vendor == "postgresql":
        parts = (batch.events, batch.opened, batch.changed, batch.checked, batch.salts, batch.outgoing)
        send(WRITE_ALL, [orjson.dumps(part).decode() for part in parts])
        return
    for name, sql in WRITE_EACH:
        rows: list[Row] = getattr(batch, name)
        if name in ("changed", "checked"):
            rows = [(*row[1:], row[0]) for row in rows]
        if rows:
            with connection.cursor() as cursor:
                cursor.executemany(sql, rows)
