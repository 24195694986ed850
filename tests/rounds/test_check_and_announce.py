"""What was done is looked at; what is to be done is announced; what came on paper is entered; what a week held is reported."""

from datetime import timedelta
from typing import Any

import pytest

from gensui.core.events import company
from gensui.ledger import due, policies, verify
from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.ledger.refusals import NotAllowedYet
from gensui.people import acting
from gensui.people.access import NotYours
from gensui.people.models import Building
from gensui.rounds import queries
from gensui.rounds.actions import announcing, checking, planning, reporting, walking
from gensui.rounds.actions.announcing import Told
from gensui.rounds.actions.checking import OnPaper
from gensui.rounds.actions.planning import StopAt
from gensui.rounds.models import Plan, Report, Round, Sort
from gensui.rounds.refusals import BadPlan, NotSubmitted, Over, Submitted, TooLate, WrongPlace
from tests.cast import MONDAY, minutes
from tests.rounds.conftest import Grounds, Walk, hours, slots

pytestmark = pytest.mark.database
DONE = {"floors": True, "lifts": True}


def faults() -> list[str]:
    return [str(found) for found in verify.check_log(policies.newest()) if isinstance(found, verify.Fault)]


def cleaned(ground: Grounds, key: str, minute: float, plan: Plan | None = None, begun: str = "") -> Round:
    plan = plan or ground.lobby
    round = walking.start_round(plan=plan, key=begun or key, actor=ground.cleaner, at=minutes(minute))
    point = plan.stops.select_related("point").get().point
    walking.prove_points(
        round=round,
        proved=[ground.proved(0, minute + 5, point=point, answers=DONE)],
        actor=ground.cleaner,
        at=minutes(minute + 5),
    )
    return walking.finish_round(round=round, actor=ground.cleaner, at=minutes(minute + 6))


def test_what_does_not_pass_is_done_again_within_its_time(ground: Grounds) -> None:
    round = cleaned(ground, "lobby-am", -60)
    checking.check_round(round=round, passed=False, score=2, remark="角落有灰", actor=ground.head, at=minutes(0))
    clock = Obligation.objects.get(clause="4.4.1")
    assert (clock.state, clock.due_at) == ("open", minutes(120))
    again = Round.objects.get(redo_of=round)
    assert again.state == "planned"

    done = cleaned(ground, "", 30, begun=again.key)
    assert (done.pk, done.state, done.missed) == (again.pk, "done", [])
    clock.refresh_from_db()
    assert clock.state == "met"
    assert [one.state for one in slots(ground.lobby)[:2]] == ["met", "open"]  # a redo takes no other slot
    checking.check_round(round=done, passed=True, score=5, actor=ground.head, at=minutes(50))
    with pytest.raises(Over):
        checking.check_round(round=done, passed=True, actor=ground.head, at=minutes(51))
    assert faults() == []


def test_who_looks(ground: Grounds, walk: Walk) -> None:
    round = walk(0, 1, 2, 3)
    for stranger in (ground.guard, ground.other, ground.head, ground.cast.li, ground.cast.stranger):
        with pytest.raises(NotYours):
            checking.check_round(round=round, passed=True, actor=stranger, at=minutes(30))
    own = walk(0, 1, 2, 3, key="by-the-lead", by=ground.lead, start=1)
    with pytest.raises(NotYours):
        checking.check_round(round=own, passed=True, actor=ground.lead, at=minutes(40))


def task(ground: Grounds, plan: Plan, days: float) -> Round:
    planning.plan_tasks(actor=acting.SYSTEM, at=MONDAY - timedelta(hours=1))
    return Round.objects.filter(plan=plan, planned_at__gte=MONDAY + timedelta(days=days)).order_by("planned_at")[0]


def told(ground: Grounds, round: Round) -> Told:
    assert round.planned_at is not None
    return Told(
        title="草坪修剪",
        work="割草",
        place="中央花園",
        to_at=round.planned_at + timedelta(hours=4),
        impact="請關窗",
        contact="客服 0100",
    )


