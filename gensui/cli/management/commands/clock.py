"""gensui clock: an operator says that the machine's clock is right."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from gensui.cli import command
from gensui.ledger import clock


class Command(command.Command):
    help = "Say that the machine's clock is right, where workers wait because it was set."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["accept"])

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        clock.accept(actor="operator", at=at)
        self.stdout.write(_("It is {at}; the workers go on.").format(at=f"{timezone.localtime(at):%Y-%m-%d %H:%M}"))
