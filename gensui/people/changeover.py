"""The change of shift: whoever comes on duty has what is running on the post, also where nobody handed it over."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from gensui.ledger import holding
from gensui.ledger import queries as ledger
from gensui.people.duty_roster import Presence

BACK, AHEAD = timedelta(days=1), timedelta(days=15)
"""How far back a worker that begins looks for changes at least, and how far ahead the roster is read."""
NOTED = timedelta(minutes=1)
"""How often it is noted how far the changes were looked at."""
FRESH = timedelta(minutes=10)
LATE = timedelta(minutes=1)
"""What was entered so much later than it happened may have changed hands meanwhile."""
OVERLAP = 200
"""Events before the newest that are looked at again: of two that are written at once the earlier row may come later."""
ROSTER = (
    "duty.planned", "duty.changed", "duty.cancelled", "absence.reported", "absence.ended", "employment.started",
    "employment.ended",
)  # fmt: skip
"""What changes the roster, by the events that say so."""


class Changeover:
    """Passes running duties on, at each instant at which the roster has somebody else on duty, and when it was changed.

    It begins where workers looked last, so that a stop of days leaves no change out.
    """

    def __init__(self, at: datetime) -> None:
        self.looked_at = self.noted_at = min(holding.passed_on_until() or at, at) - BACK
        self.newest = self.changed = 0
        self.presence, self.read_at = Presence(self.looked_at, at + AHEAD), at
        self.fresh = True

    def look(self, at: datetime) -> int:
        """Pass on what the changes since the last look move; how many duties moved. One query where nothing changed."""
        before = self.newest
        changed = self._was_changed()
        if changed or at - self.read_at >= FRESH:
            self.presence, self.read_at = Presence(min(self.looked_at, at - BACK), at + AHEAD), at
        moved = sum(self._pass_on(since, at) for since in self.presence.changes(self.looked_at, at))
        if changed:
            moved += self._pass_on(at, at, planned_too=True)
        elif self.newest > before:  # what was entered with an earlier time may have been of a shift that is over
            late = ledger.entered_late(after=max(before - OVERLAP, 0), by=LATE)
            moved += holding.pass_on(since=at, at=at, roster=self.presence, streams=late) if late else 0
        self.looked_at = at
        if moved or at - self.noted_at >= NOTED:
            holding.note_passed_on(at)
            self.noted_at = at
        return moved

    def _was_changed(self) -> bool:
        """Whether the roster was changed since the last look; the first look takes it for changed."""
        newest, changed = ledger.newest_of(ROSTER, after=max(self.newest - OVERLAP, 0))
        first, self.fresh = self.fresh, False
        found = first or changed > self.changed
        self.newest, self.changed = max(newest, self.newest), max(changed, self.changed)
        return found

    def again(self, roles: Mapping[str, str], at: datetime) -> Mapping[str, str]:
        """Who holds these roles at another time, by the roster."""
        return self.presence.again(roles, at)

    def holds(self, holder: str, role: str, known: Mapping[str, str], at: datetime) -> bool:
        """Whether somebody is on duty at a time and fills a role by position."""
        return self.presence.holds(holder, role, known, at)

    def is_there(self, holder: str, at: datetime) -> bool:
        """Whether somebody is on duty at a time, or keeps no roster and is not away."""
        return self.presence.is_there(holder, at)

    def _pass_on(self, since: datetime, at: datetime, *, planned_too: bool = False) -> int:
        return holding.pass_on(since=since, at=at, roster=self.presence, planned_too=planned_too)
