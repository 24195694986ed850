"""A fault of the whole building, and the requests under it: none is left behind."""

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import follow, reporting, result, together, words, work
from gensui.cases.models import Case, Message
from gensui.cases.refusals import AlreadyJoined, SameCase, TooFarOn
from gensui.cases.verify import check_cases
from gensui.ledger import due
from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.notices import actions as notices
from gensui.people.acting import SYSTEM, Entry
from tests.cases.asking import closing_questions, refuses
from tests.cases.conftest import HANDLED, Walk
from tests.cast import Cast, minutes
from tests.desk.test_caller import enter
from tests.portal.conftest import ComeIn, come_in

pytestmark = pytest.mark.database
__all__ = ["come_in"]


@pytest.fixture
def parent(walk: Walk, cast: Cast) -> Case:
    return together.open_parent(case=walk("contacted"), sentence="3 棟停水，中午恢復", actor=cast.li, at=minutes(40))


@pytest.fixture
def child(walk: Walk, cast: Cast, parent: Case) -> Case:
    return together.join_parent(case=walk("dispatched"), parent=parent, actor=cast.li, at=minutes(41))


def _told(case: Case) -> list[tuple[str, str]]:
    """The notices about the case, the oldest first."""
    return list(
        Outgoing.objects.filter(stream=case.stream, what="message.notice").order_by("pk").values_list("to", "body")
    )


def _open(case: Case) -> set[str]:
    return set(Obligation.objects.filter(stream=case.stream, state="open").values_list("clause", flat=True))


def _delivered(at: float) -> None:
    notices.deliver(actor="engine", at=minutes(at))
    words.note_deliveries(actor=SYSTEM, at=minutes(at))


def test_a_fault_of_the_building_gathers_others(walk: Walk, cast: Cast, parent: Case, child: Case) -> None:
    assert (child.parent, child.merged_into, child.state) == (parent, parent, "joined")
    refuses(together.join_parent, walk("dispatched"), SameCase, parent=child, actor=cast.li, at=minutes(50))
    refuses(together.join_parent, child, AlreadyJoined, parent=parent, actor=cast.li, at=minutes(50))


def test_a_request_joined_while_it_is_recorded_is_followed_by_who_follows_the_other(
    walk: Walk, cast: Cast, parent: Case
) -> None:
    def recorded(at: float) -> Case:
        said = cast.request(channel="app")
        case = reporting.report(resident=cast.mei, request=said, actor=cast.mei, at=minutes(at))
        assert (case.state, case.follower) == ("recording", None)
        return case

    under = together.join_parent(case=recorded(41), parent=parent, actor=cast.lin, at=minutes(42))
    merged = together.merge_case(case=recorded(43), into=parent, actor=cast.lin, at=minutes(44))
    first = recorded(45)
    of_nobody = together.merge_case(case=recorded(46), into=first, actor=cast.lin, at=minutes(47))
    for joined, follower in ((under, cast.li), (merged, cast.li), (of_nobody, cast.lin)):
        assert Case.objects.get(pk=joined.pk).follower == follower
        assert Event.objects.filter(stream=joined.stream, kind="follower.named").count() == 1
        asked = words.inquire(case=joined, text="幾點來水?", actor=cast.mei, at=minutes(50))
        assert asked.messages.get(purpose="question").to_key == follower.key
    kept = together.merge_case(case=walk("dispatched"), into=parent, actor=cast.lin, at=minutes(51))
    assert kept.follower == cast.li
    assert list(check_cases()) == []


def test_whoever_asked_reads_what_is_known(cast: Cast, parent: Case, child: Case, come_in: ComeIn) -> None:
    browser, page = come_in(cast.mei), reverse("my_case", args=[child.number])
    assert "3 棟停水，中午恢復" in browser.get(page).content.decode()
    together.open_parent(case=parent, sentence="3 棟停水，下午三時恢復", actor=cast.li, at=minutes(50))
    assert "下午三時" in browser.get(page).content.decode()
    for told in (parent, child):
        assert "下午三時" in Message.objects.filter(case=told, purpose="progress").latest("pk").text


def test_no_fault_stands_under_another(walk: Walk, cast: Cast, parent: Case, child: Case) -> None:
    refuses(together.open_parent, child, SameCase, sentence="x", actor=cast.li, at=minutes(50))
    other = together.open_parent(case=walk("contacted"), sentence="4 棟停電", actor=cast.li, at=minutes(50))
    refuses(together.join_parent, other, SameCase, parent=parent, actor=cast.li, at=minutes(51))


def test_where_the_fault_is_cancelled_each_goes_on_and_its_follower_hears(
    cast: Cast, parent: Case, child: Case
) -> None:
    result.cancel_case(case=parent, reason="誤報", actor=cast.head, at=minutes(60))
    child.refresh_from_db()
    assert (child.parent, child.state) == (None, "dispatched")
    assert child.handler is None
    assert _open(child) >= {"3.3.3", "4.2.1", "4.2.2", "C30.1"}
    (to, over), (again, body) = _told(child)[-2:]
    assert (to, again) == (cast.mei.key, cast.li.key)
    assert child.number in over
    assert child.number in body


