"""A month's tables as a spreadsheet, with numbers that can be reckoned with."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from gensui.people import cells
from gensui.reports import words
from gensui.reports.figures import Figures
from gensui.reports.tables import Cell, Table

FORMATS = {"count": "#,##0", "share": "0.0%", "span": "[h]:mm:ss", "time": "yyyy-mm-dd hh:mm"}
DAY = 86_400
WIDTHS = {"text": 34, "time": 18, "count": 14, "share": 14, "span": 14}


def sheets(figures: Figures, tables: Sequence[Table], zone: str) -> bytes:
    """A sheet for each table, and one that says what was counted, when by the clock of the site, and the digest."""
    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(table.title[:31])
        sheet.freeze_panes = "A2"
        for place, cell in enumerate(table.rows[0] if table.rows else ()):
            sheet.column_dimensions[chr(65 + place)].width = WIDTHS[cell.sort]
        sheet.append([_bold(sheet, said) for said in cells.row(table.head)])
        for row in table.rows:
            sheet.append([_cell(sheet, cell) for cell in row])
        if not table.rows:
            sheet.append(cells.row([table.nothing]))
    about = book.create_sheet(_("This report"))
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 24, 70
    for pair in (
        (_("Month"), figures.month), (_("Counted at"), _local(figures, zone)), (_("Policy"), figures.policy),
        (_("Digest"), figures.digest),
        *((_("Not whole"), words.part_of(month, days)) for month, days in (figures.partial or {}).items()),
    ):  # fmt: skip
        about.append(cells.row(pair))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _local(figures: Figures, zone: str) -> str:
    at = datetime.fromisoformat(figures.counted_at)
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({words.clock_of(at, zone)})"


def _bold(sheet: Any, said: str) -> Any:
    cell = WriteOnlyCell(sheet, said)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, cell: Cell) -> Any:
    value = cell.value
    if cell.sort == "time":
        value = value.replace(tzinfo=None)
    elif cell.sort == "span" and value is not None:
        value = value / DAY
    elif cell.sort == "text" and value:
        value = cells.harmless(value)
    written = WriteOnlyCell(sheet, value)
    if cell.sort in FORMATS:
        written.number_format = FORMATS[cell.sort] + (f'" ({cell.reach})"' if cell.reach else "")
    return written
