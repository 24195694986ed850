"""What a gateway says is a stranger's: it ends no round of delivery, holds up nothing, and brings nobody's number or words along."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler

import pytest

from gensui.ledger import outbox
from gensui.ledger.models import Outgoing
from gensui.notices import actions as notices
from gensui.notices import channels
from gensui.people.secret import seal
from tests.cast import Cast, minutes
from tests.notices.conftest import Gateway

pytestmark = pytest.mark.database


def refused(cast: Cast, gateway: Gateway, answer: str) -> str:
    """The reason that is kept of this answer."""
    cast.mei.email = ""
    cast.mei.save()
    gateway.answer = answer
    message = outbox.queue(stream="survey", to=cast.mei.key, what="survey", body="?", at=minutes(0))
    notices.deliver(actor="engine", at=minutes(1))
    message.refresh_from_db()
    assert (message.sent_at, message.tries, len(gateway.taken)) == (None, 1, 1)
    return message.error


@pytest.mark.parametrize(
    ("reason", "kept"),
    [
        (r"\ud800 no credit", "no credit"),
        (r"no\u0000 credit", "no credit"),
        (r"no\r\n\tcredit\u001b[31m", "no credit[31m"),
        (r"\u202eno \u2066credit\u2069\u200b", "no credit"),
    ],
)
def test_what_no_database_holds_ends_no_round(cast: Cast, gateway: Gateway, reason: str, kept: str) -> None:
    cast.mei.email = ""
    cast.mei.save()
    outbox.queue_all(stream="survey", to=[cast.mei.key] * 3, what="survey", body="?", at=minutes(0))
    gateway.answer = f'{{"accepted": false, "reason": "{reason}"}}'

    def accept_the_rest(_message: dict[str, str]) -> None:
        if len(gateway.taken) > 1:
            gateway.answer = '{"accepted": true}'

    gateway.before_answering = accept_the_rest
    assert notices.deliver(actor="engine", at=minutes(1)) == 3
    first, *others = Outgoing.objects.order_by("id")
    assert (first.error, first.next_try_at) == (f"The gateway answered 200: {kept}", minutes(2))
    assert [one.sent_by for one in others] == ["sms", "sms"]


def test_what_nobody_expected_fails_one_message_and_no_other(cast: Cast, gateway: Gateway) -> None:
    cast.mei.email = ""
    cast.mei.save()
    outbox.queue(stream="call:1", to="caller:1", what="survey", body="nothing sealed", at=minutes(0))
    outbox.queue(stream="survey", to=cast.mei.key, what="survey", body="?", at=minutes(0))
    gateway.answer = "[" * 30_000
    assert notices.deliver(actor="engine", at=minutes(1)) == 2
    assert all(Outgoing.objects.values_list("error", flat=True))
    assert set(Outgoing.objects.values_list("next_try_at", flat=True)) == {minutes(2)}


def test_a_long_reason_is_cut(cast: Cast, gateway: Gateway) -> None:
    kept = refused(cast, gateway, f'{{"accepted": false, "reason": "{"busy " * 5_000}"}}')
    assert len(kept) == 300


def drip_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    _drip(handler, b"X-Wait: more\r\n", b"\r\n")


def drip_body(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    _drip(handler, b" ", b'{"accepted": true}')


def _drip(handler: BaseHTTPRequestHandler, drop: bytes, last: bytes) -> None:
    try:
        for _n in range(20):
            handler.wfile.write(drop)
            time.sleep(0.3)
        handler.wfile.write(last)
    except OSError:
        pass  # nobody listens any more


@pytest.mark.parametrize("drip", [drip_headers, drip_body])
def test_a_gateway_that_drips_has_its_time_in_all(
    cast: Cast, gateway: Gateway, monkeypatch: pytest.MonkeyPatch, drip: Callable[[BaseHTTPRequestHandler], None]
) -> None:
    monkeypatch.setattr(channels, "SECONDS", 1)
    gateway.instead = drip
    began = time.monotonic()
    assert refused(cast, gateway, "") == "The gateway did not answer within 1 seconds."
    assert time.monotonic() - began < 4


def test_a_gateway_has_the_ten_seconds_that_are_promised() -> None:
    assert channels.SECONDS == 10


def test_of_a_huge_answer_no_more_is_read_than_any_reason_needs(cast: Cast, gateway: Gateway) -> None:
    written, over = [0], threading.Event()

    def flood(handler: BaseHTTPRequestHandler) -> None:
        try:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            while written[0] < 100_000_000:
                written[0] += handler.wfile.write(b" " * 100_000)
        except OSError:
            pass  # nobody listens any more
        finally:
            over.set()

    gateway.instead = flood
    assert refused(cast, gateway, "") == "The gateway answered 200 with more than 64 kB."
    assert over.wait(5)
    assert written[0] < 50_000_000  # what the machine holds between the two


def test_an_answer_of_some_size_is_read(cast: Cast, gateway: Gateway) -> None:
    kept = refused(cast, gateway, '{"accepted": false, "reason": "no credit"' + " " * 60_000 + "}")
    assert kept == "The gateway answered 200: no credit"


@pytest.mark.parametrize(
    "number",
    [
        "13900000020",
        "008613900000032",
        "+86 13900000036",
        "+86 139-0000-0036",
        "(86) 139 0000 0036",
        "1 3 9 0 0 0 0 0 0 3 6",
        "139\u20110000\u20110036",
        r"139\u200b0000\u200b0036",
        "１３９００００００３６",
        "5550036",
    ],
)
def test_no_number_stays_in_a_reason(cast: Cast, gateway: Gateway, number: str) -> None:
    kept = refused(cast, gateway, f'{{"error": "{number} is unknown, code 100236"}}')
    assert kept == 'The gateway answered 200: {"error": "… is unknown, code 100236"}'


def test_a_number_at_the_end_of_what_is_kept_is_masked_whole(cast: Cast, gateway: Gateway) -> None:
    kept = refused(cast, gateway, f'{{"accepted": false, "reason": "{"13900000020, " * 1_000}"}}')
    assert not any(sign.isdigit() for sign in kept.removeprefix("The gateway answered 200"))


@pytest.mark.parametrize(
    "form",
    [
        '{{"accepted": false, "reason": "bad talk: {0}"}}',
        "bad talk: {0}",
        "bad talk: {1}",
        '{{"accepted": false, "reason": "bad talk: 4 7 1 1 0 8"}}',
        r'["bad talk: ", "\u0034\u0037\u0031\u0031\u0030\u0038"]',
    ],
)
def test_a_reason_that_repeats_the_message_is_cut(cast: Cast, gateway: Gateway, form: str) -> None:
    def repeat(message: dict[str, str]) -> None:
        text = message["text"]
        assert "471108" in text
        gateway.answer = form.format(text.replace("\n", " "), text[text.index("471108") :])

    gateway.before_answering = repeat
    cast.mei.email = ""
    cast.mei.save()
    soon = datetime.max.replace(tzinfo=UTC)
    message = outbox.queue(
        stream="survey", to=cast.mei.key, what="code", body=seal("471108"), at=minutes(0), until=soon
    )
    notices.deliver(actor="engine", at=minutes(1))
    message.refresh_from_db()
    assert message.sent_at is None
    assert message.error.startswith("The gateway answered 200: "), message.error
    assert "bad talk: " in message.error
    assert message.error.endswith("…")
    assert not any(sign.isdigit() for sign in message.error.removeprefix("The gateway answered 200")), message.error


def test_a_reason_of_its_own_stays_whole(cast: Cast, gateway: Gateway) -> None:
    reason = "签名【翡翠花园】未报备: the message is refused (code 2026)"
    kept = refused(cast, gateway, f'{{"accepted": false, "reason": "{reason}"}}')
    assert kept == f"The gateway answered 200: {reason}"
