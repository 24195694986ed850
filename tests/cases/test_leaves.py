"""A leaf is found by what people say: the first hit is the right one."""

from datetime import UTC, datetime
from typing import Any

import opencc
import pytest
from django.urls import reverse

from gensui.cases import catalogue, leaves
from gensui.cases.actions.catalogue import keep_category
from gensui.cases.models import Case, Category
from tests.cast import Cast
from tests.portal.conftest import ComeIn, come_in

__all__ = ["come_in"]
pytestmark = pytest.mark.database

SAID = """
馬桶不通 REP.WAT.WC
廁所塞咗 REP.WAT.WC
厕所 REP.WAT.WC
廁所壞了 REP.WAT.WC
熱水器不熱 REP.HVAC
热水器 REP.HVAC
馬桶堵住了 REP.WAT.WC
水箱一直流水 REP.WAT.WC
跳閘 REP.ELE.HOME
家裡跳閘了 REP.ELE.HOME
冇電 REP.ELE.HOME
家裡突然沒電 REP.ELE.HOME
漏水到樓下 REP.WAT.LEAK
廚房水管滴水 REP.WAT.LEAK
樓上漏水 REP.WAT.CEIL
天花板滴水 REP.WAT.CEIL
爆水管 REP.WAT.BURST
水管爆了 REP.WAT.BURST
水龍頭關不緊 REP.WAT.TAP
花灑壞了 REP.WAT.TAP
廚房下水道堵了 REP.WAT.DRAIN
地漏反水 REP.WAT.DRAIN
塞渠 REP.WAT.DRAIN
冇水 REP.WAT.SUPPLY
水壓太低 REP.WAT.SUPPLY
整棟樓停電 REP.ELE.AREA
插座沒電 REP.ELE.FIT
客廳燈不亮 REP.ELE.FIT
路燈不亮 REP.ELE.PUBLIC
樓道燈壞了 REP.ELE.PUBLIC
插座冒火花 REP.ELE.HAZARD
洗衣機漏電 REP.ELE.HAZARD
冷氣唔凍 REP.HVAC
空調不製冷 REP.HVAC
門鎖壞了 REP.DOOR.LOCK
鑰匙斷在鎖裡 REP.DOOR.LOCK
窗戶關不上 REP.DOOR.WIN
單元門關不上 REP.DOOR.UNIT
有人困在電梯裡 REP.LIFT.TRAP
電梯壞了 REP.LIFT.STOP
門禁卡刷不了 REP.LV.ACCESS
對講機沒聲音 REP.LV.INTERCOM
道閘不抬桿 REP.LV.BARRIER
煤氣味很重 REP.GAS.ODOUR
垃圾桶滿了 CLN.GARBAGE
樓道有臭味 CLN.AREA
電梯裡有狗屎 CLN.SPILL
家裡有蟑螂 CLN.PEST
樹倒了 GRN.FALL
樹擋光 GRN.PRUNE
樓上扔煙頭 SEC.THROW
隔壁半夜很吵 SEC.NOISE
車位被佔了 SEC.PARK
鄰居裝修太吵 CMP.NEIGHBOUR
報修後一直沒人來 CMP.DELAY
修了又壞 CMP.QUALITY
維修師傅態度不好 CMP.ATTITUDE
物業費怎麼交 CON.FEE
想表揚保安 PRA.STAFF
電動車上樓充電 SEC.FIRELANE
電瓶被偷了 SEC.THEFT
外牆瓷磚掉下來 REP.CIV.FACADE
"""
"""What callers say, in Traditional Chinese, each with its leaf."""
SAID_IN_ENGLISH = """
toilet blocked REP.WAT.WC
my toilet is clogged REP.WAT.WC
no power REP.ELE.HOME
the breaker keeps tripping REP.ELE.HOME
no water REP.WAT.SUPPLY
low water pressure REP.WAT.SUPPLY
burst pipe REP.WAT.BURST
pipe leaking under the sink REP.WAT.LEAK
water dripping from the ceiling REP.WAT.CEIL
dripping tap REP.WAT.TAP
kitchen sink blocked REP.WAT.DRAIN
drain smells REP.WAT.DRAIN
whole building no power REP.ELE.AREA
street light is out REP.ELE.PUBLIC
socket not working REP.ELE.FIT
sparks from the socket REP.ELE.HAZARD
air conditioner not cooling REP.HVAC
locked out of my flat REP.DOOR.LOCK
broken window REP.DOOR.WIN
stuck in the lift REP.LIFT.TRAP
lift not working REP.LIFT.STOP
smell of gas REP.GAS.ODOUR
fire alarm keeps ringing REP.FIRE.ALARM
rubbish not collected CLN.GARBAGE
dirty corridor CLN.AREA
cockroaches in the kitchen CLN.PEST
fallen tree GRN.FALL
noisy neighbour at night SEC.NOISE
somebody parked in my space SEC.PARK
my bike was stolen SEC.THEFT
suspicious person at the door SEC.SUSPECT
guard was rude CMP.ATTITUDE
nobody came yet CMP.DELAY
I was overcharged CMP.FEE
how do I pay the management fee CON.FEE
renovation permit CON.DECOR
thank you to the cleaner PRA.STAFF
intercom broken REP.LV.INTERCOM
ev charger broken REP.ELE.EV
parking barrier does not open REP.LV.BARRIER
"""


