"""From what was counted to a score for each indicator: small samples lean on what is good, and what nobody saw on the rest."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import sqrt
from typing import Literal

from gensui.core.scoring.indicators import INDICATORS, Indicator

PASS, GOOD = 60, 80
LEANING = 10
"""Somebody is judged as if so many facts more were counted of each indicator, of the rate that is good."""
KNOWN = 60
"""Up to so much of a hundred of weight, what nobody saw counts as good for the rest of the sheet."""
FEW = 20
"""Of fewer facts, a rate is told with its interval."""
Basis = Literal["own", "leaning", "none"]


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted: ``part`` of ``whole``. ``waived`` were left out: excused, or objected to with success.

    Of a sum of others' scores, ``known`` is how many of those others are known well enough for a grade.
    """

    part: Fraction = Fraction(0)
    whole: int = 0
    paused_minutes: int = 0
    waived: int = 0
    known: int | None = None

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.part + other.part, self.whole + other.whole, self.paused_minutes + other.paused_minutes,
            self.waived + other.waived,
        )  # fmt: skip

    @property
    def rate(self) -> Fraction | None:
        """The share; none of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def seen(self) -> int:
        """How many facts there were to look at, those left out among them: whoever objects with success loses no evidence."""
        return self.whole + self.waived if self.known is None else self.known

    @property
    def backed(self) -> Fraction:
        """How much of its weight has facts behind it: all or nothing; of others' scores the share of those who are known."""
        if self.known is None:
            return Fraction(int(self.seen > 0))
        return Fraction(self.known, self.whole) if self.whole else Fraction(0)


NOTHING = Tally()


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of one sheet. ``judged`` is the rate the score rests on, none where nothing was counted; ``basis`` says how it
    came about.
    """

    indicator: str
    tally: Tally
    judged: Fraction | None
    basis: Basis
    weight: int
    score: Fraction


def half_up(value: Fraction, places: int = 1) -> Decimal:
    """The value rounded to so many places, a half upwards."""
    scaled = value * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole).scaleb(-places)


def good_rate(indicator: Indicator) -> Fraction:
    """The rate that scores eighty: halfway between floor and target."""
    return Fraction(GOOD, 100) if indicator.plain else (indicator.target + indicator.floor) / 2


def lean(indicator: Indicator, own: Tally, leaning: int = LEANING) -> tuple[Fraction, Basis]:
    """The rate that somebody is judged by: the own, with so many facts more of the rate that is good.

    So whoever has little to show is near good, for better and for worse; a fact more that is kept never lowers it, nor does a
    lapse less; and nobody with fewer facts and no fewer lapses comes out ahead.
    """
    if not own.whole:
        return good_rate(indicator), "none"
    if indicator.summed:
        return own.part / own.whole, "own"
    return (own.part + leaning * good_rate(indicator)) / (own.whole + leaning), "leaning"


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


def lines(
    weights: Mapping[str, int], own: Mapping[str, Tally], leaning: int = LEANING, shown: Collection[str] = ()
) -> tuple[Line, ...]:
    """A line for each indicator that weighs, is shown on every sheet of the post, or was counted. It weighs as usual, however
    little there is. What nobody saw scores as the rest of the sheet does, good at most: so less work is never better, a promise
    kept there never lowers the sheet, and no lapse anywhere is made good by what was not seen.
    """
    found = [
        _line(INDICATORS[key], own.get(key, NOTHING), weights.get(key, 0), leaning)
        for key in INDICATORS
        if key in weights or key in shown or own.get(key, NOTHING).whole
    ]
    unseen = min(_level(line for line in found if not _is_unseen(line)), Fraction(GOOD))
    return tuple(replace(line, score=unseen) if _is_unseen(line) else line for line in found)


def _line(indicator: Indicator, own: Tally, weight: int, leaning: int) -> Line:
    rate, basis = lean(indicator, own, leaning)
    return Line(indicator.key, own, None if basis == "none" else rate, basis, weight, item_score(indicator, rate))


def _is_unseen(line: Line) -> bool:
    """Whether there was nothing to look at; where all was left out with success, it is good."""
    return line.basis == "none" and not line.tally.seen


def _level(seen: Iterable[Line]) -> Fraction:
    """The weighted mean of the lines that have facts; where they weigh less than ``KNOWN``, filled up with good."""
    weighing = [line for line in seen if line.weight]
    weight = sum(line.weight for line in weighing)
    missing = max(KNOWN - weight, 0)
    return (sum((line.weight * line.score for line in weighing), Fraction(0)) + GOOD * missing) / (weight + missing)


def interval(tally: Tally) -> tuple[Fraction, Fraction]:
    """Where the true rate lies, nineteen times of twenty, by Wilson: wide for few. Of nothing it is anything."""
    if not tally.whole:
        return Fraction(0), Fraction(1)
    z, count = 1.96, tally.whole
    rate = min(1.0, float(tally.part / tally.whole))  # more errors than promises are all of them
    middle = rate + z * z / (2 * count)
    reach = z * sqrt(rate * (1 - rate) / count + z * z / (4 * count * count))
    whole = 1 + z * z / count
    low, high = max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)
    return Fraction(low).limit_denominator(10_000), Fraction(high).limit_denominator(10_000)
