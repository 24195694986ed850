"""The simulated community: the same seed gives the same people and the same days; shares are those of a real one."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from gensui.core import lifecycle
from gensui.sim import community
from gensui.sim.community import Community
from gensui.sim.life import Happening, happenings

START = datetime(2026, 9, 25, tzinfo=UTC)
KINDS = {
    "take_in": ("contact.answered", "intake.confirmed"), "dispatch": ("work_order.dispatched",),
    "accept": ("work_order.assigned", "work_order.accepted"), "contact": ("owner.contacted",), "fail_contact": ("owner.contact_failed",),
    "arrive": ("site.arrived",), "plan": ("plan.proposed",), "consent": ("plan.consented",), "decline": ("plan.declined",), "leave": ("case.cancelled",),
    "start": ("work.started",), "pause": ("work.paused",), "resume": ("work.resumed",), "complete": ("work.completed",),
    "report": ("result.reported",), "tell_result": ("result.told",), "satisfied": ("owner.satisfied",),
    "dispute": ("owner.dissatisfied",), "explain": ("explanation.given", "owner.satisfied"),
    "rework": ("rework.ordered", "work_order.dispatched"), "progress": ("progress.told",), "reclassify": ("case.reclassified",), "cancel": ("case.cancelled",),
}  # fmt: skip


@pytest.fixture(scope="module")
def town() -> Community:
    return community.build(7)


@pytest.fixture(scope="module")
def month(town: Community) -> list[Happening]:
    return list(happenings(town, 7, START, START + timedelta(days=30)))


def test_who_lives_and_works_there(town: Community) -> None:
    lived_in = [home for home in town.homes if home.people]
    assert len(town.homes) == 1200
    assert 0.94 < len(lived_in) / 1200 < 0.98
    assert 3000 < sum(len(home.people) for home in town.homes) < 3700
    assert Counter(one.department for one in town.staff) == {
        "administration": 4, "customer_service": 8, "maintenance": 12, "security": 32, "cleaning": 22, "greening": 6,
    }  # fmt: skip
    numbers = [one.phone for home in town.homes for one in home.people]
    assert len(numbers) == len(set(numbers))
    assert next(home for home in town.homes if home.label == "3-1-502").people[0].name == "陳美"


def test_every_shift_is_filled_and_everybody_rests(town: Community) -> None:
    worked: Counter[str] = Counter()
    for day in range(14):
        duties = list(community.roster(town, date(2026, 11, 2) + timedelta(days=day)))
        assert len(duties) == len({(duty.number, duty.starts_at) for duty in duties})
        worked.update({duty.number for duty in duties})
        for hour in range(24):
            at = datetime(2026, 11, 2, hour, 30, tzinfo=community.ZONE) + timedelta(days=day)
            nightly = [*duties, *community.roster(town, date(2026, 11, 2) + timedelta(days=day - 1))]
            there = {duty.number[0] for duty in nightly if duty.starts_at <= at < duty.ends_at}
            assert {"K", "M", "S"} <= there, at
    assert max(worked.values()) <= 14
    assert min(worked[one.number] for one in town.staff) >= 3


def test_the_same_seed_gives_the_same_days(town: Community, month: list[Happening]) -> None:
    again = list(happenings(community.build(7), 7, START, START + timedelta(days=5)))
    assert again == month[: len(again)]
    assert list(happenings(town, 8, START, START + timedelta(days=1))) != again[:50]


def test_time_goes_one_way(month: list[Happening]) -> None:
    assert all(one.at <= other.at for one, other in pairwise(month))


def test_a_month_is_like_a_month(month: list[Happening]) -> None:
    acts = Counter(one.act for one in month)
    assert 1050 < acts["take_in"] < 1350
    answered = sum(bool(one.words["answer"]) for one in month if one.act == "take_in")
    assert 0.44 < answered / acts["take_in"] < 0.57
    assert 0.05 < acts["fail_contact"] / acts["contact"] < 0.2
    assert 0.1 < acts["pause"] / acts["consent"] < 0.25
    assert acts["rework"] / acts["complete"] < 0.06


def test_who_waits_for_parts_is_given_a_time_by_the_head(month: list[Happening]) -> None:
    waits = {one.request: one for one in month if one.act == "pause" and one.words["reason"] == "parts"}
    times = [one for one in month if one.act == "reclassify"]
    assert 0.7 < len(times) / len(waits) <= 1
    for one in times:
        wait = waits[one.request]
        assert timedelta() < one.at - wait.at < timedelta(hours=1)
        assert one.words["eta_at"] > wait.words["until"]


def test_nobody_acts_out_of_turn(month: list[Happening]) -> None:
    states: dict[int, tuple[str, str]] = {}
    for one in month:
        if one.act in ("visit", "visit_attempt", "investigate", "decide", "tell_complainant"):
            continue  # the silence of a day, and complaints, have ways of their own
        state, before = states.get(one.request, ("", ""))
        at_once = ("work_order.dispatched",) if one.act == "take_in" and one.words["category"].startswith("CMP") else ()
        for kind in (*KINDS[one.act], *at_once):
            if one.act == "satisfied" and state == "dispatched":
                continue
            following = lifecycle.check(state, kind, before)
            if following == "paused" != state:
                before = state
            state = following
        states[one.request] = (state, before)


def test_those_who_came_go_on_to_their_end(town: Community) -> None:
    half = START + timedelta(days=2)
    found = list(happenings(town, 7, START, START + timedelta(days=9), new_until=half))
    assert max(one.at for one in found if one.act == "take_in") < half + timedelta(hours=1)
    assert sum(one.act == "visit" for one in found) > 10
