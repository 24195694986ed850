"""By when an order is to be done: a row of the policy, on a calendar of its own; what was first promised stays."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import intake, order, result
from gensui.cases.models import Case, Category
from gensui.cases.refusals import TimePassed
from gensui.core.events import complaint, handling
from gensui.core.policy import read_policy
from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.policies import files
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn, english, sign_in

pytestmark = pytest.mark.database
__all__ = ["english", "sign_in"]

SATURDAY_NIGHT = datetime(2026, 11, 28, 14, 0, tzinfo=UTC)
"""Ten in the evening in Shanghai."""
POLICY = read_policy(files.standard())


def due(case: Case) -> datetime | None:
    """Until when C30.1 runs, by which the work is judged."""
    return Obligation.objects.get(stream=case.stream, clause="C30.1", state="open").due_at


def taken_in(cast: Cast, at: datetime, category: Category) -> Case:
    return intake.take_in(site=cast.site, request=cast.request(category=category), actor=cast.li, at=at)


@pytest.mark.parametrize(("category", "hours"), [("leak", 3), ("burst", 2), ("dirt", 4)])
def test_hours_run_on_saturday_night(cast: Cast, category: str, hours: int) -> None:
    case = taken_in(cast, SATURDAY_NIGHT, getattr(cast, category))

    assert case.required_by == SATURDAY_NIGHT + timedelta(hours=hours)


def test_a_complaint_has_working_days_and_a_holiday_is_none() -> None:
    before_the_holidays = datetime(2026, 9, 30, 2, 0, tzinfo=UTC)
    event = handling.WorkOrderDispatched(request_type="complaint", department="administration", priority="P2")

    assert POLICY.required_by(event, before_the_holidays) == datetime(2026, 10, 10, 2, 0, tzinfo=UTC)


def test_a_grave_complaint_counts_from_when_it_came_in() -> None:
    monday = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    event = complaint.ComplaintPlanned(severity="major", received_at=monday)

    assert POLICY.required_by(event, monday + timedelta(days=2)) == datetime(2026, 12, 2, 2, 0, tzinfo=UTC)
    assert POLICY.required_by(complaint.ComplaintPlanned(severity="general", received_at=monday), monday) is None


def test_what_was_promised_stands_however_often_the_order_is_given_back(cast: Cast, walk: Walk) -> None:
    case = walk("assigned")
    promised = case.required_by
    case = order.return_order(case=case, actor=cast.chen, at=minutes(20), reason="不屬維修")
    case = order.dispatch_case(case=case, actor=cast.li, at=minutes(90), department="security")

    assert (case.required_by, case.promised_by) == (promised, promised)


def test_another_time_set_by_hand_leaves_the_first_to_be_seen(cast: Cast, walk: Walk) -> None:
    case = walk("assigned")
    promised = case.required_by
    case = order.return_order(case=case, actor=cast.chen, at=minutes(20), reason="不屬維修")
    case = order.dispatch_case(
        case=case, actor=cast.li, at=minutes(30), department="maintenance", required_by=minutes(600)
    )

    assert (case.required_by, case.promised_by, case.is_promise_moved) == (minutes(600), promised, True)
    assert due(case) == promised
    said = Outgoing.objects.filter(stream=case.stream, to=cast.mei.key, what="message.notice").latest("pk").body
    assert case.clock(minutes(600)) in said
    assert case.clock(promised) in said  # type: ignore[arg-type]


@pytest.mark.parametrize("asked", [90, 600])
def test_who_does_the_work_sees_the_time_set_by_hand_and_the_first_promise_judges(
    cast: Cast, walk: Walk, english: SignIn, asked: float
) -> None:
    case = order.return_order(case=walk("assigned"), actor=cast.chen, at=minutes(20), reason="不屬維修")
    promised = case.promised_by
    assert due(case) == promised
    with time_machine.travel(minutes(30), tick=False):
        said = {
            "department": "maintenance",
            "required_by": f"{case.local(minutes(asked)):%Y-%m-%dT%H:%M}",
            "once": "d1",
        }
        assert english(cast.li).post(reverse("act", args=[case.number, "dispatch_case"]), said).status_code == 302
        page = english(cast.zhao).get(reverse("case", args=[case.number])).content.decode()
    case.refresh_from_db()
    assert (case.required_by, case.promised_by, due(case)) == (minutes(asked), promised, promised)
    assert f"{case.local(minutes(asked)):%m-%d %H:%M}" in page
    assert Event.objects.filter(stream=case.stream, kind="work_order.dispatched").latest("number").data["by_hand"]


def test_a_time_set_by_hand_when_it_is_sent_first_lengthens_nothing(cast: Cast, walk: Walk) -> None:
    case = order.return_order(case=walk("assigned"), actor=cast.chen, at=minutes(20), reason="不屬維修")
    Case.objects.filter(pk=case.pk).update(required_by=None, promised_by=None)  # as a complaint's, or another system's
    case = order.dispatch_case(
        case=case, actor=cast.li, at=minutes(30), department="maintenance", required_by=minutes(6000)
    )
    assert (case.promised_by, due(case)) == (minutes(30 + 180), minutes(30 + 180))


def test_a_time_that_has_passed_is_refused(cast: Cast, walk: Walk) -> None:
    case = order.return_order(case=walk("assigned"), actor=cast.chen, at=minutes(20), reason="不屬維修")

    with pytest.raises(TimePassed):
        order.dispatch_case(case=case, actor=cast.li, at=minutes(30), department="maintenance", required_by=minutes(30))


def test_a_time_beyond_the_policy_is_refused_on_the_page(cast: Cast, walk: Walk, english: SignIn) -> None:
    case = order.return_order(case=walk("assigned"), actor=cast.chen, at=minutes(20), reason="不屬維修")
    with time_machine.travel(minutes(30), tick=False):
        page = reverse("act", args=[case.number, "dispatch_case"])
        said = {"department": "maintenance", "required_by": "2099-01-01T10:00", "once": "d1"}
        answer = english(cast.li).post(page, said)
    assert (answer.status_code, "2099" in answer.content.decode()) == (409, True)
    case.refresh_from_db()
    assert (case.state, case.required_by) == ("accepted", case.promised_by)


def test_a_redo_is_promised_anew(cast: Cast, walk: Walk) -> None:
    case = result.dispute_result(case=walk("told"), actor=cast.mei, at=minutes(60), dispute="還是漏水，地上都是水")
    case = result.order_rework(case=case, actor=cast.chief, at=minutes(70))

    assert case.required_by == case.promised_by == minutes(70) + timedelta(hours=3)
