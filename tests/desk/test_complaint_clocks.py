"""A complaint has its clocks: acknowledged, planned, looked into before it is decided; and a finding its notice."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import complaint
from gensui.cases.models import Case
from gensui.ledger import due
from gensui.ledger.models import Event, Obligation
from gensui.oversight.actions import rectifying
from gensui.oversight.actions.rectifying import Found
from gensui.people.models import Employee
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database
DAY = 24 * 60


@pytest.fixture
def complained(walk: Walk, cast: Cast) -> Case:
    return complaint.complain(
        about=walk("told"), actor=cast.mei, at=minutes(60), text="態度差", remedy="", accused=[cast.chen]
    )


def fill(english: SignIn, who: Employee, case: Case, act: str, minute: float, **said: Any) -> Any:
    with time_machine.travel(minutes(minute), tick=False):
        address = reverse("act", args=[case.number, act])
        return english(who).post(address, {"once": f"{act}:{minute}"} | said)


def state(stream: str, clause: str) -> str:
    one = Obligation.objects.get(stream=stream, clause=clause)
    return f"{one.state}{' late' if one.lapsed_at else ''}"


ASSESSED = {"against": "person", "severity": "general", "plan": "聽錄音"}


def test_a_complaint_in_time(complained: Case, cast: Cast, english: SignIn) -> None:
    assert fill(english, cast.lin, complained, "acknowledge_complaint", 170).status_code == 302
    again = fill(english, cast.lin, complained, "acknowledge_complaint", 171)
    assert (again.status_code, "told already" in again.content.decode()) == (409, True)
    said = ASSESSED | {"accused": [cast.chen.pk], "investigator": cast.gm.pk}
    assert fill(english, cast.qin, complained, "assess_complaint", 60 + DAY - 1, **said).status_code == 302
    due.sweep(at=minutes(60 + DAY + 1))
    assert [state(complained.stream, clause) for clause in ("C22.1", "C22.2")] == ["met", "met"]


def test_a_complaint_that_nobody_answers(complained: Case) -> None:
    due.sweep(at=minutes(60 + 119))
    assert state(complained.stream, "C22.1") == "open"
    due.sweep(at=minutes(60 + DAY + 1))
    assert [state(complained.stream, clause) for clause in ("C22.1", "C22.2")] == ["open late", "open late"]


def test_it_is_not_decided_before_it_was_looked_into(complained: Case, cast: Cast, english: SignIn) -> None:
    decision = {"facts": "屬實", "valid": "valid", "statement": "我說話是急了些", "decision": "道歉", "prevention": ""}
    said = ASSESSED | {"accused": [cast.chen.pk], "investigator": cast.gm.pk}
    fill(english, cast.qin, complained, "assess_complaint", 100, **said)
    refused = fill(english, cast.qin, complained, "decide_complaint", 200, **decision)
    assert refused.status_code == 409
    assert "written down before it is decided" in refused.content.decode()
    assert "道歉" in refused.content.decode()  # what was typed is kept
    assert not Event.objects.filter(stream=complained.stream, kind="complaint.resolved").exists()
    assert fill(english, cast.gm, complained, "note_investigation", 210, facts="聽過錄音").status_code == 302
    assert fill(english, cast.qin, complained, "decide_complaint", 220, **decision).status_code == 302


@pytest.mark.parametrize(("issued", "stands"), [(300, "met"), (2 * DAY, "met late"), (None, "open late")])
def test_a_finding_has_its_notice_within_a_working_day(cast: Cast, issued: int | None, stands: str) -> None:
    found = Found(clause="4.2.7", problem="現場未清理", severity="general")
    one = rectifying.record_finding(
        site=cast.site, department="maintenance", found=found, actor=cast.qin, at=minutes(0)
    )
    due.sweep(at=minutes(issued or 5 * DAY))
    if issued:
        rectifying.issue_notice(rectification=one, actor=cast.qin, at=minutes(issued))
    assert state(one.stream, "C23.1") == stands
