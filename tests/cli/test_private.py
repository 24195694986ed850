"""Database, keys, files and backups are for their owner only, whatever the umask of the shell; what was wider is narrowed or named."""

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Installation
from tests.pattern import on_postgresql

pytestmark = pytest.mark.timeout(300)


def run(house: Installation, *words: str) -> str:
    """A command in a shell that keeps nothing from anybody."""
    done = subprocess.run(
        [sys.executable, "-m", "gensui.project.main", *words],
        env=house.env, cwd=house.folder, capture_output=True, text=True, check=False, umask=0,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


def wide(folder: Path) -> list[str]:
    """What in this folder, itself included, is not for its owner alone."""
    everything = [folder, *folder.rglob("*")]
    return [str(path) for path in everything if stat.S_IMODE(path.stat().st_mode) & 0o077]


SAVE = (
    "from django.core.files.base import ContentFile as C; from django.core.files.storage import default_storage as s\n"
    "from django.db import connection\n"
    "s.save('cases/2026/a.webp', C(b'x'))\n"
    "import pathlib; from django.conf import settings\n"
    "with connection.cursor() as c: c.execute('SELECT 1')\n"
    "for one in pathlib.Path(settings.DATA).rglob('*'):\n"
    "    assert not one.stat().st_mode & 0o077, one\n"
    "print(sorted(one.name for one in pathlib.Path(settings.DATA).iterdir()))\n"
)


def test_what_is_made_is_for_its_owner(bare: Installation) -> None:
    run(bare, "migrate", "-v", "0")
    made = run(bare, "shell", "-v", "0", "-c", SAVE)
    if not on_postgresql():
        assert "gensui.sqlite3-wal" in made
        assert "gensui.sqlite3-shm" in made
    assert wide(bare.folder / "var") == []


def test_a_backup_is_for_its_owner(migrated: Installation) -> None:
    run(migrated, "shell", "-v", "0", "-c", SAVE)
    run(migrated, "backup", str(migrated.folder / "backups"))
    (made,) = (migrated.folder / "backups").iterdir()
    assert (made / "files/cases/2026/a.webp").exists()
    assert wide(made) == []


def test_what_was_wider_is_narrowed(migrated: Installation) -> None:
    var = migrated.folder / "var"
    (var / "files").mkdir(exist_ok=True)
    for path, mode in ((var / "field-keys", 0o644), (var / "secret-key", 0o640), (var / "files", 0o755)):
        path.chmod(mode)
    if not on_postgresql():
        (var / "gensui.sqlite3").chmod(0o666)
    run(migrated, "health")
    assert wide(var) == []


def test_what_is_not_ours_to_narrow_is_named(migrated: Installation) -> None:
    """A folder whose mode nobody can change, as one of another account."""
    (migrated.folder / "var/sms").symlink_to("/proc/sys")
    assert f"Others can read {migrated.folder}/var/sms" in run(migrated, "health")
    assert json.loads(run(migrated, "health", "--json"))["open_to_others"] == [f"{migrated.folder}/var/sms"]
