"""Whoever is noted as away takes no request over at the desk, and no redo: not chosen, not offered, not named."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import follow, follower, result
from gensui.cases.models import Case, Handover
from gensui.cases.refusals import NotOnDuty
from gensui.people.actions import roster
from gensui.people.models import Employee
from gensui.people.refusals import IsAway
from tests.cases.asking import refuses
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn
from tests.rounds.conftest import hire

pytestmark = pytest.mark.database


def ill(who: Employee, head: Employee) -> None:
    roster.report_absence(
        employee=who, reason="ill", since_on=date(2026, 11, 23), last_on=date(2026, 11, 24), actor=head,
        at=minutes(0),
    )  # fmt: skip


@pytest.fixture
def fang(cast: Cast) -> Employee:
    """A second agent, at home with a fever."""
    head = hire(cast, minutes(0), "K08", "何靜", "service_head", "customer_service")
    found = hire(cast, minutes(0), "K09", "方圓", "agent", "customer_service")
    ill(found, head)
    return found


def test_who_is_away_is_offered_no_hand_over(walk: Walk, cast: Cast, fang: Employee, english: SignIn) -> None:
    case = walk("working")
    with time_machine.travel(minutes(30), tick=False):
        desk = english(cast.li)
        assert fang.name not in desk.get(reverse("handover")).content.decode()
        assert desk.post(reverse("handover"), {"case": [case.pk], "to": fang.pk}).status_code == 404
    with pytest.raises(IsAway):
        follow.offer_handover(cases=[case], to=fang, actor=cast.li, at=minutes(30))
    assert not Handover.objects.exists()
    back = minutes(60 * 48)
    follow.offer_handover(cases=[case], to=fang, actor=cast.li, at=back, anyway="她晚班來")  # back on the 25th


def test_who_is_away_is_not_named_as_follower(walk: Walk, cast: Cast, fang: Employee, english: SignIn) -> None:
    case = walk("working")
    with time_machine.travel(minutes(30), tick=False):
        page = reverse("act", args=[case.number, "name_follower"])
        desk = english(Employee.objects.get(number="K08"))
        assert fang.name not in desk.get(page).content.decode()
        assert desk.post(page, {"follower": fang.pk, "once": "f1"}).status_code == 422
    refuses(
        follower.name_follower, case, IsAway, actor=Employee.objects.get(number="K08"), follower=fang, at=minutes(30)
    )
    assert Case.objects.get(pk=case.pk).follower == cast.li


def test_a_redo_goes_to_hands_that_can_do_it(walk: Walk, cast: Cast) -> None:
    case = result.dispute_result(case=walk("told"), dispute="還在滴", actor=cast.mei, at=minutes(30))
    refuses(result.order_rework, case, NotOnDuty, actor=cast.chief, handler=cast.guard, at=minutes(31))
    ill(cast.chen, cast.chief)
    refuses(result.order_rework, case, IsAway, actor=cast.chief, handler=cast.chen, at=minutes(31))
    assert result.order_rework(case=case, actor=cast.chief, at=minutes(32)).round == 2


def test_who_is_ill_on_that_day_still_succeeds_somebody_who_left(walk: Walk, cast: Cast, fang: Employee) -> None:
    case = follower.succeed(case=walk("working"), follower=fang, actor=cast.operator, at=minutes(30), reason="離職")
    assert case.follower == fang
