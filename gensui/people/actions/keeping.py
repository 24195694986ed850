"""What an import brings, row by row: the same row again changes nothing."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from gensui.people import passwords, phones
from gensui.people.actions import master, proving
from gensui.people.actions.master import Outcome, keep
from gensui.people.models import (
    Area,
    Building,
    Department,
    Employee,
    Household,
    Resident,
    Site,
    Unit,
    User,
)
from gensui.people.refusals import HasLeft, MovedOut
from gensui.people.secret import digests

PERSONAL = frozenset("email household language name number phone preference relation skills user".split())
"""What an event of somebody's row names without its value."""


@transaction.atomic
def keep_site(*, key: str, name: str, zone: str, hotline: str, actor: str, at: datetime) -> Outcome:
    """Have a community of this key, with its six departments; whether that is new, changes it, or was so already."""
    values = {"name": name, "zone": zone, "hotline": hotline}
    site, outcome = keep(Site, {"key": key}, values, actor=actor, at=at, stream=f"site:{key}")
    if outcome == "new":
        for kind in Department.Kind.values:
            Department.objects.create(site=site, kind=kind)
    return outcome


@transaction.atomic
def keep_unit(*, site: Site, building: str, staircase: str, room: str, actor: str, at: datetime) -> Outcome:
    """Have a home in a building, which is made if it is new."""
    house, _known = keep(Building, {"site": site, "name": building}, {}, actor=actor, at=at)
    label = "-".join(part for part in (building, staircase, room) if part)
    same = {"building": house, "staircase": staircase, "room": room}
    return keep(Unit, same, {"label": label}, actor=actor, at=at, row="home")[1]


@transaction.atomic
def keep_area(*, site: Site, name: str, actor: str, at: datetime) -> Outcome:
    """Have a public area of this name."""
    return keep(Area, {"site": site, "name": name}, {}, actor=actor, at=at)[1]


@transaction.atomic
def keep_resident(
    *,
    unit: Unit,
    name: str,
    relation: str,
    phone: str,
    email: str,
    preference: str,
    language: str,
    signed_on: date | None = None,
    actor: str,
    at: datetime,
) -> Outcome:
    """Have a person in a home, known there by the telephone, or by the name where there is none; and that the number is proved,
    where the house holds a form that names it and was ``signed_on`` a day.

    Refuses a bad number (``BadPhone``), a form without a number (``NoNumber``) or of a day ahead (``SignedAhead``), and somebody
    who moved out (``MovedOut``): an old list brings nobody back.
    """
    household, _new = Household.objects.get_or_create(unit=unit, until_on=None)
    number = phones.normal(phone) if phone else ""
    same = {"phone_digest": _digest_there(household, number)} if number else {"name": name, "phone_digest": ""}
    _check_moved_out(unit, same)
    values = {
        "name": name, "relation": relation, "phone": number, "phone_tail": number[-phones.SEEN :], "email": email,
        "preference": preference, "language": language,
    }  # fmt: skip
    found, outcome = keep(Resident, {"household": household} | same, values, actor=actor, at=at, personal=PERSONAL)
    if signed_on is not None and proving.note_form(resident=found, signed_on=signed_on, actor=actor, at=at):
        return "new" if outcome == "new" else "changed"
    return outcome


def _check_moved_out(unit: Unit, same: dict[str, Any]) -> None:
    known = Resident.objects.filter(household__unit=unit, erased_at=None, **same).select_related("household")
    people = list(known)
    if people and not any(one.is_present for one in people):
        day = max(day for one in people if (day := one.until_on or one.household.until_on))
        raise MovedOut(people[0].name, unit.label, day.isoformat())


@transaction.atomic
def keep_employee(
    *, department: Department, number: str, name: str, role: str, email: str, phone: str, skills: tuple[str, ...],
    password: str, actor: str, at: datetime,
) -> Outcome:  # fmt: skip
    """Have somebody of this staff number. A new account without a password can sign in once one is set.

    Refuses a password that is too easy (``WeakPassword``), a bad number (``BadPhone``), and who has left (``HasLeft``): an old
    list brings nobody back.
    """
    values = {
        "department": department, "name": name, "role": role, "phone": phones.normal(phone) if phone else "",
        "skills": list(skills),
    }  # fmt: skip
    if gone := Employee.objects.filter(number=number).exclude(left_on=None).first():
        raise HasLeft(gone.name, number, f"{gone.left_on}")
    user = User.objects.filter(username=number).first()
    if user is None:
        user = User(username=number, email=email, date_joined=at, is_staff=role == Employee.Role.OPERATOR)
        if password:
            passwords.set_password(user, password)
        else:
            user.set_unusable_password()
        user.save()
    told: dict[str, Any] = {"actor": actor, "at": at, "stream": f"staff:{number}", "personal": PERSONAL}
    _employee, outcome = keep(Employee, {"number": number, "user": user}, values, **told)
    if user.is_staff != (role == Employee.Role.OPERATOR):  # who is operator no longer opens no technicians' room
        user.is_staff = role == Employee.Role.OPERATOR
        user.save(update_fields=["is_staff"])
    if user.email != email:
        before, user.email = user.email, email
        user.save(update_fields=["email"])
        master.note(user, {"email": (before, email)}, row="employee", **told)
        return "changed"
    return outcome


def _digest_there(household: Household, number: str) -> str:
    """The digest under which the number stands in this household, or would."""
    marks = digests(number)
    there = household.residents.filter(phone_digest__in=marks).values_list("phone_digest", flat=True)
    return there.first() or marks[0]
