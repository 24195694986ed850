"""Whether the machine's clock was set. A worker that believed a wrong clock would lapse what is not late, or open what is over."""

import time
from datetime import UTC, datetime, timedelta

from django.db import transaction

from gensui.ledger.models import Progress

TRUSTED, DOUBTED = "clock", "clock_doubted"
"""Rows of ``Progress``: the newest instant that a worker believed, and what the clock showed when it had jumped ahead."""
SLACK = timedelta(minutes=10)
"""By how much a clock may be corrected without a word."""
FAILING = "clock"
"""What a worker that waits for the clock says of itself in its heartbeat."""
ELAPSED = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""It goes on while a machine sleeps, so that waking up is no jump."""


class Clock:
    """One worker's watch. Its threads share it.

    That a clock was set back is read from the database, also by a worker that begins. That it was set ahead can only be seen
    between two looks of a running worker: a worker that begins late may as well have been off. What was seen is kept, so
    that it is not forgotten when the worker is started anew.
    """

    def __init__(self) -> None:
        self._before: tuple[datetime, float] | None = None
        self._right = False

    def is_right(self, now: datetime) -> bool:
        """Look at the clock; if it is right, note how far it has come. One query, and every five seconds a note."""
        jumped = self._jump(now) > SLACK
        self._right = False  # the threads wait until this is known
        right = self._look(now, jumped)
        self._before = now, time.clock_gettime(ELAPSED)
        self._right = right
        return right

    def is_believed(self, now: datetime) -> bool:
        """Whether it was right at the last look, and has not jumped since. No query: for the threads beside."""
        return self._right and abs(self._jump(now)) <= SLACK

    def _jump(self, now: datetime) -> timedelta:
        if self._before is None:
            return timedelta()
        then, elapsed = self._before
        return now - then - timedelta(seconds=time.clock_gettime(ELAPSED) - elapsed)

    def _look(self, now: datetime, jumped: bool) -> bool:
        if jumped:
            Progress.objects.get_or_create(what=DOUBTED, defaults={"until": now})
        known = dict(Progress.objects.filter(what__in=(TRUSTED, DOUBTED)).values_list("what", "until"))
        if DOUBTED in known:
            if now > known[DOUBTED] - SLACK:
                return False
            Progress.objects.filter(what=DOUBTED).delete()  # it was set right again
        trusted = known.get(TRUSTED)
        if trusted is not None and now < trusted - SLACK:
            return False
        if trusted is None or now - trusted > timedelta(seconds=5):
            Progress.objects.update_or_create(what=TRUSTED, defaults={"until": now})
        return True


@transaction.atomic
def accept(*, actor: str, at: datetime) -> None:
    """An operator says that the clock is right as it is."""
    del actor  # operators have no key of their own; whoever may call the command may do it
    Progress.objects.filter(what=DOUBTED).delete()
    Progress.objects.update_or_create(what=TRUSTED, defaults={"until": at.astimezone(UTC)})
