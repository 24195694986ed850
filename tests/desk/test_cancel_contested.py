"""No member of staff ends a case alone: the owner hears of it and can object, and what was said and shown stays."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.models import Case, Note, PhoneCall
from gensui.cases.verify import check_cases
from gensui.ledger import policies, verify
from gensui.ledger.models import Event, Obligation, Outgoing
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn
from tests.desk.test_return_visit import dialled
from tests.portal.conftest import ComeIn, come_in

__all__ = ["come_in"]
pytestmark = pytest.mark.database
Post = Callable[..., Any]


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def act(english: SignIn) -> Post:
    """Somebody of the staff acts, so many minutes after ten."""

    def post(case: Case, who: Any, verb: str, minute: float, **said: Any) -> Any:
        with time_machine.travel(minutes(minute), tick=False):
            given = {"once": f"{verb}:{case.number}:{minute}"} | said
            return english(who).post(reverse("act", args=[case.number, verb]), given)

    return post


@pytest.fixture
def contest(come_in: ComeIn) -> Post:
    """An owner objects on the page."""

    def post(case: Case, who: Any, minute: float, once: str = "", text: str = "還是要修") -> Any:
        with time_machine.travel(minutes(minute), tick=False):
            given = {"text": text, "once": once or f"contest:{minute}"}
            return come_in(who).post(reverse("my_act", args=[case.number, "contest"]), given)

    return post


def told(case: Case, who: Any) -> str:
    found = Outgoing.objects.filter(stream=case.stream, to=who.key, what="message.notice").order_by("-pk").first()
    return found.body if found is not None else ""


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def faults() -> list[object]:
    found = verify.check_log(policies.newest())
    return [one for one in (*found, *check_cases()) if isinstance(one, verify.Fault)]


def test_the_owner_hears_of_a_cancel_and_it_goes_on(
    walk: Walk, cast: Cast, act: Post, contest: Post, come_in: ComeIn
) -> None:
    case = walk("contacted")
    assert act(case, cast.li, "cancel_case", 20, reason=" ").status_code == 422
    assert act(case, cast.li, "cancel_case", 20, reason="誤會了").status_code == 302
    assert "誤會了" in told(case, cast.mei)
    assert "goes on then" in told(case, cast.mei)
    with time_machine.travel(minutes(25), tick=False):
        page = come_in(cast.mei).get(reverse("my_case", args=[case.number])).content.decode()
    assert "We cancelled this request" in page
    assert contest(case, cast.mei, 30, text=" ").status_code == 200  # without words nothing happens
    assert fresh(case).state == "cancelled"
    for _time in range(2):  # two taps
        assert contest(case, cast.mei, 31, once="tap").status_code == 302
    goes_on = fresh(case)
    assert (goes_on.state, goes_on.round, goes_on.closed_at) == ("dispatched", 2, None)
    for who in (cast.li, cast.chen):
        assert "還是要修" in told(case, who)
    assert Note.objects.get(case=case, kind="work_order.dispatched").text == "還是要修"
    assert Obligation.objects.filter(stream=case.stream, clause="4.2.1", state="open").exists()
    assert not faults()


def test_a_repairman_ends_nothing_alone(walk: Walk, cast: Cast, act: Post, contest: Post) -> None:
    case = walk("plan_pending")
    given = {"by": "陳美", "reason": "太貴,不修了"}
    assert act(case, cast.chen, "leave_repair", 20, **given).status_code == 302
    ended = Event.objects.get(stream=case.stream, kind="case.cancelled")
    assert ended.data["evidence"] == {"noted": cast.chen.key}
    assert not ended.data.get("by_owner")
    assert Note.objects.get(case=case, kind="case.cancelled").text == "陳美: 太貴,不修了"
    assert "太貴,不修了" in told(case, cast.li)
    assert "太貴,不修了" in told(case, cast.mei)
    assert contest(case, cast.mei, 30).status_code == 302
    assert fresh(case).state == "dispatched"
    assert not faults()


def test_what_shows_that_the_owner_wants_nothing_stays(walk: Walk, cast: Cast, act: Post, settings: Any) -> None:
    case = walk("plan_pending")
    dialled(settings, "out-1", 40, 0.2)
    given = {"by": "陳美", "reason": "太貴", "call": PhoneCall.objects.get().pk}
    assert act(case, cast.chen, "leave_repair", 20, **given).status_code == 302
    ended = Event.objects.get(stream=case.stream, kind="case.cancelled")
    assert (ended.data["evidence"], ended.data["by_owner"]) == ({"call": "out-1"}, True)


def test_the_desk_enters_what_the_owner_objects_to(walk: Walk, cast: Cast, act: Post) -> None:
    case = walk("contacted")
    act(case, cast.li, "cancel_case", 20, reason="x")
    assert act(case, cast.chen, "contest_cancel", 25, reason="x").status_code in (403, 404, 409)
    assert act(case, cast.lin, "contest_cancel", 30, reason="業主來電").status_code == 302
    assert fresh(case).state == "dispatched"
    assert f"{case.number} is no longer cancelled: it goes on" in told(case, cast.mei)


def test_who_objects_hears_what_came_of_it(walk: Walk, cast: Cast, act: Post, contest: Post) -> None:
    case = walk("contacted")
    act(case, cast.li, "cancel_case", 20, reason="x")
    assert contest(case, cast.mei, 30).status_code == 302
    case = fresh(case)
    assert case.promised_by is not None
    heard = told(case, cast.mei)
    assert f"{case.number} is no longer cancelled: it goes on, and is with " in heard
    assert f"it is promised by {case.clock(case.promised_by)}." in heard


def test_nothing_else_is_contested(walk: Walk, cast: Cast, act: Post, contest: Post, come_in: ComeIn) -> None:
    own, running, old = walk("contacted"), walk("contacted"), walk("contacted")
    with time_machine.travel(minutes(20), tick=False):
        come_in(cast.mei).post(reverse("my_act", args=[own.number, "cancel"]), {"text": "不用了", "once": "c:1"})
    act(old, cast.li, "cancel_case", 20, reason="x")
    assert fresh(own).state == "cancelled"
    for case, minute in ((own, 30), (running, 30), (old, 32 * 24 * 60)):
        assert contest(case, cast.mei, minute).status_code == 200
    assert contest(old, cast.wu, 30).status_code == 404  # a stranger
    assert [fresh(one).state for one in (own, running, old)] == ["cancelled", "contacted", "cancelled"]
    assert not Event.objects.filter(kind="cancel.contested").exists()


def test_what_repeats_another_is_joined_to_it_and_saves_no_promise(walk: Walk, cast: Cast, act: Post) -> None:
    """A minute before a promise runs out: it is not called a duplicate of nothing, nor of what is over."""
    first, case = walk("working"), walk("assigned")
    over = walk("told")
    refused = act(case, cast.li, "cancel_case", 60, reason="重複報修")
    assert (refused.status_code, "Write the number of the other one" in refused.content.decode()) == (409, True)
    for reason in (f"與{first.number}相同", "2026-000999 已處理"):
        assert act(case, cast.li, "cancel_case", 60, reason=reason).status_code == 409
    assert act(case, cast.li, "cancel_case", 61, reason="重複", number="2026-999999").status_code == 422
    assert act(case, cast.li, "cancel_case", 62, reason="重複", number=over.number).status_code == 409
    assert fresh(case).state == "assigned"
    done = act(case, cast.li, "cancel_case", 63, reason="重複", number=first.number)
    with time_machine.travel(minutes(63), tick=False):
        page = done.client.get(done.url).content.decode()
    assert f"Case {case.number} is joined to the other" in page
    joined = fresh(case)
    assert (joined.state, joined.merged_into, joined.is_open) == ("joined", first, True)
    assert Obligation.objects.filter(stream=case.stream, clause="3.3.3", state="open").exists()
    assert "handled together with an earlier one" in told(case, cast.mei)
    assert faults() == []
    gathered = Outgoing.objects.get(stream=first.stream, to=cast.chen.key, body__contains=case.number)
    assert gathered.body.startswith(f"{case.number} (")


def test_what_repeats_a_request_of_another_home_is_joined_once_that_is_confirmed(
    walk: Walk, cast: Cast, act: Post
) -> None:
    first, case = walk("working"), walk("assigned")
    Case.objects.filter(pk=first.pk).update(unit=cast.wu.household.unit)
    asked = act(case, cast.li, "cancel_case", 60, reason="同一處漏水", number=first.number)
    page = asked.content.decode()
    assert (asked.status_code, "These are two homes" in page, 'name="two_homes"' in page) == (409, True, True)
    assert act(case, cast.li, "cancel_case", 61, reason="x", number=first.number, two_homes="on").status_code == 302
    assert fresh(case).merged_into == first
