"""Quarters and half years are those of the calendar, to the last instant of their last day, by the clocks of the community."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from gensui.ledger import due
from gensui.ledger.models import Obligation
from gensui.people.models import User
from gensui.training.actions import dues
from tests.cases.conftest import cast
from tests.cast import Cast

__all__ = ["cast"]
pytestmark = pytest.mark.database

ZONE = ZoneInfo("Asia/Shanghai")


def dues_of(cast: Cast, clause: str) -> list[datetime]:
    duties = Obligation.objects.filter(stream=cast.chen.key, clause=clause).order_by("due_at")
    return [one.due_at.astimezone(ZONE) for one in duties if one.due_at is not None]


@pytest.mark.parametrize("clause", ["5.1.7", "5.1.8"])
def test_a_half_year_is_the_calendars_to_its_last_instant(cast: Cast, clause: str) -> None:
    dues.keep_dues(actor="system", at=datetime(2027, 2, 13, 15, tzinfo=ZONE))
    assert dues_of(cast, clause) == [datetime(2027, 7, 1, tzinfo=ZONE)]
    dues.keep_dues(actor="system", at=datetime(2027, 7, 1, 0, 5, tzinfo=ZONE))
    assert dues_of(cast, clause)[1:] == [datetime(2028, 1, 1, tzinfo=ZONE)]


@pytest.mark.parametrize("clause", ["5.1.7", "5.1.8"])
def test_a_half_year_that_was_not_whole_is_owed_by_nobody(cast: Cast, clause: str) -> None:
    dues.keep_dues(actor="system", at=datetime(2026, 12, 20, 9, tzinfo=ZONE))
    assert dues_of(cast, clause) == [], "the house was set up in November"

    User.objects.filter(employee=cast.chen).update(date_joined=datetime(2027, 3, 1, 9, tzinfo=ZONE))
    dues.keep_dues(actor="system", at=datetime(2027, 3, 2, 9, tzinfo=ZONE))
    assert dues_of(cast, clause) == [], "who came in March owes nothing for the half that began in January"
    dues.keep_dues(actor="system", at=datetime(2027, 7, 1, 9, tzinfo=ZONE))
    assert dues_of(cast, clause) == [datetime(2028, 1, 1, tzinfo=ZONE)]


def test_a_quarter_lasts_to_the_end_of_its_last_day(cast: Cast) -> None:
    at = datetime(2027, 7, 1, 0, 0, tzinfo=ZONE)
    dues.keep_dues(actor="system", at=at - timedelta(days=1))
    due.plan(at=at - timedelta(days=1))
    assert datetime(2027, 10, 1, tzinfo=ZONE) in dues_of(cast, "5.1.5")
