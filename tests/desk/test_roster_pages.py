"""The roster on its pages: planned, changed, copied; somebody ill, and the orders moved."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gensui.cases.models import Case, Handover
from gensui.people.models import Absence, Duty, Employee, Post, Shift, User
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database
TUESDAY = ("M07", "2026-11-24")


@pytest.fixture
def chief(cast: Cast, english: SignIn) -> Client:
    """The head of maintenance, whose department has an early shift."""
    client = english(cast.chief)
    client.post(reverse("roster_pattern"), {"of": _of(cast), "name": "早班", "starts": "08:00", "ends": "17:00"})
    return client


def _of(cast: Cast) -> int:
    return cast.chen.department_id


def test_a_shift_is_given_changed_and_taken_off(cast: Cast, chief: Client) -> None:
    early = Shift.objects.get(name="早班")
    chief.post(reverse("roster_pattern"), {"of": _of(cast), "post": "水泵房", "fills": "team_leader"})
    assert Post.objects.get(name="水泵房").fills == "team_leader"
    chief.post(reverse("roster_pattern"), {"of": _of(cast), "post": "泵房二", "fills": "king"})
    assert not Post.objects.filter(name="泵房二").exists()
    day = reverse("roster_day", args=TUESDAY)
    answer = chief.post(day, {"shift": early.pk, "post": ""})
    assert answer.url == f"/roster/?of={_of(cast)}&week=2026-11-23"  # type: ignore[attr-defined]
    week = chief.get(answer.url).content.decode()  # type: ignore[attr-defined]
    assert "08:00–17:00" in week
    assert week.count(">nobody<") == 6

    duty = Duty.objects.get(shift=early)
    post = chief.get(f"{day}?duty={duty.pk}").context["form"].fields["post"].queryset.get()
    chief.post(day, {"duty": duty.pk, "shift": "", "starts": "09:30", "ends": "12:00", "post": post.pk})
    duty.refresh_from_db()
    assert (duty.shift, duty.post, duty.ends_at - duty.starts_at) == (None, post, timedelta(hours=2.5))
    chief.post(day, {"duty": duty.pk, "off": "1"})
    assert not Duty.objects.filter(pk=duty.pk).exists()


def test_what_is_missing_or_overlaps_is_said(cast: Cast, chief: Client) -> None:
    day = reverse("roster_day", args=TUESDAY)
    answer = chief.post(day, {"shift": "", "starts": "", "ends": ""})
    assert (answer.status_code, answer.content.decode().count("Choose a shift")) == (422, 2)
    chief.post(day, {"shift": "", "starts": "22:00", "ends": "06:00"})
    answer = chief.post(day, {"shift": "", "starts": "23:00", "ends": "07:00"})
    assert "is on duty already then: 11-24 22:00–06:00" in answer.content.decode()
    assert chief.get(reverse("roster_day", args=["M07", "yesterday"])).status_code == 404
    assert chief.get(reverse("roster_day", args=["K02", "2026-11-24"])).status_code == 404
    assert chief.post(reverse("roster_copy"), {"of": cast.li.department_id}).status_code == 404


def test_a_week_is_copied(cast: Cast, chief: Client) -> None:
    answer = chief.post(reverse("roster_copy"), {"of": _of(cast), "week": "2026-11-30"}, follow=True)
    assert "3 duties are as in the week before." in answer.content.decode()
    assert Duty.objects.filter(employee=cast.chen, starts_at=MONDAY + timedelta(days=7, hours=-2)).exists()


def test_everybody_sees_the_own_shifts(cast: Cast, english: SignIn) -> None:
    with time_machine.travel(MONDAY):
        own = english(cast.guard).get(reverse("roster")).content.decode()
        assert "My shifts" in own
        assert "08:00–18:00" in own
        assert "08:00–18:00" in english(cast.chief).get(reverse("shifts")).content.decode()


def test_somebody_is_ill_and_the_orders_move(walk: Walk, cast: Cast, chief: Client) -> None:
    user = User.objects.create(username="M08", date_joined=MONDAY)
    wei = Employee.objects.create(
        user=user, department=cast.chen.department, number="M08", name="衛平", role="technician"
    )
    cases = [walk("assigned"), walk("working")]
    with time_machine.travel(minutes(90), tick=False):
        page = chief.get(reverse("absence", args=["M07"])).content.decode()
        assert all(case.number in page for case in cases)
        answer = chief.post(
            reverse("absence", args=["M07"]), {"reason": "ill", "since_on": "2026-11-23", "last_on": "2026-11-24"}
        )
        assert answer.url == "/roster/M07/orders/"  # type: ignore[attr-defined]
        assert Duty.objects.get(employee=cast.chen).ends_at == minutes(90)

        orders = reverse("relief", args=["M07"])
        found = chief.get(orders)
        assert "趙強 M02 · on duty" in found.content.decode()
        said = {f"case{case.pk}": wei.pk for case in cases} | {"reason": "", "once": found.context["once"]}
        refused = chief.post(orders, said | {f"case{cases[0].pk}": cast.guard.pk})
        assert (refused.status_code, cases[0].number in refused.context["trouble"]) == (409, True)
        assert Case.objects.filter(handler=cast.chen).count() == 2
        done = chief.post(orders, said, follow=True).content.decode()
        assert "2 requests went into other hands." in done
    assert Case.objects.filter(handler=wei).count() == 2


def test_what_an_agent_follows_is_offered(walk: Walk, cast: Cast, english: SignIn) -> None:
    walk("working")
    english(cast.head).post(reverse("relief", args=["K02"]), {"to": cast.lin.pk, "offer": "1"})
    offered = Handover.objects.get()
    assert (offered.to_employee, offered.cases.count()) == (cast.lin, 1)


def test_back_sooner(cast: Cast, chief: Client) -> None:
    with time_machine.travel(MONDAY):
        words = {"reason": "leave", "since_on": "2026-11-25", "last_on": "2026-11-27"}
        chief.post(reverse("absence", args=["M07"]), words)
        refused = chief.post(reverse("absence", args=["M07"]), words)
        assert "is away until 2026-11-27" in refused.content.decode()
        backwards = chief.post(reverse("absence", args=["M07"]), words | {"last_on": "2026-11-20"})
        assert backwards.status_code == 422
        for_ever = chief.post(reverse("absence", args=["M07"]), words | {"last_on": "9999-12-31"})
        assert for_ever.status_code == 422
        never = words | {"since_on": "9999-12-31", "last_on": "9999-12-31"}
        assert chief.post(reverse("absence", args=["M07"]), never).status_code == 422
        assert "on leave" in chief.get(reverse("roster")).content.decode()
        chief.post(reverse("absence_end", args=["M07", Absence.objects.get().pk]))
    assert not Absence.objects.exists()


def test_a_shift_is_retired_and_its_duties_stay(cast: Cast, chief: Client, english: SignIn) -> None:
    early = Shift.objects.get(name="早班")
    day = reverse("roster_day", args=TUESDAY)
    chief.post(day, {"shift": early.pk, "post": ""})
    said = {"of": _of(cast), "what": "shift", "row": early.pk}
    assert english(cast.head).post(reverse("roster_retire"), said).status_code == 404  # another department's
    assert chief.post(reverse("roster_retire"), said).status_code == 302
    assert chief.post(reverse("roster_retire"), said).status_code == 404  # it is retired
    duty = Duty.objects.get(shift=early)
    assert list(chief.get(f"{day}?duty={duty.pk}").context["form"].fields["shift"].queryset) == [early]
    other = reverse("roster_day", args=("M07", "2026-11-25"))
    assert list(chief.get(other).context["form"].fields["shift"].queryset) == []
