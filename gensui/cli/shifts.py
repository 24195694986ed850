"""The changes of shift in the demonstration, which plays the worker while it makes its history."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from gensui.ledger import holding
from gensui.people.duty_roster import Presence


@dataclass(slots=True)
class Shifts:
    """The changes of shift of the demonstration: at each, what runs goes to whoever comes on duty, as the worker does it."""

    presence: Presence | None = None
    changes: list[datetime] = field(default_factory=list)
    at: datetime | None = None

    def read(self, since: datetime, until: datetime) -> None:
        """Read the roster of the whole demonstration."""
        self.presence = Presence(since, until)
        self.changes = self.presence.changes(since, until)

    def until(self, at: datetime) -> list[datetime]:
        """The changes since the last look, up to this time. Where an earlier stretch begins, there are none yet."""
        last, self.at = self.at, at
        if last is None or at < last:
            return []
        return self.changes[bisect_right(self.changes, last) : bisect_right(self.changes, at)]

    def change(self, at: datetime) -> None:
        """Whoever comes on duty now has what runs."""
        assert self.presence is not None  # a change is known only from the roster
        holding.pass_on(since=at, at=at, roster=self.presence)

    def again(self, roles: Mapping[str, str], at: datetime) -> Mapping[str, str]:
        """Who holds these roles then."""
        return self.presence.again(roles, at) if self.presence is not None else roles

    def holds(self, holder: str, role: str, known: Mapping[str, str], at: datetime) -> bool:
        """Whether somebody is on duty then and fills a role by position."""
        return self.presence is None or self.presence.holds(holder, role, known, at)

    def is_there(self, holder: str, at: datetime) -> bool:
        """Whether somebody is on duty then."""
        return self.presence is None or self.presence.is_there(holder, at)
