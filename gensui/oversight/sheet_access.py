"""Who may see a month's sheets, and who may do what with them. Nobody else asks."""

from collections.abc import Callable, Iterable

from django.db.models import Q, QuerySet

from gensui.oversight.models import Counting, Month, MonthSheet
from gensui.oversight.reviewers import Matter
from gensui.people import access as people
from gensui.people.access import NotYours
from gensui.people.acting import SYSTEM, System
from gensui.people.models import Employee, Site

__all__ = ["SYSTEM", "System"]

HEADS = frozenset({"dept_head", "service_head"})
OFFICE = frozenset({"hr", "admin_manager", "general_manager"})
ABOVE = frozenset({"admin_manager", "general_manager"})
OF_THE_MONTH = ("head", "administration", "personnel")
"""The posts whose sheets are confirmed with the month."""
Right = Callable[[Employee, MonthSheet], bool]

OF_A_MONTH: dict[str, frozenset[str]] = {
    "draft_month": OFFICE,
    "confirm_month": ABOVE,
    "publish_month": OFFICE,
    "export_payroll": frozenset({"hr", "general_manager"}),
    "see_all": OFFICE,
    "compare": OFFICE | HEADS,
}


def departments_of(actor: Employee) -> tuple[str, ...]:
    """The departments a head leads; nobody else leads any."""
    kind = actor.department.kind
    if actor.role not in HEADS:
        return ()
    return tuple(sorted(people.LED_AS_ONE)) if kind in people.LED_AS_ONE else (kind,)


def is_own(actor: Employee, sheet: MonthSheet) -> bool:
    """Whose sheet it is."""
    return actor.pk == sheet.employee_id


def heads(actor: Employee, sheet: MonthSheet) -> bool:
    """The head of the department; nobody in the own matter."""
    here = actor.department.site_id == sheet.month.site_id
    return here and sheet.department in departments_of(actor) and not is_own(actor, sheet)


def decides(actor: Employee, sheet: MonthSheet) -> bool:
    """The head, or who stands above; nobody in the own matter."""
    return not is_own(actor, sheet) and (heads(actor, sheet) or actor.role in ABOVE)


def confirms(actor: Employee, sheet: MonthSheet) -> bool:
    """The head, of those who are led; the general manager, of the administration manager. All others are confirmed with the
    month, and nobody confirms the own.
    """
    if sheet.employee.role == "admin_manager":
        return actor.role == "general_manager" and not is_own(actor, sheet)
    return heads(actor, sheet) and sheet.post not in OF_THE_MONTH


def publishes(actor: Employee, month: Month) -> bool:
    """The general manager, or human resources where that one confirmed the month. Never whoever confirmed it."""
    confirmed_by = month.confirmed_by
    if confirmed_by is None or confirmed_by == actor:
        return False
    return actor.role == ("hr" if confirmed_by.role == "general_manager" else "general_manager")


def speaks(actor: Employee, sheet: MonthSheet) -> bool:
    """Whose sheet it is, and whoever looks after it."""
    return is_own(actor, sheet) or heads(actor, sheet) or actor.role in OFFICE


def office(actor: Employee, sheet: MonthSheet) -> bool:
    """Human resources and who stands above; nobody in the own matter."""
    return not is_own(actor, sheet) and actor.role in OFFICE


RIGHTS: dict[str, Right] = {
    "comment_sheet": speaks,
    "acknowledge_sheet": is_own,
    "dispute_fact": is_own,
    "decide_dispute": decides,
    "accept_sheet": is_own,
    "confirm_sheet": confirms,
    "appeal_sheet": is_own,
    "decide_sheet_appeal": office,
}


def parts_of(sheet: MonthSheet) -> list[Employee]:
    """Who judged: whoever confirmed the sheet, confirmed the month, or decided an objection. One query."""
    decided = [one.decided_by for one in sheet.disputes.select_related("decided_by")]
    return [one for one in (sheet.confirmed_by, sheet.month.confirmed_by, *decided) if one is not None]


def matter_of(sheet: MonthSheet) -> Matter:
    """What an appeal against the sheet is about, for whoever asks who decides it. One query."""
    return Matter(sheet.month.site, sheet.employee, parts_of(sheet), sheet.month.published_by)


def may(actor: Employee, act: str, sheet: MonthSheet) -> bool:
    """Whether this person may do this with that sheet."""
    return RIGHTS[act](actor, sheet)


def require(actor: Employee, act: str, sheet: MonthSheet) -> None:
    """Refuses whoever may not do this (``NotYours``)."""
    if not may(actor, act, sheet):
        raise NotYours(str(actor.get_role_display()))


def may_here(actor: Employee | System, act: str, site: Site) -> bool:
    """Whether this person may do this with a community's month; the house itself only drafts."""
    if isinstance(actor, System):
        return act == "draft_month"
    there = actor.role in people.COMPANY_WIDE or actor.department.site_id == site.pk
    return there and actor.role in OF_A_MONTH[act]


def require_here(actor: Employee | System, act: str, site: Site) -> None:
    """Refuses whoever may not do this here (``NotYours``)."""
    if not may_here(actor, act, site):
        raise NotYours(str(actor.get_role_display()) if isinstance(actor, Employee) else actor.key)


def visible_sheets(actor: Employee) -> QuerySet[MonthSheet]:
    """The own, those of the departments led, and to the office all of its communities."""
    own = Q(employee=actor)
    if actor.role in OFFICE:
        own |= Q(month__site__in=people.visible_sites(actor))
    elif led := departments_of(actor):
        own |= Q(month__site=actor.department.site, department__in=led)
    return MonthSheet.objects.filter(own)


def readable(actor: Employee, month: Month, whose: Iterable[str]) -> dict[str, MonthSheet]:
    """Which sheets of these people this person may read, by whose they are. One query."""
    numbers = [key.partition(":")[2] for key in whose]
    rows = visible_sheets(actor).filter(month=month, employee__number__in=numbers).select_related("employee")
    return {sheet.employee.key: sheet for sheet in rows}


def visible_months(actor: Employee) -> QuerySet[Month]:
    """Months that exist for this person: of the communities served; drafts, because they can be disputed, for everybody."""
    return Month.objects.filter(site__in=people.visible_sites(actor))


def visible_countings(actor: Employee) -> QuerySet[Counting]:
    """What the office asked to be counted, in the communities served."""
    if actor.role not in OFFICE:
        return Counting.objects.none()
    return Counting.objects.filter(site__in=people.visible_sites(actor))
