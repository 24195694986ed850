"""What an owner is told once the house has decided about "not solved", and which promise stays on the page."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gensui.cases.actions import result
from gensui.cases.models import Case
from gensui.ledger.models import Outgoing
from gensui.notices.wording import Words, words_for
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn
from tests.portal.conftest import ComeIn, come_in

__all__ = ["come_in"]
pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def disputed(walk: Walk, cast: Cast, **words: Any) -> Case:
    return result.dispute_result(case=walk("told", **words), dispute="龍頭還在滴", actor=cast.mei, at=minutes(60))


def post(client: Client, case: Case, act: str, minute: float, **said: Any) -> int:
    with time_machine.travel(minutes(minute), tick=False):
        return int(client.post(reverse("act", args=[case.number, act]), {"once": f"{act}:{minute}"} | said).status_code)


def letters(case: Case, cast: Cast, what: str, language: str = "en") -> list[Words]:
    rows = Outgoing.objects.filter(stream=case.stream, to=cast.mei.key, what=what).order_by("pk")
    return [words_for(one, language, minutes(100)) for one in rows]


def page(client: Client, case: Case, minute: float) -> str:
    with time_machine.travel(minutes(minute), tick=False):
        return str(client.get(reverse("my_case", args=[case.number])).content.decode())


def test_an_explanation_says_what_it_answers_who_says_so_and_what_she_can_do(
    walk: Walk, cast: Cast, english: SignIn, come_in: ComeIn
) -> None:
    case = disputed(walk, cast)
    assert "we are making up for it" in page(come_in(cast.mei), case, 65)
    assert post(english(cast.chief), case, "explain", 70, explanation="水壓太高", accepted="") == 302
    (letter,) = letters(case, cast, "message.explain")
    for words in ("龍頭還在滴", "水壓太高", "馬駿", "accept this", "2026-11-2", f"/my/cases/{case.number}/"):
        assert words in letter.letter(), words
    shown = page(come_in(cast.mei), case, 71)
    assert "We explained it; please say by 11-24 11:10 whether you accept that" in shown
    with time_machine.travel(minutes(71), tick=False):
        case_page = english(cast.chief).get(reverse("case", args=[case.number])).content.decode()
    assert "The owner can answer until 11-24 11:10." in case_page
    assert ("I accept this" in shown, "I do not accept this" in shown) == (True, True)
    # what she rejects, the next explanation answers
    with time_machine.travel(minutes(75), tick=False):
        said = {"text": "水壓正常", "once": "r:1"}
        assert come_in(cast.mei).post(reverse("my_act", args=[case.number, "reject"]), said).status_code == 302
    assert post(english(cast.chief), case, "explain", 80, explanation="墊圈老化", accepted="") == 302
    assert "水壓正常" in letters(case, cast, "message.explain")[-1].text


@pytest.mark.parametrize(("language", "word"), [("zh-hant", "您"), ("zh-hans", "您")])
def test_it_is_written_in_her_language(walk: Walk, cast: Cast, english: SignIn, language: str, word: str) -> None:
    cast.mei.language = language
    cast.mei.save()
    case = disputed(walk, cast)
    assert post(english(cast.chief), case, "explain", 70, explanation="水壓太高", accepted="") == 302
    (letter,) = letters(case, cast, "message.explain", language)
    assert (word in letter.text, "You said" in letter.text, "explains" in letter.text) == (True, False, False)


def test_a_redo_is_told_with_who_comes_and_by_when(walk: Walk, cast: Cast, english: SignIn, come_in: ComeIn) -> None:
    case = disputed(walk, cast)
    first = Case.objects.get(pk=case.pk).promised_by
    assert first is not None
    given = {"handler": cast.chen.pk, "anyway": "他最熟"}
    assert post(english(cast.chief), case, "order_rework", 70, **given) == 302
    case.refresh_from_db()
    told = letters(case, cast, "message.notice")[-1].letter()
    assert case.promised_by is not None
    for words in (case.number, cast.chen.name, case.clock(case.promised_by), f"/my/cases/{case.number}/"):
        assert words in told
    assert case.promised_by != first
    mine = page(come_in(cast.mei), case, 72)
    for when in (first, case.promised_by):
        assert f"{case.local(when):%m-%d %H:%M}" in mine
    with time_machine.travel(minutes(72), tick=False):
        desk = english(cast.li).get(reverse("case", args=[case.number])).content.decode()
    assert f"{case.local(first):%m-%d %H:%M}" in desk


def test_a_redo_without_a_name_says_which_department(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = disputed(walk, cast)
    assert post(english(cast.chief), case, "order_rework", 70) == 302
    assert "by maintenance, who" in letters(case, cast, "message.notice")[-1].text


def test_a_request_that_is_open_again_is_told_too(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("visit_due")
    Case.objects.filter(pk=case.pk).update(state="closed", closed_at=minutes(50))
    assert post(english(cast.li), case, "reopen_case", 60, reason="又漏了") == 302
    assert "is open again" in letters(case, cast, "message.notice")[-1].text
