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
        changed = self._was_changed()
        if changed or at - self.read_at >= FRESH:
            self.presence, self.read_at = Presence(min(self.looked_at, at - BACK), at + AHEAD), at
        moved = sum(self._pass_on(since, at) for since in self.presence.changes(self.looked_at, at))
        if changed:
            moved += self._pass_on(at, at, planned_too=True)
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

    def _pass_on(self, since: datetime, at: datetime, *, planned_too: bool = False) -> int:
        return holding.pass_on(
            since=since, at=at, again=self.presence.again, holds=self.presence.holds, planned_too=planned_too
        )
