"""An owner asks something about a request: somebody owes the answer, and the owner reads it."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from gensui.cases.actions import words
from gensui.cases.models import Case, Message, PhoneCall
from gensui.cases.refusals import NoQuestion
from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.people import limits
from gensui.people.access import NotYours
from gensui.people.acting import SYSTEM, Entry
from gensui.people.models import Duty
from gensui.people.secret import digest
from tests.cases.asking import refuses
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn, english
from tests.portal.conftest import ComeIn

__all__ = ["english"]

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def ask(browser: Any, case: Case, text: str = "幾點能修好?", once: str = "my:1") -> Any:
    return browser.post(reverse("my_act", args=[case.number, "ask"]), {"text": text, "once": once}, follow=True)


def owed(case: Case) -> list[str]:
    duties = Obligation.objects.filter(stream=case.stream, clause="C37.1").order_by("pk")
    return list(duties.values_list("state", flat=True))


def page_of(browser: Any, case: Case) -> str:
    return str(browser.get(reverse("my_case", args=[case.number])).content.decode())


def test_a_question_is_owed_an_answer_that_the_owner_reads(
    walk: Walk, cast: Cast, come_in: ComeIn, english: SignIn
) -> None:
    case, owner, desk = walk("working"), come_in(cast.mei), english(cast.li)
    assert "Ask a question" in page_of(owner, case)
    assert ask(owner, case).status_code == 200
    duty = Obligation.objects.get(stream=case.stream, clause="C37.1")
    assert (duty.role, duty.limit_us) == ("follower", timedelta(hours=2) / timedelta(microseconds=1))
    assert Outgoing.objects.filter(stream=case.stream, to=cast.li.key, what="message.question").count() == 1
    assert "Answer the owner" in desk.get(f"/cases/{case.number}/").content.decode()

    question = case.messages.get(purpose="question")
    said = {"question": question.pk, "text": "今天下午三點前", "once": "a1"}
    assert desk.post(f"/cases/{case.number}/answer_inquiry/", said).status_code == 302
    assert owed(case) == ["open"]  # it counts once it arrived
    outgoing = Outgoing.objects.get(stream=case.stream, what="message.answer")
    outgoing.sent_at, outgoing.sent_by = outgoing.created_at, "inbox"
    outgoing.save()
    words.note_deliveries(actor=SYSTEM, at=outgoing.created_at)

    assert owed(case) == ["met"]
    said_to = page_of(owner, case)
    assert "今天下午三點前" in said_to
    assert "You asked: 幾點能修好?" in said_to.replace("</small>", "")
    assert "Answer the owner" not in desk.get(f"/cases/{case.number}/").content.decode()


def test_whoever_holds_the_promise_is_told_also_where_the_follower_is_at_home(
    walk: Walk, cast: Cast, come_in: ComeIn
) -> None:
    Duty.objects.filter(employee__number__in=[cast.li.number, cast.head.number]).delete()
    for one in (cast.li, cast.head):  # works, but not now
        Duty.objects.create(employee=one, starts_at=minutes(3 * 1440), ends_at=minutes(3 * 1440 + 480))
    case = words.inquire(case=walk("working"), text="誰來?", actor=cast.mei, at=minutes(40))
    duty = Obligation.objects.get(stream=case.stream, clause="C37.1")
    assert duty.holder == cast.lin.key
    assert case.messages.get(purpose="question").to_key == cast.lin.key
    assert Outgoing.objects.get(stream=case.stream, what="message.question").to == cast.lin.key


def test_where_nobody_is_there_the_head_of_service_hears_the_question(walk: Walk, cast: Cast) -> None:
    case = walk("working")
    Duty.objects.all().update(starts_at=minutes(3 * 1440), ends_at=minutes(3 * 1440 + 480))
    case = words.inquire(case=case, text="誰來?", actor=cast.mei, at=minutes(40))
    assert Obligation.objects.get(stream=case.stream, clause="C37.1").holder.startswith("house:")
    assert Outgoing.objects.filter(stream=case.stream, what="message.question").exists()


def test_each_question_has_its_own_answer(walk: Walk, cast: Cast) -> None:
    case = words.inquire(case=walk("working"), text="誰來?", actor=cast.mei, at=minutes(20))
    case = words.inquire(case=case, text="多少錢?", actor=cast.mei, at=minutes(21))
    first, second = case.messages.filter(purpose="question").order_by("pk")
    case = words.answer_inquiry(
        case=case, question=second, text="172 元", in_a_call=True, actor=cast.li, at=minutes(30)
    )
    assert owed(case) == ["open", "met"]
    refuses(words.answer_inquiry, case, NoQuestion, question=second, text="x", actor=cast.li, at=minutes(31))
    other = words.inquire(case=walk("working"), text="好了嗎?", actor=cast.mei, at=minutes(20))
    refuses(words.answer_inquiry, other, NoQuestion, question=first, text="x", actor=cast.li, at=minutes(31))


def test_what_is_asked_by_telephone_is_noted_and_answered_with_its_call(
    walk: Walk, cast: Cast, come_in: ComeIn, english: SignIn
) -> None:
    case, desk = walk("working"), english(cast.li)
    asked = desk.post(f"/cases/{case.number}/inquire/", {"text": "幾點到?", "once": "q1"})
    assert (asked.status_code, owed(case)) == (302, ["open"])
    assert desk.post(f"/cases/{case.number}/inquire/", {"text": "", "once": "q2"}).status_code == 422
    case.refresh_from_db()
    now = Event.objects.filter(stream=case.stream).latest("number").recorded_at
    call = PhoneCall.objects.create(
        site=cast.site,
        key="call-9",
        phone_digest=digest("+8613900000001"),
        phone_tail="0001",
        caller=cast.li,
        began_at=now,
        talked_seconds=30,
    )
    question = case.messages.get(purpose="question")
    said = {"question": question.pk, "text": "三點", "in_a_call": "on", "call": call.pk, "once": "a1"}
    assert desk.post(f"/cases/{case.number}/answer_inquiry/", said).status_code == 302
    event = Event.objects.get(stream=case.stream, kind="inquiry.answered")
    assert (event.data["evidence"], owed(case)) == ({"call": "call-9"}, ["met"])
    assert "三點" in page_of(come_in(cast.mei), case)


def test_a_stranger_asks_nothing_and_nobody_asks_without_words_or_without_end(
    walk: Walk, cast: Cast, come_in: ComeIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, owner = walk("working"), come_in(cast.mei)
    assert ask(come_in(cast.wu), case).status_code == 404
    assert "Write it in words" in ask(owner, case, "  ").content.decode()
    monkeypatch.setattr(limits, "QUESTIONS", limits.Limit("questions of resident", 2, limits.HOUR))
    for count in range(3):
        last = ask(owner, case, f"第 {count} 問", once=f"my:{count}")
    assert owed(case) == ["open", "open"]
    assert "第 2 問" in last.content.decode()  # what was typed is kept
    ask(owner, case, "第 0 問", once="my:0")
    assert owed(case) == ["open", "open"]


def test_answer_asks_its_questions(walk: Walk, cast: Cast) -> None:
    case = words.inquire(case=walk("working"), text="誰來?", actor=cast.mei, at=minutes(20))
    question = Message.objects.get(purpose="question")
    refuses(words.answer_inquiry, case, NotYours, question=question, text="x", actor=cast.hr, at=minutes(30))
    refuses(words.inquire, case, NotYours, text="x", actor=cast.wu, at=minutes(30))
    for _tap in range(2):
        once = Entry(once="a1")
        words.answer_inquiry(case=case, question=question, text="陳志", actor=cast.li, at=minutes(30), entry=once)
    assert case.messages.filter(purpose="answer").count() == 1
