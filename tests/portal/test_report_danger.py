"""An owner reports a danger: whoever is there to act hears of it in the same act, once; anything else rings nowhere."""

import threading

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from gensui.cases.actions import intake
from gensui.cases.apart import Concerned
from gensui.cases.models import Case, Category
from gensui.ledger.models import Outgoing
from gensui.notices import actions as notices
from gensui.notices.models import Notice
from gensui.people.models import Absence, Duty, Employee
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn, english
from tests.portal.conftest import ComeIn

__all__ = ["english"]
pytestmark = pytest.mark.database
SAID = {"content": "廚房有煤氣味，頭暈", "where": "home", "place": "廚房", "once": "my:danger"}


@pytest.fixture(autouse=True)
def gas(cast: Cast) -> Category:
    """A smell of gas belongs to the guards."""
    return Category.objects.create(
        key="REP.GAS.ODOUR",
        name={"zh-Hant": "燃氣異味", "zh-Hans": "燃气异味", "en": "Smell of gas"},
        department="security",
        priority="P1",
        complexity="complex",
        request_type="repair",
        words={"zh-Hant": ["煤氣味"]},
    )


def report(browser: Client, minute: float = 0, **words: str) -> Case:
    with time_machine.travel(minutes(minute), tick=False):
        answer = browser.post(reverse("my_report"), SAID | {"matter": "words"} | words)
    assert answer.status_code == 302
    return Case.objects.latest("pk")


def told(case: Case) -> list[str]:
    return sorted(Outgoing.objects.filter(stream=case.stream, what="report.urgent").values_list("to", flat=True))


def keys(*staff: Employee) -> list[str]:
    return sorted(one.key for one in staff)


def test_a_danger_is_told_to_desk_and_guards_at_once_and_once(cast: Cast, come_in: ComeIn) -> None:
    browser = come_in(cast.mei)
    case = report(browser)
    assert (case.category_id, case.priority, case.department, case.state) == (
        "REP.GAS.ODOUR",
        "P1",
        "security",
        "recording",
    )
    assert told(case) == keys(cast.li, cast.lin, cast.head, cast.guard)
    assert set(Outgoing.objects.filter(stream=case.stream).values_list("created_at", flat=True)) == {minutes(0)}

    again = report(browser, minute=0.1)
    assert again.pk == case.pk
    assert told(case) == keys(cast.li, cast.lin, cast.head, cast.guard)


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_the_same_instant_tell_once(cast: Cast, come_in: ComeIn) -> None:
    browsers, barrier = (come_in(cast.mei), come_in(cast.mei)), threading.Barrier(2)

    def tap(browser: Client) -> None:
        try:
            barrier.wait(timeout=10)
            browser.post(reverse("my_report"), SAID | {"matter": "words"})
        finally:
            connection.close()

    with time_machine.travel(minutes(0), tick=False):
        taps = [threading.Thread(target=tap, args=(browser,)) for browser in browsers]
        for one in taps:
            one.start()
        for one in taps:
            one.join(timeout=30)
    assert told(Case.objects.get()) == keys(cast.li, cast.lin, cast.head, cast.guard)


def test_who_leads_the_department_hears_and_no_other_department(cast: Cast, come_in: ComeIn) -> None:
    Category.objects.filter(pk=cast.burst.pk).update(words={"zh-Hant": ["水管爆"]})
    case = report(come_in(cast.mei), content="水管爆了")
    assert told(case) == keys(cast.li, cast.lin, cast.head, cast.zhao, cast.chief)


def test_what_is_no_danger_rings_nowhere(cast: Cast, come_in: ComeIn) -> None:
    Category.objects.filter(pk=cast.leak.pk).update(priority="P3")
    case = report(come_in(cast.mei), content="龍頭滴水", matter="REP.WAT.LEAK")
    assert case.priority == "P3"
    assert told(case) == []
    assert {one.what for one in Outgoing.objects.filter(stream=case.stream)} == {"report.new"}


def test_who_is_at_home_is_not_told_but_a_head_where_nobody_leads(cast: Cast, come_in: ComeIn) -> None:
    Duty.objects.filter(employee__in=(cast.lin, cast.head)).update(starts_at=minutes(600), ends_at=minutes(1080))
    case = report(come_in(cast.mei))
    assert told(case) == keys(cast.li, cast.head, cast.guard)


def test_a_house_without_a_roster_tells_everybody_who_is_not_away(cast: Cast, come_in: ComeIn) -> None:
    Duty.objects.all().delete()
    Absence.objects.create(
        employee=cast.lin,
        reason="ill",
        since_on=minutes(0).date(),
        last_on=minutes(0).date(),
        noted_by=cast.head,
        noted_at=minutes(0),
    )
    assert told(report(come_in(cast.mei))) == keys(cast.li, cast.head, cast.guard)


def test_the_guard_reads_what_and_where_and_opens_it(cast: Cast, come_in: ComeIn, english: SignIn) -> None:
    case = report(come_in(cast.mei))
    notices.deliver(actor="engine", at=minutes(1))
    notice = Notice.objects.get(recipient_key=cast.guard.key)
    assert notice.title == "Danger reported: Smell of gas, 3-1-502"
    assert "廚房有煤氣味，頭暈" in notice.text
    assert Outgoing.objects.get(stream=case.stream, to=cast.guard.key).sent_by == "email"
    with time_machine.travel(minutes(1), tick=False):
        assert english(cast.guard).get(reverse("case", args=[case.number])).status_code == 200
        assert english(cast.cleaner).get(reverse("case", args=[case.number])).status_code == 404
        assert english(cast.stranger).get(reverse("case", args=[case.number])).status_code == 404


def test_by_telephone_whoever_took_the_call_is_not_told(cast: Cast, gas: Category) -> None:
    request = cast.request(category=gas, content="廚房有煤氣味")
    case = intake.take_in(site=cast.site, request=request, actor=cast.li, at=minutes(0))
    assert told(case) == keys(cast.lin, cast.head, cast.guard)
    assert len(set(Outgoing.objects.values_list("to", flat=True))) == Outgoing.objects.count()


def test_a_grave_complaint_is_not_told_to_whom_it_concerns(cast: Cast) -> None:
    Category.objects.filter(pk=cast.complaint.pk).update(priority="P1")
    cast.complaint.refresh_from_db()
    for concerned, heard in ((cast.chen, keys(cast.lin, cast.head)), (cast.lin, [])):  # and nobody of the same line
        about = Concerned((concerned,))
        request = cast.request(category=cast.complaint, concerned=about, channel="wechat")
        case = intake.take_in(site=cast.site, request=request, actor=cast.li, at=minutes(0))
        assert told(case) == heard


def test_the_telephone_stands_where_one_reports_and_on_the_page_of_a_danger(cast: Cast, come_in: ComeIn) -> None:
    browser, link = come_in(cast.mei), 'href="tel:021-5550-0100"'
    assert link in browser.get(reverse("my_report")).content.decode()
    danger = report(browser)
    assert link in browser.get(reverse("my_case", args=[danger.number])).content.decode()
    leak = report(browser, matter="REP.WAT.LEAK", once="my:leak")
    assert link not in browser.get(reverse("my_case", args=[leak.number])).content.decode()

    cast.site.hotline = ""
    cast.site.save()
    for page in (reverse("my_report"), reverse("my_case", args=[danger.number])):
        assert "tel:" not in browser.get(page).content.decode()
