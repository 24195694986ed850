"""Somebody at the gate, from the arrival until they leave."""

from zoneinfo import ZoneInfo

import pytest

from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.ledger.queries import events_of
from gensui.ledger.refusals import FutureEvent
from gensui.notices import wording
from gensui.people.access import NotYours
from gensui.people.acting import Entry
from gensui.people.actions import proving
from gensui.people.models import Employee, Resident
from gensui.people.secret import digest, unseal
from gensui.security import links, queries
from gensui.security.actions import gate
from gensui.security.actions.turn import Arrival
from gensui.security.models import GateEntry
from gensui.security.refusals import (
    AlreadyDecided,
    BadLink,
    BadTime,
    IdentityNumber,
    LinkUsedUp,
    NobodyToAsk,
    NoHome,
    NotAtTheGate,
)
from tests.cast import Cast, minutes
from tests.security.conftest import Arrive

pytestmark = pytest.mark.database


def clock(entry: GateEntry, clause: str = "4.3.8") -> Obligation:
    return Obligation.objects.filter(stream=entry.stream, clause=clause).latest("pk")


def test_an_arrival_starts_the_five_minutes_and_asks_the_owner(arrived: Arrive, cast: Cast) -> None:
    entry = arrived()
    assert (clock(entry).due_at, clock(entry).holder) == (minutes(5), cast.guard.key)
    asked = Outgoing.objects.filter(stream=entry.stream, what="gate.ask")
    assert {one.to for one in asked} == {cast.mei.key, cast.tenant.key}
    assert links.answer(unseal(asked.get(to=cast.mei.key).body)) == (entry.pk, cast.mei.pk)


def test_the_owner_reads_by_when_the_guard_has_to_decide(arrived: Arrive, cast: Cast) -> None:
    """By the promise that runs at the gate; once it is over, by how long the link is good."""
    entry = arrived()
    asked = Outgoing.objects.filter(stream=entry.stream, what="gate.ask")[0]
    due_at = Obligation.objects.get(stream=entry.stream, clause="4.3.8").due_at
    assert due_at is not None
    said = wording.words_for(asked, "en", minutes(1)).text
    assert said == f"Say yes or no by {due_at.astimezone(ZoneInfo('Asia/Shanghai')):%H:%M}:"
    gate.ask_owner(gate=entry, actor=cast.guard, at=minutes(9))
    again = Outgoing.objects.filter(stream=entry.stream, what="gate.ask").latest("pk")
    assert wording.words_for(again, "en", minutes(9)).text == "Say yes or no by 10:19:"


def test_an_address_that_nobody_proved_admits_nobody(arrived: Arrive, cast: Cast) -> None:
    for who in (cast.mei, cast.tenant):
        who.phone, who.email = "", f"{who.pk}@example.org"
        who.save()
    with pytest.raises(NobodyToAsk):
        gate.ask_owner(gate=arrived(), actor=cast.guard, at=minutes(1))
    cast.mei.email_proof = digest(cast.mei.email)
    cast.mei.save()
    again = arrived()
    assert set(Outgoing.objects.filter(what="gate.ask").values_list("to", "stream")) == {(cast.mei.key, again.stream)}


def test_a_number_that_nobody_proved_admits_nobody(arrived: Arrive, cast: Cast) -> None:
    """Whoever wrote a number down somewhere would open the gate to a home by it."""
    Resident.objects.filter(household=cast.mei.household).update(phone_proof="", email="")
    with pytest.raises(NobodyToAsk):
        gate.ask_owner(gate=arrived(), actor=cast.guard, at=minutes(1))
    cast.mei.refresh_from_db()
    proving.note_number(resident=cast.mei, number=cast.mei.phone, how="call", actor=cast.li, at=minutes(2))
    again = arrived()
    assert set(Outgoing.objects.filter(what="gate.ask").values_list("to", "stream")) == {(cast.mei.key, again.stream)}


def test_the_ledger_holds_no_name(arrived: Arrive, cast: Cast) -> None:
    entry = arrived(name="王小明", plate="滬A12345", purpose="看望母親")
    gate.decide_entry(gate=entry, decision="admitted", actor=cast.guard, at=minutes(2))
    said = str(list(Event.objects.values_list("data", "roles")))
    assert not any(word in said for word in ("王", "滬", "看望"))


