"""The thirty-three indicators of a month, and four that only some posts are judged by: what is counted, of how many.

A rate is the numerator's share of the denominator. What counts *for* an indicator of which there should be little, like rework,
is the unwelcome thing. Targets and floors are shares as well; ``clauses`` are those of the policy that ask for it.
"""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is counted, of how many, and how much of it is good.

    ``at_most`` marks those of which there should be little; ``plain`` those whose rate is the score itself; ``summed`` those that
    are made of others' scores, each of which leans already where it rests on little.
    """

    key: str
    clauses: tuple[str, ...]
    numerator: str
    denominator: str
    target: Fraction = Fraction(1)
    floor: Fraction = Fraction(1)
    at_most: bool = False
    plain: bool = False
    summed: bool = False


def _at_least(
    key: str, target: int, floor: int, clauses: str, numerator: str, denominator: str
) -> tuple[str, Indicator]:
    found = Indicator(key, tuple(clauses.split()), numerator, denominator, Fraction(target, 100), Fraction(floor, 100))
    return key, found


def _at_most(
    key: str, target: int, floor: int, clauses: str, numerator: str, denominator: str, whole: int = 100
) -> tuple[str, Indicator]:
    limits = (Fraction(target, whole), Fraction(floor, whole))
    return key, Indicator(key, tuple(clauses.split()), numerator, denominator, *limits, at_most=True)


def _plain(key: str, clauses: str, numerator: str, denominator: str, summed: bool = False) -> tuple[str, Indicator]:
    return key, Indicator(key, tuple(clauses.split()), numerator, denominator, plain=True, summed=summed)


INDICATORS: dict[str, Indicator] = dict(
    [
        _at_least("K01", 95, 85, "3.1.2", "calls answered before the fourth ring", "calls answered, or abandoned after it"),
        _at_most("K02", 3, 6, "3.1.2", "calls abandoned after five seconds", "calls offered"),
        _at_least("K03", 98, 90, "4.1.5 5.2.2", "requests dispatched or answered in time", "requests whose limit fell due"),
        _at_least("K04", 100, 95, "4.1.4", "records complete", "intake records confirmed"),
        _at_least("K05", 97, 90, "3.2.3", "orders never returned as wrongly sent", "orders dispatched"),
        _at_least("K06", 95, 85, "4.2.1 3.2.5", "owners contacted in time", "contacts that fell due"),
        _at_least("K07", 95, 85, "4.2.2 4.4.9", "arrivals in time", "arrivals that fell due"),
        _at_least("K08", 95, 85, "4.2.3", "surveys in time", "surveys that fell due"),
        _at_least("K09", 95, 85, "4.2.9", "general repairs done in two hours net", "general repairs that fell due"),
        _at_least(
            "K10", 90, 75, "4.2.10 4.2.11 C11.1",
            "complex repairs done by the time first told; by one revised once before it ran out counts half",
            "complex repairs whose time fell due",
        ),
        _at_least("K11", 97, 90, "4.2.12 4.4.10", "results reported back in time", "reports that fell due"),
        _at_least("K12", 97, 90, "4.1.9", "owners told the result in time", "results that were to be told"),
        _at_least("K13", 98, 90, "3.3.3", "intervals in which the owner heard of progress", "intervals that ended"),
        _at_least("K14", 90, 75, "4.1.8", "agreements between departments in time", "agreements that fell due"),
        _at_least(
            "K15", 95, 85, "C30.1 5.2.2", "requests done by the time they were needed, not reopened in the month",
            "requests needed in the month",
        ),
        _at_least("K16", 100, 95, "4.1.11 3.4.1", "return visits made or given up after all attempts", "visits whose window ended"),
        _at_least("K17", 98, 90, "4.1.10 3.4.1", "return visits inside their window", "visits whose window ended"),
        _at_least("K18", 85, 70, "3.4.2 3.4.1", "return visits at which the owner answered", "visits whose window ended"),
        _at_least("K19", 95, 85, "5.2.2 5.2.6 5.2.7", "evaluations of four or five stars", "valid evaluations"),
        _at_most("K20", 2, 5, "2.2.5 4.2.6", "repairs that had to be done again within thirty days", "repairs done in the month"),
        _at_most("K21", 20, 40, "6.1.6", "valid complaints of the month", "homes lived in", whole=1000),
        _at_least("K22", 98, 90, "6.1.6 6.1.7", "complaints decided and answered in time", "steps of complaints that fell due"),
        _at_most("K23", 3, 8, "5.2.2", "errors, one for each case and step", "promises handled"),
        _at_least("K24", 100, 97, "4.3.1 4.3.3", "points of a round proved by a scan", "points of the rounds walked"),
        _at_least("K25", 98, 90, "4.3.2", "rounds begun in time", "rounds due"),
        _at_least("K26", 97, 90, "4.3.8", "entries decided within five minutes", "people from outside at the gate"),
        _at_least("K27", 90, 70, "4.3.9", "emergencies with a guard there within a minute", "emergencies"),
        _at_least("K28", 100, 95, "4.3.13", "daily reports handed in by nine", "days"),
        _at_least("K29", 99, 95, "4.4.2 4.4.3 4.4.4 4.4.5", "cleaning tasks done in their slot", "cleaning tasks due"),
        _at_least("K30", 95, 85, "6.1.2 4.4.1", "inspected items that passed", "items inspected"),
        _at_least("K31", 97, 90, "4.4.6 4.4.8", "greening tasks done, and announced, in time", "tasks and notices due"),
        _at_least("K32", 100, 95, "5.1.1 5.1.5 5.1.7 5.1.8", "trainings attended and passed in time", "trainings due"),
        _at_least("K33", 98, 90, "6.1.3", "corrections verified in time", "corrections due"),
        _plain("CALLS", "4.1.1 4.1.2 4.1.3", "points given by whoever listened to the calls", "points that could be given"),
        _plain("TEAM", "5.2.3", "the scores of the team", "the team", summed=True),
        _at_least("PLAN", 100, 90, "6.1.2", "inspections held in time", "inspections due"),
        _at_least("APPEALS", 100, 90, "6.3.11", "appeals decided in time", "appeals that fell due"),
    ]
)  # fmt: skip
