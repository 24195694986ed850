"""Messages leave by a real mail server and a real gateway; what fails is tried again, and stands on the case."""

from datetime import UTC, datetime, time, timedelta
from email.message import Message
from typing import Any

import pytest

from gensui.cases.actions import words
from gensui.cases.models import Case
from gensui.ledger import due, outbox
from gensui.ledger.models import Outgoing
from gensui.notices import actions as notices
from gensui.notices.models import Notice
from gensui.people.acting import SYSTEM
from gensui.people.actions import proving
from gensui.people.models import Resident
from gensui.people.secret import digest
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.notices.conftest import Gateway, Postbox, subject_of

pytestmark = pytest.mark.database


def waiting() -> Outgoing:
    return Outgoing.objects.get(what="message.progress")


def letters(postbox: Postbox) -> list[Message]:
    """What Mei got about the progress of her request; the plan's notice came before."""
    return [one for one in postbox.letters if one["To"] == "mei@example.org" and "How your request" in subject_of(one)]


def told(walk: Walk, cast: Cast, text: str = "配件明天到", *, proved: bool = True) -> None:
    if proved and cast.mei.email:
        cast.mei.email_proof = digest(cast.mei.email)
        cast.mei.save()
    words.send_message(case=walk("working"), text=text, purpose="progress", actor=cast.li, at=minutes(60))


def test_an_owner_gets_a_letter_in_the_own_language(walk: Walk, cast: Cast, postbox: Postbox) -> None:
    told(walk, cast)
    notices.deliver(actor="engine", at=minutes(61))
    (letter,) = letters(postbox)
    body = letter.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert "配件明天到" in body.decode()
    assert (waiting().sent_by, waiting().sent_at, waiting().body) == ("email", minutes(61), "")


def test_a_message_is_sent_once_however_often_one_looks(walk: Walk, cast: Cast, postbox: Postbox) -> None:
    told(walk, cast)
    for minute in (61, 62, 63):
        notices.deliver(actor="engine", at=minutes(minute))
    assert len(letters(postbox)) == 1
    assert Notice.objects.filter(recipient_key=cast.mei.key, what="message.progress").count() == 1


def test_what_the_mail_server_refuses_is_tried_again_and_then_has_failed(
    walk: Walk, cast: Cast, postbox: Postbox
) -> None:
    postbox.refuses.add("mei@example.org")
    told(walk, cast)
    at = minutes(61)
    for wait in outbox.WAITS:
        notices.deliver(actor="engine", at=at)
        assert "no such mailbox" in waiting().error
        assert waiting().next_try_at == at + wait
        at += wait
    notices.deliver(actor="engine", at=at)
    assert waiting().failed_at == at
    assert words.note_deliveries(actor=SYSTEM, at=at) == 0

    postbox.refuses.clear()
    outbox.retry([waiting()], at=at)
    notices.deliver(actor="engine", at=at)
    assert waiting().sent_by == "email"


def test_a_worker_that_died_with_a_message_loses_it_to_the_next(walk: Walk, cast: Cast, postbox: Postbox) -> None:
    told(walk, cast)
    assert any(one.what == "message.progress" for one in outbox.lease(clock=lambda: minutes(61)))
    notices.deliver(actor="engine", at=minutes(62))
    assert waiting().sent_at is None
    notices.deliver(actor="engine", at=minutes(61) + outbox.LEASE)
    assert waiting().sent_by == "email"


def test_who_has_no_other_way_is_told_in_the_inbox_once_it_is_opened(walk: Walk, cast: Cast) -> None:
    cast.mei.email = cast.mei.phone = ""
    cast.mei.save()
    told(walk, cast)
    notices.deliver(actor="engine", at=minutes(61))
    assert waiting().sent_at is None
    assert notices.read(recipient_key=cast.mei.key, actor=cast.mei.key, at=minutes(70)) >= 1
    assert (waiting().sent_by, waiting().sent_at) == ("inbox", minutes(70))


def test_an_address_that_nobody_proved_reads_nothing_where_there_is_a_telephone(
    walk: Walk, cast: Cast, postbox: Postbox, gateway: Gateway
) -> None:
    told(walk, cast, proved=False)
    notices.deliver(actor="engine", at=minutes(61))
    assert waiting().sent_by == "sms"
    assert any("配件明天到" in one["text"] for one in gateway.taken)
    assert not [one for one in postbox.letters if one["To"] == "mei@example.org"]


def test_without_a_telephone_it_reads_that_there_is_news_and_no_more(walk: Walk, cast: Cast, postbox: Postbox) -> None:
    cast.mei.phone = ""
    cast.mei.save()
    told(walk, cast, proved=False)
    for minute in (61, 62, 63):
        notices.deliver(actor="engine", at=minutes(minute))
    assert waiting().sent_at is None  # it counts once it is opened
    written = [one for one in postbox.letters if one["To"] == "mei@example.org"]
    said = [one.get_payload(decode=True) for one in written]
    assert said
    assert all(isinstance(body, bytes) and "There is news for you." in body.decode() for body in said)
    assert not any(
        "配件明天到" in body.decode() or "2026-0" in body.decode() for body in said if isinstance(body, bytes)
    )
    assert not any("2026-0" in subject_of(one) for one in written)
    assert notices.read(recipient_key=cast.mei.key, actor=cast.mei.key, at=minutes(70)) >= 1
    assert waiting().sent_by == "inbox"


