"""A complaint does not exist for those it concerns: neither its number nor its words, on any page or in any file."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import get_resolver, reverse
from openpyxl import load_workbook

from gensui.cases.actions import complaint, follow
from gensui.cases.models import Case, Complaint
from gensui.ledger import due
from gensui.ledger.models import Obligation, Outgoing
from gensui.notices.models import Notice
from gensui.oversight.actions import sheets
from gensui.oversight.models import Dispute, ScoreLine
from gensui.people.acting import SYSTEM
from gensui.people.actions import tokens
from gensui.people.models import Employee
from gensui.reports.actions import asking, making
from gensui.reports.models import Report
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast, minutes
from tests.desk.conftest import SignIn
from tests.desk.test_permissions import addresses
from tests.oversight.counted import AFTER, NOVEMBER
from tests.portal.conftest import ComeIn, come_in

__all__ = ["come_in"]
pytestmark = pytest.mark.database
WORDS = "師傅罵人又摔門"
REPORTING = ("reporting_one", "reporting_state", "reporting_file", "reporting_sheet")
Complain = Callable[..., Case]


def form(cast: Cast, **said: Any) -> dict[str, Any]:
    return {
        "channel": "phone", "phone": "13900000001", "requester_name": "陳美", "relation": "owner", "home": "3-1-502",
        "place": "櫃檯", "content": WORDS, "category": cast.complaint.pk, "read_back": "on", "once": "intake:1",
        "resident": cast.mei.pk,
    } | said  # fmt: skip


@pytest.fixture
def complain(cast: Cast, english: SignIn) -> Complain:
    """An agent takes a complaint in by the form."""

    def take(by: Employee, **said: Any) -> Case:
        with time_machine.travel(minutes(60), tick=False):
            answer = english(by).post(reverse("intake"), form(cast, **said))
        assert answer.status_code == 302, answer.content.decode()
        return Case.objects.filter(content=WORDS).latest("pk")

    return take


def text_of(answer: Any) -> str:
    """What a page, a JSON or a spreadsheet says."""
    content: bytes = b"".join(answer) if answer.streaming else answer.content
    if content[:2] == b"PK":
        sheets = load_workbook(io.BytesIO(content), read_only=True).worksheets
        return "\n".join(str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row)
    return content.decode(errors="replace")


def everything(client: Client, of_home: Case, secret: Case) -> Iterator[tuple[str, str]]:
    """Every address of the staff, with what it answers: all pages without arguments, and those that lead to a home or case."""
    for pattern, name in addresses(get_resolver().url_patterns):
        if "<" not in pattern and not name.startswith("my_"):
            answer = client.get(f"/{pattern}")
            yield name, text_of(answer) if answer.status_code == 200 else ""
    home, number = "3-1-502", of_home.number
    asked = [
        f"/cases/?q={secret.number}", f"/cases/?q={WORDS[:3]}", f"/cases/?q={home}", "/cases/?state=", "/cases/?state=open",
        f"/cases/?q=13900000001&state=&q={secret.pk}", "/cases/export/?state=", f"/cases/{number}/", f"/cases/{number}/?all",
        f"/cases/{secret.number}/", f"/field/{number}/", f"/field/{secret.number}/",
        f"/intake/caller/?phone=13900000001&home={home}&category={secret.category_id}",
        f"/homes/?q={home}", f"/homes/?q={WORDS[:3]}",
        *(f"/policy/{clause}/" for clause in ("6.1.6", "6.1.7", "3.4.1", "4.1.5", "C30.1")),
    ]  # fmt: skip
    for address in asked:
        answer = client.get(address)
        yield address, text_of(answer) if answer.status_code == 200 else ""


def sees(client: Client, of_home: Case, secret: Case) -> list[str]:
    """Where the complaint shows; a page that repeats the number it was asked for shows nothing by that."""
    found = []
    for address, text in everything(client, of_home, secret):
        number = f"/cases/{secret.number}/" if secret.number in address else secret.number
        if number in text or WORDS in text:
            found.append(address)
    return found


def late_promises() -> None:
    """Days go by, so that what runs out is reminded of and told to whoever leads."""
    due.sweep(at=minutes(9 * 24 * 60))


def told(case: Case, somebody: Employee) -> bool:
    return Outgoing.objects.filter(stream=case.stream, to=somebody.key).exclude(error="withdrawn").exists()


def test_it_exists_for_nobody_it_concerns(walk: Walk, cast: Cast, english: SignIn, complain: Complain) -> None:
    """About the repairman, whose next order is at the same home: neither he nor who leads him finds it anywhere."""
    secret = complain(cast.li, accused=[cast.chen.pk])
    order = walk("working")
    late_promises()
    with time_machine.travel(minutes(9 * 24 * 60), tick=False):
        for somebody in (cast.chen, cast.zhao, cast.chief, cast.cleaner, cast.guard):
            assert sees(english(somebody), order, secret) == [], somebody.name
            assert not told(secret, somebody)
        for somebody in (cast.li, cast.qin, cast.gm):
            assert f"/cases/{secret.number}/" in sees(english(somebody), order, secret), somebody.name


def test_an_agent_it_concerns_hands_it_over_at_once(
    walk: Walk, cast: Cast, english: SignIn, complain: Complain
) -> None:
    secret = complain(cast.li, accused=[cast.li.pk])
    order = walk("working")
    secret.refresh_from_db()
    assert secret.follower == cast.qin
    late_promises()
    held = set(Obligation.objects.filter(stream=secret.stream).values_list("holder", flat=True))
    assert not held & {cast.li.key, cast.head.key}
    with time_machine.travel(minutes(9 * 24 * 60), tick=False):
        for somebody in (cast.li, cast.head):  # who leads her is kept apart, too
            assert sees(english(somebody), order, secret) == [], somebody.name
            assert not told(secret, somebody)
        assert f"/cases/{secret.number}/" in sees(english(cast.lin), order, secret)


def test_a_department_it_concerns_is_kept_apart(walk: Walk, cast: Cast, english: SignIn, complain: Complain) -> None:
    secret = complain(cast.li, accused_department="customer_service")
    order = walk("working")
    late_promises()
    with time_machine.travel(minutes(9 * 24 * 60), tick=False):
        for somebody in (cast.li, cast.lin, cast.head):
            assert sees(english(somebody), order, secret) == [], somebody.name
            assert not told(secret, somebody)
        assert f"/cases/{secret.number}/" in sees(english(cast.qin), order, secret)


def test_what_was_told_before_it_was_assessed_is_taken_back(cast: Cast, english: SignIn, complain: Complain) -> None:
    secret = complain(cast.li)
    Notice.objects.create(
        recipient_key=cast.li.key, what="lapsed", stream=secret.stream, title=secret.number, created_at=minutes(61),
        outgoing=Outgoing.objects.create(
            stream=secret.stream, number=1, clause="6.1.6", cause=1, what="lapsed", to=cast.li.key, created_at=minutes(61)
        ),
    )  # fmt: skip
    client = english(cast.li)
    assert secret.number in client.get(reverse("inbox")).content.decode()
    said = {
        "against": "person", "accused": [cast.li.pk], "severity": "general", "investigator": cast.chief.pk, "plan": "聽錄音",
        "once": "assess:1",
    }  # fmt: skip
    with time_machine.travel(minutes(62), tick=False):
        answer = english(cast.qin).post(reverse("act", args=[secret.number, "assess_complaint"]), said)
    assert answer.status_code == 302
    assert secret.number not in client.get(reverse("inbox")).content.decode()
    secret.refresh_from_db()
    assert secret.follower == cast.qin
    assert not Obligation.objects.filter(stream=secret.stream, state="open", holder=cast.li.key).exists()


def test_a_complaint_that_comes_up_with_an_order_leaves_no_trace_there(walk: Walk, cast: Cast, english: SignIn) -> None:
    order = walk("working")
    with time_machine.travel(minutes(60), tick=False):
        split = {"content": WORDS, "category": cast.complaint.pk, "read_back": "on", "once": "split:1"}
        assert english(cast.li).post(reverse("act", args=[order.number, "split_case"]), split).status_code == 302
    secret = Case.objects.get(content=WORDS)
    assert list(secret.complaint.accused.all()) == [cast.chen]
    with time_machine.travel(minutes(61), tick=False):
        assert sees(english(cast.chen), order, secret) == []
        assert secret.number in english(cast.li).get(f"/cases/{order.number}/").content.decode()


def test_an_owner_says_whom_it_is_about(walk: Walk, cast: Cast, come_in: ComeIn, english: SignIn) -> None:
    order = walk("working")
    owner = come_in(cast.mei)
    address = reverse("my_act", args=[order.number, "complain"])
    with time_machine.travel(minutes(60), tick=False):
        assert cast.chen.name in owner.get(reverse("my_case", args=[order.number])).content.decode()
        said = {"text": WORDS, "about": [cast.chen.key], "once": "complain:1"}
        assert owner.post(address, said).status_code == 302
    named = Complaint.objects.get()
    assert (list(named.accused.all()), named.accused_department) == ([cast.chen], "")
    assert named.case.follower == cast.qin
    with time_machine.travel(minutes(61), tick=False):
        assert sees(english(cast.chen), order, named.case) == []
        said = {"text": WORDS, "about": ["department"], "once": "complain:2"}
        assert owner.post(address, said).status_code == 302
    assert Complaint.objects.latest("pk").accused_department == "maintenance"


def test_it_can_be_about_whoever_acted_and_has_it_no_more(
    walk: Walk, cast: Cast, come_in: ComeIn, english: SignIn
) -> None:
    order, owner = walk("working"), come_in(cast.mei)
    offered = follow.offer_handover(cases=[order], to=cast.lin, actor=cast.li, at=minutes(58))
    follow.take_over(handover=offered, actor=cast.lin, at=minutes(59))
    with time_machine.travel(minutes(60), tick=False):
        page = owner.get(reverse("my_case", args=[order.number])).content.decode()
        assert f'value="{cast.li.key}"' in page
        said = {"text": WORDS, "about": [cast.li.key], "once": "complain:1"}
        assert owner.post(reverse("my_act", args=[order.number, "complain"]), said).status_code == 302
    named = Complaint.objects.get()
    assert list(named.accused.all()) == [cast.li]
    with time_machine.travel(minutes(61), tick=False):
        assert sees(english(cast.li), order, named.case) == []


def test_a_complaint_by_the_report_page_is_hidden_from_the_first_moment(
    walk: Walk, cast: Cast, come_in: ComeIn, english: SignIn
) -> None:
    """By the plain form, about nothing reported before: nobody whom the words name ever finds it, confirmed or not."""
    order = walk("assigned")
    said = {"content": f"{cast.chen.name}{WORDS}", "matter": "words", "where": "home", "place": "門口", "once": "my:c"}
    with time_machine.travel(minutes(60), tick=False):
        owner = come_in(cast.mei)
        taken = owner.post(reverse("my_report"), said | {"matter": "complaint"}, follow=True)
        again = owner.post(reverse("my_report"), said | {"matter": "complaint"})
    secret = Case.objects.get(request_type="complaint")
    assert again.headers["Location"].endswith(f"{secret.number}/")
    assert f"您的投訴案號是 {secret.number}" in taken.content.decode()
    assert list(Complaint.objects.get().accused.all()) == [cast.chen]
    for somebody in (cast.chen, cast.zhao, cast.chief):
        with time_machine.travel(minutes(61), tick=False):
            assert sees(english(somebody), order, secret) == [], somebody
        assert not told(secret, somebody)
    with time_machine.travel(minutes(61), tick=False):
        assert sees(english(cast.qin), order, secret) != []


@pytest.fixture
def justified(walk: Walk, cast: Cast) -> Case:
    """Mei complained about Chen, and was right; November is over, and counted."""
    secret = complaint.complain(
        about=walk("told"), actor=cast.mei, at=minutes(60), text=WORDS, remedy="道歉", accused=[cast.chen]
    )
    complaint.assess_complaint(
        case=secret,
        actor=cast.qin,
        at=minutes(90),
        against="person",
        accused=[cast.chen],
        accused_department="",
        severity="general",
        investigator=cast.qin,
        plan="聽錄音",
    )
    complaint.note_investigation(case=secret, facts="屬實", actor=cast.qin, at=minutes(120))
    complaint.decide_complaint(
        case=secret,
        actor=cast.qin,
        at=minutes(60 * 24),
        facts="屬實",
        valid="valid",
        statement="我說話是急了些",
        decision="道歉",
        prevention="重訓",
    )
    late_promises()
    sheets.draft_month(site=cast.site, first_on=NOVEMBER, actor=cast.qin, at=AFTER)
    return secret


def shows(client: Client, secret: Case, *addresses: str) -> list[str]:
    """On which of these pages and files the complaint shows."""
    found = []
    for address in addresses:
        answer = client.get(address)
        text = text_of(answer) if answer.status_code == 200 else ""
        if secret.number in text or WORDS in text:
            found.append(address)
    return found


def test_a_sheet_counts_it_and_does_not_name_it(justified: Case, cast: Cast, english: SignIn) -> None:
    """Who reads the sheet and may not know of the complaint learns that one was counted, and may object to it."""
    lines = ScoreLine.objects.values_list("sheet__employee__number", "indicator")
    own = reverse("assessment_facts", args=["2026-11", "M07", "K23"])
    pages = [reverse("assessment_facts", args=["2026-11", *one]) for one in lines]
    of_sheets = sorted({reverse("assessment_sheet", args=["2026-11", number]) for number, _indicator in lines})
    with time_machine.travel(AFTER, tick=False):
        for somebody in (cast.chen, cast.zhao, cast.chief):
            assert shows(english(somebody), justified, *pages, *of_sheets) == [], somebody.name
        assert own in shows(english(cast.qin), justified, *pages)

        page = english(cast.chen).get(own).content.decode()
        assert "a complaint" in page
        fields = dict(re.findall(r'name="(indicator|stream|clause|number)" value="([^"]*)"', page))
        objects = reverse("assessment_act", args=["2026-11", "M07", "dispute"])
        assert english(cast.chen).post(objects, fields | {"text": "不是我"}).status_code == 302
        assert Dispute.objects.get().stream == justified.stream
        assert shows(english(cast.chen), justified, own, *of_sheets) == []
        wrong = fields | {"stream": "0" * 64, "text": "不是我"}
        assert english(cast.chen).post(objects, wrong).status_code == 409


def test_no_report_or_pack_tells_of_it(justified: Case, cast: Cast, english: SignIn) -> None:
    pack = asking.ask_for_case(case=justified, language="en", actor=cast.qin, at=AFTER)
    month = asking.ask_for_month(site=cast.site, month=NOVEMBER, kind="month", language="en", actor=cast.qin, at=AFTER)
    while making.make_next(actor=SYSTEM, at=AFTER):
        pass
    assert set(Report.objects.values_list("state", flat=True)) == {"done"}
    pages = [
        reverse("reporting"),
        *(reverse(name, args=[one.pk]) for one in (pack, month) for name in REPORTING),
        *(reverse("reporting_facts", args=[month.pk, figure]) for figure in ("complaints", "cases_in", "objections")),
        reverse("reporting_facts", args=[month.pk, f"stream:{justified.stream}"]),
    ]
    with time_machine.travel(AFTER, tick=False):
        for somebody in (cast.chen, cast.zhao, cast.chief):
            client = english(somebody)
            assert shows(client, justified, *pages) == [], somebody.name
            assert client.get(reverse("reporting_file", args=[pack.pk])).status_code in (403, 404)
            assert client.get(reverse("reporting_case", args=[justified.number])).status_code in (403, 404, 405)
            assert client.post(reverse("reporting_case", args=[justified.number])).status_code in (403, 404)
        assert reverse("reporting_facts", args=[month.pk, "complaints"]) in shows(english(cast.qin), justified, *pages)
        assert english(cast.qin).get(reverse("reporting_file", args=[pack.pk])).status_code == 200


def test_programs_do_not_find_it(cast: Cast, english: SignIn, complain: Complain) -> None:
    """A program sees what the person of its token sees."""
    secret = complain(cast.lin, accused=[cast.li.pk])
    for somebody, is_there in ((cast.li, False), (cast.head, False), (cast.lin, True)):
        token = tokens.issue_token(
            employee=somebody, name="x", lasts=timedelta(days=1), actor="operator", at=MONDAY - timedelta(hours=1)
        )
        headers = {"Authorization": f"Bearer {token}"}
        with time_machine.travel(minutes(70), tick=False):
            asked = Client().get(f"/api/v1/cases/{secret.number}", headers=headers)
            unknown = Client().get("/api/v1/cases/2026-999999", headers=headers)
            assert (asked.status_code == 200) is is_there
            assert is_there or asked.status_code == unknown.status_code
            clocks = Client().get("/api/v1/cases/clocks", headers=headers).content.decode()
            assert (secret.number in clocks) is is_there


def test_only_a_complaint_is_about_somebody(cast: Cast, english: SignIn) -> None:
    with time_machine.travel(minutes(60), tick=False):
        said = form(cast, category=cast.leak.pk, accused=[cast.chen.pk])
        answer = english(cast.li).post(reverse("intake"), said)
    assert answer.status_code == 422
    assert "choose a category of complaints" in answer.content.decode()
    assert not Case.objects.exists()


def test_it_is_on_no_board(cast: Cast, english: SignIn, complain: Complain) -> None:
    """A wall screen hangs where everybody looks, whoever has opened it."""
    secret = complain(cast.li, accused=[cast.chen.pk])
    for page in ("/board/", "/board/?wall=1"):
        text = text_of(english(cast.qin).get(page))
        assert WORDS not in text
        assert secret.number not in text


def test_the_desk_of_complaints_shows_every_clock_that_runs(cast: Cast, english: SignIn, complain: Complain) -> None:
    secret = complain(cast.li, read_back="on")
    running = set(
        Obligation.objects.filter(stream=secret.stream, state="open", due_at__isnull=False).values_list(
            "clause", flat=True
        )
    )
    assert {"6.1.6", "C22.2"} <= running
    with time_machine.travel(minutes(62), tick=False):
        page = english(cast.qin).get(reverse("complaint_desk")).content.decode()
    assert [clause for clause in running if f">{clause}</a>" not in page] == []
