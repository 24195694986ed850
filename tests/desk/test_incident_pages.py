"""The red button and the incident room on the screen."""

import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from gensui.ledger.models import Event, Obligation
from gensui.people.models import Area, Employee
from gensui.security.models import Incident
from tests.cast import MONDAY, Cast
from tests.desk.conftest import SignIn
from tests.desk.test_costs import statements
from tests.security.conftest import deng, sung

pytestmark = pytest.mark.database
__all__ = ["deng", "sung"]


@pytest.fixture(autouse=True)
def clock(settings: Any) -> Any:
    settings.LANGUAGE_CODE = "en"
    with time_machine.travel(MONDAY + timedelta(minutes=1), tick=False) as traveller:
        yield traveller


def press(client: Client, act: str, **words: Any) -> str:
    found = Incident.objects.latest("pk")
    answer = client.post(reverse("incident_act", args=[found.number, act]), words, follow=True)
    return answer.content.decode()


def raise_alarm(client: Client, **words: Any) -> Any:
    return client.post(reverse("red_button"), {"once": "red:1", "plan": "fire"} | words)


def test_one_tap_on_a_place_raises_the_alarm_once(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.guard)
    assert 'href="/incidents/red/"' in client.get(reverse("field")).content.decode()
    assert "大堂" in client.get(reverse("red_button")).content.decode()
    for _twice in range(2):
        assert raise_alarm(client, area=cast.lobby.pk).status_code == 302
    assert Incident.objects.get().where == "大堂"
    raise_alarm(client, place="3-1-502", once="red:2", plan="")
    home = Incident.objects.latest("pk")
    assert (home.where, home.plan) == ("3-1-502", "unclear")


def test_nowhere_and_elsewhere_are_refused(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.guard)
    elsewhere = Area.objects.create(site=cast.stranger.department.site, name="別處大堂")
    for words, told in (
        ({}, "Where is it?"),
        ({"area": elsewhere.pk}, ""),
        ({"area": "x"}, ""),
        ({"plan": "meteor", "place": "x"}, "valid choice"),
    ):
        answer = raise_alarm(client, **words)
        assert answer.status_code == 422
        assert told in answer.content.decode()
    assert Incident.objects.count() == 0


def test_a_fire_is_run_through_in_the_room(cast: Cast, sung: Employee, deng: Employee, sign_in: SignIn) -> None:
    guard, leader = sign_in(cast.guard), sign_in(sung)
    raise_alarm(guard, area=cast.lobby.pk)
    assert "I am on the scene" in press(leader, "know")
    press(guard, "scene")
    assert "on the scene" in press(sign_in(deng), "scene")
    shown = press(guard, "start")
    assert "The nearest guard checks the alarm point" in shown
    found = Incident.objects.get()
    for step in found.steps.all():
        press(guard, "step", row=step.pk, outcome="done")
        press(guard, "step", row=step.pk, outcome="done")
    press(guard, "told", row=found.notices.get(call="119").pk)
    press(guard, "told", row=found.notices.get(employee=cast.li).pk)
    press(guard, "control")
    assert "Write it up" in press(leader, "know")
    assert "Write it up" not in press(guard, "know")
    lost = press(leader, "close", cause="", injured="0")
    assert "This field is required" in lost
    assert "Review, within three days" in press(leader, "close", cause="電線老化", injured="0", evidence=["0"])
    shown = press(leader, "review", review="<b>到場快", measures="查線路", contained="yes")
    assert "&lt;b&gt;到場快" in shown
    assert Incident.objects.get().state == "reviewed"


@pytest.mark.parametrize(("contained", "lapses"), [("yes", 0), ("no", 1)])
def test_a_review_that_says_no_is_a_lapse(
    cast: Cast, sung: Employee, deng: Employee, sign_in: SignIn, contained: str, lapses: int
) -> None:
    guard, leader = sign_in(cast.guard), sign_in(sung)
    raise_alarm(guard, area=cast.lobby.pk)
    Incident.objects.update(state="closed", closed_at=MONDAY, cause="電線老化")
    if contained == "no":
        assert "Write it in words" in press(leader, "review", review="火勢蔓延", contained="no")
    press(leader, "review", review="複盤", measures="增設滅火器", contained=contained)

    assert Obligation.objects.filter(clause="4.3.11", lapsed_at__isnull=False).count() == lapses


def test_made_up_acts_and_rows_are_not_found(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.guard)
    raise_alarm(client, area=cast.lobby.pk)
    number = Incident.objects.get().number
    for act, words in (
        ("explode", {}),
        ("step", {"row": "x", "outcome": "done"}),
        ("step", {"row": "1", "outcome": "x"}),
        ("told", {}),
    ):
        assert client.post(reverse("incident_act", args=[number, act]), words).status_code == 404
    for bad in ("E999999", "nonsense", "E" + "9" * 30):
        assert client.get(reverse("incident", args=[bad])).status_code == 404
    assert sign_in(cast.stranger).get(reverse("incident", args=[number])).status_code == 404


def test_the_room_costs_the_same_with_many_steps(cast: Cast, sung: Employee, deng: Employee, sign_in: SignIn) -> None:
    client = sign_in(cast.guard)
    raise_alarm(client, area=cast.lobby.pk)
    path = reverse("incident", args=[Incident.objects.get().number])
    client.get(path)
    few = statements(lambda: client.get(path))
    press(client, "scene")
    press(client, "start")
    assert statements(lambda: client.get(path)) <= few <= 14


def jpeg(colour: str) -> SimpleUploadedFile:
    kept = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(kept, "JPEG")
    return SimpleUploadedFile("scene.jpg", kept.getvalue(), "image/jpeg")


def test_photos_stand_in_the_room_and_in_the_review(cast: Cast, sung: Employee, sign_in: SignIn) -> None:
    guard = sign_in(cast.guard)
    raise_alarm(guard, area=cast.lobby.pk)
    found = Incident.objects.get()
    address = reverse("incident_photo_add", args=[found.number])
    for _twice in range(2):
        guard.post(address, {"photo": [jpeg("red"), jpeg("black")]})
    assert found.photos.count() == 2
    assert Event.objects.filter(kind="incident.photo_added").count() == 2
    bad = SimpleUploadedFile("x.jpg", b"no picture", "image/jpeg")
    assert "no picture we can read" in guard.post(address, {"photo": bad}, follow=True).content.decode()
    assert "choose a photo first" in guard.post(address, {}, follow=True).content.decode()

    picture = found.photos.latest("pk")
    shown = reverse("incident_photo", args=[found.number, picture.pk])
    assert shown in guard.get(reverse("incident", args=[found.number])).content.decode()
    assert guard.get(shown)["Content-Type"] == "image/webp"
    stranger = sign_in(cast.stranger)
    assert stranger.get(shown).status_code == 404
    assert stranger.post(address, {"photo": jpeg("blue")}).status_code == 404
    sign_in(cast.hr).post(address, {"photo": jpeg("blue")})  # who does not help there adds none
    assert found.photos.count() == 2

    Incident.objects.update(state="reviewed", closed_at=MONDAY)
    page = sign_in(sung).get(reverse("incident", args=[found.number])).content.decode()
    assert shown in page
    assert 'id="photo"' not in page
    guard.post(address, {"photo": jpeg("green")})
    assert found.photos.count() == 2
