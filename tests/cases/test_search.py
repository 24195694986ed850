"""Cases are found by what people know of them: a number, a telephone, a home, words."""

import pytest

from gensui.cases import queries
from tests.cases.conftest import Walk
from tests.cast import Cast

pytestmark = pytest.mark.database


@pytest.mark.parametrize("text", ["{number}", "{row}", "{phone}", "{tail}", "3-1-502", "3-1", "水槽", " 廚房 ", ""])
def test_a_case_is_found(walk: Walk, cast: Cast, text: str) -> None:
    case = walk("working")
    phone = cast.request().phone
    asked = text.format(number=case.number, row=case.pk, phone=phone, tail=phone[-4:])
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
