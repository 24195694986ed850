"""A plan is changed by its next edition: what was planned for later is planned anew, what was done stays where it was."""

from datetime import timedelta

import pytest

from gensui.ledger import due, policies, verify
from gensui.ledger.models import Event, Outgoing
from gensui.people import acting
from gensui.rounds import access, queries
from gensui.rounds.actions import announcing, changing, planning, syncing, tending
from gensui.rounds.actions.announcing import Told
from gensui.rounds.actions.changing import Change
from gensui.rounds.actions.planning import StopAt
from gensui.rounds.models import Plan, Round
from gensui.rounds.refusals import BadPlan, PlanRetired
from tests.cast import MONDAY
from tests.rounds.conftest import Grounds, Walk, hours, slots
from tests.rounds.test_sync import whole

pytestmark = pytest.mark.database

FROM = MONDAY + timedelta(hours=8)


def change(ground: Grounds, *places: int, rule: str = "FREQ=HOURLY;INTERVAL=3", tolerance: int = 15) -> Change:
    stops = [StopAt(ground.points[place], seconds=60) for place in places]
    return Change(stops=stops, rule=rule, tolerance=timedelta(minutes=tolerance), minutes=40, whose=ground.other)


def faults() -> list[str]:
    return [str(found) for found in verify.check_log(policies.newest()) if isinstance(found, verify.Fault)]


def test_slots_from_then_on_are_withdrawn_and_planned_anew(ground: Grounds, walk: Walk) -> None:
    walk(0, 1, 2, 3)
    before = slots(ground.route)
    made = changing.change_plan(
        plan=ground.route, change=change(ground, 3, 0, 2), first_at=FROM, actor=ground.lead, at=hours(1)
    )
    assert due.plan(at=hours(1), who=queries.Roster()) > 0

    ground.route.refresh_from_db()
    assert (made.edition, made.replaces, ground.route.ends_at, ground.route.retired_at) == (2, ground.route, FROM, None)
    assert [stop.point for stop in queries.stops_of(made)] == [ground.points[3], ground.points[0], ground.points[2]]
    assert [stop.point for stop in queries.stops_of(ground.route)] == ground.points  # history stays
    old = slots(ground.route)
    assert [slot.pk for slot in old] == [slot.pk for slot in before]
    early = timedelta(minutes=10)
    assert {slot.state for slot in old if slot.not_before is not None and slot.not_before + early >= FROM} == {"void"}
    assert [slot.state for slot in old if slot.not_before is not None and slot.not_before + early < FROM] == [
        "open", "met", "open", "open", "open",
    ]  # fmt: skip
    assert {slot.voided_by for slot in old if slot.state == "void"} == {"withdrawn"}
    new = slots(made)
    assert new[0].due_at == FROM + timedelta(minutes=15)
    assert new[1].due_at == FROM + timedelta(hours=3, minutes=15)
    assert {slot.holder for slot in new} == {ground.other.key}
    assert Event.objects.filter(stream=ground.route.stream, kind="plan.changed").count() == 1
    assert faults() == []


def test_a_phone_that_walked_the_old_edition_is_believed(ground: Grounds) -> None:
    changing.change_plan(
        plan=ground.route, change=change(ground, 0), first_at=hours(0.75), actor=ground.lead, at=hours(0.5)
    )
    answers = syncing.take_entries(entries=whole(ground), device="p", sent_at=hours(2), actor=ground.guard, at=hours(2))
    assert {one.outcome for one in answers} == {"taken"}
    assert Round.objects.get().missed == []
    assert slots(ground.route)[1].state == "met"


def test_an_edition_that_ended_is_retired_a_day_later(ground: Grounds) -> None:
    made = changing.change_plan(
        plan=ground.route, change=change(ground, 0), first_at=FROM, actor=ground.lead, at=hours(1)
    )
    tending.tend(actor=acting.SYSTEM, at=FROM + timedelta(hours=23))
    assert set(Plan.objects.followed().filter(name="甲線")) == {ground.route, made}
    tending.tend(actor=acting.SYSTEM, at=FROM + timedelta(hours=25))
    assert list(Plan.objects.followed().filter(name="甲線")) == [made]
    assert slots(ground.route, state="open") == []
    assert faults() == []


def test_tasks_on_the_calendar_are_taken_back_and_whoever_was_told_is_told(ground: Grounds) -> None:
    planning.plan_tasks(actor=acting.SYSTEM, at=hours(0))
    task = Round.objects.filter(plan=ground.spray).order_by("planned_at")[6]
    assert task.planned_at is not None
    told = Told(
        title="噴藥",
        work="蚜蟲",
        place="草坪",
        to_at=task.planned_at + timedelta(hours=2),
        impact="關窗",
        contact="1",
        agent="皂液",
    )
    announcing.publish_notice(round=task, told=told, actor=ground.head, at=hours(1))
    first_at = task.planned_at - timedelta(hours=1)
    made = changing.change_plan(
        plan=ground.spray, change=Change(stops=[StopAt(ground.points[0])], rule="FREQ=WEEKLY"), first_at=first_at, actor=ground.head,
        at=hours(2),
    )  # fmt: skip
    planning.plan_tasks(actor=acting.SYSTEM, at=hours(3))

    left = Round.objects.filter(plan=ground.spray, state="planned")
    assert left.exists()
    assert not left.filter(planned_at__gte=first_at).exists()
    assert Round.objects.filter(plan=made, state="planned").count() == 2
    bodies = list(Outgoing.objects.filter(what="message.notice").values_list("body", flat=True))
    assert len([body for body in bodies if "The plan has changed." in body]) == len(bodies) // 2 > 0
    assert faults() == []


def test_what_makes_no_edition(ground: Grounds) -> None:
    def go(plan: Plan, what: Change, actor: object = ground.lead, hour: float = 8) -> Plan:
        return changing.change_plan(plan=plan, change=what, first_at=hours(hour), actor=actor, at=hours(1))  # type: ignore[arg-type]

    for bad in (change(ground), change(ground, 0, 0), change(ground, 0, rule="FREQ=NEVER")):
        with pytest.raises(BadPlan):
            go(ground.route, bad)
    with pytest.raises(BadPlan, match="ahead"):
        go(ground.route, change(ground, 0), hour=1)
    for stranger in (ground.guard, ground.head, ground.cast.li):
        with pytest.raises(access.NotYours):
            go(ground.route, change(ground, 0), stranger)
    ground.route.refresh_from_db()
    assert ground.route.ends_at is None
    assert not Event.objects.filter(kind="slot.withdrawn").exists()

    made = go(ground.route, change(ground, 0))
    with pytest.raises(BadPlan, match="next edition"):
        go(ground.route, change(ground, 1))
    assert go(made, change(ground, 1), hour=9).edition == 3
    planning.retire_plan(plan=ground.lobby, actor=ground.head, at=hours(1))
    with pytest.raises(PlanRetired):
        go(ground.lobby, change(ground, 0), ground.head)
