"""A program of Li's, the agent, at ten on that Monday."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from gensui.people.actions import tokens
from tests.cases.conftest import Walk, cast, walk
from tests.cast import MONDAY, Cast

__all__ = ["Walk", "cast", "walk"]
Ask = Callable[..., tuple[int, Any]]
SAID: dict[str, Any] = {
    "requester_name": "陳美", "phone": "13900000001", "home": "3-1-502", "place": "廚房水槽下", "content": "廚房水管滲漏",
    "category": "REP.WAT.LEAK", "read_back": True, "once": "call-1",
}  # fmt: skip


@pytest.fixture
def token(cast: Cast) -> str:
    return tokens.issue_token(
        employee=cast.li, name="call centre", lasts=timedelta(days=30), actor="operator", at=MONDAY - timedelta(days=1)
    )


@pytest.fixture
def ask(token: str) -> Ask:
    """The program asks, some seconds after ten."""

    def say(
        path: str = "", *, seconds: float = 0, key: str = token, body: Any = None, language: str = ""
    ) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        headers |= {"Accept-Language": language} if language else {}
        client, address = Client(raise_request_exception=True), f"/api/v1/cases{path}"
        with time_machine.travel(MONDAY + timedelta(seconds=seconds), tick=False):
            if body is None:
                answer = client.get(address, headers=headers)
            else:
                answer = client.post(address, json.dumps(body), "application/json", headers=headers)
        return answer.status_code, answer.json()

    return say
