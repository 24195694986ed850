"""gensui backup reaches the database that the house uses, however its address says where that is."""

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import Installation
from tests.pattern import on_postgresql
from tools.postgres import _programs

pytestmark = pytest.mark.database
PASSWORD = "seldom-heard-of"
WITNESS = """#!/bin/sh
printf '%s\\n' "$@" > "{folder}/words"
exec {program} "$@"
"""
"""Notes what it was called with, and lets PostgreSQL's own program do the work."""
COPY = "from pathlib import Path; from gensui.cli.management.commands import backup; backup.{how}(Path({to!r}))"


def witnessed(folder: Path) -> str:
    """A way to ``pg_dump`` on which its words are noted."""
    program = shutil.which("pg_dump") or str(_programs(folder) / "pg_dump")
    ways = folder / "ways"
    ways.mkdir()
    (ways / "pg_dump").write_text(WITNESS.format(folder=folder, program=program), "utf-8")
    (ways / "pg_dump").chmod(0o755)
    return f"{ways}{os.pathsep}{os.environ['PATH']}"


def test_a_copy_follows_the_whole_address(bare: Installation, tmp_path: Path) -> None:
    to = tmp_path / "made"
    if not on_postgresql():
        there = replace(bare, env=bare.env | {"DATABASE_URL": f"sqlite:///{tmp_path}/another.sqlite3"})
        there.run("migrate")
        there.run("shell", "-v", "0", "-c", COPY.format(how="_copy_sqlite", to=str(to)))
        with closing(sqlite3.connect(to)) as copy:
            assert copy.execute("SELECT count(*) FROM django_migrations").fetchone() > (50,)
        return
    url = bare.env["DATABASE_URL"].replace("://gensui@", f"://gensui:{PASSWORD}@") + "&application_name=house"
    there = replace(bare, env=bare.env | {"PATH": witnessed(tmp_path), "DATABASE_URL": url})
    there.run("shell", "-v", "0", "-c", COPY.format(how="_dump_postgresql", to=str(to)))
    assert to.read_bytes().startswith(b"PGDMP")
    words = (tmp_path / "words").read_text("utf-8")
    assert "application_name=house" in words
    assert PASSWORD not in words
