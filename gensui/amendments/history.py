"""The events of the ledger, stream by stream, in one pass and of one state, as a what-if wants them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from django.db import connection

from gensui.amendments.running import Line, Stream

PORTION = 200
"""Streams that are read by one statement."""
STREAMS = "SELECT DISTINCT stream FROM ledger_event WHERE occurred_at >= %s AND occurred_at < %s"
JSON = {"postgresql": "e.data::text, e.roles::text", "sqlite": "e.data, e.roles"}
EVENTS = """
SELECT e.stream, e.kind, {json}, e.occurred_at FROM ledger_event AS e
WHERE e.stream IN ({marks}) AND e.occurred_at < %s AND e.id <= %s ORDER BY e.stream, e.number
"""


def count_streams(since: datetime, until: datetime) -> int:
    """In how many streams something happened. One query."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({STREAMS}) AS s", _times(since, until))
        return int(cursor.fetchone()[0])


def streams(since: datetime, until: datetime) -> Iterator[Stream]:
    """Every stream in which something happened, from its beginning, as the log stood at the first of them.

    The log only grows, so its last number is a state of it, and nothing need be held open between two portions: SQLite refuses
    at once, without waiting, to let a connection write that still reads a state which others have moved on from.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM ledger_event")
        last = cursor.fetchone()[0] or 0
        cursor.execute(STREAMS, _times(since, until))
        found = sorted(name for (name,) in cursor.fetchall())
    for first in range(0, len(found), PORTION):
        portion = found[first : first + PORTION]
        sql = EVENTS.format(json=JSON[connection.vendor], marks=", ".join(["%s"] * len(portion)))
        with connection.cursor() as cursor:
            cursor.execute(sql, [*portion, *_times(until), last])
            rows = cursor.fetchall()
        for stream, lines in groupby(rows, key=lambda row: row[0]):
            yield stream, [_line(row) for row in lines]


def _line(row: tuple[Any, ...]) -> Line:
    _stream, kind, data, roles, at = row
    when = datetime.fromisoformat(at) if isinstance(at, str) else at
    return kind, data, roles, when if when.tzinfo else when.replace(tzinfo=UTC)


def _times(*times: datetime) -> list[Any]:
    return [connection.ops.adapt_datetimefield_value(one) for one in times]
