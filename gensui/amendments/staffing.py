"""How many people each post needs, calibrated from the company's own history; from the simulation's figures where that is thin.

Somebody is busy from the beginning to the end without the pauses between: while the owner decides or a part is on its way,
the handler is free for others.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean, pstdev
from typing import Any, Literal
from zoneinfo import ZoneInfo

from gensui.core.policy import Policy
from gensui.core.worktime import Duration
from gensui.ledger import policies
from gensui.ledger.models import Event, Obligation
from gensui.people.models import Duty
from gensui.sim import gate, life, staffing
from gensui.sim.staffing import Post

PAUSING = "pause:"
"""How the ledger's rows of pauses begin."""
STANDS_FOR = {"technician": "handler", "guard": "gate_guard"}
"""Which role of the policy a position holds, where a post says nothing else."""
ENOUGH = 60
"""Requests and handling times below which a history says too little."""
SEED, WEEKS, WANTED = 1, 4, 0.95
MINUTE, WEEK = 60.0, 7 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Kind:
    """A post: the event that brings it a request, those between which somebody is busy, and what it promised.

    ``a_week``, ``handling`` and ``spread`` stand in where the history is thin; seconds.
    """

    post: str
    meaning: str
    comes: str
    begins: str
    ends: str
    department: str
    a_week: float
    handling: float
    spread: float


