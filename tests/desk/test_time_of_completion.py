"""A time of completion: nobody moves it far away, again, or before the owner has agreed, by a plan or a new class."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from gensui.cases.actions import plan, work
from gensui.cases.models import Case
from gensui.cases.refusals import TimeTooFar
from gensui.cases.work_refusals import NoTimeHere
from gensui.ledger.models import Event, Obligation, Outgoing
from tests.cases.asking import refuses
from tests.cases.conftest import HANDLED, Walk, leak_plan
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn
from tests.portal.conftest import ComeIn, come_in

pytestmark = pytest.mark.database
__all__ = ["come_in"]
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


def told(cast: Cast) -> list[str]:
    """What the owner heard of a time of completion, in order."""
    rows = Outgoing.objects.filter(to=cast.mei.key, what="message.notice").order_by("pk")
    return [body for body in rows.values_list("body", flat=True) if "takes longer" in body or "延後" in body]


def moves(case: Case) -> list[Any]:
    rows = Event.objects.filter(stream=case.stream, kind="eta.revised").order_by("number")
    return [one.data.get("revision", 1) for one in rows]


def agree(case: Case, client: Client, at: datetime) -> int:
    case.refresh_from_db()
    with time_machine.travel(at, tick=False):
        return client.post(
            f"/my/cases/{case.number}/agree/", {"once": f"yes{at:%d%H%M}", "seen": case.seen}
        ).status_code


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


def test_while_work_runs_the_new_time_holds_once_the_owner_agrees(
    walk: Walk, cast: Cast, english: SignIn, come_in: ComeIn
) -> None:
    case, desk, wanted = walk("working"), english(cast.chen), minutes(3 * DAY)
    before = running(case)
    assert set(before) == {"C30.1"}

    assert propose(case, desk, "p2", wanted)[0] == 302

    case.refresh_from_db()
    assert (case.eta_at, case.complexity, running(case)) == (None, "general", before)
    assert not Event.objects.filter(stream=case.stream, kind__in=("eta.set", "eta.revised")).exists()
    assert agree(case, come_in(cast.mei), minutes(70)) == 302
    case.refresh_from_db()
    assert (case.eta_at, case.complexity, running(case)) == (wanted, "complex", {"C11.1": wanted})


def test_a_no_while_work_runs_leaves_the_time_as_it_is(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, desk = walk("working"), english(cast.chen)
    before = running(case)["C30.1"]
    assert propose(case, desk, "p2", minutes(3 * DAY))[0] == 302
    case.refresh_from_db()
    case = plan.decline_plan(case=case, by="陳美", reason="太久", actor=cast.mei, at=minutes(70))
    assert before is not None
    assert (case.eta_at, case.complexity) == (None, "general")
    assert running(case) == {"C30.1": before + timedelta(minutes=10)}  # the owner thought for ten minutes


def test_work_ends_under_the_version_that_was_agreed_whatever_waits(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, desk = walk("working"), english(cast.chen)
    for once, at in (("p2", 60.0), ("p3", 61.0)):
        assert propose(case, desk, once, minutes(3 * DAY), after=at)[0] == 302
    case = work.complete_work(case=case, actor=cast.chen, at=minutes(90), handling_record=HANDLED, photo="p")
    assert (case.state, case.eta_at) == ("completed", None)
    ended = Obligation.objects.filter(stream=case.stream, clause__in=("C30.1", "C11.1"))
    assert list(ended.values_list("clause", "state")) == [("C30.1", "met")]


def test_a_complex_plan_that_waits_for_an_answer_does_not_hold_the_work(
    walk: Walk, cast: Cast, english: SignIn
) -> None:
    """Nobody is kept from ending what was agreed to, however slow the answer to the next version is."""
    case = walk("on_site")
    first = leak_plan(cast, complexity="complex", eta_at=minutes(2 * DAY))
    case = plan.propose_plan(case=case, plan=first, actor=cast.chen, at=minutes(10))
    case = plan.consent_to_plan(case=case, method="app", by="陳美", key="k", actor=cast.mei, at=minutes(20))
    case = work.start_work(case=case, actor=cast.chen, at=minutes(21))
    assert propose(case, english(cast.chen), "p2", minutes(3 * DAY))[0] == 302
    case = work.complete_work(case=case, actor=cast.chen, at=minutes(90), handling_record=HANDLED, photo="p")
    assert (case.state, case.eta_at) == ("completed", minutes(2 * DAY))


@pytest.mark.parametrize("begun", [False, True])
def test_another_version_moves_the_time_once_and_then_it_is_for_the_head(
    walk: Walk, cast: Cast, english: SignIn, come_in: ComeIn, begun: bool
) -> None:
    case, desk, owner = walk("on_site"), english(cast.chen), come_in(cast.mei)
    assert propose(case, desk, "p1", minutes(2 * DAY))[0] == 302
    assert agree(case, owner, minutes(61)) == 302
    if begun:
        case.refresh_from_db()
        work.start_work(case=case, actor=cast.chen, at=minutes(62))

    assert propose(case, desk, "p2", minutes(3 * DAY), after=63)[0] == 302
    assert (running(case), told(cast), moves(case)) == ({"C11.1": minutes(2 * DAY)}, [], [])
    assert agree(case, owner, minutes(64)) == 302
    assert (running(case), len(told(cast)), moves(case)) == ({"C11.1": minutes(3 * DAY)}, 1, [1])

    status, said = propose(case, desk, "p3", minutes(4 * DAY), after=65)
    assert (status, "is for the head of the department" in said) == (409, True)
    assert propose(case, desk, "p4", minutes(3 * DAY), after=66)[0] == 302  # the time stands, the rest is new
    assert propose(case, english(cast.chief), "p5", minutes(4 * DAY), after=67)[0] == 302
    assert agree(case, owner, minutes(68)) == 302
    assert (running(case), len(told(cast)), moves(case)) == ({"C11.1": minutes(4 * DAY)}, 2, [1, 2])


def test_before_any_yes_another_version_is_a_move_that_the_owner_hears(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, desk = walk("on_site"), english(cast.chen)
    assert propose(case, desk, "p1", minutes(2 * DAY))[0] == 302
    assert set(running(case)) == {"C11.1", "C30.1"}
    assert propose(case, desk, "p2", minutes(3 * DAY), after=61)[0] == 302
    assert (running(case)["C11.1"], len(told(cast)), moves(case)) == (minutes(3 * DAY), 1, [1])
    assert propose(case, desk, "p3", minutes(4 * DAY), after=62)[0] == 409


def test_a_no_to_a_later_version_leaves_the_time_that_was_agreed(
    walk: Walk, cast: Cast, english: SignIn, come_in: ComeIn
) -> None:
    case, desk = walk("on_site"), english(cast.chen)
    assert propose(case, desk, "p1", minutes(2 * DAY))[0] == 302
    assert agree(case, come_in(cast.mei), minutes(61)) == 302
    assert propose(case, desk, "p2", minutes(3 * DAY), after=62)[0] == 302
    case.refresh_from_db()
    case = plan.decline_plan(case=case, by="陳美", reason="太久", actor=cast.mei, at=minutes(70))
    assert (case.eta_at, case.complexity, running(case)) == (
        minutes(2 * DAY), "complex", {"C11.1": minutes(2 * DAY)}
    )  # fmt: skip


def test_what_the_house_pays_the_head_decides_and_the_owner_hears_the_time(
    walk: Walk, cast: Cast, english: SignIn
) -> None:
    case = walk("working")
    again = leak_plan(cast, complexity="complex", eta_at=minutes(3 * DAY), payer="company")
    case = plan.propose_plan(case=case, plan=again, actor=cast.chen, at=minutes(60))
    assert (set(running(case)), told(cast)) == ({"C30.1"}, [])
    with time_machine.travel(minutes(70), tick=False):
        said = {"once": "h1", "method": "head", "key": ""}
        assert english(cast.chief).post(f"/cases/{case.number}/consent_to_plan/", said).status_code == 302
    assert (running(case), len(told(cast))) == ({"C11.1": minutes(3 * DAY)}, 1)


@pytest.mark.parametrize("state", ["on_site", "working", "paused"])
def test_a_new_class_tells_its_time_and_why_and_has_the_time_of_a_complex_one(
    walk: Walk, cast: Cast, english: SignIn, come_in: ComeIn, state: str
) -> None:
    case, desk = walk("working" if state == "paused" else state), english(cast.chief)
    if state == "paused":
        case = work.pause_work(case=case, actor=cast.chen, at=minutes(50), reason="parts", parts="角閥")
    first = case.promised_by
    given = {"category": case.category_id, "priority": "P3", "complexity": "complex", "reason": "管道老化"}
    with time_machine.travel(minutes(60), tick=False):
        for once, days, status in (("r1", 91, 409), ("r2", 80, 302)):
            said = given | {"once": once, "eta_at": typed(minutes(days * DAY))}
            assert desk.post(f"/cases/{case.number}/reclassify_case/", said).status_code == status
    assert running(case) == {"C30.1": minutes(3 * DAY), "C11.1": minutes(80 * DAY)}
    (heard,) = told(cast)
    assert "管道老化" in heard
    case.refresh_from_db()
    assert (case.required_by, case.promised_by) == (minutes(3 * DAY), first)
    assert not Obligation.objects.filter(stream=case.stream, clause="4.2.10", state="open").exists()
    if state != "paused":
        assert propose(case, english(cast.chen), "p9", minutes(80 * DAY), after=70)[0] == 302
        assert agree(case, come_in(cast.mei), minutes(71)) == 302
        assert running(case) == {"C11.1": minutes(80 * DAY)}


def test_a_second_class_moves_the_time_and_is_counted(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, desk = walk("working"), english(cast.chief)
    for count, (complexity, days) in enumerate((("complex", 2), ("general", 2), ("complex", 3))):
        given = {"category": case.category_id, "priority": "P3", "complexity": complexity, "reason": "再看"}
        with time_machine.travel(minutes(60 + count), tick=False):
            said = given | {"once": f"r{count}", "eta_at": typed(minutes(days * DAY))}
            assert desk.post(f"/cases/{case.number}/reclassify_case/", said).status_code == 302
    assert (running(case)["C11.1"], moves(case), len(told(cast))) == (minutes(3 * DAY), [1], 2)


@pytest.mark.parametrize("state", ["dispatched", "assigned", "contacted"])
def test_before_the_arrival_a_new_class_asks_for_no_time(walk: Walk, cast: Cast, english: SignIn, state: str) -> None:
    case, desk = walk(state), english(cast.chief)
    given = {
        "category": case.category_id,
        "priority": "P3",
        "complexity": "complex",
        "reason": "管道老化",
        "once": "r1",
    }
    with time_machine.travel(minutes(60), tick=False):
        assert "eta_at" not in desk.get(f"/cases/{case.number}/reclassify_case/").content.decode()
        assert desk.post(f"/cases/{case.number}/reclassify_case/", given).status_code == 302
    case.refresh_from_db()
    assert (case.complexity, case.eta_at) == ("complex", None)
    words: dict[str, Any] = {"category": case.category, "priority": "P3", "complexity": "complex", "reason": "再看"}
    refuses(work.reclassify_case, case, NoTimeHere, actor=cast.chief, eta_at=minutes(2 * DAY), at=minutes(61), **words)
