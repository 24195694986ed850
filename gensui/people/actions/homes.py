"""Homes change hands: somebody moves in or out, a tenancy gets an end, a home is sold. Each is an event of the home.

A day of moving may lie in the past, for it is often learnt late, but never before the household began, and never ahead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from gensui.core.events import homes
from gensui.core.events.homes import HomeEvent, Why
from gensui.ledger.record import record_all
from gensui.people import access, phones
from gensui.people.access import NotYours
from gensui.people.actions import proving
from gensui.people.models import Employee, Household, Resident, Unit
from gensui.people.refusals import BadDay, LivesNotThere, LivesThere, NoOwner
from gensui.people.secret import digest, digests

LONGEST_AGO = timedelta(days=366)
LONGEST_TENANCY = timedelta(days=366 * 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is told of somebody who moves in."""

    name: str
    relation: str
    phone: str = ""
    email: str = ""
    preference: str = Resident.Preference.PHONE
    language: str = "zh-hant"
    signed_on: date | None = None
    """When the form was signed that names the number, if the house holds one."""


@transaction.atomic
def move_in(
    *, unit: Unit, person: Person, on: date, actor: Employee | str, at: datetime, tenancy_until: date | None = None
) -> Resident:
    """Somebody moves into a home: joins those who live there, or begins a household where it stands empty.

    Refuses whoever may not do this (``NotYours``), a day that cannot be (``BadDay``), a bad number (``BadPhone``), and
    somebody who lives there already (``LivesThere``).
    """
    unit = _held(unit, actor)
    household = unit.households.filter(until_on=None).first()
    _check_day(unit, household, on, at)
    if household is None:
        household = _begin(unit, on, at)
    resident = _add(household, person, on)
    happened: list[HomeEvent] = [_moved_in(resident)]
    if tenancy_until is not None:
        happened.append(_note_tenancy(resident, tenancy_until, at))

    _record(unit, happened, actor, on, at)
    _prove(resident, person, actor, at)
    return resident


@transaction.atomic
def move_out(*, resident: Resident, on: date, actor: Employee | str, at: datetime, why: Why = "moved") -> Resident:
    """Somebody moves out, and has no rights there from now on. With the last person the household ends.

    Refuses whoever may not do this (``NotYours``), a day that cannot be (``BadDay``), and somebody who does not live there
    (``LivesNotThere``).
    """
    unit = _held(resident.household.unit, actor)
    resident = _present(resident, unit)
    _check_day(unit, resident.household, on, at)
    _leave(resident, on)
    if not resident.household.residents.present().exists():
        _end(resident.household, on)

    since = on + timedelta(days=1) if why == "tenancy_ended" else on  # the last day of a tenancy is lived to its end
    _record(unit, [_moved_out(resident, why)], actor, since, at)
    return resident


@transaction.atomic
def authorise_resident(*, resident: Resident, authorised: bool, actor: Employee | str, at: datetime) -> Resident:
    """Note the owner's word that somebody who lives there may agree to what the owner pays, or no longer may.

    Refuses whoever may not do this (``NotYours``), and somebody who does not live there (``LivesNotThere``).
    """
    unit = _held(resident.household.unit, actor)
    resident = _present(resident, unit)
    resident.authorised = authorised
    resident.save(update_fields=["authorised"])

    event = homes.ResidentAuthorised(resident=resident.key, household=str(resident.household_id), authorised=authorised)
    _record(unit, [event], actor, _today(unit, at), at)
    return resident


@transaction.atomic
def agree_tenancy(*, resident: Resident, until: date | None, actor: Employee | str, at: datetime) -> Resident:
    """Note the last day of a tenancy, or that it has no end. On the day after, the tenant moves out by itself.

    Refuses whoever may not do this (``NotYours``), a last day in the past or too far ahead (``BadDay``), and somebody who does
    not live there (``LivesNotThere``).
    """
    unit = _held(resident.household.unit, actor)
    resident = _present(resident, unit)
    event = _note_tenancy(resident, until, at)

    _record(unit, [event], actor, _today(unit, at), at)
    return resident


@transaction.atomic
def sell_home(
    *, unit: Unit, buyers: Sequence[Person], staying: Sequence[int], on: date, actor: Employee | str, at: datetime
) -> tuple[list[Resident], list[Resident]]:
    """A home is sold: the old household ends, another begins with the buyers and whoever stays, as a tenant does.

    ``staying`` are the rows of those who stay; they keep their own requests. Returns who left, and who bought. Refuses whoever
    may not do this (``NotYours``), a day that cannot be (``BadDay``), a bad number (``BadPhone``), no buyer (``NoOwner``), and
    somebody who stays but does not live there (``LivesNotThere``).
    """
    unit = _held(unit, actor)
    old = unit.households.filter(until_on=None).first()
    _check_day(unit, old, on, at)
    if not buyers:
        raise NoOwner(unit.label)
    _check_buyers(unit, buyers)
    there = list(old.residents.present().select_related("household").order_by("pk")) if old else []
    if missing := set(staying) - {one.pk for one in there}:
        raise LivesNotThere(", ".join(map(str, sorted(missing))), unit.label)
    left = [one for one in there if one.pk not in set(staying)]
    for one in left:
        _leave(one, on)
    if old is not None:
        _end(old, on)
    new = _begin(unit, on, at)
    _stay([one for one in there if one.pk in set(staying)], new)
    bought = [_add(new, person, on) for person in buyers]

    happened = [
        homes.HomeSold(household=str(new.pk)),
        *(_moved_out(one, "sold") for one in left),
        *map(_moved_in, bought),
    ]
    _record(unit, happened, actor, on, at)
    for one, person in zip(bought, buyers, strict=True):
        _prove(one, person, actor, at)
    return left, bought


