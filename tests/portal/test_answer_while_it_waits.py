"""An owner answers a plan while the work waits: what waited for the answer goes on, what waits for parts waits on."""

from typing import Any

import pytest
from django.urls import reverse

from gensui.cases.actions import plan, work
from gensui.cases.models import Case
from gensui.ledger.models import Event
from tests.cases.conftest import Walk, leak_plan
from tests.cast import Cast, minutes
from tests.portal.conftest import ComeIn

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def wait(walk: Walk, cast: Cast, state: str, reason: str) -> Case:
    """A request whose plan lies before the owner, and whose work waits."""
    case = walk(state)
    if state == "working":
        case = plan.propose_plan(case=case, actor=cast.chen, at=minutes(30), plan=leak_plan(cast))
    return work.pause_work(case=case, actor=cast.chen, at=minutes(40), reason=reason, parts="角閥")


@pytest.mark.parametrize("state", ["plan_pending", "working"])
@pytest.mark.parametrize(
    ("act", "answer", "leads"),
    [("agree", "agreed", "plan_pending"), ("decline", "declined", "on_site"), ("change", "asked", "on_site")],
)
def test_the_answer_ends_the_wait_for_it(
    walk: Walk, cast: Cast, come_in: ComeIn, state: str, act: str, answer: str, leads: str
) -> None:
    case, browser = wait(walk, cast, state, "owner_consent"), come_in(cast.mei)
    here = reverse("my_act", args=[case.number, act])
    assert here in browser.get(reverse("my_case", args=[case.number])).content.decode()

    sent = browser.post(here, {"text": "便宜些", "once": "my:1", "seen": case.seen})
    assert sent.status_code == 302

    case.refresh_from_db()
    assert (case.plan_answer, case.pause_reason) == (answer, "")
    assert case.state == ("working" if state == "working" else leads)
    resumed = Event.objects.get(stream=case.stream, kind="work.resumed")
    assert (resumed.actor, resumed.data["reason"]) == (cast.mei.key, "owner_consent")


@pytest.mark.parametrize(("act", "answer"), [("agree", "agreed"), ("decline", "declined")])
def test_work_that_waits_for_parts_waits_on(walk: Walk, cast: Cast, come_in: ComeIn, act: str, answer: str) -> None:
    case, browser = wait(walk, cast, "working", "parts"), come_in(cast.mei)

    sent = browser.post(
        reverse("my_act", args=[case.number, act]), {"text": "便宜些", "once": "my:1", "seen": case.seen}
    )
    assert sent.status_code == 302

    case.refresh_from_db()
    assert (case.plan_answer, case.state, case.pause_reason) == (answer, "paused", "parts")
    assert not Event.objects.filter(stream=case.stream, kind="work.resumed").exists()
