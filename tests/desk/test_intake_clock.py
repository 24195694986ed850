"""From when the five minutes of an intake count: from the call that was answered, or from the first word that was typed."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gensui.cases.actions import intake
from gensui.cases.models import Case
from gensui.ledger.models import Event, Obligation
from tests.cast import MONDAY, Cast
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database
HEARD = MONDAY + timedelta(seconds=10)


@pytest.fixture
def typed(cast: Cast) -> dict[str, Any]:
    """What Li types while Mei talks."""
    return {
        "channel": "phone", "phone": "13900000001", "requester_name": "陳美", "relation": "owner", "home": "3-1-502",
        "place": "廚房", "content": "水管漏水", "category": cast.leak.pk, "once": "intake:heard",
    }  # fmt: skip


def post(client: Client, name: str, seconds: float, words: dict[str, Any]) -> int:
    with time_machine.travel(MONDAY + timedelta(seconds=seconds), tick=False):
        return client.post(reverse(name), words).status_code


def post_act(client: Client, case: Case, act: str, seconds: float, words: dict[str, Any]) -> int:
    with time_machine.travel(MONDAY + timedelta(seconds=seconds), tick=False):
        return client.post(reverse("act", args=[case.number, act]), words).status_code


def test_what_takes_nine_minutes_to_take_down_is_late(cast: Cast, sign_in: SignIn, typed: dict[str, Any]) -> None:
    li = sign_in(cast.li)
    for seconds in (10, 200, 400):
        assert post(li, "draft", seconds, typed) == 200
    assert post(li, "intake", 570, typed | {"read_back": "on", "waited": "8"}) == 302

    duty = Obligation.objects.get(clause="4.1.5")
    assert (duty.opened_at, duty.lapsed_at) == (HEARD, HEARD + timedelta(minutes=5))
    assert duty.lateness == timedelta(minutes=4, seconds=20)
    assert Event.objects.get(kind="contact.ringing").occurred_at == MONDAY + timedelta(seconds=2)


def test_what_was_typed_before_a_long_rest_or_of_another_request_does_not_count(
    cast: Cast, sign_in: SignIn, typed: dict[str, Any]
) -> None:
    li = sign_in(cast.li)
    post(li, "draft", -3600, typed)
    post(li, "draft", 5, typed | {"once": "intake:other"})
    post(li, "draft", 10, typed)
    post(li, "draft", 20, typed | {"once": "intake:other"})
    post(li, "draft", 30, typed)
    post(li, "intake", 90, typed | {"read_back": "on"})
    assert Obligation.objects.get(clause="4.1.5").opened_at == HEARD


def form_served(client: Client, seconds: float) -> dict[str, Any]:
    """The form as it was served then, with nothing typed."""
    with time_machine.travel(MONDAY + timedelta(seconds=seconds), tick=False):
        return dict(client.get(reverse("intake")).context["form"].initial)


def test_without_a_script_that_keeps_what_is_typed_it_counts_from_the_form(
    cast: Cast, sign_in: SignIn, typed: dict[str, Any]
) -> None:
    li = sign_in(cast.li)
    form = form_served(li, 10)
    assert post(li, "intake", 1210, typed | form | {"read_back": "on"}) == 302
    duty = Obligation.objects.get(clause="4.1.5")
    assert (duty.opened_at, duty.lapsed_at) == (HEARD, HEARD + timedelta(minutes=5))
    assert duty.lateness == timedelta(minutes=15)
    assert Obligation.objects.get(clause="C07.1").lapsed_at == HEARD + timedelta(minutes=10)


@pytest.mark.parametrize("form", ["none", "forged", "of another request", "that lay open for hours"])
def test_without_a_beginning_it_counts_nowhere(
    form: str, cast: Cast, sign_in: SignIn, typed: dict[str, Any], english: SignIn
) -> None:
    li = sign_in(cast.li)
    given = form_served(li, 10)
    if form == "forged":
        given["served"] = given["served"][:-3] + "abc"
    elif form == "of another request":
        given["once"] = "intake:another"
    if form == "none":
        given = {}
    seconds = 4000 if form == "that lay open for hours" else 60
    assert post(li, "intake", seconds, typed | given | {"read_back": "on"}) == 302
    assert not Obligation.objects.filter(clause__in=("4.1.5", "C07.1")).exists()
    assert not Event.objects.get(kind="contact.answered").data["timed"]
    with time_machine.travel(MONDAY + timedelta(hours=2), tick=False):
        page = english(cast.li).get(reverse("case", args=[Case.objects.get().number]))
    assert page.status_code == 200  # the thread stands without it


def test_a_record_on_paper_says_nothing_of_how_long_it_took(cast: Cast, sign_in: SignIn, typed: dict[str, Any]) -> None:
    li = sign_in(cast.li)
    form = form_served(li, 10)
    paper = {"happened_at": "2026-11-23T09:30", "read_back": "on"}
    assert post(li, "intake", 60, typed | form | paper) == 302
    assert not Obligation.objects.filter(clause__in=("4.1.5", "C07.1")).exists()


@pytest.mark.parametrize(
    ("channel", "clauses"), [("visit", {"3.1.3", "4.1.5", "C07.1"}), ("wechat", {"4.1.5", "C32.1"})]
)
def test_nor_does_a_visit_or_a_message_that_nobody_timed(
    channel: str, clauses: set[str], cast: Cast, sign_in: SignIn, typed: dict[str, Any]
) -> None:
    li = sign_in(cast.li)
    assert post(li, "intake", 60, typed | {"channel": channel, "read_back": "on"}) == 302
    assert not Obligation.objects.filter(clause__in=clauses).exists()
    form = form_served(li, 100)
    assert post(li, "intake", 160, typed | form | {"channel": channel, "waited": "5", "read_back": "on"}) == 302
    assert set(Obligation.objects.filter(clause__in=clauses).values_list("clause", flat=True)) == clauses


def test_what_the_house_sends_on_at_once_is_nobodys_quickness(cast: Cast, english: SignIn) -> None:
    """An owner's complaint, and a second matter of a call, go out in the act that makes them."""
    li, case = english(cast.li), intake.take_in(site=cast.site, request=cast.request(), actor=cast.li, at=MONDAY)
    second = {"content": "燈壞了", "category": cast.leak.pk, "read_back": "on", "once": "act:second"}
    assert post_act(li, case, "split_case", 60, second) == 302
    assert Case.objects.count() == 2
    assert not Obligation.objects.filter(clause__in=("4.1.5", "C07.1", "C32.1")).exists()


