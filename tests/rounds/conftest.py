"""The grounds of the cast: guards, cleaners and a gardener, a route of four points, a lobby, bins, a lawn."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from gensui.ledger import due
from gensui.ledger.models import Obligation
from gensui.people.acting import Entry
from gensui.people.models import Area, Department, Duty, Employee, User
from gensui.rounds import queries
from gensui.rounds.actions import planning, walking
from gensui.rounds.actions.planning import StopAt
from gensui.rounds.actions.walking import Proved
from gensui.rounds.models import Plan, Point, Round, Scan, Sort
from gensui.rounds.plausible import Place
from tests.cases.conftest import cast
from tests.cast import MONDAY, PASSWORD, Cast

__all__ = ["cast"]

HERE = Place(31.2000, 121.4000)
WELL = {"safe": True}


def hours(count: float) -> datetime:
    """So many hours after ten on that Monday."""
    return MONDAY + timedelta(hours=count)


@dataclass
class Grounds:
    """Who works there, and where."""

    cast: Cast
    lead: Employee
    guard: Employee
    other: Employee
    cleaner: Employee
    head: Employee
    gardener: Employee
    points: list[Point]
    route: Plan
    lobby: Plan
    bins: Plan
    lawn: Plan
    spray: Plan

    def proved(self, number: int, minute: float = 0, **words: Any) -> Proved:
        """The point of this place on the route, scanned so many minutes after ten."""
        at = MONDAY + timedelta(minutes=minute)
        given: dict[str, Any] = {
            "point": self.points[number], "proof": "nfc", "at": at, "device_at": at, "answers": WELL,
            "place": Place(HERE.latitude + number / 1000, HERE.longitude, 8.0),
        }  # fmt: skip
        return Proved(**(given | words))


def hire(cast: Cast, now: datetime, number: str, name: str, role: str, kind: str) -> Employee:
    user = User(username=number, email=f"{number.lower()}@example.org", date_joined=now, language="en")
    user.set_password(PASSWORD)
    user.save()
    department = Department.objects.get(site=cast.site, kind=kind)
    employee = Employee.objects.create(user=user, department=department, number=number, name=name, role=role)
    Duty.objects.create(employee=employee, starts_at=now - timedelta(days=2), ends_at=now + timedelta(days=3))
    return employee


@pytest.fixture
def ground(cast: Cast) -> Grounds:
    """Plans made on Sunday, their slots planned two days ahead."""
    return lay_out(cast)


def lay_out(
    cast: Cast, now: datetime = MONDAY, mows: datetime | None = None, sprays: datetime | None = None
) -> Grounds:
    """The same, for tests that bring a cast of their own. The lawn is mown and sprayed daily, or weekly from these times on."""
    before = now - timedelta(hours=20)
    planning.bring_sorts(actor="operator", at=before)
    lead = hire(cast, now, "S02", "沈剛", "team_leader", "security")
    chief = hire(cast, now, "C01", "蔣惠", "dept_head", "cleaning")
    gardener = hire(cast, now, "G02", "顧林", "gardener", "greening")
    hire(cast, now, "G01", "葛青", "team_leader", "greening")
    garden = Area.objects.create(site=cast.site, name="中央花園")
    points = [
        planning.make_point(
            site=cast.site, name=f"巡更點 {place + 1}", x=200 + 200 * place, y=300, department="security", actor=lead, at=before,
            place=Place(HERE.latitude + place / 1000, HERE.longitude), area=cast.lobby,
        )
        for place in range(4)
    ]  # fmt: skip
    lobby = planning.make_point(
        site=cast.site, name="3 棟大堂", x=400, y=600, department="cleaning", actor=chief, at=before
    )
    bins = [
        planning.make_point(
            site=cast.site, name=f"垃圾桶 {number}", x=500, y=700, department="cleaning", actor=chief, at=before
        )
        for number in (1, 2)
    ]
    lawn = planning.make_point(site=cast.site, name="草坪", x=600, y=500, department="greening", actor=chief, at=before)

    def plan(sort: str, name: str, stops: list[StopAt], actor: Employee, first: datetime, **words: Any) -> Plan:
        return planning.make_plan(
            site=cast.site,
            sort=Sort.objects.get(pk=sort),
            name=name,
            stops=stops,
            actor=actor,
            at=before,
            first_at=first,
            **words,
        )

    daily = now - timedelta(hours=2)
    on_route = [StopAt(one, seconds=120 if place else 0) for place, one in enumerate(points)]
    made = Grounds(
        cast=cast, lead=lead, guard=cast.guard, other=hire(cast, now, "S11", "石勇", "guard", "security"), cleaner=cast.cleaner,
        head=chief, gardener=gardener, points=points,
        route=plan("patrol", "甲線", on_route, lead, now - timedelta(hours=2)),
        lobby=plan("clean-key", "3 棟大堂樓道", [StopAt(lobby)], chief, now - timedelta(hours=4)),
        bins=plan("bins", "垃圾桶", [StopAt(one) for one in bins], chief, now - timedelta(hours=3)),
        lawn=plan("mow", "草坪修剪", [StopAt(lawn)], chief, mows or daily, rule=f"FREQ={'WEEKLY' if mows else 'DAILY'}", area=garden),
        spray=plan("spray", "草坪噴藥", [StopAt(lawn)], chief, sprays or daily, rule=f"FREQ={'WEEKLY' if sprays else 'DAILY'}"),
    )  # fmt: skip
    due.plan(at=before, who=queries.Roster())
    return made


def slots(plan: Plan, **only: Any) -> list[Obligation]:
    """The slots of a plan, in their order."""
    found = Obligation.objects.filter(stream=plan.stream, clause=plan.sort.clause, **only)
    return list(found.order_by("not_before"))


Walk = Callable[..., Round]


@pytest.fixture
def walk(ground: Grounds) -> Walk:
    """A round of the route from ten on, at these points, two minutes and a half from one to the next; brought back."""

    def go(
        *places: int, start: float = 0, key: str = "round-one", by: Employee | None = None, back: bool = True
    ) -> Round:
        who = by or ground.guard
        at = MONDAY + timedelta(minutes=start)
        round = walking.start_round(plan=ground.route, key=key, actor=who, at=at)
        proved = [ground.proved(place, start + 2.5 * (count + 1)) for count, place in enumerate(places)]
        end = at + timedelta(minutes=20)
        if proved:
            walking.prove_points(round=round, proved=proved, actor=who, at=end)
        return walking.finish_round(round=round, actor=who, at=end) if back else round

    return go


def entry(at: datetime) -> Entry:
    """It happened then."""
    return Entry(happened_at=at)


def flags(round: Round) -> list[list[str]]:
    """What was odd at each point, in their order."""
    return [one.flags for one in Scan.objects.filter(round=round).order_by("at")]
