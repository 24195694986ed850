"""Tables of delimited text, packed with gzip or not."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import IO, cast

from gensui.replay import encodings
from gensui.replay.sentences import say
from gensui.replay.table import Cell, Rows, Source, Unreadable, refuse_bomb, trimmed

DELIMITERS = ",;\t|"
HEAD_ROWS = 50
HEAD_LINES = 200
PROGRESS_EVERY = 256
END = "\x1cEND"

UNCLOSED = say("A cell is never closed: its quotation mark has no partner.")
TOO_LONG = say("A cell is too long for a table; a quotation mark without its partner is the usual reason.")
CUT_OFF = say("The packed file ends too early: it was cut off. Copy it again.")
DAMAGED = say("The packed file is damaged, or it is not packed with gzip although its name says so.")


class _Guarded:
    """A stream that refuses to unpack without end."""

    def __init__(self, path: Path, stream: IO[bytes]) -> None:
        self._path, self._stream, self._unpacked = path, stream, 0
        self._packed = path.stat().st_size

    def seek(self, offset: int, /) -> int:
        self._unpacked = offset
        return self._stream.seek(offset)

    def read(self, size: int, /) -> bytes:
        chunk = self._stream.read(size)
        self._unpacked += len(chunk)
        refuse_bomb(self._path, self._packed, self._unpacked)
        return chunk


class TextRows(Rows):
    """The rows of a text file; ``encoding`` and ``delimiter`` tell how it is read."""

    def __init__(self, path: Path, source: Source) -> None:
        with _opened(path) as (_, stream):
            self.encoding = encodings.detect(path, _Guarded(path, stream), source.encoding)
        self.delimiter = _delimiter(path, self.encoding, source.heading)
        self._heading, headings = self._find_headings(path, source.heading)
        super().__init__(path, source, headings, path.stat().st_size)

    def _find_headings(self, path: Path, wanted: int) -> tuple[int, tuple[str, ...]]:
        for number, cells in _records(path, self.encoding, self.delimiter):
            headings = [cell.strip() for cell in cells]
            if number == wanted or (not wanted and any(headings)):
                while headings and not headings[-1]:
                    headings.pop()
                return number, tuple(headings)
        raise Unreadable(path, None, say("The file is empty: it has no row of headings."))

    def __iter__(self) -> Iterator[tuple[int, list[Cell]]]:
        width = len(self.headings)
        self.done = self.count = 0
        for number, cells in _records(self.path, self.encoding, self.delimiter, self):
            if number <= self._heading or not any(cells):
                continue
            self.count += 1
            row = cast("list[Cell]", cells)
            yield number, row if len(cells) == width else trimmed(row, width)
        self.done = self.size


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """The file as it lies on the disk, and its content unpacked; what goes wrong is told as ``Unreadable``."""
    try:
        with path.open("rb") as packed:
            if path.suffix.lower() == ".gz":
                with gzip.open(packed) as unpacked:
                    yield packed, cast("IO[bytes]", unpacked)
            else:
                yield packed, packed
    except EOFError:
        raise Unreadable(path, None, CUT_OFF) from None
    except (gzip.BadGzipFile, zlib.error):
        raise Unreadable(path, None, DAMAGED) from None
    except OSError as trouble:
        raise Unreadable(path, None, say("It cannot be read: {trouble}.", trouble=trouble.strerror)) from None


def _records(
    path: Path, encoding: str, delimiter: str, progress: Rows | None = None
) -> Iterator[tuple[int, list[str]]]:
    """Each record with its number, empty ones too. A last line of our own shows whether all quotations are closed."""
    number = 0
    with _opened(path) as (packed, stream), io.TextIOWrapper(stream, encoding=encoding, newline="") as text:
        reader = csv.reader(chain(text, [END]), delimiter=delimiter)
        try:
            for number, cells in enumerate(reader, start=1):
                if cells and cells[-1].endswith(END):
                    if cells != [END]:
                        raise Unreadable(path, say("row {row}", row=number), UNCLOSED)
                    return
                if progress is not None and number % PROGRESS_EVERY == 0:
                    progress.done = packed.tell()
                yield number, cells
        except csv.Error:
            raise Unreadable(path, say("row {row}", row=number + 1), TOO_LONG) from None


def _delimiter(path: Path, encoding: str, heading: int) -> str:
    """The delimiter under which most of the first rows are as wide as the headings, and the headings widest."""
    with _opened(path) as (_, stream), io.TextIOWrapper(stream, encoding=encoding, newline="") as text:
        lines = list(islice(text, HEAD_LINES))
    return max(DELIMITERS, key=lambda delimiter: _fit(lines, delimiter, heading))


def _fit(lines: list[str], delimiter: str, heading: int) -> tuple[float, int]:
    try:
        records = list(csv.reader(lines, delimiter=delimiter))[max(0, heading - 1) :]
    except csv.Error:
        return 0.0, 0
    widths = [len(cells) for cells in records if any(cells)][:HEAD_ROWS]
    if not widths or widths[0] < 2:
        return 0.0, 0
    return sum(width == widths[0] for width in widths) / len(widths), widths[0]
