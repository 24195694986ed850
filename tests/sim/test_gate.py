"""The simulated gate."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from gensui.security import plans
from gensui.sim import gate
from gensui.sim.community import ZONE, build
from gensui.sim.life import Happening

START = datetime(2026, 11, 2, tzinfo=ZONE)
WEEK = START + timedelta(days=7)
TOWN = build(7)


@pytest.fixture(scope="module")
def week() -> list[Happening]:
    return list(gate.happenings(TOWN, 7, START, WEEK))


def test_time_goes_one_way_and_the_same_seed_gives_the_same_days(week: list[Happening]) -> None:
    assert [one.at for one in week] == sorted(one.at for one in week)
    assert week == list(gate.happenings(TOWN, 7, START, WEEK))
    tuesday = START + timedelta(days=1)
    later = [one for one in gate.happenings(TOWN, 7, tuesday, WEEK) if one.act == "gate_arrive"]
    assert later == [one for one in week if one.act == "gate_arrive" and one.at >= tuesday]


def test_a_day_is_like_a_day(week: list[Happening]) -> None:
    acts = Counter(one.act for one in week)
    assert acts["gate_arrive"] == 7 * gate.A_DAY
    assert acts["report_submit"] == 7
    evening = sum(one.act == "gate_arrive" and 17 <= one.at.hour < 20 for one in week)
    assert 0.2 < evening / acts["gate_arrive"] < 0.35
    thin = list(gate.happenings(TOWN, 7, START, WEEK, share=0.1))
    assert Counter(one.act for one in thin)["gate_arrive"] == 7 * 28


def test_nobody_acts_before_somebody_came_and_most_within_five_minutes(week: list[Happening]) -> None:
    came = {one.request: one.at for one in week if one.step == 0}
    assert all(one.at >= came[one.request] for one in week if one.request in came)
    took = [one.at - came[one.request] for one in week if one.act == "gate_decide" and one.request in came]
    late = sum(one > timedelta(minutes=5) for one in took) / len(took)
    assert 0.03 < late < 0.12


def test_what_has_begun_goes_on_to_its_end() -> None:
    noon = START + timedelta(hours=12)
    found = list(gate.happenings(TOWN, 7, START, WEEK, noon))
    assert max(one.at for one in found if one.step == 0) < noon
    admitted = {one.request for one in found if one.act == "gate_decide" and one.words["decision"] == "admitted"}
    left = {one.request for one in found if one.act == "gate_leave"}
    assert left <= admitted
    assert any(one.at > noon for one in found)


def test_every_emergency_has_its_plan() -> None:
    assert {key for key, _count in gate.INCIDENTS} <= plans.standard().keys()
