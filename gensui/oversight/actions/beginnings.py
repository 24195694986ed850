"""What the calendar begins and ends: months, quarters and years, each put on record once for each community."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from gensui.core.events import Event, company
from gensui.ledger import queries as ledger
from gensui.ledger.models import PolicyVersion
from gensui.ledger.record import record_all
from gensui.ledger.requests import house_key
from gensui.oversight.actions import months
from gensui.oversight.streams import local
from gensui.people import queries as people
from gensui.people.acting import System
from gensui.people.models import Site


def begin_months(*, actor: System, at: datetime) -> int:
    """Put on record that a month began, and what began or ended with it, at its true instant; how many were new. The month that
    ended is to be counted from then on.

    A month that began before any policy was in force concerns nobody. One query for each community where all is on record.
    """
    begun = 0
    for site in Site.objects.order_by("pk"):
        midnight = local(site, at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        key = house_key(f"month.began:{site.key}:{midnight:%Y-%m}")
        if ledger.was_recorded(key) or not PolicyVersion.objects.filter(starts_at__lte=midnight).exists():
            continue
        with transaction.atomic():
            Site.objects.select_for_update().get(pk=site.pk)  # of two workers, one writes
            if ledger.was_recorded(key):
                continue
            record_all(
                stream=f"month:{site.key}", happened=[(event, midnight) for event in _turned(midnight)], actor=actor.key,
                roles=people.roles_at(site, "administration", midnight), at=at, client_key=key,
            )  # fmt: skip
            months.owe_count(site=site, first_on=(midnight - timedelta(days=1)).date(), actor=actor, at=at)
        begun += 1
    return begun


def _turned(midnight: datetime) -> Iterator[Event]:
    """What ends and begins with a month that begins at midnight."""
    before = midnight - timedelta(days=1)
    yield company.MonthEnded(period=f"{before:%Y-%m}")
    if midnight.month % 3 == 1:
        yield company.QuarterStarted(period=f"{midnight.year}-Q{midnight.month // 3 + 1}")
    if midnight.month == 1:
        yield company.YearEnded(period=f"{before.year}")
        yield company.YearStarted(period=f"{midnight.year}", year=f"{midnight.year}")
