"""gensui verify: is the ledger what it says?"""

from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from gensui.cases import verify as cases
from gensui.cli import command, unfinished
from gensui.ledger import heads, policies, snapshot, verify
from gensui.ledger.models import Event
from gensui.ledger.told import check_told
from gensui.ledger.written import check_words
from gensui.oversight import told as oversight
from gensui.oversight.verify import by_earlier_rules, check_months
from gensui.reports import kept
from gensui.reports.verify import check_rows
from gensui.reports.written import WRITTEN
from gensui.training.verify import check_results


class Command(command.Command):
    help = (
        "Check numbers and chain of every stream, replay the log, and compare with it the policy, duties, cases and their plans, "
        "files, tests, published months and figures, and what lies beside the database."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="show no progress")
        parser.add_argument("--heads", metavar="FILE", help="compare with the heads noted in this file")
        parser.add_argument("--note-heads", metavar="FILE", help="write the heads of all streams to this file")

    def handle(self, *args: Any, **options: Any) -> None:
        with snapshot.reading():
            self._verify(options)

    def _verify(self, options: Mapping[str, Any]) -> None:
        faults, streams = 0, 0
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
        console = command.console(self.stderr)
        with Progress(
            *columns, console=console, disable=options["quiet"] or not console.is_terminal, transient=True
        ) as progress:
            total = Event.objects.values("stream").distinct().count()
            task = progress.add_task(_("verifying"), total=total)
            for found in verify.check_log(policies.newest()):
                if isinstance(found, verify.Fault):
                    faults += 1
                    self.stdout.write(str(found))
                else:
                    streams += 1
                    progress.advance(task)
        noted = _noted(options["heads"]) if options["heads"] else []
        if heads.of_file(noted) and not heads.has_end(noted):
            sentence = _(
                "{path} is of an older release and marks no end: whether it was cut cannot be seen. Note the heads anew."
            )
            self.stderr.write(sentence.format(path=options["heads"]))
        told = check_told((*cases.TOLD, *oversight.TOLD, *kept.TOLD))
        beside = (check_rows(), cases.check_cases(), told, check_results(), check_words(WRITTEN), check_months())
        for fault in chain(verify.check_versions(), *beside, kept.check_files(), heads.check_heads(noted)):
            faults += 1
            self.stdout.write(str(fault))
        if faults:
            sentence = ngettext("{count} fault was found.", "{count} faults were found.", faults)
            raise CommandError(sentence.format(count=faults))
        sentence = ngettext("{count} stream is as its log says.", "{count} streams are as their logs say.", streams)
        self.stdout.write(sentence.format(count=streams))
        if passed_over := by_earlier_rules():
            sentence = ngettext(
                "{count} published month was counted by the rules of an earlier release and was not counted again.",
                "{count} published months were counted by the rules of an earlier release and were not counted again.",
                passed_over,
            )
            self.stdout.write(sentence.format(count=passed_over))
        if options["note_heads"]:
            _note(options["note_heads"])


def _noted(path: str) -> list[str]:
    """The lines of the file. One without a head would compare nothing and pass, so it is refused, but in a house where nothing
    has happened yet.
    """
    unfinished.require_whole(Path(path).parent)
    try:
        lines = Path(path).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as bad:
        raise CommandError(_("{path} cannot be read: {reason}").format(path=path, reason=bad)) from None
    if not heads.of_file(lines) and Event.objects.exists():
        raise CommandError(_("{path} names no head, so nothing can be compared with it.").format(path=path))
    return lines


def _note(path: str) -> None:
    """Write the heads whole or not at all, so that a full disk leaves the file of before."""
    new = Path(f"{path}.new")
    try:
        new.write_text("".join(f"{line}\n" for line in heads.file()), "utf-8")
        new.replace(path)
    except OSError as bad:
        raise CommandError(_("{path} cannot be written: {reason}").format(path=path, reason=bad)) from None
