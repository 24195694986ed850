"""Whose the clocks of an order are while it goes from hand to hand, and who hears that they are theirs."""

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import intake, order
from gensui.cases.models import Case
from gensui.ledger import due
from gensui.ledger.models import Obligation, Outgoing
from gensui.notices import actions as notices
from gensui.notices.models import Notice
from gensui.people.changeover import Changeover
from gensui.people.models import Duty
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database


def held(case: Case, clause: str) -> list[str]:
    """Who had a promise, one after the other."""
    return [key for key, _since in Obligation.objects.get(stream=case.stream, clause=clause).segments]


@pytest.fixture
def burst(cast: Cast) -> Case:
    """A burst pipe, with Chen a minute after it came in."""
    case = intake.take_in(site=cast.site, request=cast.request(category=cast.burst), actor=cast.li, at=minutes(0))
    return order.accept_order(case=case, actor=cast.chen, at=minutes(1))


def test_the_clocks_of_an_order_that_was_given_back_follow_it(cast: Cast, english: SignIn, burst: Case) -> None:
    """To who follows it, then to who leads the next department, then to whoever takes it there.

    Not to who leads the department that gave it back: Zhao can neither call the owner nor send it on.
    """
    number = burst.number
    with time_machine.travel(minutes(2), tick=False):
        said = {"reason": "不是維修的", "once": "r"}
        assert english(cast.chen).post(f"/cases/{number}/return_order/", said).status_code == 302
    assert held(burst, "4.2.2") == [cast.zhao.key, cast.chen.key, cast.li.key]
    with time_machine.travel(minutes(2.5), tick=False):
        assert burst.number in english(cast.li).get(reverse("worklist")).content.decode()
    with time_machine.travel(minutes(3), tick=False):
        said = {"department": "cleaning", "once": "d"}
        assert english(cast.li).post(f"/cases/{number}/dispatch_case/", said).status_code == 302
    assert held(burst, "4.2.2")[-1] == cast.qin.key  # nobody leads the cleaners: it falls to her
    with time_machine.travel(minutes(4), tick=False):
        assert english(cast.cleaner).post(f"/cases/{number}/accept_order/", {"once": "a"}).status_code == 302
    assert held(burst, "4.2.2") == [cast.zhao.key, cast.chen.key, cast.li.key, cast.qin.key, cast.cleaner.key]
    running = Obligation.objects.filter(stream=burst.stream, state="open", role="handler", due_at__isnull=False)
    assert {one.holder for one in running} == {cast.cleaner.key}


def test_what_runs_out_while_nobody_has_it_is_not_who_gave_it_back(cast: Cast, english: SignIn, burst: Case) -> None:
    with time_machine.travel(minutes(2), tick=False):
        said = {"reason": "不是維修的", "once": "r"}
        english(cast.chen).post(f"/cases/{burst.number}/return_order/", said)
    due.sweep(at=minutes(40))
    lapse = Obligation.objects.get(stream=burst.stream, clause="4.2.2")
    assert (lapse.lapsed_at, lapse.holder) == (lapse.due_at, cast.li.key)
    assert not Outgoing.objects.filter(stream=burst.stream, what__in=("reminder", "lapse"), to=cast.chen.key).exists()


def test_what_was_given_back_goes_with_the_shift_of_the_desk(cast: Cast, english: SignIn, burst: Case) -> None:
    Duty.objects.filter(employee=cast.li).update(ends_at=minutes(4))
    with time_machine.travel(minutes(2), tick=False):
        said = {"reason": "不是維修的", "once": "r"}
        english(cast.chen).post(f"/cases/{burst.number}/return_order/", said)
    worker = Changeover(minutes(3))
    worker.look(minutes(3))
    worker.look(minutes(5))
    there = held(burst, "4.1.5")[-1]  # by the next at the desk it is sent on
    assert there not in (cast.li.key, cast.zhao.key)
    assert held(burst, "4.2.2")[-1] == there
    assert not Outgoing.objects.filter(stream=burst.stream, what="promise.fell").exists()


