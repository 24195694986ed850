"""When trouble counts as general (C16). Values in, values out.

*Keeps coming up*: within so many days the same category so often in one building or area, or so often on the whole estate
(the settings of C16), and more often than chance makes of what is usual there. *More than usual*: so many in so few days on the
estate (C53), again more than chance makes of it. Usual is the mean of the days before (C53); chance is the tail of the Poisson
distribution, and counts below one in a thousand. Where too little is known, the count alone decides.
*Owners dissatisfied*: a fifth of at least ten return visits, by the settings.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from gensui.core.policy import Policy
from gensui.ledger import policies

CHANCE = 0.001
"""So seldom chance alone makes as many; less often than that, it is told."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One case of something: which row, when, what, where; ``where`` is the place as people say it."""

    row: int
    at: datetime
    leaf: str
    place: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a return visit heard."""

    row: int
    leaf: str
    dissatisfied: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """From how many on, in how many days: the settings of C16 and C53. ``usual_days`` is how far back what is usual is counted,
    ``known_days`` how much of it has to be known.
    """

    building: int
    estate: int
    days: int
    dissatisfied: int
    visits: int
    surge: int
    surge_days: int
    usual_days: int
    known_days: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that came up too often: what, where, since when, which cases; and how many would be usual, if that is known."""

    kind: str
    leaf: str
    place: str
    where: str
    since: datetime
    rows: tuple[int, ...]
    usual: float | None = None
    chance: float | None = None

    @property
    def key(self) -> str:
        """What it is known by, whenever it is found."""
        return f"{self.kind}:{self.leaf}:{self.place}"


def limits_of(policy: Policy) -> Limits:
    """From how many on trouble is general, by the settings of C16 and C53; where a policy does not say, the standard one."""
    return Limits(**{one.name: int(policies.figure(policy, f"pattern_{one.name}")) for one in fields(Limits)})


def tail(count: int, mean: float) -> float:
    """How likely chance makes so many or more of what is so many in the mean (Poisson)."""
    if count <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    below = math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count))
    return max(0.0, 1.0 - below)


def usual(before: int, known: timedelta, window: timedelta, least: timedelta) -> float | None:
    """How many are usual in a window, of so many before it; half a case stands for what has not happened yet. Nothing where less
    than ``least`` is known.
    """
    if known < least:
        return None
    return (before + 0.5) * (window / known)


def find(seen: Iterable[Sighting], visits: Iterable[Visit], limits: Limits, at: datetime) -> list[Trouble]:
    """What counts as general at ``at``, the most cases first."""
    everything = [one for one in seen if one.at < at]
    first = min((one.at for one in everything), default=at)
    window = timedelta(days=limits.days)
    found = [
        *_too_many(everything, "repeat", at, first, window, limits.building, limits, by_place=_of_place),
        *_too_many(everything, "repeat", at, first, window, limits.estate, limits, by_place=_of_estate),
        *_too_many(
            everything, "surge", at, first, timedelta(limits.surge_days), limits.surge, limits, by_place=_of_estate
        ),
        *_unhappy(visits, limits, at - window),
    ]
    return sorted(found, key=lambda one: (-len(one.rows), one.key))


Place = Callable[[Sighting], tuple[str, str]]
"""Where something counts: its place, and what people call it."""


def _of_place(one: Sighting) -> tuple[str, str]:
    return one.place, one.where


def _of_estate(_one: Sighting) -> tuple[str, str]:
    return "", ""


def _too_many(
    seen: list[Sighting],
    kind: str,
    at: datetime,
    first: datetime,
    window: timedelta,
    least: int,
    limits: Limits,
    by_place: Place,
) -> list[Trouble]:
    since = at - window
    known = min(timedelta(limits.usual_days), max(since - first, timedelta()))
    inside: dict[tuple[str, str], list[Sighting]] = defaultdict(list)
    before: dict[tuple[str, str], int] = defaultdict(int)
    for one in seen:
        place, _where = by_place(one)
        if by_place is _of_place and not place:
            continue
        if one.at >= since:
            inside[one.leaf, place].append(one)
        elif one.at >= since - known:
            before[one.leaf, place] += 1
    found = []
    for (leaf, place), cases in inside.items():
        mean = usual(before[leaf, place], known, window, timedelta(limits.known_days))
        if kind == "surge" and mean is None:
            continue
        chance = None if mean is None else tail(len(cases), mean)
        if len(cases) >= least and (chance is None or chance < CHANCE):
            where = by_place(cases[0])[1]
            rows = tuple(sorted(one.row for one in cases))
            found.append(Trouble(kind, leaf, place, where, since, rows, mean, chance))
    return found


def _unhappy(visits: Iterable[Visit], limits: Limits, since: datetime) -> list[Trouble]:
    heard: Mapping[str, list[Visit]] = defaultdict(list)
    for one in visits:
        heard[one.leaf].append(one)
    found = []
    for leaf, of_leaf in heard.items():
        rows = tuple(sorted(one.row for one in of_leaf if one.dissatisfied))
        if len(of_leaf) >= limits.visits and 100 * len(rows) >= limits.dissatisfied * len(of_leaf):
            found.append(Trouble("unhappy", leaf, "", "", since, rows))
    return found
