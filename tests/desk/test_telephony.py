"""The telephone system tells of calls; the agent sees who rings, and takes the call down on the same case."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gensui.cases.actions import calls
from gensui.cases.models import Case, Draft
from gensui.cases.verify import check_cases
from gensui.ledger import policies, verify
from gensui.ledger.models import Event, Obligation
from gensui.ledger.queries import events_of
from gensui.people import limits
from gensui.people.acting import SYSTEM
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database
KEY = "a long secret between machines"
Tell = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def tell(cast: Cast, settings: Any) -> Tell:
    """The telephone system says something, some seconds after ten."""
    settings.TELEPHONY_KEY = KEY

    def say(seconds: float = 0, key: str = KEY, **words: Any) -> tuple[int, dict[str, Any]]:
        given = {"call": "c-1", "number": "13900000001", "site": "yunqi"} | words
        with time_machine.travel(MONDAY + timedelta(seconds=seconds), tick=False):
            answer = Client().post(
                "/telephony/", json.dumps(given), "application/json", headers={"Authorization": f"Bearer {key}"}
            )
        return answer.status_code, answer.json()

    return say


def test_a_call_rings_is_answered_and_its_times_are_proved(tell: Tell, cast: Cast) -> None:
    status, told = tell(event="ringing")
    case = Case.objects.get()
    assert (status, told) == (200, {"case": case.number, "state": "ringing"})
    assert tell(9, event="answered", extension="K02")[1]["state"] == "recording"
    case.refresh_from_db()
    assert (case.follower, case.masked_phone[-4:], case.opened_at) == (cast.li, "0001", MONDAY)
    ring, taken = events_of(case.stream)[:2]
    assert (ring.data["evidence"], taken.data["evidence"]) == ({"telephony": "c-1"}, {"telephony": "c-1"})
    duty = Obligation.objects.get(stream=case.stream, clause="3.1.2")
    assert (duty.state, duty.lapsed_at, duty.met_at) == ("met", None, MONDAY + timedelta(seconds=9))


def test_a_call_that_rang_too_long_is_a_lapse_of_whose_telephone_it_was(tell: Tell, cast: Cast) -> None:
    tell(event="ringing", extension="K03")
    tell(20, event="answered", extension="K02", at="2026-11-23T10:00:16+08:00")
    duty = Obligation.objects.get(clause="3.1.2")
    assert (duty.state, duty.accountable) == ("met", cast.lin.key)
    assert duty.lapsed_at == MONDAY + timedelta(seconds=15)


def test_said_twice_it_is_so_once(tell: Tell) -> None:
    for _time in range(2):
        tell(event="ringing")
        tell(8, event="answered", extension="K02")
    assert Case.objects.count() == 1
    assert Event.objects.filter(kind="contact.answered").count() == 1


def test_who_hangs_up_is_to_be_called_back(tell: Tell) -> None:
    tell(event="ringing")
    for _time in range(2):
        assert tell(31, event="abandoned")[1]["state"] == "missed"
    assert Event.objects.get(kind="contact.abandoned").data["waited"] == 31
    assert tell(40, event="answered", extension="K02")[0] == 409
    assert [one for one in verify.check_log(policies.newest()) if isinstance(one, verify.Fault)] == []
    assert list(check_cases()) == []


def test_a_call_whose_end_nobody_tells_is_given_up_after_five_minutes(tell: Tell) -> None:
    tell(event="ringing")
    assert calls.end_silent_calls(actor=SYSTEM, at=MONDAY + timedelta(minutes=4, seconds=59)) == 0
    assert calls.end_silent_calls(actor=SYSTEM, at=MONDAY + timedelta(minutes=5)) == 1
    assert calls.end_silent_calls(actor=SYSTEM, at=MONDAY + timedelta(minutes=6)) == 0

    assert Case.objects.get().state == "missed"
    event = Event.objects.get(kind="contact.abandoned")
    assert (event.actor, event.data) == ("engine", {"channel": "phone", "waited": 300, "reported": False})
    duty = Obligation.objects.get(clause="3.1.2")
    assert (duty.state, duty.lapsed_at, duty.excuse) == ("void", MONDAY + timedelta(seconds=15), "no_end_reported")
    assert tell(320, event="abandoned")[1]["state"] == "missed"  # told so late, it stays so
    assert [one for one in verify.check_log(policies.newest()) if isinstance(one, verify.Fault)] == []
    assert list(check_cases()) == []


def test_a_call_that_was_answered_is_never_given_up(tell: Tell) -> None:
    tell(event="ringing")
    tell(8, event="answered", extension="K02")
    assert calls.end_silent_calls(actor=SYSTEM, at=MONDAY + timedelta(hours=1)) == 0


@pytest.mark.parametrize(
    ("said", "status", "error"),
    [
        ({"event": "answered", "extension": "K02"}, 404, "unknown_call"),
        ({"event": "sleeping"}, 422, "unknown_event"),
        ({"event": "ringing", "call": ""}, 422, "bad_call"),
        ({"event": "ringing", "call": "a/../b"}, 422, "bad_call"),
        ({"event": "ringing", "call": 7}, 422, "not_text"),
        ({"event": "ringing", "number": "1\x002"}, 422, "not_text"),
        ({"event": "ringing", "site": "nowhere"}, 422, "unknown_site"),
        ({"event": "ringing", "site": ""}, 422, "unknown_site"),
        ({"event": "ringing", "at": "yesterday"}, 422, "bad_time"),
        ({"event": "ringing", "at": "2026-11-20T10:00:00+08:00"}, 422, "bad_time"),
        ({"event": "ringing", "at": "2026-11-23T10:00:00"}, 422, "bad_time"),
    ],
)
def test_what_cannot_be_used_is_refused(tell: Tell, said: dict[str, Any], status: int, error: str) -> None:
    assert tell(**said) == (status, {"error": error})
    assert not Case.objects.exists()


def test_only_an_agents_telephone_answers(tell: Tell) -> None:
    tell(event="ringing")
    for extension in ("", "M07", "nobody"):
        assert tell(5, event="answered", extension=extension)[0] == 422
    assert Case.objects.get().state == "ringing"


def test_a_withheld_number_and_a_clock_that_is_ahead(tell: Tell) -> None:
    assert tell(event="ringing", number="anonymous", at="2026-11-23T10:00:07+08:00")[0] == 200
    case = Case.objects.get()
    assert (case.phone, case.opened_at) == ("", MONDAY)


def test_without_the_secret_nobody_is_heard(tell: Tell, settings: Any) -> None:
    for key in ("", "wrong", KEY + "x", "鑰匙"):
        assert tell(key=key.encode().decode("latin-1"), event="ringing") == (401, {"error": "wrong_key"})
    for _time in range(6):
        assert tell(key="wrong", event="ringing")[0] == 401
    assert tell(key="wrong", event="ringing")[0] == 429
    assert not Case.objects.exists()
    assert Client().get("/telephony/").status_code == 405
    settings.TELEPHONY_KEY = ""
    assert (
        Client().post("/telephony/", "{}", "application/json", headers={"Authorization": "Bearer "}).status_code == 404
    )


def test_wrong_keys_do_not_close_the_door_for_the_right_one(tell: Tell) -> None:
    for _time in range(40):
        tell(key="wrong", event="ringing")
    assert tell(event="ringing")[0] == 200


def test_an_event_every_ten_seconds_is_never_too_often(tell: Tell) -> None:
    assert {tell(10 * number, event="ringing")[0] for number in range(7)} == {200}
    now = MONDAY + timedelta(minutes=10)
    assert all(limits.take(limits.CALLS, "", at=now + timedelta(seconds=10 * number)) for number in range(900))


def test_more_than_600_events_a_minute_wait_for_the_next(tell: Tell) -> None:
    for _event in range(600):
        limits.take(limits.CALLS, "", at=MONDAY)
    assert tell(59, event="ringing") == (429, {"error": "too_many_requests"})
    assert tell(60, event="ringing")[0] == 200


@pytest.mark.parametrize("body", ["", "[]", "{", '"x"', '{"event": "' + "x" * 5000 + '"}'])
def test_what_is_no_json_is_refused(tell: Tell, body: str) -> None:
    answer = Client().post("/telephony/", body, "application/json", headers={"Authorization": f"Bearer {KEY}"})
    assert answer.status_code == 400


def test_the_call_is_shown_and_taken_down_on_the_same_case(tell: Tell, walk: Walk, cast: Cast, english: SignIn) -> None:
    open_one = walk("working")
    tell(3600, event="ringing")
    case = Case.objects.get(state="ringing")
    client = english(cast.li)
    with time_machine.travel(minutes(60) + timedelta(seconds=4), tick=False):
        shown = client.get(reverse("calls")).content.decode()
        assert "陳美 · 3-1-502" in shown
        assert open_one.number in shown
        assert "13900000001" not in shown
        answer = client.post(reverse("answer", args=[case.number]))
        assert answer.url == f"/intake/?call={case.number}"  # type: ignore[attr-defined]
        form = client.get(answer.url).content.decode()  # type: ignore[attr-defined]
        assert 'value="139 0000 0001"' in form
        assert "Take it down" in client.get(reverse("calls")).content.decode()
    said = {
        "call": case.number, "channel": "phone", "phone": "139 0000 0001", "requester_name": "陳美", "relation": "owner",
        "home": "3-1-502", "place": "廚房", "content": "水管又漏了", "category": "REP.WAT.LEAK", "read_back": "on", "once": "intake:c",
        "resident": cast.mei.pk,
    }  # fmt: skip
    with time_machine.travel(minutes(62), tick=False):
        client.post(reverse("draft"), said)
        kept = client.get(reverse("intake"), {"call": case.number}).content.decode()
        assert "水管又漏了" in kept
        assert "水管又漏了" not in client.get(reverse("intake")).content.decode()
        for _time in range(2):
            client.post(reverse("intake"), said)
        assert client.get(reverse("calls")).content.decode().strip() == ""
    case.refresh_from_db()
    assert (case.state, case.content, case.resident) == ("dispatched", "水管又漏了", cast.mei)
    assert Case.objects.count() == 2
    assert not Draft.objects.exists()
    assert Obligation.objects.get(stream=case.stream, clause="3.1.2").lapsed_at is None
    assert list(check_cases()) == []


def test_a_call_for_one_telephone_is_shown_there_only(tell: Tell, cast: Cast, sign_in: SignIn) -> None:
    tell(event="ringing", extension="K03")
    number = Case.objects.get().number
    with time_machine.travel(MONDAY + timedelta(seconds=5)):
        assert number in sign_in(cast.lin).get(reverse("calls")).content.decode()
        for other in (cast.li, cast.stranger):
            assert number not in sign_in(other).get(reverse("calls")).content.decode()
        assert sign_in(cast.stranger).post(reverse("answer", args=[number])).status_code == 404
    with time_machine.travel(minutes(11)):
        assert number not in sign_in(cast.lin).get(reverse("calls")).content.decode()


def test_the_worklist_asks_for_calls_only_where_there_is_a_telephone(
    tell: Tell, cast: Cast, sign_in: SignIn, settings: Any
) -> None:
    for name in ("worklist", "intake"):
        assert "/calls/" in sign_in(cast.li).get(reverse(name)).content.decode()
    assert "/calls/" not in sign_in(cast.chen).get(reverse("worklist")).content.decode()
    settings.TELEPHONY_KEY = ""
    assert "/calls/" not in sign_in(cast.li).get(reverse("intake")).content.decode()
