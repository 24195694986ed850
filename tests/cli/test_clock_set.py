"""The machine's clock was set: the worker waits, says so, and goes on when it is right again."""

import signal
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import TimeMachineFixture

from gensui.cases.actions import intake
from gensui.desk.doors import engine_note
from gensui.ledger import clock, due, queries
from gensui.ledger.clock import Clock
from gensui.ledger.models import Event, Heartbeat
from gensui.people.acting import Entry
from gensui.people.actions import tokens
from tests.cases.conftest import cast
from tests.cast import MONDAY, Cast, minutes
from tests.cli.conftest import Installation
from tests.cli.test_work import ask, ended, wait_until
from tests.desk.conftest import SignIn, sign_in
from tests.portal.conftest import ComeIn, come_in

pytestmark = pytest.mark.database
__all__ = ["cast", "come_in", "sign_in"]

AHEAD = """
import pathlib, sys, threading, time, time_machine
from datetime import datetime, timedelta, UTC
from gensui.project.main import main

def jump():
    while not pathlib.Path("ahead").exists():
        time.sleep(0.2)
    time_machine.travel(datetime.now(UTC) + timedelta(days=3)).start()

threading.Thread(target=jump, daemon=True).start()
sys.argv = ["gensui", "work", "--name", "w"]
main()
"""
DOUBTS = "sorted(Progress.objects.values_list('what', flat=True))"
FAILING = "list(Heartbeat.objects.values_list('failing', flat=True))"


def test_a_clock_set_back_is_waited_for(
    cast: Cast, time_machine: TimeMachineFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)  # the signals of a test run are pytest's
    time_machine.move_to(minutes(0), tick=False)
    call_command("work", "--once")
    intake.take_in(
        site=cast.site, request=cast.request(answered_at=MONDAY), actor=cast.li, at=MONDAY, entry=Entry(once="a:1")
    )
    count = Event.objects.count()

    time_machine.move_to(minutes(0) - timedelta(days=3), tick=False)
    with pytest.raises(CommandError, match="gensui clock accept"):
        call_command("work", "--once")
    assert Event.objects.count() == count

    time_machine.move_to(minutes(9), tick=False)  # right again by itself
    call_command("work", "--once")
    assert Event.objects.count() > count


