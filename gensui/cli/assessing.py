"""The month before, assessed by the real actions: counted, confirmed by heads and administration manager, published by another."""

from datetime import datetime, timedelta

from gensui.oversight import sheet_access, sheet_queries
from gensui.oversight.actions import beginnings, closing, sheets
from gensui.oversight.models import Month, MonthSheet
from gensui.people.models import Employee, Site

READ_BY = 8
"""All but one of so many have read their sheets."""


def close_last_month(site: Site, *, began: datetime, at: datetime) -> None:
    """Close the last month that lies whole in the history; done before, or where there is none, it changes nothing."""
    first_on = (at.date().replace(day=1) - timedelta(days=1)).replace(day=1)
    office = Employee.objects.filter(department__site=site, role="admin_manager").order_by("number")
    manager = office.select_related("department__site").first()
    closed = Month.objects.filter(site=site, first_on=first_on, state="published").exists()
    if manager is None or closed or began.date() > first_on:
        return
    month = sheets.draft_month(site=site, first_on=first_on, actor=manager, at=at)
    beginnings.begin_months(actor=sheet_access.SYSTEM, at=at)  # what the calendar owes of the month, before it is done
    for sheet in month.sheets.select_related("month__site", "employee__department"):
        closing.accept_sheet(sheet=sheet, actor=sheet.employee, at=at)
    heads = Employee.objects.filter(department__site=site, role__in=sheet_access.HEADS).select_related(
        "department__site"
    )
    for sheet in sheet_queries.unconfirmed(month, at).select_related("month__site", "employee__department"):
        if head := _head(list(heads), sheet):
            closing.confirm_sheet(sheet=sheet, actor=head, at=at)
    _close(month, manager, at)


def _close(month: Month, manager: Employee, at: datetime) -> None:
    """The administration manager confirms it; the general manager confirms that one's own sheet, and publishes."""
    confirmed = closing.confirm_month(month=month, actor=manager, at=at)
    above = Employee.objects.working().filter(role="general_manager").select_related("department__site").first()
    if above is None:
        return
    for sheet in month.sheets.filter(employee=manager).select_related("month__site", "employee__department"):
        closing.confirm_sheet(sheet=sheet, actor=above, at=at)
    published = closing.publish_month(month=confirmed, actor=above, at=at)
    for place, sheet in enumerate(
        published.sheets.select_related("month__site", "employee__department").order_by("pk")
    ):
        if place % READ_BY:
            closing.acknowledge_sheet(sheet=sheet, actor=sheet.employee, at=at)


def _head(heads: list[Employee], sheet: MonthSheet) -> Employee | None:
    return next((head for head in heads if sheet_access.heads(head, sheet)), None)
