"""Another department is asked to help: its head hears, has a promise, and agrees or refuses; else somebody above decides."""

from typing import Any

import pytest
from django.urls import reverse

from gensui.cases.actions import coordinating, result, work
from gensui.cases.models import Case, Coordination
from gensui.cases.refusals import NotPartOfIt, OwnDepartment, RefusedAlready
from gensui.ledger import due
from gensui.ledger.models import Obligation, Outgoing
from gensui.ledger.refusals import OutOfOrder
from gensui.people.access import NotYours
from gensui.people.acting import Entry
from gensui.people.models import Duty, Employee
from tests.cases.asking import refuses
from tests.cases.conftest import HANDLED, Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn, english, sign_in
from tests.rounds.conftest import hire

pytestmark = pytest.mark.database
__all__ = ["english", "sign_in"]


@pytest.fixture
def guards(cast: Cast) -> Employee:
    """The head of security."""
    return hire(cast, minutes(0), "S01", "高遠", "dept_head", "security")


@pytest.fixture
def asked(walk: Walk, cast: Cast, guards: Employee) -> Case:
    """At 10:30 Chen needs security at Mei's."""
    return coordinating.request_coordination(
        case=walk("working"), department="security", matter="開門禁", actor=cast.chen, at=minutes(30)
    )


def _duty(case: Case, clause: str) -> Obligation:
    return Obligation.objects.filter(stream=case.stream, clause=clause).latest("pk")


def _told(case: Case, who: Employee) -> list[str]:
    told = Outgoing.objects.filter(stream=case.stream, to=who.key, what="message.notice").order_by("pk")
    return list(told.values_list("body", flat=True))


def _one(case: Case) -> Coordination:
    return case.coordinations.get()


def test_the_head_who_is_asked_hears_and_has_two_hours(asked: Case, guards: Employee, cast: Cast) -> None:
    assert ["開門禁" in body for body in _told(asked, guards)] == [True]
    answer = _duty(asked, "C29.2")
    assert (answer.accountable, answer.due_at) == (guards.key, minutes(150))
    assert _duty(asked, "4.1.8").accountable == cast.li.key


def test_where_no_head_is_on_duty_the_leader_of_a_team_is_asked_and_hears_the_decision(
    walk: Walk, cast: Cast, guards: Employee
) -> None:
    leader = hire(cast, minutes(0), "S02", "石磊", "team_leader", "security")
    Duty.objects.filter(employee=guards).update(starts_at=minutes(600), ends_at=minutes(1080))
    case = coordinating.request_coordination(
        case=walk("working"), department="security", matter="開門禁", actor=cast.chen, at=minutes(30)
    )
    assert _duty(case, "C29.2").holder == leader.key
    assert [len(_told(case, one)) for one in (guards, leader)] == [1, 1]
    case = coordinating.refuse_coordination(
        case=case, coordination=_one(case), reason="無人", actor=leader, at=minutes(40)
    )
    coordinating.decide_coordination(
        case=case, coordination=_one(case), decision="安保派人", actor=cast.qin, at=minutes(50)
    )
    assert "安保派人" in _told(case, leader)[-1]


def test_only_the_department_that_is_asked_settles_it(asked: Case, guards: Employee, cast: Cast) -> None:
    for other in (cast.chief, cast.zhao, cast.li, cast.head):
        refuses(
            coordinating.agree_coordination, asked, NotYours, coordination=_one(asked), decision="x", actor=other, at=minutes(31)
        )  # fmt: skip
    coordinating.agree_coordination(
        case=asked, coordination=_one(asked), decision="孫虎十點到", actor=guards, at=minutes(40)
    )
    assert {_duty(asked, clause).state for clause in ("4.1.8", "C29.2")} == {"met"}
    assert _one(asked).decided_by == guards
    assert "孫虎十點到" in _told(asked, cast.chen)[-1]
    refuses(
        coordinating.agree_coordination, asked, NotPartOfIt, coordination=_one(asked), decision="x", actor=guards, at=minutes(41)
    )  # fmt: skip


def test_it_can_be_agreed_hours_later_too(asked: Case, guards: Employee, cast: Cast) -> None:
    due.sweep(at=minutes(400))
    assert _duty(asked, "C29.1").accountable == cast.qin.key
    coordinating.agree_coordination(
        case=asked, coordination=_one(asked), decision="下午來", actor=guards, at=minutes(401)
    )
    assert _duty(asked, "C29.1").state == "met"


