"""A request from the first ring to the return visit, by the real actions under the standard policy."""

from datetime import timedelta

import pytest

from gensui.cases import thread
from gensui.cases.actions import visit
from gensui.cases.actions.visit import Heard
from gensui.core import lifecycle
from gensui.ledger.models import Obligation
from gensui.ledger.queries import clocks_of, events_of
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes

pytestmark = pytest.mark.database

HEARD = Heard(
    method="phone", visited_person="陳美", outcome="satisfied", service_score=5, result_score=5, opinion="都好"
)


def test_a_leak_is_followed_to_its_end(walk: Walk, cast: Cast) -> None:
    case = walk("visit_due", rang_at=minutes(-1), answered_at=minutes(-1) + timedelta(seconds=6))

    case = visit.visit_owner(case=case, actor=cast.li, at=minutes(25 * 60), heard=HEARD)

    assert case.state == "closed"
    duties = Obligation.objects.filter(stream=case.stream)
    assert {duty.clause for duty in duties if duty.state == "open"} == set()
    assert [duty.clause for duty in duties if duty.lapsed_at and duty.clause != "3.3.3"] == []
    assert lifecycle.follow((event.kind, False) for event in events_of(case.stream)) == {"closed"}


@pytest.mark.parametrize("state", ["dispatched", "on_site", "working", "told", "visit_due"])
def test_a_list_reads_fewer_duties_and_draws_the_same_thread(walk: Walk, state: str) -> None:
    case, at = walk(state), minutes(90)
    every, few = (clocks_of([case.stream], clauses)[case.stream] for clauses in ((), thread.watched()))
    assert thread.thread(case, few, at) == thread.thread(case, every, at)
    assert len(few) < len(every)
    assert {duty.pk for duty in every if duty.state == "open"} <= {duty.pk for duty in few}
