"""gensui health: does the engine keep up?"""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from gensui.cases.models import Mailbox
from gensui.cli import command, private
from gensui.ledger import queries
from gensui.ui.pdf import NoPdf, has_chinese


class Command(command.Command):
    help = "Say whether a worker is alive and keeps up; exit code 1 if not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        health = queries.health(timezone.now())
        wide = [str(path) for path in private.wide(private.kept(settings.DATA, settings.SQLITE_FILE))]
        box = Mailbox.objects.filter(closed_at=None).first()
        if options["as_json"]:
            self.stdout.write(
                json.dumps(
                    {
                        "well": health.is_well,
                        "beating": health.beating,
                        "stalled": health.stalled,
                        "behind_seconds": round(health.behind.total_seconds(), 3),
                        "set_aside": health.set_aside,
                        "schedules_set_aside": health.schedules_set_aside,
                        "failing": health.failing,
                        "dying": health.dying,
                        "waiting": health.waiting,
                        "unsent_seconds": round(health.unsent.total_seconds()),
                        "room": health.has_room,
                        "unwritable": "" if health.unwritable is None else command.unwritable(health.unwritable),
                        "open_to_others": wide,
                        "papers": has_chinese(),
                        "mailbox": box and {"read_at": box.read_at and box.read_at.isoformat(), "trouble": box.trouble},
                    },
                    ensure_ascii=False,
                )
            )
        else:
            self.stdout.write(_("Workers alive: {names}").format(names=", ".join(health.beating) or "-"))
            self.stdout.write(_("Workers missed: {names}").format(names=", ".join(health.stalled) or "-"))
            self.stdout.write(_("Behind by: {behind}").format(behind=health.behind))
            self.stdout.write(_("Duties set aside: {count}").format(count=health.set_aside))
            self.stdout.write(_("Schedules set aside: {count}").format(count=health.schedules_set_aside))
            self.stdout.write(_("Work that fails: {names}").format(names=", ".join(health.failing) or "-"))
            self.stdout.write(
                _("Processes that end again and again: {names}").format(names=", ".join(health.dying) or "-")
            )
            self.stdout.write(_("Messages waiting: {count}").format(count=health.waiting))
            self.stdout.write(_("Messages late by: {late}").format(late=health.unsent))
            if health.unwritable is not None:
                self.stdout.write(command.unwritable(health.unwritable))
            for path in wide:
                sentence = _("Others can read {path}, and it is not ours to change: chmod go-rwx {path}")
                self.stdout.write(sentence.format(path=path))
            if not has_chinese():
                self.stdout.write(NoPdf().sentence)
            if box is not None:
                told = box.trouble or (f"{timezone.localtime(box.read_at):%Y-%m-%d %H:%M}" if box.read_at else "-")
                self.stdout.write(_("Mailbox for complaints read: {told}").format(told=told))
        if not health.is_well:
            raise CommandError(_("The engine is not well."))
