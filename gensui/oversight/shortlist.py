"""Who could be a star of a month, by the figures: every criterion with its number. It proposes; people decide.

The grade of a month comes from the month's sheets, by ``grades`` and nothing else; promises and answers are counted as the sheets
count them: by who did the work, with the guards of 5.2.6, and without what was excused or objected to with success.

Whoever passes is put in order by what so many facts show for sure of both, timeliness and content (Wilson's lower bounds): one of
one is little, 1904 of 1922 is much. Few answers widen what is possible; they speak against nobody.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Q

from gensui.cases.models import Case
from gensui.core.policy import Policy
from gensui.core.scoring import LEAST, Tally, interval
from gensui.ledger import policies
from gensui.ledger.models import Obligation
from gensui.oversight import counting, happenings, objections, promises
from gensui.oversight.ladder import bounds
from gensui.oversight.models import Award, Month, MonthSheet, Sanction, Share
from gensui.oversight.models.award import CRITERIA, said
from gensui.oversight.scope import Scope
from gensui.people.models import Employee, Site

POSTS = ("agent", "service_head", "technician", "team_leader", "guard", "cleaner", "gardener")
"""Whose work the figures show. Heads of departments and the office choose, and are not chosen."""


def grades(site: Site, month: date) -> Mapping[str, str]:
    """The grade of each sheet of a month, by staff number: ``excellent``, ``good``, ``pass`` or ``fail``, empty where there was
    too little for a grade; no sheet, no entry. After an appeal that was won it is the grade that appeal gave.

    This is the one place where the month's sheets come in; only published ones count.
    """
    published = MonthSheet.objects.filter(
        month__site=site, month__first_on=month.replace(day=1), month__state=Month.State.PUBLISHED
    )
    rows = published.values_list("employee__number", "grade", "appeal__grade")
    return {number: won or grade for number, grade, won in rows}


@dataclass(frozen=True, slots=True)
class Rules:
    """What the policy asks of a star: percent in time and content, facts at least, months in a row and percent of the staff at
    most.
    """

    timely: int = 98
    content: int = 95
    facts: int = 10
    row: int = 3
    share: int = 3


USUAL = Rules()


def rules(policy: Policy) -> Rules:
    """The figures of this policy; what is usual, where it says nothing. How many facts are enough is as for the month's sheets."""

    def figure(name: str, usual: int) -> int:
        found = policy.figure(name)
        return usual if found is None else int(found)

    return Rules(
        figure("star_timely", USUAL.timely), figure("star_content", USUAL.content), figure("evidence_facts", LEAST.facts),
        figure("star_row", USUAL.row), figure("star_share", USUAL.share),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Criterion:
    """A condition with its number; ``met`` is None where there is too little to go by, so that people look at it themselves.

    ``need`` says what is asked, ``sure`` what so many facts show at the least.
    """

    key: str
    shown: str
    met: bool | None
    need: str = ""
    sure: str = ""

    @property
    def said(self) -> str:
        """The number as a reader reads it."""
        return said(self.key, self.shown)

    @property
    def name(self) -> Any:
        """What it is called, in the reader's language."""
        return CRITERIA[self.key]


@dataclass(frozen=True, slots=True)
class Standing:
    """The figures of one person for one month. ``grade`` is None until the month's sheets are published."""

    employee: Employee
    grade: str | None = None
    due: int = 0
    in_time: int = 0
    answers: int = 0
    content: int = 0
    urgent_breaches: int = 0
    breaches: int = 0
    sanctions: int = 0
    cases: int = 0
    stars_in_a_row: int = 0
    starred: bool = False
    rules: Rules = field(default=USUAL)

    @property
    def timeliness(self) -> float:
        """Percent of what was due that was met in time."""
        return 100 * self.in_time / self.due if self.due else 0.0

    @property
    def satisfaction(self) -> float:
        """Percent of the answers that were content."""
        return 100 * self.content / self.answers if self.answers else 0.0

    @property
    def qualifies(self) -> bool:
        """Whether nothing speaks against it."""
        return all(one.met is not False for one in judged(self))

    @property
    def surely(self) -> tuple[float, float]:
        """What part was in time, and what part content, at the least."""
        return _surely(self.in_time, self.due), _surely(self.content, self.answers)

    @property
    def order(self) -> tuple[Any, ...]:
        """Who goes first: who qualifies, and of whom more is sure, of both together. Equal facts give an equal order."""
        timely, content = self.surely
        return not self.qualifies, -timely * content, -timely


def _surely(good: int, whole: int) -> float:
    return float(interval(Tally(Fraction(good), whole))[0])


def judged(one: Standing) -> tuple[Criterion, ...]:
    """Each criterion of a star, with the person's number."""
    asked = one.rules
    few = one.answers < asked.facts
    in_time = f"{one.timeliness:.1f} % ({one.in_time}/{one.due})"
    content = f"{one.satisfaction:.1f} % ({one.content}/{one.answers})" if one.answers else "—"
    timely_for_sure, content_for_sure = (f"{100 * part:.1f} %" for part in one.surely)
    return (
        Criterion("grade", one.grade or "—", None if one.grade is None else one.grade == "excellent"),
        Criterion("timeliness", in_time, one.due > 0 and one.timeliness >= asked.timely, f"≥ {asked.timely} %", timely_for_sure),
        Criterion(
            "satisfaction", content, None if few else one.satisfaction >= asked.content, f"≥ {asked.content} %", content_for_sure
        ),
        Criterion("work", str(one.due), one.due >= asked.facts, f"≥ {asked.facts}"),
        Criterion("urgent", str(one.urgent_breaches), one.urgent_breaches == 0, "0"),
        Criterion("sanctions", str(one.sanctions), one.sanctions == 0, "0"),
        Criterion("row", str(one.stars_in_a_row), one.stars_in_a_row < asked.row, f"< {asked.row}"),
    )  # fmt: skip


def wanted(site: Site, asked: Rules) -> int:
    """How many stars a month has at most: one for each department, or a part of the staff. Two queries."""
    staff = Employee.objects.working().filter(department__site=site)
    return max(staff.values("department").distinct().count(), ceil(staff.count() * asked.share / 100))


def standings(site: Site, month: date) -> list[Standing]:
    """Everybody's figures of a month, the best first. Fourteen queries at most, however many people."""
    since, until = bounds(site, month)
    staff = (
        Employee.objects.working()
        .filter(department__site=site, role__in=POSTS)
        .select_related("department__site", "user")
    )
    scope = _scope(site, month, staff)
    asked, counted, answers = rules(scope.policy), _promises(scope), _answers(scope)
    closed = Counter(
        Case.objects.filter(site=site, closed_at__gte=since, closed_at__lt=until).values_list("handler", flat=True)
    )
    sanctions = Counter(
        Sanction.objects.settled()  # as on the sheets: in the month in which it took effect
        .filter(site=site, effective_at__gte=since, effective_at__lt=until)
        .values_list("employee", flat=True)
    )
    before, starred = _stars(site, since.date(), asked.row)
    sheets = grades(site, since.date())
    found = []
    for one in staff:
        (n, content) = answers.get(one.key, (0, 0))
        figures = counted.get(one.key, Promises())
        found.append(
            Standing(
                employee=one, grade=sheets.get(one.number), due=figures.due, in_time=figures.in_time, rules=asked,
                answers=n, content=content, urgent_breaches=figures.urgent, breaches=figures.breaches,
                sanctions=sanctions[one.pk], cases=closed[one.pk], stars_in_a_row=before[one.pk], starred=one.pk in starred,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.order, one.employee.number))


def places(ranked: Iterable[Standing]) -> dict[int, int]:
    """The place of each in the own department, by row of the person: equal facts share a place."""
    found: dict[int, int] = {}
    seen: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for one in ranked:
        before = seen[one.employee.department_id]
        before.append(one.order)
        found[one.employee.pk] = before.index(one.order) + 1
    return found


def _scope(site: Site, month: date, staff: Iterable[Employee]) -> Scope:
    """What the month's sheets look at, where it was counted; else the month as things stand. Six queries at most."""
    since, until = bounds(site, month)
    there = {one.key: one.department.kind for one in staff}
    counted = Month.objects.filter(site=site, first_on=since.date()).select_related("site").first()
    if counted is not None:
        return replace(counting.scope_of(counted, ()), staff=there)
    waits = Obligation.objects.filter(due_at__gte=since, due_at__lt=until, state="open", lapsed_at=None)
    return Scope(
        site.key, since, until, until, policies.in_force(policies.newest(), until), there,
        frozenset(objections.left_out(since, until)), frozenset(waits.values_list("pk", flat=True)),
    )  # fmt: skip


@dataclass(slots=True)
class Promises:
    """How somebody kept what fell due in a month."""

    due: int = 0
    in_time: int = 0
    breaches: int = 0
    urgent: int = 0


def _promises(scope: Scope) -> dict[str, Promises]:
    """By key of the person: kept is laid to who did it, a failure to whom the month's sheets lay it. Two queries."""
    found: dict[str, Promises] = defaultdict(Promises)
    kept = promises.cohort(scope).values("doer").order_by()
    for who, count in kept.annotate(count=Count("pk", filter=Q(outcome="kept"))).values_list("doer", "count"):
        found[who] = Promises(due=count, in_time=count)
    for who, urgent in promises.failed_by(scope):
        one = found[who]
        one.due += 1
        one.breaches += 1
        one.urgent += int(urgent)
    return found


def _answers(scope: Scope) -> dict[str, tuple[int, int]]:
    """Per person: how many answers of owners count (K19), how many of them were content. Handlers and followers each."""
    found: dict[str, tuple[int, int]] = {}
    for one in happenings.evaluations(scope):
        if one.verdict != "left_out":
            n, content = found.get(one.who, (0, 0))
            found[one.who] = (n + 1, content + (one.verdict == "kept"))
    return found


def _stars(site: Site, month: date, most: int) -> tuple[Counter[int], set[int]]:
    """Who was a star in how many of the months just before, without a gap; and who is put forward for this one."""
    first = month - relativedelta(months=most)
    rows = Share.objects.filter(
        award__site=site, award__kind=Award.Kind.STAR, award__month__gte=first, award__month__lte=month
    )
    by_month: dict[date, set[int]] = {}
    for who, when in rows.exclude(award__state=Award.State.WITHDRAWN).values_list("employee", "award__month"):
        by_month.setdefault(when, set()).add(who)
    counted: Counter[int] = Counter()
    running = set().union(*by_month.values()) if by_month else set()
    for back in range(1, most + 1):
        running &= by_month.get(month - relativedelta(months=back), set())
        counted.update(running)
    return counted, by_month.get(month, set())


def standing_of(site: Site, month: date, employee: Employee) -> Standing | None:
    """One person's figures; none for a post that figures do not show."""
    return next((one for one in standings(site, month) if one.employee.pk == employee.pk), None)
