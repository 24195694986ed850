"""Who decides an appeal: somebody who had no part in what is appealed against, and does not stand below whoever had."""

from collections.abc import Collection
from dataclasses import dataclass

from gensui.core.plain import says_something
from gensui.core.policy import Policy
from gensui.core.policy.values import Texts
from gensui.oversight.sanction_access import REVIEWERS
from gensui.oversight.sanction_refusals import NobodyOutside, SecondPerson
from gensui.people import access as people
from gensui.people.access import NotYours
from gensui.people.models import Employee, Site

RANKS = {"general_manager": 2, "admin_manager": 1}
"""How high a post stands; all others stand below."""


def reviewers(site: Site, parts: Collection[Employee], about: Employee) -> list[Employee]:
    """Who may decide, the lowest first; nobody where nobody in the house stands high enough. One query."""
    lowest = max((RANKS.get(one.role, 0) for one in parts), default=0)
    there = (
        Employee.objects.working().filter(role__in=REVIEWERS).select_related("department", "user").order_by("number")
    )
    out = {about.pk, *(one.pk for one in parts)}
    found = [one for one in there if one.pk not in out and RANKS[one.role] >= lowest]
    here = [one for one in found if one.role in people.COMPANY_WIDE or one.department.site_id == site.pk]
    return sorted(here, key=lambda one: RANKS[one.role])


def require(actor: Employee, site: Site, parts: Collection[Employee], about: Employee, outside: str) -> str:
    """Who outside the house decided, where nobody inside stands high enough: that is entered by the office, by name.

    Refuses who had a part (``SecondPerson``), who stands below whoever had (``NotYours``), and no name where one is needed
    (``NobodyOutside``).
    """
    if actor in parts:
        raise SecondPerson
    found = reviewers(site, parts, about)
    if found and actor not in found:
        raise NotYours(str(actor.get_role_display()))
    if not found and not says_something(outside):
        raise NobodyOutside
    return "" if found else outside.strip()


def may(actor: Employee, site: Site, parts: Collection[Employee], about: Employee) -> bool:
    """Whether the decision is this person's to make, or to enter."""
    if actor in parts:
        return False
    found = reviewers(site, parts, about)
    return actor in found or not found


OUTSIDE = "appeal_outside"
"""The figure of the setting that says how an appeal goes that nobody in the house may decide."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """How an appeal goes that nobody in the house may decide: what the policy says of it, and who brings it there."""

    says: Texts
    by: str


def way_out(policy: Policy, site: Site, parts: Collection[Employee], about: Employee) -> WayOut | None:
    """The way outside; nothing where somebody in the house may decide, or the policy says nothing of it. Three queries at most."""
    said = next((one.text for one in policy.settings.values() if OUTSIDE in one.values), None)
    if said is None or reviewers(site, parts, about):
        return None
    by = holder(site, parts, about)
    return WayOut(said, by.key if by else "")


def holder(site: Site, parts: Collection[Employee], about: Employee) -> Employee | None:
    """On whose desk an appeal lies: who may decide it; else the office, which has it decided outside. Two queries at most."""
    if found := reviewers(site, parts, about):
        return found[0]
    there = Employee.objects.working().filter(role__in=("admin_manager", "hr")).select_related("user")
    out = {about.pk, *(one.pk for one in parts)}
    return next((one for one in there.order_by("role", "number") if one.pk not in out), None)
