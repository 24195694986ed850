"""Who may see and do what, with people and places."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gensui.core.refusal import Refusal
from gensui.people.models import Department, Employee, Resident, Site, User

COMPANY_WIDE = frozenset({"general_manager", "admin_manager", "hr", "operator"})
FRONT = frozenset({"agent", "service_head", "admin_manager", "general_manager"})
HEADS = frozenset({"service_head", "dept_head", "admin_manager", "general_manager"})

RIGHTS: dict[str, frozenset[str]] = {
    "reveal_phone": FRONT | {"dept_head", "technician", "team_leader", "guard", "cleaner", "gardener"},
    "correct_resident": FRONT,
    "erase_resident": frozenset({"admin_manager", "operator"}),
    "move_residents": frozenset({"agent", "service_head", "admin_manager", "operator"}),
    "import": frozenset({"operator", "admin_manager"}),
    "hire": frozenset({"operator", "hr", "admin_manager"}),
    "end_employment": frozenset({"operator", "hr", "admin_manager"}),
    "roster": HEADS | {"hr", "team_leader"},
}


PLANNERS = RIGHTS["roster"]
LED_AS_ONE = frozenset({"cleaning", "greening"})


class NotYours(Refusal):
    """The person may see it, but not do this."""

    code = "not_yours"

    def __init__(self, role: str) -> None:
        super().__init__(_("This is not for the role “{role}” here. Ask whoever it falls to.").format(role=role))


def require(actor: Employee, right: str) -> None:
    """Refuses whoever may not do this (``NotYours``)."""
    if actor.role not in RIGHTS[right]:
        raise NotYours(str(actor.get_role_display()))


def rosters(actor: Employee) -> QuerySet[Department]:
    """The departments whose roster this person makes: the own one, or all of the communities served."""
    if actor.role not in PLANNERS:
        return Department.objects.none()
    there = Department.objects.filter(site__in=visible_sites(actor)).select_related("site")
    if actor.role in COMPANY_WIDE:
        return there
    own = actor.department.kind
    return there.filter(kind__in=LED_AS_ONE if own in LED_AS_ONE else [own])


def require_roster(actor: Employee, department: Department) -> None:
    """Refuses whoever does not make the roster of this department (``NotYours``)."""
    if not rosters(actor).filter(pk=department.pk).exists():
        raise NotYours(str(actor.get_role_display()))


def visible_sites(actor: Employee) -> QuerySet[Site]:
    """The communities an employee works for: the own one, or all."""
    if actor.role in COMPANY_WIDE:
        return Site.objects.all()
    return Site.objects.filter(pk=actor.department.site_id)


def visible_residents(actor: Employee) -> QuerySet[Resident]:
    """Residents an employee may look up: the front desk's, those of the own communities; nobody else's."""
    if actor.role not in FRONT | {"operator", "hr"}:
        return Resident.objects.none()
    return Resident.objects.filter(household__unit__building__site__in=visible_sites(actor))


def must_prove_twice(user: User, roles: frozenset[str]) -> bool:
    """Whether this account's role asks for a second proof at sign-in."""
    employee: Employee | None = getattr(user, "employee", None)
    return employee is not None and employee.role in roles
