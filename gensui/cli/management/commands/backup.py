"""gensui backup: everything that brings the house back, in one folder."""

import errno
import os
import shutil
import sqlite3
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from gensui.cli import command, unfinished
from gensui.cli.private import KEYS
from gensui.ledger import heads


class Command(command.Command):
    help = (
        "Copy the database as it stands now, the uploaded files, the keys and the heads of the log into a new folder."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="where to: a folder of its own is made in it, named by the time")

    def handle(self, *args: Any, **options: Any) -> None:
        made, whole = self._folder(options["folder"], timezone.now())
        try:
            self._write(made)
            (made / unfinished.MARK).unlink()
            os.sync()  # so that a power failure leaves no whole name over half of it
            made.rename(whole)
        except BaseException as ended:
            shutil.rmtree(made, ignore_errors=True)
            if isinstance(ended, OSError | sqlite3.Error):
                raise CommandError(_("No backup was made: {reason}").format(reason=_reason(ended))) from ended
            raise
        kept = [name for name in KEYS if (whole / name).exists()]
        self.stdout.write(_("The backup stands in {folder}.").format(folder=whole))
        if missing := sorted(set(KEYS) - set(kept)):
            self.stdout.write(
                _("Not in it: {names}. They stand in the environment; keep them elsewhere.").format(
                    names=", ".join(missing)
                )
            )

    def _write(self, made: Path) -> None:
        # heads before the database: what is recorded between the two is more in the copy, never less
        (made / "heads.txt").write_text("".join(f"{line}\n" for line in heads.file()), "utf-8")
        database = made / ("gensui.sqlite3" if connection.vendor == "sqlite" else "gensui.pgdump")
        connection.close()  # the copy has a connection of its own
        _copy_sqlite(database) if connection.vendor == "sqlite" else _dump_postgresql(database)
        # files after the database: one that a row names was written before the row
        if settings.MEDIA_ROOT.exists():
            shutil.copytree(settings.MEDIA_ROOT, made / "files")
        for name in KEYS:
            if (settings.DATA / name).exists():
                shutil.copy2(settings.DATA / name, made / name)

    def _folder(self, where: Path, at: datetime) -> tuple[Path, Path]:
        """A new folder, marked as unfinished by name and by a file in it; and what it is called in the end."""
        whole = where / f"gensui-{at:%Y%m%dT%H%M%S}Z"
        made = whole.with_name(f"{whole.name}.unfinished")
        where.mkdir(parents=True, exist_ok=True)
        if whole.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(whole))
        made.mkdir(mode=0o700)  # the keys lie in it
        (made / unfinished.MARK).touch()
        return made, whole


def _reason(trouble: OSError | sqlite3.Error) -> str:
    """Why, with the file where it is known; of many files that could not be copied, the first."""
    if isinstance(trouble, shutil.Error):
        return str(trouble.args[0][0][2])
    if isinstance(trouble, OSError):
        return f"{trouble.strerror or trouble} ({trouble.filename})" if trouble.filename else str(trouble)
    return str(trouble)


def _copy_sqlite(to: Path) -> None:
    """By SQLite itself, page by page, while others write."""
    source = sqlite3.connect(f"file:{settings.DATABASES['default']['NAME']}?mode=ro", uri=True)
    target = sqlite3.connect(to)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()


def _dump_postgresql(to: Path) -> None:
    """By PostgreSQL's own program, in one state of the whole database."""
    connected, secret = _connected()
    try:
        done = subprocess.run(
            ["pg_dump", "--format=custom", "--no-owner", f"--file={to}", f"--dbname={connected}"],
            env=os.environ | secret,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        raise CommandError(_("pg_dump is not installed here. It comes with PostgreSQL's client programs.")) from None
    if done.returncode:
        raise CommandError(_("pg_dump failed: {trouble}").format(trouble=done.stderr.strip()))


def _connected() -> tuple[str, dict[str, str]]:
    """How the house is connected, with all that its address says, for another program: as words, and as environment what
    others on the machine must not read from its command line.
    """
    given = connection.get_connection_params()
    options = {one.keyword.decode(): one for one in Conninfo.get_defaults()}
    said = {name: value for name, value in given.items() if name in options}
    secret = {
        one.envvar.decode(): str(said.pop(name))
        for name, one in options.items()
        if name in said and one.dispchar == b"*" and one.envvar
    }
    return make_conninfo(**said), secret
