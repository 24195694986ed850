"""gensui verify: is the ledger what it says?"""

from itertools import chain
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from gensui.cases.verify import check_cases
from gensui.cli import command
from gensui.ledger import policies, verify
from gensui.ledger.models import Event
from gensui.oversight.verify import check_months


class Command(command.Command):
    help = "Check numbers and chain of every stream, replay the log, and compare duties, cases and published months."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="show no progress")

    def handle(self, *args: Any, **options: Any) -> None:
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
        for fault in chain(check_cases(), check_months()):
            faults += 1
            self.stdout.write(str(fault))
        if faults:
            sentence = ngettext("{count} fault was found.", "{count} faults were found.", faults)
            raise CommandError(sentence.format(count=faults))
        sentence = ngettext("{count} stream is as its log says.", "{count} streams are as their logs say.", streams)
        self.stdout.write(sentence.format(count=streams))
