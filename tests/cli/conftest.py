"""Gensui as somebody would install it: its own database, its own processes, nothing shared with the tests' own."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.ledger.conftest import FILES

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Installation:
    """A database of its own, and the commands that use it."""

    folder: Path
    env: dict[str, str]

    def run(
        self, *words: str, check: bool = True, timeout: float = 200, stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """A command, to its end."""
        done = subprocess.run(
            [sys.executable, "-m", "gensui.project.main", *words],
            env=self.env, cwd=self.folder, capture_output=True, text=True, timeout=timeout, check=False, input=stdin,
        )  # fmt: skip
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def start(self, *words: str) -> subprocess.Popen[str]:
        """A command that goes on."""
        return subprocess.Popen(
            [sys.executable, *words],
            env=self.env,
            cwd=self.folder,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )


def outside(folder: Path) -> dict[str, str]:
    """The environment of a command as somebody would call it, with its data in this folder."""
    env = os.environ | {
        "GENSUI_DATA": str(folder / "var"),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "120",
    }
    env.pop("DJANGO_SETTINGS_MODULE", None)
    if not on_postgresql():
        env.pop("DATABASE_URL", None)
    return env


def on_postgresql() -> str:
    """The address of the server the tests may use, if it is PostgreSQL."""
    url = os.environ.get("DATABASE_URL", "")
    return url if url.startswith("postgresql") else ""


@contextmanager
def database(folder: Path, template: str = "template1") -> Iterator[dict[str, str]]:
    """A database for this folder on the server, if there is one, and the environment that uses it."""
    env = outside(folder)
    if not (url := on_postgresql()):
        yield env
        return
    name = re.sub(r"\W", "_", f"gensui_{os.getpid()}_{folder.name[:40]}").lower()
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield env | {"DATABASE_URL": url.replace("/postgres?", f"/{name}?")}
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Installation]:
    """An installation whose database is empty."""
    with database(tmp_path) as env:
        yield Installation(tmp_path, env)


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with its tables, to be copied: making them takes seconds."""
    folder = tmp_path_factory.mktemp("pattern")
    with database(folder) as env:
        made = Installation(folder, env)
        made.run("migrate", "-v", "0")
        yield made


@pytest.fixture
def migrated(pattern: Installation, tmp_path: Path) -> Iterator[Installation]:
    """An installation with its tables, and nothing in them."""
    template = pattern.env.get("DATABASE_URL", "").partition("?")[0].rpartition("/")[2]
    if not on_postgresql():
        shutil.copytree(pattern.folder / "var", tmp_path / "var")
    with database(tmp_path, template) as env:
        yield Installation(tmp_path, env)


@pytest.fixture
def installed(migrated: Installation) -> Installation:
    """An installation with its tables and the small policy in force."""
    (migrated.folder / "small.toml").write_text(FILES["small.toml"], "utf-8")
    migrated.run("policy", "adopt", "small.toml", "--from", "2026-01-01")
    return migrated
