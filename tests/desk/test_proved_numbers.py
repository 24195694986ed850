"""A number is its owner's once that was proved: by a code, or by a call from it whose caller was heard."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gensui.cases.models import Case
from gensui.ledger.models import Event, Outgoing
from gensui.people.models import Resident
from gensui.people.secret import unseal
from tests.cast import MONDAY, Cast
from tests.desk.conftest import SignIn
from tests.desk.test_telephony import Tell, tell

__all__ = ["tell"]
pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _unproved(cast: Cast) -> None:
    """These numbers were only written down."""
    Resident.objects.update(phone_proof="", phone_proved_by="", phone_proved_at=None)
    for who in (cast.mei, cast.tenant, cast.wu):
        who.refresh_from_db()


def take_down(tell: Tell, cast: Cast, sign_in: SignIn, **words: Any) -> Resident:
    """Somebody calls for Mei's home; what is known of Mei's number once the agent took the call down."""
    rings = {"number": words.pop("number", "13900000001")}
    tell(event="ringing", **rings)
    tell(5, event="answered", extension="K02", **rings)
    case = Case.objects.get()
    said = {
        "call": case.number, "channel": "phone", "phone": "13900000001", "requester_name": "陳美", "relation": "owner",
        "home": "3-1-502", "resident": cast.mei.pk, "place": "廚房", "content": "漏水", "category": cast.leak.pk, "read_back": "on",
        "once": "intake:proved",
    }  # fmt: skip
    with time_machine.travel(MONDAY + timedelta(minutes=2), tick=False):
        answer = sign_in(cast.li).post(reverse("intake"), said | words)
    case.refresh_from_db()
    assert (answer.status_code, case.resident_id) == (302, cast.mei.pk)
    return Resident.objects.get(pk=cast.mei.pk)


def proofs(who: Resident) -> list[Any]:
    return [one.data for one in Event.objects.filter(stream=who.key, kind="personal_data.proved")]


def test_a_number_from_before_is_not_proved_and_a_call_from_it_proves_it(
    tell: Tell, cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.li)
    client.cookies["django_language"] = "en"
    assert not Resident.objects.exclude(phone_proof="").exists()
    assert "number not proved" in client.get(reverse("caller"), {"phone": "13900000001"}).content.decode()

    mei = take_down(tell, cast, sign_in)
    assert (mei.has_proved_phone, mei.phone_proved_by, mei.phone_proved_at) == (
        True,
        "call",
        MONDAY + timedelta(minutes=2),
    )
    assert proofs(mei) == [{"field": "phone", "how": "call"}]
    assert "number not proved" not in client.get(reverse("caller"), {"phone": "13900000001"}).content.decode()
    page = client.get(reverse("caller"), {"home": "3-1-502"}).content.decode()
    assert "proved by a call from it, 2026-11-23" in page


def test_a_call_from_another_number_proves_nothing(tell: Tell, cast: Cast, sign_in: SignIn) -> None:
    assert not take_down(tell, cast, sign_in, number="13899990000").has_proved_phone


def test_who_calls_for_somebody_else_proves_nothing(tell: Tell, cast: Cast, sign_in: SignIn) -> None:
    assert not take_down(
        tell, cast, sign_in, for_another="yes", requester_name="陳小雨", relation="family"
    ).has_proved_phone


def test_a_code_that_was_typed_proves_it_in_every_home_and_another_number_is_not(cast: Cast, sign_in: SignIn) -> None:
    same: dict[str, Any] = {name: getattr(cast.mei, name) for name in ("name", "phone", "phone_digest", "phone_tail")}
    other = Resident.objects.create(household=cast.wu.household, relation="owner", **same)
    client = Client()
    with time_machine.travel(MONDAY, tick=False):
        client.post(reverse("my_sign_in"), {"phone": cast.mei.phone})
        code = unseal(Outgoing.objects.get(what="code").body)
        assert client.post(reverse("my_sign_in"), {"phone": cast.mei.phone, "code": "000000"}).status_code == 422
        assert not Resident.objects.exclude(phone_proof="").exists()
        assert client.post(reverse("my_sign_in"), {"phone": cast.mei.phone, "code": code}).status_code == 302
    for who in (cast.mei, other):
        who.refresh_from_db()
        assert (who.has_proved_phone, who.phone_proved_by, proofs(who)) == (
            True,
            "code",
            [{"field": "phone", "how": "code"}],
        )
    who = Resident.objects.get(pk=cast.tenant.pk)
    assert not who.has_proved_phone

    cast.mei.phone = "+8613911112222"  # typed by staff since
    assert not cast.mei.has_proved_phone


def signed(client: Client, who: Resident, day: str) -> Any:
    said = {"number-resident": who.pk, "number-signed_on": day}
    with time_machine.travel(MONDAY, tick=False):
        return client.post(reverse("home_act", args=[who.household.unit_id, "number"]), said)


def test_a_signed_form_proves_it_and_says_who_holds_it(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.li)
    client.cookies["django_language"] = "en"
    home = reverse("home", args=[cast.mei.household.unit_id])
    assert "A signed form proves a number" in client.get(home).content.decode()

    assert signed(client, cast.mei, "2026-11-24").status_code == 422  # tomorrow
    assert not Resident.objects.exclude(phone_proof="").exists()
    assert signed(client, cast.mei, "2026-11-20").status_code == 302
    mei = Resident.objects.get(pk=cast.mei.pk)
    assert (mei.has_proved_phone, mei.phone_proved_by) == (True, "form")
    assert proofs(mei) == [{"field": "phone", "how": "form", "signed_on": "2026-11-20"}]
    assert Event.objects.get(kind="personal_data.proved").actor == cast.li.key
    assert "proved by a form that was signed, 2026-11-20" in client.get(home).content.decode()
    assert not Resident.objects.get(pk=cast.tenant.pk).has_proved_phone

    assert signed(client, cast.mei, "2026-11-21").status_code == 422  # it is proved already
    assert len(proofs(mei)) == 1


def test_a_number_that_is_not_there_and_a_stranger_prove_nothing(cast: Cast, sign_in: SignIn) -> None:
    assert signed(sign_in(cast.stranger), cast.mei, "2026-11-20").status_code == 404
    assert signed(sign_in(cast.chen), cast.mei, "2026-11-20").status_code == 403
    cast.mei.phone = ""
    cast.mei.save()
    assert signed(sign_in(cast.li), cast.mei, "2026-11-20").status_code == 422
    assert not Resident.objects.exclude(phone_proof="").exists()


def test_who_moves_in_with_a_signed_form_has_a_proved_number(cast: Cast, sign_in: SignIn) -> None:
    client, act = sign_in(cast.li), reverse("home_act", args=[cast.mei.household.unit_id, "in"])
    said = {
        "in-name": "高遠", "in-relation": "family", "in-phone": "139 0000 0009", "in-preference": "phone",
        "in-language": "en", "in-on": "2026-11-23", "in-signed_on": "2026-11-22",
    }  # fmt: skip
    with time_machine.travel(MONDAY, tick=False):
        assert client.post(act, said | {"in-phone": ""}).status_code == 422  # what would the form prove?
        assert not Resident.objects.filter(name="高遠").exists()
        assert client.post(act, said).status_code == 302
        assert (
            client.post(act, said | {"in-name": "高山", "in-phone": "13900000010", "in-signed_on": ""}).status_code
            == 302
        )
    assert Resident.objects.get(name="高遠").phone_proved_by == "form"
    assert not Resident.objects.get(name="高山").has_proved_phone


def test_the_own_copy_tells_how_the_number_was_proved(cast: Cast, sign_in: SignIn) -> None:
    signed(sign_in(cast.li), cast.mei, "2026-11-20")
    with time_machine.travel(MONDAY, tick=False):
        mei = Client()
        mei.post(reverse("my_sign_in"), {"phone": cast.mei.phone})
        code = unseal(Outgoing.objects.get(what="code").body)
        mei.post(reverse("my_sign_in"), {"phone": cast.mei.phone, "code": code})
        kept = mei.post(reverse("my_export")).json()
    form = str(cast.mei.Proof.FORM.label)
    assert (kept["phone_proved_by"], kept["phone_proved_at"]) == (form, "2026-11-20 00:00")  # by the clocks there
