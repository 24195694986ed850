"""Reads about people and places."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from gensui.ledger import rows as ledger
from gensui.ledger.queries import opened_by, running_of
from gensui.people import phones
from gensui.people.models import Department, Employee, Household, OneTimeCode, Resident, Site, Unit
from gensui.people.secret import digests

LEADING = ("service_head", "team_leader", "dept_head", "admin_manager", "general_manager", "hr")
NAMED = {
    "service_head": ("service_head",),
    "admin_manager": ("admin_manager", "duty_manager", "supervision_team"),
    "general_manager": ("general_manager", "company"),
    "hr": ("hr",),
}
"""The roles of the policy that a post of the whole community fills."""
LEADERS = f"""
SELECT e.number, e.role, d.kind, o.id IS NULL AS away, d.site_id
FROM people_employee AS e JOIN people_department AS d ON d.id = e.department_id
LEFT JOIN people_duty AS o ON o.employee_id = e.id AND o.starts_at <= %(now)s AND o.ends_at > %(now)s
WHERE e.left_on IS NULL AND e.role IN ({", ".join(f"'{role}'" for role in LEADING)})
"""
"""Written out, because every act on a case asks it; who is on duty comes first by ``ORDER BY away, number``."""


def on_duty(site: Site, at: datetime, *kinds: str) -> QuerySet[Employee]:
    """Who works at this time, in these departments, or in any."""
    staff = Employee.objects.working().filter(department__site=site, duties__starts_at__lte=at, duties__ends_at__gt=at)
    return staff.filter(department__kind__in=kinds) if kinds else staff


def roles_at(site: Site, department: str, at: datetime) -> dict[str, str]:
    """Who holds which leading role for a case of this department, by key; who is on duty goes before who is not. One query."""
    words = {"now": connection.ops.adapt_datetimefield_value(at), "site": site.pk}
    rows = ledger.run(f"{LEADERS} AND d.site_id = %(site)s ORDER BY away, e.number", words)
    return leaders([row[:3] for row in rows], department)


def leaders(ordered: Iterable[tuple[str, str, str]], department: str) -> dict[str, str]:
    """Who holds which leading role for a department, by key: of those in order (number, role, kind of department) the first."""
    found: dict[str, str] = {}
    for number, role, kind in ordered:
        for name in _names(role, kind, department):
            found.setdefault(name, f"staff:{number}")
    return found


def of_token(marks: Sequence[str], at: datetime) -> Employee | None:
    """For whom the program of this token (its digests by each key) speaks, if the token is good. One query."""
    good = Employee.objects.working().filter(
        tokens__digest__in=marks, tokens__revoked_at=None, tokens__expires_at__gt=at, user__is_active=True
    )
    return good.select_related("department__site", "user").first()


def number_asked(resident: Resident, at: datetime) -> OneTimeCode | None:
    """The newest code by which a resident may prove a new number now. One query."""
    waiting = OneTimeCode.objects.filter(resident=resident, used_at=None, expires_at__gt=at)
    return waiting.order_by("-created_at", "-pk").first()


def number_of_code(stream: str) -> str:
    """The new number that a code is to prove, by the stream of its message. One query."""
    return str(OneTimeCode.objects.get(pk=int(stream.removeprefix("code:"))).phone)


class Leaders:
    """Who leads at any time of a stretch: two queries for all of it, where ``roles_at`` needs two for each instant."""

    def __init__(self, site: Site, since: datetime, until: datetime) -> None:
        there = Employee.objects.working().filter(department__site=site, role__in=LEADING).order_by("number")
        self.staff = list(there.values_list("number", "role", "department__kind"))
        present = there.filter(duties__starts_at__lt=until, duties__ends_at__gt=since)
        self.duties: dict[str, list[tuple[datetime, datetime]]] = {}
        for number, starts_at, ends_at in present.values_list("number", "duties__starts_at", "duties__ends_at"):
            self.duties.setdefault(number, []).append((starts_at, ends_at))

    def at(self, department: str, at: datetime) -> dict[str, str]:
        """Who holds which leading role for this department then; who is on duty goes before who is not."""
        return leaders(sorted(self.staff, key=lambda one: not self._on_duty(one[0], at)), department)

    def _on_duty(self, number: str, at: datetime) -> bool:
        return any(since <= at < until for since, until in self.duties.get(number, ()))


def _names(role: str, kind: str, department: str) -> tuple[str, ...]:
    if role in NAMED:
        own = ("dept_head",) if role == "service_head" and department == "customer_service" else ()
        return (*NAMED[role], *own)
    leads = {"cleaning", "greening"} if department in ("cleaning", "greening") else {department}
    if kind not in leads:
        return ()
    if role == "team_leader" and kind == "security":
        return ("team_leader", "security_leader")
    return (role,)


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """What people are called, by the keys the ledger knows them by. At most two queries."""
    wanted = set(keys)
    staff = [key.removeprefix("staff:") for key in wanted if key.startswith("staff:")]
    residents = [key.removeprefix("resident:") for key in wanted if key.startswith("resident:")]
    found = {"engine": _("the system")}
    if staff:
        rows = Employee.objects.filter(number__in=staff).values_list("number", "name")
        found |= {f"staff:{number}": name for number, name in rows}
    if residents:
        pairs = Resident.objects.filter(pk__in=[one for one in residents if one.isdigit()]).values_list("pk", "name")
        found |= {f"resident:{pk}": name for pk, name in pairs}
    roles: Mapping[str, object] = dict(Employee.Role.choices)
    for key in wanted:
        if key.startswith("role:"):
            role = key.removeprefix("role:")
            found[key] = str(roles.get(role, role))
        found.setdefault(key, key)
    return found


def callers(site: Site, typed: str) -> list[Resident]:
    """Who calls from this number, once for each home: who lives there today goes before who moved out. One query; none where it
    is no number.
    """
    try:
        number = phones.normal(typed)
    except phones.BadPhone:
        return []
    found = Resident.objects.filter(
        phone_digest__in=digests(number), household__unit__building__site=site, erased_at=None
    ).select_related("household__unit__building")
    return sorted(found, key=lambda one: (not one.is_present, one.pk))


def residents_of(unit: Unit) -> list[Resident]:
    """Who lives in a home now, the owner first. One query."""
    found = Resident.objects.present().filter(household__unit=unit).select_related("household")
    return sorted(found, key=lambda one: (one.relation != Resident.Relation.OWNER, one.pk))


def rows_of(resident: Resident) -> list[Resident]:
    """A person's rows, one for each home, today's or of before: the same number and name. The given row first. One query."""
    same = Q(pk=resident.pk)
    if resident.phone_digest:
        same |= Q(phone_digest__in=digests(resident.phone), name=resident.name)
    found = Resident.objects.filter(same, erased_at=None).select_related("household__unit__building__site", "user")
    return sorted(found, key=lambda one: (one.pk != resident.pk, one.household.unit.label, one.pk))


def homes_of(resident: Resident) -> list[Resident]:
    """A person's rows in the homes where the person lives today, in one community or several. One query."""
    return [one for one in rows_of(resident) if one.is_present]


