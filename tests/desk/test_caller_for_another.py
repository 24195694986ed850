"""Somebody who is not of the home calls for a resident: told as the resident is, while the resident decides."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gensui.cases.actions import erasure, order, plan, words, work
from gensui.cases.models import Case, PhoneCall
from gensui.cases.work_refusals import NoSuchCall
from gensui.ledger.models import Event, Outgoing
from gensui.notices import actions as notices
from gensui.people.models import Resident
from gensui.people.secret import digest
from tests.cases.conftest import leak_plan
from tests.cast import MONDAY, Cast, minutes
from tests.desk.conftest import SignIn
from tests.desk.test_caller import enter

pytestmark = pytest.mark.database
KEY = "a long secret between machines"
DAUGHTER = "13700000099"


@pytest.fixture
def texts(settings: Any, tmp_path: Path) -> Path:
    """Where text messages are written to."""
    settings.SMS_FOLDER, settings.TELEPHONY_KEY = str(tmp_path), KEY
    return tmp_path


def rings(number: str = DAUGHTER) -> Case:
    for seconds, event in ((0, "ringing"), (8, "answered")):
        said = {"call": "c-1", "number": number, "site": "yunqi", "event": event, "extension": "K02"}
        with time_machine.travel(MONDAY + timedelta(seconds=seconds), tick=False):
            Client().post(
                "/telephony/", json.dumps(said), "application/json", headers={"Authorization": f"Bearer {KEY}"}
            )
    return Case.objects.get()


def take_in(cast: Cast, **fields: Any) -> Any:
    said = {
        "channel": "phone", "phone": DAUGHTER, "requester_name": "陳小雨", "relation": "family", "home": "3-1-502",
        "place": "廚房", "content": "媽媽家漏水", "category": cast.leak.pk, "read_back": "on", "once": "intake:mother",
        "for_another": "yes", "resident": str(cast.mei.pk),
    }  # fmt: skip
    with time_machine.travel(minutes(1), tick=False):
        return enter(cast.li).post(reverse("intake"), said | fields)


def to_caller(texts: Path) -> list[str]:
    notices.deliver(actor="worker", at=minutes(40))
    return [text for one in sorted(texts.iterdir()) if (text := one.read_text("utf-8")).startswith("+8613700000099")]


def test_who_called_for_her_mother_hears_what_the_mother_hears(texts: Path, cast: Cast) -> None:
    call = rings()
    assert take_in(cast, call=call.number).status_code == 302
    case = Case.objects.get()
    assert (case.resident, case.requester_name, case.for_another, case.phone_proved) == (cast.mei, "陳小雨", True, True)

    case = order.accept_order(case=case, actor=cast.chen, at=minutes(3))
    words.send_message(case=case, actor=cast.li, at=minutes(4), text="師傅已在路上", purpose="progress")
    taken_in, told = sorted(to_caller(texts), key=lambda text: "師傅已在路上" in text)
    assert f"We have your request {case.number}" in taken_in
    assert "師傅已在路上" in told
    assert "/my/" not in taken_in + told
    assert Outgoing.objects.filter(to=cast.mei.key, what="message.progress").exists()
    assert not Outgoing.objects.filter(to__startswith="caller:").exclude(body="").exists()


def test_the_case_says_for_whom_and_masks_both_numbers(texts: Path, cast: Cast) -> None:
    take_in(cast, call=rings().number)
    page = enter(cast.li).get(reverse("case", args=[Case.objects.get().number])).content.decode()
    assert "Calls for" in page
    assert "陳美" in page
    assert "陳小雨" in page
    assert DAUGHTER not in page
    assert "Whoever called is told too" in page
    assert enter(cast.stranger).get(reverse("case", args=[Case.objects.get().number])).status_code == 404


def test_a_number_that_was_only_said_is_sent_nothing(texts: Path, cast: Cast) -> None:
    take_in(cast)
    case = Case.objects.get()
    words.send_message(case=case, actor=cast.li, at=minutes(4), text="師傅已在路上", purpose="progress")
    assert to_caller(texts) == []
    page = enter(cast.li).get(reverse("case", args=[case.number])).content.decode()
    assert "is told nothing by message" in page


def test_another_number_than_the_one_that_rang_is_not_proved(texts: Path, cast: Cast) -> None:
    take_in(cast, call=rings("13700000088").number)
    case = Case.objects.get()
    assert not case.phone_proved


def test_plan_and_money_stay_with_the_resident(texts: Path, cast: Cast) -> None:
    take_in(cast, call=rings().number)
    case = order.accept_order(case=Case.objects.get(), actor=cast.chen, at=minutes(3))
    case = order.contact_owner(case=case, actor=cast.chen, at=minutes(4))
    case = order.arrive(case=case, actor=cast.chen, at=minutes(9), proof="scan", key="door")
    case = plan.propose_plan(case=case, actor=cast.chen, at=minutes(10), plan=leak_plan(cast))
    assert not [one for one in to_caller(texts) if "¥" in one]

    PhoneCall.objects.create(
        site=cast.site, key="out-1", phone_digest=digest("+86" + DAUGHTER), phone_tail="0099", caller=cast.chen,
        began_at=minutes(12), talked_seconds=60,
    )  # fmt: skip
    said: dict[str, Any] = {"method": "recorded_call", "key": "out-1", "person": cast.mei}
    with pytest.raises(NoSuchCall):
        plan.consent_to_plan(case=case, actor=cast.chen, at=minutes(14), **said)
    PhoneCall.objects.update(phone_digest=cast.mei.phone_digest)
    case = plan.consent_to_plan(case=case, actor=cast.chen, at=minutes(14), **said)
    assert work.start_work(case=case, actor=cast.chen, at=minutes(16)).state == "working"


def test_whoever_calls_for_another_names_both(cast: Cast) -> None:
    refused = take_in(cast, requester_name="陳美")
    assert refused.status_code == 422
    assert refused.context["form"].errors["for_another"] == ["Write down who calls: this is the name of the resident."]
    Resident.objects.filter(pk=cast.mei.pk).update(relation="family")
    nobody = take_in(cast, resident="")
    assert nobody.context["form"].errors["for_another"] == [
        "Choose beside for which resident of the home this call is."
    ]
    assert take_in(cast, resident=str(cast.wu.pk)).status_code == 422  # of another home
    assert not Case.objects.exists()


def test_the_only_owner_is_meant_where_nobody_was_chosen(cast: Cast) -> None:
    assert take_in(cast, resident="").status_code == 302
    assert Case.objects.get().resident == cast.mei


def test_the_panel_offers_to_call_for_each_resident_of_the_home(cast: Cast) -> None:
    browser = enter(cast.li)
    assert "Somebody else calls for 陳美" in browser.get(reverse("caller"), {"home": "3-1-502"}).content.decode()
    # whoever calls lives here too, in another home
    neighbour = browser.get(reverse("caller"), {"phone": "13900000003", "home": "3-1-502"}).content.decode()
    assert "Somebody else calls for 陳美" in neighbour
    assert "13900000001" not in neighbour


def test_the_caller_goes_with_the_case(texts: Path, cast: Cast) -> None:
    take_in(cast, call=rings().number)
    case = Case.objects.get()
    words.send_message(case=case, actor=cast.li, at=minutes(4), text="師傅已在路上", purpose="progress")
    Case.objects.update(state="closed", closed_at=minutes(5))
    erasure.erase_person(resident=cast.mei, actor=cast.mei, at=minutes(6))
    case.refresh_from_db()
    assert (case.requester_name, case.phone, case.phone_proved) == ("", "", False)
    assert not Outgoing.objects.filter(to__startswith="caller:").exclude(body="").exists()
    assert to_caller(texts) == []
    assert DAUGHTER not in json.dumps(list(Event.objects.values_list("data", flat=True)))


def test_the_form_says_what_will_be_told_and_what_not(cast: Cast, english: SignIn) -> None:
    page = english(cast.li).get(reverse("intake")).content.decode()
    assert "at a number that was only said, nothing is sent: say that we call her" in page
