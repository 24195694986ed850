"""What a row of the register says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A clause, the story that keeps it, the story that breaks it, and when they are judged; those due ``since`` then.

    Where the house refuses what would break it, ``refused`` is a part of the sentence it answers with.
    """

    clause: str
    kept: str
    broken: str
    as_of: str = "1 18:00:00"
    since: str = "1 00:00:00"
    refused: str = ""
