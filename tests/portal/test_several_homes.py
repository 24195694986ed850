"""A person with two homes, in two communities: one number, one sign-in, all requests, and a choice where something is reported."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gensui.cases.actions import homes
from gensui.cases.models import Case
from gensui.ledger.models import Outgoing
from gensui.people.models import Building, Household, Resident, Site, Unit
from gensui.people.secret import unseal
from gensui.security.models import Pass
from tests.cases.conftest import Walk
from tests.cast import Cast
from tests.portal.conftest import ComeIn

pytestmark = pytest.mark.database


@pytest.fixture
def second(cast: Cast) -> Resident:
    """Mei owns a home in the other community as well."""
    building = Building.objects.create(site=Site.objects.get(key="elsewhere"), name="8")
    unit = Unit.objects.create(building=building, staircase="2", room="1101", label="8-2-1101")
    household = Household.objects.create(unit=unit, since_on=date(2024, 1, 1))
    same: dict[str, Any] = {name: getattr(cast.mei, name) for name in ("name", "phone", "phone_digest", "phone_tail")}
    return Resident.objects.create(household=household, relation="owner", language="en", **same)


def signed_in(phone: str = "13900000001") -> Client:
    browser = Client()
    browser.post(reverse("my_sign_in"), {"phone": phone})
    code = unseal(Outgoing.objects.filter(what="code").latest("pk").body)
    assert browser.post(reverse("my_sign_in"), {"phone": phone, "code": code}).status_code == 302
    return browser


def report(browser: Client, where: str, once: str = "my:1") -> Any:
    said = {"content": "漏水", "matter": "REP.WAT.LEAK", "where": where, "place": "廚房", "once": once}
    return browser.post(reverse("my_report"), said)


def test_all_homes_are_shown_and_reporting_asks_which(walk: Walk, cast: Cast, second: Resident) -> None:
    first_case = walk("plan_pending")
    browser = signed_in()

    assert report(browser, "").status_code == 422
    assert report(browser, "home").status_code == 422
    assert report(browser, f"home:{second.pk}").status_code == 302
    there = Case.objects.get(channel="app")
    assert (there.unit, there.site.key, there.resident) == (second.household.unit, "elsewhere", second)
    shown = browser.get(reverse("my_cases")).content.decode()
    for text in (first_case.number, there.number, "3-1-502", "8-2-1101"):
        assert text in shown, text
    choices = browser.get(reverse("my_report")).content.decode()
    assert "8-2-1101" in choices
    assert "3-1-502" in choices


def test_each_request_is_decided_from_its_own_home(walk: Walk, cast: Cast, second: Resident) -> None:
    case = walk("plan_pending")
    browser = signed_in()

    said = {"once": "my:2", "seen": case.seen}
    assert browser.post(reverse("my_act", args=[case.number, "agree"]), said).status_code == 302
    case.refresh_from_db()
    assert case.quotes.get().consent == "agreed"


def test_a_home_that_was_sold_is_not_offered_and_the_other_stays(cast: Cast, second: Resident, come_in: ComeIn) -> None:
    browser = come_in(cast.mei)
    homes.move_out(resident=cast.mei, on=timezone.localdate(), actor=cast.li, at=timezone.now())

    for one in (browser, signed_in()):
        shown = one.get(reverse("my_report")).content.decode()
        assert "8-2-1101" in shown
        assert "3-1-502" not in shown
    assert report(browser, f"home:{cast.mei.pk}").status_code == 422
    assert report(browser, "home").status_code == 302
    assert Case.objects.get().unit == second.household.unit


def test_a_pass_asks_for_the_home_only_where_there_are_several(cast: Cast, come_in: ComeIn, request: Any) -> None:
    browser = come_in(cast.mei)
    only = browser.get(reverse("my_visitors"))
    assert (only.status_code, 'name="home"' in only.content.decode()) == (200, False)

    request.getfixturevalue("second")
    both = browser.get(reverse("my_visitors"))
    assert (both.status_code, 'name="home"' in both.content.decode()) == (200, True)


def test_a_visitor_comes_to_the_home_that_was_chosen(cast: Cast, second: Resident, come_in: ComeIn) -> None:
    browser = come_in(cast.mei)
    now = timezone.localtime()
    said = {
        "name": "王", "kind": "visitor", "uses": 1, "valid_from": f"{now:%Y-%m-%dT%H:%M}",
        "valid_until": f"{now + timedelta(hours=2):%Y-%m-%dT%H:%M}", "once": "my:p1",
    }  # fmt: skip

    assert browser.post(reverse("my_visitors"), said).status_code == 422
    assert browser.post(reverse("my_visitors"), said | {"home": str(second.pk)}).status_code == 302
    permit = Pass.objects.get()
    assert (permit.unit, permit.resident) == (second.household.unit, second)
    assert browser.post(reverse("my_pass_revoke", args=[permit.pk])).status_code == 302


def test_somebody_else_with_the_same_number_is_another_person(cast: Cast, second: Resident, come_in: ComeIn) -> None:
    second.name = "陳先生"
    second.save()
    shown = come_in(cast.mei).get(reverse("my_report")).content.decode()
    assert "8-2-1101" not in shown


def test_the_own_data_go_from_every_home_or_from_none(walk: Walk, cast: Cast, second: Resident) -> None:
    walk("plan_pending")
    browser = signed_in()
    assert browser.post(reverse("my_erase"), {"sure": "yes"}).status_code == 409
    second.refresh_from_db()
    assert second.erased_at is None

    Case.objects.all().update(state="cancelled", closed_at=timezone.now())
    assert browser.post(reverse("my_erase"), {"sure": "yes"}).status_code == 302
    for one in (cast.mei, second):
        one.refresh_from_db()
        assert one.name == ""
