"""A visit that is agreed while the work goes on can be kept: the handler arrives again."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import work
from gensui.cases.models import Case
from gensui.cases.verify import check_cases
from gensui.ledger import due, policies, verify
from gensui.ledger.models import Event, Obligation
from tests.cases.conftest import HANDLED, Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database
HERE = {"proof": "manual", "note": "門口的碼刮花了"}


def act(browser: Any, case: Case, verb: str, minute: float, **said: str) -> Any:
    with time_machine.travel(minutes(minute), tick=False):
        return browser.post(reverse("act", args=[case.number, verb]), {"once": f"{verb}:{minute}"} | said)


def offered(browser: Any, case: Case, minute: float) -> bool:
    with time_machine.travel(minutes(minute), tick=False):
        page = browser.get(reverse("step", args=[case.number])).content.decode()
    return reverse("act", args=[case.number, "arrive"]) in page


def states(case: Case, clause: str) -> list[tuple[str, bool]]:
    found = Obligation.objects.filter(stream=case.stream, clause=clause).order_by("pk")
    return [(one.state, one.lapsed_at is not None) for one in found]


def agreed(walk: Walk, browser: Any) -> Case:
    """Work runs; they agree that Chen comes back at eleven."""
    case = walk("working")
    said = {"appointment_at": "2026-11-23T11:00", "note": "陳美說十一點可以"}
    assert act(browser, case, "set_appointment", 20, **said).status_code == 302
    return case


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def test_whoever_comes_back_when_agreed_keeps_the_promise(walk: Walk, cast: Cast, english: SignIn) -> None:
    chen = english(cast.chen)
    case = agreed(walk, chen)
    assert states(case, "4.2.2")[-1] == ("open", False)
    assert offered(chen, case, 59)
    assert act(chen, case, "arrive", 60, **HERE).status_code == 302
    case.refresh_from_db()
    assert case.state == "working"
    assert states(case, "4.2.2")[-1] == states(case, "C02.1")[-1] == ("met", False)
    assert not Obligation.objects.filter(stream=case.stream, clause="4.2.3", state="open").exists()
    assert not offered(chen, case, 61)
    assert act(chen, case, "arrive", 62, **HERE).status_code == 409
    found = verify.check_log(policies.newest())
    assert not [one for one in (*found, *check_cases()) if isinstance(one, verify.Fault)]


def test_work_that_is_done_before_leaves_nobody_to_come_for(walk: Walk, cast: Cast, english: SignIn) -> None:
    chen = english(cast.chen)
    case = agreed(walk, chen)
    case = Case.objects.with_people().get(pk=case.pk)
    work.complete_work(case=case, actor=cast.chen, at=minutes(40), handling_record=HANDLED, photo="p1")
    due.sweep(at=minutes(300))
    assert states(case, "4.2.2")[-1] == states(case, "C02.1")[-1] == ("void", False)


def test_without_an_agreed_time_nobody_arrives_twice(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, chen = walk("working"), english(cast.chen)
    assert not offered(chen, case, 20)
    assert act(chen, case, "arrive", 21, **HERE).status_code == 409
    assert Event.objects.filter(stream=case.stream, kind="site.arrived").count() == 1
