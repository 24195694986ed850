"""Reads about people and places."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import get_language, gettext

from gensui.core.standing import BY, house_key, post_of
from gensui.ledger import policies
from gensui.ledger import rows as ledger
from gensui.ledger.queries import opened_by, running_of
from gensui.people import duty_roster, phones, spelling
from gensui.people.access import LED_AS_ONE
from gensui.people.models import Absence, Department, Duty, Employee, Household, OneTimeCode, Resident, Site, Unit
from gensui.people.secret import digests


def on_duty(site: Site, at: datetime, *kinds: str) -> QuerySet[Employee]:
    """Who works at this time, in these departments, or in any."""
    staff = Employee.objects.working().filter(department__site=site, duties__starts_at__lte=at, duties__ends_at__gt=at)
    return staff.filter(department__kind__in=kinds) if kinds else staff


def there_at(site: Site, at: datetime) -> list[duty_roster.Place]:
    """Who is there at this time, as the roster has it: on duty, or not planned by it at all and not away. One query."""
    rows = ledger.run(duty_roster.EVERYBODY, duty_roster.moment(site.zone, at) | {"site": site.pk})
    return [one for one in duty_roster.places(rows) if one.away < duty_roster.OFF_DUTY]


def is_planned(site: Site, department: str, day: date) -> bool:
    """Whether the roster has anybody of the department on this day, by the clocks of the community. One query."""
    since = datetime.combine(day, time(), ZoneInfo(site.zone))
    staff = {"employee__department__site": site, "employee__department__kind": department}
    return Duty.objects.filter(starts_at__gte=since, starts_at__lt=since + timedelta(days=1), **staff).exists()


def next_duty(employee: Employee, at: datetime) -> datetime | None:
    """When somebody's next duty begins; none where the roster knows of none. One query."""
    ahead = Duty.objects.filter(employee=employee, starts_at__gt=at).order_by("starts_at")
    return ahead.values_list("starts_at", flat=True).first()


def away_on(site: Site, at: datetime) -> QuerySet[Absence]:
    """Who of the community is noted as away on this day, by its clocks."""
    day = at.astimezone(ZoneInfo(site.zone)).date()
    return Absence.objects.filter(employee__department__site=site, since_on__lte=day, last_on__gte=day)


def roles_at(site: Site, department: str, at: datetime, named: Mapping[str, Employee] | None = None) -> dict[str, str]:
    """Who holds which role of this department at a moment, by key, as the roster has it (see ``core.standing``). One query.

    ``named`` gives the people a case or a plan names for a role.
    """
    named = named or {}
    rows = [*(one.pk for one in named.values()), *[0] * duty_roster.MOST_NAMED]
    words = duty_roster.moment(site.zone, at) | {f"named_{place}": row for place, row in enumerate(rows, 1)}
    places = duty_roster.places(ledger.run(duty_roster.LEADERS_OR_NAMED, words | {"site": site.pk}))
    leading = [one for one in places if one.role in duty_roster.LEADING or one.fills]
    roles = duty_roster.leaders(leading, department, house_key(site.key, department), at)
    for role, employee in named.items():
        duty_roster.fill(roles, role, [one for one in places if one.key == employee.key])
    return roles


def fill_from(roles: dict[str, str], role: str, *, post: int | None, shift: int | None, at: datetime) -> None:
    """Write down who stands on a post, or works in a shift, for a role. One query."""
    source = f"post:{post}" if post is not None else f"shift:{shift}"
    where = {"post": post} if post is not None else {"shift": shift}
    there = Duty.objects.filter(**where, starts_at__lte=at, ends_at__gt=at, employee__left_on=None)
    rows = there.order_by("-starts_at", "employee__number").values_list(
        "employee__number", "employee__role", "employee__department__kind"
    )
    roles[BY + role] = source
    duty_roster.fill(roles, role, [duty_roster.Place(*row) for row in rows])


def of_token(marks: Sequence[str], at: datetime) -> Employee | None:
    """For whom the program of this token (its digests by each key) speaks, if the token is good. One query."""
    good = Employee.objects.working().filter(
        tokens__digest__in=marks, tokens__revoked_at=None, tokens__expires_at__gt=at, user__is_active=True
    )
    return good.select_related("department__site", "user").first()


def number_asked(resident: Resident, at: datetime) -> OneTimeCode | None:
    """The newest code by which a resident may prove a new number now. One query."""
    waiting = OneTimeCode.objects.filter(resident=resident, used_at=None, expires_at__gt=at).exclude(phone="")
    return waiting.order_by("-created_at", "-pk").first()


