"""The thread says of each step what is so: in time only where an event kept its promise."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import complaint, order, visit, words
from gensui.notices import actions as notices
from gensui.ui.thread import draw
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn, english
from tests.portal.conftest import ComeIn

__all__ = ["english"]
pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def steps(page: Any, *names: str) -> list[str]:
    """What the thread of a page says, in words; of these steps alone."""
    said = [knot.words for knot in draw(page.context["thread"], "phone")[1]]
    assert all(one in page.content.decode() for one in said)
    return [one for one in said if one.partition(":")[0] in names]


def test_what_an_objection_ended_was_not_done_in_time(walk: Walk, cast: Cast, come_in: ComeIn, english: SignIn) -> None:
    case, mei = walk("completed"), come_in(cast.mei)
    with time_machine.travel(minutes(40), tick=False):
        mei.post(reverse("my_act", args=[case.number, "not-solved"]), {"text": "還在漏", "once": "n:1"})
        ended = [f"{step}: no longer due, because: Owner is not content" for step in ("reported", "owner told")]
        for page in (
            mei.get(reverse("my_case", args=[case.number])),
            english(cast.li).get(reverse("case", args=[case.number])),
            english(cast.chen).get(reverse("step", args=[case.number])),
        ):
            assert steps(page, "reported", "owner told") == ended
            assert steps(page, "on site")[0].startswith("on site: done in time")


def test_a_list_claims_no_more_than_the_page(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case, mei = walk("completed"), come_in(cast.mei)
    with time_machine.travel(minutes(40), tick=False):
        mei.post(reverse("my_act", args=[case.number, "not-solved"]), {"text": "還在漏", "once": "n:1"})
        page = mei.get(reverse("my_cases")).content.decode()
    assert "owner told: no longer due, because: Owner is not content" in page
    assert "owner told: done in time" not in page


def test_whoever_never_was_reached_was_not_contacted(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = walk("assigned")
    for minute in (4, 40, 80, 120):
        case = order.fail_contact(case=case, actor=cast.chen, at=minutes(minute))
    with time_machine.travel(minutes(130), tick=False):
        page = come_in(cast.mei).get(reverse("my_case", args=[case.number]))
    (said,) = steps(page, "contacted")
    assert "done in time" not in said
    assert "Owner not reached" in said


def test_what_was_cancelled_is_not_to_come(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case, mei = walk("assigned"), come_in(cast.mei)
    with time_machine.travel(minutes(6), tick=False):
        mei.post(reverse("my_act", args=[case.number, "cancel"]), {"text": "不用了", "once": "c:1"})
        page = mei.get(reverse("my_case", args=[case.number]))
    assert steps(page, "contacted") == ["contacted: no longer due, because: Cancelled"]
    assert steps(page, "plan", "owner told", "return visit") == [
        "plan: not done", "owner told: not done", "return visit: not done",
    ]  # fmt: skip
    assert steps(page, "dispatched")[0].startswith("dispatched: done 1")
    assert steps(page, "taken in")[0].startswith("taken in: done 1")  # no clock ran


def test_a_return_visit_that_reached_nobody_says_so(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = walk("visit_due")
    for hour in (25, 28, 33):
        case = visit.attempt_visit(case=case, method="phone", actor=cast.li, at=minutes(hour * 60))
    words.send_message(case=case, text="打過電話給您", actor=cast.li, at=minutes(34 * 60))
    notices.deliver(actor="engine", at=minutes(34 * 60))
    case = visit.attempt_visit(case=case, method="sms", actor=cast.li, at=minutes(34 * 60))
    visit.give_up_visit(case=case, actor=cast.li, at=minutes(36 * 60))
    with time_machine.travel(minutes(37 * 60), tick=False):
        page = come_in(cast.mei).get(reverse("my_case", args=[case.number]))
    assert steps(page, "return visit")[0].startswith("return visit: not done, because: ")


def test_what_has_no_limit_never_runs_short_of_time(walk: Walk, cast: Cast, come_in: ComeIn, english: SignIn) -> None:
    case = walk("plan_pending")
    with time_machine.travel(minutes(11), tick=False):
        pages = [
            come_in(cast.mei).get(reverse("my_case", args=[case.number])),
            english(cast.li).get(reverse("case", args=[case.number])),
        ]
    assert [steps(page, "consent") for page in pages] == [["consent: running"], ["consent: running"]]


def test_a_complaint_has_the_steps_of_a_complaint(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = complaint.complain(
        about=walk("told"), actor=cast.mei, at=minutes(60), text="態度差", remedy="", accused=[cast.chen]
    )
    mei = come_in(cast.mei)

    def seen(minute: float) -> list[str]:
        with time_machine.travel(minutes(minute), tick=False):
            page = mei.get(reverse("my_case", args=[case.number]))
        return [knot.words for knot in draw(page.context["thread"], "phone")[1]]

    assert [one.partition(":")[0] for one in seen(61)] == [
        "taken in", "answered", "being looked into", "decided", "decision told", "return visit",
    ]  # fmt: skip
    case = complaint.acknowledge_complaint(case=case, actor=cast.lin, at=minutes(70))
    case = complaint.assess_complaint(
        case=case, actor=cast.qin, at=minutes(80), against="person", accused=[cast.chen], accused_department="",
        severity="general", investigator=cast.qin, plan="聽錄音",
    )  # fmt: skip
    so = ["answered: done in time", "being looked into: done in time", "decided: running"]
    assert all(one.startswith(said) for one, said in zip(seen(81)[1:4], so, strict=True))
