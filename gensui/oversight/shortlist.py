"""Who could be a star of a month, by the figures: every criterion with its number. It proposes; people decide.

The grade of a month comes from the month's sheets, by ``grades`` and nothing else; all other figures are read from the ledger, from
evaluations and from files.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count, QuerySet

from gensui.cases.models import Case, Evaluation
from gensui.ledger import policies, queries
from gensui.ledger.models import Obligation
from gensui.oversight.ladder import bounds
from gensui.oversight.models import Award, Month, MonthSheet, Sanction, Share
from gensui.oversight.models.award import CRITERIA
from gensui.oversight.promises import held_at
from gensui.people.models import Employee, Site

TIMELY, CONTENT, ANSWERS, IN_A_ROW, SHARE = 98, 95, 10, 3, 3
"""Percent in time, percent content, of so many answers at least; months in a row at most; percent of the staff."""
POSTS = ("agent", "service_head", "technician", "team_leader", "guard", "cleaner", "gardener")
"""Whose work the figures show. Heads of departments and the office choose, and are not chosen."""


def grades(site: Site, month: date) -> Mapping[str, str]:
    """The grade of each sheet of a month, by staff number: ``excellent``, ``good``, ``pass`` or ``fail``; no sheet, no entry.

    This is the one place where the month's sheets come in; only published ones count.
    """
    published = MonthSheet.objects.filter(
        month__site=site, month__first_on=month.replace(day=1), month__state=Month.State.PUBLISHED
    )
    return dict(published.exclude(grade="").values_list("employee__number", "grade"))


@dataclass(frozen=True, slots=True)
class Criterion:
    """A condition with its number; ``met`` is None where there is nothing to go by, so that people look at it themselves."""

    key: str
    shown: str
    met: bool | None

    @property
    def name(self) -> Any:
        """What it is called, in the reader's language."""
        return CRITERIA[self.key]


@dataclass(frozen=True, slots=True)
class Standing:
    """The figures of one person for one month."""

    employee: Employee
    grade: str = ""
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
    criteria: tuple[Criterion, ...] = field(default=())

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
    def order(self) -> tuple[Any, ...]:
        """Who goes first: who qualifies, is more timely, more content; of equals who did more, then who erred less."""
        return (
            not self.qualifies, -round(self.timeliness, 2), -round(self.satisfaction, 2), -self.cases, self.breaches,
            self.employee.number,
        )  # fmt: skip


def judged(one: Standing) -> tuple[Criterion, ...]:
    """Each criterion of a star, with the person's number."""
    few = one.answers < ANSWERS
    in_time = f"{one.timeliness:.1f} % ({one.in_time}/{one.due})"
    content = f"{one.satisfaction:.1f} % ({one.content}/{one.answers})" if one.answers else "—"
    return (
        Criterion("grade", one.grade or "—", one.grade == "excellent" if one.grade else None),
        Criterion("timeliness", in_time, one.due > 0 and one.timeliness >= TIMELY),
        Criterion(
            "satisfaction", content,
            None if few else one.satisfaction >= CONTENT,
        ),
        Criterion("urgent", str(one.urgent_breaches), one.urgent_breaches == 0),
        Criterion("sanctions", str(one.sanctions), one.sanctions == 0),
        Criterion("row", str(one.stars_in_a_row), one.stars_in_a_row < IN_A_ROW),
    )  # fmt: skip


def wanted(site: Site) -> int:
    """How many stars a month has at most: one for each department, or three percent of the staff. Two queries."""
    staff = Employee.objects.working().filter(department__site=site)
    return max(staff.values("department").distinct().count(), ceil(staff.count() * SHARE / 100))


