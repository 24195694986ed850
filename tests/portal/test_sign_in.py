"""An owner's telephone opens the owner's pages: codes, limits by address, who shares a number, and a new number."""

from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gensui.ledger import outbox
from gensui.ledger.models import Outgoing
from gensui.ledger.queries import events_of
from gensui.notices import actions as notices
from gensui.people import limits
from gensui.people.models import OneTimeCode, Resident
from gensui.people.secret import digest, unseal
from tests.cast import MONDAY, Cast
from tests.portal.conftest import ComeIn

pytestmark = pytest.mark.database
MEI, WU = "+8613900000001", "+8613900000003"
PROXY = "10.0.0.1"


@pytest.fixture(autouse=True)
def _proxy(settings: Any) -> None:
    settings.PROXIES = [ip_network("10.0.0.0/8")]


def post(
    given: dict[str, str], *, seconds: float = 0, place: str = "198.51.100.1", client: Client | None = None
) -> Any:
    with time_machine.travel(MONDAY + timedelta(seconds=seconds), tick=False):
        return (client or Client()).post(
            reverse("my_sign_in"), given, headers={"X-Forwarded-For": place}, REMOTE_ADDR=PROXY
        )


def codes(what: str = "code") -> list[str]:
    return [unseal(one.body) for one in Outgoing.objects.filter(what=what).order_by("pk")]


def deliver(seconds: float) -> None:
    notices.deliver(actor="engine", at=MONDAY + timedelta(seconds=seconds))


def test_a_code_already_sent_opens_whatever_others_ask_for_meanwhile(cast: Cast) -> None:
    post({"phone": MEI})
    (mine,) = codes()
    for number in range(5):
        assert post({"phone": MEI}, place="203.0.113.9", seconds=number + 1).status_code == 200
    for _guess in range(8):
        post({"phone": MEI, "code": "x"}, place="203.0.113.9", seconds=60)
    assert post({"phone": MEI, "code": mine}, seconds=100).status_code == 302


@pytest.mark.parametrize("place", ["198.51.100.1", "203.0.113.9"], ids=["elsewhere", "behind the same address"])
def test_codes_asked_for_by_others_never_shut_the_owner_out(cast: Cast, place: str) -> None:
    for number in range(9):
        page = post({"phone": MEI}, place="203.0.113.9", seconds=number * 10).content.decode()
        assert ("已在路上" in page, "暫不再發" in page) == (number < 6, number >= 6)
    assert len(codes()) == 6  # five, and from then on one in five minutes
    later = 600.0
    assert post({"phone": MEI}, place=place, seconds=later).status_code == 200
    assert post({"phone": MEI, "code": codes()[-1]}, place=place, seconds=later + 20).status_code == 302


def test_an_address_asks_for_few_numbers(cast: Cast) -> None:
    answers = [post({"phone": f"138{number:08d}"}, place="203.0.113.9").status_code for number in range(60)]
    assert answers.count(200) == 20
    refused = post({"phone": MEI}, place="203.0.113.9")
    assert (refused.status_code, codes()) == (422, [])
    assert post({"phone": MEI}).status_code == 200


def test_a_copy_of_the_database_signs_nobody_in(cast: Cast) -> None:
    post({"phone": MEI})
    (code,) = codes()
    kept = [str(row) for model in (Outgoing, OneTimeCode) for row in model.objects.values_list()]
    assert len(code) == 6
    assert not any(code in row for row in kept)
    assert post({"phone": MEI, "code": code}).status_code == 302


def test_guesses_are_few_for_a_code_and_for_an_address(cast: Cast) -> None:
    post({"phone": MEI})
    (code,) = codes()
    for place in range(4):
        for _guess in range(6):
            post({"phone": MEI, "code": "x"}, place=f"203.0.113.{place}")
    assert OneTimeCode.objects.get().tries == 15
    assert post({"phone": MEI, "code": code}).status_code == 422


def test_a_code_is_gone_from_the_outbox_once_sent_used_or_over(cast: Cast, settings: Any) -> None:
    settings.SMS_GATEWAY = "http://127.0.0.1:9/"
    for place in range(3):
        post({"phone": MEI}, place=f"198.51.100.{place}")
    first, second, third = Outgoing.objects.filter(what="code").order_by("pk")
    assert post({"phone": MEI, "code": unseal(first.body)}).status_code == 302
    first.refresh_from_db()
    assert (first.body, first.sent_at, bool(first.failed_at)) == ("", None, True)

    deliver(1)
    second.refresh_from_db()
    assert (second.next_try_at, second.body != "") == (MONDAY + timedelta(seconds=61), True)
    deliver(61)  # the next try would come after it expired
    settings.SMS_GATEWAY = ""
    deliver(3600)
    for message in (second, third):
        message.refresh_from_db()
        assert (message.body, message.sent_at, message.error) == ("", None, "expired")
    assert outbox.retry([second, third], at=MONDAY) == 0


def test_a_code_that_waited_too_long_is_not_sent(cast: Cast, settings: Any, tmp_path: Any) -> None:
    settings.SMS_FOLDER = tmp_path
    post({"phone": MEI})
    deliver(300)
    assert list(tmp_path.iterdir()) == []
    assert codes() == [""]


