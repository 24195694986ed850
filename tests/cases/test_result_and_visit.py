"""What the owner hears and says; rounds; the return visit in its window."""

from datetime import timedelta

import pytest

from gensui.cases.actions import result, silence, visit, words
from gensui.cases.actions.visit import Heard
from gensui.cases.models import Case
from gensui.cases.refusals import AlreadyRated, NotEnoughAttempts, TooLateToReopen, VisitTooEarly
from gensui.cases.work_refusals import NothingSent
from gensui.ledger.models import Obligation
from gensui.ledger.refusals import Incomplete
from gensui.notices import actions as notices
from gensui.people.acting import SYSTEM
from tests.cases.asking import closing_questions, refuses
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes

pytestmark = pytest.mark.database

HOUR = 60
HEARD = Heard(
    method="phone", visited_person="陳美", outcome="satisfied", service_score=5, result_score=4, opinion="都好"
)


def test_tell_asks_its_questions(walk: Walk, cast: Cast) -> None:
    closing_questions(result.tell_result, walk("reported"), cast, wrong=walk("working"), actor=cast.li, asked=True)


def test_a_result_is_told_with_the_question(walk: Walk, cast: Cast) -> None:
    refuses(result.tell_result, walk("reported"), Incomplete, actor=cast.li, at=minutes(60), asked=False)


def test_silence_for_a_day_is_content(walk: Walk, cast: Cast) -> None:
    case = walk("told")
    told_at = case.told_at
    assert told_at is not None
    assert silence.take_silence_for_consent(actor=SYSTEM, at=told_at + timedelta(hours=23)) == 0
    assert silence.take_silence_for_consent(actor=SYSTEM, at=told_at + timedelta(hours=24, seconds=5)) == 1
    case.refresh_from_db()
    assert case.state == "visit_due"


def test_who_is_not_content_is_heard_and_it_begins_again(walk: Walk, cast: Cast) -> None:
    case = result.dispute_result(case=walk("told"), dispute="還在滴", actor=cast.mei, at=minutes(60))
    assert Obligation.objects.get(stream=case.stream, clause="3.3.8").holder == cast.chief.key
    case = result.order_rework(case=case, handler=cast.chen, actor=cast.chief, at=minutes(80))

    assert (case.state, case.round, case.told_at) == ("dispatched", 2, None)
    clauses = set(Obligation.objects.filter(stream=case.stream, state="open").values_list("clause", flat=True))
    assert {"4.2.1", "C30.1", "3.3.3"} <= clauses
    assert "3.4.1" not in clauses  # the visit counts from the last completion


def test_the_third_round_is_the_administration_managers(walk: Walk, cast: Cast) -> None:
    case = result.dispute_result(case=walk("told"), dispute="x", actor=cast.mei, at=minutes(60))
    case = result.order_rework(case=case, actor=cast.chief, at=minutes(61))
    Case.objects.filter(pk=case.pk).update(state="disputed", round=3)
    case = result.order_rework(case=case, actor=cast.chief, at=minutes(70))
    assert Obligation.objects.get(stream=case.stream, clause="C34.2").holder == cast.qin.key


def test_dispute_asks_its_questions(walk: Walk, cast: Cast) -> None:
    closing_questions(result.dispute_result, walk("told"), cast, wrong=walk("working"), dispute="x", actor=cast.li)


def test_an_explanation_that_is_accepted_leads_back(walk: Walk, cast: Cast) -> None:
    case = result.dispute_result(case=walk("told"), dispute="x", actor=cast.li, at=minutes(60))
    case = result.explain(
        case=case, explanation="y", accepted=True, answer="陳美: 好", actor=cast.chief, at=minutes(70)
    )
    assert case.state == "visit_due"


def test_a_visit_before_its_window_is_refused(walk: Walk, cast: Cast) -> None:
    case = walk("visit_due")
    refuses(visit.visit_owner, case, VisitTooEarly, heard=HEARD, actor=cast.li, at=minutes(5 * HOUR))
    case = visit.visit_owner(case=case, heard=HEARD, actor=cast.li, at=minutes(25 * HOUR))
    assert (case.state, case.visits.get().service_score) == ("closed", 5)


