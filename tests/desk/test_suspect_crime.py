"""A crime is suspected: the police are told within half an hour, and nothing is settled in private."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from gensui.ledger import due, policies, verify
from gensui.ledger.models import Event, Obligation
from gensui.people.access import NotYours
from gensui.people.models import Employee
from gensui.security.actions import incident as actions
from gensui.security.actions.incident import Alarm
from gensui.security.models import Incident
from gensui.security.refusals import OnlyADrill
from tests.cast import MONDAY, Cast, minutes
from tests.desk.conftest import SignIn
from tests.desk.test_incident_pages import press, raise_alarm
from tests.security.conftest import deng, sung

pytestmark = pytest.mark.database
__all__ = ["deng", "sung"]
BUTTON = "Told by telephone"
TOLD = ("incident.notified", "police.reported")


@pytest.fixture(autouse=True)
def clock(settings: Any) -> Any:
    settings.LANGUAGE_CODE = "en"
    with time_machine.travel(MONDAY + timedelta(minutes=1), tick=False) as traveller:
        yield traveller


def promise() -> Obligation:
    return Obligation.objects.get(clause="6.3.10")


def test_the_police_are_told_in_time(cast: Cast, sung: Employee, deng: Employee, sign_in: SignIn, clock: Any) -> None:
    client = sign_in(cast.guard)
    raise_alarm(client, plan="fire", area=cast.lobby.pk)
    page = press(client, "suspect")

    assert "A crime is suspected. The police are told" in page
    assert (promise().state, promise().holder, promise().due_at) == ("open", cast.gm.key, minutes(31))
    police = Incident.objects.get().notices.get(call="110")

    clock.move_to(minutes(20))
    press(client, "told", row=str(police.pk))
    assert (promise().state, promise().lapsed_at) == ("met", None)
    assert [one for one in verify.check_log(policies.newest()) if isinstance(one, verify.Fault)] == []


def test_the_police_are_told_late(cast: Cast, sung: Employee, deng: Employee, sign_in: SignIn, clock: Any) -> None:
    client = sign_in(cast.guard)
    raise_alarm(client, plan="theft", area=cast.lobby.pk)
    press(client, "suspect")
    police = Incident.objects.get().notices.get(call="110")
    due.sweep(at=minutes(40))
    clock.move_to(minutes(45))
    press(client, "told", row=str(police.pk))

    assert (promise().state, promise().lapsed_at) == ("met", minutes(31))


def test_suspected_twice_is_one_suspicion(cast: Cast, sung: Employee, deng: Employee, sign_in: SignIn) -> None:
    client = sign_in(cast.guard)
    raise_alarm(client, area=cast.lobby.pk)
    for who in (cast.guard, cast.guard, sung):
        press(sign_in(who), "suspect")

    assert Event.objects.filter(kind="incident.suspected_crime").count() == 1
    assert Incident.objects.get().notices.filter(call="110").count() == 1


def test_where_the_police_know_already_it_says_so(cast: Cast, sung: Employee, deng: Employee, sign_in: SignIn) -> None:
    client = sign_in(cast.guard)
    raise_alarm(client, plan="theft", area=cast.lobby.pk)
    police = Incident.objects.get().notices.get(call="110")
    press(client, "told", row=str(police.pk))

    assert "The police were told already" in press(client, "suspect")
    assert not Obligation.objects.filter(clause="6.3.10").exists()


def test_found_out_after_the_end_the_police_are_told_still(
    cast: Cast, sung: Employee, deng: Employee, sign_in: SignIn
) -> None:
    client = sign_in(sung)
    raise_alarm(client, plan="fire", area=cast.lobby.pk)
    found = Incident.objects.get()
    Incident.objects.filter(pk=found.pk).update(state="closed", closed_at=minutes(1), cause="縱火")
    press(client, "suspect")
    press(client, "told", row=str(found.notices.get(call="110").pk))

    assert promise().state == "met"


@pytest.mark.parametrize("state", ["closed", "reviewed"])
def test_after_the_end_whoever_had_no_part_notes_nothing(
    cast: Cast, sung: Employee, deng: Employee, sign_in: SignIn, state: str
) -> None:
    """Nobody notes that the police were told where no crime is suspected; where one is, who leads or had a part does."""
    raise_alarm(sign_in(sung), plan="theft", area=cast.lobby.pk)
    found = Incident.objects.get()
    Incident.objects.update(state=state, closed_at=minutes(1), cause="x")
    police = found.notices.get(call="110")
    strange = sign_in(cast.chen)
    assert not found.notices.filter(employee=cast.chen).exists()
    for who in (strange, sign_in(sung)):
        assert BUTTON not in who.get(f"/incidents/{found.number}/").content.decode()
        press(who, "told", row=str(police.pk))
        assert not Event.objects.filter(kind__in=TOLD).exists()

    press(strange, "suspect")
    assert BUTTON not in strange.get(f"/incidents/{found.number}/").content.decode()
    press(strange, "told", row=str(police.pk))
    assert not Event.objects.filter(kind__in=TOLD).exists()
    assert promise().state == "open"

    assert BUTTON in sign_in(sung).get(f"/incidents/{found.number}/").content.decode()
    press(sign_in(sung), "told", row=str(police.pk))
    assert promise().state == "met"


def test_a_drill_and_a_stranger_are_refused(cast: Cast, sung: Employee, deng: Employee) -> None:
    drill = actions.report_incident(
        site=cast.site, alarm=Alarm(plan="fire", area=cast.lobby, drill=True), actor=cast.li, at=minutes(0)
    )
    with pytest.raises(OnlyADrill):
        actions.suspect_crime(incident=drill, actor=cast.guard, at=minutes(1))
    with pytest.raises(NotYours):
        actions.suspect_crime(incident=drill, actor=cast.stranger, at=minutes(1))
