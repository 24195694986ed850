"""gensui backup: brought back elsewhere, the house is whole."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parents[2]


def gensui(*words: str, data: Path) -> "subprocess.CompletedProcess[str]":
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
    )


@pytest.fixture(scope="module")
def house(tmp_path_factory: Any) -> Path:
    """A house with one sealed number."""
    data: Path = tmp_path_factory.mktemp("house")
    assert gensui("migrate", "--verbosity=0", data=data).returncode == 0
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
        ("verify", "--quiet"),
        ("work", "--once"),
        ("serve", "--port", "1"),
        ("backup", str(tmp_path / "x")),
    ):
        refused = gensui(*command, data=again)
        assert refused.returncode == 1, command
        assert "This database was made with other keys" in refused.stderr
    assert "can never be read again" in gensui("rekey", "--lost", data=again).stdout
    assert gensui("verify", "--quiet", data=again).returncode == 0


def test_a_folder_that_cannot_be_written_is_said(house: Path) -> None:
    refused = gensui("backup", "/proc/nowhere", data=house)
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
