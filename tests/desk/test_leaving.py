"""Somebody leaves the company today: shown first, passed on, and every door closes; nothing goes on to who left."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gensui.cases.actions import complaint, intake
from gensui.cases.apart import Concerned
from gensui.cases.models import Case
from gensui.ledger import due, policies
from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.ledger.verify import check_stream
from gensui.notices import actions as notices
from gensui.notices.models import Notice
from gensui.people import queries as people
from gensui.people.actions import tokens
from gensui.people.models import Duty, Employee
from gensui.people.secret import digest
from tests.cases.conftest import Walk
from tests.cast import Cast

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def on_duty_now(whom: Employee) -> None:
    now = timezone.now()
    Duty.objects.create(employee=whom, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=7))


def enter(employee: Employee) -> Client:
    browser = Client()
    browser.force_login(employee.user, backend="gensui.people.backends.StaffBackend")
    return browser


def leave(whom: Employee, by: Employee, **fields: Any) -> Any:
    return enter(by).post(
        reverse("leaving", args=[whom.number]), {"sure": "on", "last_on": f"{timezone.localdate()}"} | fields
    )


def held_by(whom: Employee) -> list[str]:
    return list(Obligation.objects.filter(state="open", holder=whom.key).values_list("clause", flat=True))


def test_what_is_open_is_shown_and_passed_on(walk: Walk, cast: Cast) -> None:
    case = walk("working")
    Duty.objects.create(
        employee=cast.chen, starts_at=timezone.now() + timedelta(hours=1), ends_at=timezone.now() + timedelta(hours=9)
    )
    assert held_by(cast.chen)
    shown = enter(cast.hr).get(reverse("leaving", args=[cast.chen.number])).content.decode()
    assert case.number in shown
    assert "Duties on the roster: 1" in shown

    answer = leave(cast.chen, cast.hr, orders_to=cast.zhao.pk)

    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.handler, case.state) == (cast.zhao, "working")
    assert held_by(cast.chen) == []
    assert not Duty.objects.filter(employee=cast.chen, ends_at__gt=timezone.now()).exists()
    cast.chen.refresh_from_db()
    assert cast.chen.left_on == timezone.localdate()
    assert Event.objects.filter(stream=cast.chen.key, kind="employment.ended").count() == 1
    lines = list(Event.objects.filter(stream=case.stream).order_by("number"))
    assert not list(check_stream(case.stream, lines, policies.newest()))


def test_the_best_takes_an_order_where_nobody_is_named(walk: Walk, cast: Cast) -> None:
    case = walk("working")
    leave(cast.chen, cast.hr)
    case.refresh_from_db()
    assert case.handler == cast.zhao


def test_sign_in_sessions_and_tokens_end(cast: Cast) -> None:
    browser, now = enter(cast.chen), timezone.now()
    plain = tokens.issue_token(employee=cast.chen, name="x", lasts=timedelta(days=1), actor="operator", at=now)
    assert browser.get(reverse("worklist")).status_code == 200

    leave(cast.chen, cast.hr)

    assert browser.get(reverse("worklist")).status_code == 302
    assert people.of_token(digest(plain), timezone.now()) is None
    assert not Client().login(username=cast.chen.number, password="a long walk in the rain")


def test_a_gap_in_following_is_watched_until_somebody_is_named(walk: Walk, cast: Cast) -> None:
    case = walk("dispatched")
    on_duty_now(cast.head)
    leave(cast.li, cast.hr)

    case.refresh_from_db()
    gap = Obligation.objects.get(stream=case.stream, clause="1.3.2")
    assert (case.follower, gap.state, gap.holder) == (None, "open", cast.head.key)
    assert held_by(cast.li) == []
    late = timezone.now() + timedelta(minutes=2)
    due.sweep(at=late)
    gap.refresh_from_db()
    assert gap.lapsed_at is not None

    said = {"follower": cast.lin.pk, "once": "act:1"}
    assert enter(cast.head).post(reverse("act", args=[case.number, "name_follower"]), said).status_code == 302
    case.refresh_from_db()
    gap.refresh_from_db()
    assert (case.follower, gap.state) == (cast.lin, "met")


def test_no_gap_where_a_follower_is_named_in_the_act(walk: Walk, cast: Cast) -> None:
    case = walk("dispatched")
    leave(cast.li, cast.hr, follower=cast.lin.pk)

    case.refresh_from_db()
    gap = Obligation.objects.get(stream=case.stream, clause="1.3.2")
    assert (case.follower, gap.state, gap.lapsed_at) == (cast.lin, "met", None)
    assert held_by(cast.li) == []


def test_nothing_is_told_to_who_left(walk: Walk, cast: Cast) -> None:
    walk("dispatched")
    on_duty_now(cast.lin)
    due.sweep(at=timezone.now())
    before = set(Outgoing.objects.filter(to=cast.li.key).values_list("pk", flat=True))
    assert before

    leave(cast.li, cast.hr)
    for hours in range(0, 48, 6):
        due.sweep(at=timezone.now() + timedelta(hours=hours))
    later = Outgoing.objects.filter(to=cast.li.key).exclude(pk__in=before)
    assert set(later.values_list("what", flat=True)) <= {"follow.gone"}

    notices.deliver(actor="engine", at=timezone.now() + timedelta(hours=48), most=1000)
    assert not Notice.objects.filter(recipient_key=cast.li.key).exists()
    assert not Notice.objects.filter(outgoing__in=later).exists()
    assert set(Notice.objects.filter(outgoing__in=before).values_list("recipient_key", flat=True)) == {cast.head.key}


def test_twice_at_once_is_told(cast: Cast) -> None:
    assert leave(cast.chen, cast.hr).status_code == 302
    assert leave(cast.chen, cast.hr).status_code == 422
    assert Event.objects.filter(kind="employment.ended").count() == 1


def test_nothing_happens_without_the_tick(walk: Walk, cast: Cast) -> None:
    case = walk("working")
    answer = enter(cast.hr).post(
        reverse("leaving", args=[cast.chen.number]), {"reason": "辭職", "last_on": f"{timezone.localdate()}"}
    )
    assert answer.status_code == 422
    assert "辭職" in answer.content.decode()
    assert Case.objects.get(pk=case.pk).handler == cast.chen


@pytest.mark.parametrize(
    ("who", "status"),
    [("hr", 302), ("qin", 302), ("operator", 302), ("head", 403), ("chief", 403), ("gm", 403), ("stranger", 403)],
)
def test_who_may_end_an_employment(cast: Cast, who: str, status: int) -> None:
    assert leave(cast.chen, getattr(cast, who)).status_code == status


def test_nobody_ends_the_own_employment(cast: Cast) -> None:
    assert leave(cast.hr, cast.hr).status_code == 422
    cast.hr.refresh_from_db()
    assert cast.hr.left_on is None


def test_what_somebody_ill_follows_is_given_at_once(walk: Walk, cast: Cast) -> None:
    case = walk("dispatched")
    browser = enter(cast.head)
    said = {"to": cast.lin.pk, "once": "relief:1"}

    assert browser.post(reverse("relief", args=[cast.li.number]), said).status_code == 302
    assert browser.post(reverse("relief", args=[cast.li.number]), said).status_code == 302
    case.refresh_from_db()
    assert case.follower == cast.lin
    assert Event.objects.filter(stream=case.stream, kind="follower.named").count() == 2
    assert "follower" not in {one.role for one in Obligation.objects.filter(state="open", holder=cast.li.key)}


def complained(cast: Cast, investigator: Employee) -> Case:
    """A complaint about the repairman, looked into by somebody."""
    request = cast.request(category=cast.complaint, content="師傅罵人", concerned=Concerned((cast.chen,)))
    at = timezone.now() - timedelta(hours=1)
    case = intake.take_in(site=cast.site, request=request, actor=cast.li, at=at)
    return complaint.assess_complaint(
        case=case,
        actor=cast.qin,
        at=at + timedelta(minutes=1),
        against="person",
        accused=[cast.chen],
        accused_department="",
        severity="general",
        investigator=investigator,
        plan="聽錄音",
    )


@pytest.mark.parametrize("named", [True, False])
def test_somebody_goes_on_looking_into_a_complaint(cast: Cast, named: bool) -> None:
    case = complained(cast, cast.head)
    shown = enter(cast.hr).get(reverse("leaving", args=[cast.head.number])).content.decode()
    assert case.number in shown
    assert leave(cast.head, cast.hr, complaints_to=cast.gm.pk if named else "").status_code == 302
    case.refresh_from_db()
    successor = cast.gm if named else cast.qin
    assert (case.complaint.investigator, case.handler) == (successor, successor)
    assert held_by(cast.head) == []
    note = complaint.note_investigation(case=case, actor=successor, at=timezone.now(), facts="確有其事")
    assert note.state == "working"


def test_nobody_whom_a_complaint_concerns_goes_on_looking_into_it(cast: Cast) -> None:
    case = complained(cast, cast.head)
    refused = leave(cast.head, cast.hr, complaints_to=cast.chief.pk)  # the repairman's own head
    assert refused.status_code == 422
    case.refresh_from_db()
    assert case.complaint.investigator == cast.head
    cast.head.refresh_from_db()
    assert cast.head.left_on is None


def test_nothing_passes_back_to_who_leaves(walk: Walk, cast: Cast) -> None:
    """Two agents at the desk have turns by the minute: who leaves has none any more."""
    cases = [walk("dispatched")]
    for whom in (cast.li, cast.lin):
        on_duty_now(whom)
    leave(cast.li, cast.hr)
    streams = [case.stream for case in cases]
    after = Event.objects.filter(stream__in=streams, actor=cast.hr.key)
    assert after
    assert [one.kind for one in after if cast.li.key in one.roles.values()] == []
