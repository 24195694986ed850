"""What people wrote in files of supervision and of emergencies is changed, added or taken away by SQL: verify finds it."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model

from gensui.ledger.models import Salt
from gensui.ledger.written import check_words
from gensui.oversight.actions import appeals, awards, breaches, forgetting, rectifying, sanctions, surveys
from gensui.oversight.actions.inspecting import Mark, call_spot_check, draw_sample, judge_item, sign_inspection
from gensui.oversight.actions.rectifying import Found
from gensui.oversight.checklists import lines_of
from gensui.oversight.models import (
    Appeal,
    Breach,
    Idea,
    Inspection,
    Item,
    Judgement,
    Rectification,
    Reply,
    Sanction,
    SurveyAnswer,
)
from gensui.people.acting import SYSTEM
from gensui.reports import masking
from gensui.reports.written import WRITTEN
from gensui.security.actions import incident as emergencies
from gensui.security.actions.incident import Alarm
from gensui.security.models import Incident, IncidentStep
from tests.cast import MONDAY, Cast, minutes
from tests.cli.test_heads import lift
from tests.oversight.conftest import WEEK, Closed, Team
from tests.oversight.filed import FILE_AT, Lapse, Open
from tests.security.test_incident import finish

pytestmark = pytest.mark.database


def faults() -> set[str]:
    """The streams in which something is not as it was written."""
    return {fault.stream for fault in check_words(WRITTEN)}


@pytest.fixture
def inspected(team: Team, closed: Closed) -> Inspection:
    """A signed inspection with one finding."""
    closed(6)
    until = WEEK + timedelta(days=7)
    found = call_spot_check(
        site=team.cast.site, department="maintenance", since=WEEK, until=until, actor=team.leader, at=MONDAY
    )
    found = draw_sample(inspection=found, actor=team.leader, at=minutes(1))
    for place, item in enumerate(found.items.order_by("place")):
        marks = [Mark(line=line.key, verdict="pass") for line in lines_of(found, item)]
        if place == 0:
            marks[0] = Mark(line=marks[0].line, verdict="fail", severity="minor", note="未戴鞋套")
        judge_item(item=item, marks=marks, actor=team.leader, at=minutes(2), remark="看過")
    assert faults() == set()  # what is judged may be judged anew until it is signed
    return sign_inspection(inspection=found, summary="大致可以", actor=team.leader, at=minutes(3))


@pytest.fixture
def finding(team: Team) -> Rectification:
    """A finding that was answered and looked at."""
    said = Found(clause="4.2.7", problem="地面有積水", severity="general", source="inspection")
    found = rectifying.record_finding(
        site=team.cast.site, department="maintenance", found=said, actor=team.security, at=minutes(0)
    )
    found = rectifying.issue_notice(rectification=found, actor=team.security, at=minutes(1))
    found = rectifying.reply_to_notice(
        rectification=found, cause="趕下一單", measures="已補訓", actor=team.maintenance, at=minutes(2)
    )
    return rectifying.verify_rectification(
        rectification=found, passed=False, remark="還有水", actor=team.security, at=minutes(3)
    )


@pytest.fixture
def emergency(cast: Cast) -> Incident:
    """A fire, over and written up."""
    found = emergencies.report_incident(
        site=cast.site, alarm=Alarm(plan="fire", place="大堂"), actor=cast.guard, at=minutes(0)
    )
    found = emergencies.arrive_on_scene(incident=found, actor=cast.guard, at=minutes(1))
    found = emergencies.start_plan(incident=found, plan="fire", actor=cast.guard, at=minutes(2))
    step = found.steps.order_by("place")[0]
    found = emergencies.do_step(
        incident=found, step=step.pk, outcome="done", note="已斷電", actor=cast.guard, at=minutes(3)
    )
    return emergencies.control_incident(incident=finish(found, cast), actor=cast.guard, at=minutes(30))


@pytest.fixture
def appealed(opened: Open, cast: Cast) -> Sanction:
    """A sanction whose appeal was rejected."""
    found = opened("appealed")
    appeals.decide_appeal(
        sanction=found,
        decision="rejected",
        reasons="事實清楚，值班記錄與照片均已核對",
        hearing="聽過",
        actor=cast.gm,
        at=FILE_AT + timedelta(days=1),
    )
    return found


def changed(rows: Any, **new: Any) -> None:
    """Change a row behind the ledger's back: its stream is found; put back, nothing is."""
    (name,) = new
    row = rows.get()
    before = getattr(row, name)
    assert faults() == set()
    rows.update(**new)
    assert len(faults()) == 1, new
    rows.update(**{name: before})
    assert faults() == set()


NOT_PEOPLES = {"seed", "frame", "name", "call", "token", "text", "key"}
"""Columns beside the words: keys, what ``sample`` draws again, and what the plan of an emergency says."""


def each_column_is_compared(*tables: type[Model]) -> None:
    """Whatever column of these tables holds words, a change of it in any row is found."""
    for table in tables:
        for field in table._meta.fields:
            if masking.holds_words(field) and field.name not in NOT_PEOPLES:
                new = {"別": 1} if field.get_internal_type() == "JSONField" else "別"
                changed(table._default_manager.filter(pk=table._default_manager.latest("pk").pk), **{field.name: new})


def test_an_inspection(inspected: Inspection) -> None:
    failed = Judgement.objects.filter(item__inspection=inspected, verdict="fail")
    each_column_is_compared(Inspection, Item, Judgement)
    changed(failed, severity="major")
    failed.delete()
    assert faults() == {inspected.stream}


