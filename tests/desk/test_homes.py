"""Homes change hands at the desk: in, out, sold, and a tenancy with an end."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gensui.cases.actions import homes
from gensui.ledger.models import Event
from gensui.people.acting import SYSTEM
from gensui.people.models import Employee, Household, Resident
from tests.cases.conftest import Walk
from tests.cast import Cast

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


TODAY = timezone.localdate


def enter(employee: Employee) -> Client:
    browser = Client()
    browser.force_login(employee.user, backend="gensui.people.backends.StaffBackend")
    return browser


def do(cast: Cast, act: str, who: Employee | None = None, **fields: Any) -> Any:
    said = {f"{act}-{name}": value for name, value in fields.items()}
    unit = cast.mei.household.unit_id
    return enter(who or cast.li).post(reverse("home_act", args=[unit, act]), said)


BUYER: dict[str, Any] = {"name": "高遠", "phone": "139 0000 0009", "preference": "phone", "language": "zh-hant"}


def kinds(cast: Cast) -> list[str]:
    return list(
        Event.objects.filter(stream=f"home:{cast.mei.household.unit_id}")
        .order_by("number")
        .values_list("kind", flat=True)
    )


def test_a_home_is_sold_and_the_tenant_stays(walk: Walk, cast: Cast) -> None:
    walk("plan_pending")
    answer = do(cast, "sold", on=TODAY().isoformat(), staying=[cast.tenant.pk], **BUYER)

    assert answer.status_code == 302
    for one in (cast.mei, cast.tenant):
        one.refresh_from_db()
    old, new = Household.objects.filter(unit=cast.mei.household.unit).order_by("pk")
    assert (old.until_on, new.until_on, cast.tenant.household) == (TODAY(), None, new)
    assert (cast.mei.is_present, cast.tenant.is_present) == (False, True)
    assert kinds(cast) == ["home.sold", "resident.moved_out", "resident.moved_in"]
    shown = enter(cast.li).get(reverse("home", args=[old.unit_id])).content.decode()
    assert "高遠" in shown
    assert "陳美" in shown


def test_sold_twice_by_a_double_tap_is_sold_once(cast: Cast) -> None:
    said: dict[str, Any] = {"on": TODAY().isoformat(), **BUYER}
    first, second = do(cast, "sold", **said), do(cast, "sold", **said)

    assert (first.status_code, second.status_code) == (302, 422)
    assert Resident.objects.filter(name="高遠").count() == 1
    assert "lives in 3-1-502 already" in second.content.decode()


def test_a_day_that_cannot_be_is_refused_and_nothing_typed_is_lost(cast: Cast) -> None:
    tomorrow = (TODAY() + timedelta(days=1)).isoformat()
    answer = do(cast, "sold", on=tomorrow, **BUYER)

    assert answer.status_code == 422
    assert "高遠" in answer.content.decode()
    assert tomorrow in answer.content.decode()
    assert Household.objects.filter(unit=cast.mei.household.unit).count() == 1


def test_the_last_to_move_out_ends_the_household(cast: Cast) -> None:
    first = do(cast, "out", resident=cast.mei.pk, on=TODAY().isoformat())
    cast.mei.household.refresh_from_db()
    assert (first.status_code, cast.mei.household.until_on) == (302, None)

    do(cast, "out", resident=cast.tenant.pk, on=TODAY().isoformat())
    cast.mei.household.refresh_from_db()
    assert cast.mei.household.until_on == TODAY()
    assert do(cast, "out", resident=cast.mei.pk, on=TODAY().isoformat()).status_code == 422


def test_somebody_moves_in_once(cast: Cast) -> None:
    said: dict[str, Any] = {"on": TODAY().isoformat(), "relation": "tenant", "tenancy_until": "", **BUYER}
    first, second = do(cast, "in", **said), do(cast, "in", **said)

    assert (first.status_code, second.status_code) == (302, 422)
    assert Resident.objects.get(name="高遠").household == cast.mei.household


def test_a_tenancy_ends_by_itself_on_the_day_after(cast: Cast) -> None:
    last = TODAY() + timedelta(days=10)
    assert do(cast, "tenancy", resident=cast.tenant.pk, until=last.isoformat()).status_code == 302
    midnight = datetime.combine(last + timedelta(days=1), datetime.min.time(), ZoneInfo(cast.site.zone))

    early = homes.end_tenancies(actor=SYSTEM, at=midnight - timedelta(seconds=1))
    cast.tenant.refresh_from_db()
    assert (early, cast.tenant.is_present) == (0, True)
    assert homes.end_tenancies(actor=SYSTEM, at=midnight) == 1
    assert homes.end_tenancies(actor=SYSTEM, at=midnight) == 0
    cast.tenant.refresh_from_db()
    assert (cast.tenant.is_present, cast.tenant.until_on) == (False, last)
    gone = Event.objects.get(kind="resident.moved_out")
    assert (gone.data["why"], gone.actor) == ("tenancy_ended", "engine")


def test_a_tenancy_does_not_end_in_the_past(cast: Cast) -> None:
    answer = do(cast, "tenancy", resident=cast.tenant.pk, until=date(2020, 1, 1).isoformat())
    assert answer.status_code == 422
    assert kinds(cast) == []


@pytest.mark.parametrize(("who", "status"), [("li", 302), ("head", 302), ("operator", 302), ("chen", 403), ("hr", 403)])
def test_who_may_move_somebody(cast: Cast, who: str, status: int) -> None:
    assert do(cast, "out", getattr(cast, who), resident=cast.mei.pk, on=TODAY().isoformat()).status_code == status


def test_a_home_of_another_community_does_not_exist(cast: Cast) -> None:
    assert do(cast, "out", cast.stranger, resident=cast.mei.pk, on=TODAY().isoformat()).status_code == 404


def test_a_home_is_found_by_its_label_and_by_a_number(cast: Cast) -> None:
    browser = enter(cast.li)
    address = reverse("home", args=[cast.mei.household.unit_id])
    for text in ("3-1", "13900000001"):
        assert address in browser.get(reverse("homes"), {"q": text}).content.decode(), text
