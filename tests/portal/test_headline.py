"""The headline of a request comes from its state and the time: nobody is on the way two days ahead."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import order, parts, plan, work
from gensui.cases.models import Case
from gensui.ledger import policies
from tests.cases.conftest import Walk, leak_plan
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn, english
from tests.portal.conftest import ComeIn

__all__ = ["english"]
pytestmark = pytest.mark.database
TWO_DAYS = minutes(2 * 24 * 60)
AGREED = "Agreed time"


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def seen(browser: Any, case: Case, minute: float) -> tuple[str, bool]:
    """The headline at that time, and whether an agreed time is said."""
    with time_machine.travel(minutes(minute), tick=False):
        page = browser.get(reverse("my_case", args=[case.number]))
        first = browser.get(reverse("my_cases")).content.decode()
    assert page.context["title"] in first
    return page.context["title"], AGREED in page.content.decode()


def test_a_visit_in_two_days_is_in_two_days(walk: Walk, cast: Cast, come_in: ComeIn, english: SignIn) -> None:
    case, mei = walk("assigned"), come_in(cast.mei)
    case = order.contact_owner(case=case, actor=cast.chen, at=minutes(4), appointment_at=TWO_DAYS, owner_asked=True)
    assert seen(mei, case, 5) == ("陳志 comes to you on 11-25 10:00", True)
    assert seen(mei, case, 2 * 24 * 60 + 1) == ("陳志 was to come on 11-25 10:00, and is not there yet", True)

    case = order.arrive(case=case, actor=cast.chen, at=TWO_DAYS + timedelta(minutes=2), proof="scan", key="door")
    assert seen(mei, case, 2 * 24 * 60 + 3) == ("陳志 is with you and looks into it", False)
    with time_machine.travel(TWO_DAYS + timedelta(minutes=3), tick=False):
        assert AGREED not in english(cast.chen).get(reverse("step", args=[case.number])).content.decode()


def test_whoever_comes_early_is_there(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = order.contact_owner(
        case=walk("assigned"), actor=cast.chen, at=minutes(4), appointment_at=minutes(40), owner_asked=True
    )
    case = order.arrive(case=case, actor=cast.chen, at=minutes(30), proof="scan", key="door")
    assert seen(come_in(cast.mei), case, 31) == ("陳志 is with you and looks into it", False)


def test_without_a_time_somebody_comes_next_or_nobody_has_to(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    mei = come_in(cast.mei)
    comes = order.contact_owner(case=walk("assigned"), actor=cast.chen, at=minutes(4))
    assert seen(mei, comes, 5) == ("陳志 comes to you next", False)
    told = order.contact_owner(case=walk("assigned"), actor=cast.chen, at=minutes(4), visit_needed=False)
    assert seen(mei, told, 5) == ("陳志 spoke with you and sees to it; nobody has to come", False)


def test_who_asked_is_called_and_not_who_was_asked_for(
    walk: Walk, cast: Cast, come_in: ComeIn, english: SignIn
) -> None:
    case = walk("assigned", for_another=True, requester_name="陳小雨", phone="13700000099", relation="family")
    assert seen(come_in(cast.mei), case, 5)[0] == "陳志 will call 陳小雨, who asked for you"
    with time_machine.travel(minutes(5), tick=False):
        written = english(cast.li).get(reverse("act", args=[case.number, "send_message"])).content.decode()
    assert "陳志 has it and will call 陳小雨, who asked for you." in written


@pytest.mark.parametrize(("said", "home"), [({"for_another": "yes"}, "at the home you call for"), ({}, "at your home")])
def test_it_is_read_back_to_who_calls(cast: Cast, english: SignIn, said: dict[str, str], home: str) -> None:
    address = reverse("read_back")
    for chosen in ({"category": cast.leak.pk}, {}):
        assert home in english(cast.li).get(address, said | chosen).content.decode()


def test_a_part_that_turned_up_is_what_the_owner_reads_first(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    """Until its price lies before the owner, and then that."""
    case, mei = walk("working"), come_in(cast.mei)
    assert seen(mei, case, 15)[0] == "陳志 is at work"
    case = parts.need_parts(case=case, actor=cast.chen, at=minutes(16), reason="閥芯裂了")
    said = "A part has to be replaced; 陳志 lays out its price before you, and nothing is replaced before you agree"
    assert seen(mei, case, 17)[0] == said
    case = plan.propose_plan(case=case, actor=cast.chen, at=minutes(18), plan=leak_plan(cast))
    assert seen(mei, case, 19)[0] == "Please look at plan and price"
    case = plan.consent_to_plan(case=case, actor=cast.mei, at=minutes(20), method="app", by="陳美", key="app")
    assert seen(mei, case, 21)[0] == "陳志 is at work"


def test_who_waits_for_parts_reads_what_is_missing_and_when_it_goes_on(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    """And no countdown to a time that was given up with the wait."""
    case, mei = walk("working"), come_in(cast.mei)

    def page(minute: float) -> Any:
        with time_machine.travel(minutes(minute), tick=False):
            return mei.get(reverse("my_case", args=[case.number]))

    assert page(19).context["next"].duty.clause == "4.2.9"
    until = case.opened_at + timedelta(days=7)
    case = work.pause_work(case=case, actor=cast.chen, at=minutes(20), reason="parts", parts="角閥", until=until)
    waits = page(30)
    said = f"Goes on by: <strong>{case.local(until):%m-%d %H:%M}</strong>"
    assert ("角閥" in waits.context["title"], said in waits.content.decode()) == (True, True)
    assert waits.context["next"] is None or waits.context["next"].duty.clause not in policies.meant("repaired")
    case = work.resume_work(case=case, actor=cast.chen, at=minutes(40))
    assert page(41).context["next"].duty.clause == "4.2.9"
    assert "Goes on by" not in page(41).content.decode()


@pytest.mark.parametrize(("reason", "still"), [("safety_weather", True), ("quiet_hours", False)])
def test_whose_time_stands_still_reads_that(walk: Walk, cast: Cast, come_in: ComeIn, reason: str, still: bool) -> None:
    case, mei = walk("working"), come_in(cast.mei)
    begun = minutes(20) if still else minutes(12 * 60)
    case = work.pause_work(case=case, actor=cast.chen, at=begun, reason=reason)
    with time_machine.travel(begun + timedelta(minutes=5), tick=False):
        page = mei.get(reverse("my_case", args=[case.number])).content.decode()
    assert ("the time for the work stands still" in page) is still