def test_a_rectification(finding: Rectification) -> None:
    each_column_is_compared(Rectification, Reply)
    replies = Reply.objects.filter(rectification=finding)
    changed(replies, result="passed")
    reply = replies.get()
    Reply.objects.create(
        rectification=finding,
        round=2,
        cause="一",
        measures="二",
        replied_by=reply.replied_by,
        replied_at=reply.replied_at,
    )
    assert faults() == {finding.stream}


def test_an_emergency(emergency: Incident) -> None:
    each_column_is_compared(Incident, IncidentStep)
    IncidentStep.objects.filter(incident=emergency).exclude(note="").delete()
    assert faults() == {emergency.stream}


def test_a_sanction_and_its_appeal(appealed: Sanction) -> None:
    each_column_is_compared(Sanction, Appeal)
    Appeal.objects.filter(sanction=appealed).delete()
    assert faults() == {appealed.stream}


def test_a_file_that_was_forgotten_is_no_fault(opened: Open, cast: Cast) -> None:
    found = sanctions.drop_file(
        sanction=opened("heard"), words="查無實據", actor=cast.chief, at=FILE_AT + timedelta(days=1)
    )
    later = FILE_AT + timedelta(days=1200)
    forgetting.forget_old_files(actor=SYSTEM, at=later)
    assert Sanction.objects.get(pk=found.pk).facts == forgetting.GONE
    assert not Salt.objects.filter(stream=found.stream).exists()
    awards.submit_idea(title="鞋套", proposal="每單兩副", effect="cost", actor=cast.chen, at=later)
    assert faults() == set()


def test_an_idea(cast: Cast) -> None:
    idea = awards.submit_idea(title="鞋套", proposal="每單兩副", effect="cost", actor=cast.chen, at=minutes(0))
    awards.decline_idea(idea=idea, answer="已有", actor=cast.qin, at=minutes(1))
    each_column_is_compared(Idea)


def test_a_talk_that_was_changed_added_or_taken_away(cast: Cast, lapse: Lapse) -> None:
    late = lapse(2)
    one = [late[0].pk]
    breaches.hold_talk(employee=cast.chen, breaches=one, words="談過", actor=cast.chief, at=FILE_AT)
    rows = Breach.objects.filter(employee=cast.chen)
    each_column_is_compared(Breach)
    noted = breaches.doubt_breach(breach=late[1].pk, words="不是我", actor=cast.chen, at=FILE_AT)
    breaches.uphold_breach(breach=noted, actor=cast.chief, at=FILE_AT)
    assert faults() == set()
    row = rows.get()
    row.pk, row.clause = None, "4.2.3"
    row.save(force_insert=True)
    assert faults() == {cast.chen.key}
    rows.delete()
    assert faults() == {cast.chen.key}


def test_what_owners_answered(cast: Cast) -> None:
    survey = surveys.open_survey(site=cast.site, until=MONDAY + timedelta(days=20), actor=cast.qin, at=MONDAY)
    surveys.answer_survey(survey=survey, marks={"security": 5}, text="很好", actor=cast.mei, at=minutes(1))
    answers = SurveyAnswer.objects.filter(survey=survey)
    changed(answers, text="不好")
    each_column_is_compared(SurveyAnswer)
    SurveyAnswer.objects.create(survey=survey, token="x", marks={}, text="添一筆")
    assert faults() == {survey.stream}


def test_a_history_without_digests_is_not_compared(finding: Rectification) -> None:
    """As a release before this one wrote it."""
    lift("UPDATE ledger_event SET digests = NULL WHERE stream = %s", finding.stream)
    Rectification.objects.filter(pk=finding.pk).update(problem="別的")
    assert faults() == set()


ROOMS = ("oversight", "security")
OTHERWISE: dict[str, str] = {
    "oversight.Picture": "known by its own digest, which the event names",
    "oversight.Team": "names a document that is kept on paper",
    "oversight.Leaving": "carried out on its day, or withdrawn; each is an event",
    "oversight.PayTerms": "wages are sealed, and go when their time is over",
    "oversight.MinimumWage": "published by the city",
    "oversight.LegalBasis": "approved by a second person; each approval is an event",
    "oversight.Month": "counted from the log, and counted again by verify",
    "oversight.MonthSheet": "counted from the log, and counted again by verify",
    "oversight.ScoreLine": "counted from the log, and counted again by verify",
    "oversight.Figure": "counted from the log, and counted again by verify",
    "security.Pass": "erased after thirty days",
    "security.GateEntry": "erased after thirty days",
    "security.IncidentNotice": "names of bodies outside, from the plan; who was told is an event each",
    "security.IncidentPhoto": "known by its own digest, which the event names",
    "security.DailyReport": "made from what happened; its handover is read the next morning",
    "security.DailyExplanation": "goes with the day's report",
}


def test_a_new_column_for_words_is_digested_or_has_its_reason() -> None:
    """Every table of these rooms that people write into is declared, whole or as a part; a new one fails here until it is."""
    places = [place for room in WRITTEN for place in room.places]
    digested: set[type[Model]] = {model for place in places for model in (place.model, *place.parts)}
    for app in ROOMS:
        for model in apps.get_app_config(app).get_models():
            words = [field for field in model._meta.fields if masking.holds_words(field)]
            if words and model not in digested:
                assert OTHERWISE.get(model._meta.label), model
