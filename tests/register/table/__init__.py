"""The register: for each clause a story that keeps it and one that breaks it. Who does what is told in ``acts``; when, here.

``;`` parts the acts; a time without a day is of day 1. ``as_of`` is when both are judged.
"""

from tests.register.table import grounds, requests, staff, supervision
from tests.register.table.row import Row

ROWS = (*requests.ROWS, *grounds.ROWS, *staff.ROWS, *supervision.ROWS)

__all__ = ["ROWS", "Row"]
