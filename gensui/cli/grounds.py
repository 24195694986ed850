"""The grounds of the demonstration: plans are made as the simulation says, and its rounds are walked by the real actions."""

import heapq
import logging
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from itertools import count

from django.utils import translation

from gensui.cases.models import Category
from gensui.cli import demo
from gensui.core.refusal import Refusal
from gensui.ledger import due
from gensui.people.acting import SYSTEM
from gensui.people.models import Employee, Post, Site
from gensui.rounds import queries
from gensui.rounds.actions import announcing, checking, finding, planning, tending, walking
from gensui.rounds.actions.announcing import Told
from gensui.rounds.actions.finding import Found
from gensui.rounds.actions.planning import StopAt
from gensui.rounds.actions.walking import Proved
from gensui.rounds.models import Plan, Point, Round, Sort
from gensui.rounds.plausible import Place
from gensui.sim import grounds as sim
from gensui.sim.community import ZONE, Community
from gensui.sim.grounds import Outing, Route

log = logging.getLogger(__name__)
AGAIN = timedelta(minutes=25)
"""How soon what did not pass is begun again, and how long that takes."""
CHIEFS = {"security": "S01", "cleaning": "C01", "greening": "C01"}
ANSWERS: dict[str, dict[str, object]] = {
    "patrol": {"safe": True}, "clean": {"swept": True}, "clean-key": {"floors": True, "lifts": True},
    "bins": {"cleaned": True, "agent": "84", "dilution": "1:100"},
}  # fmt: skip


def lay_out(site: Site, community: Community, at: datetime) -> None:
    """Points and plans, and their slots from then on. Done before, it changes nothing."""
    if Plan.objects.filter(site=site).exists():
        return
    planning.bring_sorts(actor=demo.OPERATOR, at=at)
    sorts = Sort.objects.in_bulk()
    chiefs = {
        one.number: one for one in Employee.objects.select_related("department").filter(number__in=CHIEFS.values())
    }
    posts = {post.name: post for post in Post.objects.filter(department__site=site)}
    points: dict[str, Point] = {}
    midnight = datetime.combine(at.astimezone(ZONE).date(), time(), ZONE)
    for route in sim.routes(community):
        chief = chiefs[CHIEFS[route.department]]
        for spot in route.spots:
            if spot.name not in points:
                points[spot.name] = planning.make_point(
                    site=site, name=spot.name, x=spot.x, y=spot.y, place=Place(*spot.place), department=route.department,
                    actor=chief, at=at,
                )  # fmt: skip
        stops = [StopAt(points[spot.name], route.seconds if place else 0) for place, spot in enumerate(route.spots)]
        planning.make_plan(
            site=site, sort=sorts[route.sort], name=route.name, stops=stops, actor=chief, at=at,
            first_at=midnight + timedelta(days=4 if route.department == "greening" else 0, hours=route.hour), rule=route.rule,
            whose=posts.get(route.post),
        )  # fmt: skip
    while due.plan(at=at, who=queries.Roster()):
        pass
    tending.tend(actor=SYSTEM, at=at)
    _announce(site, chiefs[CHIEFS["greening"]], at)


def _announce(site: Site, chief: Employee, at: datetime) -> None:
    """The first task on the calendar has its notice; the others are still to have one."""
    ahead = Round.objects.filter(state=Round.State.PLANNED, redo_of=None, planned_at__gt=at + timedelta(days=3))
    for round in ahead.select_related("plan__site", "plan__sort").order_by("planned_at")[:1]:
        told = Told(
            title="草坪養護", work=str(round.plan.sort), place="中央花園", impact="作業時請繞行，低樓層請關窗。",
            contact=site.hotline,
            to_at=(round.planned_at or at) + timedelta(hours=4), buildings=list(site.buildings.order_by("pk")[:2]),
        )  # fmt: skip
        announcing.publish_notice(round=round, told=told, actor=chief, at=at)


@dataclass(order=True, slots=True)
class _Step:
    """Something to be done at its time: to set out, or to come back."""

    at: datetime
    number: int
    plan: Plan = field(compare=False)
    outing: Outing = field(compare=False)
    slot: datetime = field(compare=False)
    back: bool = field(compare=False, default=False)
    again: bool = field(compare=False, default=False)


