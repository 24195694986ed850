"""Whoever leads is judged by a team of which something is known, not by the own hands, and reads whose scores make the line."""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.oversight import sheet_rows, verify
from gensui.oversight.models import Month, MonthSheet
from gensui.people.models import Employee
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.oversight.counted import AFTER, november, sheet_of
from tests.oversight.test_sheets import published

__all__ = ["november"]
pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _december() -> Iterator[None]:
    with time_machine.travel(AFTER + timedelta(hours=1), tick=False):
        yield


def door(client: Any, whose: Employee, status: int = 200) -> str:
    answer = client.get(reverse("assessment_facts", args=["2026-11", whose.number, "TEAM"]))
    assert answer.status_code == status
    text: str = answer.content.decode()
    return text


def keys(sheet: MonthSheet) -> set[str]:
    return {one.key for one in sheet_rows.team_of(sheet)}


def test_a_head_reads_whose_scores_make_the_line(november: Month, cast: Cast, english: SignIn) -> None:
    sheet = sheet_of(november, cast.chief)
    team, line = sheet_rows.team_of(sheet), sheet.lines.get(indicator="TEAM")
    assert {cast.chen.key, cast.zhao.key} <= keys(sheet)
    assert Fraction(line.part) == sum((one.score for one in team), Fraction(0)) / 100
    page = door(english(cast.chief), cast.chief)
    for one in (cast.chen, cast.zhao):
        assert f'<a href="{reverse("assessment_sheet", args=["2026-11", one.number])}">{one.name}</a>' in page
    assert [one.key for one in team if one.known] == [cast.chen.key]
    assert f"Known well enough for a grade: 1 of {len(team)}." in page
    assert "a member of the team" not in page
    assert cast.chen.name in door(english(cast.hr), cast.chief)


def test_a_leader_reads_the_scores_of_the_others_without_names(november: Month, cast: Cast, english: SignIn) -> None:
    sheet = sheet_of(november, cast.zhao)
    assert cast.chen.key in keys(sheet)
    assert {cast.zhao.key, cast.chief.key} & keys(sheet) == set()
    page = door(english(cast.zhao), cast.zhao)
    assert page.count("a member of the team") == len(keys(sheet)) > 0
    assert cast.chen.name not in page


def test_nobody_else_comes_through_that_door(november: Month, cast: Cast, english: SignIn) -> None:
    for one in (cast.chen, cast.zhao, cast.head, cast.stranger):
        door(english(one), cast.chief, status=404)


def test_a_team_is_evidence_as_far_as_its_people_are_known(november: Month, cast: Cast, english: SignIn) -> None:
    sheet = sheet_of(november, cast.chief)
    assert (sheet.reason, sheet.grade) == ("thin", "")
    address = reverse("assessment_sheet", args=["2026-11", sheet.employee.number])
    page = english(sheet.employee).get(address).content.decode()
    own = sum(line.usual_weight for line in sheet.lines.exclude(indicator="TEAM") if line.whole + line.waived)
    assert own < 60 < own + 35, "with all of its weight there would be a grade"
    assert f"Behind {own + 35 // 2} of a hundred of weight there are facts" in page, "one of two is known"


def test_a_month_of_an_earlier_release_says_that_its_scores_were_not_kept(
    november: Month, cast: Cast, english: SignIn
) -> None:
    sheet = sheet_of(november, cast.chief)
    del sheet.circumstances["team"]
    sheet.save(update_fields=["circumstances"])
    assert "the single scores were not kept" in door(english(cast.chief), cast.chief)


def test_a_score_that_somebody_changed_is_found(november: Month, cast: Cast) -> None:
    month = published(november, cast)
    assert list(verify.check_months()) == []
    sheet = sheet_of(month, cast.chief)
    sheet.circumstances["team"][0][1] = "100"
    sheet.save(update_fields=["circumstances"])
    assert any(cast.chief.key in str(fault) for fault in verify.check_months())
