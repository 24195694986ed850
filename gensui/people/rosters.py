"""Reads of the roster: a department's week, and what somebody's own next weeks hold."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from gensui.people.models import Absence, Department, Duty, Employee, Shift

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@dataclass(slots=True)
class Cell:
    """One person's day: the duties that begin on it, and whether the person is away."""

    day: date
    duties: list[Duty] = field(default_factory=list)
    away: Absence | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One person's week."""

    employee: Employee
    cells: list[Cell]

    @property
    def hours(self) -> int:
        """Hours of duty in the week, rounded."""
        spans = [duty.ends_at - duty.starts_at for cell in self.cells for duty in cell.duties]
        return round(sum(spans, timedelta()).total_seconds() / 3600)


@dataclass(frozen=True, slots=True)
class Filled:
    """How many are on a shift, day by day; none is a gap."""

    shift: Shift
    counts: list[tuple[date, int]]


@dataclass(frozen=True, slots=True)
class Week:
    """A department's week, from a Monday on."""

    department: Department
    monday: date
    lines: list[Line]
    filled: list[Filled]

    @property
    def days(self) -> list[date]:
        return [self.monday + DAY * count for count in range(7)]

    @property
    def before(self) -> date:
        return self.monday - WEEK

    @property
    def after(self) -> date:
        return self.monday + WEEK

    @property
    def gaps(self) -> int:
        """How many shifts of the week nobody has."""
        return sum(count == 0 for one in self.filled for _day, count in one.counts)


def monday_of(day: date) -> date:
    """The Monday of the week of this day."""
    return day - DAY * day.weekday()


def week(department: Department, monday: date) -> Week:
    """Who of the department works when, and which shifts nobody has. Four queries."""
    zone = ZoneInfo(department.site.zone)
    staff = list(Employee.objects.working().filter(department=department).order_by("number"))
    lines = [Line(one, [Cell(monday + DAY * count) for count in range(7)]) for one in staff]
    of_whom = {line.employee.pk: line.cells for line in lines}
    for duty in _duties(staff, monday, monday + WEEK, zone):
        place = (duty.starts_at.astimezone(zone).date() - monday).days
        of_whom[duty.employee_id][place].duties.append(duty)
    for away in Absence.objects.filter(employee__in=staff, since_on__lt=monday + WEEK, last_on__gte=monday):
        for cell in of_whom[away.employee_id]:
            if away.since_on <= cell.day <= away.last_on:
                cell.away = away
    return Week(department, monday, lines, _filled(department, monday, lines))


def _duties(staff: Iterable[Employee], first: date, until: date, zone: ZoneInfo) -> list[Duty]:
    since, before = datetime.combine(first, time(), zone), datetime.combine(until, time(), zone)
    found = Duty.objects.filter(employee__in=staff, starts_at__gte=since, starts_at__lt=before)
    return list(found.select_related("shift", "post").order_by("starts_at"))


def _filled(department: Department, monday: date, lines: list[Line]) -> list[Filled]:
    found = []
    for shift in Shift.objects.filter(department=department, retired_at=None).order_by("starts", "pk"):
        counts = []
        for place in range(7):
            there = [duty for line in lines for duty in line.cells[place].duties if duty.shift_id == shift.pk]
            counts.append((monday + DAY * place, len(there)))
        found.append(Filled(shift, counts))
    return found


def shifts_of(employee: Employee, first: date, days: int = 28) -> list[Cell]:
    """Somebody's own days on duty or away, from this one on. Two queries."""
    zone = ZoneInfo(employee.department.site.zone)
    cells = [Cell(first + DAY * count) for count in range(days)]
    for duty in _duties([employee], first, first + DAY * days, zone):
        cells[(duty.starts_at.astimezone(zone).date() - first).days].duties.append(duty)
    for away in Absence.objects.filter(employee=employee, last_on__gte=first):
        for cell in cells:
            if away.since_on <= cell.day <= away.last_on:
                cell.away = away
    return [cell for cell in cells if cell.duties or cell.away]


def on_day(employee: Employee, day: date) -> Cell:
    """What somebody has on a day. Two queries."""
    zone = ZoneInfo(employee.department.site.zone)
    away = Absence.objects.filter(employee=employee, since_on__lte=day, last_on__gte=day).first()
    return Cell(day, _duties([employee], day, day + DAY, zone), away)


def taken_off(employee: Employee, at: datetime, days: int = 14) -> list[Duty]:
    """What stands on the roster of somebody from now on, for as many days. One query."""
    found = Duty.objects.filter(employee=employee, ends_at__gt=at, starts_at__lt=at + DAY * days)
    return list(found.select_related("shift", "post").order_by("starts_at"))
