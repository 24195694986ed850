"""Quarters are those of the calendar, to the last instant of their last day, by the clocks of the community."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from gensui.ledger import due
from gensui.ledger.models import Obligation
from gensui.training.actions import dues
from tests.cases.conftest import cast
from tests.cast import Cast

__all__ = ["cast"]
pytestmark = pytest.mark.database

ZONE = ZoneInfo("Asia/Shanghai")


def dues_of(cast: Cast, clause: str) -> list[datetime]:
    duties = Obligation.objects.filter(stream=cast.chen.key, clause=clause).order_by("due_at")
    return [one.due_at.astimezone(ZONE) for one in duties if one.due_at is not None]


def test_a_quarter_lasts_to_the_end_of_its_last_day(cast: Cast) -> None:
    at = datetime(2027, 7, 1, 0, 0, tzinfo=ZONE)
    dues.keep_dues(actor="system", at=at - timedelta(days=1))
    due.plan(at=at - timedelta(days=1))
    assert datetime(2027, 10, 1, tzinfo=ZONE) in dues_of(cast, "5.1.5")
