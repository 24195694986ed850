"""Brought in from a file: who moves in or out, what is sold, when a tenancy ends. The same row again changes nothing."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from gensui.cases.access import SYSTEM
from gensui.cases.actions import homes as moving
from gensui.cli.cells import BadCell
from gensui.people import phones
from gensui.people.actions import homes
from gensui.people.actions.homes import Person
from gensui.people.actions.master import Outcome
from gensui.people.models import Resident, Unit
from gensui.people.models.residents import ResidentQuerySet
from gensui.people.secret import digests

ACTS = ("in", "out", "sold", "tenancy")
OPERATOR = "operator"


def bring_move(unit: Unit, row: Mapping[str, str], at: datetime) -> Outcome:
    """Do what a row says of a home. Refuses a bad day, and somebody who does not live there."""
    person = Person(name=row["name"], relation=row["relation"], phone=row["phone"], language=row["language"])
    here = _people(unit, person).present().first()
    on = _day("on", row["on"]) if row["on"] else at.astimezone(ZoneInfo(unit.building.site.zone)).date()
    until = _day("until", row["until"]) if row["until"] else None
    if row["act"] == "in":
        return "same" if here else _in(unit, person, on, until, at)
    if row["act"] == "sold":
        return "same" if here and here.relation == Resident.Relation.OWNER else _sold(unit, person, on, at)
    if row["act"] == "out":
        if here is None and _people(unit, person).exists():
            return "same"
        moving.move_out(resident=_there(unit, person, here), on=on, actor=SYSTEM, at=at)
        return "changed"
    if here is not None and here.tenancy_until == until:
        return "same"
    homes.agree_tenancy(resident=_there(unit, person, here), until=until, actor=OPERATOR, at=at)
    return "changed"


def _people(unit: Unit, person: Person) -> ResidentQuerySet:
    number = phones.normal(person.phone) if person.phone else ""
    same: dict[str, Any] = {"phone_digest__in": digests(number)} if number else {"name": person.name}
    return Resident.objects.filter(household__unit=unit, **same).select_related("household__unit__building__site")


def _there(unit: Unit, person: Person, here: Resident | None) -> Resident:
    if here is None:
        raise BadCell("name", person.name, _("nobody of this number or name lives in {home}").format(home=unit.label))
    return here


def _in(unit: Unit, person: Person, on: date, until: date | None, at: datetime) -> Outcome:
    homes.move_in(unit=unit, person=person, on=on, tenancy_until=until, actor=OPERATOR, at=at)
    return "new"


def _sold(unit: Unit, person: Person, on: date, at: datetime) -> Outcome:
    """Tenants stay; everybody else of the old household moves out."""
    tenants = Resident.objects.present().filter(household__unit=unit, relation=Resident.Relation.TENANT)
    buyer = Person(name=person.name, relation=Resident.Relation.OWNER, phone=person.phone, language=person.language)
    staying = list(tenants.values_list("pk", flat=True))
    moving.sell_home(unit=unit, buyers=[buyer], staying=staying, on=on, actor=SYSTEM, at=at)
    return "new"


def _day(column: str, text: str) -> date:
    try:
        return datetime.fromisoformat(text.replace("/", "-")).date()
    except ValueError:
        raise BadCell(column, text, _("this is no day; write it as 2026-11-23")) from None
