"""A second tap on what was said beside a lapse, a note or an emergency: once is once, and two long keys are two."""

import re

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse

from gensui.cases.actions import intake
from gensui.cases.models import Note
from gensui.ledger import due
from gensui.ledger.models import Event, Obligation
from gensui.people import duty_roster
from gensui.people.acting import Entry
from gensui.people.duty_roster import OFF_DUTY, ON_DUTY, Place
from gensui.security.models import Incident
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database


def key_of(page: str, begins: str) -> str:
    """The request key that a form of the page carries."""
    found = re.search(rf'name="once" value="({begins}:[^"]+)"', page)
    assert found, begins
    return found[1]


def test_a_reason_is_accepted_once(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("dispatched")
    due.sweep(at=minutes(30))
    lapse = Obligation.objects.get(stream=case.stream, clause="3.2.4")
    client, address = english(cast.chief), reverse("excuse", args=[case.number, lapse.pk])
    with time_machine.travel(minutes(40), tick=False):
        key = key_of(client.get(reverse("case", args=[case.number])).content.decode(), "excuse")
        for _tap in range(2):
            assert client.post(address, {"reason": "颱風", "once": key}).status_code == 302
        assert Event.objects.filter(kind="obligation.excused").count() == 1
        assert client.post(address, {"reason": "別的", "once": key}).status_code == 409


def test_a_note_is_corrected_once(cast: Cast, english: SignIn) -> None:
    noted = Entry(note="三樓漏水")
    case = intake.take_in(site=cast.site, request=cast.request(), actor=cast.li, at=minutes(0), entry=noted)
    note = Note.objects.get(case=case)
    client, address = english(cast.li), reverse("correct", args=[case.number, note.pk])
    with time_machine.travel(minutes(60), tick=False):
        key = key_of(client.get(reverse("case", args=[case.number])).content.decode(), "correct")
        for _tap in range(2):
            assert client.post(address, {"text": "對的", "reason": "筆誤", "once": key}).status_code == 302
    assert Note.objects.filter(corrects=note).count() == 1


def test_a_key_too_long_is_refused_and_not_cut(cast: Cast, english: SignIn) -> None:
    client = english(cast.guard)
    with time_machine.travel(minutes(5), tick=False):
        raised = client.post(reverse("red_button"), {"plan": "fire", "area": cast.lobby.pk, "once": "red:1"})
        assert raised.status_code == 302, raised.content.decode()
        number = Incident.objects.get().number
        before = Event.objects.count()
        told = client.post(reverse("incident_act", args=[number, "scene"]), {"plan": "p" * 90})
        assert Event.objects.count() == before
        assert any("key" in str(one) for one in get_messages(told.wsgi_request))


def test_nobody_at_home_has_turns(cast: Cast) -> None:
    """While nobody is on duty a promise stays with one agent; at the desk each has a turn."""

    def agents(away: int) -> set[str]:
        staff = [Place(number, "agent", "customer_service", "", away, None, minutes(600)) for number in ("K02", "K03")]
        found = [duty_roster.leaders(staff, "customer_service", "house:x.y", minutes(minute)) for minute in range(4)]
        return {roles.get("agent") or roles["off.agent"].partition("/")[0] for roles in found}

    assert len(agents(OFF_DUTY)) == 1
    assert len(agents(ON_DUTY)) == 2
