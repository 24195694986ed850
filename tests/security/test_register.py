"""Passes, lines from paper, and what goes after thirty days."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from gensui.ledger import policies, verify
from gensui.ledger.models import Event, Obligation
from gensui.ledger.queries import events_of
from gensui.ledger.refusals import TooLongAgo
from gensui.people.access import NotYours
from gensui.people.acting import SYSTEM, Entry
from gensui.people.models import Employee, Resident
from gensui.security import links, queries
from gensui.security.actions import gate, register
from gensui.security.actions.turn import Arrival
from gensui.security.models import GateEntry, Pass
from gensui.security.refusals import BadSheet, BadTime, IdentityNumber, NoHome, PassNotGood
from tests.cast import MONDAY, Cast, minutes
from tests.security.conftest import Arrive

pytestmark = pytest.mark.database


def issue(resident: Resident, at: datetime = MONDAY, **words: Any) -> Pass:
    given: dict[str, Any] = {
        "kind": "visitor", "name": "表姐", "plate": "", "valid_from": minutes(60), "valid_until": minutes(300), "uses": 1,
    }  # fmt: skip
    return register.issue_pass(actor=resident, at=at, **(given | words))


def test_a_pass_opens_the_gate_once(cast: Cast) -> None:
    permit = issue(cast.mei)
    assert queries.expected(cast.site, minutes(5)) == [permit]
    assert links.pass_of(links.of_pass(permit)) == permit.pk
    entry = gate.arrive_by_pass(permit=permit, actor=cast.guard, at=minutes(70))
    assert (entry.decision, entry.reply, entry.name) == ("admitted", "pass", "表姐")
    duty = Obligation.objects.get(stream=entry.stream, clause="4.3.8")
    assert (duty.state, duty.met_at) == ("met", minutes(70))
    with pytest.raises(PassNotGood):
        gate.arrive_by_pass(permit=permit, actor=cast.guard, at=minutes(71))
    assert queries.expected(cast.site, minutes(72)) == []


def test_a_pass_shown_twice_in_one_breath_is_used_once(cast: Cast) -> None:
    permit = issue(cast.mei, uses=2)
    once = Entry(once="pass:1")
    first = gate.arrive_by_pass(permit=permit, actor=cast.guard, at=minutes(70), entry=once)
    assert gate.arrive_by_pass(permit=permit, actor=cast.guard, at=minutes(70), entry=once) == first
    assert Pass.objects.get().used == 1


def test_a_pass_is_good_only_in_its_time_and_until_taken_back(cast: Cast) -> None:
    permit = issue(cast.mei, uses=3)
    for early_or_late in (minutes(59), minutes(300)):
        with pytest.raises(PassNotGood):
            gate.arrive_by_pass(permit=permit, actor=cast.guard, at=early_or_late)
    for _twice in range(2):
        register.revoke_pass(permit=permit, actor=cast.mei, at=minutes(80))
    assert [one.kind for one in events_of(permit.stream)] == ["pass.issued", "pass.revoked"]
    with pytest.raises(PassNotGood):
        gate.arrive_by_pass(permit=permit, actor=cast.guard, at=minutes(90))


def test_a_pass_asks_its_questions(cast: Cast) -> None:
    for words in (
        {"valid_until": minutes(30)},
        {"valid_until": minutes(60 * 24 * 9)},
        {"valid_from": minutes(60 * 24 * 90)},
    ):
        with pytest.raises(BadTime):
            issue(cast.mei, **words)
    with pytest.raises(IdentityNumber):
        issue(cast.mei, name="310101199001011234")
    assert issue(cast.mei, entry=Entry(once="p:1")) == issue(cast.mei, entry=Entry(once="p:1"))
    permit = Pass.objects.get()
    with pytest.raises(NotYours):
        register.revoke_pass(permit=permit, actor=cast.wu, at=minutes(1))
    for who in (cast.li, cast.stranger):
        with pytest.raises(NotYours):
            gate.arrive_by_pass(permit=permit, actor=who, at=minutes(70))


def paper(cast: Cast, **words: Any) -> GateEntry:
    given: dict[str, Any] = {
        "arrived_at": minutes(-120), "decided_at": minutes(-117), "left_at": minutes(-60), "decision": "admitted", "sheet": "12-3",
        "arrival": Arrival(kind="visitor", unit=cast.mei.household.unit, name="王"), "actor": cast.guard, "at": minutes(0),
    }  # fmt: skip
    return register.enter_from_paper(site=cast.site, **(given | words))


def test_a_line_from_paper_keeps_both_times_and_no_lapse(cast: Cast) -> None:
    entry = paper(cast)
    assert (entry.arrived_at, entry.entered_at, entry.is_late_entry) == (minutes(-120), minutes(0), True)
    duty = Obligation.objects.get(stream=entry.stream, clause="4.3.8")
    assert (duty.met_at, duty.lapsed_at) == (minutes(-117), None)
    assert {one.recorded_at for one in events_of(entry.stream)} == {minutes(0)}
    assert not Obligation.objects.filter(stream=entry.stream, state="open").exists()


def test_a_late_decision_on_paper_is_late(cast: Cast) -> None:
    entry = paper(cast, decided_at=minutes(-110))
    assert Obligation.objects.get(stream=entry.stream, clause="4.3.8").lapsed_at == minutes(-115)


def test_a_line_from_paper_asks_its_questions(cast: Cast) -> None:
    refused: list[tuple[dict[str, Any], type[Exception]]] = [
        ({"decided_at": minutes(-130)}, BadTime), ({"left_at": minutes(-119)}, BadTime), ({"decided_at": minutes(5)}, BadTime),
        ({"arrived_at": minutes(-60 * 24 * 8)}, TooLongAgo), ({"decision": "refused"}, BadTime),
        ({"arrival": Arrival(kind="visitor")}, NoHome), ({"actor": cast.li}, NotYours), ({"sheet": "on paper"}, BadSheet),
    ]  # fmt: skip
    for words, refusal in refused:
        with pytest.raises(refusal):
            paper(cast, **words)
    assert paper(cast, entry=Entry(once="x")) == paper(cast, entry=Entry(once="x"))
    assert GateEntry.objects.count() == 1


def test_after_thirty_days_the_names_are_gone_and_the_figures_stay(arrived: Arrive, cast: Cast) -> None:
    old = gate.decide_entry(gate=arrived(plate="滬A1"), decision="admitted", actor=cast.guard, at=minutes(1))
    issue(cast.mei)
    recent = arrived(at=minutes(60 * 24 * 5), name="李")
    later = minutes(0) + timedelta(days=30, hours=6)
    assert register.erase_old_entries(actor=SYSTEM, at=minutes(0) + timedelta(days=29)) == 0
    assert register.erase_old_entries(actor=SYSTEM, at=later) == 2
    assert register.erase_old_entries(actor=SYSTEM, at=later) == 0
    old.refresh_from_db()
    recent.refresh_from_db()
    assert (old.name, old.plate, old.unit, old.kind, old.decision) == ("", "", None, "visitor", "admitted")
    assert (recent.name, Pass.objects.get().name) == ("李", "")
    told = Event.objects.get(kind="gate.register_erased")
    assert (told.data, told.actor) == ({"entries": 1, "passes": 1}, "engine")
    assert [one for one in verify.check_log(policies.newest()) if isinstance(one, verify.Fault)] == []


def test_each_day_of_the_register_is_a_promise_that_its_erasure_keeps(arrived: Arrive) -> None:
    arrived()
    noon = minutes(0).replace(hour=4) + timedelta(days=1)  # twelve there
    register.erase_old_entries(actor=SYSTEM, at=noon - timedelta(minutes=1))
    assert not Obligation.objects.filter(clause="7.5").exists()
    for _twice in range(2):
        register.erase_old_entries(actor=SYSTEM, at=noon)
    duty = Obligation.objects.get(clause="7.5")
    assert duty.due_at == noon + timedelta(days=30)
    gone = minutes(0).replace(hour=16) + timedelta(days=30)  # midnight after it
    register.erase_old_entries(actor=SYSTEM, at=gone - timedelta(minutes=1))
    duty.refresh_from_db()
    assert duty.state == "open"
    register.erase_old_entries(actor=SYSTEM, at=gone)
    duty.refresh_from_db()
    assert (duty.state, duty.met_at, duty.lapsed_at) == ("met", gone, None)


def test_nobody_else_erases(arrived: Arrive, sung: Employee) -> None:
    arrived()
    with pytest.raises(NotYours):
        register.erase_old_entries(actor=sung, at=minutes(0) + timedelta(days=40))  # type: ignore[arg-type]
    assert GateEntry.objects.get().name


def test_a_residents_passes_and_their_lines_are_erased(cast: Cast) -> None:
    given: dict[str, Any] = {
        "kind": "visitor",
        "plate": "",
        "uses": 3,
        "valid_from": MONDAY,
        "valid_until": minutes(600),
    }
    mine = register.issue_pass(**given, name="王", actor=cast.mei, at=MONDAY)
    theirs = register.issue_pass(**given, name="李", actor=cast.tenant, at=MONDAY)
    gone = gate.arrive_by_pass(permit=mine, actor=cast.guard, at=minutes(1))
    gate.leave(gate=gone, actor=cast.guard, at=minutes(5))
    inside = gate.arrive_by_pass(permit=mine, actor=cast.guard, at=minutes(6))

    for stranger in (cast.tenant, cast.wu):
        with pytest.raises(NotYours):
            register.erase_passes(resident=cast.mei, actor=stranger, at=minutes(7))
    assert [register.erase_passes(resident=cast.mei, actor=cast.mei, at=minutes(7)) for _twice in range(2)] == [2, 0]
    for one in (mine, theirs, gone, inside):
        one.refresh_from_db()
    assert (mine.name, mine.revoked_at, theirs.name) == ("", minutes(7), "李")
    assert (gone.name, gone.unit, inside.name) == ("", None, "王")
    event = Event.objects.get(kind="gate.register_erased")
    assert (event.actor, event.data) == (cast.mei.key, {"entries": 1, "passes": 1})
