"""People and homes are found however their names are written: in either script, and as people say a home."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gensui.ledger.models import Event
from tests.cases.conftest import Walk
from tests.cast import Cast
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database

WAYS = ["3-1-502", "3幢1單元502", "3栋1单元502室", "3 1 502", "三幢一單元五〇二", "３－１－５０２"]


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.mark.parametrize("typed", [*WAYS, "3幢", "陈美", "陳美", "厨房水管", "廚房水管"])
def test_requests_are_found_listed_and_exported(walk: Walk, cast: Cast, english: SignIn, typed: str) -> None:
    case, li = walk("working"), english(cast.li)
    assert case.number in li.get(reverse("case_list"), {"q": typed}).content.decode()
    li.get(reverse("case_export"), {"q": typed})
    assert Event.objects.get(kind="list.exported").data["rows"] == 1
    assert case.number not in english(cast.stranger).get(reverse("case_list"), {"q": typed}).content.decode()


@pytest.mark.parametrize(
    "typed",
    ["３－１－０５０２", "3-1-0502", "03-1-502", "Ｍ０７", "m07", "陈志", "水管 陳美", "3-1-502 厨房", "3棟 漏"],
)
def test_requests_are_found_by_handler_by_more_words_and_with_noughts(
    walk: Walk, cast: Cast, english: SignIn, typed: str
) -> None:
    case = walk("working")
    found = english(cast.li).get(reverse("case_list"), {"q": typed}).content.decode()
    assert case.number in found
    wide = case.number.translate({ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789-"})
    assert case.number in english(cast.li).get(reverse("case_list"), {"q": wide}).content.decode()
    assert case.number not in english(cast.stranger).get(reverse("case_list"), {"q": typed}).content.decode()


def test_more_words_ask_no_more(walk: Walk, cast: Cast, english: SignIn, django_assert_max_num_queries: Any) -> None:
    walk("working")
    li = english(cast.li)
    with CaptureQueriesContext(connection) as one:
        li.get(reverse("case_list"), {"q": "水管"})
    with django_assert_max_num_queries(len(one) + 1):  # the home, where the whole of it may be one
        li.get(reverse("case_list"), {"q": "水管 廚房 陳美 502 3 滲漏"})


@pytest.mark.parametrize("typed", ["3-1-999", "3幢2單元502", "陈丽", "客厅", "水管 客厅", "3-1-999 水管"])
def test_nothing_else_is_found(walk: Walk, cast: Cast, english: SignIn, typed: str) -> None:
    case = walk("working")
    assert case.number not in english(cast.li).get(reverse("case_list"), {"q": typed}).content.decode()


@pytest.mark.parametrize("typed", WAYS)
def test_a_home_is_taken_at_intake_as_the_caller_says_it(cast: Cast, english: SignIn, typed: str) -> None:
    page = english(cast.li).get(reverse("caller"), {"home": typed}).content.decode()
    assert "陳美" in page


@pytest.mark.parametrize("typed", [*WAYS, "陈美", "陳美"])
def test_a_home_is_looked_up_by_any_spelling(cast: Cast, english: SignIn, typed: str) -> None:
    home = reverse("home", args=[cast.mei.household.unit_id])
    assert home in english(cast.head).get(reverse("homes"), {"q": typed}).content.decode()
    beside = reverse("home", args=[cast.wu.household.unit_id])
    assert beside not in english(cast.head).get(reverse("homes"), {"q": typed}).content.decode()


def test_nobody_of_another_community_is_looked_up_by_name(cast: Cast, english: SignIn) -> None:
    type(cast.stranger).objects.filter(pk=cast.stranger.pk).update(role="service_head")
    page = english(cast.stranger).get(reverse("homes"), {"q": "陈美"}).content.decode()
    assert "陳美" not in page
