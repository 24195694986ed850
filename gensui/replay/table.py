"""A table of somebody's file: its headings, its rows as they stand, and why it cannot be read."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from gensui.replay.sentences import Sentence, say

Cell = str | int | float | bool | datetime | date | time | timedelta | None

LARGEST_RATIO = 200
LARGEST_UNASKED = 64 * 2**20


class Unreadable(Exception):
    """The file cannot be read as a table: ``file``, ``place`` in it (may be empty) and ``reason``, a sentence."""

    def __init__(self, file: Path, place: Sentence | None, reason: Sentence) -> None:
        super().__init__(file, place, reason)
        self.file = file
        self.place = place
        self.reason = reason

    def __str__(self) -> str:
        where = f"{self.file}, {self.place}" if self.place else str(self.file)
        return f"{where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Source:
    """What a mapping says of the file itself; what is left empty is found out.

    ``heading`` is the number of the row that holds the headings; 0 takes the first row that is not empty.
    """

    sheet: str = ""
    encoding: str = ""
    heading: int = 0


ANY_SOURCE = Source()


class Rows(ABC):
    """The rows of a file below its headings. Iterate as often as needed; each time the file is read anew.

    Yields the number of each row as a person sees it in a spreadsheet, and its cells, as many as there are headings;
    further cells follow only where they hold something. Empty rows are left out but counted. ``done`` of ``size`` is
    read so far (bytes, or rows of a sheet; ``size`` 0 means unknown); ``count`` rows were yielded so far.
    """

    def __init__(self, path: Path, source: Source, headings: tuple[str, ...], size: int) -> None:
        self.path = path
        self.source = source
        self.headings = headings
        self.size = size
        self.done = 0
        self.count = 0

    @abstractmethod
    def __iter__(self) -> Iterator[tuple[int, list[Cell]]]: ...


def trimmed(cells: list[Cell], width: int) -> list[Cell]:
    """The row filled up to ``width``, without empty cells beyond it."""
    if len(cells) < width:
        return cells + [None] * (width - len(cells))
    while len(cells) > width and cells[-1] in (None, ""):
        cells.pop()
    return cells


def refuse_bomb(path: Path, packed: int, unpacked: int) -> None:
    """Refuse a packed file that grows beyond what any table does."""
    if unpacked > LARGEST_UNASKED and unpacked > packed * LARGEST_RATIO:
        reason = "It unpacks to more than {ratio} times its size, as no table does; unpack it yourself if you trust it."
        raise Unreadable(path, None, say(reason, ratio=LARGEST_RATIO))
