"""One state of the database, read as long as it takes, while the house goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

ONE_STATE = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


@contextmanager
def reading() -> Iterator[None]:
    """Every query of the block sees what the first one saw. Writers neither wait for it nor are seen.

    For reading only. Within a transaction that runs already, its isolation is what there is.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(ONE_STATE)
            yield
    else:
        sqlite: Any = connection
        sqlite.ensure_connection()  # which sets the mode
        usual, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"  # IMMEDIATE would lock writers out
        try:
            with transaction.atomic():
                yield
        finally:
            sqlite.transaction_mode = usual
