"""Every role that the policy or the house speaks of is filled by somebody in the standard house, in its own department."""

from datetime import datetime
from zoneinfo import ZoneInfo

from gensui.core import standing
from gensui.core.policy import read_policy
from gensui.desk import sign_off
from gensui.people import duty_roster
from gensui.people.duty_roster import Place
from gensui.people.models import Department
from gensui.policies import files
from gensui.rounds.access import HELD
from gensui.security.actions.sending import LISTED
from gensui.sim import community

STANDARD = read_policy(files.standard())
PEOPLE = community.build(1, 40)
AT = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
NAMED = {"handler", "follower", "asked_head", "trainer", "employee", "guard"}
"""What a case, a session or an incident names somebody for; no position fills it by itself."""


def filled(department: str) -> set[str]:
    """What the people of the simulated community fill there, by position, post and plan."""
    posts = [one for found in community.POSTS.values() for one in found]
    places = [Place(one.number, one.role, one.department) for one in PEOPLE.staff]
    places += [Place("X01", roles[0], "security", fills) for _name, fills, roles in posts if fills]
    there = duty_roster.leaders(places, department, standing.house_key("yunqi", department), AT)
    return {*there, HELD.get(department, "")} - {standing.HOUSE, ""}


def test_each_role_of_the_policy_is_filled_where_its_post_is() -> None:
    by_department = {kind: filled(kind) for kind in Department.Kind.values}
    for role in STANDARD.roles:
        own = standing.POSTS[role]
        there = by_department[own] if own else set().union(*by_department.values())
        assert role in there | NAMED, role


def test_whatever_the_house_fills_or_names_is_a_role_of_the_policy() -> None:
    named = set().union(*map(filled, Department.Kind.values)) | NAMED | set(HELD.values())
    assert named | set().union(*sign_off.ROLES.values()) == set(standing.POSTS) == set(STANDARD.roles)


def test_whom_a_contingency_plan_tells_works_here() -> None:
    staff = {(one.department, one.role) for one in PEOPLE.staff}
    for _party, department, roles in LISTED.values():
        assert any((department, role) in staff for role in roles), (department, roles)