def test_no_start_without_its_notice_in_time(ground: Grounds) -> None:
    round = task(ground, ground.lawn, 1.5)
    gate = Obligation.objects.get(clause="4.4.8", same=[round.key])
    assert round.planned_at is not None
    assert gate.due_at == round.planned_at - timedelta(hours=24)  # it is a clock that everybody sees
    with pytest.raises(NotAllowedYet):
        walking.start_round(plan=ground.lawn, key=round.key, actor=ground.gardener, at=round.planned_at)

    notice = announcing.publish_notice(round=round, told=told(ground, round), actor=ground.head, at=minutes(0))
    assert notice.told == 3  # Mei, her tenant, and Wu
    assert set(Outgoing.objects.filter(what="message.notice").values_list("to", flat=True)) == {
        ground.cast.mei.key, ground.cast.tenant.key, ground.cast.wu.key,
    }  # fmt: skip
    assert [one.pk for one in queries.notices_for(ground.cast.mei, minutes(1))] == [notice.pk]
    begun = walking.start_round(plan=ground.lawn, key=round.key, actor=ground.gardener, at=round.planned_at)
    point = ground.lawn.stops.get().point
    walking.prove_points(
        round=begun,
        proved=[ground.proved(0, point=point, at=round.planned_at, answers={})],
        actor=ground.gardener,
        at=round.planned_at,
    )
    walking.finish_round(round=begun, actor=ground.gardener, at=round.planned_at + timedelta(hours=3))
    assert Obligation.objects.get(clause="4.4.6", same=[round.key]).state == "met"
    assert faults() == []


def test_spraying_is_announced_three_days_ahead_or_put_off(ground: Grounds) -> None:
    round = task(ground, ground.spray, 2)
    assert queries.hours_ahead(ground.spray, MONDAY) == 72
    with pytest.raises(TooLate, match="72"):
        announcing.publish_notice(round=round, told=told(ground, round), actor=ground.head, at=minutes(0))
    assert round.announcements.count() == 0

    later = announcing.put_off_task(
        round=round, starts_at=MONDAY + timedelta(days=4), reason="公示遲了", actor=ground.head, at=minutes(1)
    )
    announcing.publish_notice(round=later, told=told(ground, later), actor=ground.head, at=minutes(2))
    round.refresh_from_db()
    assert round.state == "cancelled"
    assert [one.voided_by for one in Obligation.objects.filter(same=[round.key])] == ["task.cancelled"] * 2
    assert faults() == []


def test_rain_puts_it_off_and_cancelling_tells_everybody_again(ground: Grounds) -> None:
    round = task(ground, ground.lawn, 1.5)
    building = Building.objects.get(name="3")
    announcing.publish_notice(
        round=round,
        told=Told(**{**vars_of(told(ground, round)), "buildings": [building]}),
        actor=ground.head,
        at=minutes(0),
    )
    later = announcing.put_off_task(
        round=round, starts_at=MONDAY + timedelta(days=3), reason="下雨", actor=ground.head, at=minutes(5)
    )
    bodies = list(
        Outgoing.objects.filter(what="message.notice", to=ground.cast.mei.key)
        .order_by("id")
        .values_list("body", flat=True)
    )
    assert ["Put off" in body for body in bodies] == [False, True, False]  # announced, put off, announced anew at once
    announcing.cancel_task(round=later, reason="改期另告", actor=ground.head, at=minutes(10))
    last = Outgoing.objects.filter(what="message.notice", to=ground.cast.mei.key).latest("id")
    assert last.body.startswith("Cancelled")
    assert queries.notices_for(ground.cast.mei, minutes(11)) == []
    with pytest.raises(Over):
        announcing.cancel_task(round=later, reason="again", actor=ground.head, at=minutes(12))
    with pytest.raises(NotYours):
        announcing.cancel_task(round=task(ground, ground.lawn, 4), reason="no", actor=ground.gardener, at=minutes(12))


def vars_of(one: Told) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Told.__slots__}


def test_a_day_on_paper_is_entered_with_both_times(ground: Grounds) -> None:
    lines = [OnPaper(point, MONDAY + timedelta(minutes=3 * number)) for number, point in enumerate(ground.points[:3])]
    for _twice in range(2):
        round = checking.enter_round(
            plan=ground.route, key="paper-1", worker=ground.guard, lines=lines, started_at=MONDAY, finished_at=minutes(20),
            actor=ground.lead, at=hours(8),
        )  # fmt: skip
    round.refresh_from_db()
    assert (round.came, round.worker, round.missed) == ("paper", ground.guard, [ground.points[3].pk])
    assert {(one.proof, one.received_at) for one in round.scans.all()} == {("paper", hours(8))}
    assert all("by_hand" in one.flags for one in round.scans.all())
    event = Event.objects.get(kind="patrol.round_started")
    assert (event.occurred_at, event.recorded_at) == (MONDAY, hours(8))
    assert slots(ground.route)[1].excuse == "late_entry"
    with pytest.raises(NotYours):
        checking.enter_round(
            plan=ground.route, key="paper-2", worker=ground.guard, lines=lines, started_at=MONDAY, finished_at=minutes(20),
            actor=ground.guard, at=hours(8),
        )  # fmt: skip
    assert faults() == []


