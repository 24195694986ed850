"""Mail to the mailbox for complaints, by a real IMAP server: each becomes a complaint, once, or is set aside and looked at."""

import io
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse
from PIL import Image

from gensui.cases import imap, letters
from gensui.cases.actions import mailbox
from gensui.cases.models import Attachment, Case, Complaint, Letter, Mailbox
from gensui.ledger import due
from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.notices import actions as notices
from gensui.people.acting import SYSTEM
from tests.cases.letterbox import Letterbox, certificate, free_port, mail
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn, english, sign_in
from tests.notices.conftest import Postbox, postbox
from tests.portal.conftest import ComeIn, come_in

__all__ = ["come_in", "english", "postbox", "sign_in"]
pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Letterbox]:
    """A mail server for all tests of this file."""
    box = Letterbox(free_port(), *certificate(tmp_path_factory.mktemp("mail")))
    box.start()
    yield box
    box.stop()


@pytest.fixture
def box(server: Letterbox, cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Letterbox:
    """The house reads this mailbox since ten o'clock; it is empty."""
    server.stand_ready()
    monkeypatch.setenv("SSL_CERT_FILE", str(server.trusted))
    settings.MAILBOX, settings.MAILBOX_SITE = server.url, "yunqi"
    look(0)
    return server


def look(minute: float) -> int:
    return mailbox.read_mailbox(actor=SYSTEM, at=minutes(minute))


def come(box: Letterbox, *mails: EmailMessage | bytes, minute: float = 1) -> None:
    """Mail arrives, and the house looks a minute later."""
    for one in mails:
        box.put(one, minutes(minute))
    look(minute + 1)


def picture(size: int = 40) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (size, size), "red").save(made, "PNG")
    return made.getvalue()


def test_a_mail_becomes_a_complaint_and_whoever_wrote_it_gets_a_receipt(box: Letterbox, postbox: Postbox) -> None:
    come(box, mail())
    case = Case.objects.get()
    assert (case.channel, case.request_type, case.state) == ("email", "complaint", "dispatched")
    assert case.content == "投訴\n\n師傅昨天態度惡劣"
    assert (case.requester_name, case.resident, case.relation) == ("吳先生", None, "anonymous")
    assert case.opened_at == minutes(1)
    assert (case.letter.sender, case.letter.is_proved) == ("wu.home@example.net", False)
    running = dict(Obligation.objects.filter(stream=case.stream, state="open").values_list("clause", "opened_at"))
    assert {running["6.1.6"], running["C22.1"], running["C22.2"]} == {
        minutes(1)
    }  # from when it came, not from the look
    assert (box.count(), box.count("Gensui-taken")) == (0, 1)

    for minute in (3, 4):
        notices.deliver(actor="engine", at=minutes(minute))
    (receipt,) = [one for one in postbox.letters if one["To"] == "wu.home@example.net"]
    subject = str(make_header(decode_header(str(receipt["Subject"]))))
    assert (case.number in subject, subject.startswith(f"【{case.site.name}】")) == (True, True)
    assert (receipt["In-Reply-To"], receipt["Auto-Submitted"]) == ("<one@example.net>", "auto-replied")
    assert Outgoing.objects.get(what="complaint.arrived").body == ""
    assert not Event.objects.filter(kind="complaint.acknowledged").exists()  # a receipt is no answer


def test_the_same_mail_twice_is_one_complaint(box: Letterbox) -> None:
    come(box, mail(), mail())
    come(box, mail(), minute=5)
    nameless = mail("別的事", Message_ID=None)
    come(box, nameless, nameless, minute=10)
    come(box, nameless, minute=15)
    assert Case.objects.count() == 2
    assert Outgoing.objects.filter(what="complaint.arrived").count() == 2
    assert (box.count(), box.count("Gensui-taken")) == (0, 6)


def test_another_mail_with_the_id_of_the_first_is_not_lost(box: Letterbox) -> None:
    come(box, mail(), mail("完全不同的另一件事"))
    assert Case.objects.count() == 1
    assert Letter.objects.get(state="aside").reason == "same"
    assert box.count("Gensui-aside") == 1


