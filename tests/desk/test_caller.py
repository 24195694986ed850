"""The caller's panel: which home it is about, and work at that home that is still under warranty."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gensui.cases.actions import together, work
from gensui.cases.models import Case, HandlingRecord
from gensui.people.models import Building, Employee, Household, Resident, Unit
from tests.cases.conftest import HANDLED, Walk
from tests.cast import MONDAY, Cast, minutes

pytestmark = pytest.mark.database

TEN_DAYS_LATER = MONDAY + timedelta(days=10)


def enter(employee: Employee) -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(employee.user, backend="gensui.people.backends.StaffBackend")
    return browser


@pytest.fixture
def repaired(walk: Walk) -> Case:
    """A leak in Mei's kitchen that was put right."""
    return walk("told")


def take_in(cast: Cast, **fields: Any) -> Any:
    said = {
        "channel": "phone", "phone": "13900000001", "requester_name": "陳美", "relation": "owner", "home": "3-1-502",
        "place": "廚房", "content": "又漏水了", "category": cast.leak.pk, "read_back": "on", "once": "intake:again",
    }  # fmt: skip
    return enter(cast.li).post(reverse("intake"), said | fields)


def test_the_warranty_is_said_at_the_call_and_the_repeat_is_linked(repaired: Case, cast: Cast) -> None:
    with time_machine.travel(TEN_DAYS_LATER):
        panel = enter(cast.li).get(reverse("caller"), {"phone": "13900000001"}).content.decode()
        assert "Under warranty at this home" in panel
        assert repaired.number in panel
        assert "until 2027-02-21" in panel

        assert take_in(cast, repeat_of=repaired.number).status_code == 302
    again = Case.objects.latest("pk")
    assert (again.repeat_of, again.resident) == (repaired, cast.mei)


def test_work_that_fails_within_its_warranty_is_proposed_as_free(repaired: Case, cast: Cast) -> None:
    with time_machine.travel(TEN_DAYS_LATER):
        take_in(cast, repeat_of=repaired.number)
        again = Case.objects.latest("pk")
        Case.objects.filter(pk=again.pk).update(state="on_site", handler=cast.chen)
        shown = enter(cast.chen).get(reverse("act", args=[again.number, "propose_plan"]))
        assert shown.context["form"].initial["payer"] == "warranty"


def test_a_case_of_another_home_is_refused_and_nothing_typed_is_lost(repaired: Case, cast: Cast) -> None:
    with time_machine.travel(TEN_DAYS_LATER):
        answer = take_in(cast, repeat_of=repaired.number, home="3-1-501")
        unknown = take_in(cast, repeat_of="2026-999999")

    assert (answer.status_code, unknown.status_code) == (422, 422)
    assert answer.context["form"].errors["repeat_of"] == ["That case belongs to another home."]
    assert "又漏水了" in answer.content.decode()
    assert Case.objects.count() == 1


def test_no_warranty_once_its_time_is_over(repaired: Case, cast: Cast) -> None:
    assert HandlingRecord.objects.exists()
    with time_machine.travel(MONDAY + timedelta(days=92)):
        panel = enter(cast.li).get(reverse("caller"), {"phone": "13900000001"}).content.decode()
    assert "Under warranty" not in panel


def test_the_sentence_of_a_fault_is_for_the_building_concerned(walk: Walk, cast: Cast) -> None:
    def shown(**said: str) -> str:
        return enter(cast.li).get(reverse("caller"), said).content.decode()

    case = walk("contacted")
    together.open_parent(case=case, sentence="3 棟停水", actor=cast.li, at=minutes(20))
    far = Building.objects.create(site=cast.site, name="9")
    elsewhere = Unit.objects.create(building=far, staircase="1", room="101", label="9-1-101")
    ask = "Ask first whether the home is in the building concerned"

    own = shown(phone="13900000003", home="3-1-501")
    assert "3 棟停水" in own
    assert ask not in own
    assert "3 棟停水" not in shown(home=elsewhere.label)
    unknown = shown(phone="13911112222")
    assert "3 棟停水" in unknown
    assert ask in unknown

    Case.objects.filter(pk=case.pk).update(unit=None)
    assert ask in shown(home=elsewhere.label)


def test_the_sentence_of_a_fault_ends_with_the_fault(walk: Walk, cast: Cast) -> None:
    case = walk("working")
    together.open_parent(case=case, sentence="3 棟停水", actor=cast.li, at=minutes(20))
    browser, said = enter(cast.li), {"phone": "13900000003", "home": "3-1-501"}
    assert "3 棟停水" in browser.get(reverse("caller"), said).content.decode()
    case.refresh_from_db()
    work.complete_work(case=case, actor=cast.chen, at=minutes(30), handling_record=HANDLED, photo="p1")
    assert "3 棟停水" not in browser.get(reverse("caller"), said).content.decode()


def test_a_caller_with_two_homes_is_asked_which(cast: Cast) -> None:
    unit = Unit.objects.create(building=cast.mei.household.unit.building, staircase="2", room="101", label="3-2-101")
    household = Household.objects.create(unit=unit, since_on=date(2024, 1, 1))
    same: dict[str, Any] = {name: getattr(cast.mei, name) for name in ("name", "phone", "phone_digest", "phone_tail")}
    second = Resident.objects.create(household=household, relation="owner", **same)
    browser = enter(cast.li)

    panel = browser.get(reverse("caller"), {"phone": "13900000001"})
    assert "ask which one it is about" in panel.content.decode()
    assert panel.context["unit"] is None
    chosen = browser.get(reverse("caller"), {"phone": "13900000001", "home": "3-2-101"}).content.decode()
    assert "ask which one it is about" not in chosen
    with time_machine.travel(MONDAY):
        assert take_in(cast, home="3-2-101").status_code == 302
    assert Case.objects.get().resident == second


def test_a_home_that_was_left_is_not_offered(cast: Cast) -> None:
    cast.mei.until_on = date(2026, 11, 20)
    cast.mei.save()
    panel = enter(cast.li).get(reverse("caller"), {"phone": "13900000001"})
    assert panel.context["unit"] is None
    assert "moved out" in panel.content.decode()
    assert '"home"' not in panel.content.decode()


def test_the_limit_of_the_rings_is_the_policys(cast: Cast) -> None:
    assert "Three rings end at 15 seconds." in enter(cast.li).get(reverse("intake")).content.decode()
