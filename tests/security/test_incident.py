"""An emergency, from the red button to its review."""

from collections.abc import Callable
from typing import Any

import pytest

from gensui.ledger import policies, verify
from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.ledger.queries import events_of
from gensui.people.access import NotYours
from gensui.people.acting import Entry
from gensui.people.models import Employee
from gensui.people.refusals import NoWords
from gensui.security import plans
from gensui.security.actions import incident as actions
from gensui.security.actions.incident import Alarm
from gensui.security.models import Incident
from gensui.security.refusals import NoPlace, NoSuchPlan, StepsOpen, StillToTell, WrongStage
from tests.cast import Cast, minutes

pytestmark = pytest.mark.database

Walk = Callable[..., Incident]


@pytest.fixture
def fire(cast: Cast, sung: Employee, deng: Employee) -> Walk:
    """A fire in the lobby, walked to a state: half a minute from one step to the next."""

    def to(state: str = "reported", *, drill: bool = False) -> Incident:
        alarm = Alarm(plan="fire", area=cast.lobby, drill=drill)
        found = actions.report_incident(site=cast.site, alarm=alarm, actor=cast.li, at=minutes(0))
        steps: list[Callable[[Incident], Incident]] = [
            lambda one: actions.arrive_on_scene(incident=one, actor=cast.guard, at=minutes(0.5)),
            lambda one: actions.start_plan(incident=one, plan="fire", actor=cast.guard, at=minutes(1)),
            lambda one: actions.control_incident(incident=one, actor=cast.guard, at=minutes(20)),
            lambda one: actions.close_incident(
                incident=finish(one, cast), cause="電線老化", injured=0, evidence=[0, 1], actor=sung, at=minutes(40)
            ),
            lambda one: actions.review_incident(
                incident=one, review="到場快", measures="查線路", contained=True, actor=sung, at=minutes(60)
            ),
        ]
        for step in steps:
            if found.state == state:
                return found
            found = step(found)
        assert found.state == state
        return found

    return to


def finish(found: Incident, cast: Cast) -> Incident:
    for step in found.steps.filter(outcome=""):
        found = actions.do_step(incident=found, step=step.pk, outcome="done", actor=cast.guard, at=minutes(21))
    return found


def clock(found: Incident, clause: str) -> Obligation:
    return Obligation.objects.get(stream=found.stream, clause=clause)


def test_the_red_button_tells_everybody_of_the_plan_and_starts_the_minute(
    fire: Walk, cast: Cast, sung: Employee
) -> None:
    found = fire()
    assert clock(found, "4.3.9").due_at == minutes(1)
    told = {one.to for one in Outgoing.objects.filter(stream=found.stream, what="incident")}
    assert told == {
        one.key for one in (cast.lin, cast.head, cast.guard, sung, cast.zhao, cast.chief, cast.qin, cast.gm)
    } | {"staff:S11"}
    bodies = {one.body.partition("\n")[0] for one in Outgoing.objects.filter(what="incident")}
    assert bodies == {"Emergency: Fire, 大堂"}
    outside = found.notices.filter(employee=None)
    assert {str(one.call) for one in outside} == {"119", "120", ""}


def test_while_customer_service_knows_nothing_it_does_not_end(cast: Cast, sung: Employee) -> None:
    found = actions.report_incident(
        site=cast.site, alarm=Alarm(plan="water", place="x"), actor=cast.guard, at=minutes(0)
    )
    found = actions.arrive_on_scene(incident=found, actor=cast.guard, at=minutes(0.5))
    found = actions.start_plan(incident=found, plan="water", actor=cast.guard, at=minutes(1))
    found = actions.control_incident(incident=finish(found, cast), actor=cast.guard, at=minutes(22))
    words: dict[str, Any] = {"cause": "水管", "injured": 0, "evidence": [], "actor": sung}
    with pytest.raises(StillToTell):
        actions.close_incident(incident=found, **words, at=minutes(30))
    actions.acknowledge(incident=found, actor=cast.li, at=minutes(31))
    assert actions.close_incident(incident=found, **words, at=minutes(32)).state == "closed"


