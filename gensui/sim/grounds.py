"""The grounds of the simulated community: its points, routes and areas, and how each round goes, by the seed alone."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from gensui.sim import community as people
from gensui.sim.community import AREAS, BUILDINGS, Community, Worker

LATITUDE, LONGITUDE = 31.2304, 121.4737
ROUTES = (("甲線 外圍", 16), ("乙線 1–6 棟", 18), ("丙線 7–12 棟", 18), ("丁線 車庫", 14))
ZONES = ("大堂", "低層樓道", "中層樓道", "高層樓道", "電梯")
ROLES = {"security": ("guard",), "cleaning": ("cleaner",), "greening": ("gardener",)}
FINDINGS = (
    ("SEC.FIRELANE", "消防通道停了車"), ("SEC.DEVICE", "攝像頭歪了"), ("REP.ELE.PUBLIC", "樓道燈不亮"), ("CLN.SPILL", "地上有油漬"),
    ("GRN.FALL", "樹枝斷了"), ("REP.FIRE.EQUIP", "滅火器壓力不足"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spot:
    """A point: what it is called, where on the plan in thousandths, and where on the globe."""

    name: str
    x: int
    y: int

    @property
    def place(self) -> tuple[float, float]:
        """Latitude and longitude; the plan is 360 metres wide."""
        return LATITUDE - self.y * 2e-6, LONGITUDE + self.x * 3.8e-6


@dataclass(frozen=True, slots=True)
class Route:
    """A plan to be made: of which sort, by which name, along which spots; ``hour`` is when its day begins."""

    sort: str
    department: str
    name: str
    spots: tuple[Spot, ...]
    seconds: int = 0
    hour: int = 0
    rule: str = ""
    post: str = ""


def routes(community: Community) -> Iterator[Route]:
    """Four patrols of sixty-six points; three hundred cleanings a day; the lawns' year."""
    yield from _patrols()
    for building in range(1, BUILDINGS + 1):
        x, y = _corner(building)
        post = people.post_of_building(building)
        for staircase in (1, 2):
            name = f"{building} 棟 {staircase} 單元"
            for number, zone in enumerate(ZONES):
                spot = Spot(f"{name} {zone}", x + staircase * 50, y + number * 24)
                yield Route("clean-key", "cleaning", spot.name, (spot,), hour=8, post=post)
            yield Route(
                "bins",
                "cleaning",
                f"{name} 垃圾桶",
                (Spot(f"{name} 垃圾桶", x + staircase * 50 - 25, y + 130),),
                hour=7,
                post=post,
            )
    for number, area in enumerate(AREAS):
        for part in ("晨", "午", "晚"):
            spot = Spot(f"{area} {part}掃", 120 + number * 70, 900)
            hour = {"晨": 7, "午": 12, "晚": 16}[part]
            yield Route("clean", "cleaning", spot.name, (spot,), hour=hour, post=people.SHARED)
    lawns = tuple(Spot(f"草坪 {number}", 430 + number * 50, 480) for number in range(1, 4))
    for sort, name in (
        ("water", "草坪澆水"),
        ("mow", "草坪修剪"),
        ("spray", "噴藥防治"),
        ("prune", "喬木重修剪"),
        ("fertilise", "草坪施肥"),
    ):
        yield Route(sort, "greening", name, lawns, hour=9, post=people.GARDEN)
    yield Route("mow", "greening", "冬季補草", lawns, hour=9, rule="FREQ=WEEKLY;BYDAY=TU,TH", post=people.GARDEN)
    yield Route("plants", "greening", "植物月查", lawns, hour=9, post=people.GARDEN)


def _corner(building: int) -> tuple[int, int]:
    column, row = (building - 1) % 4, (building - 1) // 4
    return 130 + column * 210, 140 + row * 260


def _patrols() -> Iterator[Route]:
    for number, (name, count) in enumerate(ROUTES):
        spots = tuple(_spot(number, name.split()[0], place, count) for place in range(count))
        yield Route("patrol", "security", name, spots, seconds=95, post=name.split()[0])


def _spot(route: int, name: str, place: int, count: int) -> Spot:
    share = place / count
    if route in (0, 3):  # around the whole, outside and below
        inset = 40 if route == 0 else 260
        side, along = divmod(share * 4, 1)
        span = 1000 - 2 * inset
        x, y = [(along, 0.0), (1.0, along), (1 - along, 1.0), (0.0, 1 - along)][int(side)]
        return Spot(f"{name} {place + 1}", int(inset + x * span), int(inset + y * span))
    column, row = divmod(place, 6)
    row = row if column % 2 == 0 else 5 - row
    return Spot(f"{name} {place + 1}", 110 + (route - 1) * 420 + column * 130, 110 + row * 150)


@dataclass(frozen=True, slots=True)
class Outing:
    """How a round goes: who sets out when and is back when, which points are missed, what is found where."""

    by: str
    starts_at: datetime
    back_at: datetime
    missed: frozenset[int] = frozenset()
    hurried: bool = False
    found: tuple[int, str, str] | None = None


def outing(community: Community, seed: int, route: Route, slot: datetime) -> Outing | None:
    """How the round of a slot goes; none, if nobody goes. It follows from the seed, the route and the time alone."""
    chance = random.Random(f"{seed}:{route.name}:{slot.isoformat()}")
    luck = chance.random()
    if luck < 0.025:
        return None
    patrol = route.sort == "patrol"
    early, late = ((0, 8), (12, 30)) if patrol else ((-30, 100), (130, 200))
    delay = timedelta(minutes=chance.uniform(*(late if luck < 0.07 else early)))
    starts_at = slot + delay
    takes = timedelta(minutes=chance.uniform(34, 48) if patrol else chance.uniform(12, 40))
    missed = frozenset(place for place in range(len(route.spots)) if patrol and chance.random() < 0.015)
    hurried = patrol and chance.random() < 0.03
    found = None
    if chance.random() < (0.08 if patrol else 0.006):
        found = (chance.randrange(len(route.spots)), *chance.choice(FINDINGS))
    worker = _on_duty(community, route, starts_at, chance)
    if worker is None:
        return None
    return Outing(worker.number, starts_at, starts_at + (takes / 2 if hurried else takes), missed, hurried, found)


def _on_duty(community: Community, route: Route, at: datetime, chance: random.Random) -> Worker | None:
    """Whoever stands on the post of the route; else somebody of the department who is on duty."""
    day = at.astimezone(people.ZONE).date()
    present = {
        duty.number: duty.post
        for one in (day - timedelta(days=1), day)
        for duty in people.roster(community, one)
        if duty.starts_at <= at < duty.ends_at
    }
    hands = [one for one in community.of(route.department, *ROLES[route.department]) if one.number in present]
    posted = [one for one in hands if present[one.number] == route.post]
    return chance.choice(posted or hands) if hands else None
