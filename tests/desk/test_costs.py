"""What the pages cost: the same number of statements, however much there is to show."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database

MOST = {
    "worklist": 13,
    "case_list": 13,
    "department": 12,
    "board": 12,
    "visits": 12,
    "handover": 13,
    "policy": 12,
    "inbox": 8,
    "roster": 13,
    "calendar": 13,
    "intake": 11,
}


def statements(of: Callable[[], Any]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        of()
    return len(found)


@pytest.mark.parametrize("name", sorted(MOST))
def test_a_list_costs_the_same_for_one_and_for_many(walk: Walk, cast: Cast, sign_in: SignIn, name: str) -> None:
    client = sign_in(cast.li)
    walk("working")
    walk("visit_due")
    client.get(reverse(name))  # the policy is read once for each process
    few = statements(lambda: client.get(reverse(name)))
    for _more in range(4):
        walk("working")
        walk("visit_due")
    many = statements(lambda: client.get(reverse(name)))
    assert many <= few
    assert many <= MOST[name], f"{name} costs {many}"


@time_machine.travel(minutes(60), tick=False)
def test_a_case_costs_the_same_in_its_third_round(walk: Walk, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.li)
    case = walk("plan_pending")
    client.get(reverse("case", args=[case.number]))
    assert statements(lambda: client.get(reverse("case", args=[case.number]))) <= 34
