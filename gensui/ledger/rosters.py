"""Who is asked who was on duty when. The ledger stands below the people: their room says so itself, once, when it is loaded."""

from collections.abc import Callable
from datetime import datetime

from gensui.ledger.pages import AS_KNOWN, Roster

Read = Callable[[datetime, datetime], Roster]
_read: list[Read] = []


def read_by(read: Read) -> None:
    """Have the roster of a stretch of time read by this; the last one named is asked."""
    _read[:] = [read]


def between(since: datetime, until: datetime) -> Roster:
    """The roster of this stretch; where no room keeps one, whoever was known goes on."""
    return _read[0](since, until) if _read else AS_KNOWN
