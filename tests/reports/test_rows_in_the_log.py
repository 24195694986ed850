"""Rows and streams belong together: what was wiped of the log, or taken from a table, is found."""

import inspect

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from gensui.cases.models import Case, Mailbox
from gensui.reports.verify import OWN, SHARED, check_rows
from gensui.security.models import DailyReport
from tests.cases.conftest import Walk, walk
from tests.cli.test_heads import lift
from tests.security.conftest import Arrive, arrived, cast

pytestmark = pytest.mark.database
__all__ = ["arrived", "cast", "walk"]


def test_a_stream_wiped_with_its_duties_is_found_by_its_row(
    arrived: Arrive, walk: Walk, capsys: pytest.CaptureFixture[str]
) -> None:
    entry, case = arrived(), walk("working")
    call_command("verify", "--quiet")
    for stream in (entry.stream, case.stream):
        lift("DELETE FROM ledger_obligation WHERE stream = %s", stream)
        lift("DELETE FROM ledger_event WHERE stream = %s", stream)
    with pytest.raises(CommandError, match="4"):
        call_command("verify", "--quiet")
    told = capsys.readouterr().out
    assert f"{entry.stream}: row: there is a row in security_gateentry, but nothing of it in the log" in told
    assert f"{case.stream}: row: there is a row in cases_case, but nothing of it in the log" in told


def test_a_row_taken_away_is_found_by_its_stream(arrived: Arrive, walk: Walk) -> None:
    entry, case = arrived(), walk("dispatched")
    assert list(check_rows()) == []
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_case WHERE id = %s", [case.pk])
        cursor.execute("DELETE FROM security_gateentry WHERE id = %s", [entry.pk])
    assert {(fault.stream, fault.reason) for fault in check_rows()} == {
        (one, "the log speaks of it, but its row is gone") for one in (case.stream, entry.stream)
    }
    assert not Case.objects.filter(pk=case.pk).exists()


def test_a_new_table_with_streams_is_compared_or_has_its_reason() -> None:
    """The report of a day is made from what happened, before anything of it is promised; a mailbox is one row of the settings."""
    named = {
        model for model in apps.get_models() if isinstance(inspect.getattr_static(model, "stream", None), property)
    }
    assert named == {*OWN.values(), *SHARED, DailyReport, Mailbox}
