"""The first act a page offers, which the Enter key does, is one that whoever looks at it would do now."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.models import Case
from gensui.people.models import Employee
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database
ON_THE_SPOT = {
    "assigned": "contact_owner", "contacted": "arrive", "on_site": "propose_plan", "plan_pending": "explain_plan",
    "working": "complete_work", "completed": "report_result",
}  # fmt: skip


def shown(english: SignIn, who: Employee, case: Case, page: str = "case") -> Any:
    with time_machine.travel(minutes(30), tick=False):
        answer = english(who).get(reverse(page, args=[case.number]))
    assert answer.status_code == 200
    return answer.context


@pytest.mark.parametrize(("state", "act"), ON_THE_SPOT.items())
def test_the_handler_is_offered_the_next_step_and_nobody_else(
    walk: Walk, cast: Cast, english: SignIn, state: str, act: str
) -> None:
    case = walk(state)
    for page in ("case", "step"):
        assert shown(english, cast.chen, case, page)["next"].name in {act, "start_work", "consent_to_plan"}
        for leader in (cast.zhao, cast.chief):
            first = shown(english, leader, case, page)["next"]
            assert first.name not in {*ON_THE_SPOT.values(), "start_work", "consent_to_plan"}, (page, leader.name)
    assert shown(english, cast.qin, case)["next"].name not in {act, "start_work"}


def test_who_leads_can_still_do_it_in_the_handlers_stead(walk: Walk, cast: Cast, english: SignIn) -> None:
    said = shown(english, cast.chief, walk("working"))
    assert "complete_work" in [verb.name for verb in (*said["loud"], *said["folded"])]


def test_who_leads_names_a_handler_first(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("dispatched")
    assert shown(english, cast.zhao, case)["next"].name == "assign_case"
    assert shown(english, cast.chen, case)["next"].name == "accept_order"


def test_the_desk_goes_on_as_ever(walk: Walk, cast: Cast, english: SignIn) -> None:
    assert shown(english, cast.li, walk("reported"))["next"].name == "tell_result"
