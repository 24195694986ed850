"""The same request twice: one is worked on, and whoever asked is followed to the end."""

import pytest

from gensui.cases.actions import follow, plan, reporting, result, together, visit, words, work
from gensui.cases.actions.visit import Heard
from gensui.cases.models import Case, Message
from gensui.cases.refusals import AlreadyJoined, HasChildren, OfAnotherSite, SameCase, TooFarOn, TwoHomes, WrongState
from gensui.cases.verify import check_cases
from gensui.ledger import policies, verify
from gensui.ledger.models import Obligation, Outgoing
from gensui.notices import actions as notices
from gensui.people.acting import SYSTEM, Entry
from tests.cases.asking import closing_questions, refuses
from tests.cases.conftest import HANDLED, Walk
from tests.cast import Cast, minutes

pytestmark = pytest.mark.database


def _of_wu(walk: Walk, cast: Cast, state: str = "dispatched") -> Case:
    """Wu, next door, asks for the same."""
    return walk(state, resident=cast.wu, unit=cast.wu.household.unit, requester_name="吳剛", phone="13900000003")


@pytest.fixture
def mei_s(walk: Walk) -> Case:
    return walk("working")


@pytest.fixture
def wu_s(walk: Walk, cast: Cast, mei_s: Case) -> Case:
    """Wu's request, joined to Mei's at 10:50."""
    case = _of_wu(walk, cast)
    return together.merge_case(case=case, into=mei_s, two_homes=True, actor=cast.li, at=minutes(50))


def _duty(case: Case, clause: str) -> Obligation:
    return Obligation.objects.filter(stream=case.stream, clause=clause).latest("pk")


def _done(case: Case, cast: Cast, at: float) -> None:
    work.complete_work(case=case, actor=cast.chen, at=minutes(at), handling_record=HANDLED, photo="p1")


def _delivered(at: float) -> None:
    notices.deliver(actor="engine", at=minutes(at))
    words.note_deliveries(actor=SYSTEM, at=minutes(at))


def test_two_homes_are_named_and_confirmed(walk: Walk, cast: Cast, mei_s: Case) -> None:
    case = _of_wu(walk, cast)
    with pytest.raises(TwoHomes) as refused:
        together.merge_case(case=case, into=mei_s, actor=cast.li, at=minutes(50))
    assert "3-1-501" in refused.value.sentence
    assert "3-1-502" in refused.value.sentence
    joined = together.merge_case(case=case, into=mei_s, two_homes=True, actor=cast.li, at=minutes(50))
    assert (joined.state, joined.merged_into, joined.is_open) == ("joined", mei_s, True)


def test_a_joined_request_keeps_the_promise_to_be_told_every_day(mei_s: Case, wu_s: Case, cast: Cast) -> None:
    told = _duty(wu_s, "3.3.3")
    assert (told.state, told.opened_at) == ("open", minutes(0))
    assert not Obligation.objects.filter(stream=wu_s.stream, clause="C30.1", state="open").exists()

    follow.tell_progress(case=wu_s, actor=cast.li, at=minutes(90), entry=Entry(note="仍在修"))
    assert Obligation.objects.filter(stream=wu_s.stream, clause="3.3.3", met_at=minutes(90)).exists()
    assert _duty(wu_s, "3.3.3").state == "open"


def test_progress_and_result_reach_whoever_asked_too(mei_s: Case, wu_s: Case, cast: Cast) -> None:
    words.send_message(case=mei_s, text="502 室的閥門明天到", purpose="progress", actor=cast.li, at=minutes(60))
    _delivered(61)
    sent = Message.objects.get(case=wu_s, purpose="progress")
    assert (sent.to_key, "502" in sent.text, "陳美" in sent.text) == (cast.wu.key, False, False)
    assert Obligation.objects.filter(stream=wu_s.stream, clause="3.3.3", met_at=minutes(61)).exists()

    _done(mei_s, cast, 70)
    wu_s.refresh_from_db()
    assert (wu_s.state, wu_s.completed_at) == ("reported", minutes(70))
    assert _duty(wu_s, "4.1.9").due_at == minutes(130)
    result.tell_result(case=mei_s, actor=cast.li, at=minutes(75), asked=True)
    _delivered(76)
    wu_s.refresh_from_db()
    assert (wu_s.state, wu_s.told_at) == ("told", minutes(76))
    assert _duty(wu_s, "4.1.9").met_at == minutes(76)


