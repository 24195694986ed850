"""What happens in the community: requests come as people wake, work and come home; staff take them as far as they get.

Rates, shares and durations are those of a real community of this size. Everything follows from the seed: the same seed and
start give the same happenings in the same order, whoever asks and however far.
"""

import math
import random
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import simpy

from gensui.sim import community as people
from gensui.sim import words
from gensui.sim.community import Community, Duty, Home, Person, Worker

HOURS = (0.5, 0.3, 0.2, 0.2, 0.3, 0.6, 1.5, 4, 8, 9.5, 9, 7, 4.5, 4, 5.5, 6.5, 6.5, 6.5, 6.5, 7, 5.5, 3.5, 1.9, 1)
DAYS = (1.15, 1.05, 1, 1, 1.05, 0.9, 0.85)
A_MONTH = 1200
KINDS = {"CON": 600, "REP": 384, "CLN": 60, "GRN": 18, "SEC": 84, "CMP": 14, "SUG": 12, "PRA": 12}
LEAVES: dict[str, tuple[tuple[str, float], ...]] = {
    "REP": (
        ("REP.WAT.LEAK", 11), ("REP.WAT.TAP", 9), ("REP.WAT.WC", 5), ("REP.WAT.DRAIN", 6), ("REP.WAT.SUPPLY", 2),
        ("REP.WAT.BURST", 1), ("REP.ELE.HOME", 7), ("REP.ELE.FIT", 11), ("REP.ELE.PUBLIC", 5), ("REP.ELE.HAZARD", 0.6),
        ("REP.DOOR.LOCK", 5), ("REP.DOOR.WIN", 4), ("REP.DOOR.UNIT", 3), ("REP.LIFT.STOP", 4), ("REP.LIFT.TRAP", 0.5),
        ("REP.LV.INTERCOM", 6), ("REP.LV.ACCESS", 4), ("REP.LV.BARRIER", 3), ("REP.FIRE.EQUIP", 2), ("REP.HVAC", 5),
        ("REP.CIV.ROAD", 2), ("REP.PUB.PLAY", 2),
    ),
    "CLN": (("CLN.GARBAGE", 4), ("CLN.AREA", 5), ("CLN.SPILL", 4), ("CLN.BULKY", 2), ("CLN.PEST", 1)),
    "GRN": (("GRN.FALL", 2), ("GRN.PRUNE", 3), ("GRN.PEST", 2)),
    "SEC": (("SEC.NOISE", 6), ("SEC.PARK", 6), ("SEC.FIRELANE", 3), ("SEC.SUSPECT", 1), ("SEC.THROW", 1), ("SEC.LOST", 2)),
    "CMP": (("CMP.ATTITUDE", 1), ("CMP.DELAY", 2), ("CMP.QUALITY", 1)),
    "SUG": (("SUG.SERVICE", 1),), "PRA": (("PRA.STAFF", 1),),
    "CON": (("CON.FEE", 4), ("CON.PARK", 4), ("CON.DECOR", 2), ("CON.REFER", 1)),
}  # fmt: skip
DEPARTMENT = {
    "REP": "maintenance",
    "CLN": "cleaning",
    "GRN": "greening",
    "SEC": "security",
    "CMP": "administration",
    "SUG": "customer_service",
}
ELSEWHERE = {"REP.LIFT.TRAP": "security", "REP.GAS.ODOUR": "security"}
"""Leaves that go to another department than their kind's."""
HANDS = {"maintenance": ("technician",), "cleaning": ("cleaner",), "greening": ("gardener",), "security": ("guard",)}
COMPLEX = 0.22
MAINTENANCE = "M01"
"""Who leads it, and gives the time of a repair whose parts come too late."""
URGENT = frozenset({"REP.WAT.BURST", "REP.ELE.HAZARD", "REP.LIFT.TRAP", "SEC.SUSPECT", "SEC.THROW"})


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that somebody does: when, for which request, and in which words. ``by`` is a staff number or ``owner``."""

    at: datetime
    request: int
    act: str
    by: str
    step: int
    words: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Request:
    """A request on its way."""

    number: int
    leaf: str
    home: Home
    person: Person
    agent: str
    is_complex: bool
    handler: str = ""
    late: bool = False
    round: int = 1
    days: float = 0.0
    steps: int = 0
    done_at: datetime | None = None

    @property
    def kind(self) -> str:
        return self.leaf.split(".")[0]


Process = Generator[simpy.Event, Any, None]


class Life:
    """The community while time passes in it. ``drain`` gives what has happened since it was last asked."""

    def __init__(self, community: Community, seed: int, start: datetime, new_until: datetime, a_month: float) -> None:
        self.community, self.start, self.new_until, self.a_month = community, start, new_until, a_month
        self.chance = random.Random(seed)
        self.env = simpy.Environment()
        self.happened: list[Happening] = []
        self.busy: dict[str, int] = {}
        self.count = 0
        self.lived_in = [home for home in community.homes if home.people]
        self._duties: dict[str, list[Duty]] = {}
        self.env.process(self._arrivals())

    def now(self) -> datetime:
        """The time in the community."""
        return self.start + timedelta(seconds=self.env.now)

    def drain(self) -> list[Happening]:
        """What has happened since."""
        happened, self.happened = self.happened, []
        return happened

    def _say(self, request: Request, act: str, by: str, **said: Any) -> None:
        self.happened.append(Happening(self.now(), request.number, act, by, request.steps, said))
        request.steps += 1

    # Chance and time

    def _takes(self, minutes: float, sigma: float) -> simpy.Timeout:
        """A duration, lognormal about its median."""
        return self.env.timeout(60 * minutes * math.exp(sigma * self.chance.gauss(0, 1)))

    def _minutes(self, minutes: float) -> simpy.Timeout:
        return self.env.timeout(60 * minutes)

    def _often(self, share: float) -> bool:
        return self.chance.random() < share

    # People

    def _on_duty(self, department: str, *roles: str) -> list[Worker]:
        now = self.now()
        day = now.astimezone(people.ZONE).date()
        present = set()
        for one in (day - timedelta(days=1), day):
            key = one.isoformat()
            if key not in self._duties:
                self._duties[key] = list(people.roster(self.community, one))
            present |= {duty.number for duty in self._duties[key] if duty.starts_at <= now < duty.ends_at}
        return [one for one in self.community.of(department, *roles) if one.number in present]

    def _agent(self) -> str:
        there = self._on_duty("customer_service", "agent") or self.community.of("customer_service", "agent")
        return self.chance.choice(there).number

    def _hand(self, request: Request, department: str) -> str:
        roles = HANDS.get(department, ("agent",))
        there = self._on_duty(department, *roles) or self.community.of(department, *roles)
        skilled = [one for one in there if any(request.leaf.startswith(skill) for skill in one.skills)] or there
        return min(skilled, key=lambda one: (self.busy.get(one.number, 0), one.number)).number

    # What happens

    def _arrivals(self) -> Process:
        while True:
            local = self.now().astimezone(people.ZONE)
            a_day = self.a_month / 30 * DAYS[local.weekday()]
            rate = a_day * HOURS[local.hour] / sum(HOURS)
            wait = self.chance.expovariate(max(rate, 0.05))
            if wait > 1:  # the next hour has its own rate
                yield self.env.timeout(3600)
                continue
            yield self.env.timeout(wait * 3600)
            if self.now() >= self.new_until:
                return
            self.count += 1
            self.env.process(self._request(self.count))

    def _request(self, number: int) -> Process:
        kind = self.chance.choices(list(KINDS), list(KINDS.values()))[0]
        leaves = LEAVES[kind]
        leaf = self.chance.choices([one for one, _weight in leaves], [weight for _one, weight in leaves])[0]
        home = self.chance.choice(self.lived_in)
        request = Request(
            number, leaf, home, self.chance.choice(home.people), self._agent(), kind == "REP" and self._often(COMPLEX)
        )
        yield from self._intake(request)
        if kind in ("CON", "PRA"):
            return
        if kind == "CMP":
            yield from self._complaint(request)
            return
        yield from self._order(request, ELSEWHERE.get(leaf, DEPARTMENT[kind]))

    def _intake(self, request: Request) -> Process:
        rings = 6 * math.exp(0.55 * self.chance.gauss(0, 1))
        channel = self.chance.choices(("phone", "app", "visit", "wechat"), (58, 14, 16, 12))[0]
        place, content = self.chance.choice(words.MATTERS[request.leaf])
        rang_at = self.now()
        yield self._takes(3.2 if channel in ("phone", "visit") else 1.2, 0.45)
        said = {
            "channel": channel, "waited": round(rings, 1), "rang_at": rang_at, "home": request.home.label,
            "phone": request.person.phone, "category": request.leaf, "complexity": "complex" if request.is_complex else "",
            "content": content, "place": place,
            "answer": self.chance.choice(words.ANSWERS) if request.kind in ("CON", "PRA") else "",
        }  # fmt: skip
        self._say(request, "take_in", request.agent, **said)
        if request.kind == "CMP":  # it is with whoever looks into it from the intake on
            self.env.process(self._follow(request))
        elif not said["answer"]:
            yield self._takes(2.0 if channel in ("phone", "visit") else 1.2, 0.6)
            self._say(request, "dispatch", request.agent)
            self.env.process(self._follow(request))

    def _order(self, request: Request, department: str) -> Process:
        yield self._takes(1.5, 0.6)
        request.handler = self._hand(request, department)
        self.busy[request.handler] = self.busy.get(request.handler, 0) + 1
        self._say(request, "accept", request.handler)
        yield from self._contact(request)
        if self._often(0.02):
            request.done_at = self.now()
            self._say(request, "cancel", "owner", reason="已經好了，不用來了")
            self.busy[request.handler] -= 1
            return
        yield from self._travel(request, department)
        self._say(request, "arrive", request.handler, by_hand=self._often(0.08))
        if department == "maintenance":
            if not (yield from self._plan(request)):
                return
        else:
            yield self._takes(3, 0.4)
        self._say(request, "start", request.handler)
        yield from self._work(request, department)
        self.busy[request.handler] -= 1
        yield from self._tell(request)
        yield from self._answer(request, department)

    def _contact(self, request: Request) -> Process:
        yield self._takes(3.5, 0.55)
        while self._often(0.12):
            self._say(request, "fail_contact", request.handler)
            yield self._minutes(self.chance.uniform(2, 9))

    def _travel(self, request: Request, department: str) -> Process:
        now = department != "maintenance" or request.leaf in URGENT or self._often(0.45)
        if now:
            self._say(request, "contact", request.handler, appointment_at=None)
            yield self._takes(14 if department == "maintenance" else 9, 0.5)
            return
        days = 0 if self._often(0.64) and self.now().astimezone(people.ZONE).hour < 15 else 1
        local = self.now().astimezone(people.ZONE)
        hour = self.chance.choice((9.5, 10, 14, 15, 16)) if days else min(local.hour + self.chance.choice((2, 3)), 19)
        agreed = local.replace(hour=int(hour), minute=int(hour % 1 * 60), second=0, microsecond=0) + timedelta(
            days=days
        )
        if agreed <= local:
            agreed = local + timedelta(hours=1)
        self._say(request, "contact", request.handler, appointment_at=agreed)
        lateness = timedelta(minutes=self.chance.gauss(6, 12))
        yield self.env.timeout(max((agreed + lateness - self.now()).total_seconds(), 60))

    def _plan(self, request: Request) -> Generator[simpy.Event, Any, bool]:
        yield self._takes(8, 0.4)
        findings, cause, plan = words.PLANS.get(request.leaf[:7], words.USUAL_PLAN)
        request.days = 1.8 * math.exp(0.8 * self.chance.gauss(0, 1)) if request.is_complex else 0.0
        eta = self.now() + timedelta(days=request.days * 1.25 + 0.5) if request.is_complex else None
        self._say(
            request,
            "plan",
            request.handler,
            findings=findings,
            cause=cause,
            plan=plan,
            eta_at=eta,
            parts=self._often(0.6),
        )
        yield self._takes(4, 0.9)
        if self._often(0.02):
            if self._often(0.3):
                request.done_at = self.now()
                self.busy[request.handler] -= 1
                self._say(request, "leave", "owner", reason="先不修了")
                return False
            self._say(request, "decline", "owner", reason="價格太高，請用普通的配件")
            yield self._takes(35, 0.6)
            self._say(
                request, "plan", request.handler, findings=findings, cause=cause, plan=plan, eta_at=eta, parts=False
            )
            yield self._takes(4, 0.9)
        self._say(request, "consent", "owner")
        yield self._takes(2, 0.5)
        return True

    def _work(self, request: Request, department: str) -> Process:
        pause = department == "maintenance" and self._often(0.18)
        if request.is_complex:
            yield self._minutes(request.days * 1440 * math.exp(0.3 * self.chance.gauss(0, 1)))
        elif pause:
            yield self._takes(15, 0.5)
            reason = self.chance.choices(("owner_absent", "parts", "third_party"), (60, 25, 15))[0]
            resume = self.now() + timedelta(hours=self.chance.uniform(3, 30))
            parts = words.PARTS.get(request.leaf[:7], words.USUAL_PARTS) if reason == "parts" else ""
            self._say(request, "pause", request.handler, reason=reason, parts=parts, until=resume)
            if parts and self._often(0.95):
                yield self.env.timeout(60 * self.chance.uniform(5, 45))
                eta = resume + timedelta(hours=self.chance.uniform(2, 8))
                self._say(request, "reclassify", MAINTENANCE, reason=words.LATE_PARTS.format(parts), eta_at=eta)
            yield self.env.timeout((resume - self.now()).total_seconds())
            self._say(request, "resume", request.handler)
            yield self._takes(25, 0.5)
        else:
            yield self._takes(45 if department == "maintenance" else 20, 0.6)
        plan = words.PLANS.get(request.leaf[:7], words.USUAL_PLAN)
        minutes = self.chance.randint(15, 110)
        request.done_at = self.now()
        self._say(request, "complete", request.handler, process=plan[2], cause=plan[1], minutes=minutes)
        yield self._takes(12, 0.7)
        self._say(request, "report", request.handler)

    def _follow(self, request: Request) -> Process:
        """As long as the work is not done, the owner hears each day how it stands; now and then a day is forgotten."""
        begun, teller = request.round, "A02" if request.kind == "CMP" else request.agent
        while True:
            yield self.env.timeout(3600 * self.chance.uniform(20, 23.5))
            if request.done_at is not None or request.round != begun:
                return
            if not self._often(0.07):
                self._say(request, "progress", teller, text=self.chance.choice(words.PROGRESS))

    def _tell(self, request: Request) -> Process:
        yield self._takes(14, 0.6)
        self._say(request, "tell_result", request.agent)

    def _answer(self, request: Request, department: str) -> Process:
        unhappy = 0.05 * (4 if request.late else 1)
        if self._often(0.62):
            yield self._takes(40, 1.0)
            if self._often(unhappy) and request.round < 3:
                yield from self._dispute(request, department)
                return
            self._say(request, "satisfied", "owner", stars=self.chance.choices((5, 4, 3), (68, 26, 6))[0])
        else:
            yield self.env.timeout(24 * 3600 + 120)
        yield from self._visit(request)

    def _dispute(self, request: Request, department: str) -> Process:
        self._say(request, "dispute", "owner", dispute=self.chance.choice(words.DISPUTES))
        yield self._takes(90, 0.8)
        if self._often(0.4):
            self._say(request, "explain", "head", explanation="已向業主說明原因並致歉")
            yield from self._visit(request, since=self.now())
            return
        request.round += 1
        request.late, request.done_at = True, None
        self.env.process(self._follow(request))
        self._say(request, "rework", "head")
        yield from self._order(request, department)

    def _visit(self, request: Request, since: datetime | None = None) -> Process:
        """A day to two after completion or an accepted explanation, by day; one in thirty too late."""
        done_at = since or request.done_at or self.now()
        earliest, latest = (49.0, 60.0) if self._often(0.03) else (24.5, 46.0)
        hours = self.chance.uniform(earliest, latest)
        for _try in range(20):  # people are called by day
            if 9 <= (done_at + timedelta(hours=hours)).astimezone(people.ZONE).hour < 20:
                break
            hours = self.chance.uniform(earliest, latest)
        yield self.env.timeout(max((done_at + timedelta(hours=hours) - self.now()).total_seconds(), 60))
        if self._often(0.2):
            self._say(request, "visit_attempt", self._agent())
            yield self._minutes(self.chance.uniform(20, 90))
        score = self.chance.choices((5, 4, 3), (66, 28, 6))[0]
        issue = self._often(0.06)
        opinion = "希望師傅來之前先打電話" if issue else self.chance.choice(words.OPINIONS)
        self._say(request, "visit", self._agent(), score=score, issue=issue, opinion=opinion)

    def _complaint(self, request: Request) -> Process:
        yield self._takes(60, 0.7)
        self._say(request, "investigate", "A02", plan="今天內聽取雙方說明並調閱記錄")
        yield self._takes(60 * 18, 0.5)
        request.done_at = self.now()
        self._say(request, "decide", "A02", facts="記錄屬實", decision="向業主致歉，並提醒當事部門")
        yield self._takes(25, 0.6)
        self._say(request, "tell_complainant", "A02")
        yield self._takes(50, 0.8)
        self._say(request, "satisfied", "owner", stars=self.chance.choice((3, 4, 5)))
        yield from self._visit(request)


def happenings(
    community: Community, seed: int, start: datetime, until: datetime, new_until: datetime | None = None,
    a_month: float = A_MONTH,
) -> Iterator[Happening]:  # fmt: skip
    """Everything that happens from ``start`` to before ``until``, in its order; the same for the same seed and start.

    Requests come until ``new_until``, ``a_month`` of them in thirty days; those that have come by then go on to their end.
    """
    life = Life(community, seed, start, new_until or until, a_month)
    horizon = (until - start).total_seconds()
    while life.env.peek() < horizon:
        life.env.step()
        yield from life.drain()
