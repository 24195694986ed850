"""The line above which a department's sheets are excellent, and why a sheet of ninety or more lies below it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from gensui.core.scoring import EXCELLENT, EXCELLENT_SHARE
from gensui.oversight.models import Month, MonthSheet


@dataclass(frozen=True, slots=True)
class Drawn:
    """How the best of a department were found: so many graded, so many places, and the score of the last who is excellent."""

    graded: int
    places: int
    last: Decimal | None


def drawn(month: Month) -> Mapping[str, Drawn]:
    """The line of each department. One query."""
    totals: dict[str, list[tuple[Decimal, str]]] = defaultdict(list)
    for department, total, grade in month.sheets.exclude(total=None).values_list("department", "total", "grade"):
        totals[department].append((total or Decimal(0), grade))
    return {
        department: Drawn(
            len(every), ceil(len(every) * EXCELLENT_SHARE),
            min((total for total, grade in every if grade == MonthSheet.Grade.EXCELLENT), default=None),
        )
        for department, every in totals.items()
    }  # fmt: skip


def below(sheet: MonthSheet, lines: Mapping[str, Drawn]) -> Drawn | None:
    """The line of a sheet that has the score of the highest grade and not the grade; no query. A sanction of the month bars it too:
    then its line names nobody's score.
    """
    if not _falls_short(sheet):
        return None
    line = lines.get(sheet.department, Drawn(0, 0, None))
    barred = sheet.circumstances.get("vetoed") or Fraction(sheet.circumstances.get("deductions", "0")) > 0
    return Drawn(line.graded, line.places, None) if barred else line


def below_of(sheet: MonthSheet) -> Drawn | None:
    """The same of one sheet. One query, where there is anything to say."""
    return below(sheet, drawn(sheet.month)) if _falls_short(sheet) else None


def _falls_short(sheet: MonthSheet) -> bool:
    return sheet.grade == MonthSheet.Grade.GOOD and bool(sheet.exact) and Fraction(sheet.exact) >= EXCELLENT
