"""Another language on the page that answered a form: it leads to a page that can be read."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cases.conftest import Walk, cast, walk
from tests.cast import Cast
from tests.portal.conftest import ComeIn, come_in

__all__ = ["cast", "come_in", "walk"]
pytestmark = pytest.mark.database


def leads_to(browser: Client, page: str) -> str:
    """Where the choice of a language on this page leads."""
    form = page[page.index('class="tongues"') :]
    following = form.partition('name="next" value="')[2].partition('"')[0]
    answer = browser.post(reverse("set_language"), {"language": "zh-hans", "next": following})
    assert answer.status_code == 302
    return str(answer["Location"])


@pytest.mark.parametrize(
    ("before", "following"),
    [
        ("http://testserver{case}", "{case}"),
        ("http://testserver{case}?all=1", "{case}?all=1"),
        ("http://elsewhere.example{case}", "/my/"),
        ("", "/my/"),
    ],
)
def test_after_an_answer_it_leads_back_to_the_form(
    walk: Walk, cast: Cast, come_in: ComeIn, before: str, following: str
) -> None:
    case, browser = walk("contacted"), come_in(cast.mei)
    mine = reverse("my_case", args=[case.number])
    where = reverse("my_act", args=[case.number, "contest"])
    assert browser.get(where).status_code == 405
    headers = {"referer": before.format(case=mine)} if before else {}
    refused = browser.post(where, {"text": "x", "once": "c:1"}, headers=headers)
    assert refused.status_code == 200
    to = leads_to(browser, refused.content.decode())
    assert to == following.format(case=mine)
    assert browser.get(to).status_code == 200


def test_a_page_that_was_read_stays(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case, browser = walk("contacted"), come_in(cast.mei)
    mine = reverse("my_case", args=[case.number]) + "?all=1"
    assert leads_to(browser, browser.get(mine).content.decode()) == mine
