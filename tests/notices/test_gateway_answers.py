"""What a gateway says is a stranger's: it ends no round of delivery, holds up nothing, and brings nobody's number or words along."""

import pytest

from gensui.ledger import outbox
from gensui.ledger.models import Outgoing
from gensui.notices import actions as notices
from tests.cast import Cast, minutes
from tests.notices.conftest import Gateway

pytestmark = pytest.mark.database


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
