"""From what was counted to a score for each indicator: small samples lean on the department, what was not counted is left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import sqrt
from typing import Literal

from gensui.core.scoring.indicators import INDICATORS, Indicator

FEW, ENOUGH, LEANING = 5, 20, 10
"""Fewer than five are told as *k of n*; fewer than twenty lean on the department, as if ten of its facts were one's own."""
PASS = 60
Basis = Literal["own", "shrunk", "department"]


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted: ``part`` of ``whole``. ``waived`` were left out: excused, or objected to with success."""

    part: Fraction = Fraction(0)
    whole: int = 0
    paused_minutes: int = 0
    waived: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.part + other.part, self.whole + other.whole, self.paused_minutes + other.paused_minutes,
            self.waived + other.waived,
        )  # fmt: skip

    @property
    def rate(self) -> Fraction | None:
        """The share; none of nothing."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of one sheet. ``judged`` is the rate the score rests on, and ``basis`` says where it is from."""

    indicator: str
    tally: Tally
    judged: Fraction | None
    basis: Basis
    weight: Fraction
    score: Fraction | None


def half_up(value: Fraction, places: int = 1) -> Decimal:
    """The value rounded to so many places, a half upwards."""
    scaled = value * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole).scaleb(-places)


def shrink(own: Tally, department: Fraction) -> tuple[Fraction, Basis]:
    """The rate that somebody is judged by: of fewer than five the department's, of fewer than twenty one between the two."""
    if own.whole < FEW:
        return department, "department"
    if own.whole < ENOUGH:
        return (own.part + LEANING * department) / (own.whole + LEANING), "shrunk"
    return own.part / own.whole, "own"


def item_score(indicator: Indicator, rate: Fraction) -> Fraction:
    """0 to 100: all at the target, sixty at the floor, straight between and below; mirrored where there should be little."""
    if indicator.plain:
        return 100 * rate
    target, floor = indicator.target, indicator.floor
    if indicator.at_most:
        rate, target, floor = 1 - min(rate, Fraction(1)), 1 - target, 1 - floor
    if rate >= target:
        return Fraction(100)
    if rate >= floor:
        return PASS + (100 - PASS) * (rate - floor) / (target - floor)
    return PASS * rate / floor


def lines(weights: Mapping[str, int], own: Mapping[str, Tally], department: Mapping[str, Tally]) -> tuple[Line, ...]:
    """A line for each indicator that weighs or was counted. What has nothing to count weighs nothing, and the others share
    its weight in proportion; so the weights make a hundred, or nothing at all was counted.
    """
    present = sum(weight for key, weight in weights.items() if own.get(key, Tally()).whole)
    return tuple(
        _line(INDICATORS[key], own.get(key, Tally()), department.get(key, Tally()), weights.get(key, 0), present)
        for key in INDICATORS
        if key in weights or own.get(key, Tally()).whole
    )


def _line(indicator: Indicator, own: Tally, department: Tally, weight: int, present: int) -> Line:
    if own.rate is None:
        return Line(indicator.key, own, None, "own", Fraction(0), None)
    pooled = department.rate if department.rate is not None else own.rate
    judged, basis = shrink(own, pooled)
    if indicator.plain:
        judged, basis = own.rate, "own"
    spread = Fraction(100 * weight, present) if present else Fraction(0)
    return Line(indicator.key, own, judged, basis, spread, item_score(indicator, judged))


def interval(tally: Tally) -> tuple[Fraction, Fraction]:
    """Where the true rate lies, nineteen times of twenty, by Wilson: wide for few. Of nothing it is anything."""
    if not tally.whole:
        return Fraction(0), Fraction(1)
    z, count, rate = (
        1.96,
        tally.whole,
        min(1.0, float(tally.part / tally.whole)),
    )  # more errors than promises are all of them
    middle = rate + z * z / (2 * count)
    reach = z * sqrt(rate * (1 - rate) / count + z * z / (4 * count * count))
    whole = 1 + z * z / count
    low, high = max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)
    return Fraction(low).limit_denominator(10_000), Fraction(high).limit_denominator(10_000)
