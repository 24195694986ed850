"""Files at the desk: from the list of who could be asked, over the own page on the telephone, to the appeal and its paper."""

from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gensui.ledger.models import Obligation
from gensui.oversight.models import Appeal, Breach, Sanction
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.oversight.filed import FILE_AT, Lapse, Open, lapse, opened

__all__ = ["lapse", "opened"]
pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' clock stands an hour after the file was opened."""
    monkeypatch.setattr("gensui.desk.doors.timezone.now", lambda: FILE_AT + timedelta(hours=6))


def words(made: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made))


def body(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def test_a_file_is_opened_from_the_list_and_answered_on_the_own_page(cast: Cast, lapse: Lapse, english: SignIn) -> None:
    duties = lapse()
    head, chen = english(cast.chief), english(cast.chen)
    assert "陳志" in body(head.get(reverse("candidates")))
    opening = {
        "clause": "4.2.1", "severity": "minor", "facts": "兩單逾時", "breaches": [one.pk for one in duties], "once": "file:a",
    }  # fmt: skip
    assert head.post(reverse("sanction_new", args=["M07"]), opening).status_code == 302
    found = Sanction.objects.get()
    assert "Nobody is to be asked" in body(head.get(reverse("candidates")))

    own = body(chen.get(reverse("own_file")))
    assert found.number in own
    assert "Write your side of it" in own
    act = reverse("sanction_act", args=[found.number, "give_statement"])
    assert chen.post(act, {"text": "", "once": "file:b"}).status_code == 422
    assert chen.post(act, {"text": "同時有爆管", "all_said": "on", "once": "file:b"}).status_code == 302
    measure = {"kind": "warning", "reasons": "初次", "once": "file:c"}
    decide = reverse("sanction_act", args=[found.number, "decide_sanction"])
    page = body(head.get(reverse("sanction", args=[found.number])))
    assert ('value="warning"' in page, 'value="demerit"' in page, 'value="fine"' in page) == (True, False, False)
    assert head.post(decide, {**measure, "kind": "demerit"}).status_code == 422
    assert head.post(decide, measure).status_code == 302
    found.refresh_from_db()
    assert found.state == "proposed"
    assert "初次" not in body(chen.get(reverse("sanction", args=[found.number])))  # not given yet, so not told yet

    assert (
        english(cast.qin)
        .post(reverse("sanction_act", args=[found.number, "countersign"]), {"once": "file:d"})
        .status_code
        == 302
    )
    assert (
        chen.post(
            reverse("sanction_act", args=[found.number, "acknowledge_sanction"]), {"read": "on", "once": "file:e"}
        ).status_code
        == 302
    )
    appeal = {"grounds": "fact", "statement": "已報告班長", "once": "file:f"}
    assert chen.post(reverse("sanction_act", args=[found.number, "file_appeal"]), appeal).status_code == 302
    decided = {"decision": "allowed", "reasons": "屬實，值班記錄與照片均已核對", "once": "file:g"}
    assert (
        english(cast.qin).post(reverse("sanction_act", args=[found.number, "decide_appeal"]), decided).status_code
        == 302
    )
    assert Appeal.objects.get().decision == ""  # who signed does not decide
    assert (
        english(cast.gm).post(reverse("sanction_act", args=[found.number, "decide_appeal"]), decided).status_code == 302
    )
    found.refresh_from_db()
    assert (found.state, Breach.objects.first().standing) == ("revoked", "cleared")  # type: ignore[union-attr]


def test_a_file_exists_for_the_person_and_those_who_look_after(cast: Cast, opened: Open, sign_in: SignIn) -> None:
    found = opened("asked")
    where = reverse("sanction", args=[found.number])
    for one in (cast.chen, cast.chief, cast.hr, cast.qin, cast.gm):
        assert sign_in(one).get(where).status_code == 200, one.number
    for one in (cast.zhao, cast.li, cast.head, cast.guard, cast.operator, cast.stranger):
        assert sign_in(one).get(where).status_code == 404, one.number
        assert sign_in(one).post(reverse("sanction_act", args=[found.number, "drop_file"])).status_code == 404
        assert sign_in(one).get(reverse("sanction_paper", args=[found.number, "invitation"])).status_code == 404
    assert sign_in(cast.chen).get(reverse("sanction", args=["D999999"])).status_code == 404
    assert sign_in(cast.chief).post(reverse("sanction_act", args=[found.number, "beat"])).status_code == 404


@pytest.mark.parametrize(
    ("language", "said"), [("zh-hant", "處分通知書"), ("zh-hans", "处分通知书"), ("en", "Notice: warning")]
)
def test_papers_speak_the_language_of_whom_they_are_for(
    cast: Cast, opened: Open, sign_in: SignIn, language: str, said: str
) -> None:
    cast.chen.user.language = language
    cast.chen.user.save()
    found = opened("appealed")
    made = sign_in(cast.hr).get(reverse("sanction_paper", args=[found.number, "notice"]))
    assert made["Content-Type"] == "application/pdf"
    assert said in words(made.content)
    assert "陳志" in words(made.content)
    assert sign_in(cast.hr).get(reverse("sanction_paper", args=[found.number, "appeal"])).status_code == 404


def test_a_lapse_is_doubted_and_answered(cast: Cast, lapse: Lapse, english: SignIn) -> None:
    duties = lapse(1)
    chen, head = english(cast.chen), english(cast.chief)
    for _again in range(2):
        chen.post(reverse("breach_doubt", args=[duties[0].pk]), {"words": "已轉單"})
    noted = Breach.objects.get()
    assert "已轉單" in body(head.get(reverse("candidates")))
    assert english(cast.head).post(reverse("breach_answer", args=[noted.pk, "accept"])).status_code == 404
    head.post(reverse("breach_answer", args=[noted.pk, "accept"]))
    noted.refresh_from_db()
    assert noted.standing == "cleared"


def test_a_talk_instead_of_a_file(cast: Cast, lapse: Lapse, english: SignIn) -> None:
    rows = [one.pk for one in lapse(1)]
    head = english(cast.chief)
    assert head.post(reverse("talk", args=["M07"]), {"words": "已談", "once": "t1", "act": "clear"}).status_code == 422
    answer = head.post(reverse("talk", args=["M07"]), {"breach": rows, "words": "已談", "once": "t1", "act": "talk"})
    assert answer.status_code == 302
    assert Breach.objects.filter(standing="talked").count() == len(rows)


def test_the_lists_cost_the_same_for_one_and_for_many(cast: Cast, lapse: Lapse, opened: Open, english: SignIn) -> None:
    client = english(cast.hr)

    def cost(name: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse(name)).status_code == 200
        return len(found)

    lapse(1)
    opened("served")
    names = ("candidates", "sanctions", "own_file", "awards", "recognition")
    few = {name: cost(name) for name in names}
    lapse(4)
    opened("heard", at=FILE_AT + timedelta(hours=1))
    assert Obligation.objects.filter(lapsed_at__isnull=False).count() > 4
    for name in names:
        assert cost(name) <= few[name], name
    assert max(few.values()) <= 25, few
