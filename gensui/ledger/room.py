"""Whether the database can be written to: the database's own disk is asked, not guessed."""

import errno
import os
import tempfile
from pathlib import Path

from django.db import DatabaseError, connection, transaction

ASKED = 1 << 20
"""So many bytes are taken and given back: what an act and its neighbours write before they are put in their place."""
SPILLS = """
SELECT max(line) FROM (SELECT md5(one::text) AS line FROM generate_series(1, 8000) AS one ORDER BY line OFFSET 0) AS lines
"""
"""Sorted in so little memory that PostgreSQL writes it to its disk; no table is touched, and nobody waits."""


def trouble() -> OSError | DatabaseError | None:
    """Why the database cannot be written to; None where it can. A disk that is full is not the only reason. No row is touched."""
    return _on_server() if connection.vendor == "postgresql" else _beside(str(connection.settings_dict["NAME"]))


def _on_server() -> DatabaseError | None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '64kB'")
            cursor.execute(SPILLS)
    except DatabaseError as full:
        return full
    return None


def _beside(database: str) -> OSError | None:
    """SQLite writes beside its file: a file of its own is made there, as large as what may have to be written."""
    folder = Path(database).parent
    if os.path.exists(database) and not os.access(database, os.W_OK):  # opened and closed, it would lose SQLite's locks
        return PermissionError(errno.EACCES, os.strerror(errno.EACCES), database)
    try:
        with tempfile.TemporaryFile(dir=folder) as taken:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(taken.fileno(), 0, ASKED)
            else:
                taken.write(bytes(ASKED))
                taken.flush()
    except OSError as refused:
        return refused
    return None
