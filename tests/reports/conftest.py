"""A November with something in it: a case that was closed in time, one that ran late, one of another community."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gensui.cases.actions import follow, intake
from gensui.cases.models import Case
from gensui.ledger import due
from gensui.ledger.models import Obligation
from gensui.people.models import Building, Household, Resident, Site, Unit
from gensui.people.secret import digest
from tests.cases.conftest import Walk, cast, walk
from tests.cast import MONDAY, Cast, minutes

__all__ = ["cast", "walk"]
DECEMBER = datetime(2026, 12, 2, tzinfo=ZoneInfo("Asia/Shanghai"))
"""When November is counted: it is over."""


@pytest.fixture
def november(walk: Walk, cast: Cast) -> Cast:
    """One case that went as promised, one that nobody touched for two days, one complaint, one abroad."""
    walk("visit_due")
    walk("dispatched")
    abroad(cast)
    due.sweep(at=MONDAY + timedelta(days=2))
    late = Obligation.objects.filter(stream__startswith="case:", lapsed_at__isnull=False).order_by("id")[0]
    case = Case.objects.get(pk=int(late.stream.rpartition("-")[2]))
    follow.excuse_lapse(case=case, duty=late, reason="停電", actor=cast.qin, at=MONDAY + timedelta(days=2))
    return cast


def abroad(cast: Cast) -> Case:
    """A request in the other community, taken in by its agent."""
    site = Site.objects.get(key="elsewhere")
    unit = Unit.objects.create(building=Building.objects.create(site=site, name="1"), room="1", label="1-1")
    household = Household.objects.create(unit=unit, since_on=MONDAY.date())
    phone = "+8613900000009"
    far = Resident.objects.create(
        household=household, name="遠方", relation="owner", phone=phone, phone_digest=digest(phone), phone_tail="0009",
    )  # fmt: skip
    request: Any = replace(cast.request(), unit=unit, resident=far, phone=phone)
    return intake.take_in(site=site, request=request, actor=cast.stranger, at=minutes(1))
