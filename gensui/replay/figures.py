"""Counts and lateness of promises, gathered one by one: memory follows the groups, not the rows."""

from array import array
from collections import abc, defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from gensui.replay.judging import VERDICTS, Promise
from gensui.replay.terms import BadRow

BOUNDS = (60, 600, 3_600, 4 * 3_600, 86_400, 7 * 86_400, 30 * 86_400)
"""Lateness is drawn in steps up to so many seconds."""
MOST_TOLD = 1_000
"""So many bad rows are told one by one; the rest are counted."""


@dataclass(slots=True)
class Tally:
    """How many promises of a group were kept, kept late, are open and overdue, and how late those were that were not in time."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(VERDICTS, 0))
    lateness: "array[int]" = field(default_factory=lambda: array("q"))

    def add(self, promise: Promise) -> None:
        self.counts[promise.verdict] += 1
        if promise.verdict in ("late", "overdue"):
            self.lateness.append(promise.lateness)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def judged(self) -> int:
        """Those whose time has come: all but the open ones."""
        return self.total - self.counts["open"]

    @property
    def rate(self) -> Decimal | None:
        """The share kept in time of those judged, in percent with one decimal, half up; None where none is judged."""
        if not self.judged:
            return None
        exact = Decimal(self.counts["kept"] * 100) / self.judged
        return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)

    def percentile(self, share: float) -> int | None:
        """The lateness in whole seconds below which this share of the late and overdue lie, by linear interpolation."""
        if not self.lateness:
            return None
        ordered = sorted(self.lateness)
        place = share * (len(ordered) - 1)
        below = int(place)
        above = min(below + 1, len(ordered) - 1)
        return round(ordered[below] + (ordered[above] - ordered[below]) * (place - below))

    def steps(self) -> list[int]:
        """How many lie within each of ``BOUNDS``, and beyond the last."""
        found = [0] * (len(BOUNDS) + 1)
        for late in self.lateness:
            found[next((step for step, bound in enumerate(BOUNDS) if late <= bound), len(BOUNDS))] += 1
        return found

    def told(self) -> dict[str, object]:
        """As plain values."""
        return {
            **self.counts,
            "total": self.total,
            "kept_rate": None if self.rate is None else float(self.rate),
            "lateness_median_s": self.percentile(0.5),
            "lateness_p90_s": self.percentile(0.9),
        }


@dataclass(slots=True)
class Figures:
    """All that a report says in numbers."""

    zone: ZoneInfo
    all: Tally = field(default_factory=Tally)
    clauses: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    categories: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    pairs: dict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    months: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    requests: int = 0
    bad_count: int = 0
    bad: list[BadRow] = field(default_factory=list)

    def add(self, promise: Promise) -> None:
        """Count a promise in every group it belongs to; its month is that in which it fell due, by the file's own clock."""
        month = (promise.due or promise.opened).astimezone(self.zone).strftime("%Y-%m")
        for tally in (
            self.all,
            self.clauses[promise.clause],
            self.categories[promise.category],
            self.pairs[promise.clause, promise.category],
            self.months[month],
        ):
            tally.add(promise)

    def add_bad(self, row: BadRow) -> None:
        self.bad_count += 1
        if len(self.bad) < MOST_TOLD:
            self.bad.append(row)

    def by_need(self) -> list[tuple[str, Tally]]:
        """The categories, those with most promises broken first."""
        return sorted(self.categories.items(), key=lambda pair: (len(pair[1].lateness), pair[1].total), reverse=True)

    def by_month(self) -> abc.Iterator[tuple[str, Tally]]:
        """The months, in their order."""
        yield from sorted(self.months.items())
