"""An inspection: called by the calendar, drawn, judged, signed; what is not kept becomes a finding with its clock."""

from datetime import timedelta

import pytest

from gensui.cases.models import ReturnVisit
from gensui.ledger import due
from gensui.ledger.models import Event, Obligation
from gensui.ledger.queries import events_of
from gensui.oversight import sampling
from gensui.oversight.actions import inspecting
from gensui.oversight.actions.inspecting import Mark
from gensui.oversight.frames import WEEKLY
from gensui.oversight.models import Inspection, Item, Judgement, Rectification
from gensui.oversight.refusals import (
    IncompleteJudgement,
    NoPeriod,
    NotJudged,
    NotPartOfIt,
    NotThatFar,
    OwnDepartment,
)
from gensui.oversight.sampling import Record
from gensui.people.access import NotYours
from gensui.people.acting import SYSTEM, Entry
from tests.cast import MONDAY
from tests.oversight.conftest import WEEK, Closed, Team, judged, marks

pytestmark = pytest.mark.database

LATER = MONDAY + timedelta(hours=1)


def drawn(weekly: Inspection, team: Team) -> Inspection:
    return inspecting.draw_sample(inspection=weekly, actor=team.security, at=LATER)


def test_a_week_is_inspected_from_the_call_to_the_signature(weekly: Inspection, team: Team) -> None:
    (duty,) = Obligation.objects.filter(stream=weekly.stream)
    assert (duty.clause, duty.state, duty.holder) == ("6.1.2", "open", "staff:A02")
    assert duty.due_at == WEEK + timedelta(days=14)  # a week after the week was over

    found = drawn(weekly, team)
    assert (found.population, found.items.count()) == (30, 10)
    judged(found, team.security, tidy="general", plan="minor")
    inspecting.sign_inspection(inspection=found, summary="兩處不足", actor=team.leader, at=LATER + timedelta(hours=2))

    found.refresh_from_db()
    duty.refresh_from_db()
    assert (found.state, duty.state) == ("done", "met")
    plan, tidy = Rectification.objects.order_by("clause")
    assert (plan.clause, plan.severity, tidy.clause, tidy.severity) == ("2.2.5", "minor", "4.2.7", "general")
    clocks = {one.stream: one for one in Obligation.objects.filter(clause="6.1.3")}
    assert clocks[plan.stream].due_at == clocks[plan.stream].opened_at + timedelta(days=3)
    assert clocks[tidy.stream].due_at == clocks[tidy.stream].opened_at + timedelta(days=7)
    assert clocks[tidy.stream].holder == "staff:M01"

    lines = Judgement.objects.filter(item__inspection=found).exclude(verdict="na")
    (told,) = [event.data for event in events_of(found.stream) if event.kind == "inspection.judged"]
    assert told["employee"] == team.cast.chen.key  # whose work all of it was
    assert (told["items"], told["passed"]) == (lines.count(), lines.count() - 2)
    (record,) = [event.data["filled"] for event in events_of(found.stream) if event.kind == "inspection.done"]
    assert {"inspectors", "sample", "findings", "summary"} <= set(record)


def test_the_sample_can_be_drawn_again_from_seed_and_list(weekly: Inspection, team: Team) -> None:
    found = drawn(weekly, team)
    listed = [Record(key, stratum) for key, stratum in found.frame["case"]]
    again = sampling.draw(found.seed, listed, WEEKLY)
    assert again == list(found.items.order_by("place").values_list("subject", flat=True))
    event = Event.objects.get(stream=found.stream, kind="inspection.drawn")
    assert event.data["seed"] == found.seed == Event.objects.get(stream=found.stream, number=1).hash
    assert event.data["digest"] == sampling.digest(listed)


def test_what_is_always_looked_at_is_in_it_with_its_reason(team: Team, closed: Closed) -> None:
    cast = team.cast
    cases = closed(60)
    for number, words in ((1, {"priority": "P1"}), (2, {"round": 2})):
        type(cases[0]).objects.filter(pk=cases[number].pk).update(**words)
    for number, outcome in ((3, "dissatisfied"), (4, "unreachable")):
        ReturnVisit.objects.create(case=cases[number], round=1, outcome=outcome, visitor=cast.li, visited_at=MONDAY)
    inspecting.call_due(actor=SYSTEM, at=MONDAY)
    found = drawn(Inspection.objects.get(kind="weekly", department="maintenance"), team)
    why = dict(found.items.values_list("case_id", "reasons"))
    for number, reason in ((1, "urgent"), (2, "reopened"), (3, "dissatisfied"), (4, "unreachable")):
        assert reason in why[cases[number].pk]
    assert sum("drawn" in reasons for reasons in why.values()) == 10


