"""Whether the database and the folder of pictures and papers can be written to: their disks are asked, not guessed."""

import errno
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction

ASKED = 1 << 20
"""So many bytes are taken and given back: what an act and its neighbours write before they are put in their place."""
SPILLS = """
SELECT max(line) FROM (SELECT md5(one::text) AS line FROM generate_series(1, 8000) AS one ORDER BY line OFFSET 0) AS lines
"""
"""Sorted in so little memory that PostgreSQL writes it to its disk; no table is touched, and nobody waits."""


def trouble() -> OSError | DatabaseError | None:
    """Why the database or the files' folder cannot be written to; None where both can. A full disk is not the only reason. No row
    is touched.
    """
    server = connection.vendor == "postgresql"
    return (_on_server() if server else _beside(str(connection.settings_dict["NAME"]))) or _of_files()


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
    if os.path.exists(database) and not os.access(database, os.W_OK):  # opened and closed, it would lose SQLite's locks
        return PermissionError(errno.EACCES, os.strerror(errno.EACCES), database)
    refused = _within(Path(database).parent)
    return OSError(refused.errno, refused.strerror, database) if refused else None


def _of_files() -> OSError | None:
    """The folder may be a disk of its own. It is made with the first file: until then its parent is asked, if that is there."""
    files = Path(settings.MEDIA_ROOT)
    folder = next((one for one in (files, files.parent) if one.is_dir()), None)
    refused = _within(folder) if folder else None
    return OSError(refused.errno, refused.strerror, str(folder)) if refused else None


def _within(folder: Path) -> OSError | None:
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
