"""Who may ask for a report, and who may see one. Nobody else asks."""

from django.db.models import Q, QuerySet

from gensui.cases import access as cases
from gensui.cases.models import Case
from gensui.people import access as people
from gensui.people.access import NotYours
from gensui.people.models import Employee
from gensui.reports.models import Report

ABOVE = frozenset({"admin_manager", "general_manager"})
RIGHTS: dict[str, frozenset[str]] = {
    "month": ABOVE | {"service_head", "hr"},
    "brief": ABOVE,
    "case": ABOVE | {"agent", "service_head", "dept_head", "team_leader"},
    "publish": ABOVE,
}
"""Who may ask for which kind of report; of a case, whoever sees the case besides."""
READERS = RIGHTS["month"] | RIGHTS["brief"] | RIGHTS["case"]


def may(actor: Employee, right: str) -> bool:
    """Whether this person may ask for this kind of report, or lay figures open."""
    return actor.role in RIGHTS[right]


def require(actor: Employee, right: str) -> None:
    """Refuses whoever may not (``NotYours``)."""
    if not may(actor, right):
        raise NotYours(str(actor.get_role_display()))


def require_case(actor: Employee, case: Case) -> None:
    """Refuses who may ask for no evidence packs, or does not see this case (``NotYours``)."""
    require(actor, "case")
    if not cases.visible_cases(actor).filter(pk=case.pk).exists():
        raise NotYours(str(actor.get_role_display()))


def visible_reports(actor: Employee) -> QuerySet[Report]:
    """The reports that exist for this person: of a month, by the role and in the communities served; of a case, if the case
    exists for this person.
    """
    kinds = [kind for kind in ("month", "brief") if may(actor, kind)]
    of_months = Q(kind__in=kinds, site__in=people.visible_sites(actor))
    of_cases = Q(kind="case", case__in=cases.visible_cases(actor).values("pk")) if may(actor, "case") else Q(pk__in=[])
    return Report.objects.filter(of_months | of_cases)
