"""Whoever calls knows the number before the call ends: the agent is given what to say, and a message goes where it may."""

from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.models import Case
from gensui.ledger.models import Outgoing
from gensui.notices import actions as notices
from gensui.notices.wording import words_for
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn
from tests.desk.test_caller_for_another import rings, texts

__all__ = ["texts"]
pytestmark = pytest.mark.database


def said(cast: Cast) -> dict[str, Any]:
    """What Mei calls for."""
    return {
        "channel": "phone", "phone": "13900000001", "requester_name": "陳美", "relation": "owner", "home": "3-1-502",
        "place": "廚房", "content": "水管滲漏", "category": cast.leak.pk, "read_back": "on", "once": "intake:told",
        "resident": str(cast.mei.pk),
    }  # fmt: skip


def take_in(cast: Cast, english: SignIn, **fields: Any) -> tuple[Case, str]:
    """Li takes a call of Mei's down, twice by mistake; the case, and what the next page says."""
    client = english(cast.li)
    with time_machine.travel(minutes(1), tick=False):
        for _time in range(2):
            assert client.post(reverse("intake"), said(cast) | fields).status_code == 302
        case = Case.objects.get()
        return case, client.get(reverse("case", args=[case.number])).content.decode()


def told(case: Case) -> list[str]:
    rows = Outgoing.objects.filter(stream=case.stream, what="message.notice", to__startswith="resident:")
    return [words_for(one, "en", minutes(2)).letter() for one in rows]


def test_the_owner_reads_the_number_and_the_agent_says_it(cast: Cast, english: SignIn) -> None:
    case, page = take_in(cast, english)
    (letter,) = told(case)
    assert case.promised_by is not None
    for words in (case.number, "3-1-502", case.clock(case.promised_by)):
        assert words in letter
    assert f"/my/cases/{case.number}/" in letter
    assert f"Say: “Your request has the number {case.number}." in page
    assert case.clock(case.promised_by) in page
    assert "A message with this goes out." in page


def test_who_is_in_no_register_is_told_the_number_by_the_agent(cast: Cast, english: SignIn) -> None:
    case, page = take_in(cast, english, phone="13711110000", resident="", home="", area=cast.lobby.pk, place="大堂")
    assert told(case) == []
    assert "No message goes out: let them write the number down." in page


def test_who_calls_for_somebody_is_written_to_where_the_number_rang(cast: Cast, english: SignIn, texts: Path) -> None:
    calls = {"phone": "13700000099", "requester_name": "陳小雨", "relation": "family", "for_another": "yes"}
    case, page = take_in(cast, english, call=rings().number, **calls)
    assert case.for_another
    assert "A message with this goes out." in page
    notices.deliver(actor="engine", at=minutes(3))
    (text,) = (one.read_text("utf-8") for one in texts.iterdir() if "13700000099" in one.read_text("utf-8"))
    assert (case.number in text, "/my/" in text, "【雲棲花園】" in text) == (True, False, True)


def test_a_number_that_was_only_said_gets_none(cast: Cast, english: SignIn) -> None:
    calls = {"phone": "13700000099", "requester_name": "陳小雨", "relation": "family", "for_another": "yes"}
    _case, page = take_in(cast, english, **calls)
    assert "A message goes to the home, none to the caller" in page


def test_of_a_complaint_it_says_that_others_look_into_it(cast: Cast, english: SignIn) -> None:
    case, page = take_in(cast, english, category=cast.complaint.pk, content="態度惡劣", place="櫃檯")
    assert "Somebody whom it does not concern" in told(case)[0]
    assert f"Your complaint has the number {case.number}" in page


def test_what_was_answered_on_the_spot_promises_nothing(cast: Cast, english: SignIn) -> None:
    case, page = take_in(cast, english, category=cast.question.pk, content="物業費多少", answer="每月兩元")
    assert (told(case), "Say: “" in page) == ([], False)


def test_a_leak_is_not_answered_on_the_spot(cast: Cast, english: SignIn) -> None:
    """All its promises would end with that; a question alone needs no order."""
    page = english(cast.li).post(reverse("intake"), said(cast) | {"answer": "關總閥即可"}).content.decode()
    assert "Only a question is answered on the spot; this is “repair”." in page
    assert not Case.objects.exists()
