"""A case whose row was changed behind the log is found and named."""

import pytest

from gensui.cases import verify
from gensui.cases.actions import plan, result
from gensui.cases.models import Case
from gensui.core import events
from gensui.core.events.handling import PlanDeclined
from gensui.ledger import pages, policies
from gensui.ledger.models import Event
from gensui.ledger.verify import Fault, check_log
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes

pytestmark = pytest.mark.database


def test_a_state_changed_behind_the_log_is_named(walk: Walk) -> None:
    case, other = walk("working"), walk("told")
    assert list(verify.check_cases()) == []
    Case.objects.filter(pk=case.pk).update(state="told")
    (fault,) = verify.check_cases()
    assert fault.stream == case.stream != other.stream
    assert "working" in fault.reason


def declined_as_before(case: Case) -> None:
    """What a release wrote when the owner declined a plan, before another was owed: the request was completed by that."""
    head = Event.objects.filter(stream=case.stream).latest("number")
    event = Event(
        stream=case.stream,
        number=head.number + 1,
        kind=PlanDeclined.kind,
        actor="resident:1",
        occurred_at=minutes(90),
        recorded_at=minutes(90),
        data=events.payload(PlanDeclined()),
        roles={},
    )
    event.hash = pages.digest(
        head.hash,
        event.stream,
        event.number,
        event.kind,
        event.actor,
        event.occurred_at,
        event.recorded_at,
        event.data,
        event.roles,
        event.client_key,
    )
    event.save()
    Case.objects.filter(pk=case.pk).update(state="completed")


def test_an_honest_history_of_an_earlier_release_is_no_fault(walk: Walk, cast: Cast) -> None:
    case = walk("plan_pending")
    declined_as_before(case)
    assert list(verify.check_cases()) == []
    case = result.tell_result(case=case, actor=cast.li, at=minutes(95), asked=True)
    result.accept_result(case=case, actor=cast.mei, at=minutes(99))
    assert list(verify.check_cases()) == []
    assert not [one for one in check_log(policies.newest()) if isinstance(one, Fault) and one.what.startswith("event")]
    Case.objects.filter(pk=case.pk).update(state="closed")
    (fault,) = verify.check_cases()
    assert fault.reason == "the case is closed, but its log leads to visit_due"


def test_what_earlier_releases_allowed_explains_nothing_today(walk: Walk, cast: Cast) -> None:
    case = plan.decline_plan(case=walk("plan_pending"), actor=cast.mei, at=minutes(90), by="陳美", reason="太貴")
    assert list(verify.check_cases()) == []
    Case.objects.filter(pk=case.pk).update(state="completed")
    (fault,) = verify.check_cases()
    assert fault.reason == "the case is completed, but its log leads to on_site"