def test_killed_after_it_was_taken_in_it_is_only_moved(box: Letterbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker dies between the commit and the move: the mail still lies in the inbox and is known."""
    with monkeypatch.context() as dying:
        dying.setattr(imap.Box, "file", lambda *_words: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            come(box, mail())
    assert (Case.objects.count(), box.count()) == (1, 1)
    look(10)
    assert (Case.objects.count(), box.count(), box.count("Gensui-taken")) == (1, 0, 1)
    assert Outgoing.objects.filter(what="complaint.arrived").count() == 1


def test_killed_before_it_was_taken_in_it_is_taken_in_later(box: Letterbox, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as dying:
        dying.setattr(mailbox, "_acknowledge", lambda *_words: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            come(box, mail())
    assert (Case.objects.count(), Letter.objects.count(), box.count()) == (0, 0, 1)
    look(10)
    assert (Case.objects.count(), box.count()) == (1, 0)


def html(cast: Cast) -> EmailMessage:
    made = mail(Message_ID="<html@example.net>")
    made.clear_content()
    made.set_content(
        "<html><head><style>p {color:red}</style></head><body><p>電梯<b>又</b>停了&amp;沒人管</p>"
        "<script>alert(1)</script><p>第二段</p></body></html>",
        subtype="html",
    )
    return made


def test_html_is_read_as_text(box: Letterbox, cast: Cast) -> None:
    come(box, html(cast))
    assert Case.objects.get().content == "投訴\n\n電梯又停了&沒人管\n\n第二段"


def test_words_in_an_old_character_set_are_read(box: Letterbox) -> None:
    raw = "From: wu@example.net\r\nSubject: x\r\nMessage-ID: <gb@x>\r\nContent-Type: text/plain; charset=gb2312\r\n"
    come(box, raw.encode() + b"Content-Transfer-Encoding: 8bit\r\n\r\n" + "师傅骂人".encode("gb18030"))
    assert "师傅骂人" in Case.objects.get().content


def test_pictures_are_kept_and_what_is_none_is_said(box: Letterbox) -> None:
    made = mail("長" * 2_500)
    made.add_attachment(picture(), maintype="image", subtype="png", filename="door.png")
    made.add_attachment(b"no picture", maintype="image", subtype="jpeg", filename="broken.jpg")
    made.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="bill.pdf")
    come(box, made)
    case = Case.objects.get()
    assert len(case.content) <= letters.MOST_WORDS
    assert Attachment.objects.get(case=case).kind == "report"
    said = "\n".join(case.notes.values_list("text", flat=True))
    assert all(word in said for word in ("broken.jpg", "bill.pdf", "the rest is in the mailbox"))


OTHERS = {
    "automatic": {"Auto_Submitted": "auto-replied"},
    "bounce": {"Return_Path": "<>"},
    "bulk": {"List_Id": "<news.example.net>"},
    "own": {"Message_ID": "<outgoing-7@gensui>"},
}


@pytest.mark.parametrize("reason", OTHERS)
def test_what_machines_write_is_no_complaint(box: Letterbox, reason: str) -> None:
    come(box, mail(**OTHERS[reason]))
    assert (Case.objects.count(), Outgoing.objects.filter(what="complaint.arrived").count()) == (0, 0)
    assert (Letter.objects.get().state, Letter.objects.get().reason) == ("other", reason)
    assert box.count("Gensui-no-complaint") == 1

    box.put_back("Gensui-no-complaint")  # somebody says that it is a complaint after all
    look(10)
    assert (Case.objects.count(), box.count("Gensui-taken")) == (1, 1)


ASIDE: dict[str, Callable[[], EmailMessage | bytes]] = {
    "sender": lambda: mail(From="somebody"),
    "empty": lambda: mail("  ", Subject=""),
    "large": lambda: mail("x" * 3_000_000),
}


@pytest.mark.parametrize("reason", ASIDE)
def test_what_cannot_be_taken_in_waits_for_somebody(
    box: Letterbox, cast: Cast, english: SignIn, settings: Any, reason: str
) -> None:
    settings.UPLOAD_MOST_BYTES = 2_000_000
    come(box, ASIDE[reason](), mail("真的投訴", Message_ID="<real@example.net>"))
    assert Case.objects.get().content == "投訴\n\n真的投訴"
    letter = Letter.objects.get(state="aside")
    assert (letter.reason, box.count("Gensui-aside")) == (reason, 1)
    running = Obligation.objects.filter(clause="6.1.5", state="open")
    owed = next(one for one in running if str(letter.pk) in str(one.same))
    assert (owed.accountable, owed.due_at) == (cast.qin.key, minutes(2) + timedelta(days=1))

    with time_machine.travel(minutes(10), tick=False):
        qin = english(cast.qin)
        shown = qin.get(reverse("mailbox")).content.decode()
        assert letter.get_reason_display() in shown
        seen = reverse("mail_seen", args=[letter.pk])
        assert qin.post(seen, {"outcome": "", "once": "seen:1"}).status_code == 422
        refused = qin.post(seen, {"outcome": "已轉財務" * 100, "once": "seen:1"})
        assert (refused.status_code, "已轉財務" in refused.content.decode()) == (422, True)
        for _twice in range(2):
            assert qin.post(seen, {"outcome": "廣告", "once": "seen:1"}).status_code == 302
        assert "廣告" in qin.get(reverse("mailbox")).content.decode()
        for somebody in (cast.li, cast.head, cast.chief, cast.stranger):
            assert english(somebody).get(reverse("mailbox")).status_code == 403
            assert english(somebody).post(seen, {"outcome": "x", "once": "seen:2"}).status_code == 403
    owed.refresh_from_db()
    assert owed.state != "open"
    assert Event.objects.filter(kind="mail.seen").count() == 1


def test_nobody_floods_the_house(box: Letterbox) -> None:
    come(box, *(mail(f"第 {number} 次", Message_ID=f"<{number}@example.net>") for number in range(22)))
    assert (Case.objects.count(), Letter.objects.filter(reason="many").count()) == (20, 2)


def test_only_a_proved_address_is_a_resident(
    box: Letterbox, cast: Cast, come_in: ComeIn, postbox: Postbox, english: SignIn
) -> None:
    come(box, mail(From="mei@example.org"))
    assert Case.objects.get().resident is None  # anybody may have written that address there

    owner = come_in(cast.mei)
    with time_machine.travel(minutes(10), tick=False):
        assert owner.post(reverse("my_email")).url == reverse("my_email")  # type: ignore[attr-defined]
        notices.deliver(actor="engine", at=minutes(10))
        (letter,) = [
            one
            for one in postbox.letters
            if one["To"] == "mei@example.org" and "Your code" in str(make_header(decode_header(str(one["Subject"]))))
        ]
        body = letter.get_payload(decode=True)
        assert isinstance(body, bytes)
        code = next(word.strip(".") for word in body.decode().split() if word.strip(".").isdigit())
        wrong = owner.post(reverse("my_email"), {"code": "000000" if code != "000000" else "1"})
        assert wrong.status_code == 422
        assert owner.post(reverse("my_email"), {"code": code}).url == reverse("my_data")  # type: ignore[attr-defined]
        assert reverse("my_email") not in owner.get(reverse("my_data")).content.decode()

    come(box, mail("水又漏了", From="Mei <MEI@example.org>", Message_ID="<two@x>"), minute=20)
    case = Case.objects.latest("pk")
    assert (case.resident, case.unit, case.requester_name) == (cast.mei, cast.mei.household.unit, "陳美")
    with time_machine.travel(minutes(30), tick=False):
        assert case.number in owner.get(reverse("my_cases")).content.decode()
        assert "has proved this address" in english(cast.li).get(reverse("case", args=[case.number])).content.decode()

    cast.mei.refresh_from_db()
    cast.mei.email = "new@example.org"
    cast.mei.save()
    come(box, mail("又一件", From="new@example.org", Message_ID="<three@x>"), minute=40)
    assert Case.objects.latest("pk").resident is None


def test_it_does_not_exist_for_whom_it_names(box: Letterbox, cast: Cast, english: SignIn) -> None:
    come(box, mail("林麗在電話裡罵我"), mail("工號M07 沒修好就走", Message_ID="<two@x>"))
    first, second = Case.objects.order_by("pk")
    assert [*Complaint.objects.get(case=first).accused.all()] == [cast.li]
    assert [*Complaint.objects.get(case=second).accused.all()] == [cast.chen]
    with time_machine.travel(minutes(10), tick=False):
        for somebody, case, status in (
            (cast.li, first, 404),
            (cast.head, first, 404),
            (cast.lin, first, 200),
            (cast.qin, first, 200),
            (cast.chen, second, 404),
            (cast.li, second, 200),
        ):
            answer = english(somebody).get(reverse("case", args=[case.number]))
            assert answer.status_code == status, (somebody.name, case.content)
        assert "wu.home@example.net" in english(cast.qin).get(reverse("case", args=[first.number])).content.decode()


def lapses() -> list[datetime]:
    return [
        one.lapsed_at for one in Obligation.objects.filter(clause="6.1.5", lapsed_at__isnull=False) if one.lapsed_at
    ]


def test_a_mailbox_nobody_reads_is_a_lapse_each_day(box: Letterbox, cast: Cast, english: SignIn) -> None:
    look(30)
    box.stop()
    for minute in (31, 32):
        look(minute)
    due.sweep(at=minutes(30) + timedelta(days=2, minutes=1))
    assert lapses() == [minutes(30) + timedelta(days=1), minutes(30) + timedelta(days=2)]
    assert {one.accountable for one in Obligation.objects.filter(clause="6.1.5")} == {cast.qin.key}
    with time_machine.travel(minutes(40), tick=False):
        assert "It cannot be read:" in english(cast.qin).get(reverse("mailbox")).content.decode()

    box.start()
    at = minutes(30) + timedelta(days=2, minutes=2)
    mailbox.read_mailbox(actor=SYSTEM, at=at)
    due.sweep(at=at + timedelta(hours=23))
    assert len(lapses()) == 2
    assert Mailbox.objects.get().trouble == ""


@pytest.mark.parametrize("wrong", ["password", "certificate", "folder"])
def test_trouble_is_told_and_nothing_is_taken(
    box: Letterbox, settings: Any, monkeypatch: pytest.MonkeyPatch, wrong: str, tmp_path: Path
) -> None:
    box.put(mail(), minutes(1))
    if wrong == "password":
        settings.MAILBOX = box.url.replace("word%40home", "wrong")
    elif wrong == "folder":
        settings.MAILBOX = box.url.replace("INBOX", "Nowhere")
    else:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate(tmp_path)[0]))
    look(2)
    assert Mailbox.objects.get().trouble
    assert "word@home" not in Mailbox.objects.get().trouble + Mailbox.objects.get().address
    assert Case.objects.count() == 0


def test_mail_from_before_it_was_set_up_is_left_alone(box: Letterbox) -> None:
    box.put(mail(), minutes(-60))
    look(2)
    assert (Case.objects.count(), box.count()) == (0, 1)


def test_without_the_setting_nothing_is_read_and_nothing_promised(box: Letterbox, settings: Any) -> None:
    settings.MAILBOX = ""
    box.put(mail(), minutes(1))
    assert look(2) == 1  # it is put on record that nobody reads it any more
    assert look(3) == 0
    due.sweep(at=minutes(3) + timedelta(days=3))
    assert (Case.objects.count(), lapses()) == (0, [])


def test_where_receipts_go_into_files_the_check_warns(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.MAILBOX = "imaps://a:b@example.org"
    assert "gensui.W002" in [one.id for one in run_checks()]
    settings.MAILBOX = ""
    assert "gensui.W002" not in [one.id for one in run_checks()]


def test_the_page_says_that_none_is_set_up(cast: Cast, english: SignIn, settings: Any) -> None:
    settings.MAILBOX = ""
    client: Client = english(cast.qin)
    assert "None is set up" in client.get(reverse("mailbox")).content.decode()
    assert reverse("mailbox") in client.get(reverse("complaint_desk")).content.decode()
    assert reverse("mailbox") not in english(cast.head).get(reverse("complaint_desk")).content.decode()
