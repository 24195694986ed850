"""Putting it right: the notice, the department's answer, somebody else's look, and the next round."""

import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from gensui.cases.refusals import BadPicture
from gensui.ledger import due
from gensui.ledger.models import Event, Obligation
from gensui.oversight.actions import rectifying
from gensui.oversight.actions.rectifying import Found
from gensui.oversight.models import Picture, Rectification
from gensui.oversight.refusals import NotThatFar, OwnDepartment
from gensui.people.access import NotYours
from gensui.people.acting import Entry
from gensui.people.refusals import NoWords
from tests.cast import MONDAY
from tests.oversight.conftest import Team

pytestmark = pytest.mark.database


def hours(count: float) -> Any:
    return MONDAY + timedelta(hours=count)


def picture() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(kept, "PNG")
    return kept.getvalue()


@pytest.fixture
def finding(team: Team) -> Rectification:
    return found(team)


def found(team: Team, severity: str = "general", **words: Any) -> Rectification:
    said = Found(clause="4.2.7", problem="施工後地面有積水", severity=severity, source="inspection")
    return rectifying.record_finding(
        site=team.cast.site, department="maintenance", found=said, actor=team.security, at=hours(0), **words
    )


def reply(one: Rectification, team: Team, at: float = 2, **words: Any) -> Rectification:
    given: dict[str, Any] = {"cause": "趕下一單", "measures": "已清理並補訓", "actor": team.maintenance}
    return rectifying.reply_to_notice(rectification=one, at=hours(at), **(given | words))


def verify(one: Rectification, team: Team, at: float = 3, **words: Any) -> Rectification:
    given: dict[str, Any] = {"passed": True, "remark": "", "actor": team.security}
    return rectifying.verify_rectification(rectification=one, at=hours(at), **(given | words))


def clock(one: Rectification, clause: str = "6.1.3") -> Obligation:
    return Obligation.objects.get(stream=one.stream, clause=clause)


def test_it_is_put_right_with_a_picture_and_checked_by_somebody_else(finding: Rectification, team: Team) -> None:
    rectifying.issue_notice(rectification=finding, actor=team.leader, at=hours(1))
    issued = Event.objects.get(stream=finding.stream, kind="rectification.issued").data["filled"]
    assert issued == [
        "source",
        "clause",
        "problem",
        "dept_id",
        "severity",
        "issued_at",
    ]  # no picture, no due time was given
    reply(finding, team, picture=picture())
    done = verify(finding, team)
    assert (done.state, done.passed_at, clock(finding).state) == ("passed", hours(3), "met")
    (answer,) = done.replies.all()
    assert (answer.result, answer.checked_by) == ("passed", team.security)
    assert answer.picture is not None
    assert answer.picture.author == team.maintenance
    assert [one.kind for one in Event.objects.filter(stream=finding.stream).order_by("number")] == [
        "finding.recorded", "rectification.issued", "rectification.replied", "rectification.verified",
    ]  # fmt: skip


def test_what_does_not_suffice_begins_another_round_and_the_clock_goes_on(finding: Rectification, team: Team) -> None:
    rectifying.issue_notice(rectification=finding, actor=team.leader, at=hours(1))
    reply(finding, team)
    again = verify(finding, team, passed=False, remark="牆角仍有水漬")
    assert (again.state, again.round, clock(finding).state) == ("issued", 2, "open")
    reply(finding, team, at=5)
    assert verify(finding, team, at=6).state == "passed"
    assert list(finding.replies.order_by("round").values_list("round", "result")) == [(1, "failed"), (2, "passed")]
    assert clock(finding).met_at == hours(6)


def test_the_wait_for_the_re_check_is_the_teams(finding: Rectification, team: Team) -> None:
    """The department answered after six days of its seven; nobody looked for five."""
    rectifying.issue_notice(rectification=finding, actor=team.leader, at=hours(1))
    reply(finding, team, at=6 * 24)
    due.sweep(at=hours(11 * 24 - 1))
    waits, late = clock(finding), clock(finding, "C23.2")
    assert (waits.state, waits.lapsed_at, waits.holder) == ("open", None, team.maintenance.key)
    assert (late.lapsed_at, late.accountable.rpartition(".")[2]) == (hours(9 * 24), "supervision_team")
    verify(finding, team, at=11 * 24, passed=False, remark="還在漏")
    assert clock(finding).due_at == hours(12 * 24), "the rest of its time, from the check on"
    reply(finding, team, at=11 * 24 + 1)
    verify(finding, team, at=11 * 24 + 2)
    assert (clock(finding).state, clock(finding).lapsed_at) == ("met", None)


