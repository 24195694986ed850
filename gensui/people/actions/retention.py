"""Records that go when their time is over (7.5): a day of the visitors' register, a month of cases or of files that ended.

Each is a promise on the ledger from the day it is complete, and is kept by erasing what identifies people. What happened stays.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from django.db import transaction

from gensui.core.events.company import RecordCreated, RecordPurged, RecordType
from gensui.ledger import queries as ledger
from gensui.ledger.record import record
from gensui.ledger.requests import house_key
from gensui.people import queries as people
from gensui.people.models import Site

MONTH = relativedelta(months=1)
COMPLETE = time(12)
"""By noon of the day after, nothing more is added to a day or a month."""


@transaction.atomic
def keep_record(*, site: Site, kind: RecordType, name: str, actor: str, at: datetime) -> bool:
    """Promise to erase a record when its time is over; whether that is new. One query where it is not."""
    once = house_key(f"{people.retention_of(site)}:{name}")
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
def keep_months(
    *, site: Site, kind: RecordType, name: str, kept: relativedelta, holds: Callable[[datetime, datetime], bool],
    actor: str, at: datetime,
) -> int:  # fmt: skip
    """Promise to erase the last month's records once it is complete, if it ``holds`` any, and note the months whose time is over
    by now: what identified people in them, the caller has erased. How many months. Three queries where there is nothing to do.
    """
    local, done = at.astimezone(ZoneInfo(site.zone)), 0
    this = people.month_of(site, at)
    if local >= this.replace(hour=COMPLETE.hour) and holds(this - MONTH, this):
        done += keep_record(site=site, kind=kind, name=f"{name}:{this - MONTH:%Y-%m}", actor=actor, at=at)
    for record_ in people.kept_records(site):
        head, _colon, month = record_.partition(":")
        if head == name and date.fromisoformat(f"{month}-01") + MONTH + kept <= local.date():
            note_purged(site=site, name=record_, actor=actor, at=at)
            done += 1
    return done


@transaction.atomic
def note_purged(*, site: Site, name: str, actor: str, at: datetime) -> None:
    """Put on the ledger that what identified people in a record is erased."""
    record(stream=people.retention_of(site), event=RecordPurged(record=name), actor=actor, roles={}, at=at)