def test_who_shares_a_number_says_who_it_is(cast: Cast) -> None:
    Resident.objects.filter(pk=cast.tenant.pk).update(phone_digest=digest(MEI))
    browser = Client()
    post({"phone": MEI}, client=browser)
    asked = post({"phone": MEI, "code": codes()[0]}, client=browser)
    assert asked.status_code == 200
    assert cast.mei.name in asked.content.decode()
    assert cast.tenant.name in asked.content.decode()

    assert post({"who": str(cast.wu.pk)}, client=browser).url == reverse("my_sign_in")
    assert post({"who": str(cast.tenant.pk)}, client=Client()).url == reverse("my_sign_in")
    assert post({"who": str(cast.tenant.pk)}, client=browser, seconds=601).url == reverse("my_sign_in")
    assert post({"who": str(cast.tenant.pk)}, client=browser, seconds=60).url == reverse("my_cases")
    cast.tenant.refresh_from_db()
    assert browser.session["_auth_user_id"] == str(cast.tenant.user_id)


def test_one_person_with_two_homes_comes_in_at_once(cast: Cast) -> None:
    Resident.objects.filter(pk=cast.tenant.pk).update(phone_digest=digest(MEI), name=cast.mei.name)
    post({"phone": MEI})
    assert post({"phone": MEI, "code": codes()[0]}).status_code == 302


def data(resident: Resident, phone: str) -> dict[str, str]:
    return {"name": resident.name, "phone": phone, "email": "", "preference": "phone", "language": "en"}


def say(client: Client, name: str, given: dict[str, str], *, seconds: float = 0) -> Any:
    with time_machine.travel(MONDAY + timedelta(seconds=seconds), tick=False):
        return client.post(reverse(name), given)


@pytest.fixture
def inside(cast: Cast, come_in: ComeIn) -> Client:
    with time_machine.travel(MONDAY - timedelta(seconds=1), tick=False):
        return come_in(cast.mei)


def test_a_new_number_counts_once_its_code_was_typed(cast: Cast, inside: Client, settings: Any, tmp_path: Any) -> None:
    settings.SMS_FOLDER = tmp_path
    assert say(inside, "my_data", data(cast.mei, "139 1111 2222")).url == reverse("my_phone")
    cast.mei.refresh_from_db()
    assert cast.mei.phone == MEI
    (code,) = codes("code.new")
    deliver(1)
    (sent,) = tmp_path.iterdir()
    assert "+8613911112222" in sent.read_text("utf-8")
    assert code in sent.read_text("utf-8")
    assert codes("code.new") == [""]

    wrong = say(inside, "my_phone", {"code": "000000" if code != "000000" else "1"}, seconds=60)
    right = say(inside, "my_phone", {"code": code}, seconds=61)
    again = say(inside, "my_phone", {"code": code}, seconds=62)
    assert (wrong.status_code, right.url, again.url) == (422, reverse("my_data"), reverse("my_data"))
    cast.mei.refresh_from_db()
    assert (cast.mei.phone, cast.mei.phone_digest) == ("+8613911112222", digest("+8613911112222"))
    assert events_of(cast.mei.key)[-1].data == {"fields": ["phone"]}


def test_somebody_elses_number_does_not_come_to_me(cast: Cast, inside: Client) -> None:
    say(inside, "my_data", data(cast.mei, WU))
    cast.wu.refresh_from_db()
    post({"phone": WU}, place="203.0.113.9")
    (code,), (own,) = codes("code"), codes("code.new")
    assert say(inside, "my_phone", {"code": code}).status_code == 422  # a code to sign in proves nothing here
    assert post({"phone": WU, "code": own}).status_code == 422  # nor the other way round
    browser = Client()
    assert post({"phone": WU, "code": code}, client=browser).url == reverse("my_cases")
    cast.wu.refresh_from_db()
    assert browser.session["_auth_user_id"] == str(cast.wu.user_id)


def test_a_code_for_a_new_number_is_good_for_five_minutes(cast: Cast, inside: Client) -> None:
    say(inside, "my_data", data(cast.mei, "139 1111 2222"))
    (code,) = codes("code.new")
    assert say(inside, "my_phone", {"code": code}, seconds=300).url == reverse("my_data")
    cast.mei.refresh_from_db()
    assert cast.mei.phone == MEI


def test_the_rest_of_my_data_is_put_right_at_once(cast: Cast, inside: Client) -> None:
    say(inside, "my_data", data(cast.mei, "139 1111 2222") | {"email": "new@example.org"})
    cast.mei.refresh_from_db()
    assert (cast.mei.email, cast.mei.phone) == ("new@example.org", MEI)


def test_reports_of_one_person_are_limited_and_no_word_is_lost(cast: Cast, inside: Client) -> None:
    for _report in range(30):
        limits.take(limits.REPORTS, cast.mei.key, at=MONDAY)
    given = {"content": "漏水", "matter": "REP.WAT.LEAK", "where": "home", "place": "水槽下", "once": "my:1"}
    refused = say(inside, "my_report", given, seconds=60)
    assert (refused.status_code, "水槽下" in refused.content.decode()) == (422, True)
    assert say(inside, "my_report", given, seconds=3600).status_code == 302


def test_a_new_number_counts_for_all_homes_of_the_person(cast: Cast, inside: Client) -> None:
    beside = Resident.objects.create(
        household=cast.wu.household, name=cast.mei.name, relation="owner", phone=MEI, phone_digest=digest(MEI)
    )
    say(inside, "my_data", data(cast.mei, "139 1111 2222"))
    say(inside, "my_phone", {"code": codes("code.new")[0]}, seconds=60)
    beside.refresh_from_db()
    cast.tenant.refresh_from_db()
    assert (beside.phone, beside.phone_digest) == ("+8613911112222", digest("+8613911112222"))
    assert cast.tenant.phone == "+8613900000002"
