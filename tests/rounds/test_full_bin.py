"""A full bin that is reported is an order of the cleaner on duty, to be kept the same day."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from gensui.cases.actions import intake, order, work
from gensui.cases.models import Case, Category
from gensui.ledger import due, policies, verify
from gensui.ledger.models import Obligation, Outgoing
from gensui.people.models import Department, Duty, Post
from gensui.rounds.actions import walking
from gensui.rounds.models import Plan
from tests.cases.conftest import HANDLED
from tests.cast import MONDAY, minutes
from tests.desk.conftest import SignIn, english, sign_in
from tests.rounds.conftest import Grounds, hire

__all__ = ["english", "sign_in"]
pytestmark = pytest.mark.database
LAST_COLLECTION = MONDAY + timedelta(hours=12)
"""Ten in the evening."""


@pytest.fixture
def garbage(ground: Grounds) -> Category:
    return Category.objects.create(
        key="CLN.GARBAGE", name={"en": "Garbage not removed", "zh-Hant": "垃圾", "zh-Hans": "垃圾"}, department="cleaning",
        priority="P3", complexity="general", request_type="cleaning",
    )  # fmt: skip


def reported(ground: Grounds, english: SignIn, key: str = "bin-00001") -> Case:
    """The guard's telephone sends it, at twelve minutes past ten."""
    point = ground.bins.stops.order_by("order").first()
    assert point is not None
    words: dict[str, Any] = {"kind": "bin_full", "category": "CLN.GARBAGE", "words": "", "point": point.point_id}
    one = {"key": key, "n": 1, "kind": "finding", "at": minutes(12).isoformat(), "off": 0, "round": "", "words": words}
    said = {"entries": [one], "device": "phone-1", "sent_at": minutes(12).isoformat()}
    answer = english(ground.guard).post(reverse("walk_sync"), said, content_type="application/json")
    assert [result["outcome"] for result in answer.json()["results"]] == ["taken"], answer.json()
    return Case.objects.get()


def promise(case: Case) -> Obligation:
    return Obligation.objects.get(stream=case.stream, clause="4.4.4")


def faults() -> list[str]:
    return [str(found) for found in verify.check_log(policies.newest()) if isinstance(found, verify.Fault)]


@pytest.fixture
def now(time_machine: Any) -> None:
    time_machine.move_to(minutes(12), tick=False)


@pytest.mark.usefixtures("garbage", "now")
def test_a_full_bin_is_an_order_of_whoever_stands_on_its_post(ground: Grounds, english: SignIn) -> None:
    dai = hire(ground.cast, MONDAY, "C06", "戴芳", "cleaner", "cleaning")
    post = Post.objects.create(department=Department.objects.get(site=ground.cast.site, kind="cleaning"), name="垃圾房")
    Duty.objects.filter(employee=dai).update(post=post)
    Plan.objects.filter(pk=ground.bins.pk).update(post=post)
    case = reported(ground, english)
    assert (case.state, case.handler, case.category_id) == ("dispatched", dai, "CLN.GARBAGE")
    owed = promise(case)
    assert (owed.holder, owed.due_at, owed.state) == (dai.key, LAST_COLLECTION, "open")
    assert Outgoing.objects.filter(to=dai.key, what="order.given", stream=case.stream).exists()
    assert faults() == []


@pytest.mark.usefixtures("garbage", "now")
def test_a_round_of_the_bins_keeps_it(ground: Grounds, english: SignIn) -> None:
    case = reported(ground, english)
    assert case.handler == ground.cleaner
    round = walking.start_round(plan=ground.bins, key="bins-round", actor=ground.cleaner, at=minutes(40))
    points = [stop.point for stop in ground.bins.stops.order_by("order")]
    proved = [
        walking.Proved(
            point=point, proof="nfc", at=minutes(45), device_at=minutes(45),
            answers={"cleaned": True, "agent": "84", "dilution": "1:100"},
        )
        for point in points
    ]  # fmt: skip
    walking.prove_points(round=round, proved=proved, actor=ground.cleaner, at=minutes(45))
    for _twice in range(2):
        walking.finish_round(round=round, actor=ground.cleaner, at=minutes(50))
    owed = promise(case)
    assert (owed.state, owed.met_at, owed.lapsed_at) == ("met", minutes(50), None)
    assert faults() == []


@pytest.mark.usefixtures("garbage", "now")
def test_the_order_done_keeps_it_and_left_until_the_next_morning_it_lapses(ground: Grounds, english: SignIn) -> None:
    case = reported(ground, english)
    due.sweep(at=minutes(60 * 12 + 13))
    assert promise(case).lapsed_at == LAST_COLLECTION

    asked = ground.cast.request(category=Category.objects.get(pk="CLN.GARBAGE"), content="垃圾桶滿了")
    owners = intake.take_in(site=ground.cast.site, request=asked, actor=ground.cast.li, at=minutes(20))
    owners = order.accept_order(case=owners, actor=ground.cleaner, at=minutes(21))
    assert promise(owners).holder == ground.cleaner.key
    owners = order.contact_owner(case=owners, actor=ground.cleaner, at=minutes(22), visit_needed=False)
    owners = order.arrive(case=owners, actor=ground.cleaner, at=minutes(30), proof="scan", key="door")
    owners = work.start_work(case=owners, actor=ground.cleaner, at=minutes(31))
    work.complete_work(
        case=owners, actor=ground.cleaner, at=minutes(50), handling_record=replace(HANDLED, cost=None), photo="p1"
    )
    assert promise(owners).state == "met"
