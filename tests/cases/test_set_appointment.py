"""A time for the visit: agreed, within bounds, and heard by the owner."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from gensui.cases.actions import order, work
from gensui.cases.models import Case, PhoneCall
from gensui.cases.refusals import HeadRevises, OwnersWish, TimePassed, TimeTooFar, WrongState
from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.people.access import NotYours
from gensui.people.acting import Entry
from gensui.people.models import Duty, Employee
from gensui.people.refusals import NothingProvesIt
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn, english, sign_in
from tests.portal.conftest import ComeIn, come_in

pytestmark = pytest.mark.database
__all__ = ["come_in", "english", "sign_in"]
DAY = 24 * 60


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def days(count: float) -> datetime:
    return minutes(count * DAY)


def post(client: Client, case: Case, **words: str) -> tuple[int, str]:
    answer = client.post(f"/cases/{case.number}/set_appointment/", {"once": "act:a", "note": ""} | words)
    return answer.status_code, answer.content.decode()


def notices(cast: Cast) -> list[str]:
    """What the owner has been told, in order."""
    rows = Outgoing.objects.filter(to=cast.mei.key, what="message.notice").order_by("pk")
    return list(rows.values_list("body", flat=True))


def typed(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def test_the_owner_reads_the_time_that_staff_set(cast: Cast, walk: Walk, english: SignIn) -> None:
    case = walk("contacted")
    tomorrow = timezone.now().replace(second=0, microsecond=0) + timedelta(days=1)
    code, _page = post(english(cast.chen), case, appointment_at=typed(tomorrow))

    assert code == 302
    case.refresh_from_db()
    assert case.appointment_at == tomorrow
    (notice,) = notices(cast)
    assert case.local(tomorrow).strftime("%m-%d %H:%M") in notice


def test_the_owner_reads_the_time_that_the_first_call_brought(cast: Cast, walk: Walk, english: SignIn) -> None:
    case = walk("assigned")
    tomorrow = timezone.now().replace(second=0, microsecond=0) + timedelta(days=1)
    said = {"once": "c1", "visit_needed": "on", "appointment_at": typed(tomorrow)}
    answer = english(cast.chen).post(f"/cases/{case.number}/contact_owner/", said)

    assert answer.status_code == 302
    assert [case.local(tomorrow).strftime("%m-%d %H:%M") in notice for notice in notices(cast)] == [True]
    assert Event.objects.get(kind="appointment.set").data["evidence"] == {"noted": cast.chen.key}


def test_a_contact_without_a_time_tells_none(cast: Cast, walk: Walk) -> None:
    order.contact_owner(case=walk("assigned"), actor=cast.chen, at=minutes(5))
    assert notices(cast) == []


def test_another_time_needs_the_owners_word(cast: Cast, walk: Walk, english: SignIn) -> None:
    case = order.set_appointment(case=walk("contacted"), actor=cast.chen, at=minutes(10), appointment_at=days(1))
    told = len(notices(cast))
    other = timezone.now().replace(second=0, microsecond=0) + timedelta(days=2)
    code, page = post(english(cast.chen), case, appointment_at=typed(other))
    assert (code, "shows what the owner said" in page) == (409, True)
    case.refresh_from_db()
    assert (case.appointment_at, len(notices(cast))) == (days(1), told)

    code, _page = post(english(cast.chen), case, appointment_at=typed(other), note="陳太太來電改期")
    assert (code, len(notices(cast))) == (302, told + 1)
    case.refresh_from_db()
    assert case.appointment_at == other
    assert Event.objects.get(kind="appointment.changed").data["evidence"] == {"noted": cast.chen.key}
    moved = notices(cast)[-1]
    assert f"not on {case.clock(days(1))} as agreed. The reason: “陳太太來電改期”" in moved


def test_a_call_alone_says_not_why_a_time_was_moved(cast: Cast, walk: Walk, english: SignIn) -> None:
    case = order.set_appointment(case=walk("contacted"), actor=cast.chen, at=minutes(10), appointment_at=days(1))
    with time_machine.travel(minutes(20), tick=False):
        chen = english(cast.chen)
        form = chen.get(f"/cases/{case.number}/set_appointment/").context["form"]
        assert str(form["note"].label) == "Why the time changes, and who agreed"
        call = PhoneCall.objects.create(
            site=case.site,
            key="c-1",
            phone_digest=case.phone_digest,
            phone_tail=case.phone_tail,
            caller=cast.chen,
            began_at=minutes(15),
            talked_seconds=60,
        )
        code, _page = post(chen, case, appointment_at=typed(days(2)), call=str(call.pk))
        assert code in (409, 422)
        case.refresh_from_db()
        assert case.appointment_at == days(1)
        code, _page = post(
            chen, case, appointment_at=typed(days(2)), call=str(call.pk), note="前一單超時", once="act:b"
        )
    assert code == 302
    assert "The reason: “前一單超時”" in notices(cast)[-1]


def test_a_first_time_long_after_the_call_needs_it_too(cast: Cast, walk: Walk) -> None:
    case = work.pause_work(case=walk("working"), actor=cast.chen, at=minutes(40), reason="owner_absent")
    with pytest.raises(NothingProvesIt):
        order.set_appointment(case=case, actor=cast.chen, at=minutes(50), appointment_at=days(1))
    case = order.set_appointment(
        case=case, actor=cast.chen, at=minutes(50), appointment_at=days(1), entry=Entry(note="陳太太說明早在家")
    )
    assert case.appointment_at == days(1)


def test_the_owners_own_choice_needs_no_words(cast: Cast, walk: Walk) -> None:
    case = order.set_appointment(case=walk("contacted"), actor=cast.chen, at=minutes(10), appointment_at=days(1))
    case = order.set_appointment(case=case, actor=cast.mei, at=minutes(20), appointment_at=days(2))
    assert Event.objects.get(kind="appointment.changed").data["evidence"] == {"app": cast.mei.key}


def test_who_comes_early_keeps_the_appointment(cast: Cast, walk: Walk, english: SignIn) -> None:
    case = order.set_appointment(case=walk("contacted"), actor=cast.chen, at=minutes(10), appointment_at=days(1))
    with time_machine.travel(minutes(30), tick=False):
        said = {"once": "a1", "note": "業主請早點來"}
        assert english(cast.chen).post(f"/cases/{case.number}/arrive/", said).status_code == 302
    case.refresh_from_db()
    stood = dict(Obligation.objects.filter(stream=case.stream).exclude(state="void").values_list("clause", "state"))
    assert (case.state, stood["C02.1"], stood["4.2.2"], stood["C30.1"]) == ("on_site", "met", "met", "open")


def heard(who: Employee) -> list[str]:
    rows = Outgoing.objects.filter(to=who.key, what="message.notice", body__contains="the owner").order_by("pk")
    return list(rows.values_list("body", flat=True))


def test_what_the_owner_chooses_is_confirmed_and_heard_by_who_comes_and_who_follows(
    cast: Cast, walk: Walk, come_in: ComeIn
) -> None:
    case, mei = walk("contacted"), come_in(cast.mei)
    for minute, when in ((10, days(20)), (11, days(21))):
        with time_machine.travel(minutes(minute), tick=False):
            said = {"appointment_at": typed(when), "once": f"when:{minute}"}
            assert mei.post(f"/my/cases/{case.number}/appointment/", said).status_code == 302

    assert Event.objects.get(kind="appointment.set").data["by_owner"] is True
    assert [one.partition(": ")[2][:26] for one in notices(cast)] == [
        "陳志 comes to you on 12-13 1", "陳志 comes to you on 12-14 1",
    ]  # fmt: skip
    for who in (cast.chen, cast.li):
        chosen, moved = heard(who)
        assert chosen.endswith("the owner chose 2026-12-13 10:00 for the visit.")
        assert moved.endswith("the owner moved the visit from 2026-12-13 10:00 to 2026-12-14 10:00.")


@pytest.mark.parametrize("planned", [True, False])
def test_who_is_not_on_duty_then_is_not_said_to_come(cast: Cast, walk: Walk, come_in: ComeIn, planned: bool) -> None:
    case, mei = walk("contacted"), come_in(cast.mei)
    if planned:
        Duty.objects.create(employee=cast.zhao, starts_at=days(2), ends_at=days(2) + timedelta(hours=8))
    order.set_appointment(case=case, actor=cast.mei, at=minutes(10), appointment_at=days(2) + timedelta(hours=1))
    with time_machine.travel(minutes(11), tick=False):
        page = mei.get(f"/my/cases/{case.number}/").content.decode()
    comes = "Maintenance" if planned else "陳志"
    assert f"{comes} comes to you on 11-25 11:00" in page
    assert f"{comes} comes to you on 11-25 11:00".lower() in notices(cast)[-1].lower()
    told = Outgoing.objects.filter(to=cast.chief.key, body__contains="陳志 is not on duty then")
    assert told.exists() is planned


def test_bounds_are_told_at_the_form_and_what_was_typed_stays(cast: Cast, walk: Walk, english: SignIn) -> None:
    case, client = walk("contacted"), english(cast.chen)
    now = timezone.now().replace(second=0, microsecond=0)
    for at, sentence in (
        (now - timedelta(days=2), "has passed"),
        (now + timedelta(days=1000), "is too far away"),
        (now + timedelta(days=8), "must be the owner&#x27;s own wish"),
    ):
        code, page = post(client, case, appointment_at=typed(at), note="下週在家")
        assert (code, sentence in page, typed(at) in page, "下週在家" in page) == (409, True, True, True)
    case.refresh_from_db()
    assert (case.appointment_at, Event.objects.filter(kind__startswith="appointment").count()) == (None, 0)


def test_a_far_visit_is_the_owners_wish(cast: Cast, walk: Walk, english: SignIn) -> None:
    case = walk("contacted")
    at = timezone.now().replace(second=0, microsecond=0) + timedelta(days=8)
    code, _page = post(english(cast.chen), case, appointment_at=typed(at), owner_asked="on", note="業主下週才回來")

    assert code == 302
    assert Event.objects.get(kind="appointment.set").data["by_owner"] is True


def test_a_tick_without_the_owners_words_is_none(cast: Cast, walk: Walk) -> None:
    with pytest.raises(OwnersWish):
        order.set_appointment(
            case=walk("contacted"), actor=cast.chen, at=minutes(10), appointment_at=days(8), owner_asked=True
        )


def test_bounds_hold_for_the_first_call_too(cast: Cast, walk: Walk) -> None:
    case = walk("assigned")
    for at, refusal in ((minutes(1), TimePassed), (days(61), TimeTooFar), (days(8), OwnersWish)):
        with pytest.raises(refusal):
            order.contact_owner(case=case, actor=cast.chen, at=minutes(5), appointment_at=at)
    assert order.contact_owner(case=case, actor=cast.chen, at=minutes(5), appointment_at=days(6)).state == "contacted"


def test_the_owner_cannot_choose_a_time_beyond_the_policy(cast: Cast, walk: Walk, come_in: ComeIn) -> None:
    case, client = walk("contacted"), come_in(cast.mei)
    at = timezone.now() + timedelta(days=1000)
    answer = client.post(f"/my/cases/{case.number}/appointment/", {"appointment_at": typed(at), "once": "my:a"})

    assert answer.status_code in (200, 409)
    assert "too far away" in answer.content.decode()


def test_the_first_promise_stays_on_the_owners_page(cast: Cast, walk: Walk, come_in: ComeIn) -> None:
    case = walk("contacted")
    first = case.promised_by
    case = order.set_appointment(case=case, actor=cast.chen, at=minutes(10), appointment_at=days(2))
    assert first is not None

    page = come_in(cast.mei).get(f"/my/cases/{case.number}/").content.decode()
    assert f"First promised for: {case.local(first):%m-%d %H:%M}" in page
    running = Obligation.objects.filter(stream=case.stream, state="open", due_at=days(2) + timedelta(minutes=150))
    assert running.exists()


@pytest.mark.parametrize("who", ["stranger", "gm"])
def test_strangers_and_readers_are_refused(cast: Cast, walk: Walk, who: str) -> None:
    with pytest.raises(NotYours):
        order.set_appointment(
            case=walk("contacted"),
            actor=cast.stranger if who == "stranger" else cast.hr,
            at=minutes(10),
            appointment_at=days(1),
        )


def test_not_before_the_owner_was_reached(cast: Cast, walk: Walk) -> None:
    with pytest.raises(WrongState):
        order.set_appointment(case=walk("dispatched"), actor=cast.zhao, at=minutes(10), appointment_at=days(1))


def test_a_completion_is_moved_once_by_the_handler_and_then_by_the_head(cast: Cast, walk: Walk) -> None:
    case = walk("working")
    Case.objects.filter(pk=case.pk).update(eta_at=minutes(300))
    case = work.revise_eta(case=case, actor=cast.chen, at=minutes(40), eta_at=days(1), reason="等管件")
    told = len(notices(cast))
    assert "We now expect to be done by" in notices(cast)[-1]

    with pytest.raises(HeadRevises):
        work.revise_eta(case=case, actor=cast.chen, at=minutes(50), eta_at=days(2), reason="再等")
    with pytest.raises(TimeTooFar):
        work.revise_eta(case=case, actor=cast.chief, at=minutes(50), eta_at=days(3650), reason="再等")
    with pytest.raises(TimePassed):
        work.revise_eta(case=case, actor=cast.chief, at=minutes(50), eta_at=minutes(50), reason="再等")
    case = work.revise_eta(case=case, actor=cast.chief, at=minutes(50), eta_at=days(2), reason="管件缺貨")

    assert case.eta_at == days(2)
    assert [event.data.get("revision", 1) for event in Event.objects.filter(kind="eta.revised").order_by("number")] == [
        1,
        2,
    ]
    assert len(notices(cast)) == told + 1
