"""What becomes of a complaint is decided above: the desk that took it in neither ends it, joins it nor sends it elsewhere."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import complaint, result
from gensui.cases.models import Case
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn
from tests.desk.test_complaint_hidden import Complain, complain, form
from tests.portal.conftest import ComeIn, come_in

__all__ = ["come_in", "complain"]
pytestmark = pytest.mark.database


def fields(cast: Cast, other: Case) -> dict[str, dict[str, Any]]:
    """Every act that the desk has on any other request, and what its form asks."""
    return {
        "cancel_case": {"reason": "誤會"},
        "merge_case": {"number": other.number, "two_homes": "on"},
        "join_parent": {"number": other.number},
        "open_parent": {"sentence": "全樓停水"},
        "split_case": {"content": "燈也壞了", "category": cast.leak.pk, "read_back": "on"},
        "correct_intake": {"content": "沒事", "reason": "誤會", "note": "x"},
        "request_coordination": {"department": "maintenance", "matter": "x"},
        "dispatch_case": {"department": "maintenance"},
        "reclassify_case": {
            "category": cast.leak.pk, "priority": "P3", "complexity": "general", "reason": "其實是報修",
        },
    }  # fmt: skip


def test_the_desk_decides_nothing_of_a_complaint(cast: Cast, english: SignIn, complain: Complain) -> None:
    first, case = complain(cast.li, once="c:1"), complain(cast.li, once="c:2")
    for somebody in (cast.li, cast.lin, cast.head):
        desk = english(somebody)
        with time_machine.travel(minutes(70), tick=False):
            page = desk.get(f"/cases/{case.number}/").content.decode()
            for act, said in fields(cast, first).items():
                assert f"/cases/{case.number}/{act}/" not in page, act
                answer = desk.post(f"/cases/{case.number}/{act}/", said | {"once": f"{somebody.pk}:{act}"})
                assert answer.status_code == 409, (act, answer.status_code)
    case.refresh_from_db()
    assert (case.state, case.merged_into, case.request_type) == ("dispatched", None, "complaint")


def test_the_desk_does_all_of_it_with_any_other_request(walk: Walk, cast: Cast, english: SignIn) -> None:
    first, case, desk = walk("dispatched"), walk("dispatched"), english(cast.li)
    with time_machine.travel(minutes(70), tick=False):
        page = desk.get(f"/cases/{case.number}/").content.decode()
        assert f"/cases/{case.number}/cancel_case/" in page
        said = fields(cast, first)["merge_case"] | {"once": "m"}
        assert desk.post(f"/cases/{case.number}/merge_case/", said).status_code == 302
    case.refresh_from_db()
    assert case.merged_into == first


def test_whoever_stands_above_ends_or_joins_it(cast: Cast, english: SignIn, complain: Complain) -> None:
    first, second, third = (complain(cast.li, once=f"c:{number}") for number in range(3))
    desk = english(cast.qin)
    with time_machine.travel(minutes(70), tick=False):
        joined = {"number": first.number, "once": "j"}
        assert desk.post(f"/cases/{second.number}/merge_case/", joined).status_code == 302
        ended = {"reason": "投訴人自己撤回", "once": "x"}
        assert desk.post(f"/cases/{third.number}/cancel_case/", ended).status_code == 302
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, third.state) == ("joined", "cancelled")
    with time_machine.travel(minutes(80), tick=False):
        apart = english(cast.li).post(f"/cases/{second.number}/part_case/", {"reason": "x", "once": "p"})
    assert apart.status_code == 409


def test_whoever_complained_takes_it_back(cast: Cast, come_in: ComeIn, complain: Complain) -> None:
    case, owner = complain(cast.li), come_in(cast.mei)
    with time_machine.travel(minutes(70), tick=False):
        address = reverse("my_act", args=[case.number, "cancel"])
        assert owner.post(address, {"text": "不追究了", "once": "o"}).status_code == 302
    case.refresh_from_db()
    assert case.state == "cancelled"


def test_a_complaint_is_not_answered_on_the_spot(cast: Cast, english: SignIn) -> None:
    with time_machine.travel(minutes(60), tick=False):
        answer = english(cast.li).post(reverse("intake"), form(cast, answer="已道歉"))
    assert answer.status_code == 422
    assert "not answered on the spot" in answer.content.decode()
    assert not Case.objects.filter(request_type="complaint").exists()


def test_what_follows_a_decision_is_not_the_desks(cast: Cast, english: SignIn, complain: Complain) -> None:
    """Who complained is told by whoever decided, and what is disputed is looked into again by nobody else."""
    case, desk = complain(cast.li, accused=[cast.chen.pk]), english(cast.li)
    case = complaint.investigate_complaint(case=case, actor=cast.qin, at=minutes(70), severity="general", plan="問")
    case = complaint.note_investigation(case=case, actor=cast.qin, at=minutes(75), facts="屬實")
    case = complaint.decide_complaint(
        case=case,
        actor=cast.qin,
        at=minutes(80),
        facts="屬實",
        statement="我說話是急了些",
        valid="valid",
        decision="道歉",
        prevention="培訓",
    )
    with time_machine.travel(minutes(90), tick=False):
        told = desk.post(f"/cases/{case.number}/tell_result/", {"asked": "on", "call_at": "", "note": "x", "once": "t"})
        assert told.status_code in (409, 422)
        for purpose, status in (("result", 409), ("progress", 302)):
            said = {"purpose": purpose, "text": "已處理", "once": purpose}
            assert desk.post(f"/cases/{case.number}/send_message/", said).status_code == status
    case = complaint.tell_complainant(case=case, actor=cast.qin, at=minutes(90), asked=True)
    case = result.dispute_result(case=case, actor=cast.mei, at=minutes(100), dispute="不夠")
    with time_machine.travel(minutes(110), tick=False):
        assert "order_rework" not in desk.get(f"/cases/{case.number}/").content.decode()
        assert desk.post(f"/cases/{case.number}/order_rework/", {"once": "r"}).status_code == 409
        assert "order_rework" in english(cast.qin).get(f"/cases/{case.number}/").content.decode()