class Walkers:
    """Whoever walks the grounds, from ``since`` on; ``until`` lets them go as far as a time."""

    def __init__(self, site: Site, community: Community, since: datetime) -> None:
        self.site, self.community, self.planned = site, community, since
        self.staff = {one.number: one for one in Employee.objects.select_related("department__site")}
        self.categories = Category.objects.in_bulk()
        self.routes = {route.name: route for route in sim.routes(community)}
        self.plans = list(
            Plan.objects.followed().filter(site=site).exclude(sort__clause="").select_related("sort", "site")
        )
        self.stops = {plan.pk: [stop.point for stop in queries.stops_of(plan)] for plan in self.plans}
        self.numbers = count()
        self.steps: list[_Step] = []

    def until(self, at: datetime) -> int:
        """Let everybody walk up to a time, each at its own; how many steps that were."""
        self._look_ahead(at)
        done = 0
        while self.steps and self.steps[0].at <= at:
            step = heapq.heappop(self.steps)
            demo.catch_up(step.at)
            self._carry_out(step)
            done += 1
        return done

    def _look_ahead(self, at: datetime) -> None:
        """Which rounds begin by an hour from then: a slot is looked at half an hour before its time, some are early."""
        horizon = at + timedelta(hours=1)
        if horizon <= self.planned:
            return
        for slot in queries.slots(self.plans, self.planned, horizon + timedelta(hours=8)):
            if self.planned <= slot.starts_at < horizon:
                route = self.routes[slot.plan.name]
                outing = sim.outing(self.community, demo.SEED, route, slot.starts_at)
                if outing is not None:
                    heapq.heappush(
                        self.steps, _Step(outing.starts_at, next(self.numbers), slot.plan, outing, slot.starts_at)
                    )
        self.planned = horizon

    def _carry_out(self, step: _Step) -> None:
        try:
            with translation.override("zh-hant"):
                if step.back:
                    self._come_back(step)
                elif self._set_out(step):
                    heapq.heappush(
                        self.steps,
                        _Step(
                            step.outing.back_at, next(self.numbers), step.plan, step.outing, step.slot, True, step.again
                        ),
                    )
        except Refusal as refusal:
            log.info("%s %s: %s", step.at, step.plan.name, refusal.sentence)

    def _key(self, step: _Step) -> str:
        return f"sim-{step.plan.pk}-{step.slot.astimezone(ZONE):%Y%m%d%H%M}{'-r' if step.again else ''}"

    def _set_out(self, step: _Step) -> bool:
        """Whether the round was begun now, and not before an earlier end of the demonstration."""
        who = self.staff[step.outing.by]
        round = walking.start_round(plan=step.plan, key=self._key(step), actor=who, at=step.at, device="sim")
        return round.state == Round.State.RUNNING

    def _come_back(self, step: _Step) -> None:
        who, outing = self.staff[step.outing.by], step.outing
        round = Round.objects.select_related("plan").get(key=self._key(step))
        proved = list(self._proofs(step, self.routes[step.plan.name]))
        if proved:
            walking.prove_points(round=round, proved=proved, actor=who, at=step.at)
        if outing.found is not None:
            place, category, words = outing.found
            found = Found(
                key=f"{round.key}-f", kind="anomaly", category=self.categories[category], words=words, round=round,
                point=self.stops[step.plan.pk][place],
            )  # fmt: skip
            finding.report_finding(site=self.site, found=found, actor=who, at=step.at)
        walking.finish_round(round=round, actor=who, at=step.at)
        self._look_at(round, step)

    def _look_at(self, round: Round, step: _Step) -> None:
        """Now and then the head of cleaning looks at what was done: some of it is done again, and looked at once more."""
        chance = random.Random(f"{demo.SEED}:checked:{round.key}")
        if step.plan.sort.department != "cleaning" or not (step.again or chance.random() < 0.06):
            return
        passed, at = step.again or chance.random() < 0.7, step.at
        remark = (
            ""
            if passed
            else chance.choice(["角落沒掃到，請再做一遍。", "電梯門槽有灰。", "地面有水漬，放警示牌後重拖。"])
        )
        checking.check_round(
            round=round,
            passed=passed,
            score=5 if passed else 2,
            remark=remark,
            actor=self.staff[CHIEFS["cleaning"]],
            at=at,
        )
        if not passed:
            again = replace(step.outing, starts_at=at + AGAIN, back_at=at + AGAIN * 2, missed=frozenset(), found=None)
            heapq.heappush(
                self.steps, _Step(again.starts_at, next(self.numbers), step.plan, again, step.slot, False, True)
            )

    def _proofs(self, step: _Step, route: Route) -> Iterator[Proved]:
        outing, points = step.outing, self.stops[step.plan.pk]
        pace = (outing.back_at - outing.starts_at) / (len(points) + 1)
        for place, point in enumerate(points):
            if place in outing.missed:
                continue
            at = outing.starts_at + pace * (place + 1)
            where = Place(point.latitude or 0.0, point.longitude or 0.0, 12.0)
            yield Proved(
                point=point, proof="qr" if place % 11 == 5 else "nfc", at=at, device_at=at, place=where,
                answers=ANSWERS.get(route.sort, {"pests": True}),
            )  # fmt: skip
