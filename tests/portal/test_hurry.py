"""An owner asks to hurry: whoever has the request hears it, from the first minute on."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import follow, reporting
from gensui.cases.models import Case, Message
from gensui.cases.refusals import WrongState
from gensui.ledger.models import Obligation, Outgoing
from gensui.people.access import NotYours
from gensui.people.models import Duty
from tests.cases.asking import refuses
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.portal.conftest import ComeIn

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def reported(cast: Cast) -> Case:
    """Mei wrote in; nobody has read it back yet."""
    request = cast.request(channel="app")
    return reporting.report(resident=cast.mei, request=request, actor=cast.mei, at=minutes(0))


def post(browser: Any, case: Case, act: str, at: float, **said: str) -> str:
    with time_machine.travel(minutes(at), tick=False):
        answer = browser.post(reverse("my_act", args=[case.number, act]), {"once": f"{act}:{at}"} | said, follow=True)
    return str(answer.content.decode())


def hurried(case: Case) -> set[str]:
    told = Outgoing.objects.filter(stream=case.stream, what="message.notice", body__contains="asks to hurry")
    return set(told.values_list("to", flat=True))


def test_a_request_being_recorded_is_hurried_with_whom_its_clocks_run(
    reported: Case, cast: Cast, come_in: ComeIn
) -> None:
    assert (reported.state, reported.follower) == ("recording", None)
    assert "was told to hurry" in post(come_in(cast.mei), reported, "hurry", 3)
    running = set(Obligation.objects.filter(stream=reported.stream, state="open").values_list("holder", flat=True))
    assert hurried(reported) == running
    assert running & {cast.li.key, cast.lin.key}


def test_what_an_owner_asks_or_writes_before_anybody_follows_reaches_who_records(
    reported: Case, cast: Cast, come_in: ComeIn
) -> None:
    browser = come_in(cast.mei)
    post(browser, reported, "ask", 3, text="幾點來?")
    post(browser, reported, "write", 4, text="水關了")
    asked = Obligation.objects.get(stream=reported.stream, clause="C37.1")
    sent = Outgoing.objects.filter(stream=reported.stream)
    assert sent.get(what="message.question").to == asked.holder == Message.objects.get(purpose="question").to_key
    running = Obligation.objects.filter(stream=reported.stream, state="open").values_list("holder", flat=True)
    assert sent.get(what="message.chat").to in running


def test_where_nobody_is_on_duty_the_head_of_service_hears(reported: Case, cast: Cast, come_in: ComeIn) -> None:
    Duty.objects.all().update(starts_at=minutes(3 * 1440), ends_at=minutes(3 * 1440 + 480))
    late = reporting.report(resident=cast.mei, request=cast.request(channel="app"), actor=cast.mei, at=minutes(5))
    holders = Obligation.objects.filter(stream=late.stream).values_list("holder", flat=True)
    assert all(holder.startswith("house:") for holder in holders)
    post(come_in(cast.mei), late, "hurry", 8)
    assert hurried(late) == {cast.head.key}


def test_an_order_that_waits_for_a_name_is_hurried_with_the_leader_too(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = walk("dispatched")
    post(come_in(cast.mei), case, "hurry", 20)
    assert hurried(case) == {cast.li.key, cast.zhao.key}


def test_hurry_asks_its_questions(walk: Walk, reported: Case, cast: Cast) -> None:
    refuses(follow.hurry_case, reported, NotYours, actor=cast.wu, at=minutes(3))
    refuses(follow.hurry_case, walk("told"), WrongState, actor=cast.mei, at=minutes(60))
