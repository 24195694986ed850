"""Who is given work reads in the message what it is, where and until when; nothing there names who asked, or a number of theirs."""

from typing import Any

import pytest
from django.urls import reverse

from gensui.cases.actions import follow, intake, order, result
from gensui.cases.models import Case
from gensui.ledger.models import Outgoing
from gensui.notices import actions as notices
from gensui.notices.models import Notice
from gensui.notices.wording import words_for
from gensui.people.models import Employee
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database
PERSONAL = ("陳美", "13900000001", "139 0000 0001", "廚房水管滲漏")


def heard(who: Employee, what: str) -> str:
    """The newest message of a kind that somebody finds in the inbox."""
    while notices.deliver(actor="engine", at=minutes(600)):  # a hundred at a time
        pass
    notice = Notice.objects.filter(recipient_key=who.key, what=what).latest("pk")
    said = f"{notice.title}\n{notice.text}"
    assert not [word for word in PERSONAL if word in said]
    return notice.text


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "REP.WAT.LEAK · 3-1-502 · to be done by 11-23 13:00"),
        ("zh-hant", "管道接口滲漏 · 3-1-502 · 11-23 13:00 前完成"),
        ("zh-hans", "管道接口滲漏 · 3-1-502 · 11-23 13:00 前完成"),
    ],
)
def test_an_order_says_what_where_and_until_when(walk: Walk, cast: Cast, language: str, says: str) -> None:
    cast.chen.user.language = language
    cast.chen.user.save()
    order.assign_case(case=walk("dispatched"), handler=cast.chen, actor=cast.zhao, at=minutes(3))
    assert heard(cast.chen, "order.given").split("\n")[0] == says


def test_a_department_hears_what_is_to_be_given_out(walk: Walk, cast: Cast) -> None:
    walk("dispatched")
    assert heard(cast.zhao, "order.sent") == "REP.WAT.LEAK · 3-1-502 · to be done by 11-23 13:00"


def test_what_is_to_be_done_again_is_said(walk: Walk, cast: Cast) -> None:
    case = result.dispute_result(case=walk("told"), dispute="還在滴", actor=cast.mei, at=minutes(30))
    result.order_rework(case=case, handler=cast.chen, actor=cast.chief, at=minutes(31))
    assert heard(cast.chen, "order.again").startswith("REP.WAT.LEAK · 3-1-502")


def test_what_is_followed_from_now_on_is_said(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("working")
    given = {"follower": cast.lin.pk, "note": "x", "once": "f1"}
    assert english(cast.head).post(f"/cases/{case.number}/name_follower/", given).status_code == 302
    assert heard(cast.lin, "follow.given").startswith("REP.WAT.LEAK · 3-1-502 · to be done by")
    assert heard(cast.li, "follow.gone").startswith("REP.WAT.LEAK · 3-1-502\n")  # its time is no longer theirs


def test_a_hand_over_says_all_it_brings(walk: Walk, cast: Cast, english: SignIn) -> None:
    cases = [walk("working"), walk("assigned")]
    given = {"case": [case.pk for case in cases], "to": cast.lin.pk, "note": "等件"}
    assert english(cast.li).post(reverse("handover"), given).status_code == 302
    assert heard(cast.lin, "handover.offered").count("REP.WAT.LEAK · 3-1-502 · to be done by 11-23 13:00") == 2


@pytest.mark.parametrize(
    ("place", "where"),
    [("陳美的車位 13900000001", "的車位 ••• •••• 0001"), ("東門外", "東門外")],
)
def test_a_place_in_words_names_nobody(walk: Walk, cast: Cast, place: str, where: str) -> None:
    words: dict[str, Any] = {"unit": None, "place": place}
    case = intake.take_in(site=cast.site, request=cast.request(**words), actor=cast.li, at=minutes(0))
    order.assign_case(case=case, handler=cast.chen, actor=cast.zhao, at=minutes(3))
    assert where in heard(cast.chen, "order.given")


def test_a_message_of_an_older_release_still_reads(walk: Walk, cast: Cast) -> None:
    case = walk("dispatched")
    waits = Outgoing(stream=case.stream, to=cast.chen.key, what="order.given", body=cast.zhao.key)
    assert words_for(waits, "en", minutes(3)).text == "Given by 趙強."
    waits.body = ""
    assert words_for(waits, "en", minutes(3)).text == ""


def test_who_takes_a_hand_over_is_named(walk: Walk, cast: Cast) -> None:
    offered = follow.offer_handover(cases=[walk("working")], to=cast.lin, actor=cast.li, at=minutes(60))
    follow.take_over(handover=offered, actor=cast.lin, at=minutes(61))
    assert heard(cast.li, "handover.taken") == ""
    assert Case.objects.get().follower == cast.lin
