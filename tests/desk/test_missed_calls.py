"""A missed call stands on every agent's list and on the board until somebody got through, whoever called whom."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.models import Case
from gensui.ledger.models import Event, Obligation
from tests.cast import MONDAY, Cast
from tests.desk.conftest import SignIn
from tests.desk.test_telephony import Tell, tell

__all__ = ["tell"]
pytestmark = pytest.mark.database


@pytest.fixture
def lost(tell: Tell) -> Case:
    """Mei called and hung up."""
    tell(event="ringing")
    tell(40, event="abandoned")
    return Case.objects.get()


def listed(cast: Cast, sign_in: SignIn, minutes: float = 2) -> list[bool]:
    """Whether the call is on the lists of two agents and of the head."""
    with time_machine.travel(MONDAY + timedelta(minutes=minutes)):
        found = [sign_in(who).get(reverse("calls")).content.decode() for who in (cast.li, cast.lin, cast.head)]
    return ["called back" in text for text in found]


def test_it_is_on_every_list_and_on_the_board(lost: Case, cast: Cast, english: SignIn) -> None:
    assert listed(cast, english) == [True, True, True]
    assert listed(cast, english, minutes=60 * 24) == [True, True, True]
    with time_machine.travel(MONDAY + timedelta(minutes=30)):
        assert lost.number in english(cast.head).get(reverse("board")).content.decode()


def test_its_holder_has_it_on_the_first_page_and_calls_back_from_there(lost: Case, cast: Cast, english: SignIn) -> None:
    with time_machine.travel(MONDAY + timedelta(minutes=3)):
        first, other = (english(who).get(reverse("worklist")).content.decode() for who in (cast.li, cast.lin))
        assert "Missed calls are called back" in first
        assert "0001" in first
        assert f'action="{reverse("answer", args=[lost.number])}"' in first
        assert lost.number not in other
        english(cast.li).post(reverse("answer", args=[lost.number]), {"not_reached": "1"})
        assert "attempts: 1" in english(cast.li).get(reverse("worklist")).content.decode()
        answer = english(cast.li).post(reverse("answer", args=[lost.number]))
        assert answer.headers["Location"] == f"{reverse('intake')}?call={lost.number}"
        assert "Missed calls" not in english(cast.li).get(reverse("worklist")).content.decode()


def test_not_reached_keeps_it_with_the_attempts(lost: Case, cast: Cast, english: SignIn) -> None:
    for minute in (2, 5):
        with time_machine.travel(MONDAY + timedelta(minutes=minute)):
            english(cast.li).post(reverse("answer", args=[lost.number]), {"not_reached": "1"})
    lost.refresh_from_db()
    assert (lost.state, lost.contact_attempts) == ("missed", 2)
    with time_machine.travel(MONDAY + timedelta(minutes=6)):
        assert "attempts: 2" in english(cast.lin).get(reverse("calls")).content.decode()
    assert Obligation.objects.get(stream=lost.stream, clause="C07.2").state == "open"


def test_reached_takes_it_off_and_leads_to_the_intake_to_its_end(lost: Case, cast: Cast, english: SignIn) -> None:
    with time_machine.travel(MONDAY + timedelta(minutes=3)):
        browser = english(cast.li)
        answer = browser.post(reverse("act", args=[lost.number, "call_back"]), {"once": "act:1"})
        assert answer.headers["Location"] == f"{reverse('intake')}?call={lost.number}"
        assert listed(cast, english, minutes=20) == [False, False, False]
        said = {
            "channel": "phone", "phone": "13900000001", "requester_name": "陳美", "relation": "owner", "home": "3-1-502",
            "place": "廚房", "content": "漏水", "category": cast.leak.pk, "read_back": "on", "once": "intake:1", "call": lost.number,
        }  # fmt: skip
        assert browser.post(reverse("intake"), said).status_code == 302
    lost.refresh_from_db()
    assert (lost.state, lost.content) == ("dispatched", "漏水")
    assert Obligation.objects.get(stream=lost.stream, clause="C07.2").state == "met"


def test_it_ends_when_the_caller_gets_through(lost: Case, tell: Tell, cast: Cast, english: SignIn) -> None:
    tell(200, call="c-2", event="ringing")
    tell(205, call="c-2", event="answered", extension="K02")

    lost.refresh_from_db()
    assert (lost.state, lost.merged_into) == ("cancelled", Case.objects.latest("pk"))
    assert Obligation.objects.get(stream=lost.stream, clause="C07.2").state == "met"
    assert listed(cast, english, minutes=30) == [False, False, False]


def test_reached_twice_at_once_is_once(lost: Case, cast: Cast, english: SignIn) -> None:
    with time_machine.travel(MONDAY + timedelta(minutes=3)):
        for who in (cast.li, cast.lin):
            assert english(who).post(reverse("answer", args=[lost.number])).status_code == 302
    lost.refresh_from_db()
    assert lost.follower == cast.li
    assert Event.objects.filter(stream=lost.stream, kind="contact.called_back").count() == 1
