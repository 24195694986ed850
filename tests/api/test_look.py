"""A program looks: how a case stands, and what runs out next."""

from datetime import timedelta

import pytest

from gensui.people.actions import tokens
from tests.api.conftest import SAID, Ask
from tests.cast import MONDAY, Cast

pytestmark = pytest.mark.database


def test_a_case_with_its_clocks(ask: Ask, cast: Cast) -> None:
    number = ask(body=SAID)[1]["number"]
    status, told = ask(f"/{number}", seconds=60)
    assert (status, told["state"], told["department"]) == (200, "dispatched", "maintenance")
    (clock,) = [one for one in told["clocks"] if one["clause"] == "4.2.1"]
    assert (clock["state"], clock["due_at"], clock["case"]) == ("open", "2026-11-23T02:10:00Z", number)
    assert "phone" not in str(told)  # nor any name


def test_what_runs_out_next(ask: Ask) -> None:
    number = ask(body=SAID)[1]["number"]
    status, mine = ask("/clocks?most=5", seconds=60)
    assert status == 200
    assert mine
    assert {one["case"] for one in mine} == {number}
    assert [one["due_at"] for one in mine] == sorted(one["due_at"] for one in mine)
    assert ask("/clocks?most=0")[0] == 422


def test_a_stranger_sees_nothing(ask: Ask, cast: Cast) -> None:
    number = ask(body=SAID)[1]["number"]
    key = tokens.issue_token(employee=cast.stranger, name="x", lasts=timedelta(days=1), actor="operator", at=MONDAY)
    assert ask(f"/{number}", key=key) == (422, {"error": "not_there", "where": "number"})
    assert ask("/2026-999999")[0] == 422
    assert ask("/clocks", key=key) == (200, [])


def test_it_is_described(ask: Ask) -> None:
    from django.test import Client  # noqa: PLC0415

    told = Client().get("/api/v1/openapi.json").json()
    assert set(told["paths"]) == {
        "/api/v1/cases",
        "/api/v1/cases/clocks",
        "/api/v1/cases/warranties",
        "/api/v1/cases/{number}",
    }
