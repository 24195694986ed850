"""Taking a request in."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from gensui.cases.actions import intake
from gensui.cases.models import Case
from gensui.cases.refusals import OfAnotherSite
from gensui.core.refusal import Refusal
from gensui.ledger.models import Event, Obligation
from gensui.people import phones
from gensui.people.access import NotYours
from gensui.people.acting import Entry
from gensui.people.models import Area, Building, Site, Unit
from tests.cast import Cast, minutes

pytestmark = pytest.mark.database


def test_a_call_becomes_a_dispatched_case_with_its_clocks(cast: Cast) -> None:
    request = cast.request(answered_at=minutes(-2))
    case = intake.take_in(site=cast.site, request=request, actor=cast.li, at=minutes(0))

    assert (case.state, case.department, case.priority, case.follower) == ("dispatched", "maintenance", "P2", cast.li)
    running = set(Obligation.objects.filter(stream=case.stream, state="open").values_list("clause", flat=True))
    assert {"4.2.1", "2.2.1", "3.2.4", "3.3.3", "4.1.6", "4.2.2", "C30.1"} <= running
    sent = Obligation.objects.get(stream=case.stream, clause="4.1.5")
    assert (sent.opened_at, sent.met_at) == (minutes(-2), minutes(0))


def test_what_an_agent_typed_is_proved_by_the_agent(cast: Cast) -> None:
    case = intake.take_in(site=cast.site, request=cast.request(), actor=cast.li, at=minutes(0))
    ringing = intake.ring(site=cast.site, phone="13900000001", actor=cast.li, at=minutes(1))
    intake.answer_call(case=ringing, actor=cast.lin, at=minutes(1.1))
    logged = intake.ring(site=cast.site, phone="13900000001", actor=cast.li, at=minutes(2))
    intake.answer_call(case=logged, actor=cast.lin, at=minutes(2.1), entry=Entry(proofs={"call": "k-1"}))
    proofs = [
        Event.objects.get(stream=one.stream, kind="contact.answered").data["evidence"]
        for one in (case, ringing, logged)
    ]
    assert proofs == [{"manual": cast.li.key}, {"manual": cast.lin.key}, {"call": "k-1"}]


def test_the_log_names_nobody(cast: Cast) -> None:
    case = intake.take_in(site=cast.site, request=cast.request(), actor=cast.li, at=minutes(0))
    for event in Event.objects.filter(stream=case.stream):
        said = str(event.data) + str(event.roles)
        assert not any(word in said for word in ("陳美", "13900000001", "滲漏", "廚房"))


def test_a_telephone_that_rang_too_long_is_a_breach(cast: Cast) -> None:
    request = cast.request(rang_at=minutes(-1), answered_at=minutes(-1) + timedelta(seconds=16))
    case = intake.take_in(site=cast.site, request=request, actor=cast.li, at=minutes(0))
    assert Obligation.objects.get(stream=case.stream, clause="3.1.2").lapsed_at == minutes(-1) + timedelta(seconds=15)


def test_a_question_is_answered_on_the_spot(cast: Cast) -> None:
    request = cast.request(category=cast.question)
    case = intake.take_in(site=cast.site, request=request, actor=cast.li, at=minutes(0), answer="按面積計算")
    assert (case.state, case.is_open, case.closed_at) == ("answered", False, minutes(0))
    assert case.notes.get().text == "按面積計算"
    assert not Obligation.objects.filter(stream=case.stream, state="open").exists()


def test_on_paper_first_both_times_are_kept(cast: Cast) -> None:
    entry = Entry(happened_at=minutes(-120))
    case = intake.take_in(site=cast.site, request=cast.request(), actor=cast.li, at=minutes(0), entry=entry)
    event = Event.objects.get(stream=case.stream, kind="intake.confirmed")
    assert (event.occurred_at, event.recorded_at) == (minutes(-120), minutes(0))


def test_it_costs_few_statements(cast: Cast, django_assert_max_num_queries: object) -> None:
    intake.take_in(site=cast.site, request=cast.request(), actor=cast.li, at=minutes(0))
    request = cast.request()
    with django_assert_max_num_queries(11 if connection.vendor == "postgresql" else 13):  # type: ignore[operator]
        intake.take_in(site=cast.site, request=request, actor=cast.li, at=minutes(1))


def test_a_phone_number_that_is_none_is_refused(cast: Cast) -> None:
    with pytest.raises(phones.BadPhone):
        intake.take_in(site=cast.site, request=cast.request(phone="call me"), actor=cast.li, at=minutes(0))
    assert not Case.objects.exists()


def test_a_home_or_area_of_another_community_is_refused(cast: Cast) -> None:
    elsewhere = Site.objects.get(key="elsewhere")
    unit = Unit.objects.create(building=Building.objects.create(site=elsewhere, name="1"), room="1", label="1-1")
    area = Area.objects.create(site=elsewhere, name="庭院")
    for words in ({"unit": unit}, {"unit": None, "area": area}):
        with pytest.raises(OfAnotherSite):
            intake.take_in(site=cast.site, request=cast.request(**words), actor=cast.li, at=minutes(0))


def test_who_does_not_serve_at_the_desk_is_refused(cast: Cast) -> None:
    for who in (cast.chen, cast.hr, cast.guard):
        with pytest.raises(NotYours):
            intake.take_in(site=cast.site, request=cast.request(), actor=who, at=minutes(0))


def test_the_same_request_again_is_the_same_case(cast: Cast) -> None:
    entry = Entry(once="intake:1")
    first = intake.take_in(site=cast.site, request=cast.request(), actor=cast.li, at=minutes(0), entry=entry)
    second = intake.take_in(site=cast.site, request=cast.request(), actor=cast.li, at=minutes(1), entry=entry)
    assert first.pk == second.pk
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_at_the_same_instant_makes_one_case(cast: Cast) -> None:
    barrier, told = threading.Barrier(2), []

    def click() -> None:
        try:
            barrier.wait(timeout=10)
            case = intake.take_in(
                site=cast.site, request=cast.request(), actor=cast.li, at=minutes(0), entry=Entry(once="intake:2")
            )
            told.append(case.number)
        except Refusal as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    hands = [threading.Thread(target=click) for _hand in range(2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(timeout=30)
    assert told == [Case.objects.get().number] * 2
