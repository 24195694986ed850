"""A month counted whole: facts to tallies, tallies to sheets and figures, and a digest by which two countings are compared."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from hashlib import sha256

from django.db.models import Q

from gensui.core import scoring
from gensui.core.policy import Policy
from gensui.core.policy.posts import shared_facts
from gensui.core.policy.values import Judged
from gensui.core.scoring import INDICATORS, LEADING, LEANING, Evidence, Grade, Line, Result, Tally
from gensui.ledger import policies
from gensui.oversight import happenings, objections, promises, staff
from gensui.oversight.models import Dispute, Month
from gensui.oversight.scope import Fact, Scope
from gensui.oversight.staff import Person
from gensui.oversight.together import Together
from gensui.people.models import Household, Site

Tallies = Mapping[str, Tally]
RULES = 6
"""The rules of this release. What was published is not counted by other rules: 1 counted promises too that cannot be broken, 2
those for comparison and those that were excused, and grades on whatever there was; 3 a missed point of a round twice, and weighed
what owners say of a head less than 5.2.6 asks; 4 the look at a round that was to be confirmed twice; 5 what two people had a part
in twice, and left a team's errors out of its scores, which were evidence enough for whoever leads it however little was known.
"""


@dataclass(frozen=True, slots=True)
class Member:
    """One of a team: the score by which whoever leads it is judged, and whether enough is known of this person for a grade."""

    key: str
    score: Fraction
    known: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One person's sheet, exact; of who leads, with the team."""

    person: Person
    lines: tuple[Line, ...]
    result: Result
    grade: Grade
    team: tuple[Member, ...] = ()


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
    promised, handled = promises.count(scope)
    tallies: dict[str, dict[str, Tally]] = defaultdict(dict)
    for (who, key), tally in (*promised.items(), *happenings.count(scope).items()):
        tallies[who][key] = tallies[who].get(key, Tally()) + tally
    together = Together(scope, handled, tallies)
    for person in persons:
        tallies[person.key]["K23"] = together.errors([person.key], judged[person.post].weights)
    leaning = int(scope.policy.figure("evidence_leaning") or LEANING)
    sheets = [_sheet(person, persons, together, leaning, judged) for person in persons]
    grades: dict[str, Grade] = {}
    for kind in {person.department for person in persons}:
        grades |= scoring.grades({one.person.key: one.result for one in sheets if one.person.department == kind})
    graded = tuple(replace(one, grade=grades[one.person.key]) for one in sheets)
    return Counted(graded, _figures(persons, together, homes))


def _figures(persons: Iterable[Person], together: Together, homes: int) -> dict[str, dict[str, Tally]]:
    by_department: dict[str, list[str]] = defaultdict(list)
    for person in persons:
        by_department[person.department].append(person.key)
    found = {kind: together.of(whose) for kind, whose in by_department.items()}
    everybody = together.of([person.key for person in persons])
    return found | {"": everybody | happenings.of_the_community(together.scope, homes)}


def _sheet(
    person: Person, persons: Sequence[Person], together: Together, leaning: int, judged: Mapping[str, Judged]
) -> Sheet:
    by = judged[person.post]
    own, team = _counted_for(person, persons, together, by), tuple[Member, ...]()
    if person.post in LEADING:
        team = tuple(_members(staff.team_of(person, persons), by, together, leaning, judged))
        own = {**own, "TEAM": scoring.of_team((one.score, one.known) for one in team)}
    lines = scoring.lines(by.weights, own, leaning, by.shown)
    return Sheet(person, lines, scoring.assess(lines, person.circumstances, by.least), "", team)


def _counted_for(person: Person, persons: Iterable[Person], together: Together, by: Judged) -> Tallies:
    """What somebody is judged by: the own facts; whoever leads by those of the department, the office by everybody's. What a
    leader did with the own hands stands on the sheet without weight.
    """
    own = together.tallies[person.key]
    if person.post not in (*LEADING, "administration"):
        return own
    shown = {*by.weights, *by.shown}
    whole = together.of([one.key for one in staff.under(person, persons)], by.weights)
    hands = {key: tally for key, tally in own.items() if key not in shown} if person.post == "leader" else {}
    return hands | {key: tally for key, tally in whole.items() if key in shown}


def _members(
    team: Iterable[Person], by: Judged, together: Together, leaning: int, judged: Mapping[str, Judged]
) -> Iterator[Member]:
    """A team, each by what the trade weighs, errors among it: without what weighs on the sheet of whoever leads them as well."""
    without = {
        key for key in INDICATORS if key in by.weights or (key != "K23" and _is_shared(key, by, together.scope.policy))
    }
    for one in team:
        trade, own = judged[staff.trade_of(one)], together.tallies[one.key]
        own = {**own, "K23": together.errors([one.key], trade.weights)}
        known = Evidence.of(scoring.lines(trade.weights, own, leaning)).covers(trade.least)
        beside = {**own, "K23": together.errors([one.key], {*trade.weights, *by.weights})}
        found = scoring.score(scoring.lines(trade.weights, beside, leaning), without=without)
        if found is not None:
            yield Member(one.key, found, known)


def _is_shared(indicator: str, by: Judged, policy: Policy) -> bool:
    """Whether anything that weighs counts facts of this indicator. Errors leave out what others weigh fact by fact."""
    return any(shared_facts(indicator, one, policy.clauses.values()) for one in by.weights)


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
