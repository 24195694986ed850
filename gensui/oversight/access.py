"""Who may see and do what in supervision. Nobody else asks.

The administration manager leads the supervision team, the department heads are on it (6.1.1). Nobody draws, looks or checks
in the own department, and the leader signs (C23); where it is the leader's own, the general manager does.
"""

from django.db.models import Q, QuerySet

from gensui.cases import access as cases
from gensui.cases.access import TOGETHER
from gensui.cases.models import Case
from gensui.oversight.models import Inspection, Item, Pattern, Picture, Rectification, Survey, Team
from gensui.oversight.refusals import OwnDepartment
from gensui.people import access as people
from gensui.people.access import NotYours
from gensui.people.acting import SYSTEM, System
from gensui.people.models import Department, Employee, Resident, Site

__all__ = ["SYSTEM", "Actor", "System"]

Actor = Employee | System
HEADS = frozenset({"dept_head", "service_head"})
LEADER = "admin_manager"
TEAM = HEADS | {LEADER}
SEES_ALL = TEAM | {"general_manager"}

WHO = {
    "call": TEAM,
    "draw": TEAM,
    "judge": TEAM,
    "extend": TEAM,
    "sign": frozenset({LEADER, "general_manager"}),
    "record_finding": TEAM,
    "issue": TEAM,
    "verify": TEAM,
    "reply": HEADS | {LEADER},
    "report_pattern": frozenset({"service_head", LEADER}),
    "appoint": frozenset({"general_manager"}),
    "survey": frozenset({LEADER, "hr"}),
}
ACROSS = frozenset({"call", "draw", "judge", "extend", "sign", "record_finding", "issue", "verify"})
"""What nobody does in the own department."""


def own(actor: Employee, department: str) -> bool:
    """Whether this is the person's own department; cleaning and greening are led as one."""
    kind = actor.department.kind
    return kind == department or TOGETHER.get(kind) == department


def _holds(actor: Employee, act: str, site: int, source: str = "") -> bool:
    there = actor.role in people.COMPANY_WIDE or actor.department.site_id == site
    heard = (
        act == "verify" and source == "visit" and actor.role == "agent"
    )  # who heard the owner sees whether it is mended
    return there and (heard or actor.role in WHO[act])


def _too_near(actor: Employee, act: str, department: str) -> bool:
    if act == "reply":
        return False
    above = act == "sign" and actor.role == "general_manager"
    return act in ACROSS and own(actor, department) and not above


def may(actor: Actor, act: str, site: int, department: str, source: str = "") -> bool:
    """Whether this person may do this to a department of a community. The house itself only calls and finds."""
    if isinstance(actor, System):
        return act in ("call", "find_pattern", "survey")
    if act == "reply" and not own(actor, department):
        return False
    return _holds(actor, act, site, source) and not _too_near(actor, act, department)


def require(actor: Actor, act: str, site: int, department: str, source: str = "") -> None:
    """Refuses whoever has no such part in supervision (``NotYours``), and who looks at the own department (``OwnDepartment``)."""
    if may(actor, act, site, department, source):
        return
    if isinstance(actor, Employee) and _holds(actor, act, site, source) and _too_near(actor, act, department):
        raise OwnDepartment(str(Department.Kind(department).label))
    raise NotYours(str(actor.get_role_display()) if isinstance(actor, Employee) else actor.key)


def require_resident(actor: Resident, site: Site) -> None:
    """Refuses whoever does not live in this community now (``NotYours``)."""
    if not actor.is_present or actor.household.unit.building.site_id != site.pk:
        raise NotYours(str(actor.get_relation_display()))


def is_apart(actor: Employee, item: Item) -> bool:
    """Whether this record may be looked at: a complaint does not exist for those it accuses (C22). One query, of a request."""
    return item.case_id is None or not Case.objects.filter(cases.hidden_from(actor), pk=item.case_id).exists()


def require_apart(actor: Employee, item: Item) -> None:
    """Refuses whoever is accused by the complaint that is looked at (``NotYours``)."""
    if not is_apart(actor, item):
        raise NotYours(str(actor.get_role_display()))


def departments(actor: Employee) -> list[str]:
    """The departments that this person may look at."""
    return [kind for kind in Department.Kind.values if not own(actor, kind)] if actor.role in TEAM else []


def visible_inspections(actor: Employee) -> QuerySet[Inspection]:
    """The inspections that exist for this person: the team's and the general manager's, of the communities served."""
    if actor.role not in SEES_ALL:
        return Inspection.objects.none()
    return Inspection.objects.filter(site__in=people.visible_sites(actor))


def visible_rectifications(actor: Employee) -> QuerySet[Rectification]:
    """What is to be put right: all for the team, for whoever else leads people the own department's; for agents what return
    visits brought up.
    """
    there = Rectification.objects.filter(site__in=people.visible_sites(actor))
    if actor.role in SEES_ALL:
        return there
    if actor.role == "agent":
        return there.filter(source="visit")
    if actor.role == "team_leader":
        kinds = [actor.department.kind, *filter(None, [TOGETHER.get(actor.department.kind)])]
        return there.filter(Q(department__in=kinds) & ~Q(state="found"))
    return there.none()


def visible_patterns(actor: Employee) -> QuerySet[Pattern]:
    """What keeps coming up, for the team and the general manager."""
    if actor.role not in SEES_ALL:
        return Pattern.objects.none()
    return Pattern.objects.filter(site__in=people.visible_sites(actor))


def expected_team(site: Site) -> tuple[list[Employee], list[Employee]]:
    """Who leads the supervision of a community, and who is on it, by 6.1.1: the administration manager, and every head of a
    department. One query.
    """
    staff = Employee.objects.working().filter(department__site=site, role__in=TEAM).select_related("department")
    found = list(staff.order_by("department__kind", "number"))
    return [one for one in found if one.role == LEADER], [one for one in found if one.role in HEADS]


def visible_teams(actor: Employee) -> QuerySet[Team]:
    """The appointments, for the team and the general manager."""
    if actor.role not in SEES_ALL:
        return Team.objects.none()
    return Team.objects.filter(site__in=people.visible_sites(actor))


def visible_pictures(actor: Employee) -> QuerySet[Picture]:
    """Pictures of supervision, for whoever sees what is put right; a paper of an appeal is seen on its page."""
    if actor.role not in SEES_ALL | {"team_leader"}:
        return Picture.objects.none()
    there = Picture.objects.filter(site__in=people.visible_sites(actor))
    return there.filter(of_sheets=None, of_files=None)


def visible_surveys(actor: Employee) -> QuerySet[Survey]:
    """The surveys, for the team, the general manager and personnel."""
    if actor.role not in SEES_ALL | WHO["survey"]:
        return Survey.objects.none()
    return Survey.objects.filter(site__in=people.visible_sites(actor))


def site_of(actor: Employee) -> Site:
    """The community whose supervision this person looks at."""
    return actor.department.site
