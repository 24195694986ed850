"""A gateway that is slow, or that takes nothing: each text goes once, is sent when the gateway says so, and only then."""

import asyncio
import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection

from gensui.cases.actions import words
from gensui.ledger import outbox
from gensui.ledger.models import Outgoing
from gensui.notices import actions as notices
from gensui.notices.channels import send_text
from gensui.notices.wording import Words
from gensui.people.acting import SYSTEM
from gensui.people.secret import seal
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.notices.conftest import Gateway

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
SLOW = timedelta(seconds=20)


class Clock:
    """The time, which passes while the gateway thinks."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def by_text(cast: Cast) -> None:
    cast.mei.email = ""
    cast.mei.save()


def test_two_workers_at_a_slow_gateway_send_each_text_once_and_note_when_it_was_taken(
    cast: Cast, gateway: Gateway
) -> None:
    by_text(cast)
    outbox.queue_all(stream="survey", to=[cast.mei.key] * 20, what="survey", body="?", at=minutes(0))
    clock, inside = Clock(minutes(1)), threading.Event()
    answered: dict[str, datetime] = {}

    def think(message: dict[str, str]) -> None:
        clock.now += SLOW
        if not inside.is_set():  # while the first worker waits, the second looks
            inside.set()
            try:
                notices.deliver(actor="engine", at=clock(), most=1, clock=clock)
            finally:
                inside.clear()
                connection.close()
        answered[message["key"]] = clock()

    gateway.before_answering = think
    while notices.deliver(actor="engine", at=clock(), most=20, clock=clock):
        pass
    keys = [one["key"] for one in gateway.taken]
    assert (len(keys), len(set(keys))) == (20, 20)
    assert {one.key: one.sent_at for one in Outgoing.objects.all()} == answered
    assert answered[keys[-1]] >= minutes(1) + 20 * SLOW > minutes(1) + outbox.LEASE


def test_a_text_goes_out_where_a_loop_runs_already(gateway: Gateway) -> None:
    async def served() -> None:
        send_text("+8613900000001", Words("Test", "From within a loop"), "loop:1", sender="雲棲花園")

    thread = threading.Thread(target=asyncio.run, args=[served()])  # a loop of the browser's tests may run in this one
    thread.start()
    thread.join()
    assert [one["key"] for one in gateway.taken] == ["loop:1"]


def test_a_slow_gateway_keeps_no_code_waiting_behind_other_messages(cast: Cast, gateway: Gateway) -> None:
    by_text(cast)
    outbox.queue_all(stream="survey", to=[cast.mei.key] * 8, what="survey", body="?", at=minutes(0))
    clock = Clock(minutes(1))

    def think(_message: dict[str, str]) -> None:
        clock.now += SLOW
        if len(gateway.taken) == 1:
            outbox.queue(
                stream="code:1", to=cast.mei.key, what="code", body=seal("123456"), at=clock(), until=clock() + 4 * SLOW
            )
            connection.close()

    gateway.before_answering = think
    while notices.deliver(actor="engine", at=clock(), most=20, clock=clock):
        pass
    assert next(n for n, one in enumerate(gateway.taken) if "123456" in one["text"]) <= 2
    assert Outgoing.objects.get(what="code").sent_by == "sms"


def test_what_is_being_sent_is_not_sent_again_by_hand(cast: Cast, gateway: Gateway) -> None:
    by_text(cast)
    [message] = [outbox.queue(stream="survey", to=cast.mei.key, what="survey", body="?", at=minutes(0))]
    gateway.answer = '{"accepted": false, "reason": "busy"}'
    notices.deliver(actor="engine", at=minutes(1))
    gateway.answer = '{"accepted": true}'

    def think(_message: dict[str, str]) -> None:
        gateway.before_answering = lambda _other: None
        try:
            assert outbox.retry([message], at=minutes(2)) == 0
            assert notices.deliver(actor="engine", at=minutes(2)) == 0
        finally:
            connection.close()

    gateway.before_answering = think
    assert notices.deliver(actor="engine", at=minutes(2)) == 1
    assert (len(gateway.taken), Outgoing.objects.get().sent_by) == (2, "sms")


def test_who_lost_a_message_changes_nothing_for_who_has_it(cast: Cast) -> None:
    outbox.queue(stream="survey", to=cast.mei.key, what="survey", body="?", at=minutes(0))
    [lost] = outbox.lease(clock=lambda: minutes(1))
    [held] = outbox.lease(clock=lambda: minutes(1) + outbox.LEASE)
    outbox.failed(lost, error="late", at=minutes(7))
    outbox.postpone(lost, until=minutes(8))
    outbox.wait_in_inbox(lost)
    outbox.undeliverable(lost, error="nobody", at=minutes(7))
    now = Outgoing.objects.get()
    assert (now.next_try_at, now.tries, now.error, now.failed_at) == (held.next_try_at, 2, "", None)
    outbox.failed(held, error="busy", at=minutes(7))
    assert Outgoing.objects.get().error == "busy"


@pytest.mark.parametrize(
    ("status", "answer", "reason"),
    [
        (200, '{"error": "no credit", "code": 1002}', "no credit"),
        (200, '{"accepted": false, "reason": "no credit"}', "The gateway answered 200: no credit"),
        (200, '{"accepted": "no"}', "accepted"),
        (200, "", "200"),
        (200, "<html>Please sign in</html>", "Please sign in"),
        (200, "[true]", "[true]"),
        (402, '{"accepted": true, "reason": "no credit"}', "The gateway answered 402: no credit"),
        (500, "+8613987654321 is unknown", "500: … is unknown"),
    ],
)
def test_a_gateway_that_does_not_accept_has_not_sent(
    walk: Walk, cast: Cast, gateway: Gateway, status: int, answer: str, reason: str
) -> None:
    by_text(cast)
    words.send_message(case=walk("working"), text="配件明天到", purpose="progress", actor=cast.li, at=minutes(60))
    accepting = (gateway.status, gateway.answer)
    gateway.status, gateway.answer = status, answer
    notices.deliver(actor="engine", at=minutes(61))
    refused = Outgoing.objects.get(what="message.progress")
    assert (refused.sent_at, refused.next_try_at, reason in refused.error) == (None, minutes(62), True), refused.error
    assert words.note_deliveries(actor=SYSTEM, at=minutes(61)) == 0

    gateway.status, gateway.answer = accepting
    notices.deliver(actor="engine", at=minutes(62))
    assert words.note_deliveries(actor=SYSTEM, at=minutes(62)) == 1
    refused.refresh_from_db()
    assert (refused.sent_by, refused.sent_at) == ("sms", minutes(62))