def proved_by_mail(address: str) -> list[Resident]:
    """Those who live here and proved this address of mail: a person has a row for each home. One query."""
    marks = digests(address.casefold())
    found = Resident.objects.present().filter(email_proof__in=marks).select_related("household__unit__building__site")
    return [one for one in found.order_by("pk") if one.has_proved_email]


def number_of_code(stream: str) -> str:
    """The new number that a code is to prove, by the stream of its message. One query."""
    return str(OneTimeCode.objects.get(pk=int(stream.removeprefix("code:"))).phone)


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """What people are called, by the keys the ledger knows them by. At most two queries."""
    wanted = set(keys)
    staff = [key.removeprefix("staff:") for key in wanted if key.startswith("staff:")]
    residents = [key.removeprefix("resident:") for key in wanted if key.startswith("resident:")]
    found = {"engine": gettext("the system")}
    if staff:
        rows = Employee.objects.filter(number__in=staff).values_list("number", "name")
        found |= {f"staff:{number}": name for number, name in rows}
    if residents:
        pairs = Resident.objects.filter(pk__in=[one for one in residents if one.isdigit()]).values_list("pk", "name")
        found |= {f"resident:{pk}": name for pk, name in pairs}
    roles: Mapping[str, object] = dict(Employee.Role.choices)
    for key in wanted:
        if key.startswith("house:"):
            found[key] = unstaffed(key)
        if key.startswith("role:"):
            role = key.removeprefix("role:")
            found[key] = str(roles.get(role, role))
        found.setdefault(key, key)
    return found


LEADS = frozenset({"service_head", "team_leader", "dept_head"})
OVER_ALL = frozenset({"agent", "admin_manager", "general_manager"})


def unstaffed(key: str) -> str:
    """What an unstaffed post is called: nobody of the department was on duty, or fell in, for this role of the policy."""
    _site, department, role = post_of(key)
    kinds: Mapping[str, Any] = dict(Department.Kind.choices)
    known = policies.remembered().roles.get(role)
    nobody = (
        gettext("taken by nobody yet: {department}")
        if role == "handler"
        else gettext("unstaffed: {department}, {role}")
    )
    return nobody.format(
        department=kinds.get(department, department), role=known.name[get_language() or ""] if known else role
    )


def unstaffed_posts(employee: Employee, roles: Iterable[str]) -> list[str]:
    """The keys of the unstaffed posts whose promises this person looks after: of the own department, or of all.

    Nobody was on duty for them, so whoever leads there, or serves at the desk, sees them on the own list.
    """
    if employee.role not in OVER_ALL | LEADS:
        return []
    own = employee.department
    if employee.role in OVER_ALL:
        kinds: Iterable[str] = Department.Kind.values
    elif employee.role == "dept_head" and own.kind in LED_AS_ONE:
        kinds = LED_AS_ONE
    else:
        kinds = {own.kind}
    return [f"{house_key(own.site.key, kind)}.{role}" for kind in kinds for role in roles]


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


def names_asked(site: Site) -> list[Resident]:
    """Who asks for another name and waits for the desk, by home. One query."""
    waiting = Resident.objects.present().filter(household__unit__building__site=site).exclude(asked_name="")
    return list(waiting.select_related("household__unit__building__site").order_by("household__unit__label", "pk"))


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
    """The rows of the homes whose label begins so, however it is written, of all communities. One query."""
    return list(Unit.objects.filter(_labelled(text)).values_list("pk", flat=True)[:most])


def _labelled(text: str, field: str = "label") -> Q:
    found = Q()
    for label in spelling.homes(text):
        found |= Q(**{f"{field}__startswith": label})
    return found


def units_like(site: Site, text: str, most: int = 10) -> list[Unit]:
    """Homes whose label begins so, however it is written, in the order of their labels. One query."""
    found = Unit.objects.filter(_labelled(text), building__site=site)
    return list(found.order_by("label")[:most])


def residents_named(site: Site, text: str, most: int = 20) -> list[Resident]:
    """Who lives here now and has this in the name, in either script. One query."""
    found = Resident.objects.present().filter(
        spelling.holds(text.strip(), "name"), household__unit__building__site=site
    )
    return list(found.select_related("household__unit__building").order_by("name", "pk")[:most])


def department(site: Site, kind: str) -> Department:
    """The department of this kind. Refuses a kind the community does not have (``Department.DoesNotExist``)."""
    return Department.objects.get(site=site, kind=kind)
