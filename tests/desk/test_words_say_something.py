"""A dot is no reason: wherever somebody must give words, every door asks for them, and keeps what else was typed."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from gensui.cases.actions import order, result, together
from gensui.cases.models import Case, Message, Note
from gensui.core.plain import plain, says_something
from gensui.desk.forms.follow import ConfirmForm
from gensui.people.acting import NOW
from gensui.people.refusals import NothingProvesIt, NoWords
from tests.api.conftest import SAID, Ask, ask, token
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn
from tests.desk.test_hostile import said
from tests.portal.conftest import ComeIn, come_in

__all__ = ["ask", "come_in", "token"]
pytestmark = pytest.mark.database
NOTHING = (".", "-", "…", "。。", "\u200b\u200d", "\u202e\u2066", "  \t", "👍", "\u3164", "？！")
SENTENCE = "Write it in words."


@pytest.mark.parametrize("text", NOTHING)
def test_signs_alone_say_nothing(text: str) -> None:
    assert not says_something(text)


@pytest.mark.parametrize("text", ["x", "漏", "7", "。漏。", "👍 ok", "\u200bé", "수", "جيد"])
def test_a_letter_a_digit_or_an_ideograph_says_something(text: str) -> None:
    assert says_something(text)
    assert plain(text) == text


@pytest.mark.parametrize("text", ["\u200b", "\u202e \u2069", "\ufeff\n", "\u3164"])
def test_what_nobody_sees_is_empty(text: str) -> None:
    assert plain(text) == ""


@pytest.mark.parametrize(("state", "verb", "field"), [
    ("assigned", "return_order", "reason"), ("working", "meet_problem", "note"), ("working", "cancel_case", "reason"),
    ("working", "send_message", "text"), ("told", "dispute_result", "dispute"),
])  # fmt: skip
def test_an_act_at_the_desk_asks_for_words(
    walk: Walk, cast: Cast, english: SignIn, state: str, verb: str, field: str
) -> None:
    case = walk(state)
    who = cast.chen if verb in ("meet_problem", "return_order") else cast.li
    before = (Note.objects.count(), Message.objects.count())
    given = {"once": f"x:{verb}", "purpose": "chat"}
    with time_machine.travel(minutes(300), tick=False):
        browser = english(who)
        for text in NOTHING:
            answer = browser.post(reverse("act", args=[case.number, verb]), given | {field: text})
            page = answer.content.decode()
            assert answer.status_code == 422, text
            assert (SENTENCE if plain(text) else "This field is required") in page
    assert (Note.objects.count(), Message.objects.count()) == before
    assert Case.objects.get(pk=case.pk).state == case.state


def test_the_door_of_the_act_asks_too(walk: Walk, cast: Cast) -> None:
    case = walk("assigned")
    acts: tuple[tuple[Any, Any, dict[str, Any]], ...] = (
        (order.return_order, cast.chen, {"reason": "."}),
        (result.cancel_case, cast.li, {"reason": "\u200b"}),
        (together.open_parent, cast.li, {"sentence": "…"}),
    )
    for act, who, given in acts:
        with pytest.raises(NoWords):
            act(case=case, actor=who, at=minutes(9), **given)
    with pytest.raises(NothingProvesIt):
        NOW.answered(cast.li, ". 👍")


@pytest.mark.parametrize(("language", "sentence"), [
    ("en", SENTENCE), ("zh-hant", "請用文字寫明"), ("zh-hans", "请用文字写明"),
])  # fmt: skip
def test_what_else_was_typed_stays_and_each_reads_why(
    cast: Cast, sign_in: SignIn, language: str, sentence: str
) -> None:
    browser = sign_in(cast.li)
    browser.cookies["django_language"] = language
    answer = browser.post(reverse("intake"), said("…", place="水槽下"))
    page = answer.content.decode()
    assert sentence in page
    assert "水槽下" in page
    assert not Case.objects.exists()


def test_an_answer_on_the_spot_is_one(cast: Cast, english: SignIn) -> None:
    answer = english(cast.li).post(reverse("intake"), said("物業費幾時交", answer="."))
    assert SENTENCE in answer.content.decode()
    assert not Case.objects.exists()
    assert "answer" in ConfirmForm.base_fields


@pytest.mark.parametrize("text", [".", "\u200b", "👍"])
def test_an_owner_is_asked_for_words_and_keeps_them(walk: Walk, cast: Cast, come_in: ComeIn, text: str) -> None:
    case = walk("told")
    with time_machine.travel(minutes(300), tick=False), translation.override("en"):
        browser = come_in(cast.mei)
        browser.cookies["django_language"] = "en"
        given = {"text": text, "once": "my:dot"}
        for act in ("not-solved", "write", "ask", "complain"):
            answer = browser.post(reverse("my_act", args=[case.number, act]), given)
            assert SENTENCE in answer.content.decode(), act
    assert Case.objects.get().state == "told"


@pytest.mark.parametrize("field", ["content", "place", "requester_name"])
def test_a_program_is_asked_for_words(ask: Ask, field: str) -> None:
    for text in (".", "…", "👍"):
        status, told = ask(body=SAID | {field: text})
        assert (status, [one["where"] for one in told["fields"]]) == (422, [field])
    assert ask(body=SAID | {field: "\u200b"})[0] == 422
    assert ask(body=SAID | {"answer": "."})[0] == 409
    assert not Case.objects.exists()


def test_a_note_that_nobody_sees_is_none(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("dispatched")
    given: dict[str, Any] = {"once": "x", "note": "\u202e\u200b", "handler": cast.chen.pk}
    with time_machine.travel(minutes(5), tick=False):
        assert english(cast.zhao).post(reverse("act", args=[case.number, "assign_case"]), given).status_code == 302
    assert not Note.objects.filter(text__contains="\u200b").exists()
