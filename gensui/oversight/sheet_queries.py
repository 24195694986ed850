"""Reads of the month's assessment: the rollup that pages show, and the facts behind a figure."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from statistics import median

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from gensui.core import scoring
from gensui.core.policy.values import Judged
from gensui.core.scoring import INDICATORS, Evidence, Tally, half_up
from gensui.ledger import policies
from gensui.ledger.models import Event, Obligation
from gensui.oversight import counting, happenings, promises, sheet_access, sheet_rows, staff, together
from gensui.oversight.models import Counting, Figure, Month, MonthSheet, Remark, ScoreLine
from gensui.oversight.scope import Fact, Found, Scope
from gensui.oversight.staff import Person
from gensui.oversight.streams import term
from gensui.people import queries as people_queries
from gensui.people.access import LED_AS_ONE
from gensui.people.models import Employee, Site

TREND = 13
COMPARABLE = 10
"""Fewer facts than this are not compared."""


def months_of(site: Site) -> QuerySet[Month]:
    """The months of a community, the newest first."""
    return Month.objects.filter(site=site).order_by("-first_on")


def countings_of(site: Site) -> list[Counting]:
    """The months that wait to be counted; and the last that was asked for, where it came to nothing. One query."""
    asked = list(Counting.objects.filter(site=site).order_by("-pk")[:TREND])
    return [one for place, one in enumerate(asked) if one.waits or (place == 0 and one.trouble)]


def appeal_until(sheet: MonthSheet) -> datetime | None:
    """When the term for an appeal ends; none before the month is published."""
    published_at = sheet.month.published_at
    return term("appeal_term", published_at) if published_at is not None else None


def others(actor: Employee, sheet: MonthSheet) -> list[MonthSheet]:
    """The sheets of the month that this person could lay a fact to instead. One query."""
    rows = MonthSheet.objects.filter(month=sheet.month_id).exclude(pk=sheet.pk)
    found = rows.select_related("employee__department", "month__site").order_by("department", "employee__number")
    return [one for one in found if sheet_access.may(actor, "decide_dispute", one)]


def by_heads(month: Month, at: datetime) -> QuerySet[MonthSheet]:
    """Sheets that are a head's to confirm. Those of heads and of the office, and of departments whose head is away or of which
    there is none, are confirmed with the month. One query, beside its own.
    """
    away = people_queries.away_on(month.site, at).values("employee")
    heads = Employee.objects.working().filter(department__site=month.site_id, role__in=sheet_access.HEADS)
    led = set(heads.exclude(pk__in=away).values_list("department__kind", flat=True))
    led |= LED_AS_ONE if led & LED_AS_ONE else set()
    return month.sheets.filter(department__in=led).exclude(post__in=sheet_access.OF_THE_MONTH)


def unconfirmed(month: Month, at: datetime) -> QuerySet[MonthSheet]:
    """Sheets that a head still has to confirm. One query, beside its own."""
    return by_heads(month, at).filter(confirmed_at=None)


def departments_to_confirm(month: Month, at: datetime) -> list[str]:
    """The departments of which sheets wait for the head. Two queries."""
    return sorted(set(unconfirmed(month, at).order_by().values_list("department", flat=True)))


def with_what_was_said(sheets: QuerySet[MonthSheet]) -> QuerySet[MonthSheet]:
    """With the number of ``objections``, and whether anybody ``said`` anything: an objection, or a remark."""
    told = Q(objections__gt=0) | Exists(Remark.objects.filter(sheet=OuterRef("pk")))
    found = sheets.annotate(objections=Count("disputes")).annotate(said=ExpressionWrapper(told, BooleanField()))
    return found.order_by("department", "employee__number")


def steps(month: Month) -> list[Obligation]:
    """What the calendar owes of a month, what is due first before the rest. One query."""
    owed = Obligation.objects.filter(stream=f"month:{month.site.key}", same__0=month.period).exclude(state="void")
    return list(owed.order_by("due_at", "pk"))


def unheard(month: Month, at: datetime) -> QuerySet[MonthSheet]:
    """Sheets that can still be objected to, and whose people have not said that they have nothing to object."""
    return month.sheets.filter(accepted_at=None, objections_until__gt=at)


def own(employee: Employee) -> QuerySet[MonthSheet]:
    """Somebody's sheets, the newest first. One query."""
    rows = MonthSheet.objects.filter(employee=employee).select_related("month", "appeal")
    return rows.order_by("-month__first_on")[:TREND]


