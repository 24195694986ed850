"""Who moved out has no rights in the home any longer, on any page; the own data stay the person's."""

import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from gensui.cases.actions import homes
from gensui.cases.models import Case
from gensui.ledger.models import Event, Outgoing
from gensui.people.actions.homes import Person
from gensui.people.models import Resident
from gensui.security import links
from gensui.security.actions import gate, register
from gensui.security.actions.turn import Arrival
from gensui.security.models import GateEntry, Pass
from tests.cases.conftest import Walk
from tests.cast import Cast
from tests.desk.test_permissions import ANYBODY, OWNERS, addresses
from tests.portal.conftest import ComeIn

pytestmark = pytest.mark.database

BUYER = Person(name="高遠", relation="owner", phone="13900000009")


def sell(cast: Cast) -> Resident:
    """Mei's home is sold today to Gao; the tenant stays."""
    now = timezone.now()
    homes.sell_home(
        unit=cast.mei.household.unit,
        buyers=[BUYER],
        staying=[cast.tenant.pk],
        on=timezone.localdate(now),
        actor=cast.li,
        at=now,
    )
    return Resident.objects.get(name="高遠")


@pytest.fixture
def gate_entry(cast: Cast) -> GateEntry:
    """Somebody stands at the gate for the home."""
    arrival = Arrival(kind="visitor", unit=cast.mei.household.unit, name="王")
    return gate.arrive(site=cast.site, arrival=arrival, actor=cast.guard, at=timezone.now())


def permit_of(cast: Cast) -> Pass:
    now = timezone.now()
    return register.issue_pass(
        kind="visitor",
        name="李",
        plate="",
        valid_from=now,
        valid_until=now + timedelta(hours=3),
        uses=2,
        actor=cast.mei,
        at=now,
    )


def test_no_page_of_the_home_is_open_to_who_moved_out(
    walk: Walk, cast: Cast, come_in: ComeIn, gate_entry: GateEntry
) -> None:
    case, permit = walk("plan_pending"), permit_of(cast)
    browser = come_in(cast.mei)
    sell(cast)

    expected = {
        "my_cases": (reverse("my_cases"), "get", 200), "my_report": (reverse("my_report"), "get", 404),
        "my_case": (reverse("my_case", args=[case.number]), "get", 404),
        "my_attachment": (reverse("my_attachment", args=[1]), "get", 404),
        "my_survey": (reverse("my_survey"), "get", 404), "my_visitors": (reverse("my_visitors"), "get", 404),
        "my_at_gate": (reverse("my_at_gate", args=[gate_entry.number, "yes"]), "post", 404),
        "my_pass_revoke": (reverse("my_pass_revoke", args=[permit.pk]), "post", 404),
        "my_gate_link": (reverse("my_gate_link", args=[links.to_answer(gate_entry, cast.mei)]), "post", 404),
        "my_data": (reverse("my_data"), "get", 200), "my_export": (reverse("my_export"), "post", 200),
        "my_read": (reverse("my_read"), "post", 302), "my_phone": (reverse("my_phone"), "get", 302),
        "my_email": (reverse("my_email"), "get", 200),
    }  # fmt: skip
    for name, (address, method, status) in expected.items():
        assert getattr(browser, method)(address).status_code == status, name
    for act in (
        "agree",
        "decline",
        "satisfied",
        "not-solved",
        "rate",
        "write",
        "appointment",
        "hurry",
        "cancel",
        "complain",
    ):
        answer = browser.post(
            reverse("my_act", args=[case.number, act]), {"text": "x", "stars": 1, "once": f"my:{act}"}
        )
        assert answer.status_code == 404, act
    report = {"content": "x", "matter": "REP.WAT.LEAK", "where": "home", "place": "x", "once": "my:r"}
    assert browser.post(reverse("my_report"), report).status_code == 404
    assert case.number not in browser.get(reverse("my_cases")).content.decode()
    case.refresh_from_db()
    assert (case.state, case.quotes.get().consent, Case.objects.count()) == ("plan_pending", "pending", 1)
    visited = {*expected, "my_act", "my_erase", "my_sign_out"}
    owners = {name for path, name in addresses(get_resolver().url_patterns) if path.startswith("my/")}
    assert owners - ANYBODY <= visited | {"my_sign_in"}
    assert visited >= OWNERS


def test_the_pass_of_who_moved_out_opens_nothing(cast: Cast, come_in: ComeIn) -> None:
    permit = permit_of(cast)
    sell(cast)

    shown = Client().get(reverse("my_pass", args=[links.of_pass(permit)]))
    guard = Client()
    guard.force_login(cast.guard.user, backend="gensui.people.backends.StaffBackend")
    guard.post(reverse("gate_pass", args=[permit.pk]))

    assert shown.context["good"] is False
    assert not GateEntry.objects.exists()


def test_the_new_household_sees_its_own_and_nothing_of_the_old(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    old = walk("plan_pending")
    browser = come_in(sell(cast))

    assert browser.get(reverse("my_case", args=[old.number])).status_code == 404
    assert old.number not in browser.get(reverse("my_cases")).content.decode()
    said = {"content": "漏水", "matter": "REP.WAT.LEAK", "where": "home", "place": "廚房", "once": "my:1"}
    assert browser.post(reverse("my_report"), said).status_code == 302
    assert Case.objects.get(channel="app").unit_id == old.unit_id


def test_the_tenant_who_stays_keeps_the_own_requests_to_himself(cast: Cast, come_in: ComeIn) -> None:
    tenant = come_in(cast.tenant)
    said = {"content": "門鎖壞了", "matter": "REP.WAT.LEAK", "where": "home", "place": "大門", "once": "my:1"}
    assert tenant.post(reverse("my_report"), said).status_code == 302
    case = Case.objects.get()
    buyer = come_in(sell(cast))

    assert tenant.get(reverse("my_case", args=[case.number])).status_code == 200
    assert buyer.get(reverse("my_case", args=[case.number])).status_code == 404


def test_an_open_request_goes_on_and_its_follower_is_told(walk: Walk, cast: Cast) -> None:
    case = walk("plan_pending")
    sell(cast)

    case.refresh_from_db()
    assert (case.state, case.resident) == ("plan_pending", cast.mei)
    assert Event.objects.filter(stream=case.stream, kind="requester.left").count() == 1
    told = Outgoing.objects.get(to=cast.li.key, what="message.notice")
    assert "陳美" in told.body
    assert "3-1-502" in told.body


def test_the_copy_of_the_own_data_holds_what_was_asked_for(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = walk("told")
    browser = come_in(cast.mei)
    sell(cast)

    kept = json.loads(browser.post(reverse("my_export")).content)
    assert [one["number"] for one in kept["cases"]] == [case.number]


def test_an_earlier_sale_counts_from_its_day(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    """A request of the home without a person, from before the day of the sale, is not the new owner's."""
    now = timezone.now()
    homes.sell_home(
        unit=cast.mei.household.unit, buyers=[BUYER], staying=[], on=date(2026, 11, 20), actor=cast.li, at=now
    )
    gao = Resident.objects.get(name="高遠")

    assert gao.household.began_at is not None
    assert gao.household.began_at.astimezone(timezone.get_default_timezone()).isoformat() == "2026-11-20T00:00:00+08:00"
