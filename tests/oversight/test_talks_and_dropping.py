"""A talk is told and answered; what was closed as not the person's, and what does not count, is in no file."""

from datetime import timedelta
from typing import Any

import pytest

from gensui.core.refusal import Refusal
from gensui.ledger import queries as ledger
from gensui.ledger.models import Obligation, Outgoing
from gensui.oversight.actions import breaches, sanctions
from gensui.oversight.actions.sanctions import Facts
from gensui.oversight.models import Breach, Talk
from gensui.oversight.sanction_refusals import AnsweredBefore, NotCounted, SameCharge, WrongStage
from gensui.people.access import NotYours
from gensui.people.refusals import NoWords
from tests.cast import Cast
from tests.oversight.filed import EVIDENCE, FILE_AT, WORDS, Lapse, Open

pytestmark = pytest.mark.database

HOUR = timedelta(hours=1)


def told(to: str) -> list[str]:
    return list(Outgoing.objects.filter(to=to, what="message.notice").order_by("pk").values_list("body", flat=True))


def test_a_talk_is_told_and_answered(cast: Cast, lapse: Lapse) -> None:
    rows = [one.pk for one in lapse(1)]
    breaches.hold_talk(employee=cast.chen, breaches=rows, words="已談：先聯繫業主", actor=cast.chief, at=FILE_AT)
    assert "已談：先聯繫業主" in told(cast.chen.key)[-1]
    talk = Talk.objects.get()
    for actor, text, refusal in (
        (cast.chief, "x", NotYours), (cast.zhao, "x", NotYours), (cast.stranger, "x", NotYours), (cast.chen, " ", NoWords),
    ):  # fmt: skip
        expected: type[Refusal] = refusal
        with pytest.raises(expected):
            breaches.answer_talk(talk=talk, text=text, actor=actor, at=FILE_AT + HOUR)
    talk = breaches.answer_talk(talk=talk, text="當時同時有爆管", actor=cast.chen, at=FILE_AT + HOUR)
    assert talk.answer == "當時同時有爆管"
    assert "當時同時有爆管" in told(cast.chief.key)[-1]
    assert [one.kind for one in ledger.events_of(cast.chen.key)][-2:] == ["talk.recorded", "talk.answered"]
    with pytest.raises(AnsweredBefore):
        breaches.answer_talk(talk=talk, text="還有", actor=cast.chen, at=FILE_AT + 2 * HOUR)


def test_what_was_not_theirs_is_not_charged_again(cast: Cast, lapse: Lapse, opened: Open) -> None:
    duties = lapse(2)
    clause = duties[0].clause
    one, *others = [duty for duty in duties if duty.clause == clause]
    found = opened("asked", breaches=[one.pk], clause=clause)
    found = sanctions.drop_file(
        sanction=found, words="查明不是他的事", not_theirs=True, actor=cast.chief, at=FILE_AT + HOUR
    )
    assert Breach.objects.get().standing == "cleared"
    again: dict[str, Any] = {"clause": clause, "severity": "minor", "evidence": EVIDENCE}
    same = Facts(facts=WORDS, **again)
    older = Facts(facts="另一種說法", breaches=[other.pk for other in others], **again)
    for facts in (same, older) if others else (same,):
        with pytest.raises(SameCharge):
            sanctions.open_file(employee=cast.chen, facts=facts, actor=cast.chief, at=FILE_AT + 2 * HOUR)
    other = Facts(facts="後來的另一件事", **again)
    anew = sanctions.open_file(employee=cast.chen, facts=other, actor=cast.chief, at=FILE_AT + 2 * HOUR)
    assert anew.state == "asked"


def test_a_file_closed_for_another_reason_bars_nothing(cast: Cast, opened: Open) -> None:
    found = opened("asked")
    sanctions.drop_file(sanction=found, words="改為談話", actor=cast.chief, at=FILE_AT + HOUR)
    assert opened("asked", at=FILE_AT + 2 * HOUR).facts == found.facts


def test_what_is_decided_is_closed_by_who_decided_alone(cast: Cast, opened: Open) -> None:
    found = opened("proposed")
    for actor in (cast.hr, cast.qin, cast.gm):
        with pytest.raises(NotYours):
            sanctions.drop_file(sanction=found, words="不成立", actor=actor, at=FILE_AT + 3 * HOUR)
    found = sanctions.drop_file(sanction=found, words="看錯了單", actor=cast.chief, at=FILE_AT + 3 * HOUR)
    with pytest.raises(WrongStage):
        sanctions.drop_file(sanction=found, words="再關一次", actor=cast.chief, at=FILE_AT + 4 * HOUR)


def test_what_was_hardly_late_is_in_no_file(cast: Cast, lapse: Lapse) -> None:
    one, *_others = lapse(1)
    assert one.due_at is not None
    Obligation.objects.filter(pk=one.pk).update(state="met", met_at=one.due_at + timedelta(seconds=1), met_by=1)
    facts = Facts(clause=one.clause, severity="minor", facts=WORDS, breaches=[one.pk])
    with pytest.raises(NotCounted):
        sanctions.open_file(employee=cast.chen, facts=facts, actor=cast.chief, at=FILE_AT)
