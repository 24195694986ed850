"""The page of a request says who got what by which way, in the reader's own words and not in the machine's."""

import re
from html import unescape

import pytest
import time_machine
from django.test import Client

from gensui.cases.actions import words, work
from gensui.cases.models import Case
from gensui.ledger import due, outbox
from gensui.ledger.models import Outgoing
from gensui.notices import actions as notices
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database
IN_WORDS = {
    "en": ("陳美 · how the request stands · by text message", "is due soon", "on its way"),
    "zh-hant": ("陳美 · 事情的進展 · 以簡訊送達", "快到期", "傳送中"),
    "zh-hans": ("陳美 · 事情的进展 · 短信送达", "快到期", "传送中"),
}


def told_on(client: Client, case: Case) -> list[str]:
    with time_machine.travel(minutes(200), tick=False):
        page = client.get(f"/cases/{case.number}/").content.decode()
    return re.findall(r"<small>(.*?)</small>", log_of(page))


def log_of(page: str) -> str:
    """The list of who was told what, the last one of its kind on the page."""
    return page[re.search(r"<summary>(Who was told|通知記錄|通知记录)", page).start() :].partition("</ul>")[0]  # type: ignore[union-attr]


@pytest.mark.parametrize("language", IN_WORDS)
def test_who_was_told_is_said_in_words(walk: Walk, cast: Cast, sign_in: SignIn, language: str) -> None:
    case = walk("working")
    words.send_message(case=case, actor=cast.li, at=minutes(20), purpose="progress", text="師傅在修")
    due.sweep(at=minutes(150))
    outbox.queue(stream=case.stream, to=f"caller:{case.number}", what="message.notice", body="", at=minutes(30))
    type(cast.mei).objects.filter(pk=cast.mei.pk).update(email="")
    notices.deliver(actor="worker", at=minutes(160))
    outbox.queue(stream=case.stream, to=cast.chen.key, what="order.given", body="", at=minutes(170))
    client = sign_in(cast.li)
    client.cookies["django_language"] = language
    found = told_on(client, case)
    assert len(found) == Outgoing.objects.filter(stream=case.stream).count() > 4
    for said in IN_WORDS[language]:
        assert any(said in line for line in found), (said, found)
    machine = re.compile(
        r"→|\b(staff|resident|caller|mail):|message\.|order\.|\breminder\b|\blapse\b|\bsms\b|\binbox\b.*→"
    )
    assert [line for line in found if machine.search(line)] == []


def test_what_was_taken_back_or_never_sent_says_why(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("working")
    outbox.queue(stream=case.stream, to="staff:NOBODY", what="order.given", body="", at=minutes(30))
    notices.deliver(actor="worker", at=minutes(31))
    outbox.queue(stream=case.stream, to=cast.chen.key, what="order.given", body="", at=minutes(32))
    outbox.withdraw(stream=case.stream, to=[cast.chen.key], at=minutes(33))
    said = " ".join(told_on(english(cast.li), case))
    assert "nobody there to receive it" in said
    assert "taken back" in said


def test_the_page_says_what_became_of_words_that_were_on_their_way(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, desk = walk("working"), english(cast.li)
    notices.deliver(actor="worker", at=minutes(19))
    words.send_message(case=case, actor=cast.li, at=minutes(20), purpose="progress", text="師傅在修")

    def card() -> str:
        page = unescape(desk.get(f"/cases/{case.number}/").content.decode())
        return page[page.index('id="words"') : page.index("</section>", page.index('id="words"'))]

    assert ("on its way" in card(), 'hx-trigger="every 5s"' in card()) == (True, True)
    type(cast.mei).objects.filter(pk=cast.mei.pk).update(email="", phone_proof="")
    notices.deliver(actor="worker", at=minutes(21))
    assert ("on the owner's page, not opened yet" in card(), "on its way" in card()) == (True, False)
    assert "hx-trigger" not in card()
    assert any("waits in the inbox, not opened yet" in line for line in told_on(desk, case))
    notices.read(recipient_key=cast.mei.key, actor=cast.mei.key, at=minutes(30))
    assert ("delivered by inbox" in card(), "hx-trigger" in card()) == (True, False)


def test_a_notice_to_the_owner_is_read_with_its_words(walk: Walk, cast: Cast, english: SignIn) -> None:
    """Not those to a caller's number, which are sealed."""
    case = work.pause_work(case=walk("working"), actor=cast.chen, at=minutes(20), reason="parts", parts="角閥")
    caller = f"caller:{case.number}"
    outbox.queue(stream=case.stream, to=caller, what="message.notice", body="gAAAA", at=minutes(30))
    body = Outgoing.objects.get(stream=case.stream, to=cast.mei.key, body__contains="角閥").body
    for delivered in (False, True):
        if delivered:
            notices.deliver(actor="worker", at=minutes(150))
        with time_machine.travel(minutes(200), tick=False):
            log = unescape(log_of(english(cast.li).get(f"/cases/{case.number}/").content.decode()))
        assert (body in log, "gAAAA" in log) == (True, False)
