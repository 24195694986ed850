"""A database with its tables and nothing in them, made once and copied: making the tables takes half a minute.

On SQLite it is kept in pytest's cache until something that makes tables changes; on PostgreSQL for as long as the server runs.
Whoever comes first makes it, and the others wait.
"""

import fcntl
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import psycopg

ROOT = Path(__file__).parents[1]
CACHE = ROOT / ".pytest_cache" / "d" / "pattern"
MAKES_TABLES = ("*/migrations/*.py", "*/models.py", "*/models/*.py", "*/apps.py", "ledger/*.py", "project/*.py")


def on_postgresql() -> str:
    """The address of the server the tests may use, if it is PostgreSQL."""
    url = os.environ.get("DATABASE_URL", "")
    return url if url.startswith("postgresql") else ""


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


def folder() -> Path:
    """Where the pattern on SQLite lies, as ``var/``."""
    with _alone():
        made = CACHE / _digest()
        if not made.exists():
            shutil.rmtree(CACHE, ignore_errors=True)
            CACHE.mkdir(parents=True)
            _migrate(outside(making := Path(tempfile.mkdtemp(dir=CACHE))) | {"DATABASE_URL": ""})
            making.rename(made)
    return made


def template() -> str:
    """The name of the pattern on PostgreSQL."""
    name = f"gensui_pattern_{_digest()}"
    with _alone(), psycopg.connect(on_postgresql(), autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            create(server, f"{name}_making", "template1")
            with tempfile.TemporaryDirectory() as data:
                _migrate(outside(Path(data)) | {"DATABASE_URL": address(f"{name}_making")})
            server.execute(f'ALTER DATABASE "{name}_making" RENAME TO "{name}"')
    return name


def create(server: psycopg.Connection, name: str, of: str) -> None:
    """Make a database that is a copy of another, in the place of one that has this name."""
    drop(server, name)
    server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{of}"')


def drop(server: psycopg.Connection, name: str) -> None:
    """Remove a database, whoever is connected to it."""
    server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def address(name: str) -> str:
    """The URL of this database on the server of the tests."""
    return re.sub(r"/[^/?]*(\?|$)", rf"/{name}\1", on_postgresql(), count=1)


def _migrate(env: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "-m", "gensui.project.main", "migrate", "-v", "0"], env=env, check=True, timeout=250
    )


def _digest() -> str:
    digest = sha256()
    for path in sorted(path for kind in MAKES_TABLES for path in (ROOT / "gensui").glob(kind)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def _alone() -> Iterator[None]:
    CACHE.parent.mkdir(parents=True, exist_ok=True)
    with (CACHE.parent / "pattern.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
