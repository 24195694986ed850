"""The order in time of what is recorded: asked only for what happened earlier than it is entered."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from gensui.core import events, order
from gensui.core.events import Event
from gensui.core.order import Step
from gensui.ledger import models
from gensui.ledger.refusals import OutOfOrder

MINUTE = timedelta(minutes=1)
CHUNK = 100
Pairs = Sequence[tuple[Event, datetime]]


def in_order(stream: str, happened: Pairs, at: datetime, last: int) -> list[tuple[Event, datetime]]:
    """The events with their times, none of them before what it follows. Refuses one that is (``OutOfOrder``).

    A time without seconds is a minute that somebody typed: within it, the event takes the first instant that its order allows.
    ``last`` is the number of the stream's last event; a new stream has no history, and an event of now needs none.
    """
    placed: list[tuple[Event, datetime]] = []
    for event, when in happened:
        if when < at and order.is_ordered(event.kind):
            steps = _history(stream, event.kind, when) if last else []
            steps += [Step(earlier.kind, then, events.payload(earlier)) for earlier, then in placed]
            when = _place(steps, event, when)
        placed.append((event, when))
    return placed


def _place(steps: Sequence[Step], event: Event, when: datetime) -> datetime:
    step = order.violated(steps, event, when)
    if step is None:
        return when
    is_typed = when.second == 0 and when.microsecond == 0
    if is_typed and step.at < when + MINUTE:
        return step.at
    raise OutOfOrder(event.kind, when, step.kind, step.at)


def _history(stream: str, kind: str, when: datetime) -> list[Step]:
    """Of a case all its moves; of another stream what was recorded after ``when``. One query, mostly."""
    if order.is_move(kind):
        lines = models.Event.objects.filter(stream=stream).order_by("number")
        return [Step(*line) for line in lines.values_list("kind", "occurred_at", "data")]
    return list(_since(stream, when))


def _since(stream: str, when: datetime) -> Iterator[Step]:
    """Backwards through the stream: what happened after ``when`` was recorded after it too."""
    lines = models.Event.objects.filter(stream=stream).order_by("-number")
    columns = ("kind", "occurred_at", "data", "number", "recorded_at")
    chunk = list(lines.values_list(*columns)[:CHUNK])
    while chunk:
        yield from (Step(kind, then, data) for kind, then, data, _number, _recorded in chunk)
        *_rest, number, recorded_at = chunk[-1]
        if recorded_at <= when or number == 1:
            return
        chunk = list(lines.filter(number__lt=number).values_list(*columns)[:CHUNK])
