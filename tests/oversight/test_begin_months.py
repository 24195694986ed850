"""What the calendar begins is on record, at its true instant, and opens what is promised for it."""

from datetime import UTC, datetime, timedelta

import pytest

from gensui.ledger import due
from gensui.ledger.models import Event, Obligation
from gensui.oversight.actions import beginnings, closing
from gensui.oversight.models import Month
from gensui.people.acting import SYSTEM
from tests.cast import MONDAY, Cast
from tests.oversight.test_sheets import confirm_all

pytestmark = pytest.mark.database

NEW_YEAR = datetime(2026, 12, 31, 16, tzinfo=UTC)
"""Midnight in Shanghai."""
DECEMBER = datetime(2026, 11, 30, 16, tzinfo=UTC)


def kinds() -> list[tuple[str, str]]:
    rows = Event.objects.filter(stream="month:yunqi").order_by("number")
    return [(one.kind, one.data["period"]) for one in rows if one.kind not in ("month.confirmed",)]


def test_a_year_begins_once_and_its_indicators_are_promised(cast: Cast) -> None:
    at = NEW_YEAR + timedelta(hours=9)
    assert beginnings.begin_months(actor=SYSTEM, at=at) == 2
    assert beginnings.begin_months(actor=SYSTEM, at=at + timedelta(days=20)) == 0
    assert kinds() == [
        ("month.ended", "2026-12"), ("quarter.started", "2027-Q1"), ("year.ended", "2026"), ("year.started", "2027"),
    ]  # fmt: skip
    duty = Obligation.objects.get(clause="5.2.1", stream="month:yunqi")
    assert (duty.opened_at, duty.holder) == (NEW_YEAR, cast.qin.key)
    assert duty.due_at == NEW_YEAR + timedelta(days=59)


def test_a_month_of_the_old_year_publishes_no_set_of_indicators_for_the_new(november: Month, cast: Cast) -> None:
    beginnings.begin_months(actor=SYSTEM, at=NEW_YEAR)
    month = confirm_all(november, cast)
    closing.publish_month(month=month, actor=cast.gm, at=NEW_YEAR + timedelta(days=3))
    assert Obligation.objects.get(clause="5.2.1", stream="month:yunqi").state == "open"


@pytest.mark.parametrize(("days", "lapses"), [(3, False), (9, True)])
def test_a_month_that_ends_is_assessed_within_five_working_days(
    november: Month, cast: Cast, days: int, lapses: bool
) -> None:
    beginnings.begin_months(actor=SYSTEM, at=DECEMBER)
    month = confirm_all(november, cast)
    due.sweep(at=DECEMBER + timedelta(days=days))
    closing.publish_month(month=month, actor=cast.gm, at=DECEMBER + timedelta(days=days))

    duty = Obligation.objects.get(clause="5.2.3", stream="month:yunqi")
    assert (duty.holder, duty.state, duty.lapsed_at is not None) == (cast.gm.key, "met", lapses)


def test_a_month_that_nobody_assesses_lapses(cast: Cast) -> None:
    beginnings.begin_months(actor=SYSTEM, at=DECEMBER)
    due.sweep(at=DECEMBER + timedelta(days=10))

    duty = Obligation.objects.get(clause="5.2.3", stream="month:yunqi")
    assert (duty.state, duty.lapsed_at) == ("open", duty.due_at)


def test_an_ordinary_month_ends_and_what_began_before_the_policy_concerns_nobody(cast: Cast) -> None:
    assert beginnings.begin_months(actor=SYSTEM, at=MONDAY) == 0
    assert beginnings.begin_months(actor=SYSTEM, at=MONDAY + timedelta(days=20)) == 2
    assert kinds() == [("month.ended", "2026-11")]
    assert not Obligation.objects.filter(clause="5.2.1").exists()
