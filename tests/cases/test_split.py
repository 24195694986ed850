"""A second matter said in one call becomes a case of its own."""

from typing import Any

import pytest

from gensui.cases.actions.intake import split_case
from gensui.cases.models import Case, Note
from gensui.cases.verify import check_cases
from gensui.ledger.models import Obligation
from gensui.ledger.queries import events_of
from gensui.people.acting import Entry
from tests.cases.asking import closing_questions
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes

pytestmark = pytest.mark.database


def test_a_second_matter_goes_its_own_way(walk: Walk, cast: Cast) -> None:
    first = walk("working")
    first = split_case(
        case=first,
        actor=cast.lin,
        at=minutes(60),
        content="大堂地上有水漬",
        category=cast.dirt,
        place="大堂",
        read_back=True,
    )
    other = first.parts.get()
    assert (first.state, other.state, other.department, other.place) == ("working", "dispatched", "cleaning", "大堂")
    assert (other.resident, other.unit, other.masked_phone) == (cast.mei, first.unit, first.masked_phone)
    assert (other.follower, other.split_from, other.opened_at) == (cast.li, first, first.opened_at)
    assert events_of(first.stream)[-1].data["into"] == other.number
    assert first.number in Note.objects.get(case=other).text
    assert Note.objects.filter(case=first, text="大堂地上有水漬").exists()
    assert Obligation.objects.filter(stream=other.stream, state="open", opened_at=minutes(60)).exists()
    assert list(check_cases()) == []


def test_a_complaint_said_beside_a_repair_has_its_clocks(walk: Walk, cast: Cast) -> None:
    first = split_case(
        case=walk("working"),
        actor=cast.li,
        at=minutes(60),
        content="師傅態度差",
        category=cast.complaint,
        read_back=True,
    )
    kinds = [event.kind for event in events_of(first.parts.get().stream)]
    assert "complaint.received" in kinds


def test_splitting_asks_its_questions(walk: Walk, cast: Cast) -> None:
    case, closed = walk("working"), walk("dispatched")
    Case.objects.filter(pk=closed.pk).update(state="cancelled", closed_at=minutes(50))
    words: dict[str, Any] = {"content": "大堂有水漬", "category": cast.dirt, "read_back": True}
    closing_questions(split_case, case, cast, wrong=closed, actor=cast.li, **words)
    assert case.parts.count() == 1


def test_said_twice_there_is_one_second_matter(walk: Walk, cast: Cast) -> None:
    case = walk("working")
    for _time in range(2):
        split_case(
            case=case,
            actor=cast.li,
            at=minutes(60),
            content="x",
            category=cast.dirt,
            read_back=True,
            entry=Entry(once="split:1"),
        )
    assert case.parts.count() == 1
