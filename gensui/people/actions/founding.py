"""Founding a community: its departments, homes, staff and rosters, many at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Protocol

from django.contrib.auth.hashers import make_password
from django.db import transaction

from gensui.people import phones
from gensui.people.actions import proving
from gensui.people.models import (
    Area,
    Building,
    Department,
    Duty,
    Employee,
    Household,
    Post,
    Resident,
    Shift,
    Site,
    Unit,
    User,
)
from gensui.people.refusals import NoName
from gensui.people.secret import digest


class PersonLike(Protocol):
    """What is told of somebody who moves in with many."""

    @property
    def name(self) -> str: ...
    @property
    def relation(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def preference(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def signed_on(self) -> date | None: ...


class HomeLike(Protocol):
    """What is told of a home."""

    @property
    def building(self) -> str: ...
    @property
    def staircase(self) -> str: ...
    @property
    def room(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def people(self) -> Sequence[PersonLike]: ...


class WorkerLike(Protocol):
    """What is told of somebody who is hired with many."""

    @property
    def number(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def department(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def skills(self) -> Sequence[str]: ...


class DutyLike(Protocol):
    """What is told of a duty."""

    @property
    def number(self) -> str: ...
    @property
    def shift(self) -> str: ...
    @property
    def post(self) -> str: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


@transaction.atomic
def found_site(
    *, key: str, name: str, actor: str, at: datetime, zone: str = "Asia/Shanghai", hotline: str = ""
) -> Site:
    """The community of this key; made, with its six departments, if it is new. Refuses a new one without a name (``NoName``)."""
    site = Site.objects.filter(key=key).first()
    if site is not None:
        return site
    if not name:
        raise NoName(key)
    site = Site.objects.create(key=key, name=name, zone=zone, hotline=hotline)
    for kind in Department.Kind.values:
        Department.objects.create(site=site, kind=kind)
    return site


@transaction.atomic
def found_department(*, site: Site, kind: str, actor: str, at: datetime) -> Department:
    """The department of this kind; made, if it is new."""
    department, _new = Department.objects.get_or_create(site=site, kind=kind)
    return department


@transaction.atomic
def move_in_all(*, site: Site, homes: Iterable[HomeLike], areas: Iterable[str], actor: str, at: datetime) -> None:
    """Many homes and who lives in them, at once, for a community that is new; and which numbers a signed form proves."""
    for name in areas:
        Area.objects.get_or_create(site=site, name=name)
    buildings: dict[str, Building] = {}
    units, lived_in = [], []
    for home in homes:
        if home.building not in buildings:
            buildings[home.building] = Building.objects.create(site=site, name=home.building)
        units.append(
            Unit(building=buildings[home.building], staircase=home.staircase, room=home.room, label=home.label)
        )
        lived_in.append(home.people)
    units = Unit.objects.bulk_create(units)
    inside = [(unit, people) for unit, people in zip(units, lived_in, strict=True) if people]
    households = Household.objects.bulk_create(Household(unit=unit) for unit, _people in inside)
    residents = Resident.objects.bulk_create(
        Resident(
            household=household, name=one.name, relation=one.relation, phone=one.phone, phone_digest=digest(one.phone),
            phone_tail=one.phone[-phones.SEEN :], preference=one.preference, language=one.language, email=one.email,
            authorised=one.relation == Resident.Relation.TENANT,  # the owner lives elsewhere, and gave the tenant a say
        )
        for household, (_unit, people) in zip(households, inside, strict=True)
        for one in people
    )  # fmt: skip
    came = (one for _unit, people in inside for one in people)
    signed = [(resident, one.signed_on) for resident, one in zip(residents, came, strict=True) if one.signed_on]
    proving.note_forms(site=site, signed=signed, actor=actor, at=at)


@transaction.atomic
def hire_all(*, site: Site, staff: Iterable[WorkerLike], password: str, actor: str, at: datetime) -> None:
    """Many people who work in a new community, all with one password: for trying it only."""
    departments = {one.kind: one for one in Department.objects.filter(site=site)}
    sealed = make_password(password)
    staff = list(staff)
    users = User.objects.bulk_create(
        User(username=one.number, password=sealed, date_joined=at, is_staff=one.role == "operator") for one in staff
    )
    Employee.objects.bulk_create(
        Employee(
            user=user, department=departments[one.department], number=one.number, name=one.name, role=one.role,
            skills=list(one.skills),
        )
        for user, one in zip(users, staff, strict=True)
    )  # fmt: skip


@transaction.atomic
def found_shifts(*, site: Site, shifts: Mapping[str, Iterable[tuple[str, str, str]]], actor: str, at: datetime) -> None:
    """The shifts of each department: their names, and from when to when."""
    departments = {one.kind: one for one in Department.objects.filter(site=site)}
    for kind, patterns in shifts.items():
        for name, starts, ends in patterns:
            hours = {"starts": time.fromisoformat(starts), "ends": time.fromisoformat(ends)}
            Shift.objects.get_or_create(department=departments[kind], name=name, defaults=hours)


@transaction.atomic
def found_posts(*, site: Site, posts: Mapping[str, Iterable[tuple[str, str, Any]]], actor: str, at: datetime) -> None:
    """The posts of each department: their names, and which role of the policy is held there, if it is another one."""
    departments = {one.kind: one for one in Department.objects.filter(site=site)}
    for kind, patterns in posts.items():
        for name, fills, *_more in patterns:
            Post.objects.get_or_create(department=departments[kind], name=name, defaults={"fills": fills})


@transaction.atomic
def roster_all(*, site: Site, duties: Iterable[DutyLike], actor: str, at: datetime) -> None:
    """Many duties at once; what is on the roster already stays."""
    staff = {one.number: one for one in Employee.objects.filter(department__site=site)}
    shifts = {(one.department_id, one.name): one.pk for one in Shift.objects.filter(department__site=site)}
    posts = {(one.department_id, one.name): one.pk for one in Post.objects.filter(department__site=site)}
    Duty.objects.bulk_create(
        (
            Duty(
                employee=staff[one.number], shift_id=shifts.get((staff[one.number].department_id, one.shift)),
                post_id=posts.get((staff[one.number].department_id, one.post)),
                starts_at=one.starts_at, ends_at=one.ends_at,
            )
            for one in duties
        ),
        ignore_conflicts=True,
    )  # fmt: skip
