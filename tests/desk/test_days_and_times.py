"""A year that cannot be right is refused at its field or passed over in an address; nothing answers with an error of the server."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.models import Case
from gensui.security.models import GateEntry
from gensui.ui.asked import day_in, month_in, row_in
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast
from tests.desk.conftest import SignIn
from tests.desk.test_hostile import said
from tests.portal.conftest import ComeIn, come_in

pytestmark = pytest.mark.database
__all__ = ["come_in"]
SLIPS = ("0001-01-01", "0202-11-23", "9999-12-31")
ENDLESS = "9" * 5_000


def test_what_a_text_names() -> None:
    assert [day_in(text) for text in (*SLIPS, "2026-02-30", "", "2026-11")] == [None] * 6
    assert str(day_in("2026-11-23")) == "2026-11-23"
    assert (str(month_in("2026-11")), month_in("9999-12"), month_in("")) == ("2026-11-01", None, None)
    assert [row_in(text) for text in ("12", "", "-1", "１２", "1e3", ENDLESS)] == [12, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("day", SLIPS)
def test_an_address_with_such_a_day_shows_today(cast: Cast, english: SignIn, day: str) -> None:
    guard, head = english(cast.guard), english(cast.qin)
    assert guard.get(f"/gate/register/?day={day}").status_code == 200
    assert head.get(f"/calendar/?day={day}").status_code == 200
    assert head.get(f"/policy/4.2.1/?month={day[:7]}").status_code == 200
    assert head.get(f"/assessment/{day[:7]}/").status_code == 404
    assert head.get(f"/daily/{day}/").status_code == 404


@pytest.mark.parametrize("day", SLIPS)
def test_a_form_with_such_a_time_comes_back_with_the_words(cast: Cast, english: SignIn, walk: Walk, day: str) -> None:
    case, client = walk("assigned"), english(cast.chen)
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        answer = client.post(
            reverse("act", args=[case.number, "accept_order"]),
            {"happened_at": f"{day}T10:00", "note": "已看過", "once": "slip"},
        )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "This year cannot be right" in text
    assert "已看過" in text
    case.refresh_from_db()
    assert case.state == "assigned"


@pytest.mark.parametrize("day", SLIPS)
def test_an_owners_pass_with_such_a_time_is_refused(cast: Cast, come_in: ComeIn, day: str) -> None:
    given = {
        "name": "王",
        "kind": "visitor",
        "valid_from": f"{day}T10:00",
        "valid_until": f"{day}T12:00",
        "uses": "1",
        "once": "p",
    }
    assert come_in(cast.mei).post(reverse("my_visitors"), given).status_code in (200, 409, 422)
    assert not GateEntry.objects.exists()


def test_a_number_without_end_is_no_case(cast: Cast, english: SignIn) -> None:
    client = english(cast.li)
    for address in (
        f"/cases/{ENDLESS}-1/",
        f"/intake/?call={ENDLESS}-1",
        f"/calls/?but={ENDLESS}-1",
        f"/cases/?q={ENDLESS}",
    ):
        assert client.get(address).status_code in (200, 404), address[:20]


def test_a_request_cannot_be_put_years_back(cast: Cast, english: SignIn) -> None:
    """Its promises would count as kept then; paper from a day without electricity is entered within a week."""
    client = english(cast.li)
    with time_machine.travel(MONDAY, tick=False):
        long_ago = client.post(reverse("intake"), said("水管滲漏", happened_at="2026-11-15T10:00", waited="3"))
        assert "too long ago" in long_ago.content.decode()
        assert not Case.objects.exists()
        client.post(reverse("intake"), said("水管滲漏", happened_at="2026-11-22T10:00", waited="3"))
        assert Case.objects.get().opened_at < MONDAY
