"""Whom a month judges: the post each held longest, and what bears on the sheet beside the lines."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import DurationField, ExpressionWrapper, F, Q, Sum

from gensui.core.scoring import LEADING, Circumstances, Post, assess
from gensui.ledger.models import Event
from gensui.oversight.models import Month, MonthSheet, Sanction
from gensui.people.access import LED_AS_ONE
from gensui.people.models import Absence, Duty, Employee, Site

UNJUDGED = ("general_manager", "operator")
BY_ROLE: Mapping[str, Post] = {
    "agent": "agent", "service_head": "head", "technician": "repairer", "guard": "guard", "cleaner": "cleaner",
    "gardener": "gardener", "team_leader": "leader", "dept_head": "head", "admin_manager": "administration",
    "hr": "personnel",
}  # fmt: skip
BY_DEPARTMENT: Mapping[str, Post] = {
    "customer_service": "agent", "maintenance": "repairer", "security": "guard", "cleaning": "cleaner", "greening": "gardener",
    "administration": "administration",
}  # fmt: skip
POINTS = {"warning": 5, "demerit": 10}
STAND = (Sanction.State.EFFECTIVE, Sanction.State.EXPIRED)


@dataclass(frozen=True, slots=True)
class Person:
    """An employee as the month knows him."""

    pk: int
    key: str
    role: str
    department: str
    post: Post
    moved: bool
    circumstances: Circumstances


def trade_of(person: Person) -> Post:
    """By what weights the work of somebody's own hands is judged: a leader's by those of the trade."""
    return BY_DEPARTMENT[person.department] if person.post == "leader" else person.post


def under(person: Person, persons: Iterable[Person]) -> list[Person]:
    """Whose facts stand on somebody's sheet: the own; of who leads, the department's; of the office, everybody's."""
    if person.post == "administration":
        return list(persons)
    if person.post not in LEADING:
        return [person]
    everybody = list(persons)
    led = {person.department}
    if person.post == "head" and person.department in LED_AS_ONE:  # together, where only one of them has a head
        others = {one.department for one in everybody if one.post == "head" and one.key != person.key}
        led |= LED_AS_ONE - others
    return [one for one in everybody if one.department in led]


def team_of(person: Person, persons: Iterable[Person]) -> list[Person]:
    """By whose scores somebody who leads is judged: the people of the department beside himself and its head, but for who is new
    or was away.
    """
    team = [one for one in under(person, persons) if one.post != "head" and one.key != person.key]
    return [one for one in team if assess((), one.circumstances).reason == "thin"]


def people_of(site: Site, since: datetime, until: datetime) -> list[Person]:
    """Everybody who worked there in the month, but for whom nobody judges. Six queries."""
    there = Employee.objects.filter(department__site=site).exclude(role__in=UNJUDGED)
    there = there.filter(Q(left_on=None) | Q(left_on__gte=since.date())).order_by("number")
    began = _began(until)
    staff = [one for one in there.select_related("department") if began.get(one.key, [since])[0] < until]
    hours = _hours(site, since, until)
    days = {who: (until - [at for at in ats if at < until][-1]).days for who, ats in began.items() if ats[0] < until}
    beside = _circumstances(staff, since, until, _leave(site, since, until), days)
    found = []
    for employee in staff:
        worked = hours.get(employee.pk, {})
        kind = max(sorted(worked), key=lambda one: worked[one]) if worked else employee.department.kind
        post = BY_ROLE.get(employee.role) or BY_DEPARTMENT[employee.department.kind]
        if kind != employee.department.kind and post not in (*LEADING, "administration", "personnel"):
            post = BY_DEPARTMENT[kind]
        else:
            kind = employee.department.kind
        found.append(
            Person(
                employee.pk, employee.key, employee.role, kind, post, len(worked) > 1, beside[employee.key]
            )
        )  # fmt: skip
    return found


