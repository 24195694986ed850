"""Whether the machine's clock was set. A worker that believed a wrong clock would lapse what is not late, or open what is over."""

import time
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from gensui.core.events.company import ClockAccepted
from gensui.ledger import policies
from gensui.ledger.models import Event, Progress
from gensui.ledger.record import record
from gensui.ledger.refusals import ClockBehind

TRUSTED, DOUBTED = "clock", "clock_doubted"
"""Rows of ``Progress``: the newest instant that a worker believed, and what the clock showed when it had jumped ahead."""
SLACK = timedelta(minutes=10)
"""By how much a clock may be corrected without a word."""
FAILING = "clock"
"""What a worker that waits for the clock says of itself in its heartbeat."""
EVERY = 5.0
"""Seconds after which a face asks again how far the house has come."""
ELAPSED = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""It goes on while a machine sleeps, so that waking up is no jump."""


class Clock:
    """One worker's watch. Its threads share it.

    That a clock was set back is read from the database, also by a worker that begins. That it was set ahead is seen between two
    looks of a running worker. One that begins after the house was off asks the clock of PostgreSQL; on SQLite there is no other
    clock, and a house that is switched on after a weekend is believed. What was seen is kept, so that it is not forgotten when
    the worker is started anew.
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
        if jumped or (self._before is None and _begins_ahead(now)):
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


def last_alive() -> datetime | None:
    """The last instant at which the house was seen alive: a worker believed the clock, or something was recorded. Two queries."""
    believed = Progress.objects.filter(what=TRUSTED).values_list("until", flat=True).first()
    recorded = Event.objects.order_by("-pk").values_list("recorded_at", flat=True).first()
    return max((at for at in (believed, recorded) if at is not None), default=None)


def _begins_ahead(now: datetime) -> bool:
    """Whether a worker begins with a clock that somebody has set ahead, as far as can be known. Three queries at most."""
    if not settings.WATCHES_CLOCK or connection.vendor != "postgresql":
        return False
    alive = last_alive()
    if alive is None or now - alive <= SLACK:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchone()
    return bool(abs(now - theirs) > SLACK)


class _Faces:
    """How far the house has come, as a process that serves pages knows it."""

    def __init__(self) -> None:
        self.alive: datetime | None = None
        self.asked = -EVERY

    def require_ahead(self, now: datetime) -> None:
        """Refuse an act at a time before what happened already (``ClockBehind``). At most two queries in a few seconds."""
        if not settings.WATCHES_CLOCK:
            return
        if time.clock_gettime(ELAPSED) - self.asked >= EVERY or self._is_behind(now):
            self.alive, self.asked = last_alive(), time.clock_gettime(ELAPSED)
        if self._is_behind(now):
            raise ClockBehind

    def _is_behind(self, now: datetime) -> bool:
        return self.alive is not None and now < self.alive - SLACK


FACES = _Faces()


@transaction.atomic
def accept(*, actor: str, at: datetime) -> None:
    """An operator says that the clock is right as it is; that stands on record, where there is a policy to record under."""
    known = dict(Progress.objects.filter(what__in=(TRUSTED, DOUBTED)).values_list("what", "until"))
    Progress.objects.filter(what=DOUBTED).delete()
    Progress.objects.update_or_create(what=TRUSTED, defaults={"until": at.astimezone(UTC)})
    if policies.newest():
        event = ClockAccepted(believed=known.get(TRUSTED), doubted=known.get(DOUBTED))
        record(stream="clock", event=event, actor=actor, roles={}, at=at)
