"""The month before, assessed: counted, confirmed by heads and administration manager, and published, by the real actions."""

from datetime import datetime, timedelta

from gensui.oversight import sheet_access, sheet_queries
from gensui.oversight.actions import sheets
from gensui.oversight.models import Month, MonthSheet
from gensui.people.models import Employee, Site


def close_last_month(site: Site, *, began: datetime, at: datetime) -> None:
    """Close the last month that lies whole in the history; done before, or where there is none, it changes nothing."""
    first_on = (at.date().replace(day=1) - timedelta(days=1)).replace(day=1)
    office = Employee.objects.filter(department__site=site, role="admin_manager").order_by("number")
    manager = office.select_related("department__site").first()
    closed = Month.objects.filter(site=site, first_on=first_on, state="published").exists()
    if manager is None or closed or began.date() > first_on:
        return
    month = sheets.draft_month(site=site, first_on=first_on, actor=manager, at=at)
    heads = Employee.objects.filter(department__site=site, role__in=sheet_access.HEADS).select_related(
        "department__site"
    )
    for sheet in sheet_queries.unconfirmed(month).select_related("month__site", "employee__department"):
        sheets.confirm_sheet(sheet=sheet, actor=_head(list(heads), sheet) or manager, at=at)
    sheets.confirm_month(month=month, actor=manager, at=at)
    sheets.publish_month(month=month, actor=manager, at=at)


def _head(heads: list[Employee], sheet: MonthSheet) -> Employee | None:
    return next((head for head in heads if sheet_access.heads(head, sheet)), None)
