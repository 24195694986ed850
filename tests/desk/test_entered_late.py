"""A request that stood on paper is entered the day after: what had run out by then is charged to nobody before more is known."""

from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from gensui.cases.actions import intake, order
from gensui.cases.models import Case
from gensui.ledger import due, policies, verify
from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.oversight import candidates, objections, sheet_queries
from gensui.oversight.actions import sheets
from gensui.people.acting import Entry
from gensui.people.models import Duty
from tests.cast import MONDAY, Cast, minutes
from tests.desk.conftest import SignIn
from tests.oversight.counted import AFTER, NOVEMBER, catch_up, sheet_of

pytestmark = pytest.mark.database

CONTACT = "4.2.1"
ENTERED = MONDAY + timedelta(days=1)


def typed(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def posted(cast: Cast, english: SignIn, happened_at: datetime | None) -> Case:
    """Li types what stands on the sheet of the outage."""
    given: dict[str, Any] = {
        "channel": "phone", "phone": "13900000001", "requester_name": "陳美", "relation": "owner", "home": "3-1-502",
        "place": "廚房水槽下", "content": "廚房水管滲漏", "category": cast.leak.pk, "priority": "P1", "read_back": "on",
        "once": "intake:paper", "happened_at": typed(happened_at) if happened_at else "",
    }  # fmt: skip
    answer = english(cast.li).post(reverse("intake"), given)
    assert answer.status_code == 302, answer.content.decode()
    return Case.objects.latest("pk")


def lapses(case: Case) -> list[Obligation]:
    """Of what was to be done; that it was entered late is a lapse of its own, for comparison."""
    over = Obligation.objects.filter(stream=case.stream, lapsed_at__isnull=False)
    return list(over.exclude(clause="C48.1").order_by("pk"))


def of(case: Case, clause: str) -> Obligation:
    return Obligation.objects.get(stream=case.stream, clause=clause)


def faults() -> list[str]:
    return [str(found) for found in verify.check_log(policies.newest()) if isinstance(found, verify.Fault)]


def test_what_had_run_out_before_it_was_entered_is_charged_to_nobody(cast: Cast, english: SignIn) -> None:
    Duty.objects.all().delete()  # where nothing is planned, everybody counts as there
    case = posted(cast, english, timezone.now() - timedelta(hours=20))
    assert case.entered_at is not None
    due.sweep(at=timezone.now())
    over = lapses(case)
    assert {duty.clause for duty in over} >= {CONTACT}
    assert {duty.excuse for duty in over} == {"entered_late"}
    told = Outgoing.objects.filter(stream=case.stream, clause__in={duty.clause for duty in over})
    assert not told.exists()
    assert candidates.open_breaches([cast.chen, cast.zhao, cast.li], timezone.now()) == {}
    page = english(cast.li).get(reverse("case", args=[case.number])).content.decode()
    assert "had run out before it was entered" in page
    assert faults() == []


def test_what_runs_out_after_it_was_entered_is_charged_as_ever(cast: Cast, english: SignIn) -> None:
    Duty.objects.all().delete()
    case = posted(cast, english, None)
    assert case.entered_at is None
    due.sweep(at=timezone.now() + timedelta(hours=1))
    assert {duty.excuse for duty in lapses(case)} == {""}


def entered(cast: Cast) -> Case:
    """Rang at ten on Monday; entered at ten on Tuesday."""
    entry = Entry(happened_at=MONDAY)
    return intake.take_in(site=cast.site, request=cast.request(), actor=cast.li, at=ENTERED, entry=entry)


def called(case: Case, cast: Cast, happened_at: datetime, at: datetime) -> Case:
    """Chen took the order on paper, and reached Mei then."""
    taken = order.accept_order(case=case, actor=cast.chen, at=at, entry=Entry(happened_at=minutes(1)))
    return order.contact_owner(case=taken, actor=cast.chen, at=at, entry=Entry(happened_at=happened_at))


def test_what_was_done_in_time_on_paper_was_kept(cast: Cast) -> None:
    case = called(entered(cast), cast, minutes(8), ENTERED + timedelta(minutes=5))
    contact = of(case, CONTACT)
    assert (contact.state, contact.excuse) == ("met", "late_entry")
    assert faults() == []


def test_what_was_done_late_on_paper_was_late(cast: Cast) -> None:
    case = called(entered(cast), cast, minutes(40), ENTERED + timedelta(minutes=5))
    contact = of(case, CONTACT)
    assert (contact.state, contact.excuse, contact.lapsed_at) == ("met", "", minutes(10))
    assert faults() == []


def test_what_is_done_only_after_it_was_entered_stays_without_a_name(cast: Cast) -> None:
    later = ENTERED + timedelta(minutes=20)
    case = called(entered(cast), cast, later, later)
    assert of(case, CONTACT).excuse == "entered_late"


def test_what_follows_on_paper_is_no_lapse_of_anybody_before_it_is_entered(cast: Cast) -> None:
    case = called(entered(cast), cast, minutes(8), ENTERED + timedelta(minutes=5))
    due.sweep(at=ENTERED + timedelta(minutes=6))
    arrival = of(case, "4.2.2")
    assert (arrival.lapsed_at, arrival.excuse) == (minutes(30), "entered_late")
    entry = Entry(happened_at=minutes(25), note="on paper, no signal")
    order.arrive(
        case=case, actor=cast.chen, at=ENTERED + timedelta(minutes=9), proof="manual", key="paper", entry=entry
    )
    assert of(case, "4.2.2").excuse == "late_entry"


def test_who_leads_hears_of_it_when_as_long_again_has_passed(cast: Cast) -> None:
    case = entered(cast)
    due.sweep(at=ENTERED + timedelta(minutes=9))
    told = Outgoing.objects.filter(stream=case.stream, clause=CONTACT, what="escalation")
    assert not told.exists()
    due.sweep(at=ENTERED + timedelta(minutes=11))
    assert told.filter(to=cast.zhao.key).exists()


def test_the_month_leaves_it_out(cast: Cast) -> None:
    case = entered(cast)
    late = called(entered(cast), cast, minutes(40), ENTERED + timedelta(minutes=5))
    catch_up()
    month = sheets.draft_month(site=cast.site, first_on=NOVEMBER, actor=cast.hr, at=AFTER)
    sheet = sheet_of(month, cast.chen)
    assert {stream for stream, _clause, _number in sheet_queries.against(month, sheet, "K06")} == {late.stream}
    left = {stream for stream, clause, _cause in objections.left_out(month.since, month.until) if clause == CONTACT}
    assert left == {case.stream}


CASES = (
    "單號,受理時間,房號,報事人,電話,內容,分類,跟進人工號,緊急程度\n"
    "OLD-1,2024-12-24 09:00,3-1-502,陳美,13900000001,爆水管,REP.WAT.BURST,K02,P1\n"
)


def test_what_is_taken_over_runs_from_now_and_rings_nobody(cast: Cast, english: SignIn, tmp_path: Path) -> None:
    Duty.objects.all().delete()
    path = tmp_path / "cases.csv"
    path.write_text(CASES, "utf-8")
    began = timezone.now()
    call_command("import", "cases", str(path), "--site", "yunqi", "--apply", stdout=StringIO())
    case = Case.objects.get()
    due.sweep(at=timezone.now())
    assert f"{case.local(case.opened_at):%Y-%m-%d %H:%M}" == "2024-12-24 09:00"
    assert not Event.objects.filter(stream=case.stream, occurred_at__lt=began).exists()
    assert lapses(case) == []
    assert not Outgoing.objects.filter(stream=case.stream, what="report.urgent").exists()
    page = english(cast.li).get(reverse("case", args=[case.number])).content.decode()
    assert "2024-12-24 09:00" in page
    due.sweep(at=timezone.now() + timedelta(hours=1))
    assert CONTACT in {duty.clause for duty in lapses(case)}