def _began(until: datetime) -> dict[str, list[datetime]]:
    """When each began, the first time first; also after a month that is counted late. One query.

    A start that was noted by mistake was none, if that was said within the month: what is said later changes no closed one.
    """
    found: dict[str, list[datetime]] = defaultdict(list)
    mistaken = Q(kind="employment.corrected", occurred_at__lt=until)
    rows = Event.objects.filter(Q(kind="employment.started") | mistaken).order_by("occurred_at", "id")
    for kind, data, at in rows.values_list("kind", "data", "occurred_at"):
        starts = found[str(data.get("employee"))]
        if kind == "employment.started":
            starts.append(at)
        else:
            starts.pop()
    return {who: starts for who, starts in found.items() if starts}


def _hours(site: Site, since: datetime, until: datetime) -> dict[int, dict[str, timedelta]]:
    """How long somebody was on duty in each department, where the roster names a post. One query."""
    length = ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=DurationField())
    rows = Duty.objects.filter(
        employee__department__site=site, post__isnull=False, starts_at__gte=since, starts_at__lt=until
    )
    found: dict[int, dict[str, timedelta]] = defaultdict(dict)
    for who, kind, worked in (
        rows.values_list("employee", "post__department__kind").annotate(worked=Sum(length)).order_by()
    ):
        found[who][kind] = worked
    return found


def _leave(site: Site, since: datetime, until: datetime) -> dict[str, Fraction]:
    first, last = since.date(), until.date() - timedelta(days=1)
    away: dict[str, set[date]] = defaultdict(set)
    rows = Absence.objects.filter(employee__department__site=site, since_on__lte=last, last_on__gte=first)
    for absence in rows.select_related("employee"):
        start, end = max(absence.since_on, first), min(absence.last_on, last)
        away[absence.employee.key] |= {start + timedelta(days=day) for day in range((end - start).days + 1)}
    return {who: Fraction(len(days), (last - first).days + 1) for who, days in away.items()}


def _circumstances(
    staff: Iterable[Employee], since: datetime, until: datetime, leave: Mapping[str, Fraction], days: Mapping[str, int]
) -> dict[str, Circumstances]:
    """Who is new, who was away, whose sanction took effect in the month: it was heard, signed by two, served, and can no longer be
    appealed. Before that it lowers nothing. One query.
    """
    stand = Sanction.objects.filter(state__in=STAND, effective_at__gte=since, effective_at__lt=until)
    points: dict[int, int] = defaultdict(int)
    vetoed = set()
    for who, kind, severity in stand.values_list("employee", "kind", "severity"):
        points[who] += POINTS.get(kind, 0)
        if severity == Sanction.Severity.CRITICAL:
            vetoed.add(who)
    return {
        one.key: Circumstances(
            days=days.get(one.key, 1_000), leave=leave.get(one.key, Fraction(0)),
            deductions=Fraction(points[one.pk]), vetoed=one.pk in vetoed,
        )
        for one in staff
    }  # fmt: skip


def written(circumstances: Circumstances) -> dict[str, Any]:
    """As a sheet keeps it."""
    return {
        "days": circumstances.days, "leave": str(circumstances.leave), "bonus": str(circumstances.bonus),
        "deductions": str(circumstances.deductions), "vetoed": circumstances.vetoed,
    }  # fmt: skip


def of_sheets(month: Month) -> list[Person]:
    """Everybody as the month's sheets have them. One query."""
    return [_of(sheet) for sheet in month.sheets.select_related("employee").order_by("employee__number")]


def _of(sheet: MonthSheet) -> Person:
    kept = sheet.circumstances
    circumstances = Circumstances(
        kept["days"], Fraction(kept["leave"]), Fraction(kept["bonus"]), Fraction(kept["deductions"]), kept["vetoed"]
    )
    post: Any = sheet.post
    return Person(sheet.employee_id, sheet.employee.key, sheet.role, sheet.department, post, sheet.moved, circumstances)
