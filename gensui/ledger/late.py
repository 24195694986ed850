"""What is entered later than it happened: how old it may be, and that it was entered."""

from collections.abc import Mapping
from datetime import datetime

from gensui.core.events.master import EntryMade
from gensui.ledger import policies
from gensui.ledger.record import record
from gensui.ledger.refusals import TooLongAgo


def require_recent(begun_at: datetime, at: datetime) -> None:
    """Refuses a beginning longer ago than the policy lets it be (``TooLongAgo``): such a time is a slip, or made up. At most one
    query, none of what begins now.
    """
    if begun_at < at and begun_at < at - (oldest := policies.span_at("entry_oldest", at)):
        raise TooLongAgo(begun_at, oldest.days)


def note_entry(
    *, stream: str, of: str, happened_at: datetime, reason: str, actor: str, roles: Mapping[str, str], at: datetime
) -> None:
    """Somebody entered what had happened earlier: whoever enters it is who owes it, and whether they gave a reason is kept."""
    event = EntryMade(of=of, happened_at=happened_at, filled=("reason",) if reason.strip() else ())
    record(stream=stream, event=event, actor=actor, roles={**roles, "employee": actor}, at=at)
