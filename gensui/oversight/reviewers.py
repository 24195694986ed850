"""Who decides an appeal: somebody who had no part in what is appealed against, and does not stand below whoever had."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from gensui.core.plain import says_something
from gensui.core.policy import Policy
from gensui.core.policy.values import Texts
from gensui.ledger import policies
from gensui.oversight.sanction_refusals import NobodyOutside, SecondPerson, TooFewWords
from gensui.people import access as people
from gensui.people.access import NotYours
from gensui.people.models import Employee, Site
from gensui.people.refusals import need_words

RANKS = {"general_manager": 2, "admin_manager": 1}
"""How high a post stands; all others stand below."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What is appealed against: in which community, of whom, who had a part in it; and who only published it."""

    site: Site
    about: Employee
    parts: Collection[Employee]
    published_by: Employee | None = None


def reviewers(matter: Matter) -> list[Employee]:
    """Who may decide, the lowest first; nobody where nobody in the house stands high enough. Whoever published it does only where
    nobody else is left. One query.
    """
    lowest = max((RANKS.get(one.role, 0) for one in matter.parts), default=0)
    there = Employee.objects.working().filter(role__in=RANKS).select_related("department", "user").order_by("number")
    out = {matter.about.pk, *(one.pk for one in matter.parts)}
    found = [one for one in there if one.pk not in out and RANKS[one.role] >= lowest]
    here = [one for one in found if one.role in people.COMPANY_WIDE or one.department.site_id == matter.site.pk]
    free = [one for one in here if one != matter.published_by]
    return sorted(free or here, key=lambda one: RANKS[one.role])


def require(actor: Employee, matter: Matter, outside: str, paper: bytes) -> str:
    """Who outside the house decided, where nobody inside stands high enough: that is entered by the office, by name, with a picture
    of the paper on which it was decided.

    Refuses who had a part (``SecondPerson``), who stands below whoever had (``NotYours``), and no name or no paper where they are
    needed (``NobodyOutside``).
    """
    if actor in matter.parts:
        raise SecondPerson
    found = reviewers(matter)
    if found and actor not in found:
        raise NotYours(str(actor.get_role_display()))
    if not found and not (says_something(outside) and paper):
        raise NobodyOutside
    return "" if found else outside.strip()


def may(actor: Employee, matter: Matter) -> bool:
    """Whether the decision is this person's to make, or to enter."""
    if actor in matter.parts:
        return False
    found = reviewers(matter)
    return actor in found or not found


SECONDS = frozenset({"admin_manager", "general_manager", "dept_head", "service_head"})
"""Who may confirm what somebody else entered as decided outside: the administration, and the supervision team."""


def seconds(matter: Matter, entered_by: Employee) -> list[Employee]:
    """Who may confirm what was decided outside: had no part in it, neither entered nor published it, and leads not the person's own
    department. One query.
    """
    there = Employee.objects.working().filter(role__in=SECONDS).select_related("department", "user").order_by("number")
    parts = {matter.about.pk, entered_by.pk, *(one.pk for one in matter.parts)}
    if matter.published_by is not None:
        parts.add(matter.published_by.pk)
    kind = matter.about.department.kind
    own = people.LED_AS_ONE if kind in people.LED_AS_ONE else {kind}
    return [
        one
        for one in there
        if one.pk not in parts
        and (
            one.role in people.COMPANY_WIDE
            or (one.department.site_id == matter.site.pk and one.department.kind not in own)
        )
    ]


OUTSIDE = "appeal_outside"
"""The figure of the setting that says how an appeal goes that nobody in the house may decide."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """How an appeal goes that nobody in the house may decide: what the policy says of it, and who brings it there."""

    says: Texts
    by: str


def way_out(policy: Policy, matter: Matter) -> WayOut | None:
    """The way outside; nothing where somebody in the house may decide, or the policy says nothing of it. Three queries at most."""
    said = next((one.text for one in policy.settings.values() if OUTSIDE in one.values), None)
    if said is None or reviewers(matter):
        return None
    by = holder(matter)
    return WayOut(said, by.key if by else "")


def holder(matter: Matter) -> Employee | None:
    """On whose desk an appeal lies: who may decide it; else the office, which has it decided outside. Two queries at most."""
    if found := reviewers(matter):
        return found[0]
    there = Employee.objects.working().filter(role__in=("admin_manager", "hr")).select_related("user")
    out = {matter.about.pk, *(one.pk for one in matter.parts)}
    return next((one for one in there.order_by("role", "number") if one.pk not in out), None)


def need_reasons(reasons: str, at: datetime) -> None:
    """Refuses no words (``NoWords``), and fewer signs than the policy asks for (``TooFewWords``): who appealed is to read why."""
    need_words(reasons)
    least = int(policies.figure(policies.in_force(policies.newest(), at), "appeal_reasons"))
    if sum(map(str.isalnum, reasons)) < least:
        raise TooFewWords(least)
