"""A file from the first question to the second signature. Nobody is sanctioned unheard, by one person alone, or by the system."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from gensui.core import events as core
from gensui.core.events import people as events
from gensui.core.refusal import Refusal
from gensui.ledger import policies, verify
from gensui.ledger import queries as ledger
from gensui.ledger.record import record
from gensui.ledger.refusals import NotAllowedYet
from gensui.oversight import candidates
from gensui.oversight.actions import hearing, sanctions
from gensui.oversight.actions.sanctions import Facts
from gensui.oversight.measures import Measure
from gensui.oversight.models import Breach, Sanction
from gensui.oversight.sanction_refusals import (
    BreachTaken,
    NoBasis,
    NoEvidence,
    NoSuchClause,
    NotHeard,
    SecondPerson,
    TermRuns,
    TooHard,
    WrongStage,
)
from gensui.people.access import NotYours
from gensui.people.acting import Entry
from gensui.people.models import Duty
from gensui.people.refusals import NoWords
from tests.cast import Cast
from tests.oversight.filed import EVIDENCE, FILE_AT, WARNING, WORDS, Lapse, Open

pytestmark = pytest.mark.database

HOUR = timedelta(hours=1)


def open_duties(found: Sanction) -> dict[str, str]:
    return {one.clause: one.holder for one in ledger.duties_of([found.stream])[found.stream] if one.state == "open"}


def kinds(found: Sanction) -> list[str]:
    return [one.kind for one in ledger.events_of(found.stream)]


def test_a_file_rests_on_lapses_and_asks_first(cast: Cast, lapse: Lapse) -> None:
    duties = lapse()
    (proposed,) = [one for one in candidates.candidates([cast.chen, cast.zhao], FILE_AT) if one.employee == cast.chen]
    assert (proposed.count, proposed.step.level) == (len(duties), 1)

    facts = Facts(clause="4.2.1", severity="minor", facts=WORDS, breaches=[duty.pk for duty in duties])
    found = sanctions.open_file(employee=cast.chen, facts=facts, actor=cast.chief, at=FILE_AT)

    assert (found.state, found.offence, found.number) == ("asked", 1, f"D{found.pk:06d}")
    assert kinds(found) == ["violation.confirmed", "defence.invited"]
    assert open_duties(found) == {"6.3.1": "staff:M01", "C24.1": "staff:A03", "C24.2": "staff:A03"}
    assert candidates.candidates([cast.chen], FILE_AT) == []
    assert found.breaches.count() == len(duties)
    assert found.defence_until == FILE_AT + timedelta(days=2)  # two working days, Tuesday to Thursday


def test_it_goes_by_two_people_to_a_warning(cast: Cast, opened: Open) -> None:
    Duty.objects.filter(employee=cast.hr).delete()  # the office keeps no roster: it is there on the days that follow
    found = opened("issued")
    assert (found.decided_by, found.countersigned_by, found.kind) == (cast.chief, cast.qin, "warning")
    assert kinds(found)[2:] == ["defence.heard", "sanction.proposed", "sanction.issued"]
    assert open_duties(found) == {
        "6.3.5": "staff:A03",
        "6.3.13": "staff:A03",
        "C24.3": "staff:A03",
    }
    assert str(found.expires_on) == "2027-11-24"
    assert [one for one in verify.check_log(policies.newest()) if isinstance(one, verify.Fault)] == []


def test_nothing_is_decided_unheard(cast: Cast, opened: Open) -> None:
    found = opened("asked")
    with pytest.raises(NotHeard):
        sanctions.decide_sanction(sanction=found, measure=WARNING, actor=cast.chief, at=FILE_AT + HOUR)


def test_the_policy_itself_holds_the_gate(cast: Cast, opened: Open) -> None:
    found = opened("asked")
    event: core.Event = events.SanctionIssued(
        employee=cast.chen.key, violation=found.number, measure="warning", filled=("clause", "facts")
    )
    with pytest.raises(NotAllowedYet) as refused, transaction.atomic():
        record(stream=found.stream, event=event, actor=cast.qin.key, roles={}, at=FILE_AT + HOUR)
    assert "C24.1" in refused.value.sentence


def test_a_heard_person_is_a_rule_of_the_table(cast: Cast, opened: Open) -> None:
    found = opened("asked")
    with pytest.raises(IntegrityError, match="sanction_heard_first"), transaction.atomic():
        Sanction.objects.filter(pk=found.pk).update(state="issued")


def test_silence_is_noted_only_when_the_term_is_over(cast: Cast, opened: Open) -> None:
    found = opened("asked")
    with pytest.raises(TermRuns):
        hearing.note_silence(sanction=found, actor=cast.hr, at=found.defence_until - timedelta(seconds=1))
    found = hearing.note_silence(sanction=found, actor=cast.hr, at=found.defence_until)
    assert (found.state, found.hearing, found.defence) == ("heard", "silent", "")

    late = hearing.give_statement(sanction=found, text="剛出院", actor=cast.chen, at=found.defence_until + HOUR)
    assert (late.state, late.hearing, late.defence) == ("heard", "given", "剛出院")


@pytest.mark.parametrize(
    ("words", "refusal"),
    [({"facts": " "}, NoWords), ({"clause": "9.9.9"}, NoSuchClause), ({"evidence": " …"}, NoEvidence)],
)
def test_what_no_file_can_be_opened_on(cast: Cast, words: dict[str, Any], refusal: type[Refusal]) -> None:
    given: dict[str, Any] = {"clause": "4.2.1", "severity": "minor", "facts": WORDS, "evidence": EVIDENCE}
    with pytest.raises(refusal):
        sanctions.open_file(employee=cast.chen, facts=Facts(**(given | words)), actor=cast.chief, at=FILE_AT)
    assert Sanction.objects.count() == 0


def test_a_breach_is_laid_to_its_own_person_and_once(cast: Cast, lapse: Lapse) -> None:
    duties = lapse(1)
    facts = Facts(clause="4.2.1", severity="minor", facts=WORDS, breaches=[duties[0].pk])
    with pytest.raises(BreachTaken):
        sanctions.open_file(employee=cast.zhao, facts=facts, actor=cast.chief, at=FILE_AT)
    sanctions.open_file(employee=cast.chen, facts=facts, actor=cast.chief, at=FILE_AT)
    with pytest.raises(BreachTaken):
        sanctions.open_file(employee=cast.chen, facts=facts, actor=cast.hr, at=FILE_AT + HOUR)
    assert Breach.objects.count() == 1


def test_the_same_request_again_opens_one_file(cast: Cast) -> None:
    from_twice = [
        sanctions.open_file(
            employee=cast.chen, facts=Facts(clause="4.2.1", severity="minor", facts=WORDS, evidence=EVIDENCE), actor=cast.chief, at=FILE_AT,
            entry=Entry(once="file:1"),
        )
        for _again in range(2)
    ]  # fmt: skip
    assert from_twice[0].pk == from_twice[1].pk
    assert Sanction.objects.count() == 1


def test_the_second_is_another_person_with_the_right(cast: Cast, opened: Open) -> None:
    found = opened("proposed", decider=cast.qin)
    for actor, refusal in (
        (cast.qin, SecondPerson),
        (cast.chief, NotYours),
        (cast.hr, NotYours),
        (cast.chen, NotYours),
    ):
        with pytest.raises(refusal):
            sanctions.countersign(sanction=found, actor=actor, at=FILE_AT + 3 * HOUR)
    assert sanctions.countersign(sanction=found, actor=cast.gm, at=FILE_AT + 3 * HOUR).state == "issued"


def test_an_unsigned_decision_is_made_anew(cast: Cast, opened: Open) -> None:
    found = opened("proposed")
    with pytest.raises(NoWords):
        sanctions.return_decision(sanction=found, words="", actor=cast.qin, at=FILE_AT + 3 * HOUR)
    found = sanctions.return_decision(sanction=found, words="事實不清", actor=cast.qin, at=FILE_AT + 3 * HOUR)
    assert (found.state, found.decided_by) == ("heard", None)
    found = sanctions.decide_sanction(sanction=found, measure=WARNING, actor=cast.chief, at=FILE_AT + 4 * HOUR)
    assert found.state == "proposed"


def test_a_file_may_end_without_a_sanction(cast: Cast, lapse: Lapse, opened: Open) -> None:
    (duty,) = lapse(1)[:1]
    found = opened("heard", breaches=[duty.pk])
    found = sanctions.drop_file(sanction=found, words="當時確有爆管", actor=cast.chief, at=FILE_AT + 3 * HOUR)
    assert found.state == "dropped"
    assert open_duties(found) == {}
    assert found.breaches.get().standing == "cleared"
    with pytest.raises(WrongStage):
        sanctions.decide_sanction(sanction=found, measure=WARNING, actor=cast.chief, at=FILE_AT + 4 * HOUR)


@pytest.mark.parametrize(
    ("measure", "refusal"),
    [
        (Measure(kind="warning", reasons=""), NoWords),
        (Measure(kind="demerit", reasons="x"), TooHard),
        (Measure(kind="compensation", reasons="x", claim_fen=1), TooHard),
        (Measure(kind="dismissal", reasons="x", basis="y", check="z"), TooHard),
    ],
)
def test_nothing_harder_than_the_facts_carry(
    cast: Cast, opened: Open, measure: Measure, refusal: type[Refusal]
) -> None:
    found = opened("heard")
    with pytest.raises(refusal):
        sanctions.decide_sanction(sanction=found, measure=measure, actor=cast.gm, at=FILE_AT + 2 * HOUR)


def test_a_grave_measure_is_the_general_managers_and_needs_the_check(cast: Cast, opened: Open) -> None:
    found = opened("heard", severity="critical")
    grave = Measure(kind="dismissal", reasons="偽造回訪記錄", basis="員工手冊第九章，經職代會討論並公布")
    with pytest.raises(NotYours):
        sanctions.decide_sanction(sanction=found, measure=grave, actor=cast.qin, at=FILE_AT + 2 * HOUR)
    with pytest.raises(NoBasis):
        sanctions.decide_sanction(sanction=found, measure=grave, actor=cast.gm, at=FILE_AT + 2 * HOUR)
    whole = Measure(kind="dismissal", reasons=grave.reasons, basis=grave.basis, check="工會無異議")
    found = sanctions.decide_sanction(sanction=found, measure=whole, actor=cast.gm, at=FILE_AT + 2 * HOUR)
    with pytest.raises(NotYours):
        sanctions.countersign(sanction=found, actor=cast.qin, at=FILE_AT + 3 * HOUR)
    found = sanctions.countersign(sanction=found, actor=cast.hr, at=FILE_AT + 3 * HOUR)
    assert "6.3.3" not in open_duties(found)


def test_who_may_open_a_file(cast: Cast) -> None:
    facts = Facts(clause="4.2.1", severity="minor", facts=WORDS, evidence=EVIDENCE)
    for actor in (cast.li, cast.zhao, cast.chen, cast.stranger, cast.head, cast.operator):
        with pytest.raises(NotYours):
            sanctions.open_file(employee=cast.chen, facts=facts, actor=actor, at=FILE_AT)
    with pytest.raises(NotYours):  # nobody in the own matter
        sanctions.open_file(employee=cast.hr, facts=facts, actor=cast.hr, at=FILE_AT)


def test_only_the_person_speaks_for_the_person(cast: Cast, opened: Open) -> None:
    found = opened("asked")
    for actor in (cast.hr, cast.chief, cast.li, cast.stranger):
        with pytest.raises(NotYours):
            hearing.give_statement(sanction=found, text="x", actor=actor, at=FILE_AT + HOUR)
    with pytest.raises(NoWords):
        hearing.give_statement(sanction=found, text=" ", actor=cast.chen, at=FILE_AT + HOUR)