def test_whoever_asked_is_asked_at_the_return_visit(mei_s: Case, wu_s: Case, cast: Cast) -> None:
    _done(mei_s, cast, 70)
    wu_s.refresh_from_db()
    told = result.tell_result(case=wu_s, actor=cast.li, at=minutes(75), asked=True)
    content = result.accept_result(case=told, actor=cast.wu, at=minutes(80))
    assert _duty(wu_s, "3.4.1").not_before == minutes(70 + 24 * 60)
    heard = Heard(
        method="phone", visited_person="吳剛", outcome="satisfied", service_score=5, result_score=5, opinion="都好"
    )
    closed = visit.visit_owner(case=content, heard=heard, actor=cast.li, at=minutes(70 + 30 * 60))
    assert closed.state == "closed"
    assert _duty(wu_s, "3.4.1").state == "met"
    assert not [
        fault for fault in (*verify.check_log(policies.newest()), *check_cases()) if isinstance(fault, verify.Fault)
    ]


def test_who_is_not_content_has_it_done_again(mei_s: Case, wu_s: Case, cast: Cast) -> None:
    _done(mei_s, cast, 70)
    wu_s.refresh_from_db()
    told = result.tell_result(case=wu_s, actor=cast.li, at=minutes(75), asked=True)
    disputed = result.dispute_result(case=told, dispute="我家還在漏", actor=cast.wu, at=minutes(80))
    again = result.order_rework(case=disputed, actor=cast.chief, at=minutes(90))
    assert (again.state, again.round) == ("dispatched", 2)


def test_what_whoever_asked_writes_reaches_who_handles_it(mei_s: Case, wu_s: Case, cast: Cast) -> None:
    mei_s.follower = cast.lin
    mei_s.save()
    wu_s.refresh_from_db()
    words.send_message(case=wu_s, text="幾點到？", actor=cast.wu, at=minutes(60))
    assert Message.objects.get(case=wu_s, text="幾點到？").to_key == cast.lin.key
    follow.hurry_case(case=wu_s, actor=cast.wu, at=minutes(61))
    mei_s.refresh_from_db()
    assert mei_s.hurried == 1


def test_the_owner_and_the_handlers_are_told(walk: Walk, mei_s: Case, cast: Cast) -> None:
    case = _of_wu(walk, cast, "assigned")
    together.merge_case(case=case, into=mei_s, two_homes=True, actor=cast.head, at=minutes(50))
    told = Outgoing.objects.filter(what="message.notice", stream=case.stream)
    gained = Outgoing.objects.filter(what="message.notice", stream=mei_s.stream, body__contains=case.number)
    assert {one.to for one in told} == {cast.wu.key}
    assert {one.to for one in gained} == {cast.chen.key, cast.li.key}  # at the page that they can open
    case.refresh_from_db()
    assert case.handler is None


def test_whoever_loses_the_order_hears_so_once(walk: Walk, mei_s: Case, cast: Cast) -> None:
    case = _of_wu(walk, cast, "assigned")
    Case.objects.filter(pk=case.pk).update(handler=cast.chief)
    last = Outgoing.objects.latest("pk").pk
    together.merge_case(case=case, into=mei_s, two_homes=True, actor=cast.head, at=minutes(50))
    told = Outgoing.objects.filter(pk__gt=last).exclude(what__in=("lapse", "reminder"))
    (heard,) = told.filter(to=cast.chief.key)
    assert "nothing left to do" in heard.body
    assert told.filter(to=cast.chen.key).count() == 1


