"""A row that others point to is taken away by somebody who sets the database's own checks aside: verify names it and goes on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Model

from gensui.cases.actions import plan
from gensui.ledger import policies
from gensui.ledger.models import PolicyVersion
from gensui.people.models import Area
from tests.cases.conftest import Walk, cast, walk
from tests.cast import Cast, minutes
from tests.oversight.filed import Open, opened

pytestmark = pytest.mark.database
__all__ = ["cast", "opened", "walk"]


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[[], list[str]]:
    """What verify finds, which ends with a fault."""

    def lines() -> list[str]:
        capsys.readouterr()
        with pytest.raises(CommandError, match="found"):
            call_command("verify", "--quiet")
        return capsys.readouterr().out.splitlines()

    return lines


Told = Callable[[], list[str]]


@contextmanager
def gone(row: Model) -> Iterator[None]:
    """The row is taken away, whatever the database says to that, and comes back."""
    table, key = row._meta.db_table, row._meta.pk.column
    with transaction.atomic():
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL session_replication_role = replica")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only_delete")
                cursor.execute("PRAGMA defer_foreign_keys = ON")
            cursor.execute(f"DELETE FROM {table} WHERE {key} = %s", [row.pk])
        yield
        transaction.set_rollback(True)


def test_a_version_of_the_policy(walk: Walk, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    case = walk("plan_pending")
    version = PolicyVersion.objects.get()
    monkeypatch.setattr(policies, "_known", (0, ()))
    with gone(version):
        lines = told()
    about = [one for one in lines if one.startswith(f"policy: version {version.version}: ")]
    assert len(about) == 1
    assert "was judged by it, but its row is gone" in about[0]
    assert not any(one.startswith(f"{case.stream}: duty ") for one in lines)


def test_one_of_several_versions(walk: Walk, cast: Cast, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promises that run under it cannot be judged again; what another version judged is compared as ever."""
    old, later = walk("plan_pending"), minutes(600)
    files = {name: text.replace("2026.11", "2026.12") for name, text in PolicyVersion.objects.get().files.items()}
    policies.adopt(files=files, actor="operator", starts_at=later, at=minutes(599))
    plan.consent_to_plan(case=old, actor=cast.mei, at=minutes(601), method="app", by="陳美", key="app")
    call_command("verify", "--quiet")
    first = PolicyVersion.objects.earliest("starts_at")
    monkeypatch.setattr(policies, "_known", (0, ()))
    with gone(first):
        lines = told()
    assert any(one.startswith(f"policy: version {first.version}: ") for one in lines)


@pytest.mark.parametrize("of", ["person", "category", "site", "department", "case"])
def test_a_row_that_others_point_to(walk: Walk, opened: Open, cast: Cast, told: Told, of: str) -> None:
    case = walk("plan_pending")
    opened("served")
    category = case.category
    assert category is not None
    rows: dict[str, Model] = {"person": cast.chen, "category": category, "site": cast.site, "case": case}
    row = rows.get(of, cast.chen.department)
    with gone(row):
        lines = told()
    pointing = [one for one in lines if f"points to {row.pk} of {row._meta.db_table}, which is gone" in one]
    assert pointing
    assert len(pointing) == len(
        {one.partition(":")[0] + one.partition(" points")[0].rpartition(" ")[2] for one in pointing}
    )
    assert len(lines) < 200


def test_many_rows_that_point_to_a_gone_one_are_one_line_with_a_count(cast: Cast, told: Told) -> None:
    Area.objects.bulk_create(Area(site=cast.site, name=f"Lot {number}") for number in range(1000))
    count, first = Area.objects.filter(site=cast.site).count(), Area.objects.filter(site=cast.site).earliest("pk")
    with gone(cast.site):
        lines = told()
    (line,) = [one for one in lines if one.startswith("people_area: ") and "site points to" in one]
    assert line.startswith(f"people_area: row {first.pk}: site points to {cast.site.pk} of people_site, which is gone")
    assert line.endswith(f"so do {count - 1} other rows")
    assert len(lines) < 100
