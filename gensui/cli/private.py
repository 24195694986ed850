"""What is kept is read by its owner only: database, keys, uploaded files, messages and backups, whatever the shell's umask is."""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

FOLDER, FILE = 0o700, 0o600
OTHERS = stat.S_IRWXG | stat.S_IRWXO
KEYS = ("secret-key", "digest-keys", "field-keys")
FOLDERS = ("files", "mail", "sms")
BESIDE = ("", "-wal", "-shm", "-journal")
"""What SQLite keeps beside its file, under the same name."""


def from_now_on() -> None:
    """Whatever this process and those it starts make is for its owner only."""
    os.umask(os.umask(OTHERS) | OTHERS)


def kept(data: Path, database: str) -> list[Path]:
    """What of our own lies there and holds what others may not read."""
    found = [data / name for name in (*KEYS, *FOLDERS)]
    if database:
        found += [Path(f"{database}{end}") for end in BESIDE]
    return [path for path in found if path.exists()]


def narrow(paths: Iterable[Path]) -> None:
    """Take away what others may do with these. What belongs to somebody else stays as it is, and ``wide`` names it."""
    for path in wide(paths):
        with suppress(OSError):
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OTHERS)


def wide(paths: Iterable[Path]) -> Iterator[Path]:
    """Those of them that others may read or write."""
    for path in paths:
        with suppress(OSError):
            if path.stat().st_mode & OTHERS:
                yield path
