"""People and homes are found however their names are written: in either script, and as people say a home."""

from typing import Any

import pytest
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


@pytest.mark.parametrize("typed", ["3-1-999", "3幢2單元502", "陈丽", "客厅"])
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
