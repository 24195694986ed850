"""What makes no sense is refused on its page with a sentence, and what depends on a case is not left behind when it ends."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gensui.cases.models import Case, Coordination, Handover
from gensui.ledger.models import Obligation, Outgoing
from gensui.people.models import Employee
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn
from tests.desk.test_handling_record import photo
from tests.rounds.conftest import hire

pytestmark = pytest.mark.database


def typed(at: datetime) -> str:
    return (at + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M")


def post(client: Client, case: Case, act: str, at: float, **said: Any) -> Any:
    """Send an act's form so many minutes after ten."""
    with time_machine.travel(minutes(at), tick=False):
        return client.post(reverse("act", args=[case.number, act]), {"once": f"{act}:{case.number}:{at}"} | said)


def state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


@pytest.fixture
def guards(cast: Cast) -> Employee:
    """The head of security."""
    return hire(cast, minutes(0), "S01", "高遠", "dept_head", "security")


def helped(walk: Walk, cast: Cast, english: SignIn, *, state: str) -> Case:
    """Chen asks security for help, and is not answered."""
    case = walk(state)
    said = {"department": "security", "matter": "開門禁"}
    assert post(english(cast.chen), case, "request_coordination", 30, **said).status_code == 302
    return case


def test_nothing_waits_until_a_time_that_has_passed(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, repairman = walk("working"), english(cast.chen)
    refused = post(repairman, case, "pause_work", 60, reason="parts", missing="角閥", until=typed(minutes(59)))
    assert (refused.status_code, "has passed" in refused.content.decode()) == (409, True)
    assert state(case) == "working"
    assert (
        post(repairman, case, "pause_work", 60, reason="parts", missing="角閥", until=typed(minutes(120))).status_code
        == 302
    )
    again = post(english(cast.chief), case, "review_pause", 62, until=typed(minutes(61)))
    assert again.status_code == 409
    assert Case.objects.get(pk=case.pk).paused_until == minutes(120)


def test_nobody_hands_over_to_oneself_and_a_second_offer_takes_the_place_of_the_first(
    walk: Walk, cast: Cast, english: SignIn
) -> None:
    case, agent = walk("working"), english(cast.li)
    offer = reverse("handover")
    with time_machine.travel(minutes(60), tick=False):
        assert agent.post(offer, {"case": case.pk, "to": cast.li.pk}).status_code == 404
        assert not Handover.objects.exists()
        assert agent.post(offer, {"case": case.pk, "to": cast.lin.pk}).status_code == 302
        again = agent.post(offer, {"case": case.pk, "to": cast.lin.pk})
        assert (again.status_code, cast.lin.name in again.content.decode()) == (409, True)
        assert agent.post(offer, {"case": case.pk, "to": cast.head.pk}).status_code == 302
    first, second = Handover.objects.order_by("pk")
    with time_machine.travel(minutes(61), tick=False):
        english(cast.lin).post(reverse("handover_answer", args=[first.pk, "take"]))
        assert Case.objects.get(pk=case.pk).follower == cast.li
        english(cast.head).post(reverse("handover_answer", args=[second.pk, "take"]))
    assert Case.objects.get(pk=case.pk).follower == cast.head


def test_a_joined_request_is_joined_to_nothing_else_and_follows_where_its_case_goes(
    walk: Walk, cast: Cast, english: SignIn
) -> None:
    first, second, third, last = (walk("dispatched") for _each in range(4))
    agent = english(cast.li)
    assert post(agent, second, "merge_case", 50, number=first.number).status_code == 302
    assert post(agent, third, "merge_case", 51, number=second.number).status_code == 302
    assert Case.objects.get(pk=third.pk).merged_into == first
    assert post(agent, third, "merge_case", 52, number=last.number).status_code == 409
    assert post(agent, first, "merge_case", 53, number=second.number).status_code == 409
    assert Case.objects.get(pk=third.pk).merged_into == first
    assert post(agent, first, "merge_case", 54, number=last.number).status_code == 302
    joined = Case.objects.filter(pk__in=[first.pk, second.pk, third.pk])
    assert {(one.state, one.merged_into) for one in joined} == {("joined", last)}


@pytest.mark.parametrize("ends", ["done", "cancelled"])
def test_a_case_that_ends_says_what_becomes_of_the_help_that_was_asked(
    walk: Walk, cast: Cast, guards: Employee, english: SignIn, ends: str
) -> None:
    case = helped(walk, cast, english, state="working" if ends == "done" else "contacted")
    if ends == "done":
        said = {
            "process": "更換角閥", "materials": "生料帶 1", "result": "fixed", "labour_minutes": "20", "site_cleaned": "on",
            "tested": "on", "photos": photo(),
        }  # fmt: skip
        assert post(english(cast.chen), case, "complete_work", 60, **said).status_code == 302
    else:
        assert post(english(cast.li), case, "cancel_case", 60, reason="業主不修了").status_code == 302
    assert Coordination.objects.get(case=case).decided_at == minutes(60)
    still = Obligation.objects.filter(stream=case.stream, clause__in=("4.1.8", "C29.2"))
    assert {duty.state for duty in still} == {"void"}
    told = Outgoing.objects.filter(stream=case.stream, to=guards.key, what="message.notice").latest("pk")
    assert "no longer needs" in told.body
    which = Coordination.objects.get(case=case).pk
    late = post(english(guards), case, "agree_coordination", 61, coordination=which, decision="孫虎十點到")
    assert late.status_code >= 400
    assert Coordination.objects.get(case=case).decision == ""


@pytest.mark.parametrize("ends", ["cancelled", "joined away"])
def test_a_fault_of_a_building_that_ends_leaves_no_request_under_it(
    walk: Walk, cast: Cast, english: SignIn, ends: str
) -> None:
    fault, agent = walk("contacted"), english(cast.li)
    assert post(agent, fault, "open_parent", 40, sentence="3 棟停水，中午恢復").status_code == 302
    under = walk("dispatched")
    assert post(agent, under, "join_parent", 41, number=fault.number).status_code == 302
    assert state(under) == "joined"
    if ends == "joined away":
        other = walk("dispatched")
        assert post(agent, fault, "merge_case", 45, number=other.number).status_code == 409
        assert state(under) == "joined"
        assert state(fault) == "contacted"
        return
    assert post(agent, fault, "cancel_case", 45, reason="誤報").status_code == 302
    assert state(under) == "dispatched"
    assert Obligation.objects.filter(stream=under.stream, state="open").exists()
