"""A month in figures: counted once, frozen, and the same on the page, on paper and in the spreadsheet.

Everything in it is a plain value, with keys instead of names, so that a report tells as much after a person's erasure.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from math import ceil
from typing import Any

from django.db.models import Avg, Count, F, QuerySet

from gensui.cases.models import Case
from gensui.cases.thread import STEPS
from gensui.core.policy import Policy
from gensui.core.policy.keeping import untimed
from gensui.core.scoring import Tally
from gensui.core.standing import is_of_house
from gensui.ledger import policies
from gensui.ledger.models import Obligation
from gensui.ledger.verdicts import LAPSED, VERDICTS
from gensui.oversight import counting, objections, periods, unstaffed
from gensui.oversight.scope import Fact
from gensui.people.models import Household, Site
from gensui.reports import facts
from gensui.reports.clauses import DUE, Kept, by_month, kept_by_month, months_until
from gensui.reports.facts import FACTS, Month

MOST_LATE = 3_000
BESIDE = ("K03", "K15", "K19")
"""The indicators that stand beside the share of promises kept: sent on in time, completed, content."""
FEW = 5
"""Fewer decided promises than so many say nothing about how well a clause is kept."""


@dataclass(frozen=True, slots=True)
class Took:
    """How long a step of the thread took, in seconds from the moment its promise began."""

    step: str
    count: int
    median: int
    p90: int


@dataclass(frozen=True, slots=True)
class Came:
    """Requests of one type, or of one category: taken in, and closed."""

    key: str
    came: int
    closed: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why lapses were excused, and why clocks stood still: how often, and for how long in all."""

    reason: str
    count: int
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """A trouble that came up often enough to count as general, and when superiors heard of it."""

    pattern: str
    department: str
    at: str
    reported_at: str


@dataclass(frozen=True, slots=True)
class Late:
    """A promise that was not kept in time."""

    stream: str
    clause: str
    due_at: str
    met_at: str
    accountable: str
    category: str
    excuse: str
    charged_to: str


@dataclass(frozen=True, slots=True)
class Past:
    """A month in the line of months."""

    month: str
    came: int = 0
    closed: int = 0
    kept: int = 0
    decided: int = 0
    stars: int = 0
    mean: float = 0.0
    complaints: int = 0
    reworks: int = 0
    incidents: int = 0

    @property
    def share(self) -> float | None:
        return self.kept / self.decided if self.decided else None