def unread(employee: Employee, sheets: Iterable[MonthSheet]) -> set[str]:
    """The months of which somebody has a published sheet and has not signed to have read it. One query."""
    published = {sheet.month.period for sheet in sheets if sheet.month.is_published}
    read = Event.objects.filter(kind="assessment.acknowledged", stream=employee.key)
    return published - set(read.values_list("data__period", flat=True))


def read_at(sheets: Iterable[MonthSheet], period: str) -> dict[int, datetime]:
    """When each of these sheets was read, by its row, where its person said so. One query."""
    whose = {sheet.employee.key: sheet.pk for sheet in sheets}
    read = Event.objects.filter(kind="assessment.acknowledged", stream__in=whose, data__period=period)
    return {whose[stream]: at for stream, at in read.values_list("stream", "occurred_at")}


def to_confirm_at_once(month: Month, department: str, at: datetime) -> QuerySet[MonthSheet]:
    """Sheets of a department that wait for the head, and to which nobody objected or remarked anything."""
    quiet = unconfirmed(month, at).filter(department=department, disputes=None, remarks=None)
    return quiet.exclude(pk__in=unheard(month, at).values("pk"))


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a department have each grade, and the scores of those who have one, the lowest first."""

    department: str
    counts: dict[str, int]
    totals: tuple[Decimal, ...] = ()

    @property
    def total(self) -> int:
        """All sheets of the department."""
        return sum(self.counts.values())

    @property
    def middle(self) -> Decimal | None:
        """The score that as many are above as below."""
        return half_up(Fraction(median(self.totals))) if self.totals else None


def distribution(month: Month, departments: Iterable[str] | None = None) -> list[Share]:
    """The grades and scores of each department; no grade is under the empty text, and after an appeal that was won the grade counts
    that it gave. One query.
    """
    rows = month.sheets.order_by()
    if departments is not None:
        rows = rows.filter(department__in=list(departments))
    found: dict[str, list[tuple[str, Decimal | None]]] = {}
    for department, grade, total, won in rows.values_list("department", "grade", "total", "appeal__grade"):
        found.setdefault(department, []).append((won or grade, total))
    return [
        Share(
            department,
            Counter(grade for grade, _total in every),
            tuple(sorted(t for _grade, t in every if t is not None)),
        )
        for department, every in sorted(found.items())
    ]


def trend(employee: Employee, until: date) -> list[MonthSheet]:
    """Somebody's published sheets of the last thirteen months, the oldest first. One query."""
    rows = MonthSheet.objects.filter(employee=employee, month__state="published", month__first_on__lte=until)
    return list(rows.select_related("month").order_by("-month__first_on")[:TREND])[::-1]


@dataclass(frozen=True, slots=True)
class Compared:
    """A department's rate of an indicator, with the span in which its true rate lies; no rate, where there are too few."""

    department: str
    whole: int
    rate: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


def comparison(month: Month) -> list[tuple[str, list[Compared]]]:
    """Each indicator that two departments or more have facts of, department by department. One query."""
    found: dict[str, list[Compared]] = {}
    for figure in month.figures.exclude(department="").filter(whole__gt=0).order_by("department"):
        found.setdefault(figure.indicator, []).append(_compared(figure))
    return [(key, found[key]) for key in INDICATORS if len(found.get(key, [])) > 1]


def _compared(figure: Figure) -> Compared:
    tally = Tally(Fraction(figure.part), figure.whole)
    if tally.rate is None or figure.whole < COMPARABLE:
        return Compared(figure.department, figure.whole)
    low, high = scoring.interval(tally)
    return Compared(figure.department, figure.whole, *(half_up(100 * one) for one in (tally.rate, low, high)))


