"""gensui backup: brought back elsewhere, the house is whole."""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests import pattern

HERE = Path(__file__).resolve().parents[2]


def gensui(*words: str, data: Path, most: int = resource.RLIM_INFINITY) -> "subprocess.CompletedProcess[str]":
    """A command on this data; it can write no file of more than so many bytes."""

    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("GENSUI_", "DATABASE_", "DJANGO_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "gensui.project.main", *words],
        env=env | {"GENSUI_DATA": str(data), "LANG": "C"},
        capture_output=True,
        text=True,
        check=False,
        cwd=HERE,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY)),
    )


@pytest.fixture(scope="module")
def house(tmp_path_factory: Any) -> Path:
    """A house with one sealed number."""
    data: Path = tmp_path_factory.mktemp("house")
    shutil.copytree(pattern.folder() / "var", data, dirs_exist_ok=True)
    seal = (
        "from gensui.people.models import *; from gensui.people.secret import digest\n"
        "s=Site.objects.create(key='yunqi', name='x', zone='Asia/Shanghai')\n"
        "d=Department.objects.create(site=s, kind='maintenance')\n"
        "u=User.objects.create(username='m1')\n"
        "Employee.objects.create(user=u, department=d, number='M1', name='x', role='technician', phone='+8613900000001')\n"
    )
    made = gensui("shell", "--verbosity=0", "-c", seal, data=data)
    assert made.returncode == 0, made.stderr
    assert gensui("policy", "adopt", data=data).returncode == 0
    (data / "files").mkdir(exist_ok=True)
    (data / "files" / "a.webp").write_bytes(b"picture")
    return data


def test_a_backup_is_brought_back_whole(house: Path, tmp_path: Path) -> None:
    done = gensui("backup", str(tmp_path), data=house)
    assert done.returncode == 0, done.stderr
    (made,) = tmp_path.iterdir()
    assert made.stat().st_mode & 0o077 == 0
    again = tmp_path / "again"
    shutil.copytree(made, again)
    assert (again / "files" / "a.webp").read_bytes() == b"picture"
    told = gensui("verify", "--quiet", "--heads", str(made / "heads.txt"), data=again)
    assert told.returncode == 0, told.stdout + told.stderr


def test_a_database_without_its_keys_is_refused(house: Path, tmp_path: Path) -> None:
    gensui("backup", str(tmp_path), data=house)
    (made,) = tmp_path.iterdir()
    again = tmp_path / "again"
    again.mkdir()
    shutil.copy(made / "gensui.sqlite3", again / "gensui.sqlite3")
    for command in (
        ("migrate",),
        ("verify", "--quiet"),
        ("work", "--once"),
        ("serve", "--port", "1"),
        ("backup", str(tmp_path / "x")),
    ):
        refused = gensui(*command, data=again)
        assert refused.returncode == 1, command
        assert "This database was made with other keys" in refused.stderr
        assert f"{again}/field-keys (GENSUI_FIELD_KEYS)" in refused.stderr
        assert "Traceback" not in refused.stderr
        assert {one.name for one in again.iterdir()} <= {"gensui.sqlite3", "gensui.sqlite3-wal", "gensui.sqlite3-shm"}
    assert "can never be read again" in gensui("rekey", "--lost", data=again).stdout
    assert gensui("verify", "--quiet", data=again).returncode == 0


def test_a_folder_that_cannot_be_written_is_said(house: Path) -> None:
    refused = gensui("backup", "/proc/nowhere", data=house)
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr


def test_a_database_of_an_earlier_release_without_its_keys_is_refused_untouched(house: Path, tmp_path: Path) -> None:
    """From before the database kept marks of its keys: what is sealed in it tells."""
    gensui("backup", str(tmp_path), data=house)
    (made,) = tmp_path.iterdir()
    again = tmp_path / "again"
    again.mkdir()
    shutil.copy(made / "gensui.sqlite3", again / "gensui.sqlite3")
    with closing(sqlite3.connect(again / "gensui.sqlite3")) as database:
        database.execute("DROP TABLE people_keymark")
    before = (again / "gensui.sqlite3").read_bytes()
    for command in (("migrate",), ("serve", "--port", "1")):
        refused = gensui(*command, data=again)
        assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1), refused.stderr
        assert "GENSUI_FIELD_KEYS" in refused.stderr
    assert (again / "gensui.sqlite3").read_bytes() == before
    for name in ("field-keys", "digest-keys", "secret-key"):
        shutil.copy(made / name, again / name)
    assert gensui("migrate", "--verbosity=0", data=again).returncode == 0
    assert gensui("verify", "--quiet", data=again).returncode == 0


def test_a_full_disk_leaves_nothing_that_looks_like_a_backup(house: Path, tmp_path: Path) -> None:
    refused = gensui("backup", str(tmp_path), data=house, most=300_000)
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1), refused.stderr
    assert "No backup was made" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_picture_that_does_not_fit_any_more(house: Path, tmp_path: Path) -> None:
    large = house / "files" / "large.webp"
    size = (house / "gensui.sqlite3").stat().st_size
    large.write_bytes(b"x" * (4 * size))
    try:
        refused = gensui("backup", str(tmp_path), data=house, most=3 * size)
    finally:
        large.unlink()
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1), refused.stderr
    assert "No backup was made" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_was_broken_off_is_no_backup(house: Path, tmp_path: Path) -> None:
    """The process is killed while it copies files: what is left says by name and by a mark that it is unfinished."""
    many = house / "files" / "many"
    many.mkdir()
    for number in range(3_000):
        (many / f"{number}.webp").touch()
    env = dict(os.environ, GENSUI_DATA=str(house), LANG="C")
    copying = subprocess.Popen(
        [sys.executable, "-m", "gensui.project.main", "backup", str(tmp_path)], env=env, cwd=HERE, text=True
    )
    try:
        until = time.monotonic() + 120
        while not [*tmp_path.glob("*/files")]:
            assert time.monotonic() < until
            time.sleep(0.001)
    finally:
        copying.kill()
        copying.wait()
        shutil.rmtree(many)
    (left,) = tmp_path.iterdir()
    assert left.name.endswith(".unfinished")
    for words, data in ((("verify", "--quiet", "--heads", str(left / "heads.txt")), house), (("migrate",), left)):
        refused = gensui(*words, data=data)
        assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1), refused.stderr
        assert "holds a backup that was never finished" in refused.stderr
