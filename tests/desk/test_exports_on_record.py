"""A list that leaves the house as a file stays on record: who, which list, which filters, how many rows."""

import ast
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.ledger.models import Event
from gensui.people.actions import exports
from tests.cases.conftest import Walk
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.desk.test_reporting import made
from tests.reports.conftest import DECEMBER, november

__all__ = ["november"]
pytestmark = pytest.mark.database


def exported() -> list[tuple[str, str, dict[str, object]]]:
    found = Event.objects.filter(kind="list.exported").order_by("pk")
    return [(event.stream, event.actor, event.data) for event in found]


def test_the_list_of_cases(cast: Cast, walk: Walk, english: SignIn) -> None:
    walk("working"), walk("told")
    english(cast.li).get(reverse("case_export"), {"state": "working", "q": "陳美"})
    [(stream, actor, data)] = exported()
    assert (stream, actor) == (cast.li.key, cast.li.key)
    assert data["list"] == "cases"
    assert data["filters"] == ["q", "state=working"], "what was searched for may be somebody's name"
    assert data["rows"] == 1


def test_the_records_of_training(cast: Cast, english: SignIn) -> None:
    english(cast.hr).get(reverse("training_export"), {"year": "2026"})
    [(stream, _actor, data)] = exported()
    assert (stream, data) == (cast.hr.key, {"list": "training", "filters": ["year=2026"]})


def test_a_report_as_a_sheet_and_on_paper(november: Cast, english: SignIn, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(DECEMBER, tick=False):
        report = made(november)
        client = english(november.gm)
        assert client.get(reverse("reporting_sheet", args=[report.pk])).status_code == 200
        assert client.get(reverse("reporting_file", args=[report.pk])).status_code == 200
        assert english(november.li).get(reverse("reporting_sheet", args=[report.pk])).status_code in (403, 404)
    (sheet, paper) = exported()
    assert sheet[:2] == paper[:2] == (november.gm.key, november.gm.key)
    assert sheet[2]["list"] == "report-month"
    assert sheet[2]["filters"] == ["period=2026-11"]
    assert sheet[2]["rows"] > 20  # type: ignore[operator]
    assert (paper[2]["filters"], paper[2]["rows"]) == (["period=2026-11"], 1)


RECORDS = {"note_list_export", "note_export", "export_payroll", "_note"}
"""What puts on record that something left the house."""


def views_with_attachments() -> dict[str, set[str]]:
    """Every function of a face that answers with an attachment, or hands out a stored report, and what it calls."""
    found = {}
    for path in sorted(Path(exports.__file__).parents[2].glob("*/*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                source = ast.unparse(node)
                if (
                    "as_attachment=True" in source
                    or "attachment; filename" in source
                    or "filename=found.name" in source
                ):
                    calls = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
                    found[node.name] = {ast.unparse(one).split(".")[-1] for one in calls}
    return found


def test_whatever_answers_with_a_file_to_keep_leaves_its_record() -> None:
    views = views_with_attachments()
    assert {"case_export", "training_export", "reporting_sheet", "reporting_file", "pay_export", "export"} <= set(views)
    assert {name for name, calls in views.items() if not calls & RECORDS} == set()
