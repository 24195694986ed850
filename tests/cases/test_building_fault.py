"""A fault of the whole building, and the requests under it: none is left behind."""

import pytest

from gensui.cases.actions import result, together, work
from gensui.cases.models import Case
from gensui.cases.refusals import SameCase
from gensui.ledger.models import Outgoing
from tests.cases.asking import refuses
from tests.cases.conftest import HANDLED, Walk
from tests.cast import Cast, minutes

pytestmark = pytest.mark.database


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
    ((to, body),) = _told(child)
    assert to == cast.li.key
    assert parent.number in body


def test_where_the_fault_is_mended_the_followers_hear(walk: Walk, cast: Cast) -> None:
    parent = together.open_parent(case=walk("working"), sentence="3 棟停水", actor=cast.li, at=minutes(40))
    child = together.join_parent(case=walk("dispatched"), parent=parent, actor=cast.li, at=minutes(41))
    work.complete_work(case=parent, actor=cast.chen, at=minutes(60), handling_record=HANDLED, photo="p1")
    child.refresh_from_db()
    assert (child.parent, child.state) == (parent, "dispatched")
    assert [to for to, _body in _told(child)] == [cast.li.key]


def test_a_fault_that_has_ended_takes_no_more(walk: Walk, cast: Cast, parent: Case) -> None:
    result.cancel_case(case=parent, reason="誤報", actor=cast.head, at=minutes(60))
    refuses(together.join_parent, walk("dispatched"), SameCase, parent=parent, actor=cast.li, at=minutes(61))
