"""A text message has no subject and comes from a number nobody knows: it says from which community it is, and about what."""

from pathlib import Path
from typing import Any

import pytest

from gensui.cases.actions import words
from gensui.notices import actions as notices
from gensui.people.actions import codes
from gensui.security.actions import gate
from gensui.security.actions.turn import Arrival
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes

pytestmark = pytest.mark.database


@pytest.fixture
def texts(settings: Any, tmp_path: Path) -> Path:
    """Where text messages are written to."""
    settings.SMS_FOLDER = str(tmp_path)
    return tmp_path


def sent(texts: Path, minute: float = 90) -> list[str]:
    notices.deliver(actor="engine", at=minutes(minute))
    return [one.read_text("utf-8").partition("\n")[2] for one in sorted(texts.iterdir())]


def test_who_is_asked_about_a_visitor_reads_from_which_community(texts: Path, cast: Cast) -> None:
    stands = Arrival(kind="visitor", unit=cast.wu.household.unit, name="王五", purpose="做客")
    gate.arrive(site=cast.site, arrival=stands, actor=cast.guard, at=minutes(0))
    (text,) = sent(texts, 1)
    assert text.startswith("【雲棲花園】Somebody at the gate wants to come to you\n")
    assert "/my/gate/" in text


@pytest.mark.parametrize("purpose", ["progress", "chat", "result"])
def test_words_about_a_request_say_about_which(texts: Path, walk: Walk, cast: Cast, purpose: Any) -> None:
    case = walk("reported" if purpose == "result" else "working")
    sent(texts)
    before = set(texts.iterdir())
    words.send_message(case=case, actor=cast.li, at=minutes(91), text="師傅已在路上", purpose=purpose)
    sent(texts, 92)
    (letter,) = (one.read_text("utf-8") for one in texts.iterdir() if one not in before)
    assert (case.number in letter.partition("/my/")[0], "【雲棲花園】" in letter) == (True, True)


def test_a_notice_is_not_given_a_heading_that_says_nothing(texts: Path, walk: Walk, cast: Cast) -> None:
    walk("plan_pending")
    assert not [text for text in sent(texts) if "A notice from the service" in text]


def test_a_code_says_whose_it_is(texts: Path, cast: Cast) -> None:
    codes.request_code(phone="13900000003", source="10.0.0.1", actor="anybody", at=minutes(0))
    (text,) = sent(texts, 1)
    assert text.startswith("【雲棲花園】Your code for the owners' page is ")
