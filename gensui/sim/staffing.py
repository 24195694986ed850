"""How many people a post needs in each shift, so that what it promised is kept: found by simulation, with intervals.

What is assumed: requests come at random, at rates that change from hour to hour of the week (a Poisson process); handling
times are lognormal; whoever is free takes the request that waits longest; a shift begins without a queue, and what waits at its
end is still taken by it. The same seed gives the same figures.
"""

import heapq
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import NormalDist, fmean, stdev

from gensui.sim import erlang

HOURS_OF_WEEK = 168
SHIFTS = {"day": range(8, 16), "evening": range(16, 24), "night": range(8)}
AT_LEAST = 20
"""Replications below which an interval says little."""
MOST_PEOPLE = 60


@dataclass(frozen=True, slots=True)
class Post:
    """Requests an hour for each hour of the week (Monday, midnight, first); handling times; seconds until somebody has to begin."""

    key: str
    rates: tuple[float, ...]
    handling: float
    spread: float
    limit: float

    def mean_handling(self) -> float:
        """The mean of the lognormal whose median is ``handling`` and whose logarithm has the deviation ``spread``."""
        return self.handling * math.exp(self.spread**2 / 2)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over replications, and half the width of its 95 % interval (Student)."""

    mean: float
    half: float

    @property
    def low(self) -> float:
        return self.mean - self.half

    @property
    def high(self) -> float:
        return self.mean + self.half


@dataclass(frozen=True, slots=True)
class Staffed:
    """What so many people would keep: the share begun in time, and the mean wait in seconds."""

    people: int
    share: Estimate
    wait: Estimate


def estimate(values: list[float]) -> Estimate:
    """The mean of independent values with Student's interval."""
    if len(values) < 2:
        return Estimate(values[0], math.inf)
    return Estimate(fmean(values), student(len(values) - 1) * stdev(values) / math.sqrt(len(values)))


def student(freedom: int) -> float:
    """The 97.5 % quantile of Student's distribution, by Cornish and Fisher's expansion; right to 0.001 from 10 degrees on."""
    z = NormalDist().inv_cdf(0.975)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3


def arrivals(rates: tuple[float, ...], draw: random.Random) -> Iterator[float]:
    """Seconds at which requests come, through hours of these rates."""
    for hour, rate in enumerate(rates):
        at = hour * 3600.0
        while rate > 0:
            at += draw.expovariate(rate) * 3600
            if at >= (hour + 1) * 3600:
                break
            yield at


def waits(comes: Iterator[float], people: int, handling: Callable[[], float]) -> Iterator[float]:
    """How long each request waits: whoever is free first takes the next."""
    free = [0.0] * people
    for at in comes:
        begins = max(at, heapq.heappop(free))
        heapq.heappush(free, begins + handling())
        yield begins - at


def replicate(post: Post, shift: str, people: int, weeks: int, seed: int) -> tuple[float, float]:
    """The share begun in time and the mean wait of one run of so many weeks; all in time where nothing came."""
    draw = random.Random(f"{seed}:{post.key}:{shift}")
    location = math.log(post.handling)
    count, kept, waited = 0, 0, 0.0
    for _week in range(weeks):
        for day in range(7):
            rates = tuple(post.rates[day * 24 + hour] for hour in SHIFTS[shift])
            for wait in waits(arrivals(rates, draw), people, lambda: draw.lognormvariate(location, post.spread)):
                count, kept, waited = count + 1, kept + (wait <= post.limit), waited + wait
    return (kept / count, waited / count) if count else (1.0, 0.0)


def by_hour(post: Post, wanted: float = 0.95) -> tuple[int, ...]:
    """How many people each hour of the week needs, Monday's first, by Erlang's formula: the smallest number that keeps it."""
    service = 3600 / post.mean_handling()
    return tuple(erlang.fewest(rate, service, post.limit / 3600, wanted) for rate in post.rates)


def staffed(post: Post, shift: str, people: int, *, weeks: int, replications: int, seed: int) -> Staffed:
    """What so many people would keep, over runs with the seeds ``seed``, ``seed + 1`` and so on."""
    runs = [replicate(post, shift, people, weeks, seed + number) for number in range(replications)]
    return Staffed(people, estimate([share for share, _wait in runs]), estimate([wait for _share, wait in runs]))


def needed(
    post: Post, shift: str, *, wanted: float = 0.95, weeks: int = 4, replications: int = AT_LEAST, seed: int = 1
) -> list[Staffed]:
    """What ever more people would keep, up to the first number whose whole interval lies above ``wanted``; that stands last.
    Fewer than the mean load asks for cannot keep up, so that it begins there.
    """
    tried: list[Staffed] = []
    load = (
        fmean(post.rates[day * 24 + hour] for day in range(7) for hour in SHIFTS[shift]) * post.mean_handling() / 3600
    )
    for people in range(max(1, math.floor(load)), MOST_PEOPLE):
        tried.append(staffed(post, shift, people, weeks=weeks, replications=replications, seed=seed))
        if tried[-1].share.low >= wanted:
            break
    return tried