def test_plans_and_points_that_cannot_be(ground: Grounds) -> None:
    patrol = Sort.objects.get(pk="patrol")
    point = ground.points[0]
    for stops, words in (
        ([], {}),
        ([StopAt(point), StopAt(point)], {}),
        ([StopAt(point)], {"rule": "FREQ=SECONDLY"}),
        ([StopAt(point)], {"name": "甲線"}),
    ):
        given: dict[str, Any] = {"name": "乙線"} | words
        with pytest.raises(BadPlan):
            planning.make_plan(
                site=ground.cast.site, sort=patrol, stops=stops, actor=ground.lead, at=minutes(0), **given
            )
    elsewhere = planning.make_point(
        site=ground.cast.stranger.department.site,
        name="遠",
        x=1,
        y=2000,
        department="security",
        actor=ground.cast.qin,
        at=minutes(0),
    )
    assert elsewhere.y == 1000
    with pytest.raises(WrongPlace):
        planning.make_plan(
            site=ground.cast.site, sort=patrol, name="丙線", stops=[StopAt(elsewhere)], actor=ground.lead, at=minutes(0)
        )
    for stranger in (ground.guard, ground.head, ground.cast.stranger):
        with pytest.raises(NotYours):
            planning.make_plan(
                site=ground.cast.site, sort=patrol, name="丁線", stops=[StopAt(point)], actor=stranger, at=minutes(0)
            )


def test_a_new_sort_of_plan_is_data(ground: Grounds) -> None:
    sort = Sort.objects.create(
        key="steps", name={"en": "Steps swept of leaves", "zh-Hant": "掃落葉", "zh-Hans": "扫落叶"}, department="cleaning", walk="task",
        clause="4.4.2", work="clean", rule="FREQ=DAILY;BYMONTH=11,12", minutes=30,
    )  # fmt: skip
    plan = planning.make_plan(
        site=ground.cast.site, sort=sort, name="東階", stops=[StopAt(ground.points[0])], actor=ground.head, at=minutes(0),
        first_at=minutes(30), tolerance=timedelta(minutes=20),
    )  # fmt: skip
    due.plan(at=minutes(0), who=queries.Roster())
    assert [one.due_at for one in slots(plan)] == [minutes(50), minutes(50 + 24 * 60)]


def test_the_weeks_report_is_drafted_submitted_and_received(ground: Grounds) -> None:
    cleaned(ground, "lobby-am", -60)
    due.sweep(at=hours(24 * 7))
    at = MONDAY + timedelta(days=7)
    assert reporting.end_weeks(actor=acting.SYSTEM, at=at) == 2
    assert reporting.end_weeks(actor=acting.SYSTEM, at=at) == 0
    report = Report.objects.get(department="cleaning")
    assert (report.period, report.kept, report.planned) == ("2026-W48", 1, 5)
    assert "3 棟大堂樓道: missed" in report.problems
    clock = Obligation.objects.get(stream=report.stream, clause="2.4.6")
    assert (clock.state, clock.due_at) == ("open", MONDAY + timedelta(days=7, hours=2))  # Monday noon

    with pytest.raises(NotSubmitted):
        reporting.receive_report(report=report, actor=ground.cast.head, at=at)
    with pytest.raises(NotYours):
        reporting.submit_report(report=report, problems="", patterns="", ahead="", actor=ground.cleaner, at=at)
    reporting.submit_report(report=report, problems="p", patterns="", ahead="a", actor=ground.head, at=at)
    with pytest.raises(Submitted):
        reporting.submit_report(report=report, problems="q", patterns="", ahead="", actor=ground.head, at=at)
    with pytest.raises(NotYours):
        reporting.receive_report(report=report, actor=ground.head, at=at)
    received = reporting.receive_report(report=report, actor=ground.cast.li, at=at)
    clock.refresh_from_db()
    assert (clock.state, received.problems, received.received_by) == ("met", "p", ground.cast.li)
    assert Event.objects.filter(kind=company.ReportReceived.kind).count() == 1
    assert faults() == []
