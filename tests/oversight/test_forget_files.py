"""A file on a sanction goes three years after it ended, a wage three years after another took its place; what happened stays."""

from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta

from gensui.core.policy import Policy
from gensui.ledger import due, policies, verify
from gensui.ledger.models import Event, Obligation
from gensui.oversight import ladder, written
from gensui.oversight.actions import appeals, forgetting, pay, sanctions
from gensui.oversight.actions.pay import Terms
from gensui.oversight.models import PayTerms, Sanction
from gensui.people.acting import SYSTEM
from gensui.people.actions import one as people
from tests.cast import Cast
from tests.oversight.filed import FILE_AT, Open

pytestmark = pytest.mark.database

NOON = datetime(2026, 12, 1, 4, tzinfo=UTC)
OVER = datetime(2026, 11, 30, 16, tzinfo=UTC) + written.KEPT
"""December begins in Shanghai, three years later."""


@pytest.fixture
def revoked(cast: Cast, opened: Open) -> Sanction:
    """Chen appealed, and the warning was taken back in November."""
    found = opened("appealed")
    appeals.decide_appeal(
        sanction=found,
        decision="allowed",
        hearing="聽取雙方",
        reasons="報告屬實，值班記錄與照片均已核對",
        actor=cast.gm,
        at=FILE_AT + timedelta(days=1),
    )
    found.refresh_from_db()
    return found


def duties() -> list[tuple[str, str]]:
    return sorted(Obligation.objects.filter(clause="7.5").values_list("state", "stream"))


def test_a_month_of_files_is_promised_to_go_and_goes(revoked: Sanction, cast: Cast) -> None:
    assert forgetting.forget_old_files(actor=SYSTEM, at=NOON - timedelta(minutes=1)) == 0
    assert forgetting.forget_old_files(actor=SYSTEM, at=NOON) == 1
    assert forgetting.forget_old_files(actor=SYSTEM, at=NOON + timedelta(days=3)) == 0
    assert [one.data["record"] for one in Event.objects.filter(kind="record.created")] == ["sanctions:2026-11"]
    assert forgetting.forget_old_files(actor=SYSTEM, at=OVER - timedelta(minutes=1)) == 0
    assert forgetting.forget_old_files(actor=SYSTEM, at=OVER) == 2  # the file, and its month
    assert forgetting.forget_old_files(actor=SYSTEM, at=OVER + timedelta(hours=1)) == 0

    revoked.refresh_from_db()
    said = (revoked.facts, revoked.defence, revoked.reasons, revoked.appeal.statement, revoked.appeal.reasons)
    assert said == ("—", "", "", "—", "")
    assert (revoked.state, revoked.clause, revoked.employee) == ("revoked", "4.2.1", cast.chen)
    due.sweep(at=OVER + timedelta(days=1))
    assert duties() == [("met", "retention:yunqi")]
    assert not [one for one in verify.check_log(policies.newest()) if isinstance(one, verify.Fault)]


def test_what_has_not_ended_stays_however_old(opened: Open) -> None:
    found = opened("asked")
    assert forgetting.forget_old_files(actor=SYSTEM, at=OVER + relativedelta(years=5)) == 0
    found.refresh_from_db()
    assert found.facts != forgetting.GONE


def test_a_warning_that_counts_no_longer_is_kept_three_years_from_then(cast: Cast, opened: Open) -> None:
    found = opened("served")
    sanctions.settle(actor=SYSTEM, at=FILE_AT + timedelta(days=10))
    due.sweep(at=FILE_AT + relativedelta(months=13))
    sanctions.settle(actor=SYSTEM, at=FILE_AT + relativedelta(months=13))
    assert forgetting.forget_old_files(actor=SYSTEM, at=OVER) == 0
    assert forgetting.forget_old_files(actor=SYSTEM, at=OVER + relativedelta(months=14)) == 1
    found.refresh_from_db()
    assert (found.state, found.facts) == ("expired", forgetting.GONE)
    assert ladder.past_of(cast.chen) == []


def test_wages_that_no_longer_hold_go(cast: Cast) -> None:
    for since_on, fen in ((date(2026, 1, 1), 300_000), (date(2026, 11, 15), 320_000)):
        terms = Terms(since_on=since_on, contract="own", compensation_clause=True, city="上海", wage_fen=fen)
        pay.note_pay_terms(employee=cast.chen, terms=terms, actor=cast.hr, at=FILE_AT)
    assert forgetting.forget_old_files(actor=SYSTEM, at=NOON) == 1
    assert forgetting.forget_old_files(actor=SYSTEM, at=OVER) == 2
    assert [one.since_on for one in PayTerms.objects.all()] == [date(2026, 11, 15)]
    people.leave(employee=cast.chen, on=date(2029, 12, 5), actor="operator", at=OVER)
    assert forgetting.forget_old_files(actor=SYSTEM, at=OVER + relativedelta(months=38)) == 1
    assert not PayTerms.objects.exists()


def test_its_time_is_that_of_the_policy(cast: Cast) -> None:
    policy: Policy = policies.in_force(policies.newest(), NOON)
    (rule,) = [one for one in policy.clauses["7.5"].opens if "sanction" in dict(one.when)["record_type"]]
    assert rule.limit is not None
    assert rule.limit.months == written.KEPT.years * 12 + written.KEPT.months
