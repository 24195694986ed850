"""A complaint does not exist for those it concerns: neither its number nor its words, on any page or in any file."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import get_resolver, reverse
from openpyxl import load_workbook

from gensui.cases.models import Case, Complaint
from gensui.ledger import due
from gensui.ledger.models import Obligation, Outgoing
from gensui.notices.models import Notice
from gensui.people.models import Employee
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn
from tests.desk.test_permissions import addresses
from tests.portal.conftest import ComeIn, come_in

__all__ = ["come_in"]
pytestmark = pytest.mark.database
WORDS = "師傅罵人又摔門"
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
        f"/cases/{secret.number}/", f"/intake/caller/?phone=13900000001&home={home}&category={secret.category_id}",
        f"/api/cases/{secret.number}",
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
        split = {"content": WORDS, "category": cast.complaint.pk, "once": "split:1"}
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
