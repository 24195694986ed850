"""The cast after a month: November is over, and counted."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gensui.cases.actions import result
from gensui.ledger import due
from gensui.oversight.actions import sheets
from gensui.oversight.models import Month, MonthSheet
from gensui.people.models import Employee
from tests.cases.conftest import Walk, cast, walk
from tests.cast import MONDAY, Cast, minutes

__all__ = ["cast", "walk"]

NOVEMBER = date(2026, 11, 1)
AFTER = datetime(2026, 12, 1, 2, tzinfo=UTC)


@pytest.fixture
def november(cast: Cast, walk: Walk) -> Month:
    """One repair of Chen's that went well, and one that he let lie; counted on the first of December."""
    case = result.accept_result(case=walk("told"), actor=cast.mei, at=minutes(30))
    result.evaluate(case=case, actor=cast.mei, at=minutes(31), stars=5)
    walk("assigned")
    catch_up()
    return sheets.draft_month(site=cast.site, first_on=NOVEMBER, actor=cast.qin, at=AFTER)


def catch_up() -> None:
    """The engine reports day by day what ran out."""
    for day in range(9):
        due.sweep(at=MONDAY + timedelta(days=day))
        due.sweep(at=MONDAY + timedelta(days=day, seconds=1))


def sheet_of(month: Month, employee: Employee) -> MonthSheet:
    """Somebody's sheet."""
    return month.sheets.select_related("employee__department", "month__site").get(employee=employee)
