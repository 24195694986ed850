"""A month is owed its steps by the calendar: nobody has to press a button for it to be counted."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from gensui.oversight.access import SYSTEM
from gensui.oversight.actions import beginnings, months
from gensui.oversight.models import Counting
from tests.cases.conftest import Walk
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.oversight.counted import catch_up

pytestmark = pytest.mark.database

DECEMBER = datetime(2026, 11, 30, 16, tzinfo=UTC)
"""Midnight in Shanghai."""


def test_a_month_that_is_over_is_counted_though_nobody_asks(cast: Cast, walk: Walk, english: SignIn) -> None:
    walk("told")
    walk("assigned")
    beginnings.begin_months(actor=SYSTEM, at=DECEMBER)
    assert not months.count_next(actor=SYSTEM, at=DECEMBER + timedelta(minutes=1)), "the engine has not judged it all"
    office = english(cast.hr)
    assert "waits until the engine has judged" in office.get(reverse("assessment")).content.decode()
    catch_up()
    assert months.count_next(actor=SYSTEM, at=DECEMBER + timedelta(hours=1))
    assert office.get(reverse("assessment_month", args=["2026-11"])).status_code == 200
    assert not beginnings.begin_months(actor=SYSTEM, at=DECEMBER + timedelta(hours=2))
    assert [one.asked_by for one in Counting.objects.filter(site=cast.site)] == [None], "it is counted once by itself"
