"""A sheet judges on enough evidence only, and by what stands: no veto of a file that was dropped, no grade of nothing."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.ledger import due
from gensui.oversight.actions import sanctions, sheets
from gensui.oversight.models import Month, MonthSheet
from gensui.people.acting import SYSTEM
from gensui.people.models import Employee
from tests.cast import MONDAY, Cast
from tests.desk.conftest import SignIn
from tests.oversight.counted import AFTER, NOVEMBER, november, sheet_of
from tests.oversight.filed import FILE_AT, Open, opened

__all__ = ["november", "opened"]
pytestmark = pytest.mark.database
EARLY = FILE_AT - timedelta(days=14)
"""A file of this day can no longer be appealed before the month ends."""


@pytest.fixture(autouse=True)
def _december() -> Iterator[None]:
    with time_machine.travel(AFTER + timedelta(hours=1), tick=False):
        yield


def counted(cast: Cast, employee: Employee) -> MonthSheet:
    due.sweep(at=AFTER)
    month = sheets.draft_month(site=cast.site, first_on=NOVEMBER, actor=cast.hr, at=AFTER)
    return sheet_of(month, employee)


def weighed(sheet: MonthSheet) -> list[tuple[Any, ...]]:
    return list(sheet.lines.order_by("indicator").values_list("indicator", "part", "whole", "judged", "score"))


def page_of(client: Any, employee: Employee) -> str:
    answer = client.get(reverse("assessment_sheet", args=["2026-11", employee.number]))
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def test_who_did_no_work_has_no_grade_and_reads_why(november: Month, cast: Cast, english: SignIn) -> None:
    sheet = sheet_of(november, cast.guard)
    assert (sheet.total, sheet.grade, sheet.coefficient, sheet.reason) == (None, "", Decimal("1.0"), "thin")
    page = page_of(english(cast.guard), cast.guard)
    assert "Behind 0 of a hundred of weight there are facts, 0 in all. It takes 60, and 10 facts, for a grade" in page


def test_a_few_facts_are_told_with_where_the_rate_may_lie(november: Month, cast: Cast, english: SignIn) -> None:
    line = sheet_of(november, cast.chen).lines.get(indicator="K06")
    assert (line.part, line.whole, line.judged, line.basis) == ("1", 2, Decimal("83.3"), "leaning")
    page = page_of(english(cast.chen), cast.chen)
    assert "of few: 9.5 to 90.5 %" in page
    assert 'aria-label="50.0 %, the true rate between 9.5 and 90.5 %"' in page, "drawn, too"
    assert "judged by 83.3 % (leans on what is good)" in page


def test_the_four_that_must_count_stand_on_every_sheet(november: Month) -> None:
    for sheet in november.sheets.all():
        assert {"K03", "K15", "K19", "K23"} <= set(sheet.lines.values_list("indicator", flat=True)), sheet


def test_no_lapse_counts_twice_on_a_sheet(november: Month, cast: Cast, english: SignIn) -> None:
    client = english(cast.chen)
    late = client.get(reverse("assessment_facts", args=["2026-11", cast.chen.number, "K06"])).content.decode()
    wrong = client.get(reverse("assessment_facts", args=["2026-11", cast.chen.number, "K23"])).content.decode()
    assert ("4.2.1" in late, "4.2.1" in wrong) == (True, False)
    assert "C30.1" in wrong  # what no other line of his weighs


def grave(opened: Open, state: str) -> Any:
    return opened(state, severity="critical", at=EARLY)


def test_a_file_that_is_dropped_lowers_nothing(november: Month, cast: Cast, opened: Open) -> None:
    before = sheet_of(november, cast.chen)
    found = grave(opened, "asked")
    assert counted(cast, cast.chen).reason == before.reason
    sanctions.drop_file(sanction=found, words="查無此事", actor=cast.chief, at=EARLY + timedelta(hours=2))
    after = counted(cast, cast.chen)
    assert (after.reason, after.grade, after.coefficient) == (before.reason, before.grade, before.coefficient)


@pytest.mark.parametrize("state", ["heard", "proposed", "issued", "served", "appealed"])
def test_nothing_vetoes_before_it_can_no_longer_be_appealed(
    november: Month, cast: Cast, opened: Open, state: str
) -> None:
    before = sheet_of(november, cast.chen)
    lines = weighed(before)
    grave(opened, state)
    sheet = counted(cast, cast.chen)
    assert (sheet.reason, sheet.total, sheet.grade) == (before.reason, before.total, before.grade)
    assert weighed(sheet) == lines, "no line of the sheet loses a point either"


def test_what_stands_vetoes_in_the_month_in_which_it_takes_effect(cast: Cast, november: Month, opened: Open) -> None:
    found = grave(opened, "served")
    sanctions.settle(actor=SYSTEM, at=AFTER)
    found.refresh_from_db()
    assert found.state == "effective"
    assert found.effective_at is not None
    assert MONDAY - timedelta(days=14) < found.effective_at < november.until
    sheet = counted(cast, cast.chen)
    assert (sheet.reason, sheet.grade, sheet.coefficient) == ("veto", "fail", Decimal("0.5"))
