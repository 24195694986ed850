"""Training, assessment, reward and the policy itself."""

from tests.register.table.row import Row

ROWS: tuple[Row, ...] = ()

STILL_TO_TELL = frozenset(
    """
    5.1.1 5.1.2 5.1.5 5.1.6 5.1.7 5.1.8 5.2.1 5.2.2 5.2.3 5.2.7 5.2.8 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 7.2 7.3 7.5
    """.split()
)
