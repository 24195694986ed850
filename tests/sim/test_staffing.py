"""Staffing by simulation, checked against Erlang's formulas where they hold: random arrivals, exponential handling, one queue."""

import math
import random

import pytest

from gensui.sim import erlang, staffing
from gensui.sim.staffing import Post


def test_erlang_c_at_known_points() -> None:
    assert erlang.waiting_probability(1, 0.8) == pytest.approx(0.8)  # of one person, the share of time he is busy
    assert erlang.waiting_probability(2, 1) == pytest.approx(1 / 3)
    assert erlang.waiting_probability(10, 8) == pytest.approx(0.4092, abs=1e-4)
    assert erlang.mean_wait(1, 0.5, 1) == pytest.approx(1.0)
    assert erlang.mean_wait(2, 3, 1) == math.inf
    assert erlang.share_within(1, 0.5, 1, 0) == pytest.approx(0.5)
    assert (erlang.share_within(2, 3, 1, 9), erlang.waiting_probability(2, 3)) == (0, 1)


@pytest.mark.parametrize(("people", "rate"), [(1, 6), (3, 24), (8, 70)])
def test_the_queue_agrees_with_erlang_c(people: int, rate: float) -> None:
    """Each done with ten an hour. The exact values lie in intervals that hold them in 99.9 of 100 cases; the seeds are fixed."""
    found = [_run(people, rate, seed) for seed in range(30)]
    exact = (
        erlang.waiting_probability(people, rate / 10),
        erlang.mean_wait(people, rate, 10) * 3600,
        erlang.share_within(people, rate, 10, 120 / 3600),
    )
    for values, wanted in zip(zip(*found, strict=True), exact, strict=True):
        guess = staffing.estimate(list(values))
        assert abs(guess.mean - wanted) <= guess.half * 3.66 / 2.045, (guess, wanted)
        assert guess.half < 0.15 * max(wanted, 0.02)


def _run(people: int, rate: float, seed: int) -> tuple[float, float, float]:
    draw = random.Random(seed)
    every = list(staffing.waits(staffing.arrivals((rate,) * 600, draw), people, lambda: draw.expovariate(10) * 3600))[
        500:
    ]
    busy = sum(wait > 0 for wait in every) / len(every)
    return busy, sum(every) / len(every), sum(wait <= 120 for wait in every) / len(every)


def test_student_is_near_the_tables() -> None:
    for freedom, wanted in ((10, 2.2281), (19, 2.0930), (29, 2.0452), (1000, 1.9623)):
        assert staffing.student(freedom) == pytest.approx(wanted, abs=0.001)


POST = Post("desk", tuple(12.0 if 8 <= hour % 24 < 20 else 1.0 for hour in range(168)), 240, 0.5, 60)


def test_the_fewest_people_whose_whole_interval_keeps_the_promise() -> None:
    tried = staffing.needed(POST, "day", weeks=2)
    assert tried[-1].share.low >= 0.95 > tried[-2].share.low
    assert [one.people for one in tried] == list(range(tried[0].people, tried[-1].people + 1))
    assert tried[-1].people > staffing.needed(POST, "night", weeks=2)[-1].people
    assert staffing.needed(POST, "day", weeks=2) == tried
    assert staffing.needed(POST, "day", weeks=2, seed=9) != tried


def test_more_weeks_make_the_interval_narrower() -> None:
    short, long = (staffing.staffed(POST, "day", 2, weeks=weeks, replications=20, seed=1) for weeks in (1, 8))
    assert long.share.half < short.share.half


def test_where_nothing_comes_one_person_keeps_everything() -> None:
    quiet = Post("quiet", (0.0,) * 168, 60, 0.5, 15)
    assert [(one.people, one.share.mean) for one in staffing.needed(quiet, "night", weeks=1)] == [(1, 1.0)]


@pytest.mark.parametrize("rate", [2.0, 6.0, 20.0])
def test_the_smallest_number_is_erlangs(rate: float) -> None:
    """With requests at one rate the simulation needs as many people as the formula, or one more where the interval is wide."""
    spread = math.sqrt(math.log(2))  # as uneven as exponential times
    post = Post("flat", (rate,) * 168, 600 / math.exp(spread**2 / 2), spread, 300)
    exact = erlang.fewest(rate, 6, 300 / 3600, 0.95)
    assert set(staffing.by_hour(post)) == {exact}
    assert erlang.share_within(exact, rate, 6, 300 / 3600) >= 0.95
    assert exact == 1 or erlang.share_within(exact - 1, rate, 6, 300 / 3600) < 0.95
    assert exact <= staffing.needed(post, "day", weeks=4)[-1].people <= exact + 1


def test_each_hour_of_the_week_has_its_number() -> None:
    found = staffing.by_hour(POST)
    assert found[12] > found[2]
    assert (len(found), found[:24]) == (168, found[24:48])
