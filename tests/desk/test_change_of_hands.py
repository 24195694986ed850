"""Whoever gets work, or loses it, hears so: in the inbox, and an offered hand-over on the first page."""

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import follow, order, result
from gensui.cases.actions.relief import pass_on
from gensui.cases.models import Case, Handover
from gensui.ledger.models import Outgoing
from gensui.notices import actions as notices
from gensui.notices.models import Notice
from gensui.oversight.actions import leaving
from gensui.people.models import Employee, User
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database


@pytest.fixture
def wei(cast: Cast) -> Employee:
    """A second repairman."""
    user = User.objects.create(username="M08", date_joined=MONDAY, language="en")
    return Employee.objects.create(
        user=user, department=cast.chen.department, number="M08", name="衛平", role="technician"
    )


def inbox(who: Employee) -> list[str]:
    """What somebody finds there, the newest first."""
    notices.deliver(actor="engine", at=minutes(600))
    return list(Notice.objects.filter(recipient_key=who.key).order_by("-pk").values_list("title", flat=True))


def test_who_is_given_an_order_hears_so_and_who_loses_it_too(walk: Walk, cast: Cast, wei: Employee) -> None:
    case = order.assign_case(case=walk("dispatched"), handler=cast.chen, actor=cast.zhao, at=minutes(3))
    assert inbox(cast.chen)[0] == f"The order {case.number} is yours now"
    case = order.accept_order(case=case, actor=cast.chen, at=minutes(3.5))
    order.transfer_order(case=case, handler=wei, reason="nearer", actor=cast.zhao, at=minutes(4))
    assert inbox(wei)[0] == f"The order {case.number} is yours now"
    assert inbox(cast.chen)[0] == f"The order {case.number} is no longer yours"
    texts = set(Notice.objects.filter(what__in=("order.given", "order.gone")).values_list("text", flat=True))
    short = "REP.WAT.LEAK · 3-1-502"
    assert texts == {
        f"{short} · to be done by 11-23 13:00\nGiven by 趙強.", f"{short}\nIt is with 衛平 now."
    }  # fmt: skip


def test_an_order_under_way_and_one_that_is_given_back_are_told_alike(walk: Walk, cast: Cast, wei: Employee) -> None:
    working = pass_on(case=walk("working"), actor=cast.zhao, at=minutes(60), handler=wei, reason="ill")
    assert inbox(cast.chen)[0] == f"The order {working.number} is no longer yours"
    assigned = order.assign_case(case=walk("dispatched"), handler=cast.chen, actor=cast.zhao, at=minutes(61))
    order.return_order(case=assigned, reason="not ours", actor=cast.zhao, at=minutes(62))
    assert inbox(cast.chen)[0] == f"The order {assigned.number} is no longer yours"


def test_nobody_is_told_of_what_the_person_did(walk: Walk, cast: Cast) -> None:
    order.accept_order(case=walk("dispatched"), actor=cast.chen, at=minutes(3))
    assert not Outgoing.objects.filter(what__startswith="order.").exclude(what="order.sent").exists()


def test_an_offered_hand_over_stands_on_the_first_page_and_in_the_inbox(
    walk: Walk, cast: Cast, english: SignIn
) -> None:
    case = walk("working")
    english(cast.li).post(reverse("handover"), {"case": [case.pk], "to": cast.lin.pk, "note": "熱水器等件"})
    client = english(cast.lin)
    first = client.get(reverse("worklist"))
    assert "A hand-over is offered to you" in first.content.decode()
    assert next(door.count for door in first.context["rail"] if door.name == "handover") == 1
    assert inbox(cast.lin)[0] == "林麗 offers you a hand-over"
    assert reverse("handover") in client.get(reverse("inbox")).content.decode()

    client.post(reverse("handover_answer", args=[Handover.objects.get().pk, "take"]))
    assert inbox(cast.li)[0] == "林敏 has taken your hand-over"
    assert "A hand-over is offered to you" not in client.get(reverse("worklist")).content.decode()
    assert not Outgoing.objects.filter(what__startswith="follow.").exists()  # told once for all of them


