"""A fault of the whole building, and the requests under it: none is left behind."""

import pytest
from django.urls import reverse

from gensui.cases.actions import result, together, work
from gensui.cases.models import Case
from gensui.cases.refusals import SameCase
from gensui.ledger.models import Outgoing
from tests.cases.asking import refuses
from tests.cases.conftest import HANDLED, Walk
from tests.cast import Cast, minutes
from tests.portal.conftest import ComeIn, come_in

pytestmark = pytest.mark.database
__all__ = ["come_in"]


@pytest.fixture
def parent(walk: Walk, cast: Cast) -> Case:
    return together.open_parent(case=walk("contacted"), sentence="3 棟停水，中午恢復", actor=cast.li, at=minutes(40))


@pytest.fixture
def child(walk: Walk, cast: Cast, parent: Case) -> Case:
    return together.join_parent(case=walk("dispatched"), parent=parent, actor=cast.li, at=minutes(41))


def _told(case: Case) -> list[tuple[str, str]]:
    return list(Outgoing.objects.filter(stream=case.stream, what="message.notice").values_list("to", "body"))


def test_a_fault_of_the_building_gathers_others(walk: Walk, cast: Cast, parent: Case, child: Case) -> None:
    assert (child.parent, child.state) == (parent, "dispatched")
    refuses(together.join_parent, walk("dispatched"), SameCase, parent=child, actor=cast.li, at=minutes(50))


def test_whoever_asked_reads_what_is_known(cast: Cast, parent: Case, child: Case, come_in: ComeIn) -> None:
    browser, page = come_in(cast.mei), reverse("my_case", args=[child.number])
    assert "3 棟停水，中午恢復" in browser.get(page).content.decode()
    together.open_parent(case=parent, sentence="3 棟停水，下午三時恢復", actor=cast.li, at=minutes(50))
    assert "下午三時" in browser.get(page).content.decode()
    assert "下午三時" in _told(child)[-1][1]


def test_no_fault_stands_under_another(walk: Walk, cast: Cast, parent: Case, child: Case) -> None:
    refuses(together.open_parent, child, SameCase, sentence="x", actor=cast.li, at=minutes(50))
    other = together.open_parent(case=walk("contacted"), sentence="4 棟停電", actor=cast.li, at=minutes(50))
    refuses(together.join_parent, other, SameCase, parent=parent, actor=cast.li, at=minutes(51))


def test_where_the_fault_is_cancelled_each_goes_on_and_its_follower_hears(
    cast: Cast, parent: Case, child: Case
) -> None:
    result.cancel_case(case=parent, reason="誤報", actor=cast.head, at=minutes(60))
    child.refresh_from_db()
    assert (child.parent, child.state) == (None, "dispatched")
    (owner, joined), (to, body), (again, over) = _told(child)
    assert (owner, to, again) == (cast.mei.key, cast.li.key, cast.mei.key)
    assert "3 棟停水，中午恢復" in joined
    assert parent.number in body
    assert child.number in over


def test_where_the_fault_is_mended_the_followers_hear(walk: Walk, cast: Cast) -> None:
    parent = together.open_parent(case=walk("working"), sentence="3 棟停水", actor=cast.li, at=minutes(40))
    child = together.join_parent(case=walk("dispatched"), parent=parent, actor=cast.li, at=minutes(41))
    work.complete_work(case=parent, actor=cast.chen, at=minutes(60), handling_record=HANDLED, photo="p1")
    child.refresh_from_db()
    assert (child.parent, child.state) == (parent, "dispatched")
    assert [to for to, _body in _told(child)] == [cast.mei.key, cast.li.key, cast.mei.key]


def test_a_fault_that_has_ended_takes_no_more(walk: Walk, cast: Cast, parent: Case) -> None:
    result.cancel_case(case=parent, reason="誤報", actor=cast.head, at=minutes(60))
    refuses(together.join_parent, walk("dispatched"), SameCase, parent=parent, actor=cast.li, at=minutes(61))
