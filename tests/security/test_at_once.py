"""Two real connections at the gate and on a round: one wins, the other is told, nothing is there twice."""

import threading
from collections.abc import Callable

import pytest
from django.db import OperationalError, connections

from gensui.core.refusal import Refusal
from gensui.ledger import policies, verify
from gensui.ledger.models import Event
from gensui.ledger.refusals import StreamMoved
from gensui.people.acting import Entry
from gensui.people.models import Employee
from gensui.rounds.actions import walking
from gensui.rounds.models import Round
from gensui.security.actions import gate, incident, register
from gensui.security.actions.incident import Alarm
from gensui.security.actions.turn import Arrival
from gensui.security.models import GateEntry, Incident, Pass
from tests.cast import MONDAY, Cast, minutes
from tests.rounds.conftest import lay_out
from tests.security.conftest import Arrive

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
Act = Callable[[], object]


def at_once(*acts: Act) -> list[str]:
    """Each act in a thread and on a connection of its own, all let go at the same moment; what came of each, sorted."""
    ready, said = threading.Barrier(len(acts)), []

    def go(act: Act) -> None:
        try:
            ready.wait(20)
            act()
            said.append("done")
        except (Refusal, StreamMoved) as refusal:
            said.append(refusal.code)
        except OperationalError as busy:  # SQLite lets one write at a time
            said.append("busy" if "locked" in str(busy) else repr(busy))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=(act,)) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    return sorted(said)


def faults() -> list[str]:
    return [str(found) for found in verify.check_log(policies.newest()) if isinstance(found, verify.Fault)]


def test_of_two_guards_who_decide_one_is_told(arrived: Arrive, cast: Cast, deng: Employee) -> None:
    entry = arrived()
    said = at_once(
        lambda: gate.decide_entry(gate=entry, decision="admitted", actor=cast.guard, at=minutes(2)),
        lambda: gate.decide_entry(gate=entry, decision="refused", actor=deng, at=minutes(2)),
    )
    assert said == ["already_decided", "done"]
    event = Event.objects.get(kind="gate.decided")
    entry.refresh_from_db()
    assert (entry.decision, entry.decided_by and entry.decided_by.key) == (event.data["decision"], event.actor)
    assert faults() == []


def test_owner_and_guard_at_the_same_moment(arrived: Arrive, cast: Cast) -> None:
    entry = arrived()
    said = at_once(
        lambda: gate.answer_gate(gate=entry, agrees=False, way="link", actor=cast.mei, at=minutes(2)),
        lambda: gate.decide_entry(gate=entry, decision="admitted", actor=cast.guard, at=minutes(2)),
    )
    entry.refresh_from_db()
    assert entry.decision == "admitted"
    assert (said, entry.reply) in [(["done", "done"], "refused"), (["done", "link_used_up"], "")]
    kinds = [one.kind for one in Event.objects.filter(stream=entry.stream).order_by("number") if one.actor != "engine"]
    assert kinds[:2] == ["gate.arrived", "gate.owner_asked"]
    assert kinds[2:] == (["gate.owner_answered", "gate.decided"] if entry.reply else ["gate.decided"])
    assert faults() == []


def test_two_answers_of_one_home(arrived: Arrive, cast: Cast) -> None:
    entry = arrived()
    said = at_once(
        lambda: gate.answer_gate(gate=entry, agrees=True, way="link", actor=cast.mei, at=minutes(2)),
        lambda: gate.answer_gate(gate=entry, agrees=False, way="app", actor=cast.tenant, at=minutes(2)),
    )
    assert said == ["done", "link_used_up"]
    assert Event.objects.filter(kind="gate.owner_answered").count() == 1


def test_the_same_arrival_sent_twice_stands_once(cast: Cast, deng: Employee) -> None:
    def come(guard: Employee) -> Act:
        arrival = Arrival(kind="visitor", unit=cast.mei.household.unit, name="王")
        return lambda: gate.arrive(site=cast.site, arrival=arrival, actor=guard, at=MONDAY, entry=Entry(once="gate-1"))

    said = at_once(come(cast.guard), come(cast.guard))
    assert said == ["done", "done"]
    assert GateEntry.objects.count() == 1
    assert Event.objects.filter(kind="gate.arrived").count() == 1
    assert at_once(come(cast.guard)) == ["done"]
    assert GateEntry.objects.count() == 1
    assert at_once(come(deng)) == ["done"]  # a key belongs to its sender: this is another arrival
    assert GateEntry.objects.count() == 2


def test_the_last_use_of_a_pass_opens_the_gate_once(cast: Cast, deng: Employee) -> None:
    permit = register.issue_pass(
        kind="visitor",
        name="王",
        plate="",
        valid_from=MONDAY,
        valid_until=minutes(60),
        uses=1,
        actor=cast.mei,
        at=MONDAY,
    )
    said = at_once(*[
        lambda guard=guard: gate.arrive_by_pass(permit=permit, actor=guard, at=minutes(1)) for guard in (cast.guard, deng)
    ])  # fmt: skip
    assert said == ["done", "pass_not_good"]
    assert (Pass.objects.get().used, GateEntry.objects.count()) == (1, 1)


def test_the_first_on_the_scene_is_one(cast: Cast, deng: Employee) -> None:
    found = incident.report_incident(site=cast.site, alarm=Alarm(plan="fire", place="3"), actor=cast.guard, at=MONDAY)
    said = at_once(*[
        lambda guard=guard: incident.arrive_on_scene(incident=found, actor=guard, at=minutes(1)) for guard in (cast.guard, deng)
    ])  # fmt: skip
    assert said == ["done", "wrong_stage"]
    event = Event.objects.get(kind="incident.on_scene")
    first = Incident.objects.with_people().get().first_guard
    assert first is not None
    assert first.key == event.actor


def test_two_guards_start_one_slot_at_once(cast: Cast) -> None:
    ground = lay_out(cast)
    said = at_once(*[
        lambda guard=guard: walking.start_round(plan=ground.route, key=f"round-of-{guard.number}", actor=guard, at=MONDAY)
        for guard in (ground.guard, ground.other)
    ])  # fmt: skip
    assert said == ["done", "done"]
    rounds = list(Round.objects.order_by("pk"))
    assert len({one.slot for one in rounds}) == 1
    assert [one.flags for one in rounds] == [[], ["second"]]  # one walks it, the other is told that somebody does
    assert Event.objects.filter(kind="patrol.round_started").count() == 2
    assert faults() == []
