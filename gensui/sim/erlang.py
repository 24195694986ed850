"""Erlang's formulas for people who serve one queue: requests come at random (Poisson), handling times are exponential.

With ``servers`` people, requests coming at ``rate`` and each person done with ``service`` of them in the same time, the load is
``rate / service``. The formulas hold where the load is less than the number of people; otherwise the queue grows without end.
"""

import math


def waiting_probability(servers: int, load: float) -> float:
    """Erlang C: the share of requests that find everybody busy. 1 where the load is not less than the people."""
    if load >= servers:
        return 1.0
    blocked = 1.0
    for number in range(1, servers + 1):  # Erlang B, one person after the other: no factorials
        blocked = load * blocked / (number + load * blocked)
    return servers * blocked / (servers - load * (1 - blocked))


def mean_wait(servers: int, rate: float, service: float) -> float:
    """How long a request waits on average until somebody begins with it, in the unit of time of the rates."""
    load = rate / service
    if load >= servers:
        return math.inf
    return waiting_probability(servers, load) / (servers * service - rate)


def share_within(servers: int, rate: float, service: float, limit: float) -> float:
    """The share of requests that wait no longer than ``limit``."""
    load = rate / service
    if load >= servers:
        return 0.0
    return 1 - waiting_probability(servers, load) * math.exp(-(servers * service - rate) * limit)


def fewest(rate: float, service: float, limit: float, wanted: float) -> int:
    """The smallest number of people with whom at least ``wanted`` of the requests wait no longer than ``limit``; one, where none
    comes.
    """
    servers = max(1, math.floor(rate / service))
    while share_within(servers, rate, service, limit) < wanted:
        servers += 1
    return servers
