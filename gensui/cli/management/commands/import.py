"""gensui import: bring in a community, its people, what moves and who leaves, and its cases from a file."""

from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.progress import Progress

from gensui.cli import bringing, command
from gensui.cli.bringing import KINDS, Report
from gensui.people.models import Site
from gensui.replay import reading
from gensui.replay.table import Rows, Unreadable

SHOWN = 50


class Command(command.Command):
    help = "Bring in a file, checked whole. Without --apply it is only said what would be done."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("kind", choices=KINDS)
        parser.add_argument("file", type=Path, help="CSV, CSV.gz or XLSX; the first row names the columns")
        parser.add_argument(
            "--site", default="", metavar="KEY", help="the community it belongs to; the only one, if there is one"
        )
        parser.add_argument(
            "--apply", action="store_true", help="do it, all in one transaction; otherwise only preview"
        )
        parser.epilog = "\n".join(
            f"{name}: {', '.join(column.name for column in kind.columns)}" for name, kind in KINDS.items()
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = reading.read_rows(options["file"])
            report = self._bring(rows, options)
        except Unreadable as bad:
            raise CommandError(str(bad)) from bad
        for number, bad_cell in report.faults[:SHOWN]:
            where = _("row {number}, {column}").format(number=number, column=bad_cell.column or options["kind"])
            why = bad_cell.reason
            if bad_cell.value:
                why = _("{value} cannot be used: {reason}").format(value=repr(bad_cell.value), reason=why)
            self.stderr.write(f"{where}: {why}")
        if len(report.faults) > SHOWN:
            self.stderr.write(_("… and {count} rows more.").format(count=len(report.faults) - SHOWN))
        told = _("{new} new, {changed} changed, {same} as they were.").format(**report.counts)
        if report.faults:
            raise CommandError(
                _("{count} rows cannot be used. Nothing was brought in. The others: {told}").format(
                    count=len(report.faults), told=told
                )
            )
        self.stdout.write(told)
        if not options["apply"]:
            self.stdout.write(_("This was a preview; nothing was brought in. To do it, add --apply."))

    def _bring(self, rows: Rows, options: dict[str, Any]) -> Report:
        kind = KINDS[options["kind"]]
        report = Report()
        with transaction.atomic():
            site = _site(options["site"]) if kind.of_a_site else None
            with Progress(console=command.console(self.stdout), transient=True) as progress:
                task = progress.add_task(options["kind"], total=rows.size or None)
                for so_far in bringing.bring_in(kind, rows, site, timezone.now()):
                    report = so_far
                    progress.update(task, completed=rows.done)
            if report.faults or not options["apply"]:
                transaction.set_rollback(True)
        return report


def _site(key: str) -> Site:
    sites = list(Site.objects.all())
    if key:
        sites = [site for site in sites if site.key == key]
    if len(sites) == 1:
        return sites[0]
    if not sites:
        raise CommandError(_("There is no community {key}. Bring in the sites first.").format(key=key))
    raise CommandError(
        _("There are several communities; name one with --site: {keys}").format(
            keys=", ".join(site.key for site in sites)
        )
    )
