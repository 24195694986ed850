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

from tests import pattern
from tests.ledger.conftest import FILES
from tests.pattern import on_postgresql


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


@contextmanager
def database(folder: Path, template: str = "template1") -> Iterator[dict[str, str]]:
    """A database for this folder on the server, if there is one, and the environment that uses it."""
    env = pattern.outside(folder)
    if not (url := on_postgresql()):
        yield env
        return
    name = re.sub(r"\W", "_", f"gensui_{os.getpid()}_{folder.name[:40]}").lower()
    with psycopg.connect(url, autocommit=True) as server:
        pattern.create(server, name, template)
        try:
            yield env | {"DATABASE_URL": pattern.address(name)}
        finally:
            pattern.drop(server, name)


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Installation]:
    """An installation whose database is empty."""
    with database(tmp_path) as env:
        yield Installation(tmp_path, env)


@pytest.fixture
def migrated(tmp_path: Path) -> Iterator[Installation]:
    """An installation with its tables, and nothing in them."""
    if not on_postgresql():
        shutil.copytree(pattern.folder() / "var", tmp_path / "var")
    with database(tmp_path, pattern.template() if on_postgresql() else "") as env:
        yield Installation(tmp_path, env)


@pytest.fixture
def installed(migrated: Installation) -> Installation:
    """An installation with its tables and the small policy in force."""
    (migrated.folder / "small.toml").write_text(FILES["small.toml"], "utf-8")
    migrated.run("policy", "adopt", "small.toml", "--from", "2026-01-01")
    return migrated
