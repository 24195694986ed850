"""Who lives and works in the simulated community, and who is on duty when. The same seed gives the same people."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
SURNAMES = (
    "陳林王李張劉黃吳周徐孫馬朱胡郭何高羅鄭梁謝宋唐許韓馮鄧曹彭曾蕭田董袁潘蔡蔣余杜葉程蘇魏呂丁任沈姚盧姜"
    "崔鍾譚陸汪范金石廖賈夏韋付方白鄒孟熊秦邱江尹薛閻段雷侯龍史陶黎賀顧毛郝龔邵萬錢嚴覃武戴莫孔向湯"
)
GIVEN = (
    "美麗芳敏靜秀娟英華慧巧雅芝玉萍紅娥玲芬燕彩春菊蘭鳳潔梅琳素雲蓮真環雪榮愛妹霞香月鶯媛艷瑞凡佳嘉瓊勤珍"
    "貞莉桂娣葉璧璐婭琦晶妍茜秋珊莎錦黛青倩婷姣婉嫻瑾穎露瑤怡嬋雁蓓紈儀荷丹蓉眉君琴蕊薇菁夢嵐苑婕馨瑗琰韻"
    "融園藝詠卿聰瀾純毓悅昭冰爽琬茗羽希寧欣飄育瀅馥筠柔竹靄凝曉歡霄楓芸菲寒伊亞宜可姬舒影荔枝思偉剛勇毅俊"
    "峰強軍平保東文輝力明永健世廣志義興良海山仁波貴福生龍元全國勝"
)
AREAS = (
    "地下車庫 B1",
    "地下車庫 B2",
    "中央花園",
    "會所",
    "健身區",
    "兒童樂園",
    "東門",
    "西門",
    "北門",
    "游泳池",
    "垃圾站",
)
MEI = "+8613900000001"
"""The number of Mrs Chen, who lives in 3-1-502 where there are so many homes."""
SIGNED, UNSIGNED = date(2020, 3, 1), 17
"""From when on forms of moving in were signed; of every so many residents the house holds none."""
BUILDINGS, FLOORS, ROOMS = 12, 25, 2


@dataclass(frozen=True, slots=True)
class Person:
    """A resident."""

    name: str
    relation: str
    phone: str
    preference: str
    language: str
    email: str = ""
    signed_on: date | None = None
    """When the form of moving in was signed, which names the number; of a few there is none."""


@dataclass(frozen=True, slots=True)
class Home:
    """A flat and who lives in it; nobody, where it is empty."""

    building: str
    staircase: str
    room: str
    people: tuple[Person, ...]

    @property
    def label(self) -> str:
        return f"{self.building}-{self.staircase}-{self.room}"


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who works there."""

    number: str
    name: str
    department: str
    role: str
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Community:
    """The whole of it."""

    name: str
    homes: tuple[Home, ...]
    staff: tuple[Worker, ...]
    areas: tuple[str, ...] = AREAS

    def of(self, department: str, *roles: str) -> list[Worker]:
        """Who works in a department, in these roles."""
        return [one for one in self.staff if one.department == department and one.role in roles]


def build(seed: int, households: int = 1200) -> Community:
    """A community of so many homes in twelve buildings of two staircases; 96 % of them lived in."""
    chance = random.Random(seed)
    return Community("雲棲花園", tuple(_homes(chance, households)), tuple(_staff(chance)))


def _name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2, 2))))


def _homes(chance: random.Random, households: int) -> Iterator[Home]:
    made, line = 0, 0
    for building in range(1, BUILDINGS + 1):
        for staircase in ("1", "2"):
            for floor in range(1, FLOORS + 1):
                for room in range(1, ROOMS + 1):
                    if made == households:
                        return
                    made += 1
                    people = [] if chance.random() > 0.96 else _people(chance, line)
                    line += len(people)
                    label = (str(building), staircase, f"{floor}{room:02d}")
                    if label == ("3", "1", "502"):
                        mei = Person("陳美", "owner", MEI, "phone", "zh-hant", "mei@example.org", SIGNED)
                        people = [mei, *people[1:]]
                    yield Home(*label, tuple(people))


def _people(chance: random.Random, line: int) -> list[Person]:
    count = chance.choices((1, 2, 3, 4, 5), (12, 26, 34, 20, 8))[0]
    let = chance.random() < 0.18
    found = []
    for place in range(count):
        relation = ("tenant" if let else "owner") if place == 0 else "family"
        language = chance.choices(("zh-hant", "zh-hans", "en"), (30, 62, 8))[0]
        preference = "message" if chance.random() < 0.3 else "phone"
        number = f"+861390000{line + place + 2:04d}"
        email = f"resident{line + place}@example.org" if chance.random() < 0.7 else ""
        signed_on = None if (line + place) % UNSIGNED == 0 else SIGNED + timedelta(days=line % 1500)
        found.append(Person(_name(chance), relation, number, preference, language, email, signed_on))
    return found


