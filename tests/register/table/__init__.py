"""The register: for each clause a story that keeps it and one that breaks it. Who does what is told in ``acts``; when, here.

``;`` parts the acts; a time without a day is of day 1. ``as_of`` is when both are judged.
"""

from tests.register.table import grounds, requests, staff, supervision
from tests.register.table.row import Row

ROWS = (*requests.ROWS, *grounds.ROWS, *staff.ROWS, *supervision.ROWS)
STILL_TO_TELL = staff.STILL_TO_TELL
"""Clauses that can be kept and broken and whose two stories are still to be written; a new clause brings its own."""

__all__ = ["ROWS", "STILL_TO_TELL", "Row"]
