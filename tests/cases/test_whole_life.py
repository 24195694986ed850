"""A request from the first ring to the return visit, by the real actions under the standard policy."""

from datetime import timedelta

import pytest

from gensui.cases.actions import visit
from gensui.cases.actions.visit import Heard
from gensui.core import lifecycle
from gensui.ledger.models import Obligation
from gensui.ledger.queries import events_of
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes

pytestmark = pytest.mark.database

HEARD = Heard(method="phone", visited_person="陳美", outcome="satisfied", service_score=5, result_score=5)


def test_a_leak_is_followed_to_its_end(walk: Walk, cast: Cast) -> None:
    case = walk("visit_due", rang_at=minutes(-1), answered_at=minutes(-1) + timedelta(seconds=6))

    case = visit.visit_owner(case=case, actor=cast.li, at=minutes(25 * 60), heard=HEARD)

    assert case.state == "closed"
    duties = Obligation.objects.filter(stream=case.stream)
    assert {duty.clause for duty in duties if duty.state == "open"} == set()
    assert [duty.clause for duty in duties if duty.lapsed_at and duty.clause != "3.3.3"] == []
    assert lifecycle.follow(event.kind for event in events_of(case.stream)) == "closed"
