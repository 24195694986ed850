"""Records that go when their time is over (7.5): a day of the visitors' register, a month of closed cases.

Each is a promise on the ledger from the day it is complete, and is kept by erasing what identifies people. What happened stays.
"""

from datetime import datetime, time

from django.db import transaction

from gensui.core.events.company import RecordCreated, RecordPurged, RecordType
from gensui.ledger import queries as ledger
from gensui.ledger.record import record
from gensui.people import queries as people
from gensui.people.models import Site

COMPLETE = time(12)
"""By noon of the day after, nothing more is added to a day or a month."""


@transaction.atomic
def keep_record(*, site: Site, kind: RecordType, name: str, actor: str, at: datetime) -> bool:
    """Promise to erase a record when its time is over; whether that is new. One query where it is not."""
    once = f"{people.retention_of(site)}:{name}"
    if ledger.was_recorded(once):
        return False
    Site.objects.select_for_update().get(pk=site.pk)  # of two workers, one writes
    if ledger.was_recorded(once):
        return False
    holding = people.roles_at(site, "customer_service", at)
    event = RecordCreated(record=name, record_type=kind)
    record(stream=people.retention_of(site), event=event, actor=actor, roles=holding, at=at, client_key=once)
    return True


@transaction.atomic
def note_purged(*, site: Site, name: str, actor: str, at: datetime) -> None:
    """Put on the ledger that what identified people in a record is erased."""
    record(stream=people.retention_of(site), event=RecordPurged(record=name), actor=actor, roles={}, at=at)
