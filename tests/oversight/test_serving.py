"""How a notice reaches the person, and what is told: by the own hand, or on paper before somebody who had no part."""

from datetime import timedelta
from typing import Any

import pytest

from gensui.ledger import policies, verify
from gensui.ledger import queries as ledger
from gensui.ledger.models import Outgoing
from gensui.ledger.told import check_told
from gensui.oversight import told
from gensui.oversight.actions import sanctions, serving
from gensui.oversight.measures import Measure
from gensui.oversight.models import Sanction
from gensui.oversight.sanction_refusals import BadWitness, NoPaper, WrongStage
from gensui.oversight.streams import shown
from gensui.people.access import NotYours
from gensui.people.acting import SYSTEM
from gensui.people.refusals import NoWords
from tests.cases.test_follow_and_together import picture
from tests.cast import Cast
from tests.oversight.filed import FILE_AT, Open

pytestmark = pytest.mark.database

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
THEN = FILE_AT + 4 * HOUR


def texts(found: Sanction, to: str) -> list[str]:
    return list(Outgoing.objects.filter(stream=found.stream, to=to).order_by("pk").values_list("body", flat=True))


def hand_over(found: Sanction, cast: Cast, **other: Any) -> Sanction:
    said: dict[str, Any] = {
        "signature": "refused",
        "witness": cast.li,
        "paper": picture(),
        "actor": cast.hr,
        "at": THEN,
    }
    return serving.hand_over_notice(sanction=found, **(said | other))


def faults() -> list[object]:
    return [
        one for one in (*verify.check_log(policies.newest()), *check_told(told.TOLD)) if isinstance(one, verify.Fault)
    ]


def test_what_was_decided_is_told_at_once_and_when_it_counts_as_received(cast: Cast, opened: Open) -> None:
    found = opened("issued")
    (*_before, issued) = texts(found, cast.chen.key)
    assert "is: warning." in issued
    assert "2026-12-01" in issued  # five working days from then, over a weekend
    found = serving.acknowledge_sanction(sanction=found, actor=cast.chen, at=THEN)
    served = texts(found, cast.chen.key)[-1]
    assert found.appeal_until is not None
    assert found.appeal_until == THEN + 7 * DAY
    assert shown(cast.site, found.appeal_until) in served


def test_the_person_takes_it_on_the_own_page(cast: Cast, opened: Open) -> None:
    found = opened("issued")
    with pytest.raises(NotYours):
        serving.acknowledge_sanction(sanction=found, actor=cast.zhao, at=THEN)
    found = serving.acknowledge_sanction(sanction=found, actor=cast.chen, at=THEN)
    assert (found.state, found.served_by, found.signature) == ("served", cast.chen, "signed")
    assert [one.state for one in ledger.duties_of([found.stream])[found.stream] if one.clause == "C24.3"] == ["met"]
    with pytest.raises(WrongStage):
        serving.acknowledge_sanction(sanction=found, actor=cast.chen, at=THEN + HOUR)
    assert faults() == []


@pytest.mark.parametrize("signature", ["signed", "refused", "unable"])
def test_on_paper_it_is_served_once_its_witness_says_so(cast: Cast, opened: Open, signature: str) -> None:
    found = hand_over(opened("issued"), cast, signature=signature)
    assert (found.state, found.served_at, found.appeal_until) == ("issued", None, None)
    assert found.number in texts(found, cast.li.key)[-1]
    assert sanctions.settle(actor=SYSTEM, at=FILE_AT + 60 * DAY) == 0  # nothing takes effect of it
    with pytest.raises(NotYours):
        serving.confirm_handing(sanction=found, actor=cast.hr, at=THEN + HOUR)
    found = serving.confirm_handing(sanction=found, actor=cast.li, at=THEN + HOUR)
    assert (found.state, found.served_by, found.witness) == ("served", cast.hr, cast.li)
    assert (found.signature, found.appeal_until) == (signature, THEN + HOUR + 7 * DAY)
    with pytest.raises(WrongStage):
        serving.confirm_handing(sanction=found, actor=cast.li, at=THEN + 2 * HOUR)
    assert faults() == []


def test_paper_needs_a_picture_and_a_witness_who_had_no_part(cast: Cast, opened: Open) -> None:
    found = opened("issued")
    for witness in (None, cast.hr, cast.chen, cast.stranger, cast.chief, cast.qin):  # opened, decided; signed
        with pytest.raises(BadWitness):
            hand_over(found, cast, witness=witness)
    with pytest.raises(NoPaper):
        hand_over(found, cast, paper=b"")
    with pytest.raises(NotYours):
        hand_over(found, cast, actor=cast.zhao)
    found.refresh_from_db()
    assert (found.handed_at, found.witness) == (None, None)


def test_a_witness_who_saw_nothing_says_so_and_it_is_not_served(cast: Cast, opened: Open) -> None:
    found = hand_over(opened("issued"), cast)
    with pytest.raises(NoWords):
        serving.deny_handing(sanction=found, words=" ", actor=cast.li, at=THEN + HOUR)
    found = serving.deny_handing(sanction=found, words="我當時不在場", actor=cast.li, at=THEN + HOUR)
    assert (found.state, found.witness, found.served_by, found.signature) == ("issued", None, None, "")
    assert "我當時不在場" in texts(found, cast.hr.key)[-1]
    assert faults() == []
    found = hand_over(found, cast, witness=cast.zhao, at=THEN + 2 * HOUR)
    found = serving.acknowledge_sanction(
        sanction=found, actor=cast.chen, at=THEN + 3 * HOUR
    )  # the own hand goes before
    assert (found.served_by, found.witness, found.signature) == (cast.chen, None, "signed")
    assert faults() == []


def test_nothing_is_deducted_of_what_did_not_reach_the_person(cast: Cast, opened: Open) -> None:
    claim = Measure(kind="compensation", reasons="損失", basis="合同", claim_fen=50_000, negligence="gross")
    found = Sanction.objects.get(pk=opened("issued").pk)
    Sanction.objects.filter(pk=found.pk).update(kind=claim.kind, claim_fen=claim.claim_fen)
    hand_over(found, cast)
    sanctions.settle(actor=SYSTEM, at=FILE_AT + 30 * DAY)
    found.refresh_from_db()
    assert (found.state, found.deductions.count()) == ("issued", 0)