def _staff(chance: random.Random) -> Iterator[Worker]:
    named = {
        "A01": "郭遠", "A02": "秦嵐", "A03": "胡蓉", "K01": "何靜", "K02": "林麗", "K03": "林敏", "M01": "馬駿", "M02": "趙強",
        "M07": "陳志",
    }  # fmt: skip
    plan = (
        ("A", "administration", ("general_manager", "admin_manager", "hr", "operator")),
        ("K", "customer_service", ("service_head", *["agent"] * 7)),
        ("M", "maintenance", ("dept_head", "team_leader", "team_leader", *["technician"] * 9)),
        ("S", "security", ("dept_head", *["team_leader"] * 3, *["guard"] * 28)),
        ("C", "cleaning", ("dept_head", "team_leader", "team_leader", *["cleaner"] * 19)),
        ("G", "greening", ("team_leader", *["gardener"] * 5)),
    )
    trades = (
        ("REP.WAT", "REP.CIV"),
        ("REP.ELE", "REP.LV"),
        ("REP.DOOR", "REP.PUB", "REP.HVAC"),
        ("REP.LIFT", "REP.FIRE"),
    )
    for letter, department, roles in plan:
        for place, role in enumerate(roles, 1):
            number = f"{letter}{place:02d}"
            skills = trades[place % len(trades)] if department == "maintenance" else ()
            yield Worker(number, named.get(number) or _name(chance), department, role, skills)


@dataclass(frozen=True, slots=True)
class Duty:
    """That somebody works from then to then."""

    number: str
    shift: str
    starts_at: datetime
    ends_at: datetime
    post: str = ""


SHIFTS = {
    "customer_service": (("早班", "07:30", "15:30"), ("中班", "14:30", "22:30"), ("夜班", "22:30", "07:30")),
    "maintenance": (("日班", "08:00", "17:00"), ("中班", "14:00", "22:00"), ("夜班", "22:00", "08:00")),
    "security": (("日班", "08:00", "16:00"), ("中班", "16:00", "00:00"), ("夜班", "00:00", "08:00")),
    "cleaning": (("早班", "06:30", "12:30"), ("午班", "12:30", "18:30")),
    "greening": (("日班", "07:30", "16:30"),),
    "administration": (("日班", "08:30", "18:00"),),
}
SHARE = {
    "customer_service": (3, 2, 1), "maintenance": (5, 3, 2), "security": (9, 9, 9), "cleaning": (9, 8), "greening": (5,),
    "administration": (4,),
}  # fmt: skip

SHARED, GARDEN = "公共區域", "園區綠化"


def post_of_building(building: int) -> str:
    """The cleaners' post that a building belongs to: one for two buildings."""
    first = building - (building + 1) % 2
    return f"{first}–{first + 1} 棟"


POSTS: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "cleaning": (
        *((post_of_building(number), "", ("cleaner",)) for number in range(1, BUILDINGS, 2)), (SHARED, "", ("cleaner",)),
    ),
    "security": (
        ("甲線", "", ("guard",)), ("乙線", "", ("guard",)), ("丙線", "", ("guard",)), ("丁線", "", ("guard",)),
        ("正門", "gate_guard", ("guard",)),
    ),
    "greening": ((GARDEN, "", ("gardener",)),),
}  # fmt: skip
"""The posts of each department: the name, the role of the policy that is held there, and who stands on it."""


def roster(community: Community, day: date) -> Iterator[Duty]:
    """Who works on a day, by turns: everybody rests, every shift is filled, and a head is there by day."""
    for department, shifts in SHIFTS.items():
        people = [one for one in community.staff if one.department == department]
        heads = [one for one in people if one.role in ("dept_head", "service_head")]
        rest = [one for one in people if one not in heads]
        turn = day.toordinal()
        if day.weekday() < 6:
            yield from (_duty(one, day, *shifts[0]) for one in heads)
        start = turn * 3 % len(rest)
        turned = rest[start:] + rest[:start]
        for shift, count in zip(shifts, SHARE[department], strict=True):
            chosen, turned = turned[:count], turned[count:]
            posts = _posted(department, chosen)
            yield from (_duty(one, day, *shift, posts.get(one.number, "")) for one in chosen)


def _posted(department: str, chosen: Sequence[Worker]) -> dict[str, str]:
    """Who of a shift stands on which post: one on each, as far as there are people; whoever is left over helps."""
    free, found = list(chosen), dict[str, str]()
    for name, _fills, roles in POSTS.get(department, ()):
        who = next((one for one in free if one.role in roles), None)
        if who is not None:
            free.remove(who)
            found[who.number] = name
    return found


def _duty(one: Worker, day: date, shift: str, begins: str, ends: str, post: str = "") -> Duty:
    starts_at = datetime.combine(day, time.fromisoformat(begins), ZONE)
    ends_at = datetime.combine(day, time.fromisoformat(ends), ZONE)
    return Duty(one.number, shift, starts_at, ends_at if ends_at > starts_at else ends_at + timedelta(days=1), post)
