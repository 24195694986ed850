"""Heads of the streams, noted elsewhere: with them a stream that was cut off or wiped whole is found."""

from collections.abc import Iterable, Iterator

from django.db.models import Max, OuterRef, Subquery

from gensui.ledger.models import Event
from gensui.ledger.verify import Fault

CHUNK = 500


def heads() -> Iterator[str]:
    """One line for each stream: its key, the number of its last event and that event's hash. One query, read in pieces."""
    last = Event.objects.filter(stream=OuterRef("stream")).order_by("-number")
    found = Event.objects.values("stream").annotate(last=Max("number"), head=Subquery(last.values("hash")[:1]))
    for row in found.order_by("stream").iterator(chunk_size=2_000):
        yield f"{row['stream']} {row['last']} {row['head']}"


def check_heads(lines: Iterable[str]) -> Iterator[Fault]:
    """Compare with heads that were noted before: each noted event must still stand there. One query for 500 lines.

    A line that is no head is a fault too.
    """
    noted: list[tuple[str, int, str]] = []
    for place, line in enumerate(lines, 1):
        parts = line.split()
        if not parts:
            continue
        if len(parts) != 3 or not parts[1].isdecimal():
            yield Fault("heads", f"line {place}", "it is no head: stream, number and hash are wanted")
            continue
        noted.append((parts[0], int(parts[1]), parts[2]))
        if len(noted) == CHUNK:
            yield from _compare(noted)
            noted = []
    yield from _compare(noted)


def _compare(noted: list[tuple[str, int, str]]) -> Iterator[Fault]:
    rows = Event.objects.filter(stream__in={one[0] for one in noted}, number__in={one[1] for one in noted})
    there = {(row[0], row[1]): row[2] for row in rows.values_list("stream", "number", "hash")}
    for stream, number, head in noted:
        stands = there.get((stream, number))
        if stands is None:
            yield Fault(stream, f"event {number}", "it was noted as recorded, and is gone")
        elif stands != head:
            yield Fault(stream, f"event {number}", "it is another than was noted")
