"""Who is admitted at the gate was registered and verified (4.3.7): told by the forms of the gate."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gensui.ledger.models import Obligation
from gensui.security.models import GateEntry
from tests.cast import MONDAY, Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def clock(settings: Any) -> Any:
    settings.LANGUAGE_CODE = "en"
    with time_machine.travel(MONDAY + timedelta(minutes=1), tick=False) as traveller:
        yield traveller


def arrive(client: Client, **typed: str) -> GateEntry:
    words = {"kind": "visitor", "home": "3-1-502", "persons": "1", "once": "gate:x"} | typed
    assert client.post(reverse("gate_new"), words).status_code == 302
    return GateEntry.objects.get()


def press(client: Client, entry: GateEntry, act: str) -> None:
    assert client.post(reverse("gate_act", args=[entry.number, act])).status_code == 302


def verdict(entry: GateEntry) -> str:
    duty = Obligation.objects.filter(stream=entry.stream, clause="4.3.7").first()
    return "kept" if duty is None or duty.lapsed_at is None else "missed"


@pytest.mark.parametrize("reply", ["yes", "unreachable"])
def test_a_name_and_the_owners_word_keep_it(cast: Cast, sign_in: SignIn, reply: str) -> None:
    client = sign_in(cast.guard)
    entry = arrive(client, name="王")
    press(client, entry, reply)
    press(client, entry, "admit")

    assert verdict(entry) == "kept"


@pytest.mark.parametrize(
    "typed",
    [{"name": "王"}, {"kind": "vehicle", "home": "", "plate": ""}, {"kind": "contractor", "home": "", "name": "王"}],
    ids=["nobody asked the owner", "no plate and no home", "nobody knows what for"],
)
def test_what_is_missing_breaks_it(cast: Cast, sign_in: SignIn, typed: dict[str, str]) -> None:
    client = sign_in(cast.guard)
    entry = arrive(client, **typed)
    press(client, entry, "admit")

    assert verdict(entry) == "missed"


def test_admitted_against_the_owners_no_is_not_verified(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.guard)
    entry = arrive(client, name="王")
    press(client, entry, "no")
    press(client, entry, "admit")

    assert verdict(entry) == "missed"


def test_who_is_refused_needs_no_verifying(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.guard)
    entry = arrive(client)
    press(client, entry, "refuse")

    assert verdict(entry) == "kept"


@pytest.mark.parametrize(("reply", "wanted"), [("agreed", "kept"), ("", "missed")])
def test_a_line_of_paper_says_what_the_owner_said(cast: Cast, sign_in: SignIn, reply: str, wanted: str) -> None:
    client = sign_in(cast.guard)
    typed = {
        "arrived_at": "2026-11-23T09:00",
        "decided_at": "2026-11-23T09:03",
        "decision": "admitted",
        "reply": reply,
        "sheet": "1-1",
    }
    words = {"kind": "visitor", "home": "3-1-502", "persons": "1", "name": "王", "once": "gate:p"}
    assert client.post(reverse("gate_late"), words | typed).status_code == 302

    entry = GateEntry.objects.get()
    assert (entry.decided_at, verdict(entry)) == (minutes(-57), wanted)
