"""The security log: who came in, who was refused, what left the house; by keys, with the request's id, and nothing personal."""

import json
import logging
from collections.abc import Callable, Iterator
from ipaddress import ip_network
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gensui.ledger.models import Outgoing
from gensui.people.actions import codes
from gensui.people.secret import unseal
from gensui.ui.watch import JsonLines, Masked
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast
from tests.desk.conftest import SignIn
from tests.desk.test_sign_in import PASSWORD, a_second_proof, code_of, enter, prove, set_up
from tests.portal.conftest import come_in

pytestmark = pytest.mark.database
__all__ = ["come_in"]
Lines = Callable[[], list[dict[str, Any]]]


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(JsonLines())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def lines() -> Iterator[Lines]:
    kept = Kept()
    logger = logging.getLogger("gensui.security")
    logger.addHandler(kept)
    yield lambda: [json.loads(line) for line in kept.lines]
    logger.removeHandler(kept)


def test_staff_sign_in(cast: Cast, lines: Lines) -> None:
    cast.li.user.set_password("Correct horse 7 battery")
    cast.li.user.save()
    for password in ("wrong", "Correct horse 7 battery"):
        answer = Client().post("/accounts/login/", {"login": "K02", "password": password})
    failed, entered = lines()
    assert (failed["event"], entered["event"], entered["who"]) == ("sign_in.failed", "sign_in", "staff:K02")
    assert entered["request"] == answer.headers["X-Request-ID"]
    assert failed["from"] == entered["from"]
    assert failed["request"] != entered["request"]


def test_nothing_personal_is_in_it(cast: Cast, lines: Lines) -> None:
    browser = Client()
    browser.post(reverse("my_sign_in"), {"phone": "13900000001"})
    code = unseal(Outgoing.objects.get(what="code").body)
    browser.post(reverse("my_sign_in"), {"phone": "+8613900000001", "code": "x"})
    browser.post(reverse("my_sign_in"), {"phone": "+8613900000001", "code": code})
    assert [one["event"] for one in lines()] == ["code.asked", "sign_in.failed", "sign_in"]
    assert lines()[-1]["who"] == cast.mei.key
    for secret in (code, "3900000001", "陳美", "127.0.0.1"):
        assert secret not in json.dumps(lines(), ensure_ascii=False)


def test_refusals_exports_and_reveals(walk: Walk, cast: Cast, sign_in: SignIn, come_in: Any, lines: Lines) -> None:
    case = walk("working")
    sign_in(cast.cleaner).get(reverse("intake"))
    sign_in(cast.li).get(reverse("case_export"))
    sign_in(cast.li).post(reverse("reveal", args=[case.number]))
    come_in(cast.mei).post(reverse("my_export"))
    told = [(one["event"], one["who"], one.get("page", ""), one.get("of", "")) for one in lines()]
    assert told == [
        ("refused", cast.cleaner.key, "intake", ""), ("export", cast.li.key, "case_export", ""),
        ("reveal", cast.li.key, "", case.number), ("export", cast.mei.key, "my_export", ""),
    ]  # fmt: skip


def test_a_proxy_names_the_request_and_nobody_else(cast: Cast, settings: Any) -> None:
    settings.PROXIES = [ip_network("10.0.0.0/8")]

    def named(peer: str) -> str:
        return str(
            Client()
            .get("/accounts/login/", headers={"X-Request-ID": "from-outside-1"}, REMOTE_ADDR=peer)
            .headers["X-Request-ID"]
        )

    assert named("10.0.0.1") == "from-outside-1"
    assert named("203.0.113.9") != "from-outside-1"


@pytest.mark.parametrize(
    "secret",
    [
        "/my/gate/WzEsMl0:1uX2Yzabcdefghijklmnopqrstuvwx/", "/my/pass/WzFd:abc/", "/my/pass/WzFd:abc/code.svg", "/door/12:xyz/",
        "/accounts/password/reset/key/1-c3p0xyzabcdefghijklmnop1234/", "/?code=123456",
    ],
)  # fmt: skip
def test_no_link_is_printed(secret: str) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", (secret,), None)
    line = Masked("{message}", style="{").format(record)
    assert line.startswith("Not Found: /")
    for part in ("WzEsMl0", "WzFd", "abc", "12:xyz", "c3p0", "123456"):
        assert part not in line


def test_other_lines_are_printed_whole() -> None:
    for path in ("/cases/2026-000123/", "/my/cases/2026-000123/hurry/", "/roster/K02/2026-11-23/"):
        record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", (path,), None)
        assert Masked("{message}", style="{").format(record) == f"Not Found: {path}"


def test_personal_pages_stay_in_no_cache(walk: Walk, cast: Cast, sign_in: SignIn, come_in: Any) -> None:
    case = walk("working")
    for client, paths in (
        (sign_in(cast.li), ("/", "/cases/", f"/cases/{case.number}/", "/cases/export/", "/nothing/", "/inbox/")),
        (sign_in(cast.guard), ("/walk/", "/walk/data/")),
        (come_in(cast.mei), ("/my/", f"/my/cases/{case.number}/", "/my/data/", "/my/report/")),
        (Client(), ("/accounts/login/", "/my/sign-in/", "/my/pass/x/")),
    ):
        for path in paths:
            assert "no-store" in client.get(path).headers["Cache-Control"], path


def test_second_proofs(cast: Cast, lines: Lines, django_capture_on_commit_callbacks: Any) -> None:
    """Set up, wrong, right, too many: each by the key of the account; neither the codes nor the secret are in it."""
    cast.operator.user.set_password(PASSWORD)
    cast.operator.user.save()
    given, browser = codes.issue_enrolment(employee=cast.operator, actor="operator", at=MONDAY), Client()
    enter("Z01", client=browser)
    assert set_up(browser, "wrong").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert set_up(browser, given).status_code == 302
    assert [one["event"] for one in lines()][:2] == ["sign_in", "second_proof.enrolment_failed"]
    assert "totp_activated" in [one["event"] for one in lines()][2:]
    assert {one["who"] for one in lines()} == {cast.operator.key}
    known, own = len(lines()), a_second_proof(cast.head)
    cast.head.user.set_password(PASSWORD)
    cast.head.user.save()
    again = Client()
    assert enter(cast.head.number, client=again).url == "/accounts/2fa/authenticate/"
    right = code_of(own)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    prove(again, wrong)
    prove(again, right)
    told = [(one["event"], one["who"]) for one in lines()[known:]]
    assert told[:2] == [("second_proof.failed", cast.head.key), ("second_proof", cast.head.key)]
    assert ("sign_in", cast.head.key) in told
    for kept in (right, wrong, own, given, PASSWORD):
        assert kept not in json.dumps(lines())


def test_too_many_second_proofs(cast: Cast, lines: Lines) -> None:
    cast.head.user.set_password(PASSWORD)
    cast.head.user.save()
    own, browser = a_second_proof(cast.head), Client()
    enter(cast.head.number, client=browser)
    wrong = f"{(int(code_of(own)) + 1) % 1_000_000:06d}"
    for _time in range(6):
        prove(browser, wrong)
    assert [one["event"] for one in lines()] == 5 * ["second_proof.failed"] + ["second_proof.limited"]
    assert {one["who"] for one in lines()} == {cast.head.key}
