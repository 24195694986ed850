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
from gensui.core.policy.values import Judged
from gensui.core.scoring import LEADING, LEANING, Grade, Line, Result, Tally
from gensui.ledger import policies
from gensui.oversight import happenings, objections, promises, staff
from gensui.oversight.models import Dispute, Month
from gensui.oversight.scope import Fact, Scope
from gensui.oversight.staff import Person
from gensui.people import access as people
from gensui.people.models import Household, Site

Tallies = Mapping[str, Tally]
RULES = 5
"""The rules of this release. What was published is not counted by other rules: 1 counted promises too that cannot be broken, 2
those for comparison and those that were excused, and grades on whatever there was; 3 a missed point of a round twice, and weighed
what owners say of a head less than 5.2.6 asks; 4 the look at a round that was to be confirmed twice.
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
    """Everybody's sheet, and the figures of each department and of the community."""
    judged = policies.judged(scope.policy)
    promised, errors = promises.count(scope)
    told = happenings.count(scope)
    tallies: dict[str, dict[str, Tally]] = defaultdict(dict)
    by_clause = [((who, "K23"), tally) for (who, _clause), tally in errors.items()]
    for (who, key), tally in (*promised.items(), *told.items(), *by_clause):
        tallies[who][key] = tallies[who].get(key, Tally()) + tally
    figures = _figures(scope, persons, tallies, homes)
    for person in persons:
        tallies[person.key]["K23"] = _errors(scope, person, errors, judged)
    leaning = int(scope.policy.figure("evidence_leaning") or LEANING)
    sheets: dict[str, tuple[tuple[Line, ...], Result]] = {}
    for person in persons:
        own, by = _counted_for(person, persons, tallies, figures, leaning, judged), judged[person.post]
        lines = scoring.lines(by.weights, own, leaning, by.shown)
        sheets[person.key] = lines, scoring.assess(lines, person.circumstances, by.least)
    grades: dict[str, Grade] = {}
    for kind in {person.department for person in persons}:
        grades |= scoring.grades({one.key: sheets[one.key][1] for one in persons if one.department == kind})
    return Counted(tuple(Sheet(one, *sheets[one.key], grades[one.key]) for one in persons), figures)


def _errors(
    scope: Scope, person: Person, errors: Mapping[tuple[str, str], Tally], judged: Mapping[str, Judged]
) -> Tally:
    """The errors of a sheet: what no other line of it weighs, so that no fact counts twice."""
    weighed = judged[person.post].weights
    elsewhere = promises.weighing_elsewhere(scope.policy, weighed)
    own = (tally for (who, clause), tally in errors.items() if who == person.key and clause not in elsewhere)
    return sum(own, happenings.errors_of(scope, person.key, weighed))


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
    person: Person,
    persons: Iterable[Person],
    tallies: Mapping[str, Tallies],
    figures: Mapping[str, Tallies],
    leaning: int,
    judged: Mapping[str, Judged],
) -> Tallies:
    """What somebody is judged by: the own facts; whoever leads by those of the team, the office by everybody's. What a leader did
    with the own hands stands on the sheet without weight, and weighs among the team.
    """
    by = judged[person.post]
    shown = {*by.weights, *by.shown}
    if person.post == "administration":
        return {key: tally for key, tally in figures[""].items() if key in shown}
    if person.post not in LEADING:
        return tallies.get(person.key, {})
    led = _led(person, persons) if person.post == "head" else {person.department}
    own = tallies.get(person.key, {}) if person.post == "leader" else {}
    counted = defaultdict(Tally, {key: tally for key, tally in own.items() if key not in shown})
    for kind in led:
        for key in shown & figures.get(kind, {}).keys():
            counted[key] += figures[kind][key]
    team = [one for one in persons if one.department in led and one.post != "head" and _was_there(one)]
    weights = {one.key: judged[staff.trade_of(one)].weights for one in team}
    lines = (scoring.lines(weights[one.key], tallies.get(one.key, {}), leaning) for one in team)
    return counted | {"TEAM": _team(by, lines)}


def _was_there(person: Person) -> bool:
    return scoring.assess((), person.circumstances).reason == "thin"


def _team(by: Judged, team: Iterable[tuple[Line, ...]]) -> Tally:
    """The scores of a team, its leader's own work among them, by what does not weigh on the sheet of whoever leads it as well;
    errors weigh on neither.
    """
    scores = [scoring.score(lines, without={*by.weights, "K23"}) for lines in team]
    counted = [score for score in scores if score is not None]
    return Tally(sum(counted, Fraction(0)) / 100, len(counted))


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


def of_the_community(site: Site, first_on: date, at: datetime) -> Tallies:
    """A month's indicators of the community: as published, else as they stand at ``at``. Nothing is written."""
    month = Month.objects.select_related("site").filter(site=site, first_on=first_on).first()
    month = month or Month(site=site, first_on=first_on)
    if month.is_published:
        return {one.indicator: Tally(Fraction(one.part), one.whole) for one in month.figures.filter(department="")}
    _persons, counted = draft(site, first_on, month, at)
    return counted.figures[""]
