"""Tables in Excel workbooks."""

import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import cast
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet

from gensui.replay.sentences import say
from gensui.replay.table import Cell, Rows, Source, Unreadable, refuse_bomb, trimmed

# What openpyxl and the packing below it raise for a damaged workbook; there is no exception of their own for it.
BROKEN = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, struct.error, ParseError, EOFError, OSError,
    ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError,
)  # fmt: skip
DAMAGED = say("It is no Excel workbook, or it is damaged; open it in a spreadsheet program and save it again as .xlsx.")
AT_ONCE = 256


class SheetRows(Rows):
    """The rows of one sheet: the one that is named, or the first that holds anything."""

    def __init__(self, path: Path, source: Source) -> None:
        with _opened(path) as book:
            found = _find(path, book, source)
        self.sheet, self._heading, headings, size = found
        super().__init__(path, source, headings, size)

    def __iter__(self) -> Iterator[tuple[int, list[Cell]]]:
        width = len(self.headings)
        self.done = self.count = 0
        with _opened(self.path) as book:
            for number, cells in _records(_sheets(book)[self.sheet]):
                self.done = number
                if number > self._heading and any(cell is not None and cell != "" for cell in cells):
                    self.count += 1
                    yield number, trimmed(cells, width)


@contextmanager
def _opened(path: Path) -> Iterator[Workbook]:
    try:
        with zipfile.ZipFile(path) as packed:
            refuse_bomb(path, path.stat().st_size, sum(part.file_size for part in packed.infolist()))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            yield book
        finally:
            book.close()
    except BROKEN:
        raise Unreadable(path, None, DAMAGED) from None


def _sheets(book: Workbook) -> dict[str, ReadOnlyWorksheet]:
    """The sheets by name; charts hold no rows."""
    return {sheet.title: cast("ReadOnlyWorksheet", sheet) for sheet in book.worksheets}


def _find(path: Path, book: Workbook, source: Source) -> tuple[str, int, tuple[str, ...], int]:
    """The sheet, the number of its row of headings, the headings, and the number of rows if the file tells it."""
    sheets = _sheets(book)
    if source.sheet and source.sheet not in sheets:
        there = ", ".join(sheets)
        reason = say("It has no sheet called {sheet}; it has {sheets}.", sheet=source.sheet, sheets=there)
        raise Unreadable(path, None, reason)
    for name in [source.sheet] if source.sheet else list(sheets):
        size = sheets[name].max_row or 0
        for number, cells in _records(sheets[name]):
            filled = any(cell is not None and str(cell).strip() for cell in cells)
            if number == source.heading or (filled and not source.heading):
                headings = tuple("" if cell is None else str(cell).strip() for cell in trimmed(cells, 0))
                return name, number, headings, size
    raise Unreadable(path, None, say("The workbook is empty: no sheet has a row of headings."))


def _records(sheet: ReadOnlyWorksheet) -> Iterator[tuple[int, list[Cell]]]:
    """Each row with its number. The stated extent of the sheet is not believed: many programs write it wrong."""
    sheet.reset_dimensions()
    rows = enumerate(cast("Worksheet", sheet).iter_rows(values_only=True), start=1)
    while True:
        with warnings.catch_warnings():  # of dates out of range, which are told where the cell is read
            warnings.simplefilter("ignore")
            some = list(islice(rows, AT_ONCE))
        for number, cells in some:
            yield number, cast("list[Cell]", list(cells))
        if len(some) < AT_ONCE:
            return
