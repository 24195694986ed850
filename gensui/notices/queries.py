"""Reads of the inbox."""

from gensui.notices.models import Notice

MOST = 100


def inbox(recipient_key: str) -> list[Notice]:
    """What somebody was told, the newest first. One query."""
    return list(Notice.objects.filter(recipient_key=recipient_key).order_by("-id")[:MOST])


def unread(recipient_key: str) -> int:
    """How many are unread, counted to a hundred. One query."""
    return Notice.objects.filter(recipient_key=recipient_key, read_at=None)[:MOST].count()
