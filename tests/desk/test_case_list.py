"""The list of cases."""

import pytest
from django.urls import reverse

from gensui.desk import cases as pages
from tests.cases.conftest import Walk
from tests.cast import Cast
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database


def test_a_list_says_that_there_are_more(
    walk: Walk, cast: Cast, english: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_LISTED", 2)
    first, second, third = (walk("working") for _more in range(3))
    page = english(cast.li).get(reverse("case_list")).content.decode()
    assert second.number in page
    assert third.number in page
    assert first.number not in page
    assert "more than 2 cases" in page
