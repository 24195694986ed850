"""The evidence pack of a case, and the spreadsheet of a month."""

import io
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pypdfium2
import pytest
import time_machine
from django.urls import reverse
from django.utils import translation
from PIL import Image

from gensui.cases.actions import files
from gensui.cases.models import Case
from gensui.ledger import queries as ledger
from gensui.people.acting import SYSTEM
from gensui.reports import figures, pack, paper, sheets, tables
from gensui.reports.actions import asking, making
from gensui.reports.facts import Month
from gensui.reports.models import Report
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn, sign_in
from tests.reports.conftest import DECEMBER

__all__ = ["sign_in"]
pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def picture(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (900, 600), colour).save(file, "PNG")
    return file.getvalue()


def pages(case: Case, cast: Cast, language: str = "en") -> pypdfium2.PdfDocument:
    asked = asking.ask_for_case(case=case, language=language, actor=cast.li, at=DECEMBER)
    making.make_next(actor=SYSTEM, at=DECEMBER)
    made = Report.objects.get(pk=asked.pk)
    assert made.state == "done"
    with made.file.open("rb") as file:
        return pypdfium2.PdfDocument(file.read())


def words(document: pypdfium2.PdfDocument) -> str:
    return "".join(page.get_textpage().get_text_range() for page in document)


def test_the_pack_holds_everything_and_no_number(walk: Walk, cast: Cast) -> None:
    case = walk("visit_due")
    files.attach(case=case, actor=cast.chen, at=minutes(90), kind="after", content=picture("teal"))
    files.attach(case=case, actor=cast.chen, at=minutes(91), kind="signature", content=picture("white"))
    document = pages(case, cast)
    said = words(document)

    assert case.number in said
    for event in ledger.events_of(case.stream):
        assert event.hash[:12] in said.replace("\r\n", ""), event.kind
    assert "172.00" in said  # two valves and the labour
    for text in ("4.2.1", "4.2.9", "陳美", "陳志", "no event is missing or changed", "signature"):
        assert text in said.replace("\r\n", " "), text
    assert "13900000001" not in said
    assert "0001" in said
    images = [one for page in document for one in page.get_objects() if one.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
    assert len(images) == 2


@pytest.mark.parametrize(("language", "said"), [("zh-hant", "證據包"), ("zh-hans", "证据包")])
def test_the_pack_speaks_the_language_asked_for(walk: Walk, cast: Cast, language: str, said: str) -> None:
    assert said in words(pages(walk("dispatched"), cast, language))


def test_a_record_that_was_tampered_with_is_said_so(walk: Walk, cast: Cast) -> None:
    case = walk("working")
    events = ledger.events_of(case.stream)
    assert pack.faults(case.stream, events) == []
    events[3].actor = "staff:K99"
    assert any("changed" in fault for fault in pack.faults(case.stream, events))
    del events[3]
    assert any("missing" in fault for fault in pack.faults(case.stream, events))


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_the_spreadsheet_says_what_the_tables_say(november: Cast, language: str) -> None:
    counted = figures.count(Month(november.site, date(2026, 11, 1)), DECEMBER)
    with translation.override(language):
        made = tables.tables(counted, paper.policy_of(counted))
        book = openpyxl.load_workbook(io.BytesIO(sheets.sheets(counted, made, november.site.zone)))
    assert len(book.sheetnames) == len(made) + 1
    for table, sheet in zip(made, book.worksheets, strict=False):
        rows = list(sheet.iter_rows(values_only=True))
        assert rows[0] == table.head
        if not table.rows:
            assert rows[1][0] == table.nothing
        for cells, row in zip(table.rows, rows[1:], strict=False):
            for cell, value in zip(cells, row, strict=True):
                if cell.sort in ("count", "share"):
                    assert value == cell.value, (table.key, cell)
                elif cell.sort == "text":
                    assert (value or "") == cell.value, (table.key, cell)
    assert counted.digest in [row[1].value for row in book.worksheets[-1].iter_rows()]


def test_a_share_of_few_carries_where_the_true_one_lies(november: Cast) -> None:
    counted = figures.count(Month(november.site, date(2026, 11, 1)), DECEMBER)
    with translation.override("en"):
        made = {one.key: one for one in tables.tables(counted, paper.policy_of(counted))}
        book = openpyxl.load_workbook(io.BytesIO(sheets.sheets(counted, list(made.values()), november.site.zone)))
    place, row = next((at, row) for at, row in enumerate(made["clauses"].rows) if row[0].value == "4.2.1")
    assert (row[3].value, row[4].value, row[5].value) == (1, 0, 1), "one kept, one not done"
    assert row[7].shown == "50.0 % (9.5–90.5 %)"
    assert "In brackets, of few promises" in made["clauses"].note
    cell = book.worksheets[list(made).index("clauses")].cell(place + 2, 8)
    assert (cell.value, cell.number_format) == (0.5, '0.0%" (9.5–90.5 %)"')


def test_the_spreadsheet_says_when_it_was_counted_on_the_clock_of_the_site(november: Cast, sign_in: SignIn) -> None:
    asked = asking.ask_for_month(
        site=november.site, kind="month", month=date(2026, 11, 1), language="en", actor=november.gm, at=DECEMBER
    )
    making.make_next(actor=SYSTEM, at=DECEMBER)
    with time_machine.travel(DECEMBER, tick=False):
        reader = sign_in(november.gm)
        reader.cookies["django_language"] = "en"
        made = reader.get(reverse("reporting_sheet", args=[asked.pk])).content
    about = {row[0].value: row[1].value for row in openpyxl.load_workbook(io.BytesIO(made)).worksheets[-1].iter_rows()}
    here = DECEMBER.astimezone(ZoneInfo(november.site.zone))
    assert about["Counted at"] == f"{here:%Y-%m-%d %H:%M} (UTC+08:00)"


def test_the_paper_says_what_the_tables_say(november: Cast) -> None:
    asked = asking.ask_for_month(
        site=november.site, kind="month", month=date(2026, 11, 1), language="en", actor=november.gm, at=DECEMBER
    )
    making.make_next(actor=SYSTEM, at=DECEMBER)
    asked.refresh_from_db()
    with asked.file.open("rb") as file:
        said = words(pypdfium2.PdfDocument(file.read())).replace("\r\n", " ")
    counted = figures.Figures.read(asked.figures or {})
    for table in tables.tables(counted, paper.policy_of(counted)):
        assert table.title in said
        for row in table.rows:
            for cell in row:
                if cell.is_number:
                    assert cell.shown in said, (table.key, cell)
