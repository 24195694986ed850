"""That a number is its owner's is known once it was proved: until then it is a number that somebody wrote down."""

from datetime import datetime

from django.db import transaction

from gensui.core.events.privacy import PersonalDataProved
from gensui.ledger.record import record
from gensui.people import queries as people
from gensui.people.models import Employee, Resident
from gensui.people.secret import digest


@transaction.atomic
def note_number(*, resident: Resident, number: str, how: str, actor: Employee | Resident, at: datetime) -> None:
    """The number was proved to be this person's, in every home of the person: a code that was sent there was typed, or a call
    came from it and whoever took it heard who it is. What was proved before stays as it was; of another number nothing is noted.
    """
    if resident.phone != number:
        return
    for row in people.rows_of(resident):
        held = Resident.objects.select_for_update().get(pk=row.pk)
        if held.phone != number or held.has_proved_phone:
            continue
        held.phone_proof, held.phone_proved_by, held.phone_proved_at = digest(number), how, at
        held.save(update_fields=["phone_proof", "phone_proved_by", "phone_proved_at"])
        event = PersonalDataProved(field="phone", how=how)
        record(stream=held.key, event=event, actor=actor.key, roles={}, at=at)
