"""A month is owed its steps by the calendar: nobody has to press a button for it to be counted."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from gensui.ledger.models import Obligation, Outgoing
from gensui.oversight.actions import beginnings, months
from gensui.oversight.models import Counting, Month
from gensui.people.acting import SYSTEM
from tests.cases.conftest import Walk
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.oversight.counted import AFTER, catch_up, november

__all__ = ["november"]
pytestmark = pytest.mark.database

DECEMBER = datetime(2026, 11, 30, 16, tzinfo=UTC)
"""Midnight in Shanghai."""


def test_a_month_that_is_over_is_counted_though_nobody_asks(cast: Cast, walk: Walk, english: SignIn) -> None:
    walk("told")
    walk("assigned")
    beginnings.begin_months(actor=SYSTEM, at=DECEMBER)
    assert not months.count_next(actor=SYSTEM, at=DECEMBER + timedelta(minutes=1)), "the engine has not judged it all"
    office = english(cast.hr)
    assert "waits until the engine has judged" in office.get(reverse("assessment")).content.decode()
    catch_up()
    assert months.count_next(actor=SYSTEM, at=DECEMBER + timedelta(hours=1))
    assert office.get(reverse("assessment_month", args=["2026-11"])).status_code == 200
    assert not beginnings.begin_months(actor=SYSTEM, at=DECEMBER + timedelta(hours=2))
    assert [one.asked_by for one in Counting.objects.filter(site=cast.site)] == [None], "it is counted once by itself"


def test_each_step_of_a_month_stands_on_somebodys_desk_with_its_time(
    cast: Cast, english: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = DECEMBER + timedelta(hours=9)
    monkeypatch.setattr("django.utils.timezone.now", lambda: began)
    beginnings.begin_months(actor=SYSTEM, at=DECEMBER)
    assert months.count_next(actor=SYSTEM, at=DECEMBER + timedelta(minutes=1))

    shown = english(cast.hr).get(reverse("assessment_month", args=["2026-11"])).content.decode()
    for owed in (
        "Heads confirm the sheets · maintenance", cast.chief.name, "by 12-04 00:01", "The month is confirmed", "by 12-07 00:00",
        "Assessed every month", "by 12-08 00:00", "may be objected to until 12-03 00:01",
    ):  # fmt: skip
        assert owed in shown, owed
    for who, step in (
        (cast.chief, "Heads confirm the sheets"), (cast.head, "Heads confirm the sheets"),
        (cast.qin, "The month is confirmed"), (cast.gm, "Assessed every month"),
    ):  # fmt: skip
        rows = english(who).get(reverse("worklist")).content.decode()
        assert f"{step} · 2026-11" in rows, who.name
    assert "2026-11" not in english(cast.hr).get(reverse("worklist")).content.decode()
    told = Outgoing.objects.filter(to=cast.chen.key).values_list("body", flat=True)
    assert any("you may object" in body for body in told)


def test_a_head_who_has_confirmed_the_last_sheet_owes_nothing_more(
    november: Month, cast: Cast, english: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: AFTER + timedelta(days=2, minutes=1))
    at_once = reverse("assessment_month_act", args=["2026-11", "confirm_sheets"])
    chief = english(cast.chief)
    assert chief.post(at_once, {"department": "customer_service"}).status_code == 302, "another's: none is confirmed"
    assert not november.sheets.exclude(confirmed_at=None).exists()
    assert chief.post(at_once, {"department": "maintenance"}).status_code == 302
    duties = Obligation.objects.filter(stream="month:yunqi", clause="C40.1")
    assert {(one.same[1], one.state) for one in duties} == {
        ("maintenance", "met"), ("customer_service", "open"),
    }  # fmt: skip
