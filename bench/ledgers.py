"""Databases for benchmarks: emptied, migrated, with the standard policy in force."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import django
import psycopg

START = datetime(2026, 1, 1, tzinfo=UTC)


@contextmanager
def postgresql(name: str, like: str = "template1") -> Iterator[str]:
    """A new database on the server of DATABASE_URL, empty or ``like`` another; its URL."""
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    yield url.replace("/postgres?", f"/{name}?")


def dsn(url: str) -> str:
    """The same database in the words that the limit scripts read."""
    place, _, host = url.partition("?host=")
    return f"host={host} dbname={place.rpartition('/')[2]} user=gensui"


def set_up(url: str) -> None:
    """Make this process use the database, with tables and policy."""
    os.environ["DATABASE_URL"] = url
    os.environ.setdefault("GENSUI_DATA", tempfile.mkdtemp(prefix="gensui-bench-"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "gensui.project.settings"
    django.setup()

    from django.core.management import call_command  # noqa: PLC0415  only after setup

    from gensui.ledger import policies  # noqa: PLC0415
    from gensui.policies import files  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    if not policies.newest():
        policies.adopt(files=files.standard(), actor="bench", starts_at=START, at=START)


def sqlite(folder: str) -> str:
    return f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
