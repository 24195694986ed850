"""The work order, from dispatch to the door."""

from typing import Any

import pytest
import time_machine

from gensui.cases.actions import order
from gensui.cases.refusals import NotOnDuty, TooEarly
from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.ledger.refusals import FutureEvent
from gensui.people.acting import Entry
from gensui.people.models import Duty
from tests.cases.asking import closing_questions, refuses
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn, english, sign_in

__all__ = ["english", "sign_in"]
pytestmark = pytest.mark.database


def test_assign_names_the_handler_and_moves_the_clocks_to_him(walk: Walk, cast: Cast) -> None:
    case = walk("dispatched")
    case = order.assign_case(case=case, handler=cast.chen, actor=cast.zhao, at=minutes(2))
    assert (case.state, case.handler) == ("dispatched", cast.chen)
    assert Obligation.objects.get(stream=case.stream, clause="4.2.1").holder == cast.chen.key


def test_assign_asks_its_questions(walk: Walk, cast: Cast) -> None:
    case, wrong = walk("dispatched"), walk("working")
    refuses(order.assign_case, case, NotOnDuty, handler=cast.cleaner, actor=cast.zhao, at=minutes(300))
    closing_questions(order.assign_case, case, cast, wrong=wrong, handler=cast.chen, actor=cast.zhao)


def test_accept_asks_its_questions(walk: Walk, cast: Cast) -> None:
    closing_questions(order.accept_order, walk("dispatched"), cast, wrong=walk("working"), actor=cast.chen)


def test_returned_orders_are_allocated_anew(walk: Walk, cast: Cast) -> None:
    case = walk("assigned")
    case = order.return_order(case=case, reason="非本部門", actor=cast.zhao, at=minutes(10))
    assert (case.state, case.handler) == ("accepted", None)
    assert Obligation.objects.get(stream=case.stream, clause="4.1.5", state="open").opened_at == minutes(10)
    case = order.dispatch_case(case=case, department="security", actor=cast.li, at=minutes(12))
    assert (case.state, case.department) == ("dispatched", "security")


def test_who_leads_the_department_hears_that_an_order_was_given_back(
    walk: Walk, cast: Cast, english: SignIn, settings: Any
) -> None:
    settings.LANGUAGE_CODE = "en"
    case = walk("assigned")
    Duty.objects.create(employee=cast.zhao, starts_at=minutes(0), ends_at=minutes(400))
    with time_machine.travel(minutes(20), tick=False):
        chen = english(cast.chen)
        given = {"reason": "不屬維修", "once": "back"}
        answer = chen.post(f"/cases/{case.number}/return_order/", given, follow=True)
    assert f"Given back. The desk sends the order {case.number} elsewhere" in answer.content.decode()
    (told,) = Outgoing.objects.filter(to__in=(cast.zhao.key, cast.chief.key), body__contains="gave it back")
    assert told.body.endswith("陳志 gave it back to the desk. “不屬維修”")


def test_return_asks_its_questions(walk: Walk, cast: Cast) -> None:
    closing_questions(order.return_order, walk("assigned"), cast, wrong=walk("working"), reason="x", actor=cast.zhao)


def test_contact_with_an_appointment_counts_from_it(walk: Walk, cast: Cast) -> None:
    case = walk("assigned")
    case = order.contact_owner(case=case, appointment_at=minutes(240), actor=cast.chen, at=minutes(5))
    assert (case.state, case.appointment_at) == ("contacted", minutes(240))
    assert Obligation.objects.get(stream=case.stream, clause="4.2.2", state="open").due_at == minutes(270)


def test_contact_asks_its_questions(walk: Walk, cast: Cast) -> None:
    closing_questions(order.contact_owner, walk("assigned"), cast, wrong=walk("working"), actor=cast.chen)


def test_three_failed_attempts_close_the_clock_as_attempted(walk: Walk, cast: Cast) -> None:
    case = walk("assigned")
    for minute in (4, 6, 8):
        case = order.fail_contact(case=case, actor=cast.chen, at=minutes(minute))
    assert case.contact_attempts == 3
    duty = Obligation.objects.get(stream=case.stream, clause="4.2.1")
    assert (duty.state, duty.lapsed_at) == ("met", None)
    assert Obligation.objects.filter(stream=case.stream, clause="C01.1", state="open").exists()


def test_arrival_is_proved_and_may_be_entered_later(walk: Walk, cast: Cast) -> None:
    case = walk("contacted")
    entry = Entry(happened_at=minutes(10), note="門牌碼脫落")
    case = order.arrive(case=case, proof="manual", actor=cast.chen, at=minutes(90), entry=entry)
    duty = Obligation.objects.get(stream=case.stream, clause="4.2.2", state="met")
    assert duty.met_at == minutes(10)
    assert Event.objects.get(stream=case.stream, kind="site.arrived").data["evidence"] == {"manual": cast.chen.key}


def test_arrival_asks_its_questions(walk: Walk, cast: Cast) -> None:
    case = walk("contacted")
    words = {"proof": "scan", "key": "door", "actor": cast.chen}
    refuses(order.arrive, case, TooEarly, **words, at=minutes(300), entry=Entry(happened_at=minutes(-60)))
    refuses(order.arrive, case, FutureEvent, **words, at=minutes(300), entry=Entry(happened_at=minutes(301)))
    closing_questions(order.arrive, case, cast, wrong=walk("working"), **words)


def test_what_the_owner_was_promised_stands_however_often_departments_give_it_back(walk: Walk, cast: Cast) -> None:
    case = walk("dispatched")
    promised = Obligation.objects.get(stream=case.stream, clause="C30.1", state="open").due_at
    for turn, department in enumerate(("security", "maintenance", "cleaning", "maintenance", "security")):
        case = order.return_order(case=case, reason="不是我們的", actor=cast.qin, at=minutes(20 + 10 * turn))
        case = order.dispatch_case(case=case, department=department, actor=cast.li, at=minutes(25 + 10 * turn))
    duty = Obligation.objects.get(stream=case.stream, clause="C30.1", state="open")
    assert (duty.due_at, case.required_by, case.promised_by) == (promised, promised, promised)
