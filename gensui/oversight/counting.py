"""A month counted whole: facts to tallies, tallies to sheets and figures, and a digest by which two countings are compared."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from hashlib import sha256

from django.db.models import Q

from gensui.core import scoring
from gensui.core.policy import Policy
from gensui.core.scoring import WEIGHTS, Grade, Line, Result, Tally
from gensui.ledger import policies
from gensui.oversight import happenings, objections, promises, staff
from gensui.oversight.models import Dispute, Month
from gensui.oversight.scope import Fact, Scope
from gensui.oversight.staff import Person
from gensui.people import access as people
from gensui.people.models import Household, Site

Tallies = Mapping[str, Tally]
RULES = 3
"""The rules of this release. What was published is not counted by other rules: 1 counted promises too that cannot be broken, 2
those for comparison and those that were excused.
"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One person's sheet, exact."""

    person: Person
    lines: tuple[Line, ...]
    result: Result
    grade: Grade


@dataclass(frozen=True, slots=True)
class Counted:
    """A month: its sheets, and the figures of each department and (under the empty text) of the community."""

    sheets: tuple[Sheet, ...]
    figures: Mapping[str, Tallies]

    @property
    def digest(self) -> str:
        """Over all that was counted and followed from it, exact. What is only shown beside it is left out."""
        sheets = [
            [sheet.person.key, sheet.person.post, str(sheet.result.total), sheet.grade, sheet.result.reason]
            + [[line.indicator, str(line.tally.part), line.tally.whole, str(line.weight), str(line.score)] for line in sheet.lines]
            for sheet in self.sheets
        ]  # fmt: skip
        figures = [
            [department, key, str(tally.part), tally.whole]
            for department, tallies in sorted(self.figures.items())
            for key, tally in sorted(tallies.items())
        ]
        return sha256(json.dumps([sheets, figures]).encode()).hexdigest()


def scope_of(month: Month, persons: Iterable[Person]) -> Scope:
    """What this month looks at. Two queries."""
    left_out: set[Fact] = {(stream, clause, number) for stream, clause, number in month.left_out}
    moved: dict[Fact, str] = {}
    decided = Dispute.objects.filter(sheet__month_id=month.pk, decision__in=["granted", "moved"]).order_by(
        "decided_at", "pk"
    )
    for one in decided.select_related("moved_to"):
        if one.moved_to is None:
            left_out.add(one.fact)
        else:
            moved[one.fact] = one.moved_to.key
    return Scope(
        month.site.key, month.since, month.until, month.computed_at,
        policies.in_force(policies.newest(), month.until),
        {person.key: person.department for person in persons}, frozenset(left_out), frozenset(month.pending), moved,
    )  # fmt: skip


def homes(site: Site, first_on: date, last_on: date) -> int:
    """How many homes were lived in during these days; whoever is not known to have come since was there. One query."""
    come = Q(since_on=None) | Q(since_on__lte=last_on)
    lived_in = Household.objects.filter(come, unit__building__site=site).exclude(until_on__lt=first_on)
    return lived_in.values("unit").distinct().count()


def counted_under(policy: Policy) -> tuple[str, ...]:
    """The indicators that a month counts by this policy: of promises that can be broken, and of what events tell."""
    promised = {key for keys in promises.indicators_of(policy).values() for key in keys}
    return tuple(sorted(promised | happenings.BY_EVENTS.keys()))


def recount(month: Month) -> Counted:
    """The month as its sheets name its people, counted from the ledger. Twenty queries, however much happened."""
    persons = staff.of_sheets(month)
    return count(scope_of(month, persons), persons, month.homes)


def count(scope: Scope, persons: Sequence[Person], homes: int) -> Counted:
    """Everybody's sheet. First those who are judged by their own facts, then who leads them."""
    tallies: dict[str, dict[str, Tally]] = defaultdict(dict)
    for counted in (promises.count(scope), happenings.count(scope)):
        for (who, key), tally in counted.items():
            tallies[who][key] = tallies[who].get(key, Tally()) + tally
    figures = _figures(scope, persons, tallies, homes)
    results: dict[str, tuple[tuple[Line, ...], Result]] = {}
    for person in sorted(persons, key=lambda one: one.post == "head"):
        own, beside = _counted_for(person, persons, tallies, figures, results)
        lines = scoring.lines(WEIGHTS[person.post], own, beside)
        results[person.key] = lines, scoring.assess(lines, person.circumstances)
    grades: dict[str, Grade] = {}
    for kind in {person.department for person in persons}:
        grades |= scoring.grades({one.key: results[one.key][1] for one in persons if one.department == kind})
    sheets = tuple(Sheet(person, *results[person.key], grades[person.key]) for person in persons)
    return Counted(sheets, figures)


def _figures(
    scope: Scope, persons: Iterable[Person], tallies: Mapping[str, Tallies], homes: int
) -> dict[str, dict[str, Tally]]:
    found: dict[str, dict[str, Tally]] = {"": {}}
    for person in persons:
        own = found.setdefault(person.department, {})
        for key, tally in tallies.get(person.key, {}).items():
            own[key] = own.get(key, Tally()) + tally
            found[""][key] = found[""].get(key, Tally()) + tally
    said = [one for one in happenings.once(happenings.found(scope, "K19")) if one.verdict != "left_out"]
    content = sum(1 for one in said if one.verdict == "kept")
    found[""]["K19"] = Tally(Fraction(content), len(said))  # handler and follower share an evaluation
    found[""] |= happenings.of_the_community(scope, homes)
    return found


def _counted_for(
    person: Person, persons: Iterable[Person], tallies: Mapping[str, Tallies], figures: Mapping[str, Tallies],
    results: Mapping[str, tuple[tuple[Line, ...], Result]],
) -> tuple[Tallies, Tallies]:  # fmt: skip
    """What somebody is judged by, and what small samples of it lean on."""
    weights = WEIGHTS[person.post]
    if person.post == "administration":
        own = {key: figures[""][key] for key in weights if key in figures[""]}
        return own, own
    if person.post != "head":
        return tallies.get(person.key, {}), figures.get(person.department, {})
    led = _led(person, persons)
    team = {
        key: sum((figures.get(kind, {}).get(key, Tally()) for kind in led), Tally()) for key in weights if key != "TEAM"
    }
    scores = [results[one.key][1].total for one in persons if one.department in led and one.post != "head"]
    graded = [score for score in scores if score is not None]
    team["TEAM"] = Tally(sum(graded, Fraction(0)) / 100, len(graded))
    return team, team


def _led(person: Person, persons: Iterable[Person]) -> set[str]:
    """The departments somebody leads: cleaning and greening together, where only one of them has a head."""
    if person.department not in people.LED_AS_ONE:
        return {person.department}
    others = {one.department for one in persons if one.post == "head" and one.key != person.key}
    return {person.department} | (set(people.LED_AS_ONE) - others)


def draft(site: Site, first_on: date, month: Month, at: datetime) -> tuple[list[Person], Counted]:
    """The month as it stands at ``at``; what is undecided and what is left out then is put down with it."""
    persons = staff.people_of(site, month.since, month.until)
    month.computed_at, month.pending = at, []
    month.left_out = objections.left_out(month.since, month.until)
    scope = scope_of(month, persons)
    month.pending = promises.undecided(scope)
    month.policy_version, month.rules = scope.policy.version, RULES
    month.homes = homes(site, first_on, month.until.date())
    counted = count(scope_of(month, persons), persons, month.homes)
    month.digest = counted.digest
    return persons, counted
