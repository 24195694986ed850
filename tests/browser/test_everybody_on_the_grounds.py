"""Can everybody use the gate, an emergency, the roster and a plan's next edition: axe finds nothing, wide and narrow, light and dark."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gensui.people.actions import roster
from gensui.security.actions import gate, incident, register
from gensui.security.actions.incident import Alarm
from gensui.security.actions.turn import Arrival
from tests.browser.axe import found_by_axe
from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.test_rounds import comes, scan
from tests.cast import Cast
from tests.rounds.conftest import lay_out

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(280)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["wide", "narrow"])
def test_gate_incidents_and_rounds(cast: Cast, visit: Visit, scheme: str, size: dict[str, int]) -> None:
    now = timezone.now()
    ground = lay_out(cast, now)
    arrival = Arrival(kind="visitor", unit=cast.mei.household.unit, name="王")
    waiting = gate.arrive(site=cast.site, arrival=arrival, actor=cast.guard, at=now)
    inside = gate.arrive(site=cast.site, arrival=arrival, actor=cast.guard, at=now)
    gate.decide_entry(gate=inside, decision="admitted", actor=cast.guard, at=now)
    register.issue_pass(
        kind="visitor",
        name="李",
        plate="",
        valid_from=now,
        valid_until=now + timedelta(hours=2),
        uses=1,
        actor=cast.mei,
        at=now,
    )
    found = incident.report_incident(site=cast.site, alarm=Alarm(plan="fire", place="3"), actor=cast.guard, at=now)
    running = incident.report_incident(site=cast.site, alarm=Alarm(plan="gas", place="2"), actor=cast.guard, at=now)
    incident.arrive_on_scene(incident=running, actor=cast.guard, at=now)
    incident.start_plan(incident=running, plan="gas", actor=cast.guard, at=now)
    roster.keep_post(department=ground.lead.department, name="東門", actor=ground.lead, at=now)

    guard, lead = visit("en", size).sign_in("S10"), visit("zh-hant", size).sign_in("S02")
    troubles = []
    for visitor, paths in (
        (guard, ("/gate/", "/gate/new/", "/gate/register/", "/gate/late/", f"/gate/{waiting.number}/", f"/gate/{inside.number}/",
                 "/incidents/", "/incidents/red/", f"/incidents/{found.number}/", f"/incidents/{running.number}/")),
        (lead, (f"/incidents/{running.number}/", "/daily/", "/roster/", f"/grounds/plans/{ground.route.pk}/change/")),
    ):  # fmt: skip
        visitor.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for path in paths:
            visitor.go(path)
            troubles += found_by_axe(visitor)
            wide = visitor.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            troubles += [f"{path} is {wide} pixels too wide"] if wide > 0 else []
    page = comes(guard)
    troubles += found_by_axe(guard)
    page.locator(".slip.round:enabled", has_text="甲線").click()
    page.wait_for_selector("#walk[data-view=round]")
    troubles += found_by_axe(guard)
    scan(guard, ground.route, 1)
    troubles += found_by_axe(guard)
    assert troubles == []
