"""How the database is asked to plan: for many short statements, known beforehand."""

import pytest
from django.conf import settings
from django.db import connection

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def test_a_connection_plans_once_and_compiles_nothing() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode")
            assert cursor.fetchone() == ("wal",)
        return
    asked = {"plan_cache_mode": "force_generic_plan", "join_collapse_limit": "4", "jit": "off"}
    assert settings.LEDGER_PREPARES
    with connection.cursor() as cursor:
        for name, value in asked.items():
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone() == (value,)
