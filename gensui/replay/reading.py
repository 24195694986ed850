"""Reading somebody's table: ``read_rows`` is the one door, whatever the file is."""

from pathlib import Path

from gensui.replay.sentences import say
from gensui.replay.sheets import SheetRows
from gensui.replay.table import ANY_SOURCE, Cell, Rows, Source, Unreadable
from gensui.replay.text_files import TextRows

__all__ = ["Cell", "Rows", "Source", "Unreadable", "read_rows"]

TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")
SHEET_ENDINGS = (".xlsx", ".xlsm")

# The first bytes of files that often carry a wrong ending, and what they are in truth.
SIGNATURES = (
    (b"PK\x03\x04", "an Excel workbook or another zip archive", SHEET_ENDINGS),
    (b"\x1f\x8b", "packed with gzip", (".gz",)),
    (b"\xd0\xcf\x11\xe0", "an old or encrypted Excel workbook", ()),
    (b"%PDF", "a PDF document", ()),
)


def read_rows(path: Path | str, source: Source = ANY_SOURCE) -> Rows:
    """The rows of a .csv, .csv.gz or .xlsx file; its headings are read, and a text file is checked whole, at once.

    Refuses (``Unreadable``) a file that is missing, of another kind, damaged, or without a row of headings.
    """
    path = Path(path)
    name = path.name.lower()
    if path.is_dir():
        raise Unreadable(path, None, say("It is a folder; name one file."))
    if not path.exists():
        raise Unreadable(path, None, say("There is no such file."))
    if not name.endswith(TEXT_ENDINGS + SHEET_ENDINGS):
        reason = say("Its ending is none of {endings}.", endings=", ".join(TEXT_ENDINGS + SHEET_ENDINGS))
        raise Unreadable(path, None, reason)
    _refuse_disguise(path, name)
    return SheetRows(path, source) if name.endswith(SHEET_ENDINGS) else TextRows(path, source)


def _refuse_disguise(path: Path, name: str) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(4)
    except OSError as trouble:
        raise Unreadable(path, None, say("It cannot be read: {trouble}.", trouble=trouble.strerror)) from None
    if not head:
        raise Unreadable(path, None, say("The file is empty."))
    for signature, truth, endings in SIGNATURES:
        if head.startswith(signature) and not (endings and name.endswith(endings)):
            reason = say("Its content is {truth}, which its ending does not say.", truth=truth)
            raise Unreadable(path, None, reason)
