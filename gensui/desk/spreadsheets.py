"""Tables as files for other programs."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook

from gensui.people import cells


def spreadsheet(title: str, rows: Iterable[Iterable[Any]]) -> io.BytesIO:
    """Rows as a workbook of one sheet; the first stays in sight. Texts are harmless, numbers are numbers."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append(cells.row(row))
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def text(rows: Iterable[Iterable[Any]]) -> io.BytesIO:
    """Rows as CSV that a spreadsheet reads as UTF-8."""
    file = io.StringIO()
    csv.writer(file).writerows(cells.row(row) for row in rows)
    return io.BytesIO(file.getvalue().encode("utf-8-sig"))
