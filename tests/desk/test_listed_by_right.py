"""A list of promises shows whoever reads it the cases, files and entries whose own page that person may open, and counts the rest."""

import html
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime

from gensui.ledger import due
from gensui.ledger.models import Obligation
from gensui.people.models import Employee, User
from tests.cases.conftest import Walk
from tests.cast import MONDAY, PASSWORD, Cast
from tests.desk.conftest import SignIn
from tests.desk.test_costs import statements
from tests.oversight.filed import FILE_AT, Open, opened
from tests.security.conftest import Arrive, arrived

__all__ = ["arrived", "opened"]
pytestmark = pytest.mark.database
NOUNS = {
    "case": ("case", "{}"), "gate": ("gate_entry", "gate entry {}"), "sanction": ("sanction", "file {}"),
    "staff": ("training_record", "employee {}"),
}  # fmt: skip
"""The page of each noun, and what a list calls it."""


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gensui.desk.doors.timezone.now", lambda: FILE_AT + timedelta(hours=6))


@pytest.fixture
def busy(walk: Walk, arrived: Arrive, opened: Open) -> list[Obligation]:
    """A request, somebody at the gate, a file on Chen, and what was promised about all of them and about staff."""
    walk("working")
    arrived()
    opened("proposed")
    due.sweep(at=FILE_AT + timedelta(hours=5))
    return list(Obligation.objects.exclude(state="void", lapsed_at=None).exclude(clause__startswith="pause:"))


@pytest.fixture
def elsewhere(cast: Cast) -> Employee:
    """Who leads customer service in another community."""
    user = User(username="X09", email="x09@example.org", date_joined=MONDAY, language="en")
    user.set_password(PASSWORD)
    user.save()
    department = cast.stranger.department
    return Employee.objects.create(user=user, department=department, number="X09", name="石主任", role="service_head")


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return html.unescape(answer.content.decode())


def opens(client: Client, kind: str, number: str) -> bool:
    return client.get(reverse(NOUNS[kind][0], args=[number])).status_code in (200, 302)


def month_of(duty: Obligation) -> str:
    return f"{localtime(duty.due_at or duty.opened_at):%Y-%m}"


READERS = ("li", "head", "zhao", "chen", "chief", "guard", "gm", "elsewhere")


@pytest.mark.parametrize("who", READERS)
def test_a_clause_lists_what_its_reader_may_open(
    cast: Cast, english: SignIn, busy: list[Obligation], elsewhere: Employee, who: str
) -> None:
    client = english(elsewhere if who == "elsewhere" else getattr(cast, who))
    looked_at = set()
    wanted = {(duty.clause, month_of(duty)) for duty in busy}
    pages = {one: page(client, f"{reverse('clause', args=[one[0]])}?month={one[1]}") for one in wanted}
    for duty in busy:
        kind, _colon, number = duty.stream.partition(":")
        if kind in NOUNS:
            looked_at.add(kind)
            shown = NOUNS[kind][1].format(number) in pages[duty.clause, month_of(duty)]
            assert shown == opens(client, kind, number), (duty.clause, duty.stream)
    assert looked_at >= {"case", "gate", "sanction"}


def test_a_stranger_reads_nothing_of_it(cast: Cast, english: SignIn, busy: list[Obligation]) -> None:
    client = english(cast.stranger)
    names = [one.name for one in (cast.li, cast.chen, cast.chief, cast.guard, cast.qin)]
    for clause in sorted({one.clause for one in busy}):
        said = page(client, reverse("clause", args=[clause]))
        assert "not listed for you" not in said, clause
        assert not [name for name in names if name in said], clause


def test_a_clause_costs_the_same_for_one_and_for_many(cast: Cast, english: SignIn, walk: Walk) -> None:
    client = english(cast.zhao)
    walk("working")
    path = reverse("clause", args=["4.2.1"])
    client.get(path)
    few = statements(lambda: client.get(path))
    for _more in range(4):
        walk("working")
    assert statements(lambda: client.get(path)) <= few


def test_what_stands_behind_nothing_openable_does_not_hide_the_older(
    cast: Cast, english: SignIn, walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many promises of others came later, one's own are found."""
    for name in ("FIRST_STRETCH", "STRETCH"):
        monkeypatch.setattr(f"gensui.desk.policy.{name}", 2)
    own = walk("working")
    duty = Obligation.objects.filter(stream=own.stream, clause="4.2.1").get()
    for number in range(5):
        copy = Obligation.objects.get(pk=duty.pk)
        copy.pk, copy.stream, copy.opened_at = None, f"nowhere:{number}", duty.opened_at + timedelta(minutes=1)
        copy.save(force_insert=True)
    assert own.number in page(english(cast.zhao), reverse("clause", args=["4.2.1"]))
