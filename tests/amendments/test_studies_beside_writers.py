"""A study beside a living house: it holds no writer up, waits for who writes, and says in words what kept it from being done."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from gensui.amendments import history, running
from gensui.amendments.actions import studying
from gensui.amendments.models import Draft, Study
from gensui.cases.actions import intake
from gensui.cli import studying as worker
from gensui.ledger.models import Event
from tests.amendments.conftest import DAY
from tests.amendments.test_studies import ask
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast, minutes

only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite lets one write at a time")


class Going:
    """A worker that is not told to end, and really waits."""

    def is_set(self) -> bool:
        return False

    def wait(self, seconds: float) -> None:
        time.sleep(min(seconds, 0.05))


def elsewhere(write: Callable[[], Any]) -> None:
    """Over a connection of its own, as another process would."""

    def run() -> None:
        try:
            write()
        finally:
            connection.close()

    writer = threading.Thread(target=run)
    writer.start()
    writer.join(30)
    assert not writer.is_alive(), "somebody who writes has to wait for a study"


def after_each(read: Callable[..., Iterator[Any]], happens: Callable[[], None]) -> Callable[..., Iterator[Any]]:
    """The history, with something that happens in the house after each stream that is read."""

    def reading(*period: Any) -> Iterator[Any]:
        for one in read(*period):
            yield one
            happens()

    return reading


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_who_writes_while_it_counts_stops_neither(
    cast: Cast, draft: Draft, walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk("working")
    walk("plan_pending")
    study, wrote = ask(cast, draft), iter(range(90, 200))
    monkeypatch.setattr(worker, "TELLS", timedelta(0))  # progress is put down after each part
    monkeypatch.setattr(running, "PART", 1)
    monkeypatch.setattr(history, "PORTION", 1)

    def take_in() -> None:
        """And right behind it a note of how far the study is, as where a process has counted its part already."""
        at = minutes(next(wrote))
        elsewhere(lambda: intake.take_in(site=cast.site, request=cast.request(), actor=cast.li, at=at))
        studying.note_progress(study=study, done=0, all_of=2, actor="worker", at=at)

    monkeypatch.setattr(history, "streams", after_each(history.streams, take_in))
    before = Event.objects.count()
    with time_machine.travel(MONDAY + 2 * DAY):
        assert worker.look(Going())
    study.refresh_from_db()
    assert Event.objects.count() > before
    assert (study.error, study.done) == ("", 2), "what was taken in meanwhile is not of the state it began with"
    assert study.result["clauses"]["4.2.1"]["opened_before"] == 2


@contextmanager
def held(seconds: float | None) -> Iterator[None]:
    """Somebody else writes to the database and is not done: for so long, or until the block ends."""
    begun, done = threading.Event(), threading.Event()

    def write() -> None:
        raw = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        raw.execute("BEGIN IMMEDIATE")
        begun.set()
        done.wait(seconds)
        raw.execute("ROLLBACK")
        raw.close()

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait(10)
    try:
        yield
    finally:
        done.set()
        writer.join()


@pytest.fixture
def _impatient() -> Iterator[None]:
    """SQLite gives up at once here, so that the test need not wait for its twenty seconds."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    usual = connection.settings_dict["OPTIONS"]["timeout"]
    connection.settings_dict["OPTIONS"]["timeout"] = 0.05
    yield
    connection.settings_dict["OPTIONS"]["timeout"] = usual
    connection.close()


def _asked(cast: Cast, draft: Draft | None) -> Study:
    if draft is not None:
        return ask(cast, draft)
    return studying.ask_staffing(since=MONDAY - DAY, until=MONDAY + DAY, actor=cast.qin, at=MONDAY + 2 * DAY)


@only_sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("kind", ["what_if", "staffing"])
def test_what_is_locked_is_waited_for(cast: Cast, draft: Draft, walk: Walk, kind: str, monkeypatch: Any) -> None:
    walk("working")
    study = _asked(cast, draft if kind == "what_if" else None)
    real = worker.STUDIES[kind]

    def beside(found: Study, stop: Any) -> None:
        with held(2.5):
            real(found, stop)

    monkeypatch.setitem(worker.STUDIES, kind, beside)
    with time_machine.travel(MONDAY + 2 * DAY):
        assert worker.look(Going())
    study.refresh_from_db()
    assert (study.error, study.finished_at is not None) == ("", True)
    assert study.result


@only_sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_impatient")
def test_one_that_could_not_be_done_says_in_the_readers_language_why(
    cast: Cast, draft: Draft, walk: Walk, monkeypatch: Any
) -> None:
    walk("working")
    study = ask(cast, draft)
    monkeypatch.setattr(worker, "PATIENCE", timedelta(0))
    real = worker.what_if

    def beside(found: Study, stop: Any) -> None:
        with held(None):
            real(found, stop)

    monkeypatch.setitem(worker.STUDIES, "what_if", beside)
    with time_machine.travel(MONDAY + 2 * DAY):
        assert worker.look(Going())
    study.refresh_from_db()
    assert study.error == "away"
    client = Client()
    client.force_login(cast.qin.user, backend="gensui.people.backends.StaffBackend")
    for language, said in (("zh-hant", "資料庫"), ("zh-hans", "数据库"), ("en", "The database was busy")):
        client.cookies["django_language"] = language
        page = client.get(reverse("study", args=[study.pk])).content.decode()
        assert said in page, language
        assert "OperationalError" not in page
        assert "locked" not in page
