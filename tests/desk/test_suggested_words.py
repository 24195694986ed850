"""What could be written to the owner: from how the case stands, in the owner's language, seen before it is sent."""

from datetime import timedelta

import pytest
from django.urls import reverse

from gensui.cases import suggestions
from gensui.cases.actions import order, work
from gensui.cases.models import Message
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database


@pytest.mark.parametrize(
    ("state", "purpose", "said"),
    [
        ("dispatched", "progress", "maintenance has it and somebody is named shortly."),
        ("assigned", "contact", "陳志 takes care of it and could not reach you yet."),
        ("plan_pending", "progress", "plan and price are ready and wait for your word."),
        ("working", "progress", "陳志 is at work on it. We write again within 24 hours."),
        ("reported", "result", "the work is done: 更換兩個角閥. Is it as it should be?"),
        ("told", "chat", ""),
    ],
)
def test_it_follows_how_the_case_stands(walk: Walk, state: str, purpose: str, said: str) -> None:
    case = walk(state)
    assert suggestions.purpose_of(case) == purpose
    words = suggestions.wording(case, purpose, minutes(60))
    assert said in words
    assert not words or words.startswith(f"Good day, 陳美. Your request {case.number}:")


def test_times_that_were_agreed_are_said(walk: Walk, cast: Cast) -> None:
    case = order.set_appointment(case=walk("contacted"), actor=cast.chen, at=minutes(20), appointment_at=minutes(240))
    assert "comes to you on 11-23 14:00, as agreed." in suggestions.wording(case, "progress", minutes(60))
    case = work.pause_work(
        case=walk("working"),
        actor=cast.chen,
        at=minutes(40),
        reason="parts",
        parts="角閥",
        until=minutes(0) + timedelta(days=2),
    )
    assert "it waits: waiting for parts: 角閥. It goes on 11-25 10:00." in suggestions.wording(
        case, "progress", minutes(60)
    )


def test_it_is_in_the_owners_language_not_the_writers(walk: Walk, cast: Cast, english: SignIn) -> None:
    cast.mei.language = "zh-hans"
    cast.mei.save()
    case = walk("working")
    page = english(cast.li).get(reverse("act", args=[case.number, "send_message"]))
    assert page.context["form"].initial["text"].startswith("陳美您好。")
    assert "正在处理" in page.context["form"].initial["text"]


def test_a_preview_sends_nothing_and_shows_what_will_be_read(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, client = walk("working"), english(cast.li)
    where = reverse("act", args=[case.number, "send_message"])
    said = {"purpose": "progress", "text": "The <b>valve</b> comes tomorrow.", "once": "act:p"}
    page = client.post(where, said | {"preview": "1"})
    assert page.status_code == 200
    assert f"How your request {case.number} stands" in page.content.decode()
    assert "The &lt;b&gt;valve&lt;/b&gt; comes tomorrow." in page.content.decode()
    assert f"/my/cases/{case.number}/" in page.content.decode()
    assert not Message.objects.exists()
    assert client.post(where, said).status_code == 302
    assert Message.objects.get().text == said["text"]
    assert "on its way" in client.get(reverse("case", args=[case.number])).content.decode()


def test_where_nobody_known_stands_behind_it_there_is_no_preview(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, client = walk("working", resident=None), english(cast.li)
    where = reverse("act", args=[case.number, "send_message"])
    assert 'name="preview"' not in client.get(where).content.decode()
    said = {"purpose": "progress", "text": "x", "once": "act:p"}
    assert client.post(where, said | {"preview": "1"}).context["preview"] is None
    assert client.post(where, said).status_code == 409
