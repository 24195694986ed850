"""A person asks for another name; it stands once the desk confirmed it, and papers of before keep the name of then."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gensui.cases.models import Case
from gensui.ledger.models import Event, Outgoing
from gensui.notices.wording import words_for
from gensui.people.models import Resident
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast
from tests.desk.conftest import SignIn
from tests.desk.conftest import english as english
from tests.portal.conftest import ComeIn

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def asks(browser: Client, who: Resident, name: str) -> None:
    who.refresh_from_db()
    given = {"name": name, "phone": who.phone, "email": who.email, "preference": who.preference, "language": "en"}
    assert browser.post(reverse("my_data"), given).status_code == 302
    who.refresh_from_db()


def answers(desk: Client, who: Resident, agrees: str) -> Any:
    address = reverse("home_act", args=[who.household.unit_id, "name"])
    return desk.post(address, {"name-resident": who.pk, "name-agrees": agrees})


def corrected(who: Resident) -> list[dict[str, Any]]:
    events = Event.objects.filter(stream=who.key, kind="personal_data.corrected").order_by("number")
    return [event.data for event in events]


def test_another_name_waits_for_the_desk(cast: Cast, come_in: ComeIn, english: SignIn) -> None:
    owner, desk, home = come_in(cast.mei), english(cast.li), cast.mei.household.unit
    asks(owner, cast.mei, "吳剛")
    assert (cast.mei.name, cast.mei.asked_name) == ("陳美", "吳剛")
    page = owner.get(reverse("my_data")).content.decode()
    assert "You asked to be named 吳剛" in page
    assert "吳剛" in desk.get(reverse("homes")).content.decode()
    assert "asks to be named 吳剛" in desk.get(reverse("home", args=[home.pk])).content.decode()
    told = Outgoing.objects.get(what="name.asked")
    words = words_for(told, "en", MONDAY)
    assert told.to == cast.head.key
    assert ("3-1-502" in words.title, "吳剛" in words.title + words.text + told.body) == (True, False)

    assert answers(desk, cast.mei, "yes").status_code == 302
    cast.mei.refresh_from_db()
    assert (cast.mei.name, cast.mei.asked_name) == ("吳剛", "")
    assert corrected(cast.mei)[-1] == {"fields": ["asked_name", "name"], "before": "陳••"}
    assert answers(desk, cast.mei, "yes").status_code == 422  # twice
    assert Event.objects.get(stream=cast.mei.key, kind="personal_data.corrected", number=2).actor == cast.li.key


def test_the_desk_keeps_the_name_of_the_register(cast: Cast, come_in: ComeIn, english: SignIn) -> None:
    asks(come_in(cast.mei), cast.mei, "吳剛")
    assert answers(english(cast.li), cast.mei, "no").status_code == 302
    cast.mei.refresh_from_db()
    assert (cast.mei.name, cast.mei.asked_name) == ("陳美", "")
    heard = Outgoing.objects.get(to=cast.mei.key, what="message.notice")
    assert "Your name stays 陳美" in heard.body


def test_it_is_the_desk_that_confirms(cast: Cast, come_in: ComeIn, english: SignIn) -> None:
    owner = come_in(cast.mei)
    asks(owner, cast.mei, "吳剛")
    for somebody in (english(cast.chen), english(cast.stranger), owner):
        assert answers(somebody, cast.mei, "yes").status_code in (302, 403, 404)
        cast.mei.refresh_from_db()
        assert cast.mei.name == "陳美"


def test_papers_and_calls_name_who_it_was(walk: Walk, cast: Cast, come_in: ComeIn, english: SignIn) -> None:
    """What is agreed to while the desk has not looked bears the name of the register, and keeps it afterwards."""
    owner, case = come_in(cast.mei), walk("plan_pending")
    asks(owner, cast.mei, "吳剛")
    agree = reverse("my_act", args=[case.number, "agree"])
    assert owner.post(agree, {"once": "my:1", "seen": case.seen}).status_code == 302
    assert answers(english(cast.li), cast.mei, "yes").status_code == 302
    case = Case.objects.get(pk=case.pk)
    assert (case.quotes.get().consent_by, case.requester_name) == ("陳美", "陳美")


def test_another_way_of_writing_it_counts_at_once(cast: Cast, come_in: ComeIn) -> None:
    asks(come_in(cast.mei), cast.mei, "陈美")
    assert (cast.mei.name, cast.mei.asked_name) == ("陈美", "")
    assert corrected(cast.mei)[-1]["before"] == "陳••"
    assert not Outgoing.objects.filter(what="name.asked").exists()


def test_whoever_thinks_better_of_it_asks_for_nothing(cast: Cast, come_in: ComeIn, english: SignIn) -> None:
    owner = come_in(cast.mei)
    asks(owner, cast.mei, "吳剛")
    asks(owner, cast.mei, "吳剛")  # told once
    assert Outgoing.objects.filter(what="name.asked").count() == 1
    asks(owner, cast.mei, "陳美")
    assert cast.mei.asked_name == ""
    assert answers(english(cast.li), cast.mei, "yes").status_code == 422


def test_nobody_becomes_who_shares_the_number(cast: Cast, come_in: ComeIn) -> None:
    """A name is how a person is known among those of one number: taking it would open the other's home."""
    Resident.objects.filter(pk=cast.wu.pk).update(
        phone=cast.mei.phone, phone_digest=cast.mei.phone_digest, phone_tail=cast.mei.phone_tail
    )
    browser = come_in(cast.mei)
    asks(browser, cast.mei, cast.wu.name)
    assert "3-1-501" not in browser.get(reverse("my_cases")).content.decode()


def test_it_counts_in_all_homes_of_the_person(cast: Cast, come_in: ComeIn, english: SignIn) -> None:
    same: dict[str, Any] = {one: getattr(cast.mei, one) for one in ("name", "phone", "phone_digest", "phone_tail")}
    beside = Resident.objects.create(household=cast.wu.household, relation="owner", **same)
    asks(come_in(cast.mei), cast.mei, "陳小美")
    beside.refresh_from_db()
    assert beside.asked_name == "陳小美"
    assert answers(english(cast.li), beside, "yes").status_code == 302
    cast.mei.refresh_from_db()
    assert cast.mei.name == "陳小美"
