"""An order that a department gives back is heard of at the desk, and waits there until it is sent on."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.ledger.models import Obligation, Outgoing
from gensui.notices.wording import words_for
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database


def act(english: SignIn, who: Any, number: str, verb: str, minute: float, **said: Any) -> Any:
    with time_machine.travel(minutes(minute), tick=False):
        return english(who).post(reverse("act", args=[number, verb]), {"once": f"{verb}:{minute}"} | said)


def test_the_desk_is_told_by_name_with_the_reason(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("assigned")
    taps = [act(english, cast.chen, case.number, "return_order", 5, reason="這是綠化的事") for _time in range(2)]
    assert [one.status_code for one in taps] == [302, 404]  # what was given back is not Chen's to see any more
    told = Outgoing.objects.filter(stream=case.stream, what="order.returned")
    assert sorted(one.to for one in told) == sorted([cast.li.key, cast.head.key])
    assert {one.body for one in told} == {f"{cast.chen.name}: 這是綠化的事"}
    words = words_for(told[0], "en", minutes(6))
    assert (words.title, "這是綠化的事" in words.text) == (
        f"The order {case.number} was given back: it needs a department",
        True,
    )
    waits = Obligation.objects.get(stream=case.stream, clause="4.1.5", state="open")
    assert waits.holder == cast.li.key
    with time_machine.travel(minutes(6), tick=False):
        assert case.number in english(cast.li).get(reverse("worklist")).content.decode()
    sent = act(english, cast.li, case.number, "dispatch_case", 7, department="greening")
    assert sent.status_code == 302
    waits.refresh_from_db()
    assert waits.state == "met"


def test_whoever_gives_it_back_is_not_told(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("assigned")
    act(english, cast.zhao, case.number, "return_order", 5, reason="x")
    told = set(Outgoing.objects.filter(stream=case.stream, what="order.returned").values_list("to", flat=True))
    assert cast.zhao.key not in told
    assert cast.chen.key not in told  # nobody's any more; that it is gone, Chen hears by itself
    assert Outgoing.objects.filter(stream=case.stream, to=cast.chen.key, what="order.gone").exists()


def test_what_goes_round_is_heard_by_those_who_can_decide(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("dispatched")
    for time in range(4):
        assert act(english, cast.zhao, case.number, "return_order", 5 + time, reason="不是我們的").status_code == 302
        if time < 3:
            sent = act(english, cast.li, case.number, "dispatch_case", 5.5 + time, department="maintenance")
            assert sent.status_code == 302
        told = Outgoing.objects.filter(stream=case.stream, what="message.notice", body__contains="不是我們的")
        assert {one.to for one in told} == ({cast.head.key, cast.chief.key} if time >= 2 else {cast.chief.key})
    assert "4 times" in told.order_by("-pk")[0].body or "4 次" in told.order_by("-pk")[0].body


def test_nothing_is_given_back_once_work_runs(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("working")
    assert act(english, cast.chen, case.number, "return_order", 40, reason="x").status_code == 409
    assert not Outgoing.objects.filter(what="order.returned").exists()
