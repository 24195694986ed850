"""Where nothing can be written, health says why: a full disk is one reason of several."""

import errno
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from gensui.cli import command

pytestmark = pytest.mark.django_db


def test_health_names_a_folder_that_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    connection.ensure_connection()
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "gone" / "gensui.sqlite3"))
    for words in ((), ("--json",)):
        with pytest.raises(CommandError, match="not well"):
            call_command("health", *words)
        told = capsys.readouterr().out
        assert "cannot be written: No such file or directory" in told
        assert "no room" not in told
    assert json.loads(told)["room"] is False


@pytest.mark.parametrize("is_made", [True, False])
def test_health_looks_at_the_folder_of_files_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any, capsys: pytest.CaptureFixture[str], is_made: bool
) -> None:
    files = tmp_path / "files"
    files.mkdir(exist_ok=True)
    settings.MEDIA_ROOT = files if is_made else files / "to_be_made"
    takes = tempfile.TemporaryFile

    def full(*, dir: Path) -> Any:  # the name is the library's
        if dir == files:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return takes(dir=dir)

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with pytest.raises(CommandError, match="not well"):
        call_command("health", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["room"], told["unwritable"][: len(str(files))]) == (False, str(files))
    assert "no room left to write" in told["unwritable"]


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (errno.EACCES, "cannot be written: Permission denied"),
        (errno.EROFS, "cannot be written: Read-only file system"),
        (errno.ENOENT, "cannot be written: No such file or directory"),
        (errno.ENOSPC, "no room left to write"),
        (errno.EDQUOT, "no room left to write"),
    ],
)
def test_each_reason_has_its_sentence(code: int, says: str) -> None:
    assert says in command.unwritable(OSError(code, os.strerror(code)))


def test_a_server_that_does_not_let_write_is_not_called_full() -> None:
    refused = OperationalError("permission denied for tablespace")
    assert "permission denied" in command.unwritable(refused)
    assert "no room" not in command.unwritable(refused)
