"""How late something may be entered that opens a story: what was written on paper while there was no electricity."""

from datetime import datetime, timedelta

from gensui.ledger.refusals import TooLongAgo

OLDEST = timedelta(days=7)


def require_recent(begun_at: datetime, at: datetime) -> None:
    """Refuses a beginning more than seven days ago (``TooLongAgo``): such a time is a slip, or made up."""
    if begun_at < at - OLDEST:
        raise TooLongAgo(begun_at)
