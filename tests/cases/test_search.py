"""Cases are found by what people know of them: a number, a telephone, a home, words."""

import pytest

from gensui.cases import queries
from gensui.cases.models import Category
from tests.cases.conftest import Walk
from tests.cast import Cast

pytestmark = pytest.mark.database


@pytest.mark.parametrize(
    "text", ["{number}", "{short}", "{row}", "{phone}", "{tail}", "3-1-502", "3-1", "水槽", " 廚房 ", ""]
)
def test_a_case_is_found(walk: Walk, cast: Cast, text: str) -> None:
    case = walk("working")
    phone = cast.request().phone
    asked = text.format(number=case.number, short=f"2026-{case.pk}", row=case.pk, phone=phone, tail=phone[-4:])
    assert list(queries.search(cast.li, asked)) == [case]


@pytest.mark.parametrize("text", ["2026-999999", "99-1-1", "3-9", "沒有這個詞", "4444", "9" * 40])
def test_nothing_else_is(walk: Walk, cast: Cast, text: str) -> None:
    walk("working")
    assert list(queries.search(cast.li, text)) == []


def test_a_home_named_in_words_alone_is_found_where_no_home_is_called_so(walk: Walk, cast: Cast) -> None:
    case = walk("working", content="路燈 77-8 不亮")
    assert list(queries.search(cast.li, "77-8")) == [case]


def test_a_stranger_finds_nothing(walk: Walk, cast: Cast) -> None:
    case = walk("working")
    for text in (case.number, "3-1-502", "水槽", str(case.pk)):
        assert list(queries.search(cast.stranger, text)) == []


def test_a_case_is_found_by_what_people_call_its_category(walk: Walk, cast: Cast) -> None:
    names = {"zh-Hant": ["馬桶", "廁所"], "zh-Hans": ["马桶", "厕所"], "en": ["toilet"]}
    Category.objects.filter(pk=cast.leak.pk).update(words=names)
    case, other = walk("working"), walk("dispatched", category=cast.dirt, content="大堂有水")
    for text in ("厕所", "廁所", "馬桶不通", "Toilet"):
        assert list(queries.search(cast.li, text)) == [case], text
    assert list(queries.search(cast.stranger, "厕所")) == []
    assert other in queries.search(cast.li, "大堂")
    assert list(queries.search(cast.li, "馬")) == []
