"""The same fault within its warranty costs nothing, also where the owner writes it or the desk confirms it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gensui.cases.models import Case
from gensui.people.models import Household, Resident, Unit
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast
from tests.desk.conftest import SignIn
from tests.portal.conftest import ComeIn

pytestmark = pytest.mark.database
LATER = MONDAY + timedelta(days=10)


@pytest.fixture
def repaired(walk: Walk) -> Case:
    """A leak in Mei's kitchen that was put right."""
    return walk("told")


def report(browser: Client, **said: Any) -> Any:
    words = {"content": "又漏水了", "matter": "REP.WAT.LEAK", "where": "home", "place": "廚房", "once": "my:again"}
    return browser.post(reverse("my_report"), words | said)


def confirm(browser: Client, case: Case, **said: Any) -> Any:
    words = {"category": "REP.WAT.LEAK", "read_back": "on", "once": "act:read-back"}
    return browser.post(reverse("act", args=[case.number, "confirm_intake"]), words | said)


def payer(browser: Client, cast: Cast, case: Case) -> str:
    """Who pays, as the plan's form begins."""
    Case.objects.filter(pk=case.pk).update(state="on_site", handler=cast.chen)
    shown: str = browser.get(reverse("act", args=[case.number, "propose_plan"])).context["form"].initial["payer"]
    return shown


def test_the_owner_says_that_it_came_back_and_pays_nothing(
    repaired: Case, cast: Cast, come_in: ComeIn, sign_in: SignIn
) -> None:
    with time_machine.travel(LATER, tick=False):
        mei = come_in(cast.mei)
        assert repaired.number in mei.get(reverse("my_report")).content.decode()
        assert report(mei, repeat_of=repaired.number).status_code == 302
        again = Case.objects.latest("pk")
        assert again.repeat_of == repaired
        shown = sign_in(cast.li).get(reverse("act", args=[again.number, "confirm_intake"])).context["form"]
        assert shown.initial["repeat_of"] == repaired.number  # the desk reads it back
        assert confirm(sign_in(cast.li), again, repeat_of=repaired.number).status_code == 302
        assert payer(sign_in(cast.chen), cast, again) == "warranty"


def test_the_desk_confirms_it_as_a_repeat_where_the_owner_did_not_say_so(
    repaired: Case, cast: Cast, come_in: ComeIn, sign_in: SignIn
) -> None:
    with time_machine.travel(LATER, tick=False):
        assert report(come_in(cast.mei)).status_code == 302
        again, li = Case.objects.latest("pk"), sign_in(cast.li)
        assert again.repeat_of is None
        page = li.get(reverse("act", args=[again.number, "confirm_intake"])).content.decode()
        assert f'value="{repaired.number}"' in page
        assert confirm(li, again, repeat_of="2026-999999").status_code == 422
        assert confirm(li, again, repeat_of=repaired.number).status_code == 302
        assert payer(sign_in(cast.chen), cast, again) == "warranty"


def test_the_desk_may_find_that_it_is_something_else(
    repaired: Case, cast: Cast, come_in: ComeIn, sign_in: SignIn
) -> None:
    with time_machine.travel(LATER, tick=False):
        report(come_in(cast.mei), repeat_of=repaired.number)
        again = Case.objects.latest("pk")
        assert confirm(sign_in(cast.li), again, repeat_of="").status_code == 302
        assert payer(sign_in(cast.chen), cast, again) == "", "no warranty says who pays: it is asked"


def test_nothing_is_offered_when_the_warranty_is_over_or_to_a_neighbour(
    repaired: Case, cast: Cast, come_in: ComeIn
) -> None:
    with time_machine.travel(MONDAY + timedelta(days=92), tick=False):
        mei = come_in(cast.mei)
        assert mei.get(reverse("my_report")).status_code == 200
        assert repaired.number not in mei.get(reverse("my_report")).content.decode()
    with time_machine.travel(LATER, tick=False):
        wu = come_in(cast.wu)
        assert wu.get(reverse("my_report")).status_code == 200
        assert repaired.number not in wu.get(reverse("my_report")).content.decode()
        assert report(wu, repeat_of=repaired.number).status_code == 302
        assert Case.objects.latest("pk").resident == cast.wu
        assert not Case.objects.filter(repeat_of=repaired).exists()


def test_a_repair_of_another_home_or_in_the_lobby_is_refused_and_nothing_typed_is_lost(
    repaired: Case, cast: Cast, come_in: ComeIn
) -> None:
    unit = Unit.objects.create(building=cast.mei.household.unit.building, staircase="2", room="101", label="3-2-101")
    household = Household.objects.create(unit=unit, since_on=cast.mei.household.since_on)
    same: dict[str, Any] = {name: getattr(cast.mei, name) for name in ("name", "phone", "phone_digest", "phone_tail")}
    second = Resident.objects.create(household=household, relation="owner", **same)
    with time_machine.travel(LATER, tick=False):
        mei = come_in(cast.mei)
        there = report(mei, repeat_of=repaired.number, where=f"home:{second.pk}")
        lobby = report(mei, repeat_of=repaired.number, where=str(cast.lobby.pk))
        here = report(mei, repeat_of=repaired.number, where=f"home:{cast.mei.pk}")
    assert (there.status_code, lobby.status_code, here.status_code) == (422, 422, 302)
    assert "repeat_of" in there.context["form"].errors
    assert "又漏水了" in there.content.decode()


def test_the_second_matter_of_a_call_is_a_repeat_too(repaired: Case, walk: Walk, cast: Cast, sign_in: SignIn) -> None:
    first = walk("dispatched")
    with time_machine.travel(LATER, tick=False):
        li, address = sign_in(cast.li), reverse("act", args=[first.number, "split_case"])
        assert f'value="{repaired.number}"' in li.get(address).content.decode()
        said = {"content": "廚房又漏", "category": cast.leak.pk, "read_back": "on", "once": "split:1"}
        assert li.post(address, said | {"repeat_of": "2026-999999"}).status_code == 422
        assert li.post(address, said | {"repeat_of": repaired.number}).status_code == 302
        again = first.parts.get()
        assert again.repeat_of == repaired
        assert payer(sign_in(cast.chen), cast, again) == "warranty"


def test_a_repeat_is_put_right_afterwards(repaired: Case, walk: Walk, cast: Cast, sign_in: SignIn) -> None:
    again = walk("dispatched")
    with time_machine.travel(LATER, tick=False):
        li, address = sign_in(cast.li), reverse("act", args=[again.number, "correct_intake"])
        begins = li.get(address).context["form"].initial
        said = {name: value for name, value in begins.items() if value} | {"reason": "是上次修的", "once": "c:1"}
        assert li.post(address, said | {"repeat_of": repaired.number}).status_code == 302
        again.refresh_from_db()
        assert again.repeat_of == repaired
        elsewhere = said | {"repeat_of": repaired.number, "home": "3-1-501", "once": "c:2"}
        assert li.post(address, elsewhere).status_code == 409  # that work was at another home
        assert li.post(address, said | {"repeat_of": "", "once": "c:3"}).status_code == 302
        again.refresh_from_db()
        assert again.repeat_of is None
