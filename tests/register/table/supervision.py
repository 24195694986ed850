"""Supervision, complaints, sanctions and appeals."""

from tests.register.table.row import Row

ROWS: tuple[Row, ...] = ()

STILL_TO_TELL = frozenset(
    """
    6.1.1 6.1.2 6.1.3 6.1.6 6.1.7 6.1.8 6.3.1 6.3.2 6.3.3 6.3.4 6.3.5 6.3.6 6.3.7 6.3.9 6.3.10 6.3.11 6.3.12
    6.3.13 C22.1 C22.2 C22.3 C23.1 C24.1 C24.2 C24.3 C24.4
    """.split()
)
