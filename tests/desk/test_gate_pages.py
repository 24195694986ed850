"""The gate on the screen: the guards' queue, the owner's link, the pass, the register on paper."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gensui.ledger.models import Event, Outgoing
from gensui.notices import actions as notices
from gensui.people.models import Employee, Household, Resident, Unit
from gensui.people.secret import unseal
from gensui.security import links
from gensui.security.actions import gate
from gensui.security.models import GateEntry, Pass
from tests.cast import MONDAY, Cast, minutes
from tests.desk.conftest import SignIn
from tests.desk.test_costs import statements
from tests.portal.conftest import ComeIn, come_in
from tests.security.conftest import Arrive, arrived, deng, sung

pytestmark = pytest.mark.database
__all__ = ["arrived", "come_in", "deng", "sung"]

VISITOR: dict[str, Any] = {"kind": "visitor", "home": "3-1-502", "name": "王", "persons": "2", "once": "gate:a"}


@pytest.fixture(autouse=True)
def _at_ten(settings: Any) -> Any:
    settings.LANGUAGE_CODE = "en"
    with time_machine.travel(MONDAY + timedelta(minutes=1), tick=False):
        yield


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_registered_asked_and_admitted(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.guard)
    for _twice in range(2):
        assert client.post(reverse("gate_new"), VISITOR).status_code == 302
    entry = GateEntry.objects.get()
    assert entry.who in text(client, reverse("gate"))
    for _twice in range(2):
        client.post(reverse("gate_act", args=[entry.number, "admit"]))
    entry.refresh_from_db()
    assert (entry.decision, Event.objects.filter(kind="gate.decided").count()) == ("admitted", 1)
    assert "Has left" in text(client, reverse("gate_entry", args=[entry.number]))


def test_mistakes_are_told_and_nothing_typed_is_lost(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.guard)
    for words, told in (
        ({"home": ""}, "Whom do they visit?"), ({"home": "9-9-999"}, "no such home"), ({"persons": "0"}, "greater than"),
        ({"name": "310101199001011234"}, "identity paper"), ({"kind": "ghost"}, "Select a valid choice"),
    ):  # fmt: skip
        answer = client.post(reverse("gate_new"), VISITOR | {"purpose": "<script>看親戚"} | words)
        assert answer.status_code == 422
        assert told in answer.content.decode()
        assert "&lt;script&gt;看親戚" in answer.content.decode()
    assert GateEntry.objects.count() == 0


def test_the_second_guard_is_told_what_the_first_did(
    arrived: Arrive, cast: Cast, deng: Employee, sign_in: SignIn
) -> None:
    entry = arrived()
    sign_in(cast.guard).post(reverse("gate_act", args=[entry.number, "admit"]))
    answer = sign_in(deng).post(reverse("gate_act", args=[entry.number, "refuse"]), follow=True)
    assert "decided by 孫虎" in answer.content.decode()


def test_the_owner_answers_by_the_link(arrived: Arrive, cast: Cast, sign_in: SignIn) -> None:
    entry = arrived(purpose="探親")
    token = unseal(Outgoing.objects.get(stream=entry.stream, to=cast.mei.key).body)
    path = reverse("my_gate_link", args=[token])
    anybody = Client()
    assert "探親" in text(anybody, path)
    assert "陳美" not in text(anybody, path)
    for _twice in range(2):
        assert anybody.post(path, {"answer": "yes"}).status_code == 200
    assert GateEntry.objects.get().reply == "agreed"
    assert anybody.post(path, {"answer": "no"}).status_code == 409
    assert "owner says yes" in text(sign_in(cast.guard), reverse("gate"))


def test_a_link_that_is_old_or_anothers_says_so(arrived: Arrive, cast: Cast) -> None:
    entry = arrived()
    gate.decide_entry(gate=entry, decision="refused", actor=cast.guard, at=minutes(1))
    path = reverse("my_gate_link", args=[links.to_answer(entry, cast.mei)])
    assert "decided at the gate" in text(Client(), path)
    assert "no longer open" in Client().post(path, {"answer": "yes"}).content.decode()
    for bad in (links.to_answer(entry, cast.wu), "made-up", "x" * 300):
        answer = Client().get(reverse("my_gate_link", args=[bad]))
        assert (answer.status_code, "not whole" in answer.content.decode()) == (404, True)
    Household.objects.update(until_on=MONDAY.date())
    assert Client().get(path).status_code == 404


def test_the_owner_answers_on_the_own_page(arrived: Arrive, cast: Cast, come_in: ComeIn) -> None:
    entry = arrived()
    assert "At the gate, for you" in text(come_in(cast.mei), "/my/")
    assert "At the gate, for you" not in text(come_in(cast.wu), "/my/")
    assert come_in(cast.wu).post(reverse("my_at_gate", args=[entry.number, "yes"])).status_code == 404
    come_in(cast.mei).post(reverse("my_at_gate", args=[entry.number, "no"]))
    assert (GateEntry.objects.get().reply, GateEntry.objects.get().way) == ("refused", "app")


def test_a_pass_from_the_owner_to_the_guard(cast: Cast, come_in: ComeIn, sign_in: SignIn) -> None:
    given = {
        "name": "表姐", "kind": "visitor", "valid_from": "2026-11-23T10:00", "valid_until": "2026-11-23T20:00", "uses": "1",
        "once": "my:1",
    }  # fmt: skip
    owner, guard = come_in(cast.mei), sign_in(cast.guard)
    for _twice in range(2):
        shown = owner.post(reverse("my_visitors"), given)
        assert shown.status_code == 302
    permit = Pass.objects.get()
    assert "11-23 20:00" in text(Client(), shown.url)  # type: ignore[attr-defined]
    assert "表姐" not in text(Client(), shown.url)  # type: ignore[attr-defined]
    assert b"<svg" in Client().get(shown.url + "code.svg").content  # type: ignore[attr-defined]
    for wrong in ("x", links.of_pass(permit)[:-1], links.of_pass(Pass(pk=permit.pk + 1))):
        assert Client().get(reverse("my_pass_code", args=[wrong])).status_code == 404
        assert owner.get(reverse("my_pass_code", args=[wrong])).status_code == 404
    assert "表姐" in text(guard, reverse("gate"))
    scanned = reverse("gate_scan", args=[links.of_pass(permit)])
    assert "陳美 expects them" in text(guard, scanned)
    guard.post(scanned)
    assert GateEntry.objects.get().reply == "pass"
    assert "not good now" in guard.post(scanned, follow=True).content.decode()
    owner.post(reverse("my_pass_revoke", args=[permit.pk]))
    assert "not good now" in text(Client(), shown.url)  # type: ignore[attr-defined]
    assert Client().get(shown.url + "code.svg").status_code == 404  # type: ignore[attr-defined]
    assert come_in(cast.wu).post(reverse("my_pass_revoke", args=[permit.pk])).status_code == 404


def test_a_line_from_paper(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.guard)
    line = VISITOR | {
        "arrived_at": "2026-11-23T08:00", "decided_at": "2026-11-23T08:03", "left_at": "2026-11-23T09:00", "decision": "admitted",
    }  # fmt: skip
    for sheet in ("", "12 3", "the third"):  # nobody could find it again
        assert client.post(reverse("gate_late"), line | {"sheet": sheet}).status_code == 422
    assert client.post(reverse("gate_late"), line | {"sheet": "12-3", "decision": ""}).status_code == 422
    assert not GateEntry.objects.exists()
    line |= {"sheet": "12-3"}
    assert client.post(reverse("gate_late"), line).status_code == 302
    assert Event.objects.get(kind="gate.arrived").data["evidence"] == {"document": "12-3"}
    assert "entered 11-23 10:01" in text(client, reverse("gate_register"))
    answer = client.post(reverse("gate_late"), line | {"once": "gate:b", "decided_at": "2026-11-23T07:00"})
    assert (answer.status_code, "do not fit together" in answer.content.decode()) == (422, True)
    assert "Nobody came" in text(client, reverse("gate_register") + "?day=2026-11-01")
    assert text(client, reverse("gate_register") + "?day=nonsense")


def test_others_find_no_gate(arrived: Arrive, cast: Cast, sign_in: SignIn) -> None:
    entry = arrived()
    for who in (cast.cleaner, cast.chen, cast.zhao, cast.chief, cast.hr):
        assert sign_in(who).get(reverse("gate")).status_code == 403
    assert "Admit" not in text(sign_in(cast.li), reverse("gate"))
    assert sign_in(cast.stranger).get(reverse("gate_entry", args=[entry.number])).status_code == 404
    refused = sign_in(cast.li).post(reverse("gate_act", args=[entry.number, "admit"]), follow=True)
    assert "not for the role “agent” here" in refused.content.decode()


def test_a_queue_of_forty_costs_what_one_costs(arrived: Arrive, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.guard)
    unit: Unit = cast.mei.household.unit
    gate.decide_entry(gate=arrived(ask="nobody"), decision="admitted", actor=cast.guard, at=minutes(0))
    arrived(ask="nobody")
    client.get(reverse("gate"))
    few = statements(lambda: client.get(reverse("gate")))
    for one in range(40):
        entry = arrived(ask="nobody", name=f"王{one}", unit=unit, once=f"g:{one}")
        if one % 3 == 0:
            gate.decide_entry(gate=entry, decision="admitted", actor=cast.guard, at=minutes(0))
    assert statements(lambda: client.get(reverse("gate"))) <= few <= 13


def test_the_link_reaches_the_telephone_at_night(arrived: Arrive, cast: Cast, tmp_path: Any, settings: Any) -> None:
    settings.SMS_FOLDER = tmp_path
    night = MONDAY.replace(hour=15)  # eleven at night in Shanghai: Wu sleeps
    arrived(at=night, unit=Resident.objects.get(pk=cast.wu.pk).household.unit)
    notices.deliver(actor="engine", at=night)
    (letter,) = tmp_path.iterdir()
    assert "/my/gate/" in letter.read_text("utf-8")