def test_a_number_that_nobody_proved_reads_that_there_is_a_message_and_no_more(
    walk: Walk, cast: Cast, gateway: Gateway
) -> None:
    """No home, no name and nothing of what was said; once it was proved, the whole."""
    Resident.objects.filter(pk=cast.mei.pk).update(email="", phone_proof="")
    cast.mei.refresh_from_db()
    told(walk, cast, proved=False)
    for minute in (61, 62, 63):
        notices.deliver(actor="engine", at=minutes(minute))
    number = waiting().stream.removeprefix("case:")
    texts = [one["text"] for one in gateway.taken if one["to"] == cast.mei.phone]
    assert f"There is a message about your request {number}." in texts[-1]
    assert "021-5550-0100" in texts[-1]
    hidden = ("配件明天到", "3-1-502", "502", cast.mei.name, cast.chen.name, cast.li.name, "REP.WAT", "角閥")
    assert not [(word, text) for text in texts for word in hidden if word in text]
    assert len(texts) == Outgoing.objects.filter(to=cast.mei.key).count()  # once for each
    assert waiting().sent_at is None  # it counts once it is opened
    assert notices.read(recipient_key=cast.mei.key, actor=cast.mei.key, at=minutes(70)) >= 1
    assert waiting().sent_by == "inbox"

    proving.note_number(resident=cast.mei, number=cast.mei.phone, how="code", actor=cast.mei, at=minutes(71))
    case = Case.objects.get()
    words.send_message(case=case, text="配件到了", purpose="progress", actor=cast.li, at=minutes(72))
    notices.deliver(actor="engine", at=minutes(73))
    assert "配件到了" in gateway.taken[-1]["text"]


def test_staff_find_reminders_in_the_inbox_and_lapses_in_the_mail(walk: Walk, cast: Cast, postbox: Postbox) -> None:
    case = walk("dispatched")
    due.sweep(at=minutes(6))
    notices.deliver(actor="engine", at=minutes(6))
    kinds = set(Notice.objects.filter(stream=case.stream).values_list("what", flat=True))
    assert {"reminder", "lapse"} <= kinds
    assert any("Late:" in subject_of(one) for one in postbox.letters)
    assert not any("Soon:" in subject_of(one) for one in postbox.letters)


def test_without_an_address_a_text_message_goes_by_the_gateway(walk: Walk, cast: Cast, gateway: Gateway) -> None:
    cast.mei.email = ""
    cast.mei.save()
    told(walk, cast)
    notices.deliver(actor="engine", at=minutes(61))
    assert waiting().sent_by == "sms"
    assert any(one["to"] == "+8613900000001" for one in gateway.taken)


def test_quiet_hours_are_kept(walk: Walk, cast: Cast, gateway: Gateway) -> None:
    cast.mei.email, cast.mei.quiet_from, cast.mei.quiet_until = "", time(22), time(8)
    cast.mei.save()
    told(walk, cast)
    night = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # eleven in the evening
    notices.deliver(actor="engine", at=night)
    assert waiting().next_try_at == night + timedelta(hours=9)
    notices.deliver(actor="engine", at=night + timedelta(hours=9))
    assert waiting().sent_by == "sms"


def test_a_gateway_that_is_away_is_a_sentence_on_the_case(walk: Walk, cast: Cast, settings: Any) -> None:
    settings.SMS_GATEWAY = "http://127.0.0.1:9/"
    cast.mei.email = ""
    cast.mei.save()
    told(walk, cast)
    notices.deliver(actor="engine", at=minutes(61))
    assert "ConnectError" in waiting().error


@pytest.fixture
def late(walk: Walk, postbox: Postbox) -> Outgoing:
    """That a promise was broken, as one of the staff is told by a mail server which refuses the letter."""
    walk("dispatched")
    due.sweep(at=minutes(6))
    message = Outgoing.objects.filter(what="lapse", to__startswith="staff:")[0]
    postbox.refuses.add(address_of(message))
    notices.deliver(actor="engine", at=minutes(6))
    message.refresh_from_db()
    return message


def address_of(message: Outgoing) -> str:
    return f"{message.to.removeprefix('staff:').lower()}@example.org"


def late_letters(postbox: Postbox, to: str) -> list[Message]:
    return [one for one in postbox.letters if one["To"] == to and "Late:" in subject_of(one)]


def test_a_letter_to_staff_that_was_refused_is_sent_later(late: Outgoing, postbox: Postbox) -> None:
    assert ("no such mailbox" in late.error, late.sent_at) == (True, None)
    assert Notice.objects.filter(outgoing=late).exists()  # meanwhile it is in the inbox
    postbox.refuses.clear()
    notices.deliver(actor="engine", at=minutes(7))
    late.refresh_from_db()
    assert (late.sent_by, late.sent_at) == ("email", minutes(7))
    assert late_letters(postbox, address_of(late))


def test_staff_who_read_it_in_the_inbox_get_no_letter_any_more(late: Outgoing, postbox: Postbox) -> None:
    notices.read(recipient_key=late.to, actor=late.to, at=minutes(6))
    postbox.refuses.clear()
    notices.deliver(actor="engine", at=minutes(7))
    late.refresh_from_db()
    assert (late.sent_by, late_letters(postbox, address_of(late))) == ("inbox", [])


def test_a_letter_says_from_which_community(walk: Walk, cast: Cast, postbox: Postbox) -> None:
    told(walk, cast)
    due.sweep(at=minutes(300))
    cast.zhao.user.email = "zhao@example.org"
    cast.zhao.user.save()
    outbox.queue(stream="case:1", to=cast.zhao.key, what="report.urgent", body="Danger\nsmoke", at=minutes(300))
    notices.deliver(actor="engine", at=minutes(301))
    subjects = [subject_of(one) for one in postbox.letters]
    assert [one for one in subjects if not one.startswith("【雲棲花園】")] == []
    assert {one["To"] for one in postbox.letters} >= {"mei@example.org", "zhao@example.org"}
