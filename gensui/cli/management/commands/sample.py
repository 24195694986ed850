"""gensui sample: draws the sample of an inspection again, and compares."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from gensui.cli import command
from gensui.oversight.models import Inspection
from gensui.oversight.redrawing import redraw


class Command(command.Command):
    help = "Draw the sample of an inspection again, from its seed and list, and compare with what was looked at."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="the inspection, as V000012")

    def handle(self, *args: Any, **options: Any) -> None:
        found = Inspection.objects.numbered(options["number"]).first()
        if found is None or found.drawn_at is None:
            raise CommandError(_("No inspection {number} was drawn.").format(number=options["number"]))
        again = redraw(found)
        self.stdout.write(
            _("{number}: seed {seed}, {population} records, {count} drawn.").format(
                number=found.number, seed=found.seed, population=found.population, count=len(again.keys)
            )
        )
        for key in again.keys:
            self.stdout.write(key)
        if not again.seed_stands:
            raise CommandError(_("The seed is not the one that the ledger gave this inspection."))
        if not again.list_stands:
            raise CommandError(_("The list is not the one that the sample was drawn from."))
        if not again.is_same:
            odd = ", ".join([*again.missing, *again.added])
            raise CommandError(_("What was looked at is not what was drawn: {keys}.").format(keys=odd))
        self.stdout.write(_("It is the sample that was looked at."))
