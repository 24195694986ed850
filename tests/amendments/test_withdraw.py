"""A draft is given up: by who drafted it or stands above, with a reason, on record."""

import pytest

from gensui.amendments.actions import deciding
from gensui.amendments.models import Draft
from gensui.amendments.refusals import Decided
from gensui.ledger import queries as ledger
from gensui.ledger.models import Outgoing
from gensui.people.access import NotYours
from gensui.people.refusals import NoWords
from tests.cast import MONDAY, Cast

pytestmark = pytest.mark.database


def test_the_general_manager_gives_it_up_and_the_drafter_hears_why(cast: Cast, draft: Draft) -> None:
    found = deciding.withdraw_draft(draft=draft, reason=" 先等工會意見 ", actor=cast.gm, at=MONDAY)
    assert found.state == "withdrawn"
    assert [(one.text, one.written_by) for one in found.comments.all()] == [("先等工會意見", cast.gm)]
    event = ledger.events_of("policy:standard")[-1]
    assert (event.kind, event.actor, event.data) == ("draft.withdrawn", cast.gm.key, {"draft": draft.pk})
    assert "先等工會意見" in Outgoing.objects.get(to=draft.drafted_by.key, what="policy").body


def test_the_drafter_hears_nothing_of_the_own_act(cast: Cast, draft: Draft) -> None:
    deciding.withdraw_draft(draft=draft, reason="錯字", actor=draft.drafted_by, at=MONDAY)
    assert not Outgoing.objects.exists()


def test_another_head_cannot_nor_anybody_without_a_reason_nor_twice(cast: Cast, draft: Draft) -> None:
    for stranger in (cast.chief, cast.head, cast.li, cast.hr):
        with pytest.raises(NotYours):
            deciding.withdraw_draft(draft=draft, reason="不要", actor=stranger, at=MONDAY)
        with pytest.raises(NotYours):
            deciding.take_back(draft=draft, actor=stranger, at=MONDAY)
    with pytest.raises(NoWords):
        deciding.withdraw_draft(draft=draft, reason=" ", actor=cast.gm, at=MONDAY)
    deciding.withdraw_draft(draft=draft, reason="不要", actor=cast.gm, at=MONDAY)
    with pytest.raises(Decided):
        deciding.withdraw_draft(draft=draft, reason="不要", actor=cast.gm, at=MONDAY)
