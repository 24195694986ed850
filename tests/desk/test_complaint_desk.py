"""Complaints on their own desk, patterns and what is worth a look: nothing of a complaint reaches the accused."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from gensui.cases.actions import complaint
from gensui.cases.models import Case
from gensui.cases.refusals import NotApart, WrongState
from gensui.ledger.models import Obligation
from gensui.oversight.actions import inspecting, watching
from gensui.oversight.models import Inspection, Pattern, Rectification
from gensui.people.access import NotYours
from gensui.people.acting import SYSTEM
from tests.cases.conftest import Walk, walk
from tests.cast import minutes
from tests.desk.test_supervision import NOW, clock, of, post, text
from tests.oversight.conftest import Closed, Team, closed, team, weekly

__all__ = ["clock", "closed", "team", "walk", "weekly"]
pytestmark = pytest.mark.database


@pytest.fixture
def complained(walk: Walk, team: Team) -> Case:
    about = walk("working")
    return complaint.complain(
        about=about, actor=team.cast.mei, at=minutes(30), text="師傅態度惡劣", remedy="道歉", accused=[team.cast.chen]
    )


def assess(case: Case, team: Team, **words: Any) -> Case:
    given: dict[str, Any] = {
        "against": "person", "accused": [team.cast.chen], "accused_department": "", "severity": "general",
        "investigator": team.security, "plan": "聽錄音，問兩邊", "actor": team.leader,
    }  # fmt: skip
    return complaint.assess_complaint(case=case, at=minutes(40), **(given | words))


def test_it_is_assessed_looked_into_decided_and_told(complained: Case, team: Team) -> None:
    complaint.acknowledge_complaint(case=complained, actor=team.leader, at=minutes(35))
    assess(complained, team)
    with pytest.raises(NotYours):
        complaint.note_investigation(case=complained, facts="x", actor=team.leader, at=minutes(50))
    complaint.note_investigation(case=complained, facts="確有爭執", actor=team.security, at=minutes(50))
    complaint.decide_complaint(
        case=complained,
        facts="確有爭執",
        valid="valid",
        statement="我說話是急了些",
        decision="道歉並培訓",
        prevention="",
        actor=team.leader,
        at=minutes(60),
    )
    complaint.tell_complainant(case=complained, actor=team.leader, at=minutes(70), asked=True)
    page = text(of(team.leader), "complaint_desk")
    assert complained.number in page
    assert page.count("✓") >= 6
    with pytest.raises(WrongState):
        assess(complained, team)


def test_who_looks_into_it_is_neither_accused_nor_of_that_department(complained: Case, team: Team) -> None:
    for wrong in (team.maintenance, team.cast.chen, team.cast.li):
        with pytest.raises(NotApart):
            assess(complained, team, investigator=wrong)
    with pytest.raises(NotApart):
        assess(
            complained, team, against="service", accused=[], accused_department="security", investigator=team.security
        )
    for somebody in (team.cast.li, team.cast.head, team.security):
        with pytest.raises(NotYours):
            assess(complained, team, actor=somebody)


def test_for_the_accused_it_does_not_exist(complained: Case, team: Team) -> None:
    cast = team.cast
    assess(complained, team, accused=[cast.chen, cast.head])
    assess_department = complained.complaint
    assess_department.accused_department = "maintenance"
    assess_department.save()
    for accused in (cast.chen, cast.zhao, team.maintenance, cast.head):
        text(of(accused), "case", complained.number, status=404)
        assert complained.number not in text(of(accused), "case_list")
        assert "師傅態度惡劣" not in text(of(accused), "case_list")
    for accused in (team.maintenance, cast.head):
        for name in ("complaint_desk", "inspector", "supervision"):
            page = text(of(accused), name)
            assert complained.number not in page
            assert "師傅態度惡劣" not in page
    assert complained.number in text(of(team.security), "complaint_desk")  # who looks into it


def test_a_pattern_is_shown_with_its_cases_and_reported(team: Team, closed: Closed) -> None:
    cases = closed(6)
    watching.find_patterns(actor=SYSTEM, at=NOW)
    page = text(of(team.leader), "patterns")
    assert all(one.number in page for one in cases)
    found = Pattern.objects.order_by("pk")[0]
    assert post(of(team.leader), "pattern_report", found.pk, measures="", once="m:1").status_code == 422
    assert post(of(team.security), "pattern_report", found.pk, measures="換管", once="m:2").status_code == 409
    refused = post(of(team.leader), "pattern_report", found.pk, measures="換管" * 2001, once="m:4")
    assert (refused.status_code, "換管換管" in refused.content.decode()) == (422, True)  # nothing typed is lost
    assert post(of(team.leader), "pattern_report", found.pk, measures="換管", once="m:3").status_code == 302
    found.refresh_from_db()
    assert found.reported_by == team.leader
    owed = Rectification.objects.get()  # the measures are owed by the department, with a clock
    assert (owed.source, owed.problem, owed.state, owed.department) == ("pattern", "換管", "issued", "maintenance")
    runs = Obligation.objects.get(stream=owed.stream, clause="6.1.3")
    assert (runs.holder, runs.due_at) == (team.maintenance.key, NOW + timedelta(days=7))


def test_what_is_worth_a_look_goes_into_an_inspection(weekly: Inspection, walk: Walk, team: Team) -> None:
    case = walk("working")
    stream = case.stream
    complaint_free = inspecting.draw_sample(inspection=weekly, actor=team.security, at=NOW)
    assert "值得一看" in text(of(team.security), "inspector")
    said = {"subject": stream, "remark": "可疑", "of": "", "week": "", "sort": ""}
    assert post(of(team.security), "inspector_put", weekly.number, **said).status_code == 302
    assert complaint_free.items.filter(subject=stream, reasons=["by_hand"]).exists()
    assert (
        post(of(team.maintenance), "inspector_put", weekly.number, **(said | {"subject": "round:1"})).status_code == 302
    )
    assert not complaint_free.items.filter(subject="round:1").exists()
    assert post(of(team.cast.li), "inspector_put", weekly.number, **said).status_code == 403
    assert (
        of(team.leader).get(reverse("inspector"), {"sort": "late", "of": "maintenance", "week": "x"}).status_code == 200
    )
