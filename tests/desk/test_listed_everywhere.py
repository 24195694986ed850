"""Every list of the desk, for every role: whatever it names by its number, and wherever it leads, may be opened by its reader."""

import html
import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from gensui.ledger import outbox
from gensui.ledger.models import Obligation
from gensui.notices import actions as notices
from gensui.people.models import Employee
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.desk.test_listed_by_right import busy, elsewhere
from tests.oversight.filed import FILE_AT, opened
from tests.security.conftest import arrived

__all__ = ["arrived", "busy", "elsewhere", "opened"]
pytestmark = pytest.mark.database
LISTS = (
    "worklist", "case_list", "department", "board", "calendar", "visits", "handover", "inbox", "changes", "homes", "personnel",
    "roster", "shifts", "field", "gate", "incidents", "daily_reports", "grounds", "history", "checks", "reporting", "walk", "training",
    "own_training", "recognition", "own_file", "candidates", "sanctions", "awards", "pay", "assessment", "supervision",
    "rectifications", "patterns", "complaint_desk", "mailbox", "inspector", "policy", "amendments",
)  # fmt: skip
ASKED = {
    "worklist": ("", "?of=team"),
    "board": ("", "?wall=1"),
    "case_list": ("", "?q=3-1-502", "?q=2026", "?state=all"),
}
CASE = re.compile(r"20\d\d-\d{6}")
LEADS = re.compile(r'href="(/[^"#?]*)')
TYPED = re.compile(r'(?:placeholder|value)="[^"]*"|[Aa]s 3-1-502|(?<=/)\?[^"]*(?=")')
"""What stands in a field or follows an address is an example, or what was asked for; help names an example, too."""
NAMES_HOMES = ("homes", "gate")
"""Lists that name homes by a right of their own: who lives where, and whom the gate let in."""
ELSEWHERE = ("/static/", "/accounts/", "/i18n/", "/help", "/policy/")
"""Open to everybody: the clauses alone are 212 pages."""
WHO = (
    "li",
    "head",
    "zhao",
    "chen",
    "chief",
    "cleaner",
    "guard",
    "qin",
    "hr",
    "gm",
    "operator",
    "stranger",
    "elsewhere",
)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gensui.desk.doors.timezone.now", lambda: FILE_AT + timedelta(hours=6))


def shown(client: Client) -> dict[str, str]:
    """What each list shows that this person may come to."""
    found = {}
    for name in LISTS:
        for asked in ASKED.get(name, ("",)):
            answer = client.get(reverse(name) + asked)
            if answer.status_code == 200:
                found[name + asked] = html.unescape(TYPED.sub("", answer.content.decode()))
    answer = client.get(reverse("case_export"))
    if answer.status_code == 200:
        book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
        found["case_export"] = " ".join(str(cell) for row in book.worksheets[0].values for cell in row)
    return found


@pytest.mark.parametrize("who", WHO)
def test_what_a_list_names_may_be_opened(
    cast: Cast, english: SignIn, busy: list[Obligation], elsewhere: Employee, who: str
) -> None:
    person = elsewhere if who == "elsewhere" else getattr(cast, who)
    case = next(one.stream for one in busy if one.stream.startswith("case:"))
    outbox.queue(stream=case, to=person.key, what="order.returned", body="3-1-502", at=FILE_AT)
    notices.deliver(actor="engine", at=FILE_AT + timedelta(minutes=1), most=1000)
    client = english(person)
    lists = shown(client)
    assert {"worklist", "inbox", "policy"} <= lists.keys()
    wrong: dict[str, list[str]] = {}
    known: dict[str, bool] = {}
    for name, said in lists.items():
        cases = {reverse("case", args=[number]) for number in CASE.findall(said)}
        for path in sorted(cases | {one for one in LEADS.findall(said) if not one.startswith(ELSEWHERE)}):
            if path not in known:
                known[path] = client.get(path).status_code not in (403, 404)
            if not known[path]:
                wrong.setdefault(path, []).append(name)
    assert wrong == {}
    number = case.removeprefix("case:")
    if client.get(reverse("case", args=[number])).status_code == 404:
        assert not [name for name, said in lists.items() if "3-1-502" in said and name not in NAMES_HOMES], (
            "nor the home"
        )
