"""Whether results of tests are those that the log tells: who passed, with which score, and what was put right."""

from collections.abc import Iterator
from dataclasses import dataclass

from gensui.core.events.people import TrainingCorrected, TrainingPassed
from gensui.ledger.models import Event
from gensui.ledger.verify import Fault, Unread, each, going_on, readable, unread
from gensui.training.models import Attempt, Correction, Seat
from gensui.training.questions import score as marked

CHUNK = 2_000


@dataclass(slots=True)
class Result:
    """Where the log leads: the last score it names, whether it tells of a pass, and whether a correction came last."""

    score: int
    has_passed: bool
    is_corrected: bool = False


def check_results() -> Iterator[Fault]:
    """Yield each result that was changed beside the log. Four queries, read in pieces."""
    yield from going_on("training", "results", _check_seats())
    yield from going_on("training", "tests", _check_tests())


def _check_tests() -> Iterator[Fault]:
    """Marked again, as the questions were asked and answered."""
    for test in each(Attempt.objects.exclude(handed_in_at=None).select_related("seat").order_by("pk")):
        if isinstance(test, Unread):
            yield unread(test)
            continue
        again = marked(test.questions, test.answers)
        if test.score != again:
            name = f"test {test.number} of seat {test.seat_id}"
            reason = f"the score is {test.score}, but the answers are worth {again}"
            yield Fault(f"training:{test.seat.session_id}", name, reason)


def _check_seats() -> Iterator[Fault]:
    told = _told()
    best: dict[int, int] = {}
    for seat, score in Attempt.objects.exclude(score=None).values_list("seat", "score").iterator(chunk_size=CHUNK):
        best[seat] = max(best.get(seat, 0), score or 0)
    for row in each(Seat.objects.order_by("pk")):
        if isinstance(row, Unread):
            yield unread(row)
            told.pop(row.row, None)
            continue
        stream, name, result = f"training:{row.session_id}", f"seat {row.pk}", told.pop(row.pk, None)
        by_log = result.score if result else best.get(row.pk)
        if row.score != by_log:
            yield Fault(stream, name, f"the score is {row.score}, but by the log it is {by_log}")
        has_passed = result is not None and result.has_passed
        if row.passed_at is not None and not has_passed:
            yield Fault(stream, name, "it is passed, but the log does not tell so")
        if row.passed_at is None and result is not None and has_passed and not result.is_corrected:
            yield Fault(stream, name, "it is not passed, but by the log it is")
        if (row.certificate is not None) != has_passed:
            yield Fault(stream, name, f"the certificate is {row.certificate}, but the log tells otherwise")
    for seat in sorted(told):
        yield Fault("training", f"seat {seat}", "the log tells of its result, but its row is gone")


def _told() -> dict[int, Result]:
    """By seat. The house's own key of the event names it: that of a pass the seat, that of a correction the correction's row."""
    seats = dict(Correction.objects.values_list("pk", "seat"))
    told: dict[int, Result] = {}
    events = Event.objects.filter(kind__in=(TrainingPassed.kind, TrainingCorrected.kind)).order_by("stream", "number")
    for kind, key, data in readable(events.values_list("kind", "client_key", "data")):
        row = int((key or "::0").split(":")[1])
        passes = kind == TrainingPassed.kind
        seat = row if passes else seats.get(row, 0)
        before = told.get(seat)
        has_passed = passes or (before is not None and before.has_passed)
        told[seat] = Result(data.get("score", 0), has_passed, not passes)
    return told
