"""Ten callers of one outage: whoever takes the next call sees it, and joins the caller to it with one key."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gensui.cases.actions import intake, reporting, together
from gensui.cases.models import Case
from gensui.ledger import policies
from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.people.models import Building, Unit
from gensui.policies import files
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database
NEXT = minutes(30)


def panel(browser: Client, category: str, *, home: str = "3-1-501", after: timedelta = timedelta(), **said: str) -> str:
    with time_machine.travel(NEXT + after, tick=False):
        return browser.get(reverse("caller"), {"home": home, "category": category} | said).content.decode()


def take_in(browser: Client, cast: Cast, **said: Any) -> Any:
    words = {
        "channel": "phone", "phone": "13900000003", "requester_name": "吳剛", "relation": "owner", "home": "3-1-501",
        "place": "廚房", "content": "也漏水", "category": cast.leak.pk, "read_back": "on", "once": "intake:next",
    }  # fmt: skip
    with time_machine.travel(NEXT, tick=False):
        return browser.post(reverse("intake"), words | said)


def test_the_next_caller_of_the_building_is_joined_with_one_key(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, li = walk("assigned"), english(cast.li)
    shown = panel(li, cast.leak.pk)
    assert "1 open request of this kind in the same building or area" in shown
    assert shown.count('data-key="J"') == 1
    assert f'name="joins" value="{case.number}"' in shown

    assert take_in(li, cast, joins=case.number).status_code == 302
    joined = Case.objects.latest("pk")
    assert (joined.state, joined.merged_into, joined.follower) == ("joined", case, cast.li)
    assert not Event.objects.filter(stream=joined.stream, kind="work_order.dispatched").exists()
    assert Outgoing.objects.filter(stream=joined.stream, to=cast.wu.key).exists()  # told that it goes on with another
    assert Obligation.objects.filter(
        stream=joined.stream, clause="3.3.3", state="open"
    ).exists()  # and goes on being told
    assert not Obligation.objects.filter(stream=joined.stream, clause="4.1.5", state="open").exists()


def test_of_the_kind_in_the_building_and_within_the_time_of_the_policy(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, li = walk("assigned"), english(cast.li)
    far = Building.objects.create(site=cast.site, name="9")
    Unit.objects.create(building=far, staircase="1", room="101", label="9-1-101")
    assert case.number in panel(li, cast.burst.pk)  # another leaf of the same kind
    assert case.number not in panel(li, cast.dirt.pk)
    assert "of this kind" not in panel(li, cast.leak.pk, home="9-1-101")
    assert "of this kind" not in panel(li, cast.leak.pk, after=timedelta(hours=12))
    assert "of this kind" not in panel(li, cast.leak.pk, home="", area="9" * 30)

    texts = files.standard()
    texts["00-policy.toml"] = texts["00-policy.toml"].replace("2026.11", "2026.12")
    settings = texts["01-settings.toml"]
    for was, now in (
        ('within = "12 h"', 'within = "2 h"'),
        ("十二小時內同一", "兩小時內同一"),
        ("十二小时内同一", "两小时内同一"),
        ("twelve hours from", "two hours from"),
    ):
        assert was in settings
        settings = settings.replace(was, now)
    texts["01-settings.toml"] = settings
    policies.adopt(files=texts, actor="operator", starts_at=NEXT + timedelta(minutes=1), at=NEXT)
    assert "of this kind" not in panel(li, cast.leak.pk, after=timedelta(hours=3))


def test_what_is_done_or_joined_already_is_not_shown(walk: Walk, cast: Cast, english: SignIn) -> None:
    walk("told")
    assert "of this kind" not in panel(english(cast.li), cast.leak.pk)


def test_a_fault_of_the_building_has_the_key_first(walk: Walk, cast: Cast, english: SignIn) -> None:
    fault, li = walk("contacted"), english(cast.li)
    together.open_parent(case=fault, sentence="3 棟停水", actor=cast.li, at=minutes(20))
    other = intake.take_in(site=cast.site, request=cast.request(), actor=cast.li, at=minutes(21))
    shown = panel(li, cast.leak.pk)
    assert shown.count('data-key="J"') == 1
    assert shown.index('data-key="J"') < shown.index(other.number)
    assert take_in(li, cast, joins=fault.number).status_code == 302
    assert Case.objects.latest("pk").parent == fault


def test_what_cannot_be_joined_is_refused_and_nothing_is_taken_in(walk: Walk, cast: Cast, english: SignIn) -> None:
    done, li = walk("told"), english(cast.li)
    unknown = take_in(li, cast, joins="2026-999999")
    over = take_in(li, cast, joins=done.number)
    answered = take_in(li, cast, joins=done.number, answer="知道了")
    assert (unknown.status_code, over.status_code, answered.status_code) == (422, 422, 422)
    assert "也漏水" in over.content.decode()
    assert Case.objects.count() == 1


def test_pressed_twice_it_is_one_case(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, li = walk("assigned"), english(cast.li)
    assert {take_in(li, cast, joins=case.number).status_code for _press in range(2)} == {302}
    assert Case.objects.count() == 2
    assert Event.objects.filter(kind="case.joined").count() == 1


def test_a_call_of_the_telephone_system_is_joined_too(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, li = walk("assigned"), english(cast.li)
    call = intake.ring(site=cast.site, phone="13900000003", actor=cast.li, at=minutes(29))
    intake.answer_call(case=call, actor=cast.li, at=minutes(29.1))
    assert take_in(li, cast, joins=case.number, call=call.number).status_code == 302
    call.refresh_from_db()
    assert (call.state, call.merged_into) == ("joined", case)
    assert call.opened_at == minutes(29)


def test_what_is_still_being_recorded_is_not_joined_to(walk: Walk, cast: Cast, english: SignIn) -> None:
    resident, li = cast.mei, english(cast.li)
    written = reporting.report(resident=resident, request=cast.request(channel="app"), actor=resident, at=minutes(20))
    assert written.state == "recording"
    assert "of this kind" not in panel(li, cast.leak.pk)
    refused = take_in(li, cast, joins=written.number)
    assert refused.status_code == 422
    assert "not accepted yet" in refused.content.decode()
    assert Case.objects.count() == 1


def test_a_call_about_something_else_is_no_part_of_the_fault(walk: Walk, cast: Cast, english: SignIn) -> None:
    fault, li = walk("contacted"), english(cast.li)
    together.open_parent(case=fault, sentence="3 棟停水", actor=cast.li, at=minutes(20))
    for category, offered in ((cast.burst.pk, True), (cast.dirt.pk, False), ("", True)):
        shown = panel(li, category)
        assert "3 棟停水" in shown
        assert (f'value="{fault.number}"' in shown) is offered
        assert ('data-key="J"' in shown) is offered
