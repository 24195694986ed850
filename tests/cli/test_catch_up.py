"""The demonstration and the worker let the engine report what came due: to the instant, and no further."""

import signal

import pytest
from django.core.management import call_command
from time_machine import TimeMachineFixture

from gensui.cases.actions import intake
from gensui.cli.demo import catch_up
from gensui.ledger.models import Obligation
from gensui.people.acting import Entry
from tests.cases.conftest import cast
from tests.cast import MONDAY, Cast, minutes

pytestmark = pytest.mark.database
__all__ = ["cast"]


@pytest.mark.timeout(60, func_only=True)
def test_what_is_due_just_now_is_still_in_time(cast: Cast) -> None:
    intake.take_in(
        site=cast.site, request=cast.request(answered_at=MONDAY), actor=cast.li, at=MONDAY, entry=Entry(once="a:1")
    )
    due_at = Obligation.objects.get(clause="4.2.1").due_at
    assert due_at is not None

    catch_up(due_at)  # ends, although a check stands at this very instant
    assert Obligation.objects.get(clause="4.2.1").lapsed_at is None

    catch_up(minutes(60))
    assert Obligation.objects.get(clause="4.2.1").lapsed_at == due_at


@pytest.mark.timeout(60, func_only=True)
def test_the_worker_ends_at_the_instant_of_a_limit(
    cast: Cast, time_machine: TimeMachineFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)  # the signals of a test run are pytest's
    intake.take_in(
        site=cast.site, request=cast.request(answered_at=MONDAY), actor=cast.li, at=MONDAY, entry=Entry(once="a:1")
    )
    due_at = Obligation.objects.get(clause="4.2.1").due_at
    assert due_at is not None

    time_machine.move_to(due_at, tick=False)
    call_command("work", "--once")  # whoever is at the door now is in time, so nothing is to be reported yet
    assert Obligation.objects.get(clause="4.2.1").lapsed_at is None

    time_machine.move_to(minutes(60), tick=False)
    call_command("work", "--once")
    assert Obligation.objects.get(clause="4.2.1").lapsed_at == due_at