def test_an_operator_says_that_the_clock_is_right(
    cast: Cast, time_machine: TimeMachineFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    time_machine.move_to(minutes(0), tick=False)
    call_command("work", "--once")
    time_machine.move_to(minutes(0) - timedelta(days=3), tick=False)
    call_command("clock", "accept")
    call_command("work", "--once")


def test_a_running_worker_notices_a_clock_set_ahead(installed: Installation) -> None:
    worker = installed.start("-c", AHEAD)
    try:
        wait_until(lambda: "clock" in str(ask(installed, DOUBTS)))  # it has believed the clock once
        (installed.folder / "ahead").touch()
        wait_until(lambda: "clock" in str(ask(installed, FAILING)))
        assert "clock_doubted" in str(ask(installed, DOUBTS))
        installed.run("clock", "accept")
        wait_until(lambda: ask(installed, FAILING) == [""])
    finally:
        code, out = ended(worker)
    assert code == 0, out


@pytest.mark.django_db
def test_a_jump_ahead_is_remembered_until_it_is_taken_back() -> None:
    running = Clock()
    assert running.is_right(MONDAY)
    assert not running.is_right(MONDAY + timedelta(days=3))
    assert not running.is_right(MONDAY + timedelta(days=3, seconds=5))
    assert not Clock().is_right(MONDAY + timedelta(days=3, minutes=1))  # started anew
    assert running.is_right(MONDAY + timedelta(minutes=2))
    assert Clock().is_right(MONDAY + timedelta(minutes=3))


@pytest.mark.django_db
def test_health_and_pages_tell_of_it_and_killed_workers_go_after_an_hour() -> None:
    due.beat(worker="killed", started_at=MONDAY, at=MONDAY, done=due.Swept())
    due.beat(worker="w", started_at=MONDAY, at=minutes(5), done=due.Swept(), failing=["clock"])
    assert not queries.health(minutes(5)).is_well
    assert queries.health(minutes(5)).failing == ("clock",)
    assert "clock" in engine_note(minutes(5))
    assert "killed" in queries.health(minutes(5)).stalled
    due.beat(worker="w", started_at=MONDAY, at=minutes(500), done=due.Swept())
    assert Heartbeat.objects.get().worker == "w"
    assert engine_note(minutes(500)) == ""


@pytest.mark.django_db
def test_a_worker_that_starts_after_a_jump_ahead_asks_the_database(settings: Any) -> None:
    settings.WATCHES_CLOCK = True
    now = timezone.now()
    ahead = now + timedelta(days=3)
    assert Clock().is_right(now - timedelta(minutes=20))
    assert Clock().is_right(ahead) == (connection.vendor != "postgresql")  # a file has no clock of its own
    assert Clock().is_right(now) == (connection.vendor == "postgresql")  # set right again


@pytest.mark.django_db
def test_a_house_that_is_switched_on_after_a_weekend_works_on(settings: Any) -> None:
    settings.WATCHES_CLOCK = True
    now = timezone.now()
    assert Clock().is_right(now - timedelta(days=3))
    assert Clock().is_right(now)


def test_that_an_operator_accepted_the_clock_stands_on_record(cast: Cast, time_machine: TimeMachineFixture) -> None:
    now = timezone.now()
    running = Clock()
    running.is_right(now)
    running.is_right(now + timedelta(days=2))
    time_machine.move_to(now + timedelta(days=2, minutes=1), tick=False)
    call_command("clock", "accept")
    event = Event.objects.get(kind="clock.accepted")
    assert (event.stream, event.actor) == ("clock", "operator")
    assert datetime.fromisoformat(event.data["believed"]) == now
    assert datetime.fromisoformat(event.data["doubted"]) == now + timedelta(days=2)
    call_command("verify", "--quiet")


@pytest.fixture
def watched(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WATCHES_CLOCK = True
    settings.LANGUAGE_CODE = "en"
    monkeypatch.setattr(clock.FACES, "asked", -clock.EVERY)  # as in a process of its own
    monkeypatch.setattr(clock.FACES, "alive", None)


@pytest.mark.usefixtures("watched")
def test_nobody_acts_while_the_clock_is_behind_the_last_event(
    cast: Cast, sign_in: SignIn, come_in: ComeIn, time_machine: TimeMachineFixture
) -> None:
    now = timezone.now().replace(microsecond=0)
    token = tokens.issue_token(
        employee=cast.li, name="p", lasts=timedelta(days=9), actor="operator", at=now - timedelta(days=2)
    )
    case = intake.take_in(site=cast.site, request=cast.request(), actor=cast.li, at=now, entry=Entry(once="a:1"))
    count = Event.objects.count()
    staff, owner, program = sign_in(cast.li), come_in(cast.mei), Client()

    time_machine.move_to(now - timedelta(days=1), tick=False)
    headers = {"Authorization": f"Bearer {token}"}
    answers: list[Any] = [
        staff.post(reverse("act", args=[case.number, "hurry"]), {"key": "k1"}),
        owner.post(reverse("my_act", args=[case.number, "hurry"]), {"key": "k2"}),
        program.post("/api/v1/cases", "{}", "application/json", headers=headers),
    ]
    for answer in answers:
        assert answer.status_code == 503
        assert "The clock of this machine was set back" in answer.content.decode()
    assert Event.objects.count() == count
    assert owner.get(reverse("my_case", args=[case.number])).status_code == 200

    call_command("clock", "accept")  # it is right as it is
    monotonic_passes()
    assert owner.post(reverse("my_act", args=[case.number, "hurry"]), {"key": "k3"}).status_code != 503


def monotonic_passes() -> None:
    clock.FACES.asked -= clock.EVERY