@pytest.mark.parametrize(("severity", "days"), [("minor", 3), ("general", 7), ("major", 7)])
def test_the_limit_goes_by_how_grave_it_is(team: Team, severity: str, days: int) -> None:
    one = found(team, severity)
    assert clock(one).due_at == hours(24 * days)
    due.sweep(at=hours(24 * days + 1))
    assert clock(one).lapsed_at == hours(24 * days)


def test_what_is_serious_has_a_plan_within_a_day(team: Team) -> None:
    one = found(team, "major")
    rectifying.issue_notice(rectification=one, actor=team.leader, at=hours(1))
    assert clock(one, "6.1.8").due_at == hours(25)
    reply(one, team)
    assert clock(one, "6.1.8").state == "met"
    general = found(team)
    rectifying.issue_notice(rectification=general, actor=team.leader, at=hours(1))
    assert not Obligation.objects.filter(stream=general.stream, clause="6.1.8").exists()


def test_nobody_issues_or_checks_in_the_own_department(finding: Rectification, team: Team) -> None:
    with pytest.raises(OwnDepartment):
        rectifying.issue_notice(rectification=finding, actor=team.maintenance, at=hours(1))
    rectifying.issue_notice(rectification=finding, actor=team.cleaning, at=hours(1))
    with pytest.raises(NotYours):
        reply(finding, team, actor=team.security)
    reply(finding, team)
    with pytest.raises(OwnDepartment):
        verify(finding, team, actor=team.maintenance)
    found_own = Found(clause="4.2.7", problem="x", severity="minor")
    with pytest.raises(OwnDepartment):
        rectifying.record_finding(
            site=team.cast.site, department="maintenance", found=found_own, actor=team.maintenance, at=hours(1)
        )


def test_others_have_no_part_in_it(finding: Rectification, team: Team) -> None:
    cast = team.cast
    for somebody in (cast.li, cast.zhao, cast.chen, cast.hr, cast.gm, cast.stranger):
        with pytest.raises(NotYours):
            rectifying.issue_notice(rectification=finding, actor=somebody, at=hours(1))
        with pytest.raises(NotYours):
            reply(finding, team, actor=somebody)
        with pytest.raises(NotYours):
            verify(finding, team, actor=somebody)


def test_each_step_has_its_turn(finding: Rectification, team: Team) -> None:
    with pytest.raises(NotThatFar):
        reply(finding, team)
    with pytest.raises(NotThatFar):
        verify(finding, team)
    rectifying.issue_notice(rectification=finding, actor=team.leader, at=hours(1))
    with pytest.raises(NotThatFar):
        rectifying.issue_notice(rectification=finding, actor=team.leader, at=hours(1))
    with pytest.raises(NoWords):
        reply(finding, team, cause=" ")
    with pytest.raises(BadPicture):
        reply(finding, team, picture=b"no picture")
    reply(finding, team)
    with pytest.raises(NotThatFar):
        reply(finding, team)
    with pytest.raises(NoWords):
        verify(finding, team, passed=False)
    finding.refresh_from_db()
    assert (finding.state, finding.replies.count()) == ("replied", 1)


def test_the_same_request_again_does_it_once(finding: Rectification, team: Team) -> None:
    again = found(team, entry=Entry(once="f:1"))
    assert found(team, entry=Entry(once="f:1")) == again
    for _time in range(2):
        rectifying.issue_notice(rectification=finding, actor=team.leader, at=hours(1), entry=Entry(once="i:1"))
        reply(finding, team, entry=Entry(once="r:1"))
    for _time in range(2):
        verify(finding, team, entry=Entry(once="v:1"))
    assert Event.objects.filter(stream=finding.stream).count() == 4


def test_the_same_picture_is_kept_once(team: Team) -> None:
    for _time in range(2):
        one = found(team)
        rectifying.issue_notice(rectification=one, actor=team.leader, at=hours(1))
        reply(one, team, picture=picture())
    assert Picture.objects.count() == 1
