"""Training of the demonstration: the quarter's held for most, a make-up, somebody new refused a shift alone; and once only."""

from datetime import UTC, datetime, timedelta

import pytest

from gensui.cli import schooling
from gensui.ledger.models import Obligation
from gensui.people.actions import one as people
from gensui.people.actions import roster
from gensui.people.models import Department, Employee
from gensui.people.refusals import NotInducted
from gensui.training.models import Attempt, Seat, Session
from tests.cases.conftest import cast
from tests.cast import MONDAY, PASSWORD, Cast

__all__ = ["cast"]
pytestmark = pytest.mark.database


def test_the_quarter_is_taught_and_somebody_is_new(cast: Cast) -> None:
    people.hire(
        department=Department.objects.get(site=cast.site, kind="security"), number="S01", name="石磊", role="dept_head",
        password=PASSWORD, actor="operator", at=MONDAY,
    )  # fmt: skip
    now = MONDAY + timedelta(days=1)
    for _time in range(2):
        schooling.begin(datetime(2026, 9, 24, tzinfo=UTC), now)
        schooling.school(cast.site, PASSWORD, now)
    assert sorted(Session.objects.values_list("course__key", flat=True)) == ["induction", "quarterly", "quarterly"]
    assert Attempt.objects.get(number=2).seat.employee == cast.chen
    assert Obligation.objects.get(stream=cast.chen.key, clause="5.1.5").state == "met"
    assert Obligation.objects.get(stream=cast.qin.key, clause="5.1.5").state == "open"  # teaching is not attending
    newcomer = Employee.objects.get(number=schooling.NEWCOMER)
    assert Seat.objects.get(employee=newcomer).sign_ins.count() == 2
    with pytest.raises(NotInducted):
        roster.plan_duty(
            employee=newcomer,
            starts_at=now + timedelta(days=3),
            ends_at=now + timedelta(days=3, hours=8),
            actor=cast.hr,
            at=now,
        )