def test_a_fire_from_the_first_minute_to_the_review(fire: Walk, cast: Cast) -> None:
    found = fire("reviewed")
    in_time = ["4.3.9", "4.3.10", "2.3.5"]
    assert [clock(found, clause).lapsed_at for clause in in_time] == [None, None, None]
    assert not Obligation.objects.filter(stream=found.stream, state="open").exists()
    assert clock(found, "2.3.4").lapsed_at is None  # an agent reported it
    assert clock(found, "4.3.12").lapsed_at == minutes(5.5)  # no leader answered before the leader wrote it up
    kinds = [one.kind for one in events_of(found.stream) if not one.kind.startswith("obligation.")]
    assert kinds[-2:] == ["incident.closed", "incident.reviewed"]
    assert found.evidence[0]["there"]
    assert not found.evidence[2]["there"]
    assert [one for one in verify.check_log(policies.newest()) if isinstance(one, verify.Fault)] == []


def test_each_step_has_its_own_clock(fire: Walk, cast: Cast) -> None:
    found = fire("running")
    steps = list(found.steps.order_by("place"))
    assert len(steps) == len(plans.standard()["fire"].steps)
    duties = Obligation.objects.filter(stream=found.stream, clause="C16.1")
    assert {one.due_at for one in duties} == {one.due_at for one in steps}
    for _twice in range(2):
        actions.do_step(incident=found, step=steps[0].pk, outcome="done", actor=cast.guard, at=minutes(1.5))
    actions.do_step(incident=found, step=steps[1].pk, outcome="not_needed", actor=cast.guard, at=minutes(9))
    assert duties.filter(state="met", lapsed_at=None).count() == 1
    assert duties.filter(state="met", lapsed_at=minutes(3)).count() == 1
    assert Event.objects.filter(kind="incident.step_done").count() == 2


def test_answers_meet_the_promise_that_leaders_and_customer_service_know(fire: Walk, cast: Cast) -> None:
    found = fire()
    actions.acknowledge(incident=found, actor=cast.head, at=minutes(0.2))  # before anybody was there
    found = actions.arrive_on_scene(incident=found, actor=cast.guard, at=minutes(0.5))
    assert clock(found, "2.3.4").met_at == minutes(0.5)
    for _twice in range(2):
        actions.acknowledge(incident=found, actor=cast.qin, at=minutes(3))
    assert clock(found, "4.3.12").met_at == minutes(3)
    answered = Obligation.objects.filter(stream=found.stream, clause="C16.2", state="met")
    assert answered.count() == 2


def test_who_does_not_answer_is_called(fire: Walk, cast: Cast) -> None:
    found = fire("on_scene")
    row = found.notices.get(employee=cast.gm)
    found = actions.note_told(incident=found, notice=row.pk, actor=cast.guard, at=minutes(6))
    assert clock(found, "4.3.12").lapsed_at == minutes(5.5)
    row.refresh_from_db()
    assert (row.way, row.noted_by) == ("call", cast.guard)
    brigade = found.notices.get(call="119")
    actions.note_told(incident=found, notice=brigade.pk, actor=cast.guard, at=minutes(7))
    told = Event.objects.filter(kind="incident.notified").latest("pk")
    assert told.data["party"] == "authorities"


def test_what_is_not_clear_gets_its_plan_on_the_scene(cast: Cast, sung: Employee) -> None:
    alarm = Alarm(place="三號樓後面")
    found = actions.report_incident(site=cast.site, alarm=alarm, actor=cast.guard, at=minutes(0))
    found = actions.arrive_on_scene(incident=found, actor=cast.guard, at=minutes(0.5))
    found = actions.start_plan(incident=found, plan="unclear", actor=cast.guard, at=minutes(1))
    found = actions.start_plan(incident=found, plan="gas", actor=cast.guard, at=minutes(2))
    assert (found.plan, found.severity, found.plan_started_at) == ("gas", "critical", minutes(1))
    assert found.steps.filter(outcome="not_needed").count() == 3
    assert found.steps.filter(outcome="").count() == 6
    assert found.notices.filter(employee=cast.head).exists()  # gas concerns more people
    with pytest.raises(WrongStage):
        actions.start_plan(incident=found, plan="fire", actor=cast.guard, at=minutes(3))


