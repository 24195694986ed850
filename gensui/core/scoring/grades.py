"""From score lines to a total, and from the totals of a department to grades and coefficients."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from gensui.core.scoring.lines import Line

Grade = Literal["", "excellent", "good", "pass", "fail"]
Reason = Literal["", "newcomer", "leave", "no_data", "veto"]

EXCELLENT, GOOD, PASS = 90, 80, 60
NEWCOMER_DAYS = 15
MOST_BONUS = 5
EXCELLENT_SHARE = Fraction(20, 100)
COEFFICIENTS: Mapping[Grade, Decimal] = {
    "excellent": Decimal("1.2"), "good": Decimal("1.0"), "pass": Decimal("0.8"), "fail": Decimal("0.5"),
}  # fmt: skip
"""What a grade does to the variable part of the pay, and to nothing else."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What bears on a sheet beside its lines: days employed by the month's end, the share of the month on leave, points."""

    days: int = 1_000
    leave: Fraction = Fraction(0)
    bonus: Fraction = Fraction(0)
    deductions: Fraction = Fraction(0)
    vetoed: bool = False

    @property
    def is_sanctioned(self) -> bool:
        """Whether a sanction of the month bars the highest grade."""
        return self.vetoed or self.deductions > 0


@dataclass(frozen=True, slots=True)
class Result:
    """A sheet's total, exact; none where nobody is to be judged, and why."""

    total: Fraction | None
    reason: Reason = ""
    may_excel: bool = True


def assess(lines: tuple[Line, ...], circumstances: Circumstances) -> Result:
    """The total of a sheet: weighted scores, with bonus and deductions, from 0 to 100.

    No total for who came less than fifteen days ago, was on leave for more than half the month, or of whom nothing was counted.
    A veto leaves the total as it is and fails.
    """
    if circumstances.days < NEWCOMER_DAYS:
        return Result(None, "newcomer")
    if circumstances.leave > Fraction(1, 2):
        return Result(None, "leave")
    counted = [line for line in lines if line.score is not None and line.weight]
    if not counted:
        return Result(None, "no_data")
    earned = sum((line.weight * line.score / 100 for line in counted if line.score is not None), Fraction(0))
    total = earned + min(circumstances.bonus, Fraction(MOST_BONUS)) - circumstances.deductions
    total = max(Fraction(0), min(Fraction(100), total))
    return Result(total, "veto" if circumstances.vetoed else "", not circumstances.is_sanctioned)


def grades(department: Mapping[str, Result]) -> dict[str, Grade]:
    """The grade of each of a department, by exact totals. At most a fifth of those graded are excellent: the best of them.

    Where equals would have to be told apart, none of them is excellent.
    """
    totals = {who: result.total for who, result in department.items() if result.total is not None}
    places = int(len(totals) * EXCELLENT_SHARE)
    found: dict[str, Grade] = {who: "" for who in department if who not in totals}
    for who, total in totals.items():
        result = department[who]
        rivals = sum(1 for one, points in totals.items() if points >= total and department[one].may_excel)
        if result.reason == "veto" or total < PASS:
            found[who] = "fail"
        elif total >= EXCELLENT and result.may_excel and rivals <= places:
            found[who] = "excellent"
        else:
            found[who] = "good" if total >= GOOD else "pass"
    return found
