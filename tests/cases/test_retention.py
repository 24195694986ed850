"""A month of closed cases goes when its time is over: an open promise until then, kept by erasing what identifies people."""

from datetime import UTC, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta

from gensui.cases.actions import erasure, follow, result
from gensui.cases.models import Case, Note
from gensui.cases.written import GONE, KEPT
from gensui.core.policy import Policy
from gensui.ledger import due, policies, verify
from gensui.ledger.models import Event, Obligation
from gensui.ledger.written import check_words
from gensui.people.acting import SYSTEM, Entry
from gensui.reports.written import WRITTEN
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes

pytestmark = pytest.mark.database

DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)
"""Eight in the morning there."""
NOON = DECEMBER + timedelta(hours=4)
OVER = DECEMBER - timedelta(hours=8) + KEPT


@pytest.fixture
def closed(walk: Walk, cast: Cast) -> Case:
    """A case of Mei's, cancelled in November, with a word of hers in it."""
    case = walk("dispatched")
    follow.hurry_case(case=case, actor=cast.mei, at=minutes(20), entry=Entry(note="家裡有老人"))
    return result.cancel_case(case=case, actor=cast.li, at=minutes(30), reason="業主自行處理")


def duty() -> Obligation:
    return Obligation.objects.get(clause="7.5")


def test_a_month_is_promised_to_go_once_it_is_complete(closed: Case) -> None:
    assert erasure.forget_old_cases(actor=SYSTEM, at=NOON - timedelta(minutes=1)) == 0
    assert erasure.forget_old_cases(actor=SYSTEM, at=NOON) == 1
    assert erasure.forget_old_cases(actor=SYSTEM, at=NOON + timedelta(days=3)) == 0
    assert (duty().stream, duty().state, duty().due_at) == ("retention:yunqi", "open", NOON + KEPT)
    assert Event.objects.get(kind="record.created").data["record"] == "cases:2026-11"


def test_when_its_time_is_over_the_people_are_gone_and_the_case_stays(closed: Case, cast: Cast) -> None:
    erasure.forget_old_cases(actor=SYSTEM, at=NOON)
    assert erasure.forget_old_cases(actor=SYSTEM, at=OVER - timedelta(minutes=1)) == 0
    assert erasure.forget_old_cases(actor=SYSTEM, at=OVER) == 2
    assert erasure.forget_old_cases(actor=SYSTEM, at=OVER + timedelta(hours=1)) == 0
    closed.refresh_from_db()
    assert (closed.requester_name, closed.phone, closed.phone_tail, closed.content) == ("", "", "", "—")
    assert (closed.state, closed.category, closed.unit) == ("cancelled", cast.leak, cast.mei.household.unit)
    assert {note.text for note in Note.objects.filter(case=closed)} == {"—"}
    due.sweep(at=OVER + timedelta(days=1))
    assert (duty().state, duty().lapsed_at) == ("met", None)
    assert [one for one in verify.check_log(policies.newest()) if isinstance(one, verify.Fault)] == []
    assert list(check_words(WRITTEN)) == []


def test_what_is_open_stays_however_old(walk: Walk) -> None:
    case = walk("dispatched")
    assert erasure.forget_old_cases(actor=SYSTEM, at=OVER + relativedelta(years=5)) == 0
    case.refresh_from_db()
    assert case.content != GONE


def test_its_time_is_that_of_the_policy(closed: Case) -> None:
    policy: Policy = policies.in_force(policies.newest(), NOON)
    (rule,) = [one for one in policy.clauses["7.5"].opens if dict(one.when)["record_type"] == frozenset({"case"})]
    assert rule.limit is not None
    assert rule.limit.months == KEPT.years * 12 + KEPT.months
