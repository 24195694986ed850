"""A full disk: people read a sentence in their language, programs JSON with 507; nothing acknowledged is lost, nothing half done."""

import errno
import json
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from gensui.cases.models import Case
from gensui.ledger import due
from gensui.ledger.models import Event
from gensui.people.actions import tokens
from gensui.ui import faults
from tests.api.conftest import SAID
from tests.cases.conftest import Walk, cast, walk
from tests.cast import Cast
from tests.desk.conftest import SignIn, sign_in

__all__ = ["cast", "sign_in", "walk"]
PAGE = {"Accept": "text/html,*/*"}


@contextmanager
def full() -> Iterator[None]:
    """The database has no page left, as on a full disk; SQLite says the same then. Pages that other tests freed are given up."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")


def fill(write: Callable[[], Any], most: int = 400) -> Any:
    """Write until there is no room; the answer then."""
    for _more in range(most):
        answer = write()
        if answer.status_code >= 500:
            return answer
    raise AssertionError("it never filled up")


def intake_of(client: Client, key: str, once: int) -> Any:
    said = json.dumps(SAID | {"content": "水管滲漏" * 300, "once": f"call-{once}"})
    return client.post("/api/v1/cases", said, "application/json", headers={"Authorization": f"Bearer {key}"})


@pytest.fixture
def key(cast: Cast) -> str:
    return tokens.issue_token(employee=cast.li, name="x", lasts=timedelta(days=1), actor="operator", at=timezone.now())


on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="fills the file of SQLite")


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_program_reads_json_and_may_come_again(key: str) -> None:
    client, turn = Client(raise_request_exception=False), count()
    with full():
        answer = fill(lambda: intake_of(client, key, next(turn)))
        cases, events = Case.objects.count(), Event.objects.filter(kind="intake.opened").count()
    assert (answer.status_code, answer["Retry-After"], answer["Content-Type"]) == (507, "60", "application/json")
    assert answer.json()["error"] == "no_room"
    assert cases == events  # what was acknowledged stands whole, the last is not there at all
    assert intake_of(client, key, next(turn)).status_code == 201


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_people_read_a_sentence_in_their_language(walk: Walk, cast: Cast, sign_in: SignIn) -> None:
    case, client, turn = walk("working"), sign_in(cast.li), count()
    client.raise_request_exception = False
    client.cookies["django_language"] = "zh-hans"
    address = reverse("act", args=[case.number, "follow_progress"])

    def note() -> Any:
        return client.post(address, {"note": "水" * 3_900, "once": f"act:{next(turn):08d}"}, headers=PAGE)

    with full():
        answer = fill(note)
    assert (answer.status_code, answer["Retry-After"]) == (507, "60")
    with translation.override("zh-hans"):
        assert faults.NoRoom().sentence in answer.content.decode()
    assert note().status_code == 302


@contextmanager
def no_file_can_grow() -> Iterator[None]:
    """This process can write nothing more; PostgreSQL nothing beside its tables."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET temp_file_limit = '1kB'")
            yield
            cursor.execute("RESET temp_file_limit")
        return
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


@pytest.mark.database
def test_whoever_watches_machines_hears_that_there_is_no_room(cast: Cast, client: Client) -> None:
    now = timezone.now()
    due.beat(worker="w", started_at=now, at=now, done=due.Swept())
    assert client.get("/healthz").json()["room"] is True
    assert client.get("/healthz").status_code == 200
    with no_file_can_grow():
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["room"], answer.json()["well"]) == (503, False, False)
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("path", "accept", "as_json"),
    [
        ("/api/v1/cases", "text/html", True),
        ("/walk/sync/", "*/*", True),
        ("/telephony/", "", True),
        ("/", "text/html", False),
    ],
)
@pytest.mark.parametrize(
    ("trouble", "status"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), 507),
        (OSError(errno.EROFS, "Read-only file system"), 507),
        (OperationalError("database or disk is full"), 507),
        (OperationalError("database is locked"), 503),
        (ValueError("?"), 500),
    ],
)
def test_each_fault_has_its_status_in_the_form_that_was_asked_for(
    path: str, accept: str, as_json: bool, trouble: Exception, status: int
) -> None:
    request = RequestFactory().get(path, headers={"Accept": accept} if accept else {})
    try:
        raise trouble
    except type(trouble):
        answer = faults.broken(request)
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("application/json" if as_json else "text/html")
    assert answer.has_header("Retry-After") == (status != 500)


def test_postgresql_says_it_by_its_state() -> None:
    class Full(Exception):
        sqlstate = "53100"

    try:
        raise OperationalError("could not extend file") from Full()
    except DatabaseError:
        assert faults.broken(RequestFactory().get("/api/x")).status_code == 507
