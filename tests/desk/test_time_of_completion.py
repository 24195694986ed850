"""A time of completion: no plan and no new class promises one beyond what the policy allows."""

from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from gensui.cases.actions import work
from gensui.cases.models import Case
from gensui.cases.refusals import TimeTooFar
from gensui.ledger.models import Obligation
from tests.cases.asking import refuses
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database
DAY = 24 * 60


def typed(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def propose(case: Case, desk: Client, once: str, eta_at: datetime, *, after: float = 60) -> tuple[int, str]:
    given = {
        "findings": "滴水", "cause": "老化", "plan": "換管", "payer": "owner", "complexity": "complex",
        "eta_at": typed(eta_at), "explained": "in_person", "item0": "angle-valve", "once": once,
    }  # fmt: skip
    with time_machine.travel(minutes(after), tick=False):
        answer = desk.post(f"/cases/{case.number}/propose_plan/", given)
    return answer.status_code, answer.content.decode()


def running(case: Case) -> dict[str, datetime | None]:
    duties = Obligation.objects.filter(stream=case.stream, state="open", clause__in=("C11.1", "C30.1"))
    return dict(duties.values_list("clause", "due_at"))


@pytest.mark.parametrize("state", ["on_site", "working"])
def test_a_plan_promises_no_time_beyond_the_policy(walk: Walk, cast: Cast, english: SignIn, state: str) -> None:
    case, desk = walk(state), english(cast.chen)
    before = running(case)
    status, said = propose(case, desk, "far", minutes(91 * DAY))
    assert (status, "is too far away" in said) == (409, True)
    assert running(case) == before
    assert propose(case, desk, "near", minutes(80 * DAY))[0] == 302


def test_a_new_class_promises_no_time_beyond_the_policy(walk: Walk, cast: Cast) -> None:
    case = walk("working")
    words: dict[str, Any] = {
        "reason": "大修",
        "category": case.category,
        "priority": case.priority,
        "complexity": "complex",
    }
    refuses(work.reclassify_case, case, TimeTooFar, actor=cast.chief, eta_at=minutes(91 * DAY), at=minutes(30), **words)
    case = work.reclassify_case(case=case, actor=cast.chief, eta_at=minutes(80 * DAY), at=minutes(30), **words)
    assert case.eta_at == minutes(80 * DAY)
