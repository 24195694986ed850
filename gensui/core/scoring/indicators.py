"""The thirty-three indicators of a month, and four that only some posts are judged by: how much is good.

What counts *for* an indicator of which there should be little, like rework, is the unwelcome thing. Targets and floors are
shares. The clauses of a policy name the indicators that they ask for; what each counts is said where it is shown
(``ui.indicators``).
"""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Indicator:
    """How much of what is counted is good.

    ``at_most`` marks those of which there should be little; ``plain`` those whose rate is the score itself; ``summed`` those that
    are made of others' scores, each of which leans already where it rests on little.
    """

    key: str
    target: Fraction = Fraction(1)
    floor: Fraction = Fraction(1)
    at_most: bool = False
    plain: bool = False
    summed: bool = False


BESIDE: dict[str, frozenset[str]] = {key: frozenset(told.split()) for key, told in {
    "K02": "contact.abandoned", "K05": "work_order.returned", "K10": "eta.revised", "K15": "case.reopened rework.ordered",
    "K19": "evaluation.saved", "K20": "case.reopened rework.ordered", "K21": "complaint.resolved",
    "K24": "patrol.point_scanned patrol.round_finished", "K30": "task.checked inspection.judged:work",
    "CALLS": "inspection.judged:calls",
}.items()}  # fmt: skip
"""What single events tell an indicator, beside the promises of clauses that name it. Errors (K23) are by themselves what no other
line of a sheet weighs.
"""

BY_EVENTS = frozenset("K02 K19 K20 K21 K24 K30 CALLS TEAM".split())
"""Indicators that count single events or scores, and no promise, also where a clause that asks for them promises something."""


def _at_least(key: str, target: int, floor: int) -> tuple[str, Indicator]:
    return key, Indicator(key, Fraction(target, 100), Fraction(floor, 100))


def _at_most(key: str, target: int, floor: int, whole: int = 100) -> tuple[str, Indicator]:
    return key, Indicator(key, Fraction(target, whole), Fraction(floor, whole), at_most=True)


def _plain(key: str, summed: bool = False) -> tuple[str, Indicator]:
    return key, Indicator(key, plain=True, summed=summed)


INDICATORS: dict[str, Indicator] = dict(
    [
        _at_least("K01", 95, 85),
        _at_most("K02", 3, 6),
        _at_least("K03", 98, 90),
        _at_least("K04", 100, 95),
        _at_least("K05", 97, 90),
        _at_least("K06", 95, 85),
        _at_least("K07", 95, 85),
        _at_least("K08", 95, 85),
        _at_least("K09", 95, 85),
        _at_least("K10", 90, 75),
        _at_least("K11", 97, 90),
        _at_least("K12", 97, 90),
        _at_least("K13", 98, 90),
        _at_least("K14", 90, 75),
        _at_least("K15", 95, 85),
        _at_least("K16", 100, 95),
        _at_least("K17", 98, 90),
        _at_least("K18", 85, 70),
        _at_least("K19", 95, 85),
        _at_most("K20", 2, 5),
        _at_most("K21", 20, 40, whole=1000),
        _at_least("K22", 98, 90),
        _at_most("K23", 3, 8),
        _at_least("K24", 100, 97),
        _at_least("K25", 98, 90),
        _at_least("K26", 97, 90),
        _at_least("K27", 90, 70),
        _at_least("K28", 100, 95),
        _at_least("K29", 99, 95),
        _at_least("K30", 95, 85),
        _at_least("K31", 97, 90),
        _at_least("K32", 100, 95),
        _at_least("K33", 98, 90),
        _plain("CALLS"),
        _plain("TEAM", summed=True),
        _at_least("PLAN", 100, 90),
        _at_least("APPEALS", 100, 90),
    ]
)  # fmt: skip
