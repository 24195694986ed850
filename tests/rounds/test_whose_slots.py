"""Whose a slot is: a plan names a post, a shift or a person; whoever stands there then has it, else it is the house's."""

from datetime import date, datetime, time
from typing import Any

import pytest
from django.urls import reverse

from gensui.ledger import due, policies, verify
from gensui.ledger.models import Outgoing
from gensui.people import queries as people
from gensui.people.actions import roster
from gensui.people.changeover import Changeover
from gensui.people.models import Department, Duty, Employee, Post, Shift
from gensui.rounds import queries
from gensui.rounds.actions import planning
from gensui.rounds.actions.planning import StopAt
from gensui.rounds.models import Plan, Sort
from gensui.rounds.refusals import BadPlan
from tests.cast import MONDAY
from tests.desk.conftest import SignIn, english, sign_in
from tests.rounds.conftest import Grounds, hire, hours, slots

__all__ = ["english", "sign_in"]
pytestmark = pytest.mark.database

HOUSE = "house:yunqi.cleaning.cleaner"


def faults() -> list[str]:
    return [str(found) for found in verify.check_log(policies.newest()) if isinstance(found, verify.Fault)]


def works(who: Employee, since: float, until: float, post: Post | None = None, shift: Shift | None = None) -> Duty:
    """On the roster, from so many to so many hours after ten, instead of what was there."""
    Duty.objects.filter(employee=who, starts_at__lt=hours(until), ends_at__gt=hours(since)).delete()
    return Duty.objects.create(employee=who, starts_at=hours(since), ends_at=hours(until), post=post, shift=shift)


@pytest.fixture
def cleaners(ground: Grounds) -> dict[str, Any]:
    """Post A from eight to three in the hands of Cai, from three to ten of Dai; all leaders at home."""
    cast = ground.cast
    department = Department.objects.get(site=cast.site, kind="cleaning")
    post = Post.objects.create(department=department, name="3 棟")
    early = Shift.objects.create(department=department, name="早班", starts=time(8), ends=time(15))
    dai = hire(cast, MONDAY, "C06", "戴芳", "cleaner", "cleaning")
    works(ground.cleaner, -2, 5, post, early)
    works(dai, 5, 12, post)
    for leader in Employee.objects.filter(number__in=("C01", "G01", "A01", "A02")):
        Duty.objects.filter(employee=leader).delete()
        works(leader, 100, 101)
    return {"post": post, "shift": early, "cai": ground.cleaner, "dai": dai}


def plan_for(ground: Grounds, whose: Any) -> Plan:
    """The lobby, at eight and at three, of this post, shift or person; its slots planned."""
    at = hours(-20)
    point = ground.lobby.stops.get().point
    made = planning.make_plan(
        site=ground.cast.site, sort=Sort.objects.get(pk="clean-key"), name="3 棟大堂 二", stops=[StopAt(point)], actor=ground.head,
        at=at, first_at=hours(-4), whose=whose,
    )  # fmt: skip
    due.plan(at=at, who=queries.Roster())
    return made


def test_a_slot_is_whoevers_who_stands_on_the_post_when_it_begins(ground: Grounds, cleaners: dict[str, Any]) -> None:
    plan = plan_for(ground, cleaners["post"])
    found = slots(plan)
    assert [(one.due_at, one.holder) for one in found[:2]] == [
        (hours(0), cleaners["cai"].key),
        (hours(7), cleaners["dai"].key),
    ]
    assert found[2].holder == HOUSE  # on Tuesday nobody stands there, and no leader is on duty
    assert faults() == []


def test_a_slot_of_a_shift_is_whoevers_who_works_in_it(ground: Grounds, cleaners: dict[str, Any]) -> None:
    plan = plan_for(ground, cleaners["shift"])
    assert [one.holder for one in slots(plan)[:2]] == [cleaners["cai"].key, HOUSE]  # at three the early shift is over


def test_where_nobody_is_named_it_is_the_leader_on_duty_and_nobody_elses(
    ground: Grounds, cleaners: dict[str, Any]
) -> None:
    works(Employee.objects.get(number="G01"), -3, 12)  # leads the gardeners, and nobody who cleans
    works(ground.head, -3, 3)
    plan = plan_for(ground, None)
    assert [one.holder for one in slots(plan)[:2]] == [ground.head.key, HOUSE]
    own = hire(ground.cast, MONDAY, "C02", "湯潔", "team_leader", "cleaning")
    works(own, -3, 12)
    Changeover(hours(-19)).look(hours(-19))
    assert [one.holder for one in slots(plan)[:2]] == [own.key, own.key]  # a team's leader goes before the head


def test_a_lapse_is_told_to_the_teams_own_leader_and_the_head(ground: Grounds, cleaners: dict[str, Any]) -> None:
    garden = Employee.objects.get(number="G01")
    works(garden, -3, 12)
    own = hire(ground.cast, MONDAY, "C02", "湯潔", "team_leader", "cleaning")
    works(own, 100, 101)  # at home, while the gardeners' leader works
    stream = plan_for(ground, cleaners["post"]).stream
    due.sweep(at=hours(1))
    told = set(Outgoing.objects.filter(stream=stream, what="lapse").values_list("to", flat=True))
    assert told == {cleaners["cai"].key, own.key, ground.head.key}


