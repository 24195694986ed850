"""The cast after a month: November is over, and counted."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gensui.cases.actions import result
from gensui.core.scoring import LEADING
from gensui.ledger import due, policies
from gensui.oversight import sheet_queries
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


def counted_twice(month: Month) -> list[str]:
    """What is a missed point of two indicators that weigh on one sheet: nothing, of anybody. What a team's score is made of is
    told by the sheets of its people, but for what weighs by itself on the sheet of whoever leads it, and for errors.
    """
    found = []
    judged = policies.judged(policies.in_force(policies.newest(), month.until))
    for sheet in month.sheets.select_related("employee__department", "month__site").order_by("pk"):
        against: dict[tuple[str, str, int], str] = {}
        weighed = [key for key in judged[sheet.post].weights if not (sheet.post in LEADING and key == "TEAM")]
        for key in weighed:
            facts = sheet_queries.facts_of(month, sheet, key)
            for fact in {one.key for one in facts if one.verdict in ("failed", "half")}:
                if fact in against:
                    found.append(f"{sheet.employee.number} {sheet.post}: {fact} in {against[fact]} and {key}")
                against[fact] = key
    return found
