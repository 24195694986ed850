"""That a number is its owner's is known once it was proved: until then it is a number that somebody wrote down."""

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction

from gensui.core.events.privacy import PersonalDataProved
from gensui.ledger import policies
from gensui.ledger.record import record
from gensui.people import access
from gensui.people import queries as people
from gensui.people.access import NotYours
from gensui.people.models import Employee, Resident, Site
from gensui.people.refusals import NoNumber, SignedAhead
from gensui.people.secret import digest


@transaction.atomic
def note_number(*, resident: Resident, number: str, how: str, actor: Employee | Resident, at: datetime) -> None:
    """The number was proved to be this person's, in every home of the person: a code that was sent there was typed, or a call
    came from it and whoever took it heard who it is. What was proved before stays as it was; of another number nothing is noted.
    """
    if resident.phone == number:
        _note(resident, PersonalDataProved(field="phone", how=how), actor.key, proved_at=at, at=at)


@transaction.atomic
def note_form(*, resident: Resident, signed_on: date, actor: Employee | str, at: datetime) -> bool:
    """The person signed a form that names this number, as when moving in, and the actor holds it; whether that was new.

    Refuses whoever may not do this (``NotYours``), a person without a number (``NoNumber``), and a day ahead (``SignedAhead``).
    """
    site = resident.household.unit.building.site
    if isinstance(actor, Employee):
        access.require(actor, "move_residents")
        if not access.visible_sites(actor).filter(pk=site.pk).exists():
            raise NotYours(str(actor.get_role_display()))
    if not resident.phone:
        raise NoNumber(resident.name)
    whose = actor.key if isinstance(actor, Employee) else actor
    return _note(resident, _signed(signed_on), whose, proved_at=_signed_at(site, signed_on, at), at=at)


@transaction.atomic
def note_forms(*, site: Site, signed: Sequence[tuple[Resident, date]], actor: str, at: datetime) -> None:
    """The same for many who are new in a community, and when each of them signed. Refuses a day ahead (``SignedAhead``)."""
    for resident, day in signed:
        resident.phone_proof, resident.phone_proved_by = digest(resident.phone), Resident.Proof.FORM
        resident.phone_proved_at = _signed_at(site, day, at)
    residents = [resident for resident, _day in signed]
    Resident.objects.bulk_update(residents, ["phone_proof", "phone_proved_by", "phone_proved_at"], batch_size=500)
    for resident, day in signed:
        record(stream=resident.key, event=_signed(day), actor=actor, roles={}, at=at)


def _signed(on: date) -> PersonalDataProved:
    return PersonalDataProved(field="phone", how=Resident.Proof.FORM, signed_on=on.isoformat())


def _signed_at(site: Site, day: date, at: datetime) -> datetime:
    """When a form of that day proves a number: as the day begins there. Refuses a day ahead (``SignedAhead``)."""
    zone = ZoneInfo(site.zone)
    if day > at.astimezone(zone).date():
        raise SignedAhead
    return datetime.combine(day, time(), zone)


def _note(resident: Resident, event: PersonalDataProved, actor: str, *, proved_at: datetime, at: datetime) -> bool:
    is_new = False
    for row in people.rows_of(resident):
        held = Resident.objects.select_for_update().get(pk=row.pk)
        if held.phone != resident.phone or held.has_proved_phone:
            continue
        held.phone_proof, held.phone_proved_by, held.phone_proved_at = digest(held.phone), event.how, proved_at
        held.save(update_fields=["phone_proof", "phone_proved_by", "phone_proved_at"])
        is_new = True
        if policies.newest():  # before the first policy there is no ledger yet
            record(stream=held.key, event=event, actor=actor, roles={}, at=at)
    return is_new