def standings(site: Site, month: date) -> list[Standing]:
    """Everybody's figures of a month, the best first. Eight queries, however many people."""
    since, until = bounds(site, month)
    staff = (
        Employee.objects.working()
        .filter(department__site=site, role__in=POSTS)
        .select_related("department__site", "user")
    )
    policy = policies.in_force(policies.newest(), until)
    fell_due = Obligation.objects.filter(due_at__gte=since, due_at__lt=until)
    counted = _promises(queries.that_bind(fell_due, policy))
    answers = _answers(site, since, until)
    closed = Counter(
        Case.objects.filter(site=site, closed_at__gte=since, closed_at__lt=until).values_list("handler", flat=True)
    )
    sanctions = Counter(
        Sanction.objects.given()
        .filter(site=site, issued_at__gte=since, issued_at__lt=until)
        .values_list("employee", flat=True)
    )
    before, starred = _stars(site, since.date())
    sheets = grades(site, since.date())
    found = []
    for one in staff:
        (n, content) = answers.get(one.pk, (0, 0))
        figures = counted.get(one.key, Promises())
        found.append(
            Standing(
                employee=one, grade=sheets.get(one.number, ""), due=figures.due, in_time=figures.in_time,
                answers=n, content=content, urgent_breaches=figures.urgent, breaches=figures.breaches,
                sanctions=sanctions[one.pk], cases=closed[one.pk], stars_in_a_row=before[one.pk], starred=one.pk in starred,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: one.order)


@dataclass(slots=True)
class Promises:
    """How somebody kept what fell due in a month."""

    due: int = 0
    in_time: int = 0
    breaches: int = 0
    urgent: int = 0


def _promises(duties: QuerySet[Obligation]) -> dict[str, Promises]:
    """By key of the person. What lapsed counts for whoever held it then, or for nobody of the staff. Two queries."""
    kept = duties.filter(state="met", lapsed_at=None, holder__startswith="staff:").values("holder").order_by()
    found: dict[str, Promises] = defaultdict(Promises)
    for who, count in kept.annotate(count=Count("pk")).values_list("holder", "count"):
        found[who] = Promises(due=count, in_time=count)
    lapsed = duties.filter(lapsed_at__isnull=False).values_list(
        "segments", "lapsed_at", "charged_to", "excuse", "urgent"
    )
    for segments, lapsed_at, charged_to, excuse, urgent in lapsed.iterator(chunk_size=2_000):
        assert lapsed_at is not None  # asked for above
        one = found[held_at(segments, lapsed_at)]
        one.due += 1
        if not charged_to and not excuse:
            one.breaches += 1
            one.urgent += int(urgent)
    return found


def _answers(site: Site, since: Any, until: Any) -> dict[int, tuple[int, int]]:
    """Per person: how many owners answered, how many of them were content. Handlers and followers each for their part."""
    rows = Evaluation.objects.filter(case__site=site, evaluated_at__gte=since, evaluated_at__lt=until)
    found: dict[int, tuple[int, int]] = {}
    for handler, follower, stars in rows.values_list("case__handler", "case__follower", "overall"):
        for who in {handler, follower} - {None}:
            n, content = found.get(who, (0, 0))
            found[who] = (n + 1, content + (stars >= 4))
    return found


def _stars(site: Site, month: date) -> tuple[Counter[int], set[int]]:
    """Who was a star in how many of the months just before, without a gap; and who is put forward for this one."""
    first = month - relativedelta(months=IN_A_ROW)
    rows = Share.objects.filter(
        award__site=site, award__kind=Award.Kind.STAR, award__month__gte=first, award__month__lte=month
    )
    by_month: dict[date, set[int]] = {}
    for who, when in rows.exclude(award__state=Award.State.WITHDRAWN).values_list("employee", "award__month"):
        by_month.setdefault(when, set()).add(who)
    counted: Counter[int] = Counter()
    running = set().union(*by_month.values()) if by_month else set()
    for back in range(1, IN_A_ROW + 1):
        running &= by_month.get(month - relativedelta(months=back), set())
        counted.update(running)
    return counted, by_month.get(month, set())


def standing_of(site: Site, month: date, employee: Employee) -> Standing | None:
    """One person's figures; none for a post that figures do not show."""
    return next((one for one in standings(site, month) if one.employee.pk == employee.pk), None)
