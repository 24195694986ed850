"""The database goes away in the middle of the day: people read so in their language, and the log has one line for each of them."""

import io
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from gensui.ui.watch import Masked
from tests.cases.conftest import Walk, cast, walk
from tests.cast import Cast
from tests.cli.test_serve import free_port
from tests.desk.conftest import SignIn, sign_in

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
__all__ = ["cast", "sign_in", "walk"]
PAGE = {"Accept": "text/html,*/*"}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What stands in the log, as the house writes it."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    handler.setFormatter(Masked("{levelname} {name}: {message}", style="{"))
    root = logging.getLogger()
    root.addHandler(handler)
    yield heard
    root.removeHandler(handler)


@contextmanager
def away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody answers where the database was."""
    connection.close()
    with monkeypatch.context() as there:
        if connection.vendor == "postgresql":
            there.setitem(connection.settings_dict, "HOST", "127.0.0.1")
            there.setitem(connection.settings_dict, "PORT", str(free_port()))
        else:
            there.setitem(connection.settings_dict, "NAME", "/nowhere/gensui.sqlite3")
        yield
    connection.close()


@contextmanager
def gone_in_the_middle() -> Iterator[None]:
    """The server ends the connection once it is known whose session it is; SQLite's file is held by another."""
    if connection.vendor == "postgresql":
        with connection.execute_wrapper(ended):
            yield
        connection.close()
        return
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with connection.cursor() as own:
        own.execute("PRAGMA busy_timeout = 50")
    yield
    other.execute("ROLLBACK")
    other.close()
    connection.close()


def ended(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if "django_session" not in sql:
        with suppress(psycopg.Error), connection.connection.cursor() as own:
            own.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return execute(sql, params, many, context)


def lines(log: io.StringIO) -> list[str]:
    return [line for line in log.getvalue().splitlines() if not line.startswith("INFO")]


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "cannot be reached"), ("zh-hant", "連不上資料庫"), ("zh-hans", "连不上数据库")],
)
def test_each_refused_request_is_a_sentence_and_one_line(
    walk: Walk, cast: Cast, sign_in: SignIn, log: io.StringIO, monkeypatch: pytest.MonkeyPatch, language: str, says: str
) -> None:
    address = reverse("case", args=[walk("dispatched").number])
    client = sign_in(cast.chen)
    client.raise_request_exception = False
    client.cookies["django_language"] = language
    assert client.get(address, headers=PAGE).status_code == 200
    with away(monkeypatch):
        answers = [client.get(address, headers=PAGE) for _time in range(3)]
        program = Client(raise_request_exception=False).get(
            "/api/v1/cases/clocks", headers={"Authorization": "Bearer x"}
        )
    for answer in answers:
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")
        assert says in answer.content.decode()
    assert (program.status_code, program["Retry-After"], program.json()["error"]) == (503, "60", "database_away")
    found = lines(log)
    assert len(found) == 4, found
    assert all("Service Unavailable: /" in line and "Error: " in line for line in found)
    assert client.get(address, headers=PAGE).status_code == 200


def test_in_the_middle_of_a_request_nothing_is_half_done(
    walk: Walk, cast: Cast, sign_in: SignIn, log: io.StringIO
) -> None:
    case = walk("dispatched")
    client = sign_in(cast.chen)
    client.raise_request_exception = False
    address, words = reverse("act", args=[case.number, "accept_order"]), {"once": "act:away"}
    with gone_in_the_middle():
        answer = client.post(address, words, headers=PAGE)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert len(lines(log)) == 1, log.getvalue()
    case.refresh_from_db()
    assert case.state == "dispatched"
    assert client.post(address, words, headers=PAGE).status_code == 302
    case.refresh_from_db()
    assert case.state == "assigned"


def test_a_fault_of_ours_keeps_its_traceback(log: io.StringIO) -> None:
    try:
        raise ValueError("?")
    except ValueError:
        logging.getLogger("gensui").exception("broken")
    assert "Traceback" in log.getvalue()
