"""What is to be told: queued with what causes it, leased by one worker at a time, sent at least once."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from gensui.core.plain import one_line
from gensui.ledger.models import NEVER, Outgoing

LEASE = timedelta(minutes=5)
"""A worker that took a message and is not heard of for so long has lost it to the others.

Longer than the slowest sending: a mail server is asked eleven things at most, and waited for twenty seconds each time.
"""
TURN = timedelta(seconds=20)
"""How long one goes on taking up messages before one looks again what is urgent."""
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8))
"""How long to wait after each try that failed; after the last, the message has failed."""

NUMBER = re.compile(r"[+(]{0,2}\d(?:[\s()\-\u2010-\u2015\u2212\uff0d]{0,3}\d){6,}")
"""What may be somebody's number, however a provider spells it."""
MOST = 300
"""Characters that are kept of why a message did not go out."""


def queue(
    *, stream: str, to: str, what: str, body: str, at: datetime, number: int = 0, not_before: datetime | None = None,
    until: datetime | None = None,
) -> Outgoing:  # fmt: skip
    """Have somebody told, in words of a person's own or with a code. Stands or falls with the transaction of the caller.

    ``until``: it is of no use from then on, and is not sent any more.
    """
    return Outgoing.objects.create(
        stream=stream, number=number, clause="", cause=0, what=what, to=to, body=body, created_at=at,
        next_try_at=not_before, expires_at=until,
    )  # fmt: skip


def queue_all(
    *, stream: str, to: Iterable[str], what: str, body: str, at: datetime, not_before: datetime | None = None
) -> int:
    """Have several people told the same, at once or then; how many. Stands or falls with the transaction of the caller."""
    rows = [
        Outgoing(
            stream=stream,
            number=0,
            clause="",
            cause=0,
            what=what,
            to=one,
            body=body,
            created_at=at,
            next_try_at=not_before,
        )
        for one in to
    ]
    return len(Outgoing.objects.bulk_create(rows))


def queue_each(*, told: Iterable[tuple[str, str, str]], what: str, at: datetime) -> int:
    """Have several people told, each in another stream and in other words (stream, to, body); how many. One statement."""
    rows = [
        Outgoing(stream=stream, number=0, clause="", cause=0, what=what, to=to, body=body, created_at=at)
        for stream, to, body in told
    ]
    return len(Outgoing.objects.bulk_create(rows))


def lease(*, clock: Callable[[], datetime], most: int = 100) -> Iterator[Outgoing]:
    """Messages to be sent now, each held for this worker from when it is taken up. Whoever else looks meanwhile does not find it.

    What is of use only for a while comes first; what is of use no more is dropped. After ``TURN`` no more is taken up, so that
    a slow way out keeps nothing urgent waiting. One query where nothing waits.
    """
    began = clock()
    first = F("expires_at").asc(nulls_last=True)
    for message in list(_due(began).order_by(first, "id")[:most]):
        now = clock()
        if now - began > TURN:
            return
        if _take(message, now):
            yield message


def _due(at: datetime) -> QuerySet[Outgoing]:
    return Outgoing.objects.filter(sent_at=None, failed_at=None).filter(Q(next_try_at=None) | Q(next_try_at__lte=at))


def _take(message: Outgoing, at: datetime) -> bool:
    """Take the message, if it is as it was read and of use still. While it is held it has no error: none is waited for."""
    if message.expires_at is not None and message.expires_at <= at:
        _drop(_as_read(message), at)
        return False
    held = {"next_try_at": at + LEASE, "tries": message.tries + 1, "error": ""}
    taken = _as_read(message).update(**held)
    for name, value in held.items():
        setattr(message, name, value)
    return bool(taken)


def _as_read(message: Outgoing) -> QuerySet[Outgoing]:
    """The message, unless somebody took, dropped or postponed it since it was read."""
    return Outgoing.objects.filter(
        pk=message.pk, sent_at=None, failed_at=None, tries=message.tries, next_try_at=message.next_try_at
    )


def _held(message: Outgoing) -> QuerySet[Outgoing]:
    """The message, as long as the worker that took it holds it: the end of its lease is the mark of that."""
    return Outgoing.objects.filter(pk=message.pk, sent_at=None, next_try_at=message.next_try_at)


def drop(*, stream: str, at: datetime) -> int:
    """Do not send what waits in a stream, and forget its words; how many. It is of no use any more."""
    return _drop(Outgoing.objects.filter(stream=stream), at)


def _drop(messages: QuerySet[Outgoing], at: datetime) -> int:
    waiting = messages.filter(sent_at=None)
    return waiting.update(failed_at=at, error="expired", body="", next_try_at=None)


def sent(message: Outgoing, *, by: str, at: datetime) -> bool:
    """Note that it was delivered, by ``email``, ``sms`` or ``inbox``; the words go. Whether it was not noted before."""
    fresh = Outgoing.objects.filter(pk=message.pk, sent_at=None)
    return bool(fresh.update(sent_at=at, sent_by=by, body="", error="", next_try_at=None))


def failed(message: Outgoing, *, error: str, at: datetime) -> None:
    """Note that a try failed. It is tried again after a while; after the last wait it has failed for good.

    ``error`` may be a provider's own words: they are kept as one line, cut, and without any number that
    may be somebody's. Whoever lost the message to another worker changes nothing.
    """
    left = message.tries <= len(WAITS)
    if left and message.expires_at is not None and at + WAITS[message.tries - 1] >= message.expires_at:
        _drop(_held(message), at)
        return
    _held(message).update(
        error=NUMBER.sub("…", one_line(error))[:MOST],
        next_try_at=at + WAITS[message.tries - 1] if left else None,
        failed_at=None if left else at,
    )


def retry(messages: Iterable[Outgoing], *, at: datetime) -> int:
    """Try again what has failed, or waits for its next try; how many. What is being sent just now is left alone."""
    found = Outgoing.objects.filter(pk__in=[message.pk for message in messages], sent_at=None, expires_at=None)
    found = found.exclude(failed_at=None, error="")
    return found.update(failed_at=None, next_try_at=at, tries=0)


def undeliverable(message: Outgoing, *, error: str, at: datetime) -> None:
    """Nobody stands behind this key: it will not be tried again."""
    _held(message).update(error=error, failed_at=at, next_try_at=None)


WITHDRAWN = "withdrawn"


def withdraw(*, stream: str, to: Iterable[str], at: datetime) -> int:
    """Take back what these people were told of a stream, or would be: it concerns them. How many messages."""
    messages = Outgoing.objects.filter(stream=stream, to__in=list(to))
    messages.filter(sent_at=None, failed_at=None).update(failed_at=at, next_try_at=None)
    return messages.update(error=WITHDRAWN, body="")


def postpone(message: Outgoing, *, until: datetime) -> None:
    """Send it then: its reader wants no noise before."""
    _held(message).update(next_try_at=until, tries=0)


def wait_in_inbox(message: Outgoing) -> None:
    """There is no way to its reader but the inbox: it counts as delivered once it is opened there."""
    _held(message).update(next_try_at=NEVER, tries=0)


def take_as_sent(*, before: datetime, at: datetime) -> int:
    """What was to be told long ago, in a history that is brought in, is not told now; how many."""
    old = Outgoing.objects.filter(sent_at=None, created_at__lt=before)
    return old.update(sent_at=at, sent_by="history", body="", next_try_at=None)
