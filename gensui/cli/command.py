"""What all commands share: how they speak, and how they refuse.

Exit codes: 0 done, 1 refused or something is wrong with what was given, 2 the call itself is wrong, 130 interrupted,
141 nobody read the answer to its end.
"""

import errno
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper
from django.db import DatabaseError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from rich.console import Console

from gensui.cli import unfinished
from gensui.core.policy import BadPolicy, Policy, read_policy, sentences
from gensui.core.refusal import Refusal
from gensui.people.actions import keymarks
from gensui.policies import files, spoken

SPOKEN = {
    "zh_TW": "zh-hant",
    "zh_HK": "zh-hant",
    "zh_MO": "zh-hant",
    "zh_CN": "zh-hans",
    "zh_SG": "zh-hans",
    "zh": "zh-hant",
}


class Command(BaseCommand):
    """A command that says what went wrong in one sentence, in the language of the shell, and exits accordingly."""

    requires_system_checks = ()
    asks_for_keys = True
    """Whether it is refused on a database that was made with other keys."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser("gensui", subcommand, **kwargs)

    def run_from_argv(self, argv: list[str]) -> None:
        with translation.override(language()):
            super().run_from_argv(argv)

    def execute(self, *args: Any, **options: Any) -> str | None:
        with translation.override(language()):
            try:
                unfinished.require_whole(settings.DATA)
                if self.asks_for_keys:
                    keymarks.require(actor="operator", at=timezone.now())
                done = super().execute(*args, **options)
                sys.stdout.flush()
                return done
            except Refusal as refusal:
                raise CommandError(refusal.sentence) from refusal
            except BadPolicy as bad:
                raise CommandError(policy_mistakes(bad)) from bad
            except DatabaseError as trouble:
                raise CommandError(_of_database(str(trouble).strip())) from trouble
            except BrokenPipeError:
                raise SystemExit(_unread()) from None
            except OSError as trouble:
                raise CommandError(_of_files(trouble)) from trouble
            except KeyboardInterrupt:
                raise CommandError(_("Interrupted."), returncode=130) from None


def _unread() -> int:
    """The exit code where nobody reads on, as behind ``| head``; what is still to be written goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 128 + signal.SIGPIPE


NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
CLOSED = (errno.EROFS, errno.EACCES, errno.EPERM)
DISK_FULL = "53100"
"""What PostgreSQL says."""
SQLITE_FULL = ("database or disk is full", "disk I/O error")
SQLITE_CLOSED = ("readonly database", "unable to open database file")


def no_room(path: object) -> str:
    """That nothing can be written there for want of room, and what to do."""
    sentence = _(
        "{path}: there is no room left to write. Make room on that disk, then start again; what was recorded is safe."
    )
    return sentence.format(path=path)


def closed(path: object, reason: str) -> str:
    """That nothing may be written there, and what to do."""
    sentence = _(
        "{path} cannot be written: {reason}. Let the account that runs Gensui write there, or name another folder (GENSUI_DATA)."
    )
    return sentence.format(path=path, reason=reason)


def unwritable(trouble: OSError | DatabaseError) -> str:
    """Why the database or the folder of files cannot be written to (``ledger.room``), and what to do."""
    if isinstance(trouble, OSError):
        place = trouble.filename or settings.SQLITE_FILE
        return no_room(place) if trouble.errno in NO_ROOM else closed(place, trouble.strerror or str(trouble))
    if getattr(trouble.__cause__, "sqlstate", None) != DISK_FULL:
        return _of_database(str(trouble).strip())
    return no_room(settings.SQLITE_FILE or _("The database"))


def _of_database(trouble: str) -> str:
    if any(words in trouble for words in SQLITE_FULL):
        return no_room(settings.SQLITE_FILE)
    if any(words in trouble for words in SQLITE_CLOSED):
        return closed(settings.SQLITE_FILE, trouble)
    return _("The database cannot be used: {trouble} If it is new, run: gensui migrate").format(trouble=trouble)


def _of_files(trouble: OSError) -> str:
    if trouble.errno in NO_ROOM:
        return no_room(trouble.filename or settings.DATA)
    if trouble.errno in CLOSED and trouble.filename:
        return closed(trouble.filename, trouble.strerror or str(trouble))
    return f"{trouble.filename or ''}: {trouble.strerror or trouble}".lstrip(": ")


def language() -> str:
    """The language of the shell that calls: English unless it says Chinese; ``GENSUI_LANGUAGE`` goes before."""
    if wanted := os.environ.get("GENSUI_LANGUAGE"):
        return wanted.lower()
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    place = spoken.partition(".")[0]
    return SPOKEN.get(place) or SPOKEN.get(place.partition("_")[0], "en")


def policy_mistakes(bad: BadPolicy) -> str:
    """All mistakes of a policy, a line each, and how many there are."""
    return "\n".join(
        [
            *map(spoken.mistake, bad.mistakes),
            _("The policy is refused: {count} mistakes.").format(count=len(bad.mistakes)),
        ]
    )


def console(out: OutputWrapper) -> Console:
    """A terminal that draws tables and progress where the command writes; plain lines where that is no terminal."""
    width = None if out.isatty() else 132
    return Console(file=cast("IO[str]", out), highlight=False, force_terminal=out.isatty() or None, width=width)


def policy_files(path: str | None) -> dict[str, str]:
    """The texts of a policy in a file or folder; of the one that comes with Gensui where none is named."""
    return files.standard() if path is None else files.in_path(Path(path))


def policy_from(path: str | None) -> Policy:
    """The policy in a file or folder, read and checked."""
    return read_policy(policy_files(path))


def sound_files(path: str | None) -> dict[str, str]:
    """The files of a policy that may be adopted. Refuses a sentence that says another time than its value (``BadPolicy``)."""
    found = policy_files(path)
    if mistakes := sentences.mistakes_in(found):
        raise BadPolicy(mistakes)
    return found


def instant(text: str, zone: ZoneInfo) -> datetime:
    """A time given on the command line; one without an offset is meant in ``zone``. Refuses what is no time."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        sentence = _(
            "{text!r} is not a time. Write it like 2026-03-01 20:00, or with an offset: 2026-03-01T20:00+08:00."
        )
        raise CommandError(sentence.format(text=text), returncode=2) from None
    return at if at.tzinfo else at.replace(tzinfo=zone)
