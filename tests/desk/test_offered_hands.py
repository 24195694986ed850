"""Whom the form of an order proposes, and what it asks before somebody is chosen against whom something speaks."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gensui.cases.actions import follow, relief, result
from gensui.cases.actions import order as order_acts
from gensui.cases.models import Case, Handover
from gensui.cases.refusals import NotAllMoved
from gensui.cases.work_refusals import ComplainedOf, NewAtTheDesk, NotInducted, OffDuty
from gensui.core.refusal import Refusal
from gensui.people.models import Duty, Employee
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn
from tests.desk.test_complaint_hidden import Complain, complain

__all__ = ["complain"]
pytestmark = pytest.mark.database


def offered(client: Client, case: Case, act: str = "assign_case") -> dict[int, str]:
    """Whom the form proposes, in its order, each with what it says of them."""
    form: Any = client.get(f"/cases/{case.number}/{act}/").context["form"]
    return {int(getattr(value, "value", value)): label for value, label in form.fields["handler"].choices}


def preset(client: Client, case: Case, act: str = "assign_case") -> int | None:
    form: Any = client.get(f"/cases/{case.number}/{act}/").context["form"]
    found: int | None = form["handler"].value()
    return found


def test_whom_the_home_complains_about_comes_last_and_is_asked_about(
    walk: Walk, cast: Cast, english: SignIn, complain: Complain
) -> None:
    complain(cast.li, accused=[cast.chen.pk])
    order, desk = walk("dispatched"), english(cast.qin)
    address = f"/cases/{order.number}/assign_case/"
    with time_machine.travel(minutes(70), tick=False):
        found = offered(desk, order)
        assert list(found)[-1] == cast.chen.pk
        assert "this home complains about them" in found[cast.chen.pk]
        assert "complains" not in found[cast.zhao.pk]
        asked = desk.post(address, {"handler": cast.chen.pk, "once": "a"})
        assert asked.status_code == 422
        assert f"This home complains about {cast.chen.name}" in asked.content.decode()
        said = {"handler": cast.chen.pk, "once": "a", "anyway": "只有他會修這個閥"}
        assert desk.post(address, said).status_code == 302
    order.refresh_from_db()
    assert order.handler == cast.chen
    assert "只有他會修這個閥" in [note.text for note in order.notes.all()][-1]


def test_nobody_is_told_of_a_complaint_that_does_not_exist_for_them(
    walk: Walk, cast: Cast, english: SignIn, complain: Complain
) -> None:
    """Who leads the accused gives out the order as of any other home: neither words nor order nor questions tell."""
    complain(cast.li, accused=[cast.chen.pk])
    order, team = walk("dispatched"), english(cast.zhao)
    with time_machine.travel(minutes(70), tick=False):
        found = offered(team, order)
        assert next(iter(found)) == cast.chen.pk == preset(team, order)
        assert "complain" not in str(found)
        assert "anyway" not in team.get(f"/cases/{order.number}/assign_case/").content.decode()
        assert (
            team.post(f"/cases/{order.number}/assign_case/", {"handler": cast.chen.pk, "once": "a"}).status_code == 302
        )


def test_at_another_home_nothing_speaks_against_them(
    walk: Walk, cast: Cast, english: SignIn, complain: Complain
) -> None:
    complain(cast.li, accused=[cast.chen.pk])
    order = walk("dispatched", unit=cast.wu.household.unit, resident=cast.wu, phone="13900000003")
    with time_machine.travel(minutes(70), tick=False):
        assert preset(english(cast.qin), order) == cast.chen.pk


def test_a_redo_goes_to_somebody_else_unless_it_is_chosen(
    walk: Walk, cast: Cast, english: SignIn, complain: Complain
) -> None:
    order = walk("told")
    order = result.dispute_result(case=order, actor=cast.mei, at=minutes(30), dispute="還在滴")
    Employee.objects.filter(pk=cast.zhao.pk).update(skills=cast.chen.skills)
    desk, address = english(cast.qin), f"/cases/{order.number}/order_rework/"
    with time_machine.travel(minutes(50), tick=False):
        found = offered(desk, order, "order_rework")
        assert list(found).index(cast.zhao.pk) < list(found).index(cast.chen.pk)
        assert "previous round, the owner was not content" in found[cast.chen.pk]
        assert "previous round" not in found[cast.zhao.pk]
        assert preset(desk, order, "order_rework") == cast.zhao.pk
        assert desk.post(address, {"handler": cast.chen.pk, "once": "r"}).status_code == 302
    order.refresh_from_db()
    assert (order.handler, order.round) == (cast.chen, 2)


def test_where_nobody_else_is_as_able_a_redo_is_preset_to_nobody(
    walk: Walk, cast: Cast, english: SignIn, complain: Complain
) -> None:
    order = walk("told")
    order = result.dispute_result(case=order, actor=cast.mei, at=minutes(30), dispute="還在滴")
    desk, address = english(cast.qin), f"/cases/{order.number}/order_rework/"
    with time_machine.travel(minutes(50), tick=False):
        assert next(iter(offered(desk, order, "order_rework"))) == cast.chen.pk
        assert preset(desk, order, "order_rework") is None
    complain(cast.li, accused=[cast.chen.pk])
    with time_machine.travel(minutes(70), tick=False):
        assert preset(desk, order, "order_rework") != cast.chen.pk
        said = {"handler": cast.chen.pk, "once": "r"}
        assert desk.post(address, said).status_code == 422
        assert desk.post(address, said | {"anyway": "約好了"}).status_code == 302


def test_who_has_little_to_do_comes_before_who_is_in_the_building_with_much(
    walk: Walk, cast: Cast, english: SignIn
) -> None:
    Employee.objects.filter(pk=cast.zhao.pk).update(skills=cast.chen.skills)
    for _order in range(4):
        walk("assigned")
    order, desk = walk("dispatched"), english(cast.qin)
    with time_machine.travel(minutes(70), tick=False):
        assert preset(desk, order) == cast.zhao.pk


def test_who_is_off_duty_is_asked_about(walk: Walk, cast: Cast, english: SignIn) -> None:
    Duty.objects.filter(employee=cast.chen).update(ends_at=minutes(60))
    order, team = walk("dispatched"), english(cast.zhao)
    address = f"/cases/{order.number}/assign_case/"
    with time_machine.travel(minutes(70), tick=False):
        assert "off duty" in offered(team, order)[cast.chen.pk]
        asked = team.post(address, {"handler": cast.chen.pk, "once": "a"})
        assert asked.status_code == 422
        assert f"{cast.chen.name} is off duty" in asked.content.decode()
        assert team.post(address, {"handler": cast.chen.pk, "once": "a", "anyway": "電話叫回來"}).status_code == 302
    order.refresh_from_db()
    assert order.handler == cast.chen


def test_an_order_passed_on_to_who_is_off_duty_is_asked_about(walk: Walk, cast: Cast, english: SignIn) -> None:
    order, team = walk("working"), english(cast.chief)
    Duty.objects.filter(employee=cast.zhao).update(ends_at=minutes(60))
    address, said = f"/cases/{order.number}/pass_on/", {"handler": cast.zhao.pk, "reason": "陳志要走", "once": "p"}
    with time_machine.travel(minutes(70), tick=False):
        assert team.post(address, said).status_code == 422
        assert team.post(address, said | {"anyway": "班長自己來"}).status_code == 302
    order.refresh_from_db()
    assert order.handler == cast.zhao
    assert "班長自己來" in next(note.text for note in order.notes.order_by("-pk"))


def test_who_is_not_inducted_is_asked_about(walk: Walk, cast: Cast, english: SignIn) -> None:
    Employee.objects.filter(pk=cast.chen.pk).update(newcomer_since=minutes(0))
    order, team = walk("dispatched"), english(cast.zhao)
    with time_machine.travel(minutes(70), tick=False):
        said = {"handler": cast.chen.pk, "once": "a"}
        assert team.post(f"/cases/{order.number}/assign_case/", said).status_code == 422
        assert "not inducted yet" in offered(team, order)[cast.chen.pk]


def test_many_orders_go_to_nobody_off_duty_by_themselves(walk: Walk, cast: Cast, english: SignIn) -> None:
    order, team = walk("working"), english(cast.chief)
    Duty.objects.filter(employee=cast.zhao).update(ends_at=minutes(60))
    said = {f"case{order.pk}": cast.zhao.pk, "once": "relief:1"}
    with time_machine.travel(minutes(70), tick=False):
        address = reverse("relief", args=[cast.chen.number])
        assert team.post(address, said).status_code == 409
        assert team.post(address, said | {"reason": "陳志病了,趙強已在路上"}).status_code == 302
    order.refresh_from_db()
    assert order.handler == cast.zhao


def test_a_hand_over_to_who_is_off_duty_takes_a_reason(walk: Walk, cast: Cast, english: SignIn) -> None:
    Duty.objects.filter(employee=cast.lin).update(starts_at=minutes(120))
    case, desk = walk("working"), english(cast.li)
    said = {"case": [case.pk], "to": cast.lin.pk, "note": "等配件"}
    with time_machine.travel(minutes(70), tick=False):
        assert f"{cast.lin.name} {cast.lin.number} · off duty" in desk.get(reverse("handover")).content.decode()
        asked = desk.post(reverse("handover"), said)
        assert asked.status_code == 409
        assert f"{cast.lin.name} is off duty" in asked.content.decode()
        assert "等配件" in asked.content.decode()
        assert desk.post(reverse("handover"), said | {"anyway": "接晚班,已說好"}).status_code == 302
    handover = Handover.objects.get()
    assert (handover.to_employee, handover.note) == (cast.lin, "等配件\n接晚班,已說好")


def test_nobody_is_chosen_beforehand_and_what_was_not_ticked_stays_so(walk: Walk, cast: Cast, english: SignIn) -> None:
    stays, goes, desk = walk("working"), walk("working"), english(cast.li)
    with time_machine.travel(minutes(70), tick=False):
        assert '<option value="">Choose</option>' in desk.get(reverse("handover")).content.decode()
        asked = desk.post(reverse("handover"), {"case": [goes.pk], "to": "", "note": "等配件"})
    page = asked.content.decode()
    assert asked.status_code == 409
    assert "Choose who takes them." in page
    assert f'value="{goes.pk}" checked' in page
    assert f'value="{stays.pk}" checked' not in page
    assert not Handover.objects.exists()


def test_who_is_at_home_is_shown_no_orders_to_take(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, chen = walk("dispatched"), english(cast.zhao)
    Case.objects.filter(pk=case.pk).update(handler=None)
    with time_machine.travel(minutes(70), tick=False):
        assert case.number in chen.get(reverse("field")).content.decode()
        Duty.objects.filter(employee=cast.zhao).update(ends_at=minutes(60))
        assert case.number not in chen.get(reverse("field")).content.decode()


def test_a_hand_over_to_who_is_not_inducted_is_refused(walk: Walk, cast: Cast, english: SignIn) -> None:
    Employee.objects.filter(pk=cast.lin.pk).update(newcomer_since=minutes(0))
    case, desk = walk("working"), english(cast.li)
    with time_machine.travel(minutes(70), tick=False):
        assert cast.lin.name not in desk.get(reverse("handover")).content.decode()
        said = {"case": [case.pk], "to": cast.lin.pk, "anyway": "x"}
        assert desk.post(reverse("handover"), said).status_code == 404
    to = Employee.objects.get(pk=cast.lin.pk)
    with pytest.raises(NewAtTheDesk):
        follow.offer_handover(cases=[case], to=to, actor=cast.li, at=minutes(70), anyway="x")
    assert not Handover.objects.exists()


@pytest.mark.parametrize(
    ("spoken_against", "refusal"),
    [("off duty", OffDuty), ("not inducted", NotInducted), ("complained of", ComplainedOf)],
)
def test_no_door_gives_work_to_whom_something_speaks_against_without_a_reason(
    walk: Walk, cast: Cast, complain: Complain, spoken_against: str, refusal: type[Refusal]
) -> None:
    """The act asks it itself, whoever calls it: named, put into other hands, done again, of many at once."""
    new, assigned, working = walk("dispatched"), walk("assigned"), walk("working")
    disputed = result.dispute_result(case=walk("told"), dispute="x", actor=cast.mei, at=minutes(60))
    who = cast.zhao
    if spoken_against == "off duty":
        Duty.objects.filter(employee=who).update(ends_at=minutes(61))
    elif spoken_against == "not inducted":
        Employee.objects.filter(pk=who.pk).update(newcomer_since=minutes(0))
        who.refresh_from_db()
    else:
        complain(cast.li, accused=[who.pk])
    given: dict[str, Any] = {"handler": who, "actor": cast.qin, "at": minutes(70)}
    acts: list[tuple[Callable[..., Case], Case, dict[str, str]]] = [
        (order_acts.assign_case, new, {}),
        (order_acts.transfer_order, assigned, {"reason": "近"}),
        (relief.pass_on, working, {"reason": "近"}),
        (result.order_rework, disputed, {}),
    ]
    for act, case, said in acts:
        for nothing in ("", " . "):
            with pytest.raises(refusal):
                act(case=case, anyway=nothing, **given, **said)
    with pytest.raises(NotAllMoved):
        relief.relieve(hands=[(new, who)], reason="病", actor=cast.qin, at=minutes(70), once="r")
    for act, case, said in acts:
        done = act(case=case, anyway="只有他會", **given, **said)
        assert done.handler == who
        assert "只有他會" in next(note.text for note in done.notes.order_by("-pk"))
