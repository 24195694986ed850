"""A fact is laid to whom it belongs: it leaves one sheet and stands in the other, for every figure it counts in."""

from fractions import Fraction
from typing import Any

import pytest

from gensui.ledger.models import Event, Outgoing
from gensui.oversight import sheet_queries, verify
from gensui.oversight.actions import sheets
from gensui.oversight.models import Dispute, Month, ScoreLine
from gensui.oversight.sheet_refusals import AlreadyDecided, NotMovable
from gensui.people.access import NotYours
from gensui.people.models import Employee
from gensui.people.refusals import NoWords
from tests.cast import Cast
from tests.oversight.counted import AFTER, sheet_of
from tests.oversight.test_sheets import LATER, a_failure, published

pytestmark = pytest.mark.database


@pytest.fixture
def disputed(november: Month, cast: Cast) -> Dispute:
    """Chen objects to a contact that came too late: he says it was Zhao's."""
    return sheets.dispute_fact(**a_failure(november, cast), text="單是趙強接的", actor=cast.chen, at=AFTER)


def move(dispute: Dispute, to: Employee, **words: Any) -> Dispute:
    given: dict[str, Any] = {"reason": "值班記錄屬實", "at": LATER}
    month = Month.objects.select_related("site").get()
    return sheets.move_dispute(dispute=dispute, to=sheet_of(month, to), **(given | words))


def counted(month: Month, who: Employee, indicator: str) -> tuple[Fraction, int]:
    found = ScoreLine.objects.filter(sheet__month=month, sheet__employee=who, indicator=indicator).first()
    return (Fraction(found.part), found.whole) if found else (Fraction(0), 0)


def test_it_leaves_one_sheet_and_stands_in_the_other(disputed: Dispute, november: Month, cast: Cast) -> None:
    (part, whole), (other, others) = (counted(november, who, "K06") for who in (cast.chen, cast.zhao))
    assert move(disputed, cast.zhao, actor=cast.chief).decision == "moved"
    assert counted(november, cast.chen, "K06") == (part, whole - 1)
    assert counted(november, cast.zhao, "K06") == (other, others + 1)
    listed = sheet_queries.facts_of(Month.objects.get(), sheet_of(november, cast.zhao), "K06")
    assert disputed.fact in {one.key for one in listed if one.verdict == "failed"}
    event = Event.objects.filter(kind="assessment.dispute_decided", stream=cast.chen.key).latest("number")
    assert event.data["moved_to"] == cast.zhao.key
    assert Outgoing.objects.filter(to=cast.zhao.key, what="sheet:2026-11").exists()


def test_whoever_it_was_laid_to_may_object_and_then_it_counts_for_nobody(
    disputed: Dispute, november: Month, cast: Cast
) -> None:
    move(disputed, cast.zhao, actor=cast.chief)
    stream, clause, number = disputed.fact
    again = sheets.dispute_fact(
        sheet=sheet_of(november, cast.zhao), indicator="K06", stream=stream, clause=clause, number=number, text="我在休假",
        actor=cast.zhao, at=LATER,
    )  # fmt: skip
    sheets.grant_dispute(dispute=again, reason="屬實", actor=cast.chief, at=LATER)
    month = Month.objects.get()
    for who in (cast.chen, cast.zhao):
        assert disputed.fact not in sheet_queries.against(month, sheet_of(month, who), "K06")


def test_a_published_month_with_a_moved_fact_is_counted_again_alike(disputed: Dispute, cast: Cast) -> None:
    move(disputed, cast.zhao, actor=cast.qin)
    published(Month.objects.select_related("site").get(), cast)
    assert list(verify.check_months()) == []


def test_what_is_refused(disputed: Dispute, november: Month, cast: Cast) -> None:
    for stranger in (cast.chen, cast.zhao, cast.head, cast.hr):
        with pytest.raises(NotYours):
            move(disputed, cast.zhao, actor=stranger)
    with pytest.raises(NotYours):
        move(disputed, cast.li, actor=cast.chief)  # of a department that he does not lead
    with pytest.raises(NotMovable):
        move(disputed, cast.chen, actor=cast.chief)
    with pytest.raises(NoWords):
        move(disputed, cast.zhao, actor=cast.chief, reason=" ")
    move(disputed, cast.li, actor=cast.qin)
    with pytest.raises((AlreadyDecided, NotMovable)):
        move(disputed, cast.zhao, actor=cast.qin)
    assert Dispute.objects.get().moved_to == cast.li
