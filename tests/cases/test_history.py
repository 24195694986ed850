"""Closed requests of another system: the history of a home is whole, and nothing is promised by it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gensui.cases import queries
from gensui.cases.actions.history import Past, bring_closed
from gensui.cases.actions.result import reopen_case
from gensui.cases.models import Case
from gensui.cases.refusals import OfAnotherSite, TooEarly, TooLateToReopen
from gensui.cases.verify import check_cases
from gensui.ledger.models import Obligation
from gensui.ledger.queries import events_of
from gensui.people.access import NotYours
from gensui.people.acting import SYSTEM
from gensui.people.phones import BadPhone
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes

pytestmark = pytest.mark.database
OPENED = datetime(2025, 3, 1, 1, 0, tzinfo=UTC)
CLOSED = datetime(2025, 3, 2, 9, 30, tzinfo=UTC)


def past(cast: Cast, **words: Any) -> Past:
    given: dict[str, Any] = {
        "key": "OLD-0", "opened_at": OPENED, "closed_at": CLOSED, "unit": cast.mei.household.unit, "requester_name": "陳美",
        "content": "龍頭滴水", "category": cast.leak, "phone": "13900000001", "resident": cast.mei, "handler": cast.chen,
        "done": "換墊圈",
    }  # fmt: skip
    return Past(**(given | words))


def test_it_keeps_its_times_and_promises_nothing(walk: Walk, cast: Cast) -> None:
    case = bring_closed(site=cast.site, past=past(cast), actor=SYSTEM, at=minutes(0))
    assert (case.state, case.opened_at, case.closed_at, case.year) == ("closed", OPENED, CLOSED, 2025)
    assert case.records.get().process == "換墊圈"
    (event,) = events_of(case.stream)
    assert (event.kind, event.occurred_at, event.recorded_at) == ("case.imported", CLOSED, minutes(0))
    assert event.data["evidence"] == {"register": "OLD-0"}
    assert not Obligation.objects.filter(stream=case.stream).exists()
    (line,) = queries.line_of(case)
    assert line.is_late_entry
    assert queries.history_of(cast.li, walk("working")) == [case]
    assert list(check_cases()) == []


def test_the_same_key_again_gives_the_same_case(cast: Cast) -> None:
    first, second = (bring_closed(site=cast.site, past=past(cast), actor=SYSTEM, at=minutes(n)) for n in (0, 1))
    assert first == second
    assert Case.objects.count() == 1


def test_what_cannot_be_is_refused(cast: Cast) -> None:
    words: dict[str, Any] = {"site": cast.site, "actor": SYSTEM, "at": minutes(0)}
    for refusal, wrong in (
        (TooEarly, {"closed_at": OPENED - timedelta(hours=1)}),
        (BadPhone, {"phone": "call me"}),
    ):
        with pytest.raises(refusal):
            bring_closed(past=past(cast, **wrong), **words)
    with pytest.raises(OfAnotherSite):
        bring_closed(past=past(cast), **words | {"site": cast.stranger.department.site})
    for actor in (cast.li, cast.mei, cast.operator):
        with pytest.raises(NotYours):
            bring_closed(past=past(cast), **words | {"actor": actor})
    assert not Case.objects.exists()


def test_the_same_fault_soon_after_reopens_it_and_later_does_not(cast: Cast) -> None:
    soon = past(cast, key="OLD-1", opened_at=minutes(-3000), closed_at=minutes(-2000))
    case = bring_closed(site=cast.site, past=soon, actor=SYSTEM, at=minutes(0))
    case = reopen_case(case=case, actor=cast.li, at=minutes(10), reason="又漏了")
    assert (case.state, case.round) == ("dispatched", 2)
    old = bring_closed(site=cast.site, past=past(cast), actor=SYSTEM, at=minutes(0))
    with pytest.raises(TooLateToReopen):
        reopen_case(case=old, actor=cast.li, at=minutes(10), reason="又漏了")