def test_a_refusal_goes_to_the_administration_manager(asked: Case, guards: Employee, cast: Cast) -> None:
    coordinating.refuse_coordination(
        case=asked, coordination=_one(asked), reason="人手都在東門", actor=guards, at=minutes(40)
    )
    assert _duty(asked, "C29.2").state == "met"
    assert (_duty(asked, "C29.1").accountable, _duty(asked, "C29.1").due_at) == (cast.qin.key, minutes(100))
    assert _duty(asked, "4.1.8").state == "open"
    assert "人手都在東門" in _told(asked, cast.qin)[0]
    refuses(
        coordinating.refuse_coordination, asked, RefusedAlready, coordination=_one(asked), reason="x", actor=guards, at=minutes(41)
    )  # fmt: skip

    refuses(
        coordinating.decide_coordination, asked, NotYours, coordination=_one(asked), decision="x", actor=guards, at=minutes(41)
    )  # fmt: skip
    coordinating.decide_coordination(
        case=asked, coordination=_one(asked), decision="安保派一人", actor=cast.qin, at=minutes(50)
    )
    assert {_duty(asked, clause).state for clause in ("4.1.8", "C29.1")} == {"met"}
    assert "安保派一人" in _told(asked, guards)[-1]


def test_work_that_is_done_needs_nobody_any_longer(asked: Case, guards: Employee, cast: Cast) -> None:
    work.complete_work(case=asked, actor=cast.chen, at=minutes(60), handling_record=HANDLED, photo="p1")
    assert {_duty(asked, clause).state for clause in ("4.1.8", "C29.2")} == {"void"}
    assert (_one(asked).decided_at, _one(asked).decision) == (minutes(60), "")
    assert "no longer needs" in _told(asked, guards)[-1]


def test_a_case_that_is_cancelled_ends_what_departments_still_had_to_agree(
    walk: Walk, cast: Cast, guards: Employee
) -> None:
    case = walk("contacted")
    for department in ("security", "cleaning"):
        coordinating.request_coordination(
            case=case, department=department, matter="開門禁", actor=cast.chen, at=minutes(30)
        )
    result.cancel_case(case=case, reason="不修了", actor=cast.li, at=minutes(31))
    still = Obligation.objects.filter(stream=case.stream, clause__in=("4.1.8", "C29.2"))
    assert [duty.state for duty in still] == ["void"] * 4


def test_nobody_agrees_before_being_asked(asked: Case, guards: Employee) -> None:
    early = Entry(happened_at=minutes(29))
    with pytest.raises(OutOfOrder):
        coordinating.agree_coordination(
            case=asked, coordination=_one(asked), decision="x", actor=guards, at=minutes(60), entry=early
        )


def test_asking_ones_own_department(walk: Walk, cast: Cast) -> None:
    words = {"department": "maintenance", "matter": "x", "actor": cast.chen, "at": minutes(30)}
    refuses(coordinating.request_coordination, walk("working"), OwnDepartment, **words)


def test_departments_under_one_head_are_no_others(walk: Walk, cast: Cast, guards: Employee, english: SignIn) -> None:
    """Cleaning and greening have one head, who would agree with himself."""
    case = walk("working")
    Case.objects.filter(pk=case.pk).update(department="cleaning")
    case.refresh_from_db()
    refuses(
        coordinating.request_coordination,
        case,
        OwnDepartment,
        actor=cast.li,
        department="greening",
        matter="x",
        at=minutes(30),
    )
    asked = english(cast.li).get(reverse("act", args=[case.number, "request_coordination"])).content.decode()
    assert 'value="security"' in asked
    assert 'value="greening"' not in asked


def test_agreeing_asks_its_questions(walk: Walk, asked: Case, guards: Employee, cast: Cast) -> None:
    done = walk("visit_due")
    one = _one(asked)
    words: dict[str, Any] = {"coordination": one, "decision": "x", "actor": guards, "at": minutes(300)}
    refuses(coordinating.agree_coordination, done, NotYours, **words)
    refuses(coordinating.agree_coordination, asked, NotYours, **words | {"actor": cast.stranger})
    once = Entry(once="twice")
    for _twice in range(2):
        coordinating.agree_coordination(case=asked, **words, entry=once)
    told = Outgoing.objects.filter(stream=asked.stream, to=cast.chen.key, what="message.notice")
    assert told.exclude(body__contains="agreed to the plan").count() == 1


def test_the_head_agrees_on_the_cases_page(asked: Case, guards: Employee, english: SignIn) -> None:
    client = english(guards)
    page = client.get(reverse("case", args=[asked.number])).content.decode()
    assert "We help: agree" in page
    assert "We cannot help" in page
    words = {"once": "agree:1", "coordination": _one(asked).pk, "decision": "孫虎十點到"}
    assert client.post(reverse("act", args=[asked.number, "agree_coordination"]), words).status_code == 302
    assert _one(asked).decision == "孫虎十點到"
