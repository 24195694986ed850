"""Backups that were broken off: marked while they are written, and used by nobody."""

from pathlib import Path

from django.utils.translation import gettext as _

from gensui.core.refusal import Refusal

MARK = "UNFINISHED"
"""A file that lies in a backup while it is written."""


class Unfinished(Refusal):
    """What was broken off is no backup."""

    code = "unfinished_backup"

    def __init__(self, folder: Path) -> None:
        sentence = _("{folder} holds a backup that was never finished. Take one without {mark} in it.")
        super().__init__(sentence.format(folder=folder, mark=MARK))


def require_whole(folder: Path) -> None:
    """Refuse to work with what lies here, if it is part of an unfinished backup (``Unfinished``)."""
    if (folder / MARK).exists():
        raise Unfinished(folder)