def test_what_nobody_could_keep_does_not_run_and_what_is_owed_does(cast: Cast, parent: Case, child: Case) -> None:
    assert _open(child) == {"3.3.3"}
    _delivered(42)
    assert Obligation.objects.filter(stream=child.stream, clause="3.3.3", met_at=minutes(42)).exists()
    due.sweep(at=minutes(42 + 23 * 60))
    assert not Obligation.objects.filter(stream=child.stream, lapsed_at__gt=minutes(41)).exists()
    due.sweep(at=minutes(43 + 24 * 60))
    (silent,) = Obligation.objects.filter(stream=child.stream, lapsed_at__gt=minutes(41))
    assert (silent.clause, silent.due_at) == ("3.3.3", minutes(42 + 24 * 60))


def test_what_is_told_of_the_fault_is_told_to_each(cast: Cast, parent: Case, child: Case) -> None:
    follow.tell_progress(case=parent, actor=cast.li, at=minutes(90), entry=Entry(note="仍在修"))
    _delivered(91)
    assert "3 棟停水，中午恢復" in Message.objects.filter(case=child, purpose="progress").latest("pk").text
    assert Obligation.objects.filter(stream=child.stream, clause="3.3.3", met_at=minutes(91)).exists()


def test_staff_tell_one_owner_alone(cast: Cast, parent: Case, child: Case, come_in: ComeIn) -> None:
    desk = enter(cast.li)
    with time_machine.travel(minutes(90), tick=False):
        shown = desk.get(reverse("case", args=[child.number])).content.decode()
        assert reverse("act", args=[child.number, "tell_progress"]) in shown
        said = {"once": "one:1", "note": "水泵下午到"}
        assert desk.post(reverse("act", args=[child.number, "tell_progress"]), said).status_code == 302
    assert Obligation.objects.filter(stream=child.stream, clause="3.3.3", met_at=minutes(90)).exists()
    assert not Obligation.objects.filter(stream=parent.stream, clause="3.3.3", met_at__gte=minutes(41)).exists()


def test_where_the_fault_is_mended_each_is_told_the_result_and_visited(walk: Walk, cast: Cast) -> None:
    parent = together.open_parent(case=walk("working"), sentence="3 棟停水", actor=cast.li, at=minutes(40))
    child = together.join_parent(case=walk("dispatched"), parent=parent, actor=cast.li, at=minutes(41))
    work.complete_work(case=parent, actor=cast.chen, at=minutes(60), handling_record=HANDLED, photo="p1")
    child.refresh_from_db()
    assert (child.parent, child.state) == (parent, "reported")
    assert Obligation.objects.get(stream=child.stream, clause="4.1.9").due_at == minutes(120)
    result.tell_result(case=parent, actor=cast.li, at=minutes(70), asked=True)
    _delivered(71)
    child.refresh_from_db()
    assert (child.state, child.told_at) == ("told", minutes(71))
    assert Obligation.objects.get(stream=child.stream, clause="4.1.9").met_at == minutes(71)
    assert Obligation.objects.get(stream=child.stream, clause="3.4.1").state == "open"
    again = together.open_parent(case=parent, sentence="3 棟有水了", actor=cast.li, at=minutes(72))
    assert not Message.objects.filter(text__contains=again.sentence).exists()


def test_a_home_where_work_has_begun_keeps_its_own_clocks(walk: Walk, cast: Cast, parent: Case) -> None:
    case = walk("plan_pending")
    own = _open(case)
    linked = together.join_parent(case=case, parent=parent, actor=cast.li, at=minutes(41))
    assert (linked.parent, linked.merged_into, linked.state) == (parent, None, "plan_pending")
    assert _open(case) == own
    result.cancel_case(case=parent, reason="誤報", actor=cast.head, at=minutes(60))
    linked.refresh_from_db()
    assert (linked.parent, linked.state) == (None, "plan_pending")


def test_a_home_that_needs_its_own_work_goes_on_by_itself(walk: Walk, cast: Cast, parent: Case, child: Case) -> None:
    desk, address = enter(cast.li), reverse("act", args=[child.number, "part_case"])
    with time_machine.travel(minutes(90), tick=False):
        assert desk.post(address, {"once": "part:1", "reason": "家裡的閘閥也壞了"}).status_code == 302
    child.refresh_from_db()
    assert (child.parent, child.merged_into, child.state) == (None, None, "dispatched")
    assert _open(child) >= {"3.3.3", "4.2.1", "4.2.2", "C30.1"}
    assert "needs work of its own" in _told(child)[-1][1]
    joined = together.join_parent(case=child, parent=parent, actor=cast.li, at=minutes(95))
    words = {"reason": "x", "actor": cast.li, "at": minutes(96)}
    closing_questions(together.part_case, joined, cast, wrong=walk("dispatched"), **words)


def test_a_fault_that_has_ended_takes_no_more(walk: Walk, cast: Cast, parent: Case) -> None:
    result.cancel_case(case=parent, reason="誤報", actor=cast.head, at=minutes(60))
    refuses(together.join_parent, walk("dispatched"), TooFarOn, parent=parent, actor=cast.li, at=minutes(61))
