"""What may be taken from wages, and what a violation may lead to. Money is whole fen; nothing here knows a person or a clock.

The law's two limits hold for everything that is taken from one wage in one month, however many sanctions it is for: at most a
share of the wage (20 %), and never so much that less than the local minimum wage is left. What finds no room is carried forward.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dateutil.relativedelta import relativedelta

CAP_PERCENT = 20
REPEAT_MONTHS = 3
EXPIRY_MONTHS = 12
SMALL_CLAIM = 50_000
"""Fen. Compensation above it is the general manager's to decide."""

Negligence = Literal["slight", "general", "gross", "intent"]
Kind = Literal["warning", "demerit", "performance", "compensation", "fine", "demotion", "dismissal"]

LOSS_PERCENT: Mapping[str, int] = {"slight": 10, "general": 30, "gross": 50, "intent": 100}
"""The most of a proven, direct loss that somebody makes good, by how much it was the own fault."""
PERFORMANCE_PERCENT: Mapping[str, int] = {"minor": 5, "general": 10, "major": 20, "critical": 20}
"""The most that a month's performance pay loses, by the gravity of a valid complaint."""
THIRD_PARTY = frozenset({"gross", "intent"})
"""Whom the company paid for may be asked back for it only from here on."""


def cap(wage: int, minimum: int, percent: int = CAP_PERCENT) -> int:
    """The most that may be taken from this month's wage. Refuses negative figures and a share above the law's."""
    if wage < 0 or minimum < 0 or not 0 <= percent <= CAP_PERCENT:
        raise ValueError(f"No cap follows from a wage of {wage}, a minimum of {minimum} and {percent} percent.")
    return min(wage * percent // 100, max(0, wage - minimum))


def deduct(balance: int, wage: int, minimum: int, *, taken: int = 0, percent: int = CAP_PERCENT) -> int:
    """What is taken this month of what is still owed, where ``taken`` was taken from the same wage already."""
    return max(0, min(balance, cap(wage, minimum, percent) - taken))


def spread(
    balances: Sequence[int], wage: int, minimum: int, *, taken: int = 0, percent: int = CAP_PERCENT
) -> tuple[int, ...]:
    """What is taken this month for each of several, the first of them first, so that all of it keeps to one cap."""
    parts: list[int] = []
    for balance in balances:
        parts.append(deduct(balance, wage, minimum, taken=taken, percent=percent))
        taken += parts[-1]
    return tuple(parts)


def instalments(balance: int, wage: int, minimum: int, *, percent: int = CAP_PERCENT) -> tuple[int, ...]:
    """What would be taken month by month until nothing is owed, if wage and minimum stay; empty where nothing may be taken."""
    most = cap(wage, minimum, percent)
    if most == 0 or balance <= 0:
        return ()
    whole, rest = divmod(balance, most)
    return (most,) * whole + ((rest,) if rest else ())


def most_of_loss(loss: int, negligence: Negligence, *, third_party: bool = False) -> int:
    """The most of a proven loss that may be claimed. What a third party was paid comes back only from gross fault or intent."""
    if third_party and negligence not in THIRD_PARTY:
        return 0
    return loss * LOSS_PERCENT[negligence] // 100


@dataclass(frozen=True, slots=True)
class Past:
    """A sanction that counts: what it was, and when it was given."""

    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the ladder: what may be given, who decides, and who has to agree. The empty second means nobody."""

    level: int
    kinds: tuple[Kind, ...]
    decides: frozenset[str]
    agrees: frozenset[str]


HEADS = frozenset({"dept_head", "service_head"})
MANAGER, HR, GENERAL = frozenset({"admin_manager"}), frozenset({"hr"}), frozenset({"general_manager"})
TALK = Step(0, (), HEADS | MANAGER | GENERAL | {"team_leader"}, frozenset())
WARNING = Step(1, ("warning",), HEADS | MANAGER | GENERAL, MANAGER | GENERAL)
DEMERIT = Step(2, ("demerit", "performance"), MANAGER | GENERAL, HR)
LOSS = Step(3, ("compensation", "performance", "fine"), MANAGER | GENERAL, HR)
LARGE_LOSS = Step(3, ("compensation", "performance", "fine"), GENERAL, HR)
DEMOTION = Step(4, ("demotion",), GENERAL, HR)
DISMISSAL = Step(5, ("dismissal",), GENERAL, HR)
LADDER = (TALK, WARNING, DEMERIT, LOSS, LARGE_LOSS, DEMOTION, DISMISSAL)


def step_for(kind: str, claim: int = 0) -> Step:
    """The step a measure belongs to; what costs much is decided higher up. Refuses a measure the ladder lacks."""
    if kind in ("compensation", "fine"):
        return LARGE_LOSS if claim > SMALL_CLAIM else LOSS
    for step in LADDER:
        if kind in step.kinds:
            return step
    raise ValueError(f"The ladder has no measure called {kind!r}.")


def is_milder(given: tuple[str, int, int], before: tuple[str, int, int]) -> bool:
    """Whether a measure (its kind, the sum in fen, the percent) takes less than the one before, and nothing of it more."""
    steps = (step_for(given[0]).level, *given[1:]), (step_for(before[0]).level, *before[1:])
    return steps[0] != steps[1] and all(one <= other for one, other in zip(*steps, strict=True))


def counting(past: Iterable[Past], at: datetime, months: int = REPEAT_MONTHS) -> tuple[Past, ...]:
    """Those that fall into the months before ``at``: by the calendar, the first instant included."""
    since = at - relativedelta(months=months)
    return tuple(one for one in past if since <= one.at <= at)


def is_isolated(breaches: int, past: Iterable[Past], at: datetime) -> bool:
    """Whether a reminder and a talk are enough (L0): one breach, nothing that counts before it."""
    return breaches <= 1 and not counting(past, at)


def proposed(past: Iterable[Past], at: datetime, *, severity: str, loss: bool) -> Step:
    """The highest step that the facts carry. It binds nobody to give it: whoever decides may always stay below.

    A loss or a valid complaint may be answered by what it cost (L3), a second violation in three months by a demerit (L2), two
    demerits in a year by another post (L4), and only what is critical by dismissal (L5).
    """
    known = tuple(past)
    if severity == "critical":
        return DISMISSAL
    if sum(one.kind == "demerit" for one in counting(known, at, EXPIRY_MONTHS)) >= 2:
        return DEMOTION
    if loss:
        return LOSS
    return DEMERIT if counting(known, at) else WARNING


def may_give(kind: str, past: Iterable[Past], at: datetime, *, severity: str, loss: bool) -> bool:
    """Whether the facts carry this measure: nothing above what is proposed, and what costs money only where money was lost."""
    highest = proposed(past, at, severity=severity, loss=loss)
    if kind == "compensation":
        return loss
    if kind == "fine":
        return severity not in ("", "minor") or highest.level >= DEMERIT.level
    if kind == "performance":
        return loss or highest.level >= DEMERIT.level
    if kind == "demerit":
        return bool(counting(past, at)) or highest.level >= DEMOTION.level or (loss and severity == "major")
    return step_for(kind).level <= highest.level
