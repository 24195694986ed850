"""Brought in from a file: who moves in or out, what is sold, when a tenancy ends. The same row again changes nothing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from gensui.cases.actions import homes as moving
from gensui.cli.cells import BadCell
from gensui.people import phones
from gensui.people.acting import SYSTEM, System
from gensui.people.actions import homes
from gensui.people.actions.homes import Person
from gensui.people.actions.master import Outcome
from gensui.people.models import Employee, Resident, Unit
from gensui.people.models.residents import ResidentQuerySet
from gensui.people.secret import digests

ACTS = ("in", "out", "sold", "tenancy")
OPERATOR = "operator"


def bring_move(unit: Unit, row: Mapping[str, str], by: Employee | None, at: datetime) -> Outcome:
    """Do what a row says of a home, as whoever it is ``by``, else as the operator.

    Refuses a bad day, somebody who does not live there, and a move without a day of somebody who has left since.
    """
    person = Person(
        name=row["name"],
        relation=row["relation"],
        phone=row["phone"],
        language=row["language"],
        signed_on=signed_on(row),
    )
    known = _people(unit, person)
    here = known.present().first()
    on = day("on", row["on"]) if row["on"] else at.astimezone(ZoneInfo(unit.building.site.zone)).date()
    until = day("until", row["until"]) if row["until"] else None
    if _is_done(row, known, here, on, until):
        return "same"
    if row["act"] in ("in", "sold") and here is None and not row["on"] and known.exists():
        raise BadCell("on", "", _("{name} has lived there before; say the day").format(name=person.name))
    if row["act"] == "in":
        homes.move_in(unit=unit, person=person, on=on, tenancy_until=until, actor=by or OPERATOR, at=at)
        return "new"
    if row["act"] == "sold":
        _sell(unit, person, on, by or SYSTEM, at)
        return "new"
    resident = _there(unit, person, here)
    if row["act"] == "out":
        moving.move_out(resident=resident, on=on, actor=by or SYSTEM, at=at)
    else:
        homes.agree_tenancy(resident=resident, until=until, actor=by or OPERATOR, at=at)
    return "changed"


def _is_done(
    row: Mapping[str, str], known: ResidentQuerySet, here: Resident | None, on: date, until: date | None
) -> bool:
    """Whether the house knows already what the row says, also of somebody who has moved on since."""
    match row["act"]:
        case "in":
            return here is not None or known.filter(since_on=on).exists()
        case "sold":
            bought = known.filter(relation=Resident.Relation.OWNER)
            return bought.present().exists() or bought.filter(since_on=on).exists()
        case "out":
            gone = known.exclude(pk__in=known.present())
            return gone.exists() if here is None else bool(row["on"]) and gone.filter(_left_on(on)).exists()
        case _:
            return (here.tenancy_until == until) if here else known.filter(tenancy_until=until).exists()


def _left_on(day: date) -> Q:
    return Q(until_on=day) | Q(household__until_on=day)


def _people(unit: Unit, person: Person) -> ResidentQuerySet:
    number = phones.normal(person.phone) if person.phone else ""
    same: dict[str, Any] = {"phone_digest__in": digests(number)} if number else {"name": person.name}
    return Resident.objects.filter(household__unit=unit, **same).select_related("household__unit__building__site")


def _there(unit: Unit, person: Person, here: Resident | None) -> Resident:
    if here is None:
        raise BadCell("name", person.name, _("nobody of this number or name lives in {home}").format(home=unit.label))
    return here


def _sell(unit: Unit, person: Person, on: date, actor: Employee | System, at: datetime) -> None:
    """Tenants stay; everybody else of the old household moves out."""
    tenants = Resident.objects.present().filter(household__unit=unit, relation=Resident.Relation.TENANT)
    buyer = replace(person, relation=Resident.Relation.OWNER)
    staying = list(tenants.values_list("pk", flat=True))
    moving.sell_home(unit=unit, buyers=[buyer], staying=staying, on=on, actor=actor, at=at)


def signed_on(row: Mapping[str, str]) -> date | None:
    """When the form was signed that names the number; nothing, where the row tells of none."""
    return day("phone_signed_on", row["phone_signed_on"]) if row["phone_signed_on"] else None


def day(column: str, text: str) -> date:
    """The day in a cell. Refuses what is none (``BadCell``)."""
    try:
        return datetime.fromisoformat(text.replace("/", "-")).date()
    except ValueError:
        raise BadCell(column, text, _("this is no day; write it as 2026-11-23")) from None
