"""Who may see and do what with plans, rounds and their proofs. Nobody else asks.

Whoever works in a department walks its rounds; whoever leads it plans, looks at them and enters what came on paper.
"""

from dataclasses import dataclass

from django.db.models import QuerySet

from gensui.cases.access import ABOVE, FRONT, HANDS, TOGETHER
from gensui.people import access as people
from gensui.people.access import NotYours
from gensui.people.acting import SYSTEM, System
from gensui.people.models import Employee, Post, Resident, Shift, Site
from gensui.rounds.models import Announcement, Finding, Photo, Plan, Point, Report, Round
from gensui.rounds.models.plans import PlanQuerySet

__all__ = ["SYSTEM", "Actor", "NotYours", "System"]

Actor = Employee | System
LEAD = frozenset({"team_leader", "dept_head"})
WATCH = FRONT | ABOVE | {"hr"}
HELD = {"security": "patrol_guard", "cleaning": "cleaner", "greening": "gardener", "maintenance": "handler"}
"""The role that the policy holds to the rounds of a department."""


@dataclass(frozen=True, slots=True)
class Where:
    """The community and department that something belongs to."""

    site: int
    department: str


def of_plan(plan: Plan) -> Where:
    """Where a plan belongs."""
    return Where(plan.site_id, plan.sort.department)


def _of(actor: Employee, where: Where) -> bool:
    kind = actor.department.kind
    return kind == where.department or TOGETHER.get(kind) == where.department


def _walks(actor: Employee, where: Where) -> bool:
    return actor.role in HANDS and _of(actor, where)


def _leads(actor: Employee, where: Where) -> bool:
    return actor.role in ABOVE or (actor.role in LEAD and _of(actor, where))


def _serves(actor: Employee, where: Where) -> bool:
    return actor.role in FRONT


RIGHTS = {
    "walk": _walks,
    "plan": _leads,
    "key_tag": _leads,
    "check": _leads,
    "enter": _leads,
    "announce": _leads,
    "submit_report": _leads,
    "receive_report": _serves,
}


def may(actor: Actor, act: str, where: Where) -> bool:
    """Whether this person may do this there. Nobody acts in a community that is not the own; the house itself may do all."""
    if isinstance(actor, System):
        return True
    there = actor.role in people.COMPANY_WIDE or actor.department.site_id == where.site
    return there and RIGHTS[act](actor, where)


def require(actor: Actor, act: str, where: Where) -> None:
    """Refuses whoever may not do this (``NotYours``)."""
    if not may(actor, act, where):
        raise NotYours(str(actor.get_role_display()) if isinstance(actor, Employee) else actor.key)


def belongs(whose: Employee | Post | Shift, site: Site, department: str) -> bool:
    """Whether a person, post or shift is of this department of the community, or of the other that is led with it."""
    own = whose.department
    return own.site_id == site.pk and department in (own.kind, TOGETHER.get(own.kind))


def departments(actor: Employee) -> list[str]:
    """The departments whose grounds exist for this person: the own, and for the desk and those above, all."""
    if actor.role in WATCH or actor.role == "operator":
        return ["security", "cleaning", "greening", "maintenance"]
    kind = actor.department.kind
    return [kind, *filter(None, [TOGETHER.get(kind)])]


def visible_plans(actor: Employee) -> PlanQuerySet:
    """The plans that exist for this person."""
    sites = people.visible_sites(actor)
    return PlanQuerySet(Plan).filter(site__in=sites, sort__department__in=departments(actor))


def visible_rounds(actor: Employee) -> QuerySet[Round]:
    """The rounds that exist for this person: those of visible plans; hands see their own."""
    seen = Round.objects.filter(plan__in=visible_plans(actor))
    leads = actor.role in LEAD | WATCH | ABOVE or actor.role == "operator"
    return seen if leads else seen.filter(worker=actor)


def visible_points(actor: Employee) -> QuerySet[Point]:
    """The points that exist for this person."""
    return Point.objects.filter(site__in=people.visible_sites(actor))


def visible_findings(actor: Employee) -> QuerySet[Finding]:
    """What was found, in the own communities; hands see what they found."""
    seen = Finding.objects.filter(site__in=people.visible_sites(actor))
    leads = actor.role in LEAD | WATCH | ABOVE
    return seen if leads else seen.filter(reporter=actor)


def visible_photos(actor: Employee) -> QuerySet[Photo]:
    """Photographs of the own communities; hands see their own."""
    seen = Photo.objects.filter(site__in=people.visible_sites(actor))
    leads = actor.role in LEAD | WATCH | ABOVE
    return seen if leads else seen.filter(author=actor)


def visible_reports(actor: Employee) -> QuerySet[Report]:
    """Departments' reports: the own department's, and all for the desk and those above."""
    return Report.objects.filter(site__in=people.visible_sites(actor), department__in=departments(actor))


def site_of(actor: Employee) -> Site:
    """The community whose grounds this person looks at."""
    return actor.department.site


def announced_to(resident: Resident) -> QuerySet[Announcement]:
    """The notices that concern this resident's building, or all buildings."""
    if not resident.is_present:
        return Announcement.objects.none()
    building = resident.household.unit.building
    return Announcement.objects.filter(round__plan__site=building.site_id, buildings=building)
