"""Homes change hands: who moves in and out, what is sold, how long a tenancy lasts. The stream is the home's own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gensui.core.events.base import Event, happens

Why = Literal["", "moved", "sold", "tenancy_ended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeEvent(Event):
    """Anything that concerns who lives in a home. ``resident`` is a key, ``household`` the row of those who live together."""

    resident: str = ""
    household: str = ""


@happens("resident.moved_in")
class ResidentMovedIn(HomeEvent):
    """Somebody lives in the home from here on, as owner, tenant or otherwise."""

    relation: str = ""


@happens("resident.moved_out")
class ResidentMovedOut(HomeEvent):
    """Somebody no longer lives in the home: from here on the person has no rights there."""

    why: Why = ""


@happens("tenancy.agreed")
class TenancyAgreed(HomeEvent):
    """It was noted until when somebody rents the home; ``ends_at`` is none where no end is agreed."""

    ends_at: datetime | None = None


@happens("resident.authorised")
class ResidentAuthorised(HomeEvent):
    """The owner said whether somebody who lives there may agree to what the owner pays."""

    authorised: bool = True


@happens("home.sold")
class HomeSold(HomeEvent):
    """The home has another owner. Those of the old household moved out, but for the tenants who stay."""
