"""Tries that reached nobody: three within seconds are one, and each is counted from where the count begins."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import order
from gensui.cases.models import Case, PhoneCall
from gensui.ledger import policies
from gensui.ledger.models import Event, Obligation
from gensui.policies import files
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn
from tests.desk.test_return_visit import dialled
from tests.desk.test_telephony import Tell, tell

__all__ = ["tell"]
pytestmark = pytest.mark.database
Try = Callable[..., Any]


@pytest.fixture
def attempt(cast: Cast, english: SignIn) -> Try:
    """Chen calls and nobody answers, so many minutes after ten."""

    def post(case: Case, minute: float, once: str = "", **said: Any) -> Any:
        with time_machine.travel(minutes(minute), tick=False):
            given = {"once": once or f"try:{case.number}:{minute}"} | said
            return english(cast.chen).post(reverse("act", args=[case.number, "fail_contact"]), given)

    return post


def numbers(case: Case, kind: str = "owner.contact_failed") -> list[int]:
    found = Event.objects.filter(stream=case.stream, kind=kind).order_by("number")
    return [int(one.data.get("attempt", 1)) for one in found]


def clock(case: Case, clause: str) -> str:
    return str(Obligation.objects.filter(stream=case.stream, clause=clause).latest("pk").state)


def test_three_tries_within_seconds_are_one(walk: Walk, attempt: Try) -> None:
    case = walk("assigned")
    assert attempt(case, 3).status_code == 302
    for minute in (3.05, 3.1, 4.9):
        refused = attempt(case, minute)
        assert refused.status_code == 409
        assert "counts from 2026-11-23 10:05 on" in refused.content.decode()
    assert (numbers(case), clock(case, "4.2.1")) == ([1], "open")
    assert attempt(case, 5).status_code == 302
    assert attempt(case, 7).status_code == 302
    assert (numbers(case), clock(case, "4.2.1"), clock(case, "C01.1")) == ([1, 2, 3], "met", "open")


def test_the_same_tap_again_is_the_same_try(walk: Walk, attempt: Try) -> None:
    case = walk("assigned")
    assert [attempt(case, 3, once="tap").status_code for _time in range(2)] == [302, 302]
    assert numbers(case) == [1]


def test_a_try_entered_late_keeps_its_distance_to_both_sides(walk: Walk, attempt: Try) -> None:
    case = walk("assigned")
    for minute in (4, 8):
        assert attempt(case, minute).status_code == 302
    assert attempt(case, 12, happened_at="2026-11-23T10:07").status_code == 409
    assert attempt(case, 12, happened_at="2026-11-23T10:06").status_code == 302


def test_a_call_is_one_try(walk: Walk, attempt: Try, settings: Any) -> None:
    case = walk("assigned")
    dialled(settings, "out-1", 0, 0.05)
    call = PhoneCall.objects.get().pk
    assert attempt(case, 4, call=call).status_code == 302
    refused = attempt(case, 8, call=call)
    assert (refused.status_code, numbers(case)) == (409, [1])
    assert "a try already" in refused.content.decode()


def test_the_count_begins_anew_with_the_order_and_with_who_was_reached(
    walk: Walk, attempt: Try, cast: Cast, english: SignIn
) -> None:
    case = walk("assigned")
    for minute in (3, 5):
        attempt(case, minute)
    case = order.return_order(case=case, reason="不是我們的", actor=cast.chen, at=minutes(6))
    case = order.dispatch_case(case=case, department="maintenance", actor=cast.li, at=minutes(7))
    case = order.accept_order(case=case, actor=cast.chen, at=minutes(8))
    attempt(case, 9)
    assert numbers(case) == [1, 2, 1]
    case = order.contact_owner(case=case, actor=cast.chen, at=minutes(11))
    assert case.contact_attempts == 0
    attempt(case, 12)
    assert numbers(case) == [1, 2, 1, 1]


def test_a_version_without_the_figure_asks_for_no_distance(walk: Walk, attempt: Try) -> None:
    texts = files.standard()
    texts["00-policy.toml"] = texts["00-policy.toml"].replace("2026.11", "2026.12")
    texts["01-settings.toml"] = texts["01-settings.toml"].replace('contact_apart = "2 min", ', "")
    for old in ("；聯繫不上的，隔兩分鐘以上再打才算另一次", "；联系不上的，隔两分钟以上再打才算另一次"):
        texts["01-settings.toml"] = texts["01-settings.toml"].replace(old, "")
    english = " Who was not reached is tried again two minutes later at the earliest, or it is the same try."
    texts["01-settings.toml"] = texts["01-settings.toml"].replace(english, "")
    policies.adopt(files=texts, actor="operator", starts_at=minutes(-1), at=minutes(-2))
    case = walk("assigned")
    assert [attempt(case, minute).status_code for minute in (3, 3.1)] == [302, 302]


def test_a_missed_caller_is_tried_at_a_distance_too(tell: Tell, cast: Cast, english: SignIn, attempt: Try) -> None:
    tell(event="ringing")
    tell(40, event="abandoned")
    lost = Case.objects.get()
    address, kind = reverse("answer", args=[lost.number]), "contact.call_back_failed"
    answers = []
    for minute in (3, 3.2, 4.5, 5):
        with time_machine.travel(minutes(minute), tick=False):
            answers.append(english(cast.li).post(address, {"not_reached": "1"}))
    assert [one.status_code for one in answers] == [302, 409, 409, 302]
    assert "counts from 2026-11-23 10:05 on" in answers[1].content.decode()
    assert numbers(lost, kind) == [1, 2]
    with time_machine.travel(minutes(8), tick=False):
        english(cast.li).post(address)
    lost.refresh_from_db()
    assert (lost.state, lost.contact_attempts) == ("recording", 0)


def test_two_tries_of_a_return_visit_within_a_second_are_one(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, li = walk("visit_due"), english(cast.li)

    def post(hour: float, once: str, method: str = "phone") -> int:
        with time_machine.travel(minutes(hour * 60), tick=False):
            address = reverse("act", args=[case.number, "attempt_visit"])
            return int(li.post(address, {"method": method, "once": once}).status_code)

    assert [post(25, "v1"), post(25, "v1"), post(25 + 1 / 3600, "v2")] == [302, 302, 409]
    assert post(25.01, "v3", method="door") == 302  # another way is another try
    assert post(25.1, "v4") == 302
    assert numbers(case, "return_visit.attempted") == [1, 2, 3]
