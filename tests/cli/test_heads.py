"""Heads noted elsewhere: what was wiped or rewritten with the triggers lifted is found."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from gensui.ledger import heads
from gensui.ledger.models import Event
from tests.cases.conftest import Walk, cast, walk
from tests.cli.conftest import Installation

pytestmark = pytest.mark.database
__all__ = ["cast", "walk"]


def lift(statement: str, *values: str) -> None:
    """Do to the log what only somebody can do who lifts the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE ledger_event DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE ledger_obligation DISABLE TRIGGER USER")
        else:
            for trigger in (
                "ledger_event_append_only_delete",
                "ledger_event_append_only_update",
                "ledger_obligation_stays_delete",
            ):
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        cursor.execute(statement, list(values))


def test_a_stream_wiped_with_its_duties_is_found(
    walk: Walk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, wiped = walk("working").stream, walk("told").stream
    file = tmp_path / "heads.txt"
    call_command("verify", "--quiet", "--note-heads", str(file))
    call_command("verify", "--quiet", "--heads", str(file))
    assert {line.split()[0] for line in file.read_text().splitlines()} >= {kept, wiped}

    lift("DELETE FROM ledger_obligation WHERE stream = %s", wiped)
    lift("DELETE FROM ledger_event WHERE stream = %s", wiped)
    with pytest.raises(CommandError):
        call_command("verify", "--quiet", "--heads", str(file))
    told = capsys.readouterr().out
    assert f"{wiped}: event" in told
    assert "is gone" in told
    assert kept not in told


def test_what_happened_since_then_is_no_fault(walk: Walk, tmp_path: Path) -> None:
    walk("working")
    file = tmp_path / "heads.txt"
    call_command("verify", "--quiet", "--note-heads", str(file))
    walk("told")
    call_command("verify", "--quiet", "--heads", str(file))


@pytest.mark.parametrize(
    "line", ["nonsense", "case:2026-1 x abc", "case:2026-000001 1 " + hashlib.sha256().hexdigest()]
)
def test_a_bad_line_and_another_hash_are_faults(walk: Walk, tmp_path: Path, line: str) -> None:
    walk("working")
    assert Event.objects.exists()
    file = tmp_path / "heads.txt"
    file.write_text(f"{line}\n\n")
    with pytest.raises(CommandError):
        call_command("verify", "--quiet", "--heads", str(file))


CUTS: dict[str, Callable[[list[str]], list[str]]] = {
    "the end": lambda lines: lines[:-1],
    "the last head and the end": lambda lines: lines[:-2],
    "the beginning": lambda lines: lines[1:],
    "a head": lambda lines: [*lines[:2], *lines[3:]],
    "all heads but one": lambda lines: lines[:2],
    "an order": lambda lines: [lines[0], lines[2], lines[1], *lines[3:]],
}


@pytest.mark.parametrize("cut", CUTS)
def test_a_file_that_was_cut_between_two_lines_is_a_fault(
    walk: Walk, tmp_path: Path, capsys: pytest.CaptureFixture[str], cut: str
) -> None:
    walk("working")
    walk("told")
    file = tmp_path / "heads.txt"
    call_command("verify", "--quiet", "--note-heads", str(file))
    call_command("verify", "--quiet", "--heads", str(file))
    lines = file.read_text().splitlines()
    file.write_text("".join(f"{line}\n" for line in CUTS[cut](lines)))
    with pytest.raises(CommandError):
        call_command("verify", "--quiet", "--heads", str(file))
    assert "it is not as it was written" in capsys.readouterr().out


def test_a_file_of_an_older_release_is_read_with_a_warning(
    walk: Walk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = walk("working").stream
    file = tmp_path / "heads.txt"
    file.write_text("".join(f"{line}\n" for line in heads.heads()))
    call_command("verify", "--quiet", "--heads", str(file))
    assert "marks no end" in capsys.readouterr().err
    lift("DELETE FROM ledger_obligation WHERE stream = %s", gone)
    lift("DELETE FROM ledger_event WHERE stream = %s", gone)
    with pytest.raises(CommandError):
        call_command("verify", "--quiet", "--heads", str(file))
    assert f"{gone}: event" in capsys.readouterr().out


def test_a_file_that_is_not_there(walk: Walk, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("verify", "--quiet", "--heads", str(tmp_path / "nowhere"))
    with pytest.raises(CommandError, match="nowhere"):
        call_command("verify", "--quiet", "--note-heads", str(tmp_path / "nowhere" / "x"))


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_a_file_without_a_head_is_refused(walk: Walk, tmp_path: Path, text: str) -> None:
    walk("working")
    file = tmp_path / "heads.txt"
    file.write_text(text)
    with pytest.raises(CommandError, match=r"heads\.txt names no head"):
        call_command("verify", "--quiet", "--heads", str(file))
    call_command("verify", "--quiet", "--note-heads", str(file))
    call_command("verify", "--quiet", "--heads", str(file))


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_the_heads_are_noted_though_nobody_reads_what_is_printed(
    migrated: Installation, words: tuple[str, ...]
) -> None:
    """As behind ``| head``."""
    migrated.run("policy", "adopt")
    with migrated.start(
        "-m", "gensui.project.main", "verify", "--quiet", *words, "--note-heads", "heads.txt"
    ) as command:
        assert command.stdout is not None
        command.stdout.close()
        assert command.wait() == 141
    assert heads.has_end((migrated.folder / "heads.txt").read_text().splitlines())
