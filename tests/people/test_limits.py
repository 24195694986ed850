"""Limits: exact, not prolonged by what is refused, and the same for all processes."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from gensui.people import limits
from gensui.people.actions import tries
from gensui.people.limits import Limit
from gensui.people.models import Attempts
from tests.cast import MONDAY

pytestmark = pytest.mark.database
THREE = Limit("test", 3, timedelta(minutes=1))


def take(seconds: float = 0, who: str = "a", limit: Limit = THREE) -> bool:
    return limits.take(limit, who, at=MONDAY + timedelta(seconds=seconds))


@pytest.mark.django_db
def test_so_many_and_no_more_until_the_window_is_over() -> None:
    assert [take(second) for second in (0, 10, 20, 30, 59.9)] == [True, True, True, False, False]
    assert take(60)
    assert [take(second) for second in (61, 62, 63)] == [True, True, False]


@pytest.mark.django_db
def test_others_and_other_limits_count_for_themselves() -> None:
    assert [take(0), take(0), take(0), take(0)][-1] is False
    assert take(0, "b")
    assert take(0, limit=Limit("another", 3, timedelta(minutes=1)))
    assert "a" not in str(list(Attempts.objects.values_list("mark", flat=True))).replace("'", "").split(", ")


@pytest.mark.django_db
def test_what_is_given_back_was_not_counted() -> None:
    for second in range(10):
        assert take(second)
        limits.give_back(THREE, "a", at=MONDAY + timedelta(seconds=second))
    limits.give_back(THREE, "a", at=MONDAY + timedelta(hours=1))
    assert [take(70), take(71), take(72), take(73)] == [True, True, True, False]


@pytest.mark.django_db
def test_old_counts_are_forgotten() -> None:
    take()
    assert tries.forget_tries(actor="engine", at=MONDAY + timedelta(hours=24)) == 0
    assert tries.forget_tries(actor="engine", at=MONDAY + timedelta(hours=24, minutes=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_exactly_as_many_pass_as_may() -> None:
    passed: list[bool] = []

    def try_it() -> None:
        for _time in range(5):
            passed.append(take())
        connections.close_all()

    threads = [threading.Thread(target=try_it) for _thread in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(passed), sum(passed)) == (30, 3)