@time_machine.travel(minutes(60), tick=False)
def test_an_offer_is_taken_back_or_made_to_another(walk: Walk, cast: Cast, english: SignIn) -> None:
    both, page = [walk("working"), walk("told")], reverse("handover")
    desk = english(cast.li)
    for offered, to in ((both[:1], cast.lin), (both, cast.head)):
        given = {"case": [one.pk for one in offered], "to": to.pk, "anyway": "今天由他接"}
        assert desk.post(page, given).status_code == 302
    assert inbox(cast.lin)[0] == "林麗 took the hand-over back that was offered to you"
    assert "A hand-over is offered to you" not in english(cast.lin).get(reverse("worklist")).content.decode()
    shown = desk.get(page)
    assert f"2 cases are offered to {cast.head.name}, who has not answered yet." in shown.content.decode()
    assert shown.context["chosen"] == set()

    waiting = Handover.objects.get(to_employee=cast.head)
    assert english(cast.lin).post(reverse("handover_answer", args=[waiting.pk, "withdraw"])).status_code == 404
    for _tap in range(2):
        assert desk.post(reverse("handover_answer", args=[waiting.pk, "withdraw"])).status_code == 302
    assert inbox(cast.head)[0] == "林麗 took the hand-over back that was offered to you"
    assert english(cast.head).post(reverse("handover_answer", args=[waiting.pk, "take"])).status_code == 302
    assert {one.follower for one in Case.objects.all()} == {cast.li}
    assert not Case.objects.exclude(handover=None).exists()


def test_who_offered_hears_that_it_was_not_taken(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("working")
    offered = follow.offer_handover(cases=[case], to=cast.lin, actor=cast.li, at=minutes(60))
    for _tap in range(2):
        follow.decline_handover(handover=offered, actor=cast.lin, at=minutes(61))
    assert inbox(cast.li)[0] == "林敏 does not take your hand-over; the requests stay yours"
    page = english(cast.li).get(reverse("case", args=[case.number])).content.decode()
    assert ("Offered to the next shift · → 林敏" in page, page.count("Offer to the next shift ended · not taken")) == (
        True,
        1,
    )


@pytest.mark.parametrize("leaver", ["lin", "li"])
def test_an_offer_ends_where_one_of_both_leaves(walk: Walk, cast: Cast, english: SignIn, leaver: str) -> None:
    case = walk("working")
    follow.offer_handover(cases=[case], to=cast.lin, actor=cast.li, at=minutes(60))
    leaving.end_employment(employee=getattr(cast, leaver), actor=cast.hr, at=minutes(70))
    told = {"lin": (cast.li, "林敏 does not take your hand-over; the requests stay yours")}
    other, sentence = told.get(leaver, (cast.lin, "林麗 took the hand-over back that was offered to you"))
    assert sentence in inbox(other)
    page = english(cast.head).get(reverse("case", args=[case.number])).content.decode()
    assert "Offer to the next shift ended · somebody has left the company" in page
    assert not Handover.objects.filter(declined_at=None).exists()


def test_who_has_to_name_a_handler_hears_of_the_order(walk: Walk, cast: Cast) -> None:
    case = walk("dispatched")
    assert inbox(cast.zhao) == [f"A new order for your department: {case.number}"]
    assert not Outgoing.objects.filter(stream=case.stream, to__in=(cast.li.key, cast.wu.key)).exists()  # who sent it


def test_a_dispute_is_told_to_who_has_the_day_for_it(walk: Walk, cast: Cast) -> None:
    case = walk("told")
    Outgoing.objects.filter(stream=case.stream).delete()
    case = result.dispute_result(case=case, dispute="還在滴", actor=cast.mei, at=minutes(30))
    told = Outgoing.objects.filter(stream=case.stream, what="result.disputed")
    assert set(told.values_list("to", flat=True)) >= {cast.chief.key, cast.li.key}
    assert not told.filter(to=cast.mei.key).exists()
    assert inbox(cast.chief)[0].startswith(f"The owner of {case.number} is not content")


def test_the_same_handler_hears_that_it_is_done_again(walk: Walk, cast: Cast) -> None:
    case = result.dispute_result(case=walk("told"), dispute="還在滴", actor=cast.mei, at=minutes(30))
    Outgoing.objects.filter(stream=case.stream).delete()
    case = result.order_rework(case=case, handler=cast.chen, actor=cast.chief, at=minutes(31))
    told = list(Outgoing.objects.filter(stream=case.stream, to=cast.chen.key).values_list("what", flat=True))
    assert told == ["order.again"]


def test_an_order_named_to_somebody_who_does_not_take_it_goes_to_another(
    walk: Walk, cast: Cast, wei: Employee, english: SignIn
) -> None:
    case = order.assign_case(case=walk("dispatched"), handler=wei, actor=cast.zhao, at=minutes(3))
    desk, here = english(cast.zhao), reverse("act", args=[case.number, "assign_case"])
    with time_machine.travel(minutes(4), tick=False):
        page = desk.get(reverse("case", args=[case.number])).content.decode()
        assert (here in page, "Into other hands" in page, "Name the handler" in page) == (True, True, False)
        form = desk.get(here).content.decode()
        assert ("陳志" in form, "衛平 M08 ·" in form) == (True, False)  # not the same once more
        assert desk.post(here, {"handler": wei.pk, "once": "a:1"}).status_code == 422
        assert desk.post(here, {"handler": cast.chen.pk, "once": "a:2"}).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.handler) == ("dispatched", cast.chen)
    assert inbox(wei)[0] == f"The order {case.number} is no longer yours"
