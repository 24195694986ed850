"""Where a notice or a promise leads: to its own thing, if its reader may open that."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse

from gensui.cases import queries as cases
from gensui.desk.opening import Opened, opened
from gensui.ledger import queries as ledger
from gensui.ledger.models import Obligation
from gensui.notices.models import Notice
from gensui.notices.wording import OWN_PAGE, SHEET
from gensui.oversight import sheet_access
from gensui.people.models import Employee
from gensui.ui.asked import month_in

SHEETS = frozenset({"F14", "F21"})
"""The forms of a month's sheet and of an appeal, as clauses name them."""
PAGES: Mapping[str, str] = {
    "training": "own_training", "draft.given": "intake", "leaving": "personnel", "policy": "amendments",
    "name.asked": "homes", "complaint.decided": "own_file", OWN_PAGE: "own_file",
}  # fmt: skip
"""What notices are of that lead to one page, whatever they are about."""
PROMISES = frozenset({"reminder", "lapse", "escalation"})


CLOSED_TO = ("case", "gate", "incident")
"""What a message is about by whose page its reader is asked whether it may still be read."""


class Heard(NamedTuple):
    """A message, where it leads, and whether its matter is closed to its reader."""

    notice: Notice
    door: str
    is_closed: bool


def heard(me: Employee, notices: Iterable[Notice], at: datetime) -> list[Heard]:
    """Each notice with where it leads; the empty text, where its reader may not go there. Five queries, and two for each kind of
    thing they are about, however many there are.
    """
    found = list(notices)
    periods = _periods(found, at)
    about = {(period, _whose(one)) for one in found if (period := periods.get(one.pk, ""))}
    sheets = _sheets(me, about)
    known = opened(me, {one.stream for one in found if one.pk not in periods and one.what not in PAGES})
    return [
        Heard(
            one,
            _door(one, periods, sheets, known),
            one.stream not in known and one.stream.partition(":")[0] in CLOSED_TO,
        )
        for one in found
    ]


def door_of_promise(duty: Obligation, forms: Iterable[str], to: Opened) -> str:
    """Where a promise beside the requests leads: that of a sheet to the sheet, else where its stream does."""
    kind, _colon, number = duty.stream.partition(":")
    if SHEETS.isdisjoint(forms):
        return to.door
    period = _period(duty)
    if kind == "staff" and period:
        return reverse("assessment_sheet", args=[period, number])
    return to.door if kind == "sanction" else reverse("assessment")


def _period(duty: Obligation) -> str:
    return next((str(one) for one in duty.same or () if month_in(str(one))), "")


def _whose(one: Notice) -> str:
    return one.stream.partition(":")[2]


def _periods(found: list[Notice], at: datetime) -> dict[int, str]:
    """Of which month's sheet a notice speaks: as it says itself, or as the promise does that it reminds of. Two queries at most."""
    said = {one.pk: one.what.removeprefix(SHEET) for one in found if one.what.startswith(SHEET)}
    asked = {
        one.pk: one.outgoing for one in found
        if one.what in PROMISES and one.stream.startswith("staff:") and one.outgoing is not None
    }  # fmt: skip
    if not asked:
        return said
    policy = cases.policy_now(at)
    duties = {(duty.stream, duty.clause, duty.cause): duty for duty in ledger.spoken_of(asked.values())}
    for row, sent in asked.items():
        duty = duties.get((sent.stream, sent.clause, sent.cause))
        clause = cases.clause_of(policy, duty) if duty is not None else None
        if (
            duty is not None
            and clause is not None
            and not SHEETS.isdisjoint(clause.forms)
            and (period := _period(duty))
        ):
            said[row] = period
    return said


def _sheets(me: Employee, about: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of these sheets this person may open. One query, where any is another's."""
    if not about:
        return set()
    rows = sheet_access.visible_sheets(me).filter(employee__number__in={number for _period, number in about})
    seen = {(f"{month:%Y-%m}", number) for month, number in rows.values_list("month__first_on", "employee__number")}
    return about & seen


def _door(one: Notice, periods: Mapping[int, str], sheets: set[tuple[str, str]], known: Mapping[str, Opened]) -> str:
    if one.what in PAGES:
        return reverse(PAGES[one.what])
    if one.stream.startswith("handover:"):
        return reverse("handover")
    if period := periods.get(one.pk, ""):
        number = _whose(one)
        return (
            reverse("assessment_sheet", args=[period, number]) if (period, number) in sheets else reverse("assessment")
        )
    if one.stream.startswith("staff:") and one.what == "message.notice":  # of an older release, which named no month
        return reverse("assessment")
    return known.get(one.stream, Opened()).door
