"""What happens at the gate and in emergencies: people come and leave, alarms are raised, drills held, each day reported.

Figures are those of a community of this size: 280 from outside a day with a peak in the evening, a third with a pass or
known beforehand, one owner in twelve not reached. Each day follows from the seed and its date alone, whoever asks for it.
"""

import heapq
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from gensui.sim.community import SURNAMES, ZONE, Community, Home, Worker, roster
from gensui.sim.life import Happening

A_DAY = 280
HOURS = (0.5, 0.2, 0.1, 0.1, 0.2, 0.5, 2, 4, 7, 8, 8, 8, 7, 6, 6, 6, 7, 11, 12, 9, 5, 3, 2, 1)
KINDS = (("visitor", 39), ("contractor", 21), ("helper", 18), ("courier", 12), ("vehicle", 10))
PURPOSES = {
    "visitor": ("探親", "訪友", "看房"),
    "contractor": ("裝修", "空調安裝", "送家具"),
    "helper": ("保潔", "照看老人"),
}
STAYS = {"visitor": 110, "contractor": 300, "helper": 150, "vehicle": 60}
UNREACHABLE = 0.08
MEDIAN, SPREAD = 2.4, 0.5
INCIDENTS = (
    ("order", 40),
    ("lift", 24),
    ("storm", 14),
    ("flood", 10),
    ("fall", 9),
    ("power", 8),
    ("theft", 8),
    ("water", 6),
    ("fire", 3),
)
"""Emergencies of a year, by the key of their plan."""
DRILLS_A_YEAR = 12
FIRST = 1_000_000
"""Where the numbers of these happenings begin, far from those of requests."""


def happenings(
    community: Community, seed: int, start: datetime, until: datetime, new_until: datetime | None = None, share: float = 1.0
) -> Iterator[Happening]:  # fmt: skip
    """Everything from ``start`` to before ``until``, in its order; what has begun by ``new_until`` goes on to its end.

    ``share`` thins the entries at the gate, and only those.
    """
    last = min(new_until or until, until)
    waiting: list[tuple[datetime, int, int, Happening]] = []
    day = start.astimezone(ZONE).date()
    while True:
        begins = datetime(day.year, day.month, day.day, tzinfo=ZONE)
        while waiting and (waiting[0][0] < begins or begins >= last):
            found = heapq.heappop(waiting)[3]
            if found.at >= until:
                return
            yield found
        if begins >= last:
            return
        today = list(_day(community, seed, day, share))
        began = {one.request: one.at for one in today if one.step == 0}
        for one in today:
            if start <= began[one.request] < last:
                heapq.heappush(waiting, (one.at, one.request, one.step, one))
        day += timedelta(days=1)


def _day(community: Community, seed: int, day: date, share: float) -> Iterator[Happening]:
    chance = random.Random(f"{seed}:{day}")
    number = FIRST + day.toordinal() * 1_000
    duty = list(roster(community, day))
    guards = {one.number: one for one in community.of("security", "guard")}
    lived_in = [home for home in community.homes if home.people]
    for place in range(round(A_DAY * share)):
        at = _moment(chance, day)
        on_duty = [guards[one.number] for one in duty if one.number in guards and one.starts_at <= at < one.ends_at]
        yield from _entry(chance, number + place, at, chance.choice(lived_in), (on_duty or list(guards.values()))[:4])
    a_year = sum(count for _key, count in INCIDENTS)
    if chance.random() < a_year / 365:
        key = chance.choices([key for key, _count in INCIDENTS], [count for _key, count in INCIDENTS])[0]
        yield from _incident(chance, community, number + 990, _moment(chance, day), key, drill=False)
    if chance.random() < DRILLS_A_YEAR / 365:
        yield from _incident(
            chance, community, number + 991, datetime(day.year, day.month, day.day, 15, tzinfo=ZONE), "fire", drill=True
        )
    eight = datetime(day.year, day.month, day.day, 8, tzinfo=ZONE)
    late = 75 if chance.random() < 0.04 else chance.uniform(15, 50)
    leader = community.of("security", "team_leader")[day.toordinal() % 3].number
    agent = community.of("customer_service", "agent")[0].number
    yield Happening(eight + timedelta(minutes=1), number + 999, "report_compile", "engine", 0)
    yield Happening(eight + timedelta(minutes=late), number + 999, "report_submit", leader, 1)
    yield Happening(eight + timedelta(minutes=late + 9), number + 999, "report_accept", agent, 2)


def _moment(chance: random.Random, day: date) -> datetime:
    hour = chance.choices(range(24), HOURS)[0]
    second = chance.randrange(3600)
    return datetime(day.year, day.month, day.day, hour, second // 60, second % 60, tzinfo=ZONE)


def _entry(chance: random.Random, number: int, at: datetime, home: Home, guards: list[Worker]) -> Iterator[Happening]:
    kind = chance.choices([kind for kind, _part in KINDS], [part for _kind, part in KINDS])[0]
    guard = chance.choice(guards).number
    plate = f"滬A{chance.randrange(10_000, 99_999)}" if kind == "vehicle" else ""
    words: dict[str, Any] = {
        "kind": kind, "home": home.label, "name": chance.choice(SURNAMES) if kind != "courier" else "", "plate": plate,
        "purpose": chance.choice(PURPOSES.get(kind, ("",))), "persons": chance.choices((1, 2, 3), (80, 15, 5))[0],
    }  # fmt: skip
    yield Happening(at, number, "gate_arrive", guard, 0, words)
    took = timedelta(minutes=MEDIAN * chance.lognormvariate(0, SPREAD))
    agrees = chance.random() > 0.03
    if kind in ("visitor", "helper"):
        reached = chance.random() > UNREACHABLE
        act = "gate_answer" if reached and chance.random() < 0.6 else "gate_call"
        reply = ("agreed" if agrees else "refused") if reached else "unreachable"
        yield Happening(at + took * 0.7, number, act, guard, 1, {"reply": reply})
        agrees = agrees and reached
    yield Happening(at + took, number, "gate_decide", guard, 2, {"decision": "admitted" if agrees else "refused"})
    if agrees and kind != "courier":
        stay = timedelta(minutes=STAYS[kind] * chance.lognormvariate(0, 0.5))
        yield Happening(at + took + stay, number, "gate_leave", guard, 3)


def _incident(
    chance: random.Random, community: Community, number: int, at: datetime, plan: str, *, drill: bool
) -> Iterator[Happening]:  # fmt: skip
    guard = chance.choice(community.of("security", "guard")).number
    leader = chance.choice(community.of("security", "team_leader")).number
    agent = chance.choice(community.of("customer_service", "agent")).number
    place = {"area": chance.choice(community.areas), "plan": plan, "drill": drill}
    there = at + timedelta(seconds=38 * chance.lognormvariate(0, 0.4))
    runs = there + timedelta(seconds=chance.uniform(15, 70))
    over = runs + timedelta(minutes=chance.uniform(15, 80))
    yield Happening(at, number, "incident_report", agent, 0, place)
    yield Happening(there, number, "incident_scene", guard, 1)
    yield Happening(runs, number, "incident_start", guard, 2, {"plan": plan})
    yield Happening(runs + timedelta(minutes=chance.uniform(0.5, 5)), number, "incident_know", leader, 3)
    yield Happening(runs + timedelta(minutes=chance.uniform(0.7, 6)), number, "incident_steps", guard, 4)
    yield Happening(over, number, "incident_control", guard, 5)
    yield Happening(over + timedelta(minutes=30), number, "incident_close", leader, 6)
    yield Happening(over + timedelta(hours=chance.uniform(5, 76)), number, "incident_review", leader, 7)
