"""The same fault again: until when it opens the request is a figure of the policy, and both sides read it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import visit
from gensui.cases.models import Case, ReturnVisit
from gensui.ledger import policies
from gensui.policies import files
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn, english
from tests.portal.conftest import ComeIn

__all__ = ["english"]

pytestmark = pytest.mark.database
DAY = 24 * 60
ENDED = 25 * 60
HEARD = visit.Heard(
    method="phone",
    visited_person="陳美",
    outcome=ReturnVisit.Outcome.SATISFIED,
    service_score=5,
    result_score=5,
    opinion="都好",
)


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def closed(walk: Walk, cast: Cast) -> Case:
    """A request that ended a day after its repair."""
    return visit.visit_owner(case=walk("visit_due"), heard=HEARD, actor=cast.li, at=minutes(ENDED))


def amended(version: str, figure: str, starts_at: datetime) -> None:
    texts = files.standard()
    texts["00-policy.toml"] = texts["00-policy.toml"].replace("2026.11", version)
    settings = texts["01-settings.toml"]
    assert 'reopen_within = "30 d", ' in settings
    texts["01-settings.toml"] = settings.replace('reopen_within = "30 d", ', figure)
    policies.adopt(files=texts, actor="operator", starts_at=starts_at, at=starts_at - timedelta(hours=1))


def says(case: Case, day: float, cast: Cast, come_in: ComeIn, english: SignIn) -> tuple[str, str]:
    """What the owner's page and the desk's form say on that day."""
    with time_machine.travel(minutes(day * DAY), tick=False):
        mine = come_in(cast.mei).get(reverse("my_case", args=[case.number])).content.decode()
        form = english(cast.li).get(reverse("act", args=[case.number, "reopen_case"])).content.decode()
    return mine, form


def reopen(case: Case, day: float, cast: Cast, come_in: ComeIn) -> str:
    with time_machine.travel(minutes(day * DAY), tick=False):
        address = reverse("my_act", args=[case.number, "not-solved"])
        answer = come_in(cast.mei).post(address, {"text": "又漏了", "once": f"again:{day}"}, follow=True)
    case.refresh_from_db()
    return answer.content.decode()


def shown(after: timedelta) -> str:
    """The minute that long after the end, on the clocks of the community."""
    return f"{minutes(ENDED) + after + timedelta(hours=8):%Y-%m-%d %H:%M}"


def test_both_sides_read_until_when(closed: Case, cast: Cast, come_in: ComeIn, english: SignIn) -> None:
    until = shown(timedelta(days=30))
    mine, form = says(closed, 20, cast, come_in, english)
    assert f"Until {until} this opens the same request again." in mine
    assert f"It can be reopened until {until}." in form
    reopen(closed, 31, cast, come_in)
    assert (closed.state, closed.round) == ("dispatched", 2)


def test_later_is_a_new_request(closed: Case, cast: Cast, come_in: ComeIn, english: SignIn) -> None:
    mine, _form = says(closed, 32, cast, come_in, english)
    assert "this opens the same request again" not in mine
    assert f"It could be reopened until {shown(timedelta(days=30))}" in reopen(closed, 32, cast, come_in)
    assert closed.state == "closed"


def test_an_amended_policy_gives_another_time(walk: Walk, cast: Cast, come_in: ComeIn, english: SignIn) -> None:
    amended("2026.12", 'reopen_within = "10 d", ', minutes(60))
    closed = visit.visit_owner(case=walk("visit_due"), heard=HEARD, actor=cast.li, at=minutes(ENDED))
    mine, form = says(closed, 5, cast, come_in, english)
    until = shown(timedelta(days=10))
    assert f"Until {until} this" in mine
    assert f"reopened until {until}." in form
    assert f"reopened until {until}" in reopen(closed, 12, cast, come_in)
    assert closed.state == "closed"
    reopen(closed, 11, cast, come_in)
    assert closed.state == "dispatched"


def test_what_ended_before_keeps_the_time_that_was_told(closed: Case, cast: Cast, come_in: ComeIn) -> None:
    amended("2026.12", 'reopen_within = "10 d", ', minutes(2 * DAY))
    reopen(closed, 20, cast, come_in)
    assert closed.state == "dispatched"


def test_a_version_without_the_figure_gives_thirty_days(
    walk: Walk, cast: Cast, come_in: ComeIn, english: SignIn
) -> None:
    amended("2026.12", "", minutes(60))
    closed = visit.visit_owner(case=walk("visit_due"), heard=HEARD, actor=cast.li, at=minutes(ENDED))
    mine, _form = says(closed, 5, cast, come_in, english)
    assert f"Until {shown(timedelta(days=30))} this" in mine


def test_a_stranger_reopens_nothing(closed: Case, cast: Cast, come_in: ComeIn) -> None:
    address = reverse("my_act", args=[closed.number, "not-solved"])
    with time_machine.travel(minutes(3 * DAY), tick=False):
        assert come_in(cast.wu).post(address, {"text": "又漏了", "once": "again:1"}).status_code == 404
    closed.refresh_from_db()
    assert closed.state == "closed"