def test_owner_says_yes_and_the_guard_admits(arrived: Arrive, cast: Cast) -> None:
    entry = gate.answer_gate(gate=arrived(), agrees=True, way="link", actor=cast.mei, at=minutes(1))
    assert (entry.reply, entry.way, entry.decision) == ("agreed", "link", "")
    entry = gate.decide_entry(gate=entry, decision="admitted", actor=cast.guard, at=minutes(2))
    assert (clock(entry).state, clock(entry).lapsed_at) == ("met", None)
    assert clock(entry, "C18.2").due_at == minutes(2 + 8 * 60)
    entry = gate.leave(gate=entry, actor=cast.guard, at=minutes(60))
    assert (entry.left_at, clock(entry, "C18.2").state) == (minutes(60), "met")
    assert [one.kind for one in events_of(entry.stream) if one.actor != "engine"] == [
        "gate.arrived", "gate.owner_asked", "gate.owner_answered", "gate.decided", "gate.left",
    ]  # fmt: skip


def test_after_five_minutes_the_lapse_stands(arrived: Arrive, cast: Cast) -> None:
    entry = gate.decide_entry(gate=arrived(), decision="refused", actor=cast.guard, at=minutes(6))
    assert clock(entry).lapsed_at == minutes(5)


def test_waiting_has_a_clock_of_its_own(arrived: Arrive, cast: Cast) -> None:
    entry = gate.note_answer(gate=arrived(), reply="unreachable", actor=cast.guard, at=minutes(2))
    entry = gate.decide_entry(gate=entry, decision="waiting", actor=cast.guard, at=minutes(3))
    assert (clock(entry).state, clock(entry, "C18.1").due_at) == ("met", minutes(18))
    entry = gate.decide_entry(gate=entry, decision="admitted", actor=cast.guard, at=minutes(10))
    assert clock(entry, "C18.1").lapsed_at is None


def test_who_goes_away_from_the_queue_ends_it(arrived: Arrive, cast: Cast) -> None:
    entry = gate.leave(gate=arrived(), actor=cast.guard, at=minutes(3))
    assert (entry.decision, clock(entry).state) == ("refused", "met")


def test_a_courier_is_registered_lightly(arrived: Arrive, cast: Cast) -> None:
    entry = arrived(kind="courier", unit=None, name="")
    entry = gate.decide_entry(gate=entry, decision="admitted", actor=cast.guard, at=minutes(1))
    assert not Obligation.objects.filter(stream=entry.stream, state="open").exists()
    assert queries.inside(cast.site, minutes(1)) == []


def test_who_stays_too_long_is_looked_for(arrived: Arrive, cast: Cast) -> None:
    entry = gate.decide_entry(gate=arrived(), decision="admitted", actor=cast.guard, at=minutes(1))
    late = minutes(9 * 60)
    (line,) = queries.inside(cast.site, late)
    assert line.is_overdue(late)
    gate.check_stay(gate=entry, actor=cast.guard, at=late)
    (line,) = queries.inside(cast.site, late)
    assert not line.is_overdue(late)
    assert line.due is not None
    assert line.due.due_at == minutes(11 * 60)


def test_two_guards_decide_one_entry(arrived: Arrive, cast: Cast, deng: Employee) -> None:
    entry = arrived()
    gate.decide_entry(gate=entry, decision="admitted", actor=cast.guard, at=minutes(1))
    with pytest.raises(AlreadyDecided, match="孫虎"):
        gate.decide_entry(gate=entry, decision="refused", actor=deng, at=minutes(1))
    assert GateEntry.objects.get().decision == "admitted"


def test_a_double_click_does_it_once(arrived: Arrive, cast: Cast) -> None:
    first, second = arrived(once="gate:1"), arrived(once="gate:1")
    assert first == second
    assert GateEntry.objects.count() == 1
    for _twice in range(2):
        gate.decide_entry(gate=first, decision="admitted", actor=cast.guard, at=minutes(1), entry=Entry(once="d:1"))
    for _twice in range(2):
        gate.leave(gate=first, actor=cast.guard, at=minutes(2), entry=Entry(once="l:1"))
    assert Event.objects.filter(kind__in=("gate.decided", "gate.left")).count() == 2


