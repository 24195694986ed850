"""The rows of a month as it is counted, not yet written: its sheets, their lines, and the figures of departments and community."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from gensui.core.scoring import COEFFICIENTS, INDICATORS, UNJUDGED, Line, Tally, half_up
from gensui.oversight import staff
from gensui.oversight.counting import Counted, Member, Sheet
from gensui.oversight.models import Figure, Month, MonthSheet, ScoreLine

TEAM = "team"


def sheet_of(
    month: Month, counted: Sheet, known: MonthSheet | None, objections_until: datetime | None = None
) -> MonthSheet:
    """Somebody's sheet; the one that is known, with what is counted now. Where that is new, or another than before, nobody has
    confirmed it, and it may be objected to until then.
    """
    person, total = counted.person, counted.result.total
    sheet = known or MonthSheet(month=month, employee_id=person.pk)
    before = sheet.exact, sheet.grade, sheet.reason
    sheet.post, sheet.role, sheet.department, sheet.moved = person.post, person.role, person.department, person.moved
    sheet.circumstances = staff.written(person.circumstances) | _team(counted)
    sheet.exact, sheet.total = ("", None) if total is None else (str(total), half_up(total))
    sheet.grade, sheet.reason = counted.grade, counted.result.reason
    sheet.coefficient = UNJUDGED if sheet.reason == "thin" else COEFFICIENTS.get(counted.grade)
    if known is None or before != (sheet.exact, sheet.grade, sheet.reason):
        sheet.confirmed_by = sheet.confirmed_at = sheet.accepted_at = None
        sheet.objections_until = objections_until or sheet.objections_until
    return sheet


def _team(counted: Sheet) -> dict[str, Any]:
    """By whom somebody who leads is judged: each of the team, the exact score, and whether enough is known for a grade."""
    return {TEAM: [[one.key, str(one.score), one.known] for one in counted.team]} if counted.team else {}


def team_of(sheet: MonthSheet) -> list[Member]:
    """The team as the sheet keeps it; none where an earlier release counted it, or nobody is led."""
    return [Member(key, Fraction(score), known) for key, score, known in sheet.circumstances.get(TEAM, ())]


def line_of(sheet: MonthSheet, line: Line) -> ScoreLine:
    """One indicator of a sheet."""
    return ScoreLine(
        sheet=sheet, indicator=line.indicator, basis=line.basis, weight=line.weight, usual_weight=line.weight,
        rate=_percent(line.tally.rate), judged=_percent(line.judged), score=half_up(line.score), **_counted(line.tally),
    )  # fmt: skip


def _percent(rate: Any) -> Decimal | None:
    return None if rate is None else half_up(100 * rate)


def _counted(tally: Tally) -> dict[str, Any]:
    return {
        "part": str(tally.part), "whole": tally.whole, "paused_minutes": tally.paused_minutes, "waived": tally.waived,
    }  # fmt: skip


def figures_of(month: Month, counted: Counted) -> list[Figure]:
    """What the pages read of each department, and of the community."""
    return [
        Figure(month=month, department=department, indicator=key, **_counted(tally))
        for department, tallies in counted.figures.items()
        for key, tally in tallies.items()
        if key in INDICATORS
    ]
