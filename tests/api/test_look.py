"""A program looks: how a case stands, and what runs out next."""

from datetime import timedelta

import pytest
from django.test import Client

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
    assert ask(f"/{number}", key=key) == (404, {"error": "not_there", "where": "number"})
    assert ask("/2026-999999") == ask("/nonsense") == (404, {"error": "not_there", "where": "number"})
    assert ask("/clocks", key=key) == (200, [])


def test_it_is_described(ask: Ask) -> None:
    told = Client().get("/api/v1/openapi.json").json()
    assert set(told["paths"]) == {
        "/api/v1/cases",
        "/api/v1/cases/clocks",
        "/api/v1/cases/warranties",
        "/api/v1/cases/{number}",
    }


@pytest.mark.parametrize(
    ("query", "where"), [("most=0", "most"), ("most=many", "most"), ("most=201", "most"), ("mots=5", "mots")]
)
def test_a_bad_parameter_is_named(ask: Ask, query: str, where: str) -> None:
    status, told = ask(f"/clocks?{query}", language="en")
    assert (status, told["error"]) == (422, "misread")
    assert [one["where"] for one in told["fields"]] == [where]
    assert told["fields"][0]["sentence"].isascii()


@pytest.mark.parametrize(
    "address", ["/api/v1/nothing", "/api/", "/api/v2/cases", "/api/v1/cases/", "/api/v1/cases/a/b"]
)
@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_an_unknown_address_is_answered_in_json(ask: Ask, token: str, address: str, method: str) -> None:
    browser = Client(headers={"Authorization": f"Bearer {token}", "Accept-Language": "zh-Hans"})
    answer = getattr(browser, method)(address)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")
    assert answer.json()["error"] == "no_such_address"
    assert "没有" in answer.json()["sentence"]


def test_an_unknown_method_is_answered_in_json(ask: Ask) -> None:
    for method, address in (("delete", "/api/v1/cases"), ("put", "/api/v1/cases/clocks"), ("post", "/api/v1/cases/1")):
        answer = getattr(Client(headers={"Accept-Language": "en"}), method)(address)
        assert (answer.status_code, answer.json()["error"]) == (405, "no_such_method")
        assert answer["Allow"] in answer.json()["sentence"]
