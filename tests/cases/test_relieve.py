"""Somebody falls ill: all open orders go into other hands, or none does."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.cases import calling, queries
from gensui.cases import relief as reads
from gensui.cases.actions import intake, order, work
from gensui.cases.actions.relief import pass_on, relieve
from gensui.cases.models import Case, Complaint, Note
from gensui.cases.refusals import NotAllMoved, NotOnDuty
from gensui.ledger import policies, verify
from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.ledger.queries import events_of
from gensui.people.models import Duty, Employee, User
from tests.cases.asking import closing_questions, refuses
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast, minutes
from tests.desk.conftest import SignIn, english, sign_in

__all__ = ["english", "sign_in"]
pytestmark = pytest.mark.database


@pytest.fixture
def wei(cast: Cast) -> Employee:
    """A second repairman, off duty."""
    user = User.objects.create(username="M08", date_joined=MONDAY)
    return Employee.objects.create(
        user=user, department=cast.chen.department, number="M08", name="衛平", role="technician"
    )


def test_an_owner_who_was_told_a_name_hears_the_other(walk: Walk, cast: Cast, wei: Employee, english: SignIn) -> None:
    """By the form of relief, and by that of the order; not where the order was in nobody's mouth yet."""
    case, other = walk("contacted"), walk("assigned")
    for one in (case, other):
        with time_machine.travel(minutes(60), tick=False):
            said = {f"case{one.pk}": wei.pk, "reason": "陳志病了", "once": f"r:{one.pk}"}
            assert english(cast.zhao).post(reverse("relief", args=[cast.chen.number]), said).status_code == 302
    told = Outgoing.objects.filter(to=cast.mei.key, what="message.notice", body__contains="衛平")
    assert [(one.stream, cast.chen.name in one.body) for one in told] == [(case.stream, True)]


def test_an_order_under_way_goes_on_in_other_hands(walk: Walk, cast: Cast, wei: Employee) -> None:
    case = pass_on(case=walk("plan_pending"), actor=cast.zhao, at=minutes(60), handler=wei, reason="陳志病了")
    assert (case.state, case.handler) == ("plan_pending", wei)
    assert case.quotes.get().consent == "pending"
    held = set(Obligation.objects.filter(stream=case.stream, state="open").values_list("holder", flat=True))
    assert cast.chen.key not in held
    assert Note.objects.get(case=case, kind="work_order.passed_on").text == "陳志病了"


def test_a_pause_stays_a_pause(walk: Walk, cast: Cast, wei: Employee) -> None:
    case = work.pause_work(
        case=walk("working"), actor=cast.chen, at=minutes(60), reason="parts", until=minutes(2000), parts="角閥"
    )
    case = pass_on(case=case, actor=cast.zhao, at=minutes(61), handler=wei, reason="ill")
    assert (case.state, case.pause_reason, case.paused_until) == ("paused", "parts", minutes(2000))
    case = work.resume_work(case=case, actor=wei, at=minutes(70))
    assert (case.state, case.handler) == ("working", wei)


def test_passing_on_asks_its_questions(walk: Walk, cast: Cast, wei: Employee) -> None:
    case = walk("working")
    words: dict[str, Any] = {"handler": wei, "reason": "ill"}
    refuses(pass_on, case, NotOnDuty, actor=cast.zhao, at=minutes(60), handler=cast.guard, reason="ill")
    closing_questions(pass_on, case, cast, wrong=walk("dispatched"), actor=cast.zhao, **words)


def test_all_orders_go_at_once_each_on_its_record(walk: Walk, cast: Cast, wei: Employee) -> None:
    named = order.assign_case(case=walk("dispatched"), actor=cast.zhao, at=minutes(4), handler=cast.chen)
    cases = [named, walk("assigned"), walk("contacted"), walk("working"), walk("completed")]
    walk("visit_due")
    assert reads.held_by(cast.chen, cast.zhao) == cases

    words: dict[str, Any] = {"reason": "病假", "actor": cast.zhao, "at": minutes(90), "once": "relief:1"}
    moved = relieve(hands=[(case, wei) for case in cases], **words)
    assert [case.state for case in moved] == ["dispatched", "dispatched", "contacted", "working", "completed"]
    assert {case.handler for case in moved} == {wei}
    assert reads.held_by(cast.chen, cast.zhao) == []
    for case in moved:
        assert events_of(case.stream)[-1].actor == cast.zhao.key
        assert Note.objects.filter(case=case, text="病假").count() == 1
    assert not Obligation.objects.filter(
        stream__in=[case.stream for case in moved], state="open", holder=cast.chen.key
    ).exists()
    assert [one for one in verify.check_log(policies.newest()) if isinstance(one, verify.Fault)] == []

    before = Event.objects.count()
    relieve(hands=[(case, wei) for case in cases], **words)
    assert Event.objects.count() == before


def test_where_one_cannot_move_none_does(walk: Walk, cast: Cast, wei: Employee) -> None:
    good, closed = walk("working"), walk("visit_due")
    words: dict[str, Any] = {"reason": "ill", "actor": cast.zhao, "at": minutes(90)}
    before = Event.objects.count()
    with pytest.raises(NotAllMoved, match=closed.number):
        relieve(hands=[(good, wei), (closed, wei)], once="relief:1", **words)
    with pytest.raises(NotAllMoved, match=good.number):
        relieve(hands=[(good, cast.guard)], once="relief:2", **words)
    for stranger in (cast.stranger, cast.hr, cast.chen):
        with pytest.raises(NotAllMoved):
            relieve(hands=[(good, wei)], once="relief:3", **words | {"actor": stranger})
    assert Event.objects.count() == before
    assert Case.objects.get(pk=good.pk).handler == cast.chen


def test_what_is_proposed_counts_as_work_already(walk: Walk, cast: Cast, wei: Employee) -> None:
    Duty.objects.create(employee=wei, starts_at=minutes(600), ends_at=minutes(1080))
    for _count in range(4):
        walk("working")
    found = reads.proposals(cast.chen, cast.zhao, minutes(60))
    assert all(cast.chen not in [each.employee for each in one.candidates] for one in found)
    assert [one.candidates[0].employee.number for one in found] == ["M02"] * 4  # on duty goes before little to do
    assert [one.candidates[0].open for one in found] == [0, 1, 2, 3]


def test_a_complaint_is_not_shown_to_whom_it_accuses(walk: Walk, cast: Cast) -> None:
    about = walk("working")
    case = intake.take_in(
        site=cast.site,
        request=cast.request(category=cast.complaint, content="主管態度差"),
        actor=cast.li,
        at=minutes(60),
    )
    complaint = Complaint.objects.get(case=case)
    complaint.against, complaint.accused_department = "person", "administration"
    complaint.save()
    complaint.accused.add(cast.head)
    assert reads.followed_by(cast.li, cast.head) == [about]
    assert reads.followed_by(cast.li, cast.qin) == [about, case]
    for who, seen in ((cast.head, [about]), (cast.li, [case, about])):
        assert calling.open_of_caller(who, cast.site, "13900000001", case.unit) == seen
        assert queries.history_of(who, about) == seen[:-1]
    assert calling.again(cast.head, cast.site, case.unit, cast.complaint, minutes(61)) == []