def test_who_goes_off_duty_before_accepting_leaves_the_clocks_to_who_leads(cast: Cast, english: SignIn) -> None:
    case = intake.take_in(site=cast.site, request=cast.request(), actor=cast.li, at=minutes(0))
    Duty.objects.filter(employee=cast.chen).update(ends_at=minutes(3))
    worker = Changeover(minutes(0))
    worker.look(minutes(0))
    with time_machine.travel(minutes(1), tick=False):
        said = {"handler": cast.chen.pk, "once": "a"}
        assert english(cast.zhao).post(f"/cases/{case.number}/assign_case/", said).status_code == 302
    worker.look(minutes(2))
    assert held(case, "4.2.2") == [cast.zhao.key, cast.chen.key]
    worker.look(minutes(4))
    worker.look(minutes(5))
    assert held(case, "4.2.2") == [cast.zhao.key, cast.chen.key, cast.zhao.key]
    assert [one.to for one in Outgoing.objects.filter(stream=case.stream, what="promise.fell")] == [cast.zhao.key]
    due.sweep(at=minutes(29))
    reminded = Outgoing.objects.filter(stream=case.stream, clause="4.2.2", what="reminder")
    assert {one.to for one in reminded} == {cast.zhao.key}

    notices.deliver(actor="worker", at=minutes(29))
    told = Notice.objects.get(recipient_key=cast.zhao.key, what="promise.fell")
    assert told.title == f"Yours now, as {cast.chen.name} is not on duty: {case.number}"
    assert "by 11-23 10:30" in told.text
    with time_machine.travel(minutes(20), tick=False):
        assert case.number in english(cast.zhao).get(reverse("worklist")).content.decode()
        assert case.number not in english(cast.chen).get(reverse("worklist")).content.decode()


def test_a_change_of_shift_tells_nobody_of_what_goes_with_the_post(cast: Cast) -> None:
    case = intake.take_in(site=cast.site, request=cast.request(), actor=cast.li, at=minutes(0))
    Duty.objects.filter(employee=cast.li).update(ends_at=minutes(3))
    worker = Changeover(minutes(0))
    worker.look(minutes(4))
    assert held(case, "3.3.3")[-1] != cast.li.key
    assert not Outgoing.objects.filter(what="promise.fell").exists()


@pytest.mark.parametrize(("lapsed", "heard"), [(None, 1), (95, 0)])
def test_after_a_stop_one_reminder_comes_and_none_of_what_ran_out(cast: Cast, lapsed: float | None, heard: int) -> None:
    """The worker stood still for two hours: what it records then is half over, nearly over, and perhaps over."""
    case = intake.take_in(site=cast.site, request=cast.request(), actor=cast.li, at=minutes(0))
    held = Obligation.objects.get(stream=case.stream, state="open", clause="C30.1")
    for minute in (30, 90):
        Outgoing.objects.create(
            stream=case.stream, number=minute, clause=held.clause, cause=held.cause, what="reminder", to=cast.zhao.key,
            body="", created_at=minutes(minute),
        )  # fmt: skip
    if lapsed is not None:
        Obligation.objects.filter(pk=held.pk).update(lapsed_at=minutes(lapsed))
    notices.deliver(actor="worker", at=minutes(120))
    assert Notice.objects.filter(recipient_key=cast.zhao.key, what="reminder").count() == heard


@pytest.mark.parametrize("done", [False, True])
def test_nobody_is_reminded_at_home(cast: Cast, english: SignIn, done: bool) -> None:
    """What is due after the own shift has begun waits until then in the outbox, and is dropped if it was done meanwhile."""
    Duty.objects.filter(employee=cast.qin).delete()
    Duty.objects.create(employee=cast.qin, starts_at=minutes(600), ends_at=minutes(900))
    case = intake.take_in(site=cast.site, request=cast.request(), actor=cast.li, at=minutes(0))
    held = Obligation.objects.get(stream=case.stream, state="open", clause="C30.1")
    Outgoing.objects.create(
        stream=case.stream, number=0, clause=held.clause, cause=held.cause, what="reminder", to=cast.qin.key, body="",
        created_at=minutes(300),
    )  # fmt: skip

    def shown(minute: float) -> bool:
        notices.deliver(actor="worker", at=minutes(minute))
        with time_machine.travel(minutes(minute), tick=False):
            return "Soon:" in english(cast.qin).get(reverse("inbox")).content.decode()

    assert not shown(301)
    if done:
        Obligation.objects.filter(pk=held.pk).update(state="void", voided_at=minutes(400), voided_by="case.cancelled")
    assert not shown(599)
    assert shown(601) is not done
