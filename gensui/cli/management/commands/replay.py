"""gensui replay: which promises were kept, by somebody's own history."""

import csv
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from rich.table import Table

from gensui.cli import command
from gensui.core.policy import Policy
from gensui.people import cells
from gensui.replay import figures, guess, judging, mapping, reading, report
from gensui.replay.reading import Rows, Unreadable
from gensui.replay.terms import BadMapping, BadRow, Mapping

SHOWN = 20
COLUMNS = ("key", "clause", "opened", "due", "met", "verdict", "lateness")


class Command(command.Command):
    help = "Run a history of requests through the policy and report which promises were kept. Nothing is stored."
    asks_for_keys = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a .csv, .csv.gz or .xlsx file, a request a row")
        parser.add_argument("--map", dest="map", metavar="MAP.toml", help="what the columns mean")
        parser.add_argument("--guess", action="store_true", help="propose such a mapping from the file, and end")
        parser.add_argument("--policy", metavar="FILE", help="a policy; without it, the one that comes with Gensui")
        parser.add_argument("--as-of", metavar="TIME", help="judge what is open as of this time; now, if not given")
        parser.add_argument("--json", metavar="OUT", help="write all figures as JSON")
        parser.add_argument("--html", metavar="OUT", help="write a page to forward")
        parser.add_argument("--rows", metavar="OUT.csv", help="write one line for each promise")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["guess"]:
                self.stdout.write(guess.propose(reading.read_rows(options["file"])), ending="")
            elif not options["map"]:
                raise CommandError(
                    _(
                        "Say what the columns mean: --map MAP.toml. To have one proposed: gensui replay {file} --guess"
                    ).format(file=options["file"]),
                    returncode=2,
                )
            else:
                self.replay(**options)
        except Unreadable as bad:
            raise CommandError(unreadable(bad)) from bad
        except BadMapping as bad:
            raise CommandError(bad_mapping(bad)) from bad

    def replay(self, *, file: str, policy: str | None, as_of: str | None, **options: Any) -> None:
        the_map = mapping.load(options["map"])
        the_policy = command.policy_from(policy)
        at = command.instant(as_of, the_map.zone) if as_of else timezone.now()
        judge = judging.judge(the_policy, the_map, at)
        rows = reading.read_rows(file, the_map.source)
        with ExitStack() as outputs:
            lines = outputs.enter_context(whole_file(options["rows"])) if options["rows"] else None
            found = self.judge_all(rows, the_map, judge, lines)
            for name, write in (("json", _json), ("html", report.page)):
                if options[name]:
                    out = outputs.enter_context(whole_file(options[name]))
                    out.write(write(found, judge, the_policy, Path(file).name))
        self.tell(found, judge, the_policy)
        for name in ("json", "html", "rows"):
            if options[name]:
                self.stdout.write(_("Written: {file}").format(file=options[name]))

    def judge_all(self, rows: Rows, the_map: Mapping, judge: judging.Judge, lines: IO[str] | None) -> figures.Figures:
        """Every row, one after the other."""
        found = figures.Figures(the_map.zone)
        writer = csv.writer(lines) if lines else None
        if writer:
            writer.writerow(COLUMNS)
        terminal = command.console(self.stderr)
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
        with Progress(*columns, console=terminal, disable=not terminal.is_terminal, transient=True) as progress:
            task = progress.add_task(_("replaying"), total=rows.size or None)
            for number, request in enumerate(mapping.requests(rows, the_map)):
                if number % 500 == 0:
                    progress.update(task, completed=rows.done)
                if isinstance(request, BadRow):
                    found.add_bad(request)
                    continue
                found.requests += 1
                for promise in judge.promises(request):
                    found.add(promise)
                    if writer:
                        writer.writerow(cells.row(line(promise)))
        return found

    def tell(self, found: figures.Figures, judge: judging.Judge, policy: Policy) -> None:
        """The report on the terminal."""
        table = Table(box=None, header_style="bold", pad_edge=False)
        table.add_column(_("clause"), overflow="fold", min_width=36)
        headings = (_("promises"), *report.verdict_words(), _("in time"), _("late by, median"), _("late by, 90 %"))
        for heading in headings:
            table.add_column(heading, justify="right")
        for row in report.clause_rows(found, judge, policy):
            rate = "–" if row["rate"] is None else f"{row['rate']} %"
            counts = (row[name] for name in ("total", *judging.VERDICTS))
            table.add_row(row["name"], *counts, rate, row["median"], row["p90"])
        command.console(self.stdout).print(table)
        self.stdout.write(report.headline(found))
        if judge.unjudged:
            sentence = ngettext(
                "{count} clause cannot be judged by this file; the report says why.",
                "{count} clauses cannot be judged by this file; the report says why.",
                len(judge.unjudged),
            )
            self.stdout.write(sentence.format(count=len(judge.unjudged)))
        self.tell_bad(found)

    def tell_bad(self, found: figures.Figures) -> None:
        if not found.bad_count:
            return
        sentence = ngettext("{count} row was set aside:", "{count} rows were set aside:", found.bad_count)
        self.stderr.write(sentence.format(count=found.bad_count))
        for bad in found.bad[:SHOWN]:
            self.stderr.write("  " + bad_row(bad))
        if found.bad_count > SHOWN:
            self.stderr.write(
                "  " + _("and {count} more; --json and --html list them.").format(count=found.bad_count - SHOWN)
            )


def line(promise: judging.Promise) -> tuple[object, ...]:
    """A promise as a row of ``COLUMNS``; a text that a spreadsheet would take for a formula is disarmed."""
    key = promise.key if promise.key[:1] not in "=+-@\t\r" else f"'{promise.key}"
    times = (report.stamp(promise.opened), report.stamp(promise.due), report.stamp(promise.met))
    return (key, promise.clause, *times, promise.verdict, promise.lateness)


def unreadable(bad: Unreadable) -> str:
    place = f", {report.spoken(bad.place)}" if bad.place else ""
    return f"{bad.file}{place}: {report.spoken(bad.reason)}"


def bad_row(bad: BadRow) -> str:
    place = _("row {row}").format(row=bad.row)
    cell = _("{column} is {value}").format(column=bad.column, value=repr(bad.value)) if bad.column else ""
    return ": ".join(part for part in (place, cell, report.spoken(bad.reason)) if part)


def bad_mapping(bad: BadMapping) -> str:
    lines = []
    for mistake in bad.mistakes:
        place = _("line {line}").format(line=mistake.line) if mistake.line else ""
        lines.append(
            ": ".join(part for part in (f"{bad.path}", place, mistake.where, report.spoken(mistake.reason)) if part)
        )
    return "\n".join(lines)


def _json(*args: Any) -> str:
    return json.dumps(report.told(*args), ensure_ascii=False, indent=1) + "\n"


@contextmanager
def whole_file(path: str) -> Iterator[IO[str]]:
    """A file to write, which appears only when it is complete: nothing half done is left, and nothing lost before."""
    target = Path(path)
    if target.is_dir() or not target.parent.is_dir():
        raise CommandError(_("{file} cannot be written: name a file in a folder that exists.").format(file=path))
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
