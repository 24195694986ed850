"""Stars of an owner, and the way back into a request: when they are offered, and to whom."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from gensui.cases.actions import result
from gensui.cases.models import Case
from gensui.cases.refusals import NothingToRate
from tests.cases.asking import refuses
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn, english
from tests.portal.conftest import ComeIn

__all__ = ["english"]

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def rate(browser: Any, case: Case, stars: int, once: str = "my:1") -> str:
    answer = browser.post(
        reverse("my_act", args=[case.number, "rate"]), {"stars": stars, "comment": "", "once": once}, follow=True
    )
    return str(answer.content.decode())


def page_of(browser: Any, case: Case) -> str:
    return str(browser.get(reverse("my_case", args=[case.number])).content.decode())


@pytest.mark.parametrize("state", ["dispatched", "contacted", "on_site", "working"])
def test_nothing_is_rated_before_it_is_done(walk: Walk, cast: Cast, come_in: ComeIn, state: str) -> None:
    case, owner = walk(state), come_in(cast.mei)
    assert "Give stars" not in page_of(owner, case)
    assert "Nothing has been done yet" in rate(owner, case, 1)
    refuses(result.evaluate, case, NothingToRate, stars=1, actor=cast.mei, at=minutes(60))


def test_a_home_rates_once_and_the_second_is_told_the_first(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    cast.tenant.relation = "owner"  # owns the home together with Mei
    cast.tenant.save()
    case = walk("told")
    assert "Give stars" in page_of(come_in(cast.mei), case)
    rate(come_in(cast.mei), case, 4)
    second = come_in(cast.tenant)
    assert "Your home gave 4 stars" in page_of(second, case)
    assert "a request is rated once" in rate(second, case, 1, "my:2")
    assert "You gave 4 stars already" in rate(come_in(cast.mei), case, 5, "my:3")
    assert [one.overall for one in case.evaluations.all()] == [4]


def test_after_thirty_days_nobody_is_offered_the_way_back(
    walk: Walk, cast: Cast, come_in: ComeIn, english: SignIn
) -> None:
    case = walk("visit_due")
    Case.objects.filter(pk=case.pk).update(state="closed", closed_at=minutes(0))
    assert "not-solved" in page_of(come_in(cast.mei), case)
    assert "reopen_case" in english(cast.li).get(f"/cases/{case.number}/").content.decode()
    Case.objects.filter(pk=case.pk).update(closed_at=minutes(0) - timedelta(days=40))
    assert "not-solved" not in page_of(come_in(cast.mei), case)
    assert "reopen_case" not in english(cast.li).get(f"/cases/{case.number}/").content.decode()


def test_the_page_says_what_the_stars_mean(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = walk("visit_due")
    assert "Five stars: all was well. One star: nothing was." in page_of(come_in(cast.mei), case)