def span(line: ScoreLine) -> tuple[Decimal | None, Decimal | None]:
    """Where the true rate of few facts lies, in percent; nothing of what rests on enough."""
    if not 0 < line.whole < scoring.FEW or INDICATORS[line.indicator].summed:
        return None, None
    low, high = scoring.interval(Tally(Fraction(line.part), line.whole))
    return half_up(100 * low), half_up(100 * high)


def judged(month: Month) -> Mapping[str, Judged]:
    """What each post is judged by in a month: as the policy says that was in force at its end. One query."""
    return policies.judged(policies.in_force(policies.newest(), month.until))


def asking(month: Month, indicator: str) -> tuple[str, ...]:
    """The clauses that ask for an indicator, by the policy in force at the end of a month. One query."""
    return policies.asking(policies.in_force(policies.newest(), month.until), indicator)


@dataclass(frozen=True, slots=True)
class Missing:
    """What is known of somebody, and what it would take for a grade."""

    known: Evidence
    least: Evidence


def missing(sheet: MonthSheet, lines: Iterable[ScoreLine], least: Evidence) -> Missing | None:
    """Why a sheet has no grade, where less is known than is the least for one. No query."""
    if sheet.reason != MonthSheet.Reason.THIN:
        return None
    weighing = [(line.usual_weight, _tally(sheet, line)) for line in lines]
    weight = sum(weight * tally.backed for weight, tally in weighing)
    return Missing(Evidence(int(weight), sum(tally.seen for weight, tally in weighing if weight)), least)


def _tally(sheet: MonthSheet, line: ScoreLine) -> Tally:
    team = sheet_rows.team_of(sheet) if INDICATORS[line.indicator].summed else []
    known = sum(1 for one in team if one.known) if team else None
    return Tally(Fraction(line.part), line.whole, waived=line.waived, known=known)


def facts_of(month: Month, sheet: MonthSheet, indicator: str) -> list[Found]:
    """The facts behind one line of a sheet, as they speak for the person: *kept* is good, *failed* counts against. What was left
    out stands among them. Four to eight queries.
    """
    persons = staff.of_sheets(month)
    scope = counting.scope_of(month, persons)
    by = policies.judged(scope.policy)[sheet.post]
    who = _whose(sheet, persons, indicator, by)
    found = _promised(scope, who, indicator, by.weights)
    if indicator in happenings.BY_EVENTS:
        found += together.told(scope, indicator, who, by.weights)
    spoken = [_spoken(one, indicator) for one in found]
    return sorted(spoken, key=lambda one: (one.at, one.stream, one.number))


def _promised(scope: Scope, who: frozenset[str], indicator: str, weighed: Container[str]) -> list[Found]:
    if indicator in (*promises.BY_PROMISES, "K16", "K18", "K23"):
        return promises.behind(scope, who, indicator, weighed)
    return []


def _spoken(one: Found, indicator: str) -> Found:
    if one.verdict == "left_out" or indicator != "K20":
        return one
    return replace(one, verdict="failed" if one.verdict == "kept" else "kept")


def _whose(sheet: MonthSheet, persons: Sequence[Person], indicator: str, by: Judged) -> frozenset[str]:
    """Whose facts stand in a line: those of whom the sheet is about, and of a leader the own where the line is the own."""
    if sheet.post == "leader" and indicator not in by.weights and indicator not in by.shown:
        return frozenset({sheet.employee.key})
    (person,) = (one for one in persons if one.pk == sheet.employee_id)
    return frozenset(one.key for one in staff.under(person, persons))


def against(month: Month, sheet: MonthSheet, indicator: str) -> set[Fact]:
    """What counts against somebody in one line."""
    return {one.key for one in facts_of(month, sheet, indicator) if one.verdict in ("failed", "half")}


def movable(month: Month, sheet: MonthSheet, indicator: str) -> set[Fact]:
    """What of it can be laid to somebody else: lapses, and what single events tell; not what was kept and counts for less."""
    found = facts_of(month, sheet, indicator)
    lapsed = {one.key for one in promises.failures(counting.scope_of(month, staff.of_sheets(month)), found)}
    return {one.key for one in found if one.verdict == "failed" and (not one.clause or one.key in lapsed)}
