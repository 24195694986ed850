"""The daily report on the screen."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from gensui.people.acting import SYSTEM
from gensui.people.models import Employee
from gensui.security.actions import daily
from gensui.security.models import DailyExplanation, DailyReport
from tests.cast import MONDAY, Cast
from tests.desk.conftest import SignIn
from tests.security.conftest import sung

pytestmark = pytest.mark.database
__all__ = ["sung"]


@pytest.fixture(autouse=True)
def _at_eight(settings: Any) -> Any:
    settings.LANGUAGE_CODE = "en"
    with time_machine.travel(MONDAY + timedelta(hours=22, minutes=5), tick=False):
        yield


def test_compiled_explained_handed_in_and_accepted(cast: Cast, sung: Employee, sign_in: SignIn) -> None:
    daily.keep_reports(actor=SYSTEM, at=MONDAY + timedelta(hours=22))
    leader, agent = sign_in(sung), sign_in(cast.li)
    assert "to be handed in" in leader.get(reverse("daily_reports")).content.decode()

    def act(client: Any, name: str, **words: str) -> Any:
        return client.post(reverse("daily_act", args=["2026-11-23", name]), words, follow=True)

    empty = act(leader, "explain", figure="entries", text=" ")
    assert (empty.status_code, "Write it in words" in empty.content.decode()) == (409, True)
    act(leader, "explain", figure="entries", text="<i>大雨")
    assert "&lt;i&gt;大雨" in act(leader, "submit", text="東門燈壞").content.decode()
    act(leader, "submit", text="twice")
    assert "東門燈壞" in agent.get(reverse("daily_report", args=["2026-11-23"])).content.decode()
    assert "Accept" not in leader.get(reverse("daily_report", args=["2026-11-23"])).content.decode()
    assert "the registers now say" not in agent.get(reverse("daily_report", args=["2026-11-23"])).content.decode()
    evening = timezone.localtime(MONDAY).strftime("%Y-%m-%dT%H:%M")
    late = {
        "kind": "courier",
        "home": "3-1-502",
        "persons": 1,
        "decision": "admitted",
        "arrived_at": evening,
        "decided_at": evening,
        "sheet": "3-1",
    }
    assert sign_in(cast.guard).post(reverse("gate_late"), late | {"once": "late-1"}).status_code == 302
    assert "the registers now say 1" in agent.get(reverse("daily_report", args=["2026-11-23"])).content.decode()
    act(agent, "accept")
    found = DailyReport.objects.get()
    assert (found.state, found.handover, DailyExplanation.objects.count()) == ("accepted", "東門燈壞", 1)


def test_days_that_are_none_are_not_found(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.li)
    for day in ("2026-13-01", "x", "2030-01-01"):
        assert client.get(reverse("daily_report", args=[day])).status_code == 404
    daily.keep_reports(actor=SYSTEM, at=MONDAY + timedelta(hours=22))
    assert client.post(reverse("daily_act", args=["2026-11-23", "burn"])).status_code == 404
    assert sign_in(cast.stranger).get(reverse("daily_report", args=["2026-11-23"])).status_code == 404
    assert sign_in(cast.cleaner).post(reverse("daily_act", args=["2026-11-23", "submit"])).status_code == 404
