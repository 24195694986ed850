"""What all tests share."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import translation
from hypothesis import settings

from gensui.ledger import policies
from tests import pattern

if connection.vendor == "sqlite":  # in a file, as in life: several connections at once are part of what is tested
    connection.settings_dict["TEST"]["NAME"] = str(Path(connection.settings_dict["NAME"]).with_name("test.sqlite3"))

settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The tests' own database is a copy of the pattern: nothing is made."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """A database with its tables before Django asks for it."""
    test = connection.settings_dict["TEST"]
    if not pattern.on_postgresql():
        shutil.copyfile(pattern.folder() / "var" / "gensui.sqlite3", test["NAME"])
        yield
        return
    name = test["NAME"] or f"test_{connection.settings_dict['NAME']}"
    with psycopg.connect(pattern.on_postgresql(), autocommit=True) as server:
        pattern.create(server, name, pattern.template())
        yield
        pattern.drop(server, name)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Tests read English, whatever the product's default is."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _no_policy_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process remembers the policy by its row's number, and each test numbers its rows anew."""
    monkeypatch.setattr(policies, "_known", (0, ()))
    policies._meant.cache_clear()


@pytest.fixture(autouse=True, scope="session")
def _emptied_after_each_test() -> Iterator[None]:
    """Tests that commit are cleaned up by emptying the tables, which the ledger's triggers rightly refuse: lift them for that."""
    kind = type(connection.ops)  # the class: a browser's test has connections of its own
    flush = kind.sql_flush

    def without_triggers(self: Any, style: Any, tables: Any, **words: Any) -> list[str]:
        statements = flush(self, style, tables, **words)
        if connection.vendor == "postgresql":
            return ["SET session_replication_role = replica", *statements, "SET session_replication_role = DEFAULT"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        return [*(f"DROP TRIGGER {name}" for name, _sql in triggers), *statements, *(sql for _name, sql in triggers)]

    kind.sql_flush = without_triggers  # type: ignore[method-assign]
    yield
    kind.sql_flush = flush  # type: ignore[method-assign]
