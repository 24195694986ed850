"""An agreement that staff note in an owner's name: what counts as a signature, and how the owner hears of it and objects."""

import base64
import io
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image, ImageDraw

from gensui.cases.models import Case, Message
from gensui.ledger.models import Obligation, Outgoing
from gensui.people.models import Resident
from tests.cases.conftest import Walk
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.portal.conftest import ComeIn, come_in

__all__ = ["come_in"]

pytestmark = pytest.mark.database
NAME = [(40, 60), (120, 60), (80, 40), (80, 130), (50, 130), (140, 125), (180, 70), (170, 140), (230, 60)]
DRAWN: dict[str, list[tuple[int, int]]] = {
    "blank": [],
    "dot": [(100, 80), (101, 80)],
    "stroke": [(40, 90), (300, 91)],
    "scribble in a corner": [(2, 2), (10, 9), (2, 9), (10, 2), (4, 6), (10, 5)] * 6,
}


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def drawn(line: list[tuple[int, int]], scale: int = 1) -> str:
    """What the canvas of the form sends: ink on nothing, at the pixels of this screen."""
    sheet = Image.new("RGBA", (360 * scale, 180 * scale))
    if line:
        points = [(x * scale, y * scale) for x, y in line]
        ImageDraw.Draw(sheet).line(points, fill="#1d2829", width=round(2.4 * scale), joint="curve")
    file = io.BytesIO()
    sheet.save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def sign(case: Case, client: Any, who: Resident, signature: str, once: str = "a1") -> Any:
    given = {"once": once, "method": "sign", "by": who.pk, "signature": signature}
    return client.post(f"/cases/{case.number}/consent_to_plan/", given)


def told(case: Case, who: Resident) -> list[str]:
    rows = Outgoing.objects.filter(stream=case.stream, to=who.key, what="message.notice")
    return [one for one in rows.values_list("body", flat=True) if "agreement of" in one]


@pytest.mark.parametrize("what", DRAWN)
@pytest.mark.parametrize("scale", [1, 3])
def test_what_is_no_signature_is_refused(walk: Walk, cast: Cast, english: SignIn, what: str, scale: int) -> None:
    case = walk("plan_pending")
    refused = sign(case, english(cast.chen), cast.mei, drawn(DRAWN[what], scale))
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["signature"]
    assert "not a signature" in refused.content.decode()
    assert case.quotes.get().consent == "pending"


@pytest.mark.parametrize("sent", ["data:image/png;base64,AAAA", "data:image/png;base64,!", "data:text/plain,x"])
def test_what_is_no_picture_is_refused(walk: Walk, cast: Cast, english: SignIn, sent: str) -> None:
    refused = sign(walk("plan_pending"), english(cast.chen), cast.mei, sent)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["signature"])


@pytest.mark.parametrize("scale", [1, 3])
def test_the_owner_hears_of_the_agreement_in_the_own_name(walk: Walk, cast: Cast, english: SignIn, scale: int) -> None:
    case, phone = walk("plan_pending"), english(cast.chen)
    for _tap in range(2):
        assert sign(case, phone, cast.mei, drawn(NAME, scale)).status_code == 302
    (heard,) = told(case, cast.mei)
    for words in (case.number, cast.mei.name, "172.00", "更換角閥", "signed on the screen", "I did not agree to this"):
        assert words in heard
    assert told(case, cast.wu) == []


def test_the_owner_reads_it_in_the_own_language(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("plan_pending")
    Resident.objects.filter(pk=cast.mei.pk).update(language="zh-hans")
    assert sign(case, english(cast.chen), cast.mei, drawn(NAME)).status_code == 302
    rows = Outgoing.objects.filter(stream=case.stream, to=cast.mei.key, what="message.notice")
    (heard,) = [body for body in rows.values_list("body", flat=True) if "172.00" in body and "屏幕签名" in body]
    assert "signed on the screen" not in heard


def test_the_owner_objects_and_an_answer_is_owed(walk: Walk, cast: Cast, english: SignIn, come_in: ComeIn) -> None:
    case = walk("plan_pending")
    sign(case, english(cast.chen), cast.mei, drawn(NAME))
    owner, address = come_in(cast.mei), reverse("my_act", args=[case.number, "object"])
    assert "I did not agree to this" in owner.get(reverse("my_case", args=[case.number])).content.decode()
    assert owner.post(address, {"text": "", "once": "my:0"}).status_code == 200
    assert come_in(cast.wu).post(address, {"text": "我沒簽", "once": "my:1"}).status_code == 404
    for _tap in range(2):
        assert owner.post(address, {"text": "我沒簽", "once": "my:1"}).status_code == 302

    said = Message.objects.get(case=case, purpose="question")
    assert said.text == "I did not agree to this plan and price: 我沒簽"
    assert said.outgoing is not None
    assert (said.to_key, said.outgoing.what) == (cast.li.key, "message.question")
    assert Obligation.objects.filter(stream=case.stream, clause="C37.1", state="open").count() == 1
    assert "我沒簽" in english(cast.li).get(f"/cases/{case.number}/").content.decode()


def test_who_agreed_on_the_own_page_is_told_nothing_and_objects_to_nothing(
    walk: Walk, cast: Cast, come_in: ComeIn
) -> None:
    case, owner = walk("plan_pending"), come_in(cast.mei)
    address = reverse("my_act", args=[case.number, "object"])
    assert owner.post(address, {"text": "不", "once": "my:0"}).status_code == 200  # nothing was agreed to yet
    owner.post(reverse("my_act", args=[case.number, "agree"]), {"once": "my:1", "seen": case.seen})
    assert told(case, cast.mei) == []
    assert "I did not agree to this" not in owner.get(reverse("my_case", args=[case.number])).content.decode()
    assert owner.post(address, {"text": "不", "once": "my:2"}).status_code == 200
    assert not Message.objects.filter(case=case, purpose="question").exists()


@pytest.mark.parametrize(("act", "words"), [("decline_plan", "reason"), ("ask_for_changes", "wish")])
def test_the_owner_hears_of_a_no_in_the_own_name(
    walk: Walk, cast: Cast, english: SignIn, come_in: ComeIn, act: str, words: str
) -> None:
    case, desk = walk("plan_pending"), english(cast.li)
    for _tap in range(2):
        noted = desk.post(f"/cases/{case.number}/{act}/", {"by": "陳美", words: "太貴了", "once": "d1"})
        assert noted.status_code == 302
    rows = Outgoing.objects.filter(stream=case.stream, to=cast.mei.key, what="message.notice")
    (heard,) = [body for body in rows.values_list("body", flat=True) if "太貴了" in body]
    assert "does not agree to the plan" in heard

    other = walk("plan_pending")
    address = reverse("my_act", args=[other.number, "decline" if act == "decline_plan" else "change"])
    answer = {"text": "太貴了", "once": "my:1", "seen": other.seen}
    assert come_in(cast.mei).post(address, answer).status_code == 302
    rows = Outgoing.objects.filter(stream=other.stream, to=cast.mei.key, what="message.notice")
    assert [body for body in rows.values_list("body", flat=True) if "太貴了" in body] == []
