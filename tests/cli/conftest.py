"""Gensui as somebody would install it: its own database, its own processes, nothing shared with the tests' own."""

import os
import subprocess
import sys
from collections.abc import Iterator
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
        self, *words: str, check: bool = True, timeout: float = 60, stdin: str = ""
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


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Installation]:
    """An installation whose database is empty."""
    env = os.environ | {
        "GENSUI_DATA": str(tmp_path / "var"),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "120",
    }
    env.pop("DJANGO_SETTINGS_MODULE", None)
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgresql"):
        env.pop("DATABASE_URL", None)
        yield Installation(tmp_path, env)
        return
    name = f"gensui_{os.getpid()}_{tmp_path.name[:40]}".replace("-", "_").replace("[", "").replace("]", "").lower()
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield Installation(tmp_path, env | {"DATABASE_URL": url.replace("/postgres?", f"/{name}?")})
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def installed(bare: Installation) -> Installation:
    """An installation with its tables and the small policy in force."""
    (bare.folder / "small.toml").write_text(FILES["small.toml"], "utf-8")
    bare.run("migrate", "-v", "0")
    bare.run("policy", "adopt", "small.toml", "--from", "2026-01-01")
    return bare
