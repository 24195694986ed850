"""Why ninety is no more than good, how many have no grade, and that what is counted anew is confirmed anew."""

import csv
import io
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from gensui.oversight.actions import sheets
from gensui.oversight.models import Month, MonthSheet
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.oversight.counted import NOVEMBER, november
from tests.oversight.test_sheets import LATER, confirm_all, published

__all__ = ["november"]
pytestmark = pytest.mark.database

PERIOD = "2026-11"
MONTH = reverse("assessment_month", args=[PERIOD])


def graded(month: Month, cast: Cast) -> None:
    """Zhao is excellent with 95.2, Chen good with 90.3: one place of two."""
    for who, total, grade, factor in ((cast.zhao, "95.2", "excellent", "1.2"), (cast.chen, "90.3", "good", "1.0")):
        MonthSheet.objects.filter(month=month, employee=who).update(
            total=Decimal(total), exact=total, grade=grade, reason="", coefficient=Decimal(factor)
        )


def test_the_line_is_said_wherever_the_grade_is(november: Month, cast: Cast, english: SignIn) -> None:
    graded(published(november, cast), cast)
    line = "The last of them has 95.2."
    with time_machine.travel(LATER, tick=False):
        assert line in english(cast.chen).get(reverse("assessment_sheet", args=[PERIOD, "M07"])).content.decode()
        above = english(cast.zhao).get(reverse("assessment_sheet", args=[PERIOD, cast.zhao.number])).content.decode()
        assert line not in above
        assert line in english(cast.gm).get(MONTH).content.decode()
        answer = english(cast.hr).post(reverse("assessment_payroll", args=[PERIOD, "csv"]))
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    (chen,) = [row for row in rows if row[0] == "M07"]
    assert chen[-1] == "below the best fifth of the department, the last of which has 95.2"


def test_the_month_says_how_many_have_no_grade_and_why(november: Month, cast: Cast, english: SignIn) -> None:
    with time_machine.travel(LATER, tick=False):
        page = english(cast.gm).get(MONTH).content.decode()
    thin = november.sheets.filter(reason="thin").count()
    assert thin > 0
    assert f"{thin} too little is known for a grade" in page


def test_a_month_counted_anew_is_not_ticked_as_confirmed(november: Month, cast: Cast, english: SignIn) -> None:
    month = confirm_all(november, cast)
    assert month.state == Month.State.CONFIRMED
    with time_machine.travel(LATER, tick=False):
        ticked = english(cast.gm).get(MONTH).content.decode().count("✓")
        sheets.draft_month(site=cast.site, first_on=NOVEMBER, actor=cast.hr, at=LATER)
        after = english(cast.gm).get(MONTH).content.decode()
    assert after.count("✓") < ticked
