"""What an owner does with one tap is done once, however often the button is pressed."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gensui.cases.actions import follow
from gensui.cases.models import Case, Note
from gensui.cases.refusals import HurriedAlready, WrongState
from gensui.ledger.models import Event
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.portal.conftest import ComeIn

pytestmark = pytest.mark.database


def key_on_page(browser: Client, case: Case, act: str) -> str:
    html = browser.get(reverse("my_case", args=[case.number])).content.decode()
    form = html[html.index(reverse("my_act", args=[case.number, act])) :]
    found = re.search(r'name="once" value="([^"]+)"', form[: form.index("</form>")])
    assert found is not None, f"the form of {act} carries no key"
    return found[1]


def tap(browser: Client, case: Case, act: str, **said: str) -> Any:
    return browser.post(reverse("my_act", args=[case.number, act]), {"seen": case.seen} | said)


@pytest.mark.parametrize(
    ("state", "act", "said"),
    [
        ("working", "hurry", {}), ("plan_pending", "decline", {"text": "太貴"}), ("told", "satisfied", {}),
        ("told", "not-solved", {"text": "還在漏"}), ("visit_due", "not-solved", {"text": "又漏了"}),
        ("contacted", "cancel", {"text": "不用了"}),
    ],
)  # fmt: skip
def test_the_second_tap_changes_nothing(
    cast: Cast, walk: Walk, come_in: ComeIn, state: str, act: str, said: dict[str, str]
) -> None:
    case, browser = walk(state), come_in(cast.mei)
    key = key_on_page(browser, case, act)
    assert tap(browser, case, act, once=key, **said).status_code == 302
    events, notes = Event.objects.filter(stream=case.stream).count(), Note.objects.count()

    again = tap(browser, case, act, once=key, **said)
    assert again.status_code == 302, "the second tap is answered as the first"
    assert (Event.objects.filter(stream=case.stream).count(), Note.objects.count()) == (events, notes)


def test_other_words_under_the_same_key_are_refused_and_kept(cast: Cast, walk: Walk, come_in: ComeIn) -> None:
    case, browser = walk("told"), come_in(cast.mei)
    key = key_on_page(browser, case, "not-solved")
    tap(browser, case, "not-solved", once=key, text="還在漏")
    other = tap(browser, case, "not-solved", once=key, text="牆也濕了")
    assert other.status_code == 200
    assert 'role="alert"' in other.content.decode()
    assert not Note.objects.filter(text__contains="牆也濕了").exists()


def test_every_form_of_the_page_has_a_key_of_its_own(cast: Cast, walk: Walk, come_in: ComeIn) -> None:
    for state in ("plan_pending", "told", "visit_due"):
        html = come_in(cast.mei).get(reverse("my_case", args=[walk(state).number])).content.decode()
        keys = re.findall(r'name="once" value="([^"]+)"', html)
        acts = re.findall(r'action="/my/cases/[^/]+/[a-z-]+/"', html)
        assert len(keys) == len(set(keys)) == len(acts)


def test_an_owner_hurries_once_an_hour(cast: Cast, walk: Walk) -> None:
    case = walk("working")
    hurried = follow.hurry_case(case=case, actor=cast.mei, at=minutes(100))
    with pytest.raises(HurriedAlready) as refused:
        follow.hurry_case(case=hurried, actor=cast.mei, at=minutes(159))
    assert "12:40" in refused.value.sentence  # a hundred minutes after ten, and an hour
    assert follow.hurry_case(case=hurried, actor=cast.mei, at=minutes(160)).hurried == 2
    assert follow.hurry_case(case=walk("working"), actor=cast.mei, at=minutes(101)).hurried == 1


@pytest.mark.parametrize("state", ["completed", "told", "visit_due"])
def test_nothing_is_hurried_once_the_work_is_done(cast: Cast, walk: Walk, come_in: ComeIn, state: str) -> None:
    case = walk(state)
    with pytest.raises(WrongState):
        follow.hurry_case(case=case, actor=cast.mei, at=minutes(6_000))
    html = come_in(cast.mei).get(reverse("my_case", args=[case.number])).content.decode()
    assert reverse("my_act", args=[case.number, "hurry"]) not in html
