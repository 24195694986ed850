"""A request key belongs to whoever sends it, and stands for one request: the same again, never another under its name."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from gensui.core.events import handling
from gensui.ledger import queries
from gensui.ledger.models import Event, Salt
from gensui.ledger.record import Recorded, record
from gensui.ledger.refusals import BadKey, KeyReused, StreamMoved
from gensui.ledger.requests import NOT_ASKED, RequestKey, digest_of_request, house_key, sent_by
from tests.core.small import WITH_CHEN, minutes
from tests.ledger.conftest import STREAM

pytestmark = pytest.mark.database


def contacted(key: str | RequestKey, *, actor: str = "staff:li", stream: str = STREAM) -> Recorded:
    with transaction.atomic():
        return record(
            stream=stream, event=handling.OwnerContacted(), actor=actor, roles=WITH_CHEN, at=minutes(1), client_key=key
        )


def test_two_senders_have_the_same_key_without_meeting(in_force: None) -> None:
    first = contacted("tap:1", actor="resident:1")
    other = contacted("tap:1", actor="resident:2")
    again = contacted("tap:1", actor="resident:1")

    assert (first.number, other.number, other.repeated) == (1, 2, False)
    assert (again.number, again.repeated) == (1, True)
    assert queries.stream_of(sent_by("resident:2", "tap:1")) == STREAM
    assert queries.stream_of(sent_by("resident:3", "tap:1")) == ""


def test_no_sender_uses_up_a_key_of_the_house(in_force: None) -> None:
    contacted("gate:G000336:no:70", actor="resident:1")
    assert not queries.was_recorded(house_key("gate:G000336:no:70"))
    assert not contacted(house_key("gate:G000336:no:70"), actor="resident:2").repeated


def test_a_long_key_stays_its_senders_own(in_force: None) -> None:
    key = "k" * 80
    contacted(key, actor="resident:1")
    assert queries.was_recorded(sent_by("resident:1", key))
    assert not queries.was_recorded(sent_by("resident:2", key))
    assert len(str(Event.objects.get().client_key)) <= 80


@pytest.mark.parametrize("bad", ["", "a b", "#x", "k" * 81, "a\n"])
def test_a_key_that_could_be_taken_for_another_is_refused(bad: str) -> None:
    with pytest.raises(BadKey):
        sent_by("resident:1", bad)
    with pytest.raises(BadKey):
        house_key(bad)


def test_the_same_key_for_something_else_is_refused(in_force: None) -> None:
    def asked(text: str) -> RequestKey:
        return sent_by("staff:li", "form:1", digest_of_request("contact", {"text": text}))

    contacted(asked("a leak"))
    assert contacted(asked("a leak")).repeated
    with pytest.raises(KeyReused):
        contacted(asked("no heating"))
    with pytest.raises(KeyReused):
        queries.was_recorded(asked("no heating"))
    with pytest.raises(StreamMoved):  # as when the same request begins two streams at the same moment
        contacted(asked("a leak"), stream="case:2026-0118")
    assert Event.objects.count() == 1


def test_what_was_asked_cannot_be_guessed_from_what_is_kept(in_force: None) -> None:
    contacted(sent_by("staff:li", "a", "same"))
    contacted(sent_by("staff:li", "b", "same"))
    first, second = (event.digests for event in Event.objects.order_by("number"))
    assert first != second
    assert Salt.objects.count() == 2


@dataclass(frozen=True)
class Asked:
    text: str
    rang_at: datetime | None = field(default=None, metadata=NOT_ASKED)


def test_a_retry_asks_the_same_whatever_the_clock_says() -> None:
    at = datetime(2026, 11, 23, 2, tzinfo=UTC)
    once = digest_of_request("x", {"said": Asked("a", at), "sum": Decimal("1.50"), "parts": ("a", "b")})
    retry = digest_of_request(
        "x", {"said": Asked("a", at + timedelta(seconds=5)), "sum": Decimal("1.5"), "parts": ["a", "b"]}
    )
    assert once == retry
    assert once != digest_of_request("y", {"said": Asked("a", at), "sum": Decimal("1.50"), "parts": ("a", "b")})
    assert once != digest_of_request("x", {"said": Asked("b", at), "sum": Decimal("1.50"), "parts": ("a", "b")})