def test_every_department_is_called_once_a_week_and_a_month(team: Team) -> None:
    called = inspecting.call_due(actor=SYSTEM, at=MONDAY + timedelta(days=9))
    here = Inspection.objects.filter(site=team.cast.site)
    assert (called, here.count()) == (14, 12)  # six departments here, one elsewhere
    assert set(Inspection.objects.values_list("period", flat=True)) == {"2026-W48", "2026-11"}
    assert inspecting.call_due(actor=SYSTEM, at=MONDAY + timedelta(days=10)) == 0
    assert inspecting.call_due(actor=SYSTEM, at=MONDAY + timedelta(days=14)) == 7


def test_what_was_over_before_there_was_a_policy_is_not_called(team: Team) -> None:
    assert inspecting.call_due(actor=SYSTEM, at=MONDAY) == 7
    assert set(Inspection.objects.values_list("period", flat=True)) == {"2026-W47"}  # in force since 1 November


def test_nobody_holding_it_lapses_in_the_open(weekly: Inspection, team: Team) -> None:
    due.sweep(at=WEEK + timedelta(days=14, minutes=1))
    (duty,) = Obligation.objects.filter(stream=weekly.stream)
    assert duty.lapsed_at == WEEK + timedelta(days=14)
    found = drawn(weekly, team)
    assert found.state == "drawn"


def test_few_records_are_taken_whole_and_none_leave_nothing_to_judge(team: Team, closed: Closed) -> None:
    closed(4)
    inspecting.call_due(actor=SYSTEM, at=MONDAY)
    few = drawn(Inspection.objects.get(kind="weekly", department="maintenance"), team)
    assert (few.population, few.items.count()) == (4, 4)
    none = inspecting.draw_sample(
        inspection=Inspection.objects.get(kind="weekly", department="cleaning"), actor=team.maintenance, at=LATER
    )
    inspecting.sign_inspection(inspection=none, summary="", actor=team.leader, at=LATER)
    none.refresh_from_db()
    assert (none.population, none.state) == (0, "done")


def test_nobody_looks_at_the_own_department(weekly: Inspection, team: Team) -> None:
    with pytest.raises(OwnDepartment) as refused:
        inspecting.draw_sample(inspection=weekly, actor=team.maintenance, at=LATER)
    assert "own department" in refused.value.sentence
    found = drawn(weekly, team)
    item = found.items.order_by("place")[0]
    with pytest.raises(OwnDepartment):
        inspecting.judge_item(item=item, marks=marks(found, item), actor=team.maintenance, at=LATER)
    with pytest.raises(OwnDepartment):
        inspecting.add_item(inspection=found, subject=item.subject, remark="", actor=team.maintenance, at=LATER)
    with pytest.raises(OwnDepartment):
        inspecting.call_spot_check(
            site=team.cast.site, department="maintenance", since=WEEK, until=MONDAY, actor=team.maintenance, at=LATER
        )
    own = Inspection.objects.get(kind="weekly", department="administration")
    with pytest.raises(OwnDepartment):
        inspecting.draw_sample(inspection=own, actor=team.leader, at=LATER)
    inspecting.draw_sample(inspection=own, actor=team.security, at=LATER)
    with pytest.raises(OwnDepartment):
        inspecting.sign_inspection(inspection=own, summary="", actor=team.leader, at=LATER)
    inspecting.sign_inspection(inspection=own, summary="", actor=team.cast.gm, at=LATER)


def test_the_look_at_the_administration_is_the_head_of_services(weekly: Inspection, team: Team) -> None:
    """The administration manager, who answers for all others, may not draw there."""
    own = Inspection.objects.get(kind="weekly", department="administration")
    holders = {
        one.stream: one.holder for one in Obligation.objects.filter(clause="6.1.2", stream__startswith="inspection:")
    }
    assert (holders[own.stream], holders[weekly.stream]) == (team.cast.head.key, team.leader.key)
    inspecting.draw_sample(inspection=own, actor=team.cast.head, at=LATER)


def test_cleaning_does_not_look_at_greening(team: Team) -> None:
    with pytest.raises(OwnDepartment):
        inspecting.call_spot_check(
            site=team.cast.site, department="greening", since=WEEK, until=MONDAY, actor=team.cleaning, at=LATER
        )


