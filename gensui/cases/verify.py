"""Whether each case stands where its log leads."""

from collections.abc import Iterator
from itertools import groupby

from gensui.cases.models import Case
from gensui.core import lifecycle
from gensui.core.lifecycle import IllegalMove
from gensui.ledger.models import Event
from gensui.ledger.verify import Fault

CHUNK = 2_000


def check_cases() -> Iterator[Fault]:
    """Go through the log of every case, and yield where its state differs. Two queries, read in pieces."""
    states = {case.stream: case.state for case in Case.objects.only("year", "state").iterator(chunk_size=CHUNK)}
    events = Event.objects.filter(stream__startswith="case:").order_by("stream", "number")
    lines = events.values_list("stream", "kind", "digests").iterator(chunk_size=CHUNK)
    for stream, steps in groupby(lines, key=lambda line: line[0]):
        stands = states.get(stream)
        if stands is None:
            continue  # that its row is gone is told once for all tables
        try:
            leads = lifecycle.follow((kind, digests is None) for _stream, kind, digests in steps)
        except IllegalMove as illegal:
            yield Fault(stream, "state", str(illegal))
            continue
        if stands not in leads:
            yield Fault(stream, "state", f"the case is {stands}, but its log leads to {' or '.join(sorted(leads))}")