def test_a_drill_is_the_same_marked_as_one(fire: Walk) -> None:
    found = fire("reviewed", drill=True)
    own = [one for one in events_of(found.stream) if one.kind.startswith("incident.")]
    assert all(one.data["drill"] for one in own)
    assert Outgoing.objects.filter(what="incident").first().body.startswith("Drill: ")  # type: ignore[union-attr]


def test_the_button_pressed_twice_is_one_incident(cast: Cast, sung: Employee) -> None:
    alarm, once = Alarm(plan="lift", area=cast.lobby), Entry(once="red:1")
    first = actions.report_incident(site=cast.site, alarm=alarm, actor=cast.guard, at=minutes(0), entry=once)
    assert actions.report_incident(site=cast.site, alarm=alarm, actor=cast.guard, at=minutes(0), entry=once) == first
    assert Incident.objects.count() == 1


def test_two_guards_arrive_and_the_first_counts(fire: Walk, cast: Cast, deng: Employee) -> None:
    found = fire("on_scene")
    with pytest.raises(WrongStage):
        actions.arrive_on_scene(incident=found, actor=deng, at=minutes(0.6))
    assert Incident.objects.get().first_guard == cast.guard


def test_what_is_refused(fire: Walk, cast: Cast, sung: Employee) -> None:
    for alarm, refusal in (
        (Alarm(), NoPlace),
        (Alarm(plan="meteor", area=cast.lobby), NoSuchPlan),
        (Alarm(place="  "), NoPlace),
    ):
        with pytest.raises(refusal):
            actions.report_incident(site=cast.site, alarm=alarm, actor=cast.guard, at=minutes(0))
    with pytest.raises(NotYours):
        actions.report_incident(site=cast.site, alarm=Alarm(place="x"), actor=cast.stranger, at=minutes(0))
    assert Incident.objects.count() == 0

    found = fire("controlled")
    words: dict[str, Any] = {"incident": found, "injured": 0, "evidence": [], "at": minutes(30)}
    with pytest.raises(NotYours):
        actions.close_incident(cause="x", actor=cast.guard, **words)
    with pytest.raises(StepsOpen, match="8 steps"):
        actions.close_incident(cause="x", actor=sung, **words)
    finish(found, cast)
    with pytest.raises(NoWords):
        actions.close_incident(cause="  ", actor=sung, **words)
    with pytest.raises(WrongStage):
        actions.review_incident(incident=found, review="x", measures="", contained=True, actor=sung, at=minutes(31))


def test_each_stage_comes_after_the_one_before(fire: Walk, cast: Cast, sung: Employee) -> None:
    found = fire()
    for act in (actions.control_incident, lambda **words: actions.start_plan(plan="fire", **words)):
        with pytest.raises(WrongStage):
            act(incident=found, actor=cast.guard, at=minutes(1))
    over = fire("reviewed")
    for act in (actions.arrive_on_scene, actions.control_incident):
        with pytest.raises(WrongStage):
            act(incident=over, actor=cast.guard, at=minutes(70))
    with pytest.raises(WrongStage):
        actions.note_told(
            incident=over, notice=over.notices.filter(acknowledged_at=None)[0].pk, actor=cast.guard, at=minutes(70)
        )


def test_the_stranger_does_nothing(fire: Walk, cast: Cast) -> None:
    found = fire("running")
    for act in (
        actions.acknowledge, actions.control_incident, actions.arrive_on_scene,
        lambda **words: actions.do_step(step=found.steps.all()[0].pk, outcome="done", **words),
        lambda **words: actions.note_told(notice=found.notices.all()[0].pk, **words),
        lambda **words: actions.start_plan(plan="gas", **words),
    ):  # fmt: skip
        for who in (cast.stranger, cast.hr):
            with pytest.raises(NotYours):
                act(incident=found, actor=who, at=minutes(2))
