"""Plan, prices and consent as a gate; the work, its pauses and its record."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from gensui.cases.actions import plan, work
from gensui.cases.actions.priced import Line
from gensui.cases.refusals import NoEta, NoPlan, OverPrice, TimePassed
from gensui.ledger.models import Obligation
from gensui.ledger.refusals import NotAllowedYet
from tests.cases.asking import closing_questions, refuses
from tests.cases.conftest import HANDLED, Walk, leak_plan
from tests.cast import Cast, minutes

pytestmark = pytest.mark.database


def test_a_plan_adds_up_and_waits_for_the_owner(walk: Walk, cast: Cast) -> None:
    case = walk("plan_pending")
    quote = case.quotes.get()
    assert (quote.total, quote.consent, quote.lines.count()) == (Decimal(172), "pending", 2)
    assert Obligation.objects.get(stream=case.stream, clause="4.2.3").state == "met"


def test_a_new_plan_takes_the_place_of_the_one_that_waits(walk: Walk, cast: Cast) -> None:
    case = walk("on_site")
    case = plan.propose_plan(case=case, plan=leak_plan(cast), actor=cast.chen, at=minutes(10))
    case = plan.propose_plan(case=case, plan=leak_plan(cast), actor=cast.chen, at=minutes(11))
    assert [quote.consent for quote in case.quotes.order_by("version")] == ["changed", "pending"]


def test_a_price_over_the_list_needs_a_head(walk: Walk, cast: Cast) -> None:
    case = walk("on_site")
    dear = leak_plan(cast, lines=(Line("角閥", "material", Decimal(1), Decimal(61), cast.valve),))
    refuses(plan.propose_plan, case, OverPrice, plan=dear, actor=cast.chen, at=minutes(10))
    assert plan.propose_plan(case=case, plan=dear, actor=cast.chief, at=minutes(10)).state == "plan_pending"


def test_a_complex_repair_needs_its_time(walk: Walk, cast: Cast) -> None:
    case = walk("on_site")
    for eta, refusal in ((None, NoEta), (minutes(0), TimePassed)):
        refuses(
            plan.propose_plan,
            case,
            refusal,
            plan=leak_plan(cast, complexity="complex", eta_at=eta),
            actor=cast.chen,
            at=minutes(10),
        )
    eta = minutes(60 * 48)
    case = plan.propose_plan(
        case=case, plan=leak_plan(cast, complexity="complex", eta_at=eta), actor=cast.chen, at=minutes(10)
    )
    assert Obligation.objects.get(stream=case.stream, clause="C11.1").due_at == eta


def test_propose_asks_its_questions(walk: Walk, cast: Cast) -> None:
    closing_questions(
        plan.propose_plan, walk("on_site"), cast, wrong=walk("assigned"), plan=leak_plan(cast), actor=cast.chen
    )


def test_nothing_begins_before_the_owner_agreed(walk: Walk, cast: Cast) -> None:
    case = walk("plan_pending")
    refuses(work.start_work, case, NotAllowedYet, actor=cast.chen, at=minutes(20))
    case = plan.consent_to_plan(case=case, method="sign", person=cast.mei, key="s1", actor=cast.chen, at=minutes(20))
    assert work.start_work(case=case, actor=cast.chen, at=minutes(21)).state == "working"
    assert case.quotes.get().consent_at == minutes(20)


def test_only_who_may_decide_there_agrees(walk: Walk, cast: Cast) -> None:
    case = walk("plan_pending")
    words: dict[str, Any] = {"method": "app", "by": "x", "key": "x", "at": minutes(20)}
    refuses(plan.consent_to_plan, case, Exception, actor=cast.wu, **words)
    refuses(plan.consent_to_plan, case, Exception, actor=cast.cleaner, **words)
    plan.consent_to_plan(case=case, actor=cast.mei, **words)
    refuses(plan.consent_to_plan, case, NoPlan, actor=cast.mei, **words)


def test_danger_does_not_wait_but_consent_follows(walk: Walk, cast: Cast) -> None:
    case = walk("plan_pending")
    refuses(work.start_in_emergency, case, Exception, reason="噴水", photo="p", actor=cast.chen, at=minutes(20))
    case = work.start_in_emergency(case=case, reason="噴水", photo="p", actor=cast.zhao, at=minutes(20))
    assert case.state == "working"
    assert Obligation.objects.get(stream=case.stream, clause="C14.1").due_at == minutes(20) + timedelta(hours=24)


def test_a_pause_stops_the_clocks_the_policy_lists_and_no_other(walk: Walk, cast: Cast) -> None:
    case = walk("working")
    case = work.pause_work(case=case, reason="owner_absent", until=minutes(600), actor=cast.chen, at=minutes(30))
    duties = {duty.clause: duty for duty in Obligation.objects.filter(stream=case.stream, state="open")}
    assert (case.state, case.before_pause) == ("paused", "working")
    assert duties["4.2.9"].paused_at == minutes(30)
    assert duties["3.3.3"].paused_at is None

    case = work.resume_work(case=case, actor=cast.chen, at=minutes(90))
    assert (case.state, case.pause_reason, case.paused_until) == ("working", "", None)
    before, after = duties["4.2.9"].due_at, Obligation.objects.get(stream=case.stream, clause="4.2.9").due_at
    assert before is not None
    assert after == before + timedelta(hours=1)


def test_a_pause_before_arrival_goes_on_where_it_stood(walk: Walk, cast: Cast) -> None:
    case = work.pause_work(case=walk("contacted"), reason="owner_absent", actor=cast.chen, at=minutes(10))
    assert work.resume_work(case=case, actor=cast.chen, at=minutes(20)).state == "contacted"


def test_pause_asks_its_questions(walk: Walk, cast: Cast) -> None:
    closing_questions(
        work.pause_work, walk("working"), cast, wrong=walk("assigned"), reason="parts", parts="角閥", actor=cast.chen
    )


def test_done_means_recorded_and_clean(walk: Walk, cast: Cast) -> None:
    case = walk("completed")
    assert case.records.get().process == HANDLED.process
    assert work.report_result(case=case, actor=cast.chen, at=minutes(40)).state == "reported"


def test_a_place_left_dirty_cannot_be_reported(walk: Walk, cast: Cast) -> None:
    case = walk("working")
    dirty = work.Handling(process="x", result="fixed", labour_minutes=5)
    case = work.complete_work(case=case, handling_record=dirty, photo="", actor=cast.chen, at=minutes(40))
    refuses(work.report_result, case, NotAllowedYet, actor=cast.chen, at=minutes(41))


def test_complete_asks_its_questions(walk: Walk, cast: Cast) -> None:
    closing_questions(
        work.complete_work,
        walk("working"),
        cast,
        wrong=walk("assigned"),
        handling_record=HANDLED,
        photo="p",
        actor=cast.chen,
    )


def test_nothing_waits_until_a_time_that_has_passed(walk: Walk, cast: Cast) -> None:
    case = walk("working")
    words = {"reason": "parts", "parts": "角閥", "actor": cast.chen, "at": minutes(60)}
    refuses(work.pause_work, case, TimePassed, until=minutes(59), **words)
    paused = work.pause_work(
        case=case, reason="parts", parts="角閥", until=minutes(120), actor=cast.chen, at=minutes(60)
    )
    refuses(work.review_pause, paused, TimePassed, until=minutes(61), actor=cast.chief, at=minutes(62))