def test_what_an_arrival_refuses(cast: Cast) -> None:
    home = cast.mei.household.unit
    refused = [
        (Arrival(kind="visitor", name="王"), NoHome),
        (Arrival(kind="visitor", unit=home, name="310101199001011234"), IdentityNumber),
        (Arrival(kind="visitor", unit=home, purpose="證 31010119900101123X"), IdentityNumber),
        (Arrival(kind="vehicle", plate="310101 900101 123"), IdentityNumber),
    ]
    for arrival, refusal in refused:
        with pytest.raises(refusal):
            gate.arrive(site=cast.site, arrival=arrival, actor=cast.guard, at=minutes(0))
    for stranger in (cast.stranger, cast.li, cast.cleaner, cast.hr):
        with pytest.raises(NotYours):
            gate.arrive(site=cast.site, arrival=Arrival(kind="courier"), actor=stranger, at=minutes(0))
    assert (GateEntry.objects.count(), Event.objects.count()) == (0, 0)


def test_times_that_make_no_sense_are_refused(arrived: Arrive, cast: Cast) -> None:
    entry = arrived(at=minutes(30))
    early = Entry(happened_at=minutes(1))
    for act in (gate.leave, lambda **words: gate.decide_entry(decision="admitted", **words)):
        with pytest.raises(BadTime):
            act(gate=entry, actor=cast.guard, at=minutes(40), entry=early)
    with pytest.raises(FutureEvent):
        gate.leave(gate=entry, actor=cast.guard, at=minutes(40), entry=Entry(happened_at=minutes(50)))


def test_an_answer_is_only_the_homes_own_and_only_once(arrived: Arrive, cast: Cast) -> None:
    entry = arrived()
    with pytest.raises(NotYours):
        gate.answer_gate(gate=entry, agrees=True, way="link", actor=cast.wu, at=minutes(1))
    gate.answer_gate(gate=entry, agrees=False, way="link", actor=cast.tenant, at=minutes(1))
    with pytest.raises(LinkUsedUp):
        gate.answer_gate(gate=entry, agrees=True, way="link", actor=cast.mei, at=minutes(2))
    assert GateEntry.objects.get().reply == "refused"


def test_an_answer_after_the_decision_is_too_late(arrived: Arrive, cast: Cast) -> None:
    entry = gate.decide_entry(gate=arrived(), decision="refused", actor=cast.guard, at=minutes(1))
    with pytest.raises(LinkUsedUp):
        gate.answer_gate(gate=entry, agrees=True, way="link", actor=cast.mei, at=minutes(2))


def test_a_forged_link_opens_nothing(arrived: Arrive, cast: Cast) -> None:
    token = links.to_answer(arrived(), cast.mei)
    for forged in (token[:-2] + "xx", "", "x:y", "a" * 500, "王:王", links.to_answer(arrived(), cast.mei) + "x"):
        with pytest.raises(BadLink):
            links.answer(forged)
    with pytest.raises(BadLink):
        links.pass_of(token)


def test_the_wrong_state_is_refused(arrived: Arrive, cast: Cast) -> None:
    entry = arrived()
    with pytest.raises(NotAtTheGate):
        gate.check_stay(gate=entry, actor=cast.guard, at=minutes(1))
    gate.decide_entry(gate=entry, decision="admitted", actor=cast.guard, at=minutes(1))
    gate.leave(gate=entry, actor=cast.guard, at=minutes(2))
    for act in (gate.leave, gate.check_stay):
        with pytest.raises(NotAtTheGate):
            act(gate=entry, actor=cast.guard, at=minutes(3))
    with pytest.raises(AlreadyDecided):
        gate.ask_owner(gate=entry, actor=cast.guard, at=minutes(3))


def test_asking_again_needs_somebody_to_ask(arrived: Arrive, cast: Cast) -> None:
    entry = gate.ask_owner(gate=arrived(ask="nobody"), actor=cast.guard, at=minutes(1))
    assert entry.asked_at == minutes(1)
    with pytest.raises(NobodyToAsk):
        gate.ask_owner(gate=arrived(kind="courier", unit=None), actor=cast.guard, at=minutes(1))


def test_strangers_do_nothing_at_the_gate(arrived: Arrive, cast: Cast) -> None:
    entry = arrived()
    for who in (cast.li, cast.hr, cast.stranger, cast.chen):
        for act in (gate.leave, gate.check_stay, gate.ask_owner):
            with pytest.raises(NotYours):
                act(gate=entry, actor=who, at=minutes(1))
        with pytest.raises(NotYours):
            gate.decide_entry(gate=entry, decision="admitted", actor=who, at=minutes(1))
        with pytest.raises(NotYours):
            gate.note_answer(gate=entry, reply="agreed", actor=who, at=minutes(1))
