"""Heads of the streams, noted elsewhere: with them a stream that was cut off or wiped whole is found.

A file of them begins with a line that says so and ends with their number and digest, so that a part of it does not pass for the
whole. Files of older releases have neither line; whether such a file was cut nobody can tell.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Max, OuterRef, Subquery

from gensui.ledger.models import Event
from gensui.ledger.verify import Fault

CHUNK = 500
BEGIN, END = "heads-and-their-end", "end"


def heads() -> Iterator[str]:
    """One line for each stream: its key, the number of its last event and that event's hash. One query, read in pieces."""
    last = Event.objects.filter(stream=OuterRef("stream")).order_by("-number")
    found = Event.objects.values("stream").annotate(last=Max("number"), head=Subquery(last.values("hash")[:1]))
    for row in found.order_by("stream").iterator(chunk_size=2_000):
        yield f"{row['stream']} {row['last']} {row['head']}"


def file() -> Iterator[str]:
    """The lines of a file of heads, from the first to the mark of its end."""
    count, digest = 0, hashlib.sha256()
    yield BEGIN
    for line in heads():
        count += 1
        digest.update(f"{line}\n".encode())
        yield line
    yield f"{END} {count} {digest.hexdigest()}"


def of_file(lines: Iterable[str]) -> list[str]:
    """The heads that stand in a file, without the marks of its beginning and end."""
    return [line for line in lines if line.strip() and line.split()[0] not in (BEGIN, END)]


def has_end(lines: Sequence[str]) -> bool:
    """Whether the file is of a release that marks the end; also where only one of its two marks is left."""
    return any(line.split()[:1] in ([BEGIN], [END]) for line in lines)


def check_whole(lines: Sequence[str]) -> Iterator[Fault]:
    """Whether a file that marks its end is all there, and nothing of it was changed. No query."""
    written = [line for line in lines if line.strip()]
    noted = of_file(written)
    digest = hashlib.sha256("".join(f"{line}\n" for line in noted).encode()).hexdigest()
    if [*written[:1], *written[-1:]] != [BEGIN, f"{END} {len(noted)} {digest}"]:
        yield Fault(
            "heads",
            "the file",
            "it is not as it was written: its beginning, its end or a line of it is missing or changed",
        )


def check_heads(lines: Sequence[str]) -> Iterator[Fault]:
    """Compare with heads that were noted before: each noted event must still stand there. One query for 500 lines.

    A line that is no head is a fault too, and a file that was cut, where it marks its end.
    """
    if has_end(lines):
        yield from check_whole(lines)
    noted: list[tuple[str, int, str]] = []
    for place, line in enumerate(lines, 1):
        parts = line.split()
        if not parts or parts[0] in (BEGIN, END):
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
