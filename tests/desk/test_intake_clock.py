"""From when the five minutes of an intake count: from the call that was answered, or from the first word that was typed."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gensui.ledger.models import Event, Obligation
from tests.cast import MONDAY, Cast
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database
HEARD = MONDAY + timedelta(seconds=10)


@pytest.fixture
def typed(cast: Cast) -> dict[str, Any]:
    """What Li types while Mei talks."""
    return {
        "channel": "phone", "phone": "13900000001", "requester_name": "陳美", "relation": "owner", "home": "3-1-502",
        "place": "廚房", "content": "水管漏水", "category": cast.leak.pk, "once": "intake:heard",
    }  # fmt: skip


def post(client: Client, name: str, seconds: float, words: dict[str, Any]) -> int:
    with time_machine.travel(MONDAY + timedelta(seconds=seconds), tick=False):
        return client.post(reverse(name), words).status_code


def test_what_takes_nine_minutes_to_take_down_is_late(cast: Cast, sign_in: SignIn, typed: dict[str, Any]) -> None:
    li = sign_in(cast.li)
    for seconds in (10, 200, 400):
        assert post(li, "draft", seconds, typed) == 200
    assert post(li, "intake", 570, typed | {"read_back": "on", "waited": "8"}) == 302

    duty = Obligation.objects.get(clause="4.1.5")
    assert (duty.opened_at, duty.lapsed_at) == (HEARD, HEARD + timedelta(minutes=5))
    assert duty.lateness == timedelta(minutes=4, seconds=20)
    assert Event.objects.get(kind="contact.ringing").occurred_at == MONDAY + timedelta(seconds=2)


def test_what_was_typed_before_a_long_rest_or_of_another_request_does_not_count(
    cast: Cast, sign_in: SignIn, typed: dict[str, Any]
) -> None:
    li = sign_in(cast.li)
    post(li, "draft", -3600, typed)
    post(li, "draft", 10, typed)
    post(li, "draft", 20, typed | {"once": "intake:other"})
    post(li, "draft", 30, typed)
    post(li, "intake", 90, typed | {"read_back": "on"})
    assert Obligation.objects.get(clause="4.1.5").opened_at == MONDAY + timedelta(seconds=30)


def test_without_a_script_that_keeps_what_is_typed_it_counts_from_the_form(
    cast: Cast, sign_in: SignIn, typed: dict[str, Any]
) -> None:
    post(sign_in(cast.li), "intake", 60, typed | {"read_back": "on"})
    duty = Obligation.objects.get(clause="4.1.5")
    assert (duty.opened_at, duty.lapsed_at) == (MONDAY + timedelta(seconds=60), None)
