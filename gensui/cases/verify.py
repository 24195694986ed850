"""Whether each case stands where its log leads, and its words are those that were written."""

from collections.abc import Iterator
from itertools import groupby

from gensui.cases.models import Case
from gensui.core import lifecycle
from gensui.core.lifecycle import IllegalMove
from gensui.ledger.models import Event, Salt
from gensui.ledger.verify import Fault
from gensui.ledger.words import digest

CHUNK = 2_000
GONE = "—"
"""What stands for the matter of a case whose words were erased."""


def check_cases() -> Iterator[Fault]:
    """Go through the log of every case, and yield where its state differs. Two queries, read in pieces."""
    states = {case.stream: case.state for case in Case.objects.only("year", "state").iterator(chunk_size=CHUNK)}
    events = Event.objects.filter(stream__startswith="case:").order_by("stream", "number")
    lines = events.values_list("stream", "kind").iterator(chunk_size=CHUNK)
    for stream, kinds in groupby(lines, key=lambda line: line[0]):
        stands = states.pop(stream, None)
        if stands is None:
            continue  # a history that was recorded without a case
        try:
            leads = lifecycle.follow(kind for _stream, kind in kinds)
        except IllegalMove as illegal:
            yield Fault(stream, "state", str(illegal))
            continue
        if leads != stands:
            yield Fault(stream, "state", f"the case is {stands}, but its log leads to {leads}")
    for stream in states:
        yield Fault(stream, "state", "there is a case, but nothing of it in the log")


def check_words() -> Iterator[Fault]:
    """Compare the words of each case with the digests its events carry. Four queries for each case that has any."""
    events = Event.objects.filter(stream__startswith="case:").exclude(digests=None).exclude(digests=[])
    lines = events.order_by("stream", "number").values_list("stream", "number", "digests").iterator(chunk_size=CHUNK)
    for stream, carried in groupby(lines, key=lambda line: line[0]):
        case = Case.objects.numbered(stream.removeprefix("case:")).only("content").first()
        if case is not None and case.content != GONE:  # erased words cannot be compared any more
            yield from _changed(stream, case, [(number, digests or []) for _stream, number, digests in carried])


def _changed(stream: str, case: Case, carried: list[tuple[int, list[str]]]) -> Iterator[Fault]:
    salts = dict(Salt.objects.filter(stream=stream).values_list("number", "salt"))
    there: dict[str, list[tuple[str, ...]]] = {
        "note": list(case.notes.values_list("kind", "author_key", "text")),
        "message": list(case.messages.values_list("purpose", "author_key", "text")),
        "case": [(case.content,)],
    }
    last = max((number for number, digests in carried if any(one.startswith("case:") for one in digests)), default=0)
    for number, digests in carried:
        for one in digests:
            place = one.partition(":")[0]
            if place not in there or (place == "case" and number != last):
                continue
            if number not in salts:
                yield Fault(stream, f"event {number}", f"the salt of its words ({place}) is gone")
            elif one not in {digest(salts[number], place, fields) for fields in there[place]}:
                yield Fault(stream, f"event {number}", f"the words written with it ({place}) were changed or are gone")