def test_who_is_not_on_the_team_does_nothing_of_it(weekly: Inspection, team: Team) -> None:
    cast = team.cast
    for somebody in (cast.li, cast.zhao, cast.chen, cast.hr, cast.operator, cast.stranger, cast.gm):
        with pytest.raises(NotYours):
            inspecting.draw_sample(inspection=weekly, actor=somebody, at=LATER)
    found = drawn(weekly, team)
    judged(found, team.security)
    for somebody in (team.security, cast.head, cast.li):
        with pytest.raises(NotYours):
            inspecting.sign_inspection(inspection=found, summary="", actor=somebody, at=LATER)


def test_what_was_drawn_is_looked_at_before_it_is_signed(weekly: Inspection, team: Team) -> None:
    with pytest.raises(NotThatFar):
        inspecting.sign_inspection(inspection=weekly, summary="", actor=team.leader, at=LATER)
    found = drawn(weekly, team)
    with pytest.raises(NotJudged):
        inspecting.sign_inspection(inspection=found, summary="", actor=team.leader, at=LATER)
    with pytest.raises(NotThatFar):
        drawn(weekly, team)


def test_a_judgement_is_whole_and_the_last_word_stands(weekly: Inspection, team: Team) -> None:
    found = drawn(weekly, team)
    item = found.items.order_by("place")[0]
    whole = marks(found, item, tidy="minor")
    inspecting.judge_item(item=item, marks=whole, actor=team.security, at=LATER)
    for broken in (
        whole[1:],
        [Mark(line=one.line, verdict="fail", severity="minor") for one in whole],
        [Mark(line=one.line, verdict="fail", note="不淨") for one in whole],
        [Mark(line=one.line, verdict="perhaps") for one in whole],
    ):
        with pytest.raises(IncompleteJudgement):
            inspecting.judge_item(item=item, marks=broken, actor=team.security, at=LATER)
    inspecting.judge_item(item=item, marks=marks(found, item), actor=team.security, at=LATER)
    assert set(item.judgements.values_list("verdict", flat=True)) == {"pass"}

    judged(found, team.security)
    inspecting.sign_inspection(inspection=found, summary="", actor=team.leader, at=LATER)
    with pytest.raises(NotThatFar):
        inspecting.judge_item(item=item, marks=whole, actor=team.security, at=LATER)
    assert not Rectification.objects.exists()


def test_something_is_put_in_by_hand_once(weekly: Inspection, team: Team, closed: Closed) -> None:
    found = drawn(weekly, team)
    inside = set(found.items.values_list("case_id", flat=True))
    left = next(
        pk for pk in range(1, 10_000) if f"case:2026-{pk:06d}" in dict(found.frame["case"]) and pk not in inside
    )
    subject = f"case:2026-{left:06d}"
    for _time in range(2):
        inspecting.add_item(inspection=found, subject=subject, remark="補錄", actor=team.security, at=LATER)
    (item,) = Item.objects.filter(reasons=["by_hand"])
    assert (item.case_id, item.place, item.remark) == (left, 11, "補錄")
    for strange in ("case:2026-999999", "round:1", "gate:G000001", "nonsense", "case:x"):
        with pytest.raises(NotPartOfIt):
            inspecting.add_item(inspection=found, subject=strange, remark="", actor=team.security, at=LATER)
    (complaint,) = closed(1, request_type="complaint", department="administration", category=team.cast.complaint)
    with pytest.raises(NotPartOfIt):
        inspecting.add_item(inspection=found, subject=complaint.stream, remark="", actor=team.security, at=LATER)


def test_a_spot_check_is_called_once_and_of_what_is_over(team: Team, closed: Closed) -> None:
    closed(8)
    call = {"site": team.cast.site, "department": "maintenance", "since": WEEK, "until": MONDAY, "actor": team.leader}
    for _time in range(2):
        made = inspecting.call_spot_check(**call, at=LATER, entry=Entry(once="spot:1"))  # type: ignore[arg-type]
    assert Inspection.objects.filter(kind="spot").count() == 1
    assert drawn(made, team).items.count() == 5
    for wrong in ({"since": MONDAY}, {"until": LATER + timedelta(days=1)}, {"since": WEEK - timedelta(days=200)}):
        with pytest.raises(NoPeriod):
            inspecting.call_spot_check(**(call | wrong), at=LATER)  # type: ignore[arg-type]


def test_complaints_are_looked_at_with_the_administration_alone(team: Team, closed: Closed) -> None:
    closed(3, request_type="complaint", department="administration", category=team.cast.complaint)
    inspecting.call_due(actor=SYSTEM, at=MONDAY)
    desk = drawn(Inspection.objects.get(kind="weekly", site=team.cast.site, department="customer_service"), team)
    above = drawn(Inspection.objects.get(kind="weekly", department="administration"), team)
    assert (desk.population, above.population) == (0, 3)
