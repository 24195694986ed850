"""Where the columns of a mapping stand in a table, and what its cells say."""

from collections import abc

from gensui.replay.folding import folded, nearest
from gensui.replay.sentences import say
from gensui.replay.table import Cell
from gensui.replay.terms import Column, Mapping, Mistake
from gensui.replay.words import fold_cell


class Places:
    """The place of each column by its name; a name that is not there, or there twice, is noted."""

    def __init__(self, headings: abc.Sequence[str]) -> None:
        self.headings = headings
        self.mistakes: list[Mistake] = []
        self._exact = _by_name(headings)
        self._folded = _by_name([folded(heading) for heading in headings])

    def of(self, column: Column) -> int:
        """The place, from 0. Found by the exact heading first, then without regard to case, width and blanks."""
        for name, places in ((column.name, self._exact), (folded(column.name), self._folded)):
            found = places.get(name, [])
            if len(found) == 1:
                return found[0]
            if found:
                places_told = ", ".join(f"#{place + 1}" for place in found)
                self._wrong(column, "The heading {column} stands {times} times; say which: {places}.",
                            times=len(found), places=places_told)  # fmt: skip
                return 0
        number = column.name.removeprefix("#")
        if column.name.startswith("#") and number.isdecimal() and 1 <= int(number) <= len(self.headings):
            return int(number) - 1
        near = ", ".join(nearest(column.name, [heading for heading in self.headings if heading]))
        self._wrong(column, "There is no column {column}; there is {near}.", near=near)
        return 0

    def _wrong(self, column: Column, text: str, **parts: object) -> None:
        self.mistakes.append(Mistake(column.line, column.where, say(text, column=repr(column.name), **parts)))


def _by_name(headings: abc.Iterable[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, heading in enumerate(headings):
        found.setdefault(heading, []).append(place)
    found.pop("", None)
    return found


class Cells:
    """Reads single cells: what counts as empty, and numbers that were meant as text."""

    def __init__(self, mapping: Mapping) -> None:
        self._empty = mapping.empty
        self._longest = max(map(len, mapping.empty), default=0)

    def filled(self, cell: Cell) -> Cell:
        """The cell, text without blanks around it; nothing if it is empty or says so."""
        if isinstance(cell, str):
            cell = cell.strip()
            return None if len(cell) <= self._longest and fold_cell(cell) in self._empty else cell
        return cell

    def text(self, cell: Cell) -> str:
        """The cell as text; a number that is whole loses the ``.0`` which a spreadsheet gave it."""
        cell = self.filled(cell)
        if isinstance(cell, str):
            return cell[:-2] if cell.endswith(".0") and cell[:-2].isdecimal() else cell
        if isinstance(cell, float) and cell.is_integer():
            return str(int(cell))
        return shown(cell)


def shown(cell: Cell) -> str:
    """The cell as a person would write it."""
    if cell is None:
        return ""
    return str(cell)
