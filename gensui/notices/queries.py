"""Reads of the inbox."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from gensui.ledger.outbox import WITHDRAWN
from gensui.notices.models import Notice

MOST = 100


def inbox(recipient_key: str) -> list[Notice]:
    """What somebody was told, the newest first. One query."""
    return list(_of(recipient_key).select_related("outgoing").order_by("-id")[:MOST])


def everything_of(recipient_key: str) -> list[tuple[datetime, str, str]]:
    """All that somebody was told, in words and when, the oldest first. One query."""
    return list(_of(recipient_key).order_by("pk").values_list("created_at", "title", "text"))


def words_of(messages: Iterable[int]) -> dict[int, str]:
    """What these messages say in the inbox they came to, by their rows. One query."""
    return dict(Notice.objects.filter(outgoing__in=list(messages)).values_list("outgoing", "text"))


def unread(recipient_key: str) -> int:
    """How many are unread, counted to a hundred. One query."""
    return _of(recipient_key).filter(read_at=None)[:MOST].count()


def _of(recipient_key: str) -> QuerySet[Notice]:
    """What stands in an inbox; what was taken back stands there no more."""
    return Notice.objects.filter(recipient_key=recipient_key).exclude(outgoing__error=WITHDRAWN)
