"""A paste can carry control characters along: they are taken out at every door, and no export fails on what is stored."""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from gensui.cases.models import Case
from gensui.cli import bringing
from gensui.core.plain import plain, plain_values
from gensui.people.actions import tokens
from gensui.people.models import Area, Employee, Resident
from gensui.replay.reading import read_rows
from tests.api.conftest import SAID
from tests.cast import MONDAY, Cast
from tests.desk.conftest import SignIn
from tests.desk.test_hostile import said
from tests.portal.conftest import come_in

pytestmark = pytest.mark.database
__all__ = ["come_in"]
PASTED = "廚房\x0b漏水\x1b[0m\x7f\x85\ufffe\n\t請快"
KEPT = "廚房漏水[0m\n\t請快"


def test_only_control_characters_go() -> None:
    assert plain(PASTED) == KEPT
    assert plain("👩‍👩‍👧 \u202e𠮷\r\n") == "👩‍👩‍👧 \u202e𠮷\r\n"
    assert plain_values({"a\x0b": ["\ud800x", 1, None, {"b": "\x0c"}]}) == {"a": ["x", 1, None, {"b": ""}]}
    with pytest.raises(ValueError, match="deep"):
        plain_values(json.loads("[" * 100 + "]" * 100))


def test_the_desk_takes_them_out(cast: Cast, english: SignIn) -> None:
    english(cast.li).post(reverse("intake"), said(PASTED, place="水槽\x0b下", requester_name="陳\x0b美"))
    case = Case.objects.get()
    assert (case.content, case.place, case.requester_name) == (KEPT, "水槽下", "陳美")


def test_the_owners_page_takes_them_out(cast: Cast, come_in: Callable[[Resident], Client]) -> None:
    given = {"content": PASTED, "matter": "REP.WAT.LEAK", "where": "home", "place": "水槽\x0c下", "once": "my:1"}
    assert come_in(cast.mei).post(reverse("my_report"), given).status_code == 302
    case = Case.objects.get()
    assert (case.content, case.place) == (KEPT, "水槽下")


def test_programs_take_them_out(cast: Cast) -> None:
    at = timezone.now()
    key = tokens.issue_token(employee=cast.li, name="x", lasts=timedelta(days=1), actor="operator", at=at)
    answer = Client().post(
        "/api/v1/cases",
        json.dumps(SAID | {"content": PASTED}),
        "application/json",
        headers={"Authorization": f"Bearer {key}"},
    )
    assert answer.status_code == 422
    (field,) = answer.json()["fields"]
    assert (field["where"], "控制字元" in field["sentence"]) == ("content", True)
    assert not Case.objects.exists()


def test_an_import_takes_them_out(cast: Cast, tmp_path: Any) -> None:
    file = tmp_path / "areas.csv"
    file.write_bytes("name\n東門\x0b\n".encode())
    list(bringing.bring_in(bringing.KINDS["areas"], read_rows(file), cast.site, MONDAY))
    assert Area.objects.filter(site=cast.site, name="東門").exists()


def test_lists_are_exported_whatever_is_stored(cast: Cast, english: SignIn) -> None:
    client = english(cast.li)
    client.post(reverse("intake"), said("漏水"))
    Case.objects.update(content=f"=1+1{PASTED}", place="\x0b")
    Employee.objects.filter(pk=cast.li.pk).update(name="@李\x0b")
    answer: Any = client.get(reverse("case_export"))
    assert answer.status_code == 200
    (sheet,) = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets
    texts = [str(cell.value) for row in sheet.iter_rows(min_row=2) for cell in row]
    assert f"'=1+1{KEPT}" in texts
    assert "'@李" in texts


def test_the_training_record_is_exported_whatever_is_stored(cast: Cast, english: SignIn) -> None:
    Employee.objects.filter(pk=cast.chen.pk).update(name="=陳\x0b")
    assert english(cast.hr).get(reverse("training_export")).status_code == 200