def test_another_callers_draft_gives_the_next_call_no_beginning(
    cast: Cast, sign_in: SignIn, typed: dict[str, Any]
) -> None:
    """Mei's request is left half typed; Wu calls, and is written over it."""
    li = sign_in(cast.li)
    post(li, "draft", 10, typed)
    with time_machine.travel(MONDAY + timedelta(seconds=290), tick=False):
        form = dict(li.get(reverse("intake")).context["form"].initial)
    wu = form | {"requester_name": "吳剛", "home": "3-1-501", "content": "燈不亮"}
    for seconds, phone in ((300, "1390000"), (301, "13900000003"), (320, "13900000003")):
        post(li, "draft", seconds, wu | {"phone": phone})
    assert post(li, "intake", 360, wu | {"phone": "13900000003", "read_back": "on"}) == 302
    assert Obligation.objects.get(clause="4.1.5").opened_at == MONDAY + timedelta(seconds=301)


def test_a_number_put_right_is_the_same_call(cast: Cast, sign_in: SignIn, typed: dict[str, Any]) -> None:
    li = sign_in(cast.li)
    post(li, "draft", 10, typed | {"phone": "13900000009"})
    post(li, "draft", 60, typed)
    assert post(li, "intake", 400, typed | {"read_back": "on"}) == 302
    assert Obligation.objects.get(clause="4.1.5").opened_at == HEARD


def test_a_form_opened_for_somebody_else_holds_nothing_of_the_draft(
    cast: Cast, sign_in: SignIn, typed: dict[str, Any]
) -> None:
    li = sign_in(cast.li)
    post(li, "draft", 10, typed)
    with time_machine.travel(MONDAY + timedelta(seconds=60), tick=False):
        form = li.get(reverse("intake"), {"phone": "13900000003"}).context["form"].initial
        again = li.get(reverse("intake"), {"phone": "139 0000 0001"}).context["form"].initial
    assert form["once"] != typed["once"]
    assert "content" not in form
    assert (again["once"], again["content"]) == (typed["once"], typed["content"])