KINDS = (
    Kind(
        post="agent",
        meaning="call_answered",
        comes="contact.ringing",
        begins="contact.answered",
        ends="intake.confirmed",
        department="",
        a_week=life.A_MONTH * 7 / 30,
        handling=4 * MINUTE,
        spread=0.5,
    ),
    Kind(
        post="handler",
        meaning="arrived",
        comes="work_order.dispatched",
        begins="site.arrived",
        ends="work.completed",
        department="maintenance",
        a_week=life.KINDS["REP"] * 7 / 30,
        handling=35 * MINUTE,
        spread=0.6,
    ),
    Kind(
        post="gate_guard",
        meaning="gate_decided",
        comes="gate.arrived",
        begins="gate.arrived",
        ends="gate.decided",
        department="",
        a_week=gate.A_DAY * 7,
        handling=gate.MEDIAN * MINUTE,
        spread=gate.SPREAD,
    ),
)
Source = Literal["history", "simulation"]


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A post with its figures, the clause that says its limit, how many requests and handling times they rest on, and where they
    come from.
    """

    post: Post
    kind: Kind
    clause: str
    came: int
    handled: int
    source: Source


def calibrate(policy: Policy, since: datetime, until: datetime) -> list[Calibrated]:
    """Every post of which the policy says a limit. Two queries."""
    still = _pauses(since, until)
    wanted = {kind for one in KINDS for kind in (one.comes, one.begins, one.ends)}
    rows = Event.objects.filter(kind__in=wanted, occurred_at__gte=since, occurred_at__lt=until)
    lines = rows.order_by("stream", "number").values_list("stream", "kind", "occurred_at", "data")
    came: dict[str, Counter[int]] = {one.post: Counter() for one in KINDS}
    took: dict[str, list[float]] = {one.post: [] for one in KINDS}
    begun: dict[str, tuple[str, datetime]] = {}
    for stream, event, at, data in lines.iterator(chunk_size=5_000):
        for one in KINDS:
            if one.department and data.get("department") != one.department:
                continue
            if event == one.comes:
                local = at.astimezone(policy.zone)
                came[one.post][local.weekday() * 24 + local.hour] += 1
            if event == one.begins:
                begun[one.post] = stream, at
            elif event == one.ends and begun.get(one.post, ("",))[0] == stream:
                took[one.post].append(_net(begun.pop(one.post)[1], at, still.get(stream, ())))
    weeks = (until - since).total_seconds() / WEEK
    return [
        _fit(one, promise, came[one.post], [t for t in took[one.post] if t > 0], weeks)
        for one in KINDS
        if (promise := _promise(policy, one.meaning)) is not None
    ]


def _pauses(since: datetime, until: datetime) -> dict[str, list[tuple[datetime, datetime]]]:
    """When work stood still, by stream, in order; a pause that is on counts as one to the end. One query."""
    rows = Obligation.objects.filter(clause__startswith=PAUSING, opened_at__lt=until).exclude(met_at__lt=since)
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for stream, begins, met, void in rows.order_by("opened_at").values_list(
        "stream", "opened_at", "met_at", "voided_at"
    ):
        found.setdefault(stream, []).append((begins, met or void or until))
    return found


def _net(begins: datetime, ends: datetime, still: Iterable[tuple[datetime, datetime]]) -> float:
    """Seconds from one instant to the other without what stood still; two pauses at once are one."""
    worked, last = 0.0, begins
    for since, until in still:
        worked += max((min(since, ends) - last).total_seconds(), 0)
        last = min(max(last, until), ends)
    return worked + (ends - last).total_seconds()


def present(since: datetime, until: datetime, zone: ZoneInfo) -> dict[str, tuple[float, ...]]:
    """How many people the roster had on each post, on average, in each hour of the week. One query."""
    rows = Duty.objects.filter(ends_at__gt=since, starts_at__lt=until)
    there: dict[str, Counter[int]] = {one.post: Counter() for one in KINDS}
    names = ("starts_at", "ends_at", "employee__role", "post__fills")
    for starts, ends, role, fills in rows.values_list(*names):
        post = fills or STANDS_FOR.get(role, role)
        at = max(starts, since)
        while post in there and at < min(ends, until):
            local = at.astimezone(zone)
            there[post][local.weekday() * 24 + local.hour] += 1
            at += timedelta(hours=1)
    weeks = (until - since).total_seconds() / WEEK
    return {post: tuple(hours[one] / weeks for one in range(staffing.HOURS_OF_WEEK)) for post, hours in there.items()}


def _promise(policy: Policy, meaning: str) -> tuple[str, float] | None:
    """The first clause of this meaning that has a limit, and the limit in seconds; none, where the policy promises nothing so."""
    for clause in policies.meaning(policy, meaning):
        limit = policy.clauses[clause].limit
        if isinstance(limit, Duration) and limit.time:
            return clause, limit.time.total_seconds()
    return None


def _fit(kind: Kind, promise: tuple[str, float], came: Counter[int], took: list[float], weeks: float) -> Calibrated:
    clause, limit = promise
    if came.total() < ENOUGH or len(took) < ENOUGH:
        post = Post(kind.post, _usual(kind.a_week), kind.handling, kind.spread, limit)
        return Calibrated(post, kind, clause, came.total(), len(took), "simulation")
    logs = [math.log(one) for one in took]
    rates = tuple(came[hour] / weeks for hour in range(staffing.HOURS_OF_WEEK))
    post = Post(kind.post, rates, math.exp(fmean(logs)), pstdev(logs), limit)
    return Calibrated(post, kind, clause, came.total(), len(took), "history")


def _usual(a_week: float) -> tuple[float, ...]:
    """So many a week, over the hours and days at which requests usually come."""
    hours, days = sum(life.HOURS), sum(life.DAYS)
    return tuple(a_week * day / days * hour / hours for day in life.DAYS for hour in life.HOURS)


def study(
    policy: Policy, since: datetime, until: datetime, *, replications: int = staffing.AT_LEAST, seed: int = SEED
) -> dict[str, Any]:
    """Post by post and shift by shift, with everything that was assumed, as plain values."""
    roster = present(since, until, policy.zone)
    posts = [_post(one, roster[one.kind.post], replications, seed) for one in calibrate(policy, since, until)]
    return {"posts": posts, "seeds": [seed, seed + replications - 1], "weeks": WEEKS, "wanted": WANTED}


def _post(one: Calibrated, roster: Sequence[float], replications: int, seed: int) -> Mapping[str, Any]:
    shifts = []
    hourly = staffing.by_hour(one.post, WANTED)
    for shift in staffing.SHIFTS:
        tried = staffing.needed(one.post, shift, wanted=WANTED, weeks=WEEKS, replications=replications, seed=seed)
        hours_of = [day * 24 + hour for day in range(7) for hour in staffing.SHIFTS[shift]]
        rates, now = (
            [one.post.rates[hour] for hour in hours_of],
            math.floor(fmean(roster[hour] for hour in hours_of) + 0.5),
        )
        kept = (
            staffing.staffed(one.post, shift, now, weeks=WEEKS, replications=replications, seed=seed) if now else None
        )
        shifts.append(
            {
                "shift": shift, "an_hour": round(fmean(rates), 2), "people": tried[-1].people,
                "least": min(hourly[hour] for hour in hours_of), "most": max(hourly[hour] for hour in hours_of),
                "present": now, "present_share": round(100 * kept.share.mean, 1) if kept else 0.0,
                "tried": [
                    {
                        "people": two.people, "share": round(100 * two.share.mean, 1),
                        "low": round(max(0, 100 * two.share.low), 1), "high": round(min(100, 100 * two.share.high), 1),
                        "wait": round(two.wait.mean, 1), "wait_half": round(two.wait.half, 1),
                    }
                    for two in tried
                ],
            }
        )  # fmt: skip
    hours = [round(sum(one.post.rates[day * 24 + hour] for day in range(7)) / 7, 2) for hour in range(24)]
    return {
        "post": one.kind.post, "clause": one.clause, "limit": one.post.limit, "source": one.source, "came": one.came,
        "handled": one.handled, "median": round(one.post.handling), "mean": round(one.post.mean_handling()),
        "spread": round(one.post.spread, 2), "hours": hours, "shifts": shifts,
        "needs": [list(hourly[day * 24:day * 24 + 24]) for day in range(7)],
        "events": [one.kind.comes, one.kind.begins, one.kind.ends],
    }  # fmt: skip


DEFAULT_PERIOD = timedelta(days=56)
