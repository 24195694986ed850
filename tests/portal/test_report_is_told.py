"""What an owner writes in is in the pocket of whoever has to answer it, and waits for nobody to look at a page."""

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from gensui.cases.models import Case
from gensui.ledger.models import Obligation, Outgoing
from gensui.notices import actions as notices
from gensui.notices.models import Notice
from gensui.people.models import Duty, Employee
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn, english
from tests.portal.conftest import ComeIn

__all__ = ["english"]
pytestmark = pytest.mark.database


def report(cast: Cast, come_in: ComeIn) -> Case:
    said = {"content": "廚房水管滲漏", "matter": "REP.WAT.LEAK", "where": "home", "place": "廚房", "once": "my:leak"}
    with time_machine.travel(minutes(0), tick=False):
        assert come_in(cast.mei).post(reverse("my_report"), said).status_code == 302
    return Case.objects.get()


def only_on_duty(*staff: Employee) -> None:
    """Everybody else is off until the next day."""
    others = Duty.objects.exclude(employee__in=staff)
    others.update(starts_at=minutes(24 * 60), ends_at=minutes(32 * 60))


def test_whoever_has_to_answer_a_report_hears_of_it(cast: Cast, come_in: ComeIn, english: SignIn) -> None:
    case = report(cast, come_in)
    holders = set(Obligation.objects.filter(stream=case.stream, due_at__isnull=False).values_list("holder", flat=True))
    told = list(Outgoing.objects.filter(stream=case.stream, what="report.new").values_list("to", flat=True))
    assert sorted(told) == sorted(holders)
    assert set(told) <= {cast.li.key, cast.lin.key, cast.head.key}

    notices.deliver(actor="worker", at=minutes(0))
    notice = Notice.objects.get(what="report.new", recipient_key=told[0])
    assert notice.title == f"A request came in writing, to be read back: {case.number}"
    assert "3-1-502" in notice.text
    assert f"【{cast.site.name}】{notice.title}" in [letter.subject for letter in mail.outbox]
    answering = Employee.objects.get(number=told[0].removeprefix("staff:"))
    with time_machine.travel(minutes(1), tick=False):
        assert case.number in english(answering).get(reverse("inbox")).content.decode()


def test_what_the_desk_takes_down_itself_is_told_to_nobody_as_new(cast: Cast, english: SignIn) -> None:
    said = {
        "channel": "wechat", "phone": "13900000001", "requester_name": "陳美", "relation": "owner", "home": "3-1-502",
        "place": "廚房", "content": "水管漏水", "category": cast.leak.pk, "once": "intake:w", "read_back": "on",
    }  # fmt: skip
    with time_machine.travel(minutes(0), tick=False):
        assert english(cast.li).post(reverse("intake"), said).status_code == 302
    assert not Outgoing.objects.filter(what="report.new").exists()
    assert Outgoing.objects.filter(what="order.sent").exists()


def test_an_agent_who_stands_there_alone_has_what_is_written_in(cast: Cast, come_in: ComeIn) -> None:
    only_on_duty(cast.lin)
    case = report(cast, come_in)
    running = Obligation.objects.filter(stream=case.stream, due_at__isnull=False)
    assert {one.holder for one in running} == {cast.lin.key}
    assert [one.to for one in Outgoing.objects.filter(what="report.new")] == [cast.lin.key]
