"""Stars stand on the case's page; poor ones are a question that whoever follows the request has to answer, and the head hears."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.models import Case, Message
from gensui.ledger.models import Obligation, Outgoing
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn, english
from tests.portal.conftest import ComeIn

__all__ = ["english"]
pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def rate(case: Case, who: Any, come_in: ComeIn, stars: int, comment: str = "師傅沒清理", once: str = "r:1") -> Any:
    with time_machine.travel(minutes(40), tick=False):
        given = {"stars": stars, "comment": comment, "once": once}
        return come_in(who).post(reverse("my_act", args=[case.number, "rate"]), given)


def test_poor_stars_wait_for_an_answer(walk: Walk, cast: Cast, come_in: ComeIn, english: SignIn) -> None:
    case = walk("told")
    for _time in range(2):  # two taps
        assert rate(case, cast.mei, come_in, 2).status_code == 302
    owed = Obligation.objects.get(stream=case.stream, clause="C37.1")
    assert (owed.state, owed.holder) == ("open", cast.li.key)
    question = Message.objects.get(case=case, purpose="question")
    assert question.text == "★★☆☆☆ 師傅沒清理"
    heard = Outgoing.objects.filter(stream=case.stream, body__contains="師傅沒清理")
    assert {one.to for one in heard} == {cast.li.key, cast.chief.key}
    with time_machine.travel(minutes(41), tick=False):
        page = english(cast.li).get(reverse("case", args=[case.number])).content.decode()
        assert "2 of five" in page
        assert "師傅沒清理" in page
        assert case.number in english(cast.li).get(reverse("worklist")).content.decode()
    with time_machine.travel(minutes(50), tick=False):
        given = {"question": question.pk, "text": "明天派人清理", "in_a_call": "on", "once": "a:1"}
        answer = english(cast.li).post(reverse("act", args=[case.number, "answer_inquiry"]), given)
    assert answer.status_code == 302
    owed.refresh_from_db()
    assert owed.state == "met"


def test_other_stars_ask_for_nothing_and_are_shown(walk: Walk, cast: Cast, come_in: ComeIn, english: SignIn) -> None:
    case = walk("told")
    assert rate(case, cast.mei, come_in, 3, comment="還行").status_code == 302
    assert not Message.objects.filter(case=case, purpose="question").exists()
    with time_machine.travel(minutes(41), tick=False):
        page = english(cast.li).get(reverse("case", args=[case.number])).content.decode()
    assert "3 of five" in page
    assert "還行" in page


def test_poor_stars_without_words_are_asked_about_too(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = walk("visit_due")
    assert rate(case, cast.wu, come_in, 1).status_code == 404  # a stranger
    assert rate(case, cast.mei, come_in, 1, comment="").status_code == 302
    assert Message.objects.get(case=case, purpose="question").text == "★☆☆☆☆"
