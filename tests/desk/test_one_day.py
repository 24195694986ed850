"""Where everything of a day comes together: what runs out for somebody, and the grounds with their gate and emergencies."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gensui.security.actions import gate, incident
from gensui.security.actions.incident import Alarm
from gensui.security.actions.turn import Arrival
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.rounds.conftest import Grounds, lay_out

pytestmark = pytest.mark.database


@pytest.fixture
def ground(cast: Cast) -> Grounds:
    return lay_out(cast, timezone.now())


def test_my_clocks_hold_rounds_beside_requests(ground: Grounds, sign_in: SignIn) -> None:
    """Whoever answers for the patrol sees its next rounds; an agent does not."""
    shown = sign_in(ground.lead).get(reverse("worklist")).content.decode()
    assert ground.route.name in shown
    assert f'href="{reverse("walk")}"' in shown
    assert ground.route.name not in sign_in(ground.cast.li).get(reverse("worklist")).content.decode()


def test_my_clocks_hold_who_stands_at_the_gate(ground: Grounds, sign_in: SignIn) -> None:
    entry = gate.arrive(
        site=ground.cast.site, arrival=Arrival(kind="visitor", unit=ground.cast.mei.household.unit, name="王"),
        actor=ground.cast.guard, at=timezone.now(),
    )  # fmt: skip
    shown = sign_in(ground.cast.guard).get(reverse("worklist")).content.decode()
    assert reverse("gate_entry", args=[entry.number]) in shown


def test_the_grounds_of_today_have_the_gate_and_emergencies(ground: Grounds, sign_in: SignIn) -> None:
    now = timezone.now()
    entry = gate.arrive(
        site=ground.cast.site, arrival=Arrival(kind="visitor", unit=ground.cast.mei.household.unit, name="王"),
        actor=ground.cast.guard, at=now - timedelta(minutes=2),
    )  # fmt: skip
    found = incident.report_incident(
        site=ground.cast.site,
        alarm=Alarm(plan="fire", area=ground.cast.lobby),
        actor=ground.cast.li,
        at=now - timedelta(minutes=1),
    )
    shown = sign_in(ground.cast.li).get(reverse("grounds")).content.decode()
    assert reverse("gate_entry", args=[entry.number]) in shown
    assert reverse("incident", args=[found.number]) in shown