def test_the_head_they_share_is_told_where_the_gardeners_have_no_leader(ground: Grounds) -> None:
    Employee.objects.filter(number="G01").update(left_on=date(2026, 11, 1))
    roles = people.roles_at(ground.cast.site, "greening", MONDAY)
    assert (roles.get("team_leader"), roles["dept_head"]) == (None, ground.head.key)
    assert policies.in_force(policies.newest(), MONDAY).recipient("team_leader", roles, MONDAY) == ground.head.key


def test_unstaffed_posts_of_cleaners_are_on_the_lists_of_who_leads_them(ground: Grounds) -> None:
    garden = Employee.objects.select_related("department__site").get(number="G01")
    assert people.unstaffed_posts(garden, ["cleaner"]) == ["house:yunqi.greening.cleaner"]
    head = Employee.objects.select_related("department__site").get(pk=ground.head.pk)
    assert set(people.unstaffed_posts(head, ["cleaner"])) == {HOUSE, "house:yunqi.greening.cleaner"}


def test_a_slot_that_runs_goes_to_the_next_on_the_post_at_the_change_of_shift(
    ground: Grounds, cleaners: dict[str, Any]
) -> None:
    works(cleaners["cai"], -2, 5.5, cleaners["post"])
    works(cleaners["dai"], 5.5, 12, cleaners["post"])
    plan = plan_for(ground, cleaners["post"])
    afternoon = slots(plan)[1]
    assert afternoon.holder == cleaners["cai"].key  # three o'clock: the early one is still there
    worker = Changeover(hours(4))
    worker.look(hours(4))
    worker.look(hours(6))
    afternoon.refresh_from_db()
    assert [who for who, _since in afternoon.segments] == [cleaners["cai"].key, cleaners["dai"].key]
    assert datetime.fromisoformat(afternoon.segments[1][1]) == hours(5.5)  # the true instant, found half an hour later
    assert faults() == []


def test_a_change_of_the_roster_moves_the_slots_that_are_planned(ground: Grounds, cleaners: dict[str, Any]) -> None:
    plan = plan_for(ground, cleaners["post"])
    worker = Changeover(hours(1))
    worker.look(hours(1))
    roster.report_absence(
        employee=cleaners["dai"], reason="ill", since_on=date(2026, 11, 23), last_on=date(2026, 11, 24), actor=ground.head,
        at=hours(1.5),
    )  # fmt: skip
    worker.look(hours(2))
    afternoon = slots(plan)[1]
    assert (afternoon.accountable, afternoon.holder) == (cleaners["dai"].key, HOUSE)
    wang = hire(ground.cast, MONDAY, "C07", "汪梅", "cleaner", "cleaning")
    Duty.objects.filter(employee=wang).delete()
    roster.plan_duty(
        employee=wang, starts_at=hours(4), ends_at=hours(12), post=cleaners["post"], actor=ground.head, at=hours(2)
    )
    worker.look(hours(2.1))
    afternoon.refresh_from_db()
    assert afternoon.holder == wang.key
    assert faults() == []


def test_looking_twice_moves_nothing_twice(ground: Grounds, cleaners: dict[str, Any]) -> None:
    plan_for(ground, cleaners["post"])
    Changeover(hours(6)).look(hours(6))
    assert Changeover(hours(6)).look(hours(6)) == 0


def test_nobody_on_the_post_is_the_houses_lapse_and_nobodys_of_the_staff(
    ground: Grounds, cleaners: dict[str, Any]
) -> None:
    Duty.objects.filter(employee=cleaners["dai"]).delete()
    plan = plan_for(ground, cleaners["post"])
    due.sweep(at=hours(8))
    afternoon = slots(plan)[1]
    assert (afternoon.holder, afternoon.lapsed_at) == (HOUSE, hours(7))


def test_whoever_plans_chooses_a_post_in_the_form(ground: Grounds, cleaners: dict[str, Any], english: SignIn) -> None:
    client = english(ground.head)
    point = ground.lobby.stops.get().point
    form = {
        "sort": "clean", "name": "東門", "rule": "", "first_at": "2099-01-01T08:00", "whose": f"post:{cleaners['post'].pk}",
        f"place{point.pk}": "1", "what": "plan",
    }  # fmt: skip
    answer = client.post(reverse("plans"), form)
    assert answer.status_code == 302, answer.content.decode()
    made = Plan.objects.get(name="東門")
    assert made.post == cleaners["post"]
    assert "3 棟" in client.get(reverse("plan", args=[made.pk])).content.decode()


def test_a_post_of_another_department_is_refused(ground: Grounds) -> None:
    gate = Post.objects.create(department=Department.objects.get(site=ground.cast.site, kind="security"), name="正門")
    with pytest.raises(BadPlan):
        plan_for(ground, gate)


def test_the_worker_of_the_rounds_sees_the_unstaffed_post_by_name(ground: Grounds, cleaners: dict[str, Any]) -> None:
    plan = plan_for(ground, cleaners["shift"])
    assert people.names_of({one.holder for one in slots(plan)})[HOUSE] == "unstaffed: cleaning, cleaner"