@dataclass(frozen=True, slots=True)
class Rate:
    """An indicator of the whole community, as the month's assessment counts it."""

    key: str
    part: float
    whole: int

    @property
    def share(self) -> float | None:
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Figures:
    """A month, whole."""

    site: str
    month: str
    since: str
    until: str
    counted_at: str
    policy: str
    homes: int
    counts: Mapping[str, int]
    clauses: tuple[Kept, ...]
    steps: tuple[Took, ...]
    types: tuple[Came, ...]
    categories: tuple[Came, ...]
    excuses: tuple[Reason, ...]
    pauses: tuple[Reason, ...]
    patterns: tuple[Pattern, ...]
    late: tuple[Late, ...]
    late_more: int
    line: tuple[Past, ...]
    untimed: tuple[str, ...] | None = None
    """Clauses that ask what is on record and not by when: shown, and in no share *in time*. Older reports do not tell."""
    rates: tuple[Rate, ...] | None = None
    partial: Mapping[str, tuple[str, str]] | None = None
    """Months of the line that were not whole, each with the first and the last day that is known of it."""
    unstaffed: int | None = None
    """Lapses of posts on which nobody stood. Older reports do not tell."""
    began: str | None = None
    """The first day of which anything here is known."""

    def told(self) -> dict[str, Any]:
        """As plain values, to be kept; without what an older release did not count."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> "Figures":
        """What ``told`` wrote."""
        rows: dict[str, Any] = {
            "clauses": Kept, "steps": Took, "types": Came, "categories": Came, "excuses": Reason, "pauses": Reason,
            "patterns": Pattern, "late": Late, "line": Past, "rates": Rate,
        }  # fmt: skip
        read: dict[str, Any] = {
            name: tuple(sort(**row) for row in told[name]) for name, sort in rows.items() if name in told
        }
        if "untimed" in told:
            read["untimed"] = tuple(told["untimed"])
            read["partial"] = {month: tuple(days) for month, days in told["partial"].items()}
        return cls(**{**told, **read})

    @property
    def digest(self) -> str:
        """What the figures are known by: the same on the page, on paper and in the spreadsheet."""
        return hashlib.sha256(json.dumps(self.told(), sort_keys=True).encode()).hexdigest()

    @property
    def all(self) -> Kept:
        """All promises with a time together."""
        return self.of(one.clause for one in self.clauses)

    @property
    def before(self) -> Past:
        """The month before."""
        return self.line[-2]

    @property
    def this(self) -> Past:
        """The month itself, in its place in the line."""
        return self.line[-1]

    @property
    def is_comparable(self) -> bool:
        """Whether this month and the one before were whole, and the house was there."""
        was_there = self.before.month >= (self.began or "")[:7]
        return was_there and {self.this.month, self.before.month}.isdisjoint(self.partial or ())

    def of(self, clauses: Iterable[str]) -> Kept:
        """The promises of these clauses together, those of them that have a time."""
        wanted = set(clauses) - set(self.untimed or ())
        return sum((one for one in self.clauses if one.clause in wanted), Kept(""))

    def worst(self, most: int = 5) -> list[Kept]:
        """The promises kept worst of those that were decided often enough to tell; at equal shares, the more frequent first."""
        told = [one for one in self.clauses if one.decided >= FEW and one.kept < one.decided]
        return sorted(told, key=lambda one: (one.share, -one.decided, one.clause))[:most]


def count(month: Month, at: datetime) -> Figures:
    """Count a month, as the ledger stands at ``at``. The same number of statements, however much happened."""
    policy = policies.in_force(policies.newest(), min(at, month.until))
    promises = facts.rows_of("promises", month).filter(facts.fell_due(month))
    steps = _steps(facts.rows_of("duties", month).filter(facts.fell_due(month)))
    clauses, late = _clauses(month, policy), _late(promises, month)
    more = sum(one.late + one.overdue for one in clauses) - len(late)
    types, categories = _came(month)
    line, began = _line(month), periods.began_on(month.site)
    return Figures(
        site=month.site.key, month=f"{month.first:%Y-%m}", since=month.since.isoformat(), until=month.until.isoformat(),
        counted_at=at.isoformat(), policy=policy.version,
        homes=Household.objects.filter(unit__building__site=month.site, until_on=None).count(), counts=_counts(month),
        clauses=clauses, steps=steps, types=types, categories=categories, excuses=_excuses(promises),
        pauses=_pauses(month, at), patterns=_patterns(month), late=late, late_more=max(more, 0), line=line,
        untimed=tuple(sorted(untimed(policy))), rates=_rates(month, at), partial=_partial(month.site, line, at, began),
        began=began.isoformat(), unstaffed=sum(one.count for one in unstaffed.gaps(month.site, month.since, month.until)),
    )  # fmt: skip


def _rates(month: Month, at: datetime) -> tuple[Rate, ...]:
    """What stands beside the share of promises kept, so that neither is read for the other."""
    counted = counting.of_the_community(month.site, month.first, at)
    found = {key: counted.get(key, Tally()) for key in BESIDE}
    return tuple(Rate(key, float(tally.part), tally.whole) for key, tally in found.items())


def _partial(site: Site, line: Iterable[Past], at: datetime, began: date) -> Mapping[str, tuple[str, str]]:
    return periods.parts_of(site, [date.fromisoformat(f"{one.month}-01") for one in line], at, began)


def _counts(month: Month) -> dict[str, int]:
    """One statement for each sort of rows."""
    found: dict[str, int] = {}
    for source in sorted({fact.source for fact in FACTS.values()}):
        wanted = {
            key: Count("pk", filter=fact.condition(month)) for key, fact in FACTS.items() if fact.source == source
        }
        found |= facts.rows_of(source, month).aggregate(**wanted)
    return {key: found[key] for key in FACTS}


def _clauses(month: Month, policy: Policy) -> tuple[Kept, ...]:
    """Every clause of the policy in its order, also those under which nothing fell due; then those of earlier versions."""
    found = {clause: kept for clause, months in kept_by_month([month]).items() for kept in months.values()}
    known = [found.pop(clause, Kept(clause)) for clause in policy.clauses]
    return (*known, *(found[clause] for clause in sorted(found)))


def _steps(duties: QuerySet[Any]) -> tuple[Took, ...]:
    """By nearest rank: the value itself that so many did not exceed."""
    step_of = {clause: step.key for step in STEPS for clause in step.clauses}
    took: dict[str, list[int]] = {step.key: [] for step in STEPS}
    met = duties.filter(state="met", clause__in=step_of).values_list("clause", "opened_at", "met_at")
    for clause, opened_at, met_at in met.iterator(chunk_size=2_000):
        took[step_of[clause]].append(round((met_at - opened_at).total_seconds()))
    return tuple(Took(step, len(all_), ranked(all_, 0.5), ranked(all_, 0.9)) for step, all_ in took.items())


def ranked(values: Iterable[int], share: float) -> int:
    """The smallest value that this share of all does not exceed; 0 where there are none."""
    ordered = sorted(values)
    return ordered[max(ceil(share * len(ordered)) - 1, 0)] if ordered else 0


def _came(month: Month) -> tuple[tuple[Came, ...], tuple[Came, ...]]:
    """By type, and by category with what came most on top. One statement."""
    came, closed = (FACTS[name].condition(month) for name in ("cases_in", "cases_out"))
    rows = Case.objects.filter(site=month.site).filter(came | closed).values("request_type", "category_id").order_by()
    types: dict[str, Came] = {}
    categories: dict[str, Came] = {}
    for row in rows.annotate(came=Count("pk", filter=came), closed=Count("pk", filter=closed)):
        for kind, key in ((types, row["request_type"]), (categories, row["category_id"] or "")):
            old = kind.get(key, Came(key, 0, 0))
            kind[key] = Came(key, old.came + row["came"], old.closed + row["closed"])
    return tuple(types[key] for key in sorted(types)), tuple(
        sorted(categories.values(), key=lambda one: (-one.came, one.key))
    )


def _excuses(duties: QuerySet[Obligation]) -> tuple[Reason, ...]:
    rows = duties.filter(VERDICTS["excused"]).values("excuse").order_by("excuse").annotate(count=Count("pk"))
    return tuple(Reason(row["excuse"], row["count"]) for row in rows)


def _pauses(month: Month, at: datetime) -> tuple[Reason, ...]:
    """A pause is kept as a row of its own, from the moment the clocks stopped to that at which they went on; of one that began
    before the month, or goes on after it, what lies within.
    """
    rows = facts.rows_of("pauses", month).filter(facts.stood_still(month))
    times: Counter[str] = Counter()
    lengths: Counter[str] = Counter()
    for pause in rows.only("clause", "opened_at", "met_at", "voided_at"):
        reason = pause.clause.removeprefix("pause:")
        times[reason] += 1
        ended = min(pause.met_at or pause.voided_at or at, month.until)
        lengths[reason] += max(round((ended - max(pause.opened_at, month.since)).total_seconds()), 0)
    return tuple(Reason(reason, times[reason], lengths[reason]) for reason in sorted(times))


def _patterns(month: Month) -> tuple[Pattern, ...]:
    rows = facts.rows_of("events", month).filter(kind__in=("pattern.detected", "pattern.reported"))
    told = list(
        rows.filter(occurred_at__gte=month.since).order_by("occurred_at").values_list("kind", "occurred_at", "data")
    )
    reported = {data.get("pattern", ""): at for kind, at, data in reversed(told) if kind == "pattern.reported"}
    return tuple(
        Pattern(
            data.get("pattern", ""), data.get("department", ""), at.isoformat(),
            reported[key].isoformat() if (key := data.get("pattern", "")) in reported else "",
        )
        for kind, at, data in told
        if kind == "pattern.detected" and at < month.until
    )  # fmt: skip


def _late(duties: QuerySet[Any], month: Month) -> tuple[Late, ...]:
    """All that was late, what was due first on top. Promises of complaints are counted, but named to nobody here (C22)."""
    secret = Case.objects.filter(request_type="complaint").values("pk")
    shown = (
        duties.filter(LAPSED)
        .exclude(stream__startswith="case:", row__in=secret)
        .order_by("due_at", "id")[: MOST_LATE + 1]
    )
    rows = list(shown)
    numbers = [int(one.stream.rpartition("-")[2]) for one in rows if one.stream.startswith("case:")]
    categories = dict(Case.objects.filter(pk__in=numbers).values_list("pk", "category_id"))
    moved = objections.on_sheets(month.first).moved
    found = [_one(duty, categories, moved) for duty in rows[:MOST_LATE]]
    return tuple(found)


def _one(duty: Obligation, categories: Mapping[int, str | None], moved: Mapping[Fact, str]) -> Late:
    case = int(duty.stream.rpartition("-")[2]) if duty.stream.startswith("case:") else 0
    return Late(
        stream=duty.stream, clause=duty.clause, due_at=_text(duty.due_at or duty.opened_at), met_at=_text(duty.met_at),
        accountable=moved.get((duty.stream, duty.clause, duty.cause)) or duty.answerable, category=categories.get(case) or "",
        excuse=duty.excuse, charged_to=duty.charged_to,
    )  # fmt: skip


def _text(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _line(month: Month) -> tuple[Past, ...]:
    """The month and the twelve before. Five statements."""
    months = months_until(month)
    line = {name: Past(name) for name in (f"{one.first:%Y-%m}" for one in months)}

    def add(rows: QuerySet[Any], time: Any, **counted: Any) -> None:
        for row in by_month(rows, time, months).values("month").order_by().annotate(**counted):
            name = row.pop("month")
            line[name] = replace(line[name], **row)

    cases, events = facts.rows_of("cases", month), facts.rows_of("events", month)
    stars, decided = facts.rows_of("stars", month), VERDICTS["kept"] | VERDICTS["late"] | VERDICTS["overdue"]
    add(cases, F("opened_at"), came=Count("pk"))
    add(cases.filter(closed_at__isnull=False), F("closed_at"), closed=Count("pk"))
    add(
        facts.rows_of("timed", month), DUE, kept=Count("pk", filter=VERDICTS["kept"]),
        decided=Count("pk", filter=decided),
    )  # fmt: skip
    add(stars, F("evaluated_at"), stars=Count("pk"), mean=Avg("overall"))
    of_kind = {
        name: Count("pk", filter=FACTS[fact].where)
        for name, fact in (("reworks", "reworks"), ("incidents", "incidents"))
    }
    add(events.filter(kind__in=("rework.ordered", "incident.reported")), F("occurred_at"), **of_kind)
    add(cases.filter(request_type="complaint"), F("opened_at"), complaints=Count("pk"))
    return tuple(line.values())


def why(figures: Figures, clause: str, zone: Any) -> Mapping[str, Any]:
    """What stands out among the late promises of a clause: how many at night, of which category most, excused how often."""
    late = [one for one in figures.late if one.clause == clause]
    night = [one for one in late if not 8 <= datetime.fromisoformat(one.due_at).astimezone(zone).hour < 22]
    category = Counter(one.category for one in late if one.category).most_common(1)
    undone = sum(
        one.overdue for one in figures.clauses if one.clause == clause
    )  # also of complaints, which are not listed
    return {
        "late": len(late), "night": len(night), "category": category[0] if category else None,
        "undone": undone, "nobody": sum(is_of_house(one.accountable) for one in late),
    }  # fmt: skip