def tenancies_over(at: datetime) -> list[Resident]:
    """Tenants whose last day is over on the clocks of their community, and who have not moved out. One query."""
    due = Resident.objects.present().filter(tenancy_until__lte=at.date() + timedelta(days=1))
    found = due.select_related("household__unit__building__site").order_by("pk")
    return [one for one in found if one.tenancy_until and one.tenancy_until < _today_at(one, at)]


def _today_at(resident: Resident, at: datetime) -> date:
    return at.astimezone(ZoneInfo(resident.household.unit.building.site.zone)).date()


def households_before(unit: Unit) -> list[Household]:
    """The households that lived in a home before today's, the latest first, with their people. Two queries."""
    found = unit.households.exclude(until_on=None).prefetch_related("residents")
    return list(found.order_by("-until_on", "-pk")[:10])


def month_of(site: Site, at: datetime) -> datetime:
    """The first instant of the month on the clocks of the community."""
    return at.astimezone(ZoneInfo(site.zone)).replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)


def retention_of(site: Site) -> str:
    """What the ledger calls the records of a community that go when their time is over."""
    return f"retention:{site.key}"


def kept_records(site: Site) -> list[str]:
    """The records of a community that have not been erased yet, by name. Two queries, one where there is none."""
    running = running_of([retention_of(site)]).get(retention_of(site), [])
    return [str(one.data["record"]) for one in opened_by(running)] if running else []


def homes_like(text: str, most: int = 500) -> list[int]:
    """The rows of the homes whose label begins so, of all communities. One query."""
    return list(Unit.objects.filter(label__startswith=text).values_list("pk", flat=True)[:most])


def units_like(site: Site, text: str, most: int = 10) -> list[Unit]:
    """Homes whose label begins so, in the order of their labels. One query."""
    return list(Unit.objects.filter(building__site=site, label__startswith=text.strip()).order_by("label")[:most])


def department(site: Site, kind: str) -> Department:
    """The department of this kind. Refuses a kind the community does not have (``Department.DoesNotExist``)."""
    return Department.objects.get(site=site, kind=kind)
