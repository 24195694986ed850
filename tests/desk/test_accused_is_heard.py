"""Nobody's month counts a complaint that they were not heard about: they are asked, told what came of it, and read it."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import complaint
from gensui.cases.models import Case, Complaint
from gensui.ledger.models import Event, Outgoing
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database
DECISION: dict[str, Any] = {"facts": "語氣生硬", "decision": "向業主致歉", "prevention": ""}


@pytest.fixture
def looked_into(walk: Walk, cast: Cast) -> Case:
    """A complaint about Chen, looked into by Qin."""
    case = complaint.complain(
        about=walk("told"), actor=cast.mei, at=minutes(60), text="語氣生硬", remedy="道歉", accused=[cast.chen]
    )
    case = complaint.assess_complaint(
        case=case, actor=cast.qin, at=minutes(90), against="person", accused=[cast.chen], accused_department="",
        severity="general", investigator=cast.qin, plan="聽錄音",
    )  # fmt: skip
    return complaint.note_investigation(case=case, facts="屬實", actor=cast.qin, at=minutes(100))


@pytest.mark.parametrize("valid", ["valid", "partly"])
def test_it_is_not_found_justified_before_the_person_was_heard(
    looked_into: Case, cast: Cast, english: SignIn, valid: str
) -> None:
    with time_machine.travel(minutes(120), tick=False):
        desk, address = english(cast.qin), reverse("act", args=[looked_into.number, "decide_complaint"])
        refused = desk.post(address, DECISION | {"valid": valid, "statement": " . ", "once": "d:1"})
        assert refused.status_code in (409, 422)
        said = refused.content.decode()
        assert f"Ask {cast.chen.name} first" in said or "words" in said
        assert "向業主致歉" in said, "what was typed stays"
        assert not Event.objects.filter(stream=looked_into.stream, kind="complaint.resolved").exists()
        refused = desk.post(address, DECISION | {"valid": valid, "statement": "", "once": "d:2"})
        assert f"Ask {cast.chen.name} first" in refused.content.decode()
        given = DECISION | {"valid": valid, "statement": "我說得急了", "once": "d:3"}
        assert desk.post(address, given).status_code == 302
    assert Complaint.objects.get().statement == "我說得急了"


def test_the_person_is_told_and_reads_it_in_the_own_file(looked_into: Case, cast: Cast, english: SignIn) -> None:
    complaint.decide_complaint(
        case=looked_into, actor=cast.qin, at=minutes(120), valid="valid", statement="我說得急了", **DECISION
    )
    told = Outgoing.objects.get(to=cast.chen.key, what="complaint.decided")
    assert ("向業主致歉" in told.body, looked_into.number in told.body, "3-1-502" in told.body) == (True, False, False)
    with time_machine.travel(minutes(130), tick=False):
        page = english(cast.chen).get(reverse("own_file")).content.decode()
        assert ("向業主致歉" in page, "我說得急了" in page) == (True, True)
        assert f"My side, as {cast.qin.name} took it down:" in page, "nobody else's words stand there as the own"
        assert (looked_into.number in page, cast.mei.name in page) == (False, False), "who complained stays hidden"
        assert "向業主致歉" not in english(cast.zhao).get(reverse("own_file")).content.decode()


def test_what_is_not_justified_needs_nobodys_side_and_is_told_too(looked_into: Case, cast: Cast) -> None:
    complaint.decide_complaint(case=looked_into, actor=cast.qin, at=minutes(120), valid="invalid", **DECISION)
    assert "counts nowhere" in Outgoing.objects.get(to=cast.chen.key, what="complaint.decided").body
