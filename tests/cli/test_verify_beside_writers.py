"""verify while the house works: it reads one state from beginning to end, and keeps nobody from writing."""

import threading
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from gensui.cases import verify as cases
from gensui.cases.actions import intake, order
from gensui.cases.models import Case
from gensui.cli.management.commands import verify as command
from gensui.ledger import heads, verify
from gensui.ledger.models import Event
from tests.cases.conftest import Walk, cast, walk
from tests.cast import Cast, minutes

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
__all__ = ["cast", "walk"]

PARTS = (  # not check_versions: it looks first, and what was written before that is seen
    (verify, "check_log"),
    (command, "check_rows"),
    (cases, "check_cases"),
    (command, "check_words"),
    (command, "check_months"),
    (heads, "check_heads"),
    (heads, "heads"),
)


class Desk:
    """Takes a request in and has one of those before accepted, over a connection of its own, each time it is asked."""

    def __init__(self, cast: Cast, waiting: list[Case]) -> None:
        self.cast, self.waiting, self.clock = cast, waiting, count(60)
        self.wrote = 0

    def work(self) -> None:
        writer, before = threading.Thread(target=self._write, daemon=True), self.wrote
        writer.start()
        writer.join(10)
        assert not writer.is_alive(), "somebody who writes has to wait for verify"
        assert self.wrote == before + 1

    def _write(self) -> None:
        at = minutes(next(self.clock))
        try:
            intake.take_in(site=self.cast.site, request=self.cast.request(), actor=self.cast.li, at=at)
            if self.waiting:
                order.accept_order(case=self.waiting.pop(), actor=self.cast.chen, at=at)
            self.wrote += 1
        finally:
            connection.close()


def beside(part: Callable[..., Iterator[Any]], desk: Desk) -> Callable[..., Iterator[Any]]:
    """A part of verify, with somebody at work before it and after the first thing it finds."""

    def paused(*words: Any) -> Iterator[Any]:
        desk.work()
        for place, found in enumerate(part(*words)):
            yield found
            if place == 0:
                desk.work()

    return paused


def test_what_is_written_meanwhile_is_no_fault(
    walk: Walk, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(cast, [walk("dispatched") for _ in range(6)])
    before, after = tmp_path / "before.txt", tmp_path / "after.txt"
    call_command("verify", "--quiet", "--note-heads", str(before))
    for module, name in PARTS:
        monkeypatch.setattr(module, name, beside(getattr(module, name), desk))

    call_command("verify", "--quiet", "--heads", str(before), "--note-heads", str(after))

    assert desk.wrote >= len(PARTS)
    assert Event.objects.filter(kind="work_order.accepted").count() == 6
    assert after.read_text() == before.read_text()
    monkeypatch.undo()
    capsys.readouterr()
    call_command("verify", "--quiet", "--heads", str(after))
    assert "as their logs say" in capsys.readouterr().out


def test_who_writes_afterwards_has_the_usual_transaction(walk: Walk) -> None:
    walk("dispatched")
    usual = getattr(connection, "transaction_mode", None)
    call_command("verify", "--quiet")
    assert getattr(connection, "transaction_mode", None) == usual
    walk("told")
    call_command("verify", "--quiet")
