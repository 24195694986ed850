"""The team's page, and findings put on record from a complaint and from what keeps coming up."""

from typing import Any

import pytest
from django.urls import reverse

from gensui.cases.actions import complaint
from gensui.cases.models import Case
from gensui.oversight.actions import watching
from gensui.oversight.models import Pattern, Rectification
from gensui.oversight.models import Team as Appointed
from gensui.people.acting import SYSTEM
from tests.cases.conftest import Walk, walk
from tests.cast import minutes
from tests.desk.test_complaint_desk import assess, complained
from tests.desk.test_supervision import NOW, clock, of, post, text
from tests.oversight.conftest import Closed, Team, closed, team

__all__ = ["clock", "closed", "complained", "team", "walk"]
pytestmark = pytest.mark.database


def said(team: Team, **words: Any) -> dict[str, Any]:
    heads = [team.maintenance, team.security, team.cleaning, team.cast.head]
    given = {
        "leader": team.leader.pk,
        "members": [one.pk for one in heads],
        "document": "雲棲〔2026〕11號",
        "once": "team:1",
    }
    return given | words


def test_the_general_manager_appoints_and_the_team_sees_who_is_on_it(team: Team) -> None:
    manager = of(team.cast.gm)
    assert "還沒有任命監督小組" in text(manager, "supervision_team")
    assert post(manager, "supervision_team", **said(team)).status_code == 302
    page = text(of(team.maintenance), "supervision_team")
    assert "雲棲〔2026〕11號" in page
    assert 'name="document"' not in page
    assert "請重新任命" not in page
    team.cast.head.role = "agent"
    team.cast.head.save(update_fields=["role"])
    team.cast.lin.role = "service_head"
    team.cast.lin.save(update_fields=["role"])
    assert "請重新任命" in text(manager, "supervision_team")


def test_nobody_else_appoints_and_no_head_is_left_out(team: Team) -> None:
    for one in (team.leader, team.maintenance):
        assert post(of(one), "supervision_team", **said(team)).status_code == 403
    short = said(team, members=[team.maintenance.pk])
    answer = post(of(team.cast.gm), "supervision_team", **short)
    assert answer.status_code == 422
    assert "缺少：" in answer.content.decode()
    assert not Appointed.objects.exists()


def found(department: str, **words: Any) -> dict[str, Any]:
    given = {
        "department": department,
        "clause": "4.2.7",
        "severity": "general",
        "problem": "三戶都說沒有清理",
        "once": "find:1",
    }
    return given | words


def test_a_finding_from_a_complaint_leads_back_to_it_for_who_may_see_it(complained: Case, team: Team) -> None:
    assess(complained, team)
    leader = of(team.leader)
    assert reverse("finding_new", args=["complaint", complained.number]) in text(leader, "complaint_desk")
    address = ("finding_new", "complaint", complained.number)
    assert complained.number in text(leader, *address)
    assert post(leader, *address, **found("maintenance")).status_code == 302
    assert post(leader, *address, **found("maintenance")).status_code == 302
    made = Rectification.objects.get()
    assert (made.source, made.about) == ("complaint", complained.stream)
    assert complained.number in text(leader, "rectification", made.number)
    post(leader, "rectification_act", made.number, "issue", once="issue:1")
    seen = text(of(team.cast.zhao), "rectification", made.number)
    assert complained.number not in seen


def test_a_complaint_that_does_not_exist_for_somebody_gives_no_finding(walk: Walk, team: Team) -> None:
    case = complaint.complain(
        about=walk("working"),
        actor=team.cast.mei,
        at=minutes(30),
        text="班長罵人",
        remedy="道歉",
        accused=[team.maintenance],
    )
    text(of(team.maintenance), "finding_new", "complaint", case.number, status=404)
    text(of(team.leader), "finding_new", "case", case.number, status=404)
    text(of(team.leader), "finding_new", "pattern", "9999999", status=404)
    text(of(team.cast.chen), "finding_new", "complaint", case.number, status=403)


def test_a_finding_from_what_keeps_coming_up(team: Team, closed: Closed) -> None:
    closed(6)
    watching.find_patterns(actor=SYSTEM, at=NOW)
    one = Pattern.objects.order_by("pk").first()
    assert one is not None
    security = of(team.security)
    assert reverse("finding_new", args=["pattern", one.pk]) in text(security, "patterns")
    answer = post(security, "finding_new", "pattern", one.pk, **found("maintenance", clause=""))
    assert answer.status_code == 422
    assert post(security, "finding_new", "pattern", one.pk, **found("maintenance")).status_code == 302
    made = Rectification.objects.get()
    assert (made.source, made.about, made.found_by) == ("pattern", one.stream, team.security)
    assert (
        "maintenance"
        not in text(of(team.maintenance), "finding_new", "pattern", one.pk).split('name="department"')[1][:300]
    )
