"""How a month is closed: nobody objects any more, the heads and the administration manager confirm, another publishes; once."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gensui.core.events import Event, company
from gensui.core.events import people as events
from gensui.ledger.requests import house_key
from gensui.oversight import counting, happenings, sheet_access, sheet_queries, staff
from gensui.oversight.models import Dispute, Month, MonthSheet
from gensui.oversight.sheet_refusals import DisputesOpen, NotConfirmed, OwnSheetOpen, SamePerson, WindowOpen
from gensui.oversight.sheet_streams import happen_to_month, lock_month, tell_all, tell_of_sheet, tell_person
from gensui.oversight.streams import shown
from gensui.people.access import NotYours
from gensui.people.models import Employee

PUBLISHED = _(
    "Your sheet of {period} is published. Please sign on its page that you have read it; that is not to agree, and you may appeal."
)


@transaction.atomic
def accept_sheet(*, sheet: MonthSheet, actor: Employee, at: datetime) -> MonthSheet:
    """Whose sheet it is has nothing to object: nobody need wait any longer. Done before, it changes nothing.

    Refuses others (``NotYours``), and a published month (``MonthClosed``).
    """
    sheet_access.require(actor, "accept_sheet", sheet)
    lock_month(sheet.month)
    found = MonthSheet.objects.select_related("month__site", "employee").get(pk=sheet.pk)
    if found.accepted_at is None:
        found.accepted_at = at
        found.save(update_fields=["accepted_at"])
        tell_person(found, events.AssessmentAccepted(), actor.key, at)
    return found


@transaction.atomic
def confirm_sheet(*, sheet: MonthSheet, actor: Employee, at: datetime) -> MonthSheet:
    """The head stands by the sheet. Done before, it changes nothing.

    Refuses who does not lead the person (``NotYours``), open objections (``DisputesOpen``), while they may be raised
    (``WindowOpen``), and a published month (``MonthClosed``).
    """
    sheet_access.require(actor, "confirm_sheet", sheet)
    lock_month(sheet.month)
    if waiting := Dispute.objects.filter(sheet=sheet, decision="").count():
        raise DisputesOpen(waiting)
    found = MonthSheet.objects.select_related("month__site", "employee").get(pk=sheet.pk)
    if not found.is_heard(at) and found.objections_until is not None:
        raise WindowOpen(shown(found.month.site, found.objections_until))
    if found.confirmed_at is None:
        _confirm(found, actor, at)
        if not sheet_queries.unconfirmed(found.month, at).filter(department=found.department).exists():
            period = found.month.period
            last = company.SheetsConfirmed(department=found.department, period=period)  # type: ignore[arg-type]  # of the choices
            happen_to_month(found.month, last, actor, at, found.department)
    return found


def _confirm(sheet: MonthSheet, actor: Employee, at: datetime) -> None:
    sheet.confirmed_by, sheet.confirmed_at = actor, at
    sheet.save(update_fields=["confirmed_by", "confirmed_at"])
    tell_person(sheet, events.AssessmentConfirmed(), actor.key, at)


@transaction.atomic
def confirm_sheets(*, month: Month, department: str, actor: Employee, at: datetime) -> int:
    """The head stands by all sheets of a department to which nobody has objected or remarked anything; how many there were.

    What somebody said something to is looked at by itself. Refuses a published month (``MonthClosed``).
    """
    found = lock_month(month)
    waiting = sheet_queries.to_confirm_at_once(found, department, at).select_related("month__site", "employee")
    mine = [sheet for sheet in waiting if sheet_access.may(actor, "confirm_sheet", sheet)]
    for sheet in mine:
        confirm_sheet(sheet=sheet, actor=actor, at=at)
    return len(mine)


@transaction.atomic
def confirm_month(*, month: Month, actor: Employee, at: datetime) -> Month:
    """The administration manager stands by all sheets, and confirms those of the heads, of the office, and of departments whose
    head is away; not the own.

    Refuses others (``NotYours``), who confirmed sheets as a head (``SamePerson``), sheets that their heads have not
    confirmed (``NotConfirmed``), open objections (``DisputesOpen``), while they may be raised (``WindowOpen``), and a published
    month (``MonthClosed``).
    """
    sheet_access.require_here(actor, "confirm_month", month.site)
    found = lock_month(month)
    _require_heard(found, at)
    if missing := sheet_queries.unconfirmed(found, at).count():
        raise NotConfirmed(missing)
    if sheet_queries.by_heads(found, at).filter(confirmed_by=actor).exists():
        raise SamePerson
    found.state, found.confirmed_by, found.confirmed_at = Month.State.CONFIRMED, actor, at
    found.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    rest = found.sheets.filter(confirmed_at=None).exclude(employee=actor).exclude(employee__role="admin_manager")
    for sheet in rest.select_related("month__site", "employee"):
        _confirm(sheet, actor, at)

    happen_to_month(found, company.MonthConfirmed(period=found.period), actor, at)
    return found


def _require_heard(month: Month, at: datetime) -> None:
    if waiting := Dispute.objects.filter(sheet__month=month, decision="").count():
        raise DisputesOpen(waiting)
    if last := sheet_queries.unheard(month, at).order_by("-objections_until").first():
        raise WindowOpen(shown(month.site, last.objections_until or at))


@transaction.atomic
def publish_month(*, month: Month, actor: Employee, at: datetime) -> Month:
    """Every employee has the sheet of the month, which never changes again. Who was rated poorly is named to the head.

    Refuses others (``NotYours``), whoever confirmed it (``SamePerson``), while an administration manager's sheet is confirmed by
    nobody (``OwnSheetOpen``), a month that is not confirmed (``NotConfirmed``), and a second time (``MonthClosed``).
    """
    sheet_access.require_here(actor, "publish_month", month.site)
    found = lock_month(month)
    if found.state != Month.State.CONFIRMED:
        raise NotConfirmed(sheet_queries.unconfirmed(found, at).count() or found.sheets.count())
    if actor == found.confirmed_by:
        raise SamePerson
    if not sheet_access.publishes(actor, found):
        raise NotYours(str(actor.get_role_display()))
    if own := found.sheets.filter(confirmed_at=None).select_related("employee").first():
        raise OwnSheetOpen(own.employee.name)
    found.state, found.published_by, found.published_at = Month.State.PUBLISHED, actor, at
    found.save(update_fields=["state", "published_by", "published_at"])

    poor = happenings.rated_poorly(counting.scope_of(found, staff.of_sheets(found)))
    for sheet in found.sheets.select_related("employee__user").order_by("employee__number"):
        sheet.month = found
        happened: list[Event] = [events.AssessmentPublished(grade=sheet.grade)]  # type: ignore[arg-type]  # a check constraint
        if sheet.employee.key in poor:
            happened.append(events.PoorRatingFlagged())
        tell_all(sheet, happened, actor.key, at)
        if sheet.employee.left_on is None:
            tell_of_sheet(sheet, sheet.employee, PUBLISHED, at)
    published = company.IndicatorsPublished(period=found.period, year=found.period[:4], digest=found.digest)
    happen_to_month(found, published, actor, at)
    return found


@transaction.atomic
def acknowledge_sheet(*, sheet: MonthSheet, actor: Employee, at: datetime) -> MonthSheet:
    """Whose sheet it is has read it, which is not to agree. Done before, it changes nothing.

    Refuses others (``NotYours``), and a month that is not published (``NotConfirmed``).
    """
    sheet_access.require(actor, "acknowledge_sheet", sheet)
    if not sheet.month.is_published:
        raise NotConfirmed(1)

    tell_all(sheet, [events.AssessmentAcknowledged()], actor.key, at, once=house_key(f"sheet:{sheet.pk}:read"))
    return sheet


@transaction.atomic
def export_payroll(*, month: Month, actor: Employee, at: datetime) -> list[MonthSheet]:
    """The sheets that go to the payroll, in the order of their numbers; that they went is on record.

    Refuses who does not do the pay (``NotYours``), and a month that is not published (``NotConfirmed``).
    """
    sheet_access.require_here(actor, "export_payroll", month.site)
    if not month.is_published:
        raise NotConfirmed(month.sheets.count())

    happen_to_month(month, company.PayrollExported(period=month.period), actor, at)
    return list(month.sheets.select_related("employee", "appeal").order_by("employee__number"))
