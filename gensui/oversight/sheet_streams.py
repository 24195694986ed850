"""The way of a month's assessment into the ledger: of the month in the community's stream, of a sheet in its person's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from gensui.core.events import Event
from gensui.ledger import outbox
from gensui.ledger.record import NOTHING_WRITTEN, record, record_all
from gensui.ledger.requests import RequestKey
from gensui.ledger.words import Words
from gensui.ledger.written import words_at
from gensui.notices.wording import SHEET
from gensui.oversight.models import Month, MonthSheet
from gensui.oversight.sheet_refusals import MonthClosed
from gensui.oversight.streams import tell
from gensui.oversight.written import WRITTEN, accounts
from gensui.people import queries as people
from gensui.people.acting import System
from gensui.people.languages import in_language
from gensui.people.models import Employee

NOBODY: Mapping[str, str] = {}


def lock_month(month: Month) -> Month:
    """The month, held until the transaction ends. Refuses a published one (``MonthClosed``)."""
    found = Month.objects.select_related("site", "confirmed_by").select_for_update(of=("self",)).get(pk=month.pk)
    if found.is_published:
        raise MonthClosed(found.period)
    return found


def tell_person(sheet: MonthSheet, event: Event, actor: str, at: datetime, named: Mapping[str, str] = NOBODY) -> None:
    """Let one thing happen to the person whose sheet it is; ``named`` are roles the act knows better."""
    tell_all(sheet, [event], actor, at, words=words_at(WRITTEN, sheet.employee.key), named=named)


def tell_all(
    sheet: MonthSheet,
    happened: Iterable[Any],
    actor: str,
    at: datetime,
    once: RequestKey | None = None,
    words: Words = NOTHING_WRITTEN,
    named: Mapping[str, str] = NOBODY,
    leading: Mapping[str, str] | None = None,
) -> None:
    """Let it happen to the person whose sheet it is, in that person's own stream. ``leading`` are the roles of the department,
    where they were asked for before.
    """
    month, who = sheet.month, sheet.employee
    known = {"employee": who.key, "department": sheet.department, "period": month.period}
    if leading is None:
        leading = people.roles_at(month.site, sheet.department, at)
    holding = {**leading, "employee": who.key}
    holding |= {role: key for role, key in named.items() if key}
    pairs = [(replace(event, **known), at) for event in happened]
    record_all(stream=who.key, happened=pairs, actor=actor, roles=holding, at=at, client_key=once, words=words)


def tell_each(sheets: Sequence[MonthSheet], event: Event, actor: str, at: datetime) -> None:
    """Let the same happen to everybody whose sheets of one month these are, as ``tell_person`` would one after the other."""
    staff = Employee.objects.select_related("user").in_bulk([one.employee_id for one in sheets])
    leading: dict[str, Mapping[str, str]] = {}
    words = accounts(staff.values())
    for sheet in sheets:
        sheet.employee = staff[sheet.employee_id]
        if sheet.department not in leading:
            leading[sheet.department] = people.roles_at(sheet.month.site, sheet.department, at)
        said, holding = words[sheet.employee.key], leading[sheet.department]
        tell_all(sheet, [event], actor, at, words=said, leading=holding)


def tell_of_sheets(sheets: Iterable[MonthSheet], text: Any, at: datetime, **values: str) -> None:
    """Have everybody told of the own sheet of one month, as ``tell_of_sheet`` would. One statement beside that of the sheets."""
    told, period = [], ""
    for sheet in sheets:
        period = sheet.month.period
        with in_language(sheet.employee.user.language):
            told.append((sheet.employee.key, sheet.employee.key, str(text).format(period=period, **values)))
    outbox.queue_each(told=told, what=f"{SHEET}{period}", at=at)


def tell_of_sheet(sheet: MonthSheet, to: Employee, text: Any, at: datetime, **values: str) -> None:
    """Have somebody told of a sheet, in the own language; what is told leads to the sheet."""
    period = sheet.month.period
    tell(sheet.employee.key, to, text, at, what=f"{SHEET}{period}", period=period, **values)


def happen_to_month(
    month: Month, event: Event, actor: Employee | System, at: datetime, department: str = "administration"
) -> None:
    """Let it happen to the month, in the stream of its community."""
    holding = people.roles_at(month.site, department, at)
    record(stream=f"month:{month.site.key}", event=event, actor=actor.key, roles=holding, at=at)
