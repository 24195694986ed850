"""From score lines to a total, and from the totals of a department to grades and coefficients."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Literal

from gensui.core.scoring.lines import GOOD, PASS, Line, Tally

Grade = Literal["", "excellent", "good", "pass", "fail"]
Reason = Literal["", "newcomer", "leave", "thin", "veto"]

EXCELLENT = 90
NEWCOMER_DAYS = 15
MOST_BONUS = 5
EXCELLENT_SHARE = Fraction(20, 100)
COEFFICIENTS: Mapping[Grade, Decimal] = {
    "excellent": Decimal("1.2"), "good": Decimal("1.0"), "pass": Decimal("0.8"), "fail": Decimal("0.5"),
}  # fmt: skip
"""What a grade does to the variable part of the pay, and to nothing else."""
UNJUDGED = COEFFICIENTS["good"]
"""The coefficient of whom too little is known: it changes nothing."""


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
class Evidence:
    """What it takes to be judged: so much of a hundred of weight with facts behind it, and so many facts.

    The scores of a team are as much evidence as members of it are known well enough for a grade, and each of those is a fact.
    """

    weight: int | Fraction = 60
    facts: int = 10

    @classmethod
    def of(cls, lines: Iterable[Line]) -> "Evidence":
        """What there is. What was left out counts here, so that nobody loses a grade by an objection that was granted."""
        weighing = [line for line in lines if line.weight]
        return cls(sum(line.weight * line.tally.backed for line in weighing), sum(line.tally.seen for line in weighing))

    def covers(self, least: "Evidence") -> bool:
        """Whether it is at least so much."""
        return self.weight >= least.weight and self.facts >= least.facts


LEAST = Evidence()


@dataclass(frozen=True, slots=True)
class Result:
    """A sheet's total, exact; none where nobody is to be judged, and why."""

    total: Fraction | None
    reason: Reason = ""
    may_excel: bool = True


def score(lines: Iterable[Line], *, without: Iterable[str] = ()) -> Fraction | None:
    """The weighted mean of the lines, 0 to 100, without some of them. None where none is left."""
    left_out = set(without)
    counted = [line for line in lines if line.weight and line.indicator not in left_out]
    weight = sum(line.weight for line in counted)
    return sum((line.weight * line.score for line in counted), Fraction(0)) / weight if weight else None


def of_team(members: Iterable[tuple[Fraction, bool]]) -> Tally:
    """The scores of a team, each with whether its person is known well enough for a grade, as what one line counts."""
    every = list(members)
    total = sum((score for score, _known in every), Fraction(0))
    return Tally(total / 100, len(every), known=sum(1 for _score, known in every if known))


def assess(lines: tuple[Line, ...], circumstances: Circumstances, least: Evidence = LEAST) -> Result:
    """The total of a sheet: weighted scores, with bonus and deductions, from 0 to 100.

    No total for who came less than fifteen days ago, was on leave for more than half the month, or of whom too little is known.
    A veto leaves the total as it is and fails, however little is known.
    """
    if circumstances.days < NEWCOMER_DAYS:
        return Result(None, "newcomer")
    if circumstances.leave > Fraction(1, 2):
        return Result(None, "leave")
    mean = score(lines)
    if mean is None or not (circumstances.vetoed or Evidence.of(lines).covers(least)):
        return Result(None, "thin")
    total = mean + min(circumstances.bonus, Fraction(MOST_BONUS)) - circumstances.deductions
    total = max(Fraction(0), min(Fraction(100), total))
    return Result(total, "veto" if circumstances.vetoed else "", not circumstances.is_sanctioned)


def grades(department: Mapping[str, Result]) -> dict[str, Grade]:
    """The grade of each of a department, by exact totals.

    From ninety on the best are excellent: a fifth of those graded, rounded up, so that a department of two has a place as well.
    Whoever equals the last of them is excellent too.
    """
    totals = {who: result.total for who, result in department.items() if result.total is not None}
    places = ceil(len(totals) * EXCELLENT_SHARE)
    able = sorted((t for who, t in totals.items() if t >= EXCELLENT and department[who].may_excel), reverse=True)
    last = able[:places][-1] if able else None
    found: dict[str, Grade] = {who: "" for who in department if who not in totals}
    for who, total in totals.items():
        if department[who].reason == "veto" or total < PASS:
            found[who] = "fail"
        elif last is not None and total >= last and department[who].may_excel:
            found[who] = "excellent"
        else:
            found[who] = "good" if total >= GOOD else "pass"
    return found
