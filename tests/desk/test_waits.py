"""Work that waits: within the bounds of the policy, heard by the owner, and looked at when its day has come."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from gensui.cases.actions import work
from gensui.cases.models import Case
from gensui.cases.refusals import TimeTooFar
from gensui.ledger.models import Event, Obligation, Outgoing
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn
from tests.portal.conftest import ComeIn, come_in

__all__ = ["come_in"]
pytestmark = pytest.mark.database
DAY = 24 * 60
TEN_TO_TEN = 11 * 60 + 50
"""Ten minutes before the quiet of the night."""


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def typed(case: Case, at: datetime) -> str:
    return f"{case.local(at):%Y-%m-%dT%H:%M}"


def pause(case: Case, desk: Client, at: datetime, **words: str) -> tuple[int, str]:
    with time_machine.travel(at, tick=False):
        answer = desk.post(f"/cases/{case.number}/pause_work/", {"once": f"p{at:%d%H%M%S}"} | words)
    case.refresh_from_db()
    return answer.status_code, answer.content.decode()


def review(case: Case, desk: Client, at: datetime, **words: str) -> tuple[int, str]:
    with time_machine.travel(at, tick=False):
        answer = desk.post(f"/cases/{case.number}/review_pause/", {"once": f"r{at:%d%H%M%S}"} | words)
    case.refresh_from_db()
    return answer.status_code, answer.content.decode()


def due(case: Case, *clauses: str) -> dict[str, datetime | None]:
    open_ = Obligation.objects.filter(stream=case.stream, state="open", clause__in=clauses)
    return dict(open_.values_list("clause", "due_at"))


def told(cast: Cast) -> list[str]:
    rows = Outgoing.objects.filter(to=cast.mei.key, what="message.notice").order_by("pk")
    return [body for body in rows.values_list("body", flat=True) if "waits" in body]


@pytest.mark.parametrize("back", ["", "field"])
def test_nothing_waits_until_2099(walk: Walk, cast: Cast, english: SignIn, back: str) -> None:
    case, desk = walk("working"), english(cast.chen)
    back = f"/field/{case.number}/" if back else ""
    status, page = pause(case, desk, minutes(60), reason="parts", missing="角閥", until="2099-01-01T10:00", back=back)
    assert (status, "2099-01-01 10:00 is too far away" in page) == (409, True)
    assert (case.state, case.pause_reason, told(cast)) == ("working", "", [])
    status, _page = pause(
        case, desk, minutes(61), reason="parts", missing="角閥", until=typed(case, minutes(29 * DAY)), back=back
    )
    assert (status, case.state, case.paused_until) == (302, "paused", minutes(29 * DAY))


def test_the_owner_hears_why_it_waits_and_until_when(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("working")
    assert (
        pause(
            case, english(cast.chen), minutes(60), reason="parts", missing="角閥", until=typed(case, minutes(2 * DAY))
        )[0]
        == 302
    )
    (notice,) = told(cast)
    assert ("waiting for parts" in notice, case.clock(minutes(2 * DAY)) in notice) == (True, True)


@pytest.mark.parametrize("back", ["", "field"])
@pytest.mark.parametrize("parts", [None, "", "…"])
def test_a_wait_for_parts_names_them(walk: Walk, cast: Cast, english: SignIn, back: str, parts: str | None) -> None:
    case, desk = walk("working"), english(cast.chen)
    back = f"/field/{case.number}/" if back else ""
    assert 'name="missing"' in desk.get(f"/cases/{case.number}/pause_work/").content.decode()
    words = {} if parts is None else {"missing": parts}
    status, page = pause(case, desk, minutes(60), reason="parts", note="找不到", back=back, **words)
    assert (status, "Say which parts are missing" in page, "找不到" in page) == (422, True, True)
    assert (case.state, told(cast)) == ("working", [])


def test_the_owner_reads_which_parts_are_missing(
    walk: Walk, cast: Cast, english: SignIn, come_in: ComeIn, settings: Any
) -> None:
    case, desk, home = walk("working"), english(cast.chen), come_in(cast.mei)
    assert pause(case, desk, minutes(60), reason="parts", missing="角閥", note="供應商後天到")[0] == 302
    (notice,) = told(cast)
    assert "waiting for parts: 角閥" in notice
    settings.LANGUAGE_CODE = "zh-hant"
    mine = home.get(f"/my/cases/{case.number}/", headers={"accept-language": "zh-Hant"}).content.decode()
    assert ("等配件：角閥" in mine, "供應商" in mine) == (True, False)
    with time_machine.travel(minutes(61), tick=False):
        page = desk.get(f"/cases/{case.number}/").content.decode()
        waits = english(cast.chief).get("/calendar/").content.decode()
    assert ("waiting for parts: 角閥" in page, "waiting for parts: 角閥" in waits) == (True, True)
    assert case.notes.order_by("-pk")[0].text == "角閥\n供應商後天到"

    case = work.resume_work(case=case, actor=cast.chen, at=minutes(90))
    assert (case.pause_reason, case.missing_parts) == ("", "")
    case = work.pause_work(case=case, actor=cast.chen, at=minutes(95), reason="third_party", parts="角閥")
    assert (case.missing_parts, str(case.why_paused)) == ("", "third party or warranty")


def test_what_waits_is_not_paused_again(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, desk = walk("working"), english(cast.chen)
    assert pause(case, desk, minutes(60), reason="parts", missing="角閥")[0] == 302
    until = case.paused_until
    for at in (61, 62):
        status, page = pause(case, desk, minutes(at), reason="parts", missing="軟管")
        assert (status, "is now: paused" in page) == (409, True)
    assert (case.missing_parts, case.paused_until, len(told(cast))) == ("角閥", until, 1)
    assert Event.objects.filter(stream=case.stream, kind="work.paused").count() == 1


@pytest.mark.parametrize(
    ("reason", "days"),
    [("owner_absent", 7), ("parts", 3), ("third_party", 7), ("safety_weather", 1)],
)
def test_a_wait_without_a_day_lasts_until_it_is_looked_at(
    walk: Walk, cast: Cast, english: SignIn, reason: str, days: int
) -> None:
    case = walk("working")
    assert pause(case, english(cast.chen), minutes(60), reason=reason, missing="角閥")[0] == 302
    day = minutes(60 + days * DAY)
    assert case.paused_until == day
    assert [case.clock(day) in notice for notice in told(cast)] == [True]
    assert due(case, "C10.8") == {"C10.8": day + timedelta(hours=2)}


@pytest.mark.parametrize("known", [True, False])
def test_whoever_follows_calls_who_cannot_be_written_to(walk: Walk, cast: Cast, english: SignIn, known: bool) -> None:
    case = walk("working")
    if not known:
        Case.objects.filter(pk=case.pk).update(resident=None)
    assert pause(case, english(cast.chen), minutes(60), reason="parts", missing="角閥")[0] == 302
    rows = Outgoing.objects.filter(to=cast.li.key, stream=case.stream, body__contains="Call them and say")
    assert (rows.count(), len(told(cast))) == ((0, 1) if known else (1, 0))
    assert known or "is paused: waiting for parts: 角閥" in rows[0].body


def test_work_waits_for_consent_only_while_a_plan_lies_before_the_owner(
    walk: Walk, cast: Cast, english: SignIn
) -> None:
    agreed, pending = walk("working"), walk("plan_pending")
    for case, offered, status in ((agreed, False, 409), (pending, True, 302)):
        desk = english(cast.chen)
        page = desk.get(f"/cases/{case.number}/pause_work/").content.decode()
        assert ('value="owner_consent"' in page) is offered
        answered, said = pause(case, desk, minutes(60), reason="owner_consent")
        assert answered == status
        assert status == 302 or "No plan waits for the owner" in said
    assert pending.paused_until == minutes(60 + 3 * DAY)


def test_when_the_day_has_come_it_goes_on_or_is_looked_at(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, head = walk("working"), english(cast.chief)
    assert (
        pause(case, english(cast.chen), minutes(60), reason="parts", missing="角閥", until=typed(case, minutes(DAY)))[0]
        == 302
    )
    assert due(case, "C10.8", "C10.4") == {"C10.8": minutes(DAY + 120), "C10.4": minutes(60 + 3 * DAY)}

    status, page = review(case, head, minutes(DAY), until="2099-01-01T10:00")
    assert (status, "is too far away" in page, case.paused_until) == (409, True, minutes(DAY))
    assert review(case, head, minutes(DAY + 1), until=typed(case, minutes(4 * DAY)))[0] == 302
    assert (case.paused_until, len(told(cast))) == (minutes(4 * DAY), 2)
    assert due(case, "C10.8", "C10.4") == {"C10.8": minutes(4 * DAY + 120), "C10.4": minutes(DAY + 1 + 3 * DAY)}

    case = work.resume_work(case=case, actor=cast.chen, at=minutes(2 * DAY))
    assert due(case, "C10.8", "C10.4") == {}
    assert set(Obligation.objects.filter(stream=case.stream, clause="C10.8").values_list("state", flat=True)) == {"met"}


def test_a_look_before_the_day_leaves_it_and_tells_nobody(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("working")
    assert (
        pause(
            case, english(cast.chen), minutes(60), reason="parts", missing="角閥", until=typed(case, minutes(9 * DAY))
        )[0]
        == 302
    )
    assert review(case, english(cast.chief), minutes(2 * DAY))[0] == 302
    assert (case.paused_until, len(told(cast))) == (minutes(9 * DAY), 1)
    assert due(case, "C10.8", "C10.4") == {"C10.8": minutes(9 * DAY + 120), "C10.4": minutes(5 * DAY)}


def test_by_day_nothing_is_quiet(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, desk = walk("working"), english(cast.chen)
    status, page = pause(case, desk, minutes(60), reason="quiet_hours")
    assert (status, "the quiet hours are from 22:00 to 08:00" in page, case.state) == (409, True, "working")
    assert pause(case, desk, minutes(TEN_TO_TEN), reason="quiet_hours")[0] == 302
    assert (case.state, case.paused_until) == ("paused", minutes(22 * 60))
    assert due(case, "C10.7", "C10.8") == {"C10.7": minutes(22 * 60 + 10)}
    assert case.clock(minutes(22 * 60)) in told(cast)[-1]


def test_the_quiet_of_the_night_ends_with_it(walk: Walk, cast: Cast) -> None:
    case = walk("working")
    with pytest.raises(TimeTooFar):
        work.pause_work(
            case=case, actor=cast.chen, at=minutes(13 * 60), reason="quiet_hours", until=minutes(22 * 60 + 1)
        )
    case = work.pause_work(
        case=case, actor=cast.chen, at=minutes(13 * 60), reason="quiet_hours", until=minutes(21 * 60)
    )
    assert case.paused_until == minutes(21 * 60)


def classify(case: Case, desk: Client, at: datetime, eta: datetime) -> int:
    words = {"category": case.category_id, "priority": case.priority, "complexity": "complex", "reason": "角閥後天到"}
    with time_machine.travel(at, tick=False):
        answer = desk.post(f"/cases/{case.number}/reclassify_case/", words | {"once": "k1", "eta_at": typed(case, eta)})
    case.refresh_from_db()
    return int(answer.status_code)


def test_a_wait_for_parts_does_not_stop_the_two_hours(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, desk = walk("working"), english(cast.chen)
    assert "which stops no clock" in desk.get(f"/cases/{case.number}/pause_work/").content.decode()
    two_hours = due(case, "4.2.9")["4.2.9"]
    assert pause(case, desk, minutes(60), reason="parts", missing="角閥")[0] == 302
    assert due(case, "4.2.9") == {"4.2.9": two_hours}
    head = Outgoing.objects.filter(to=cast.chief.key, what="message.notice").order_by("-pk")[0].body
    assert ("waits for parts: 角閥" in head, "classify it as complex" in head) == (True, True)

    work.resume_work(case=case, actor=cast.chen, at=minutes(60 + 30 * 60))
    assert Obligation.objects.get(stream=case.stream, clause="4.2.9").lapsed_at == two_hours


def test_what_waits_for_parts_is_made_complex_with_a_time_that_binds(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("working")
    assert pause(case, english(cast.chen), minutes(60), reason="parts", missing="角閥")[0] == 302
    assert classify(case, english(cast.chief), minutes(90), minutes(2 * DAY)) == 302
    bodies = (
        Outgoing.objects.filter(to=cast.mei.key, what="message.notice").order_by("pk").values_list("body", flat=True)
    )
    assert case.clock(minutes(2 * DAY))[-11:] in list(bodies)[-1]
    assert due(case, "4.2.9", "C11.1") == {
        "C11.1": minutes(2 * DAY)
    }  # the part that is waited for does not stop it either


def test_the_head_decides_about_parts_before_the_two_hours_are_over(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("working")
    two_hours = due(case, "4.2.9")["4.2.9"]
    assert pause(case, english(cast.chen), minutes(60), reason="parts", missing="角閥")[0] == 302
    (decides,) = Obligation.objects.filter(stream=case.stream, clause="C10.9")
    assert (decides.due_at, decides.holder) == (two_hours, cast.chief.key)
    assert classify(case, english(cast.chief), minutes(90), minutes(2 * DAY)) == 302
    decides.refresh_from_db()
    assert (decides.state, decides.lapsed_at) == ("met", None)


@pytest.mark.parametrize("reason", ["third_party", "parts"])
def test_of_another_wait_and_of_a_complex_repair_nothing_is_to_be_decided_in_time(
    walk: Walk, cast: Cast, english: SignIn, reason: str
) -> None:
    case = walk("working")
    if reason == "parts":
        assert classify(case, english(cast.chief), minutes(50), minutes(2 * DAY)) == 302
    assert pause(case, english(cast.chen), minutes(60), reason=reason, missing="角閥")[0] == 302
    assert due(case, "C10.9") == {}


def test_a_time_of_completion_ends_the_wait_and_the_owner_reads_it(
    walk: Walk, cast: Cast, english: SignIn, come_in: ComeIn
) -> None:
    case, mei, eta = walk("working"), come_in(cast.mei), minutes(2 * DAY)
    assert pause(case, english(cast.chen), minutes(60), reason="parts", missing="角閥")[0] == 302
    assert case.paused_until == minutes(60 + 3 * DAY)
    assert classify(case, english(cast.chief), minutes(90), eta) == 302
    assert (case.state, case.paused_until) == ("paused", eta)
    assert due(case, "C10.8") == {"C10.8": eta + timedelta(hours=2)}
    with time_machine.travel(minutes(100), tick=False):
        page = mei.get(f"/my/cases/{case.number}/")
    assert page.context["expected"] == eta
    assert f"{case.local(eta):%m-%d %H:%M}" in page.content.decode()
    assert case.clock(minutes(60 + 3 * DAY)) not in page.content.decode()
