"""Every table of the house is compared with the log, or named as one that is not; and what is said to be compared is."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction
from django.utils import translation

from gensui.cases.actions.visit import Heard, visit_owner
from gensui.cases.models import Case, Quote
from gensui.cases.verify import check_cases
from gensui.cli.management.commands import verify
from gensui.ledger.told import check_told
from gensui.ledger.verify import Fault, check_versions
from gensui.ledger.written import check_words
from gensui.reports import cover
from gensui.reports.kept import check_files
from gensui.reports.master import check_powers
from gensui.reports.verify import check_rows
from gensui.reports.written import WRITTEN
from gensui.training.verify import check_results
from tests.cases.conftest import Walk, cast, walk
from tests.cast import Cast, minutes
from tests.oversight.filed import Open, opened

database = pytest.mark.database
__all__ = ["cast", "opened", "walk"]

DOCS = Path(__file__).parents[2] / "docs" / "verify.md"
DAY = timedelta(days=1)


def tables() -> dict[str, type[models.Model]]:
    return {model._meta.label: model for model in apps.get_models(include_auto_created=True)}


def test_every_table_is_compared_or_named_as_not_compared() -> None:
    whole = list(chain.from_iterable(one.split() for one in cover.NOT_COVERED.values()))
    assert sorted([*cover.COVERED, *whole]) == sorted(tables())


def test_what_is_said_to_be_compared_is_there() -> None:
    for table, covered in cover.COVERED.items():
        names = {one.name for one in tables()[table]._meta.concrete_fields}
        assert covered.columns <= names, table


def test_the_documents_name_what_is_not_compared() -> None:
    said = DOCS.read_text("utf-8")
    assert [gap.table for gap in cover.gaps() if f"`{gap.table}`" not in said] == []


@pytest.fixture
def lived(walk: Walk, opened: Open, cast: Cast) -> None:
    """A request to its return visit, one before its plan is answered, and a file on a sanction."""
    case = walk("visit_due")
    heard = Heard(
        method="phone",
        visited_person="陳美",
        outcome="satisfied",
        service_score=5,
        result_score=5,
        opinion="很滿意，沒有別的事了",
    )
    visit_owner(case=case, heard=heard, actor=cast.li, at=minutes(60 * 26))
    walk("plan_pending")
    opened("appealed")


def faults() -> list[str]:
    """All that verify finds beside the replay of the log, and what points to nothing: here every row is there."""
    found = chain(
        check_versions(), check_rows(), check_cases(), check_told(verify.TOLD), check_powers(), check_results(),
        check_words(WRITTEN), check_files(),
    )  # fmt: skip
    return [str(one) for one in found if isinstance(one, Fault)]


EMPTY = {"DateTimeField": minutes(1), "DateField": minutes(1).date(), "BooleanField": True, "DecimalField": Decimal()}


def other(column: Any, value: Any) -> Any:
    """Another value for this column than it has."""
    if column.is_relation:
        others = column.related_model._base_manager.exclude(pk=value)
        return others.values_list("pk", flat=True).first()
    if value is None:
        value = EMPTY.get(column.get_internal_type(), 0 if "Integer" in column.get_internal_type() else "")
    match value:
        case bool():
            return not value
        case int() | float() | Decimal():
            return value + 1
        case datetime() | date():
            return value - DAY
        case time():
            return value.replace(minute=59)
        case list():
            return [*value, "x"]
        case dict():
            return value | {"x": "y"}
        case _:
            choices = [key for key, _label in column.flatchoices if key != value]
            return choices[-1] if choices else f"{value or ''}x"[-(column.max_length or 400) :]


def changed(model: type[models.Model], name: str) -> Iterator[str]:
    """What is found once this column of one row is changed."""
    column: Any = model._meta.get_field(name)
    rows = list(model._base_manager.order_by("-pk")[:50])
    row = next((one for one in rows if getattr(one, column.attname) not in (None, "", [], {})), rows[0])
    value = other(column, getattr(row, column.attname))
    if column.is_relation and value is None:
        return
    with suppress(IntegrityError), transaction.atomic():  # what the database itself refuses needs no finding
        model._base_manager.filter(pk=row.pk).update(**{column.attname: value})
        yield from faults() or [""]
        transaction.set_rollback(True)


@contextmanager
def unconstrained() -> Iterator[None]:
    """SQLite sets its constraints aside, PostgreSQL does not. The connection goes on to the tests that follow."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def missed(*wanted: str) -> list[str]:
    """The columns of these tables that are said to be compared, and of which a change is not found."""
    assert faults() == []
    silent = []
    for table in wanted:
        model = tables()[table]
        assert model._base_manager.exists(), table
        with unconstrained():
            silent += [
                f"{table}.{name}" for name in sorted(cover.COVERED[table].columns) if "" in list(changed(model, name))
            ]
    return silent


@pytest.mark.django_db
def test_each_column_that_is_said_to_be_compared_is(lived: None) -> None:
    wanted = """
        cases.Case cases.HandlingRecord cases.Note cases.Quote cases.QuoteLine cases.ReturnVisit oversight.Appeal
        oversight.Sanction
    """
    assert missed(*wanted.split()) == []


@database
def test_verify_says_what_it_does_not_compare(walk: Walk, capsys: pytest.CaptureFixture[str], settings: Any) -> None:
    walk("plan_pending")
    with translation.override("en"):
        call_command("verify", "--quiet")
    told = capsys.readouterr().out
    assert "Not compared with the log, and why" in told
    assert "people.Resident" in told
    assert "cases.Quote" not in told  # of which only single columns are not

    call_command("verify", "--quiet", "--json")
    said = json.loads(capsys.readouterr().out)
    assert said["faults"] == []
    by_table = {one["table"]: one for one in said["not_compared"]}
    assert by_table["people.Resident"]["whole"]
    assert by_table["cases.Quote"]["whole"] is False
    assert "consent_at" in by_table["cases.Quote"]["columns"]
    assert "consent" not in by_table["cases.Quote"]["columns"]


@database
def test_faults_as_json(walk: Walk, capsys: pytest.CaptureFixture[str]) -> None:
    case: Case = walk("plan_pending")
    Quote.objects.filter(case=case).update(payer="company")
    capsys.readouterr()
    with pytest.raises(CommandError, match="1 fault was found"):
        call_command("verify", "--quiet", "--json")
    (fault,) = json.loads(capsys.readouterr().out)["faults"]
    assert fault == {
        "stream": case.stream,
        "what": "plan 1.1",
        "reason": "payer is 'company', but by the log it is 'owner'",
    }