def pairs(table: str) -> list[tuple[str, str]]:
    return [(line.rpartition(" ")[0], line.rpartition(" ")[2]) for line in table.strip().splitlines()]


TRADITIONAL = pairs(SAID)
SIMPLIFIED = [(opencc.OpenCC("t2s").convert(said), leaf) for said, leaf in TRADITIONAL]


@pytest.fixture
def leaf_of(db: None) -> Any:
    """The first hit for what is said, among the categories that come with Gensui."""
    catalogue.bring(actor="operator", at=datetime(2026, 11, 1, tzinfo=UTC))
    return lambda said: next((one.key for one in leaves.categories(said)), "")


@pytest.mark.parametrize("table", [TRADITIONAL, SIMPLIFIED, pairs(SAID_IN_ENGLISH)], ids=["繁體", "简体", "English"])
def test_the_first_hit_is_right(leaf_of: Any, table: list[tuple[str, str]]) -> None:
    assert len(table) >= 40
    assert [(said, leaf_of(said)) for said, _leaf in table] == table


def test_a_leaf_is_found_by_name_key_and_initials_too(leaf_of: Any) -> None:
    assert leaf_of("水管爆裂/跑水") == leaf_of("sgbl") == leaf_of("rep.wat.burst") == "REP.WAT.BURST"


@pytest.mark.parametrize(
    ("said", "leaf"),
    [
        ("mtbt", "REP.WAT.WC"), ("ＭＴＢＴ", "REP.WAT.WC"), ("网络断了", "CON.REFER"), ("網絡斷了", "CON.REFER"), ("ＷｉＦｉ", "CON.REFER"),
        ("工傷", "SEC.HURT"), ("工伤", "SEC.HURT"), ("漏水到樓下", "REP.WAT.LEAK"), ("跳閘", "REP.ELE.HOME"), ("tz", "REP.ELE.HOME"),
    ],
)  # fmt: skip
def test_everyday_words_and_their_initials_find_their_leaf(leaf_of: Any, said: str, leaf: str) -> None:
    assert leaf_of(said) == leaf


@pytest.mark.parametrize(
    ("said", "leaf"),
    [
        ("電梯卡住有人", "REP.LIFT.TRAP"), ("电梯卡住了，里面有人", "REP.LIFT.TRAP"), ("電梯停了，有人在裡面", "REP.LIFT.TRAP"),
        ("電梯壞了有人出不來", "REP.LIFT.TRAP"), ("我卡在電梯裡", "REP.LIFT.TRAP"), ("電梯壞了", "REP.LIFT.STOP"),
        ("電梯停了", "REP.LIFT.STOP"), ("漏水", "REP.WAT.LEAK"), ("地板漏水", "REP.WAT.LEAK"), ("牆紙、油漆都漏水濕了", "REP.WAT.LEAK"),
        ("家裡漏水，多謝", "REP.WAT.LEAK"), ("漏水了，管理費都白交了", "REP.WAT.LEAK"), ("洗手間漏水，感謝幫忙", "REP.WAT.LEAK"),
        ("補辦門禁卡", "CON.PARK"), ("感謝你們上次修好", "PRA.STAFF"), ("管理費怎麼交", "CON.FEE"), ("地板裂了", "REP.CIV.FINISH"),
    ],
)  # fmt: skip
def test_what_is_urgent_goes_before_what_is_said_beside_it(leaf_of: Any, said: str, leaf: str) -> None:
    assert leaf_of(said) == leaf


@pytest.mark.parametrize(("content", "priority"), [("地板漏水，多謝", "P2"), ("電梯卡住有人", "P1")])
def test_an_owners_own_words_have_their_urgency(
    cast: Cast, come_in: ComeIn, leaf_of: Any, content: str, priority: str
) -> None:
    said = {"content": content, "matter": "", "where": "home", "place": "門口", "once": "my:1"}
    assert come_in(cast.mei).post(reverse("my_report"), said).status_code == 302
    assert Case.objects.get().priority == priority


def test_what_nobody_says_finds_nothing_and_nothing_said_shows_all(leaf_of: Any) -> None:
    assert leaf_of("zzzz") == leaf_of("%") == ""
    assert len(leaves.categories("")) == Category.objects.count()
    assert len(leaves.categories("水", most=3)) == 3


def test_a_leaf_that_is_retired_is_not_found(leaf_of: Any) -> None:
    Category.objects.filter(pk="REP.WAT.WC").update(retired_at=datetime(2026, 11, 2, tzinfo=UTC))
    assert leaf_of("馬桶不通") != "REP.WAT.WC"


def test_words_of_the_house_are_kept_where_none_are_given(leaf_of: Any) -> None:
    one = Category.objects.get(pk="REP.HVAC")
    same: dict[str, Any] = {
        "key": one.key,
        "name": one.name,
        "department": one.department,
        "priority": one.priority,
        "complexity": one.complexity,
        "request_type": one.request_type,
        "actor": "operator",
        "at": datetime(2026, 11, 2, tzinfo=UTC),
    }
    keep_category(**same, words={"zh-Hant": ["小火爐"]})
    keep_category(**same)
    assert leaf_of("小火炉") == "REP.HVAC"
