"""What counts against somebody now: sanctions that stand and have not expired; and what each costs in a month's assessment."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from gensui.core.deduction import Past
from gensui.oversight.models import Sanction
from gensui.people.models import Employee, Site

POINTS = {"warning": 5, "demerit": 10}
COUNTS = ("issued", "served", "appealed", "effective")


def past_of(employee: Employee) -> list[Past]:
    """The sanctions that count for repetition: neither expired, nor taken back, nor dropped. One query."""
    rows = Sanction.objects.filter(employee=employee, state__in=COUNTS).order_by("issued_at")
    return [Past(kind, at) for kind, at in rows.values_list("kind", "issued_at") if at is not None]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a sanction does to one month of one person: points of the assessment, percent of the performance pay.

    A ``correction`` gives back, in a later month, what a sanction cost that was taken back after its month had ended.
    """

    employee: Employee
    sanction: str
    points: int = 0
    percent: int = 0
    correction: bool = False


def months(first: date) -> tuple[date, date]:
    """The first day of a month and of the next."""
    first = first.replace(day=1)
    return first, first + relativedelta(months=1)


def midnight(site: Site, day: date) -> datetime:
    """The first instant of a day on the clocks of the community."""
    return datetime.combine(day, time(), ZoneInfo(site.zone))


def bounds(site: Site, month: date) -> tuple[datetime, datetime]:
    """A month from its first instant to that of the next, on the clocks of the community."""
    since, until = months(month)
    return midnight(site, since), midnight(site, until)


def effects(site: Site, month: date) -> list[Effect]:
    """What sanctions do to a month's assessment and performance pay, corrections included. Four queries."""
    since, until = bounds(site, month)
    rows = Sanction.objects.filter(site=site).select_related("employee__department", "appeal")
    issued = rows.filter(issued_at__gte=since, issued_at__lt=until).exclude(state="revoked", ended_at__lt=until)
    effective = rows.filter(effective_at__gte=since, effective_at__lt=until, kind="performance")
    softer = rows.filter(
        appeal__decision="changed", appeal__decided_at__gte=since, appeal__decided_at__lt=until, issued_at__lt=since
    )
    back = rows.filter(state="revoked", ended_at__gte=since, ended_at__lt=until, issued_at__lt=since)
    found = [
        Effect(one.employee, one.number, points=-points)
        for one in issued
        if (points := POINTS.get(_kind(one, until), 0))
    ]
    found += [Effect(one.employee, one.number, percent=-one.percent) for one in effective]
    found += [
        Effect(one.employee, one.number, points=POINTS[one.kind], correction=True) for one in back if one.kind in POINTS
    ]
    found += [
        Effect(one.employee, one.number, points=points, correction=True)
        for one in softer
        if (points := POINTS.get(one.appeal.kind_before, 0) - POINTS.get(one.kind, 0)) > 0
    ]
    return sorted(found, key=lambda one: (one.employee.number, one.sanction))


def _kind(sanction: Sanction, until: datetime) -> str:
    """What the measure was when the month ended: an appeal may have made it milder since."""
    appeal = getattr(sanction, "appeal", None)
    changed = appeal is not None and appeal.kind_before and appeal.decided_at is not None and appeal.decided_at >= until
    return str(appeal.kind_before) if appeal is not None and changed else sanction.kind
