"""gensui rekey: after a change of keys, seal and digest everything by the newest."""

from collections import Counter
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from gensui.cli import command
from gensui.people.actions import keymarks, rekeying


class Command(command.Command):
    help = "Seal and digest personal data by the newest keys, so that the old ones can be dropped."
    asks_for_keys = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--lost", action="store_true", help="empty what was sealed by keys that are lost for good")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["lost"]:
            gone = rekeying.give_up_lost(actor="operator", at=timezone.now())
            self.stdout.write(
                _("{count} texts can never be read again and were emptied.").format(count=sum(gone.values()))
            )
        else:
            keymarks.require(actor="operator", at=timezone.now())
        done: Counter[str] = Counter()
        for table, count in rekeying.rekey(actor="operator", at=timezone.now()):
            done[table] += count
            self.stderr.write(f"{table}: {done[table]}", ending="\r")
        self.stderr.write("")
        self.stdout.write(
            _(
                "{count} rows are sealed by the newest keys. Tokens of programs need their digest key until they end."
            ).format(count=done.total())
        )