def test_where_the_other_ends_undone_each_goes_on_by_itself(walk: Walk, cast: Cast) -> None:
    first = walk("contacted")
    case = _of_wu(walk, cast)
    promised = case.required_by
    together.merge_case(case=case, into=first, two_homes=True, actor=cast.li, at=minutes(50))
    result.cancel_case(case=first, reason="不修了", actor=cast.mei, at=minutes(60))
    case.refresh_from_db()
    assert (case.state, case.merged_into, case.required_by) == ("dispatched", None, promised)
    assert _duty(case, "C30.1").state == "open"
    assert "goes on by itself" in Outgoing.objects.filter(stream=case.stream, to=cast.wu.key).latest("pk").body


def test_a_request_not_read_back_yet_goes_back_to_the_desk(walk: Walk, cast: Cast) -> None:
    first = walk("contacted")
    request = cast.request(channel="app", resident=cast.wu, unit=cast.wu.household.unit)
    case = reporting.report(resident=cast.wu, request=request, actor=cast.wu, at=minutes(40))
    together.merge_case(case=case, into=first, two_homes=True, actor=cast.li, at=minutes(50))
    result.cancel_case(case=first, reason="不修了", actor=cast.mei, at=minutes(60))
    case.refresh_from_db()
    assert (case.state, case.merged_into) == ("recording", None)


def test_chains_are_followed_to_the_end(walk: Walk, cast: Cast) -> None:
    first, second, third, last = (walk("dispatched") for _each in range(4))
    together.merge_case(case=second, into=first, actor=cast.li, at=minutes(50))
    third = together.merge_case(case=third, into=second, actor=cast.li, at=minutes(51))
    assert third.merged_into == first
    refuses(together.merge_case, third, AlreadyJoined, into=last, actor=cast.li, at=minutes(52))
    refuses(together.merge_case, first, SameCase, into=second, actor=cast.li, at=minutes(52))

    together.merge_case(case=first, into=last, actor=cast.li, at=minutes(53))
    for joined in (first, second, third):
        joined.refresh_from_db()
        assert (joined.state, joined.merged_into) == ("joined", last)


def test_what_is_never_joined(walk: Walk, cast: Cast, mei_s: Case) -> None:
    waiting = walk("plan_pending")
    agreed = plan.consent_to_plan(
        case=walk("plan_pending"), actor=cast.mei, at=minutes(40), method="app", by="陳美", key="app"
    )
    refuses(together.merge_case, waiting, WrongState, into=mei_s, actor=cast.li, at=minutes(50))
    refuses(together.merge_case, agreed, WrongState, into=mei_s, actor=cast.li, at=minutes(50))
    done = walk("completed")
    fresh = walk("dispatched")
    refuses(together.merge_case, fresh, TooFarOn, into=done, actor=cast.li, at=minutes(50))
    refuses(together.merge_case, fresh, SameCase, into=fresh, actor=cast.li, at=minutes(50))
    grave = walk("dispatched", category=cast.complaint)
    refuses(together.merge_case, grave, SameCase, into=fresh, actor=cast.qin, at=minutes(50))
    mei_s.site = cast.stranger.department.site
    mei_s.save()
    refuses(together.merge_case, fresh, OfAnotherSite, into=mei_s, actor=cast.li, at=minutes(50))


def test_a_building_fault_with_requests_under_it_is_not_joined_away(walk: Walk, cast: Cast, mei_s: Case) -> None:
    parent, child = walk("dispatched"), walk("dispatched")
    together.open_parent(case=parent, sentence="3 棟停水", actor=cast.li, at=minutes(40))
    together.join_parent(case=child, parent=parent, actor=cast.li, at=minutes(41))
    refuses(together.merge_case, parent, HasChildren, into=mei_s, actor=cast.li, at=minutes(50))


def test_joining_asks_its_questions(walk: Walk, cast: Cast, mei_s: Case) -> None:
    closing_questions(together.merge_case, walk("dispatched"), cast, wrong=walk("told"), into=mei_s, actor=cast.li)