def _held(unit: Unit, actor: Employee | str) -> Unit:
    """The home, locked: of two who move somebody at once, the second sees what the first did."""
    held = Unit.objects.select_for_update(of=("self",)).select_related("building__site").get(pk=unit.pk)
    if isinstance(actor, Employee):
        access.require(actor, "move_residents")
        if not access.visible_sites(actor).filter(pk=held.building.site_id).exists():
            raise NotYours(str(actor.get_role_display()))
    return held


def _present(resident: Resident, unit: Unit) -> Resident:
    found = Resident.objects.present().select_related("household").filter(pk=resident.pk, household__unit=unit).first()
    if found is None:
        raise LivesNotThere(resident.name, unit.label)
    return found


def _today(unit: Unit, at: datetime) -> date:
    return at.astimezone(ZoneInfo(unit.building.site.zone)).date()


def _check_day(unit: Unit, household: Household | None, on: date, at: datetime) -> None:
    today = _today(unit, at)
    last = Household.objects.filter(unit=unit).exclude(until_on=None).order_by("-until_on").first()
    known = [household.since_on if household else None, last.until_on if last else None, today - LONGEST_AGO]
    since = max(day for day in known if day is not None)
    if not since <= on <= today:
        raise BadDay(since.isoformat(), today.isoformat())


def _moment(unit: Unit, on: date, at: datetime) -> datetime:
    """When it was: now, if today; the beginning of an earlier day."""
    if on == _today(unit, at):
        return at
    return datetime.combine(on, time(), ZoneInfo(unit.building.site.zone))


def _begin(unit: Unit, on: date, at: datetime) -> Household:
    return Household.objects.create(unit=unit, since_on=on, began_at=_moment(unit, on, at))


def _end(household: Household, on: date) -> None:
    household.until_on = on
    household.save(update_fields=["until_on"])


def _leave(resident: Resident, on: date) -> None:
    resident.until_on = on
    resident.save(update_fields=["until_on"])


def _check_buyers(unit: Unit, buyers: Sequence[Person]) -> None:
    """Nobody buys the own home, as a form that is sent twice would say."""
    for person in buyers:
        owner = Resident.objects.present().filter(
            household__unit=unit, name=person.name, relation=Resident.Relation.OWNER
        )
        number = phones.normal(person.phone) if person.phone else ""
        if owner.filter(phone_digest__in=digests(number) if number else [""]).exists():
            raise LivesThere(person.name, unit.label)


def _stay(staying: Sequence[Resident], new: Household) -> None:
    """Tenants keep their home and their own requests when it is sold."""
    for one in staying:
        one.since_on = one.since_on or one.household.since_on
        one.household = new
        one.save(update_fields=["since_on", "household"])


def _add(household: Household, person: Person, on: date) -> Resident:
    number = phones.normal(person.phone) if person.phone else ""
    same = {"phone_digest__in": digests(number), "name": person.name} if number else {"name": person.name}
    if household.residents.present().filter(**same).exists():
        raise LivesThere(person.name, household.unit.label)
    return Resident.objects.create(
        household=household, name=person.name, relation=person.relation, phone=number, phone_digest=digest(number),
        phone_tail=number[-phones.SEEN :], email=person.email, preference=person.preference, language=person.language,
        since_on=on,
    )  # fmt: skip


def _prove(resident: Resident, person: Person, actor: Employee | str, at: datetime) -> None:
    if person.signed_on is not None:
        proving.note_form(resident=resident, signed_on=person.signed_on, actor=actor, at=at)


def _moved_in(resident: Resident) -> HomeEvent:
    return homes.ResidentMovedIn(
        resident=resident.key, household=str(resident.household_id), relation=resident.relation
    )


def _moved_out(resident: Resident, why: Why) -> HomeEvent:
    return homes.ResidentMovedOut(resident=resident.key, household=str(resident.household_id), why=why)


def _note_tenancy(resident: Resident, until: date | None, at: datetime) -> HomeEvent:
    unit = resident.household.unit
    today = _today(unit, at)
    if until is not None and not today <= until <= today + LONGEST_TENANCY:
        raise BadDay(today.isoformat(), (today + LONGEST_TENANCY).isoformat())
    resident.tenancy_until = until
    resident.save(update_fields=["tenancy_until"])
    ends_at = None
    if until is not None:
        ends_at = datetime.combine(until + timedelta(days=1), time(), ZoneInfo(unit.building.site.zone))
    return homes.TenancyAgreed(resident=resident.key, household=str(resident.household_id), ends_at=ends_at)


def _record(unit: Unit, happened: Sequence[HomeEvent], actor: Employee | str, on: date, at: datetime) -> None:
    when = _moment(unit, on, at)
    key = actor.key if isinstance(actor, Employee) else actor
    record_all(stream=f"home:{unit.pk}", happened=[(event, when) for event in happened], actor=key, roles={}, at=at)
