"""Who holds which role at a moment, as an event keeps it: a mapping from roles to keys of people.

A mapping that comes from a roster also says, under ``house``, whose roles these are (``house:<community>.<department>``), and
under ``off.<role>`` who holds a role but is not on duty, with the time at which that person comes back, if the roster knows
it: ``staff:M02/2026-11-30T00:30:00Z``.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

HOUSE = "house"
OFF = "off."
BY = "by."
"""``by.<role>`` names the post or the shift that fills a role: ``post:12``, ``shift:3``; or the desk."""
DESK = "desk:follower"
"""Whoever follows the case fills the role, or serves at the desk while that person is not there."""
AT_DESK = ("follower", "agent", "service_head")
APART = "apart."
"""``apart.<n>`` names who can hold no role at all: whom a complaint concerns."""


BY_NAME = frozenset({"handler"})
"""Roles that somebody has because work was put into the hands of that person: whoever has it instead did not see it come."""
POSTS: Mapping[str, str] = {
    **dict.fromkeys(("handler", "team_leader", "dept_head", "asked_head", "employee"), ""),
    **dict.fromkeys(("agent", "follower", "service_head"), "customer_service"),
    **dict.fromkeys(("guard", "gate_guard", "patrol_guard", "security_leader"), "security"),
    "cleaner": "cleaning",
    "gardener": "greening",
    **dict.fromkeys(("hr", "trainer", "supervision_team", "admin_manager", "duty_manager"), "administration"),
    **dict.fromkeys(("company", "general_manager"), "administration"),
}
"""The roles that somebody in a house can fill, with the department whose post it is; none, where each
department has its own."""


def is_of_house(holder: str) -> bool:
    """Whether nobody was there to hold it: an unstaffed post of the house, or a role that nobody fills."""
    return holder.startswith(("house:", "role:"))


def house_key(site: str, department: str) -> str:
    """The value of ``house`` for a department of a community."""
    return f"house:{site}.{department}"


def unstaffed(house: str, role: str) -> str:
    """The key of a post that nobody fills: of the department whose post it is, else of the one whose roles these are."""
    site, _dot, department = house.rpartition(".")
    return f"{site}.{POSTS.get(role) or department}.{role}"


def post_of(holder: str) -> tuple[str, str, str]:
    """Community, department and role of an unstaffed post."""
    site, department, role = holder.removeprefix("house:").rsplit(".", 2)
    return site, department, role


def away(key: str, back_at: datetime | None) -> str:
    """Somebody who is not on duty, as the value of ``off.<role>``."""
    return f"{key}/{back_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if back_at is not None else key


def at_home(roles: Mapping[str, str], role: str) -> str:
    """Who holds the role without being on duty; nobody, where somebody is on duty."""
    return roles.get(OFF + role, "").partition("/")[0]


def back_in_time(roles: Mapping[str, str], role: str, due_at: datetime | None) -> str:
    """Who holds the role, is not on duty, but comes back before this is due. What has no due time can wait."""
    who, _slash, back_at = roles.get(OFF + role, "").partition("/")
    if due_at is None:
        return who
    return who if back_at and datetime.fromisoformat(back_at) < due_at else ""


def first_there(roles: Mapping[str, str], names: Iterable[str]) -> str:
    """Who is on duty and holds one of these roles, the first; nobody, where none is."""
    return next((roles[name] for name in names if name in roles), "")


def kept_apart(roles: Mapping[str, str]) -> frozenset[str]:
    """Who can hold none of these roles, by key."""
    return frozenset(key for role, key in roles.items() if role.startswith(APART))


def anybody(roles: Mapping[str, str], role: str) -> str:
    """Who holds the role, on duty or not."""
    return roles.get(role) or at_home(roles, role)
