"""The events of the ledger, stream by stream, in one pass, as a what-if wants them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from django.db import connection

from gensui.amendments.running import Line, Stream

CHUNK = 5_000
STREAMS = "SELECT DISTINCT stream FROM ledger_event WHERE occurred_at >= %s AND occurred_at < %s"
JSON = {"postgresql": "e.data::text, e.roles::text", "sqlite": "e.data, e.roles"}
EVENTS = """
SELECT e.stream, e.kind, {json}, e.occurred_at FROM ledger_event AS e
WHERE e.stream IN ({streams}) AND e.occurred_at < %s ORDER BY e.stream, e.number
"""


def count_streams(since: datetime, until: datetime) -> int:
    """In how many streams something happened. One query."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({STREAMS}) AS s", _times(since, until))
        return int(cursor.fetchone()[0])


def streams(since: datetime, until: datetime) -> Iterator[Stream]:
    """Every stream in which something happened, from its beginning. One query; rows are fetched in portions."""
    sql = EVENTS.format(json=JSON[connection.vendor], streams=STREAMS)
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, [*_times(since, until), *_times(until)])
        rows = iter(lambda: cursor.fetchmany(CHUNK), [])
        lines = (row for portion in rows for row in portion)
        for stream, found in groupby(lines, key=lambda row: row[0]):
            yield stream, [_line(row) for row in found]


def _line(row: tuple[Any, ...]) -> Line:
    _stream, kind, data, roles, at = row
    when = datetime.fromisoformat(at) if isinstance(at, str) else at
    return kind, data, roles, when if when.tzinfo else when.replace(tzinfo=UTC)


def _times(*times: datetime) -> list[Any]:
    return [connection.ops.adapt_datetimefield_value(one) for one in times]