def test_a_visit_that_hears_discontent_begins_another_round(walk: Walk, cast: Cast) -> None:
    heard = Heard(
        method="phone", visited_person="陳美", outcome="dissatisfied", service_score=2, result_score=1, opinion="又漏了"
    )
    case = visit.visit_owner(case=walk("visit_due"), heard=heard, actor=cast.li, at=minutes(25 * HOUR))
    assert case.state == "disputed"


def test_what_comes_up_is_sent_on(walk: Walk, cast: Cast) -> None:
    heard = Heard(
        method="phone",
        visited_person="陳美",
        outcome="satisfied",
        service_score=4,
        result_score=4,
        opinion="早點打電話",
        issue=True,
    )
    case = visit.visit_owner(case=walk("visit_due"), heard=heard, actor=cast.li, at=minutes(25 * HOUR))
    assert Obligation.objects.get(stream=case.stream, clause="4.1.12", state="open").due_at == minutes(27 * HOUR)
    visit.forward_issue(case=case, department="maintenance", actor=cast.li, at=minutes(26 * HOUR))
    assert Obligation.objects.get(stream=case.stream, clause="4.1.12").state == "met"


def test_three_attempts_and_nobody_reached(walk: Walk, cast: Cast) -> None:
    case = walk("visit_due")
    refuses(visit.give_up_visit, case, NotEnoughAttempts, actor=cast.li, at=minutes(26 * HOUR))
    for hour in (25, 28, 33):
        case = visit.attempt_visit(case=case, method="phone", actor=cast.li, at=minutes(hour * HOUR))
    refuses(visit.attempt_visit, case, NothingSent, method="sms", actor=cast.li, at=minutes(34 * HOUR))
    words.send_message(case=case, text="打過電話給您", actor=cast.li, at=minutes(34 * HOUR))
    refuses(visit.attempt_visit, case, NothingSent, method="sms", actor=cast.li, at=minutes(34 * HOUR))
    notices.deliver(actor="engine", at=minutes(34 * HOUR))
    case = visit.attempt_visit(case=case, method="sms", actor=cast.li, at=minutes(34 * HOUR))
    refuses(visit.attempt_visit, case, NothingSent, method="sms", actor=cast.li, at=minutes(35 * HOUR))
    case = visit.give_up_visit(case=case, actor=cast.li, at=minutes(36 * HOUR))
    assert (case.state, case.visits.get().outcome) == ("closed", "unreachable")


def test_visit_asks_its_questions(walk: Walk, cast: Cast) -> None:
    closing_questions(
        visit.visit_owner,
        walk("visit_due"),
        cast,
        wrong=walk("working"),
        heard=HEARD,
        actor=cast.li,
        at=minutes(25 * HOUR),
    )


def test_the_same_fault_within_a_month_reopens(walk: Walk, cast: Cast) -> None:
    case = visit.visit_owner(case=walk("visit_due"), heard=HEARD, actor=cast.li, at=minutes(25 * HOUR))
    refuses(result.reopen_case, case, TooLateToReopen, reason="x", actor=cast.mei, at=minutes(32 * 24 * HOUR))
    case = result.reopen_case(case=case, reason="又漏了", actor=cast.mei, at=minutes(10 * 24 * HOUR))
    assert (case.state, case.round, case.closed_at) == ("dispatched", 2, None)


def test_stars_once_a_round(walk: Walk, cast: Cast) -> None:
    case = result.evaluate(case=walk("told"), stars=5, actor=cast.mei, at=minutes(60))
    refuses(result.evaluate, case, AlreadyRated, stars=1, actor=cast.mei, at=minutes(61))


def test_cancelled_before_work_and_not_after(walk: Walk, cast: Cast) -> None:
    closing_questions(result.cancel_case, walk("contacted"), cast, wrong=walk("working"), reason="好了", actor=cast.li)
