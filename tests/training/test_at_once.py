"""Twice at once: one signature, one test handed in, each due once; and the log is as it says."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from gensui.core.refusal import Refusal
from gensui.ledger import policies, verify
from gensui.ledger.models import Event, Schedule
from gensui.people.models import Employee
from gensui.training import codes
from gensui.training.actions import attendance, dues, testing
from gensui.training.models import SignIn
from tests.cast import MONDAY, Cast
from tests.training.test_induction import HOUR, attended, plan

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def at_once(act: Callable[[], object]) -> list[str]:
    """What two people hear who do the same at the same moment."""
    ready, told = threading.Barrier(2), []

    def run() -> None:
        ready.wait(10)
        try:
            act()
            told.append("done")
        except Refusal as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    both = [threading.Thread(target=run) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    return sorted(told)


def faults() -> list[object]:
    return [one for one in verify.check_log(policies.newest()) if isinstance(one, verify.Fault)]


def test_one_signature(cast: Cast) -> None:
    half_day = plan(cast).half_days.order_by("starts_at")[0]
    code = codes.token(half_day, half_day.starts_at)
    told = at_once(lambda: attendance.sign_in(code=code, actor=cast.chen, at=half_day.starts_at))
    assert told == ["done", "signed_already"]
    assert SignIn.objects.count() == 1


def test_one_test_handed_in(cast: Cast) -> None:
    seat, at = attended(cast).seats.get(), MONDAY + 34 * HOUR
    attempt = testing.begin_test(seat=seat, actor=cast.chen, at=at)
    told = at_once(lambda: testing.hand_in(attempt=attempt, answers=[[0]], actor=cast.chen, at=at))
    assert told == ["done", "test_handed_in"]
    assert Event.objects.filter(kind="training.passed").count() == 1
    assert faults() == []


def test_each_due_once(cast: Cast) -> None:
    january = MONDAY.replace(year=2027, month=1)
    assert at_once(lambda: dues.keep_dues(actor="engine", at=january)) == ["done", "done"]
    dues.keep_dues(actor="engine", at=january + timedelta(minutes=5))
    staff = Employee.objects.count()
    assert Schedule.objects.filter(clause="5.1.5").count() == staff
    keys = Event.objects.filter(kind="training.due", data__training="special").values_list("client_key", flat=True)
    assert len(keys) == len(set(keys)) == staff
    assert faults() == []
