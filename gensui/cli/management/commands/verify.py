"""gensui verify: is the ledger what it says?"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from gensui.amendments import told as amendments
from gensui.cases import verify as cases
from gensui.cli import command, unfinished
from gensui.ledger import heads, policies, snapshot, verify
from gensui.ledger.models import Event
from gensui.ledger.told import Untold, check_told
from gensui.ledger.written import check_words
from gensui.oversight import told as oversight
from gensui.oversight.verify import by_earlier_rules, check_months
from gensui.reports import cover, kept, master
from gensui.reports.verify import check_pointers, check_rows
from gensui.reports.written import WRITTEN
from gensui.rounds import told as rounds
from gensui.security import told as security
from gensui.training.verify import check_results


class Command(command.Command):
    help = (
        "Check numbers and chain of every stream, replay the log, and compare with it the policy, duties, cases and their plans, "
        "files, tests, published months and figures, and what lies beside the database."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="show no progress")
        parser.add_argument(
            "--json", action="store_true", dest="as_json", help="as JSON: faults, and what is not compared with the log"
        )
        parser.add_argument("--heads", metavar="FILE", help="compare with the heads noted in this file")
        parser.add_argument("--note-heads", metavar="FILE", help="write the heads of all streams to this file")

    def handle(self, *args: Any, **options: Any) -> None:
        with snapshot.reading():
            self._verify(options)

    def _verify(self, options: Mapping[str, Any]) -> None:
        found: dict[verify.Fault, None] = {}
        broken: set[str] = set()
        for fault in verify.check_versions(broken):
            self._tell(fault, found, options)
        with policies.leaving_out(broken):
            self._compare(options, found, broken)

    def _compare(self, options: Mapping[str, Any], found: dict[verify.Fault, None], broken: Collection[str]) -> None:
        streams = 0
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
        console = command.console(self.stderr)
        with Progress(
            *columns, console=console, disable=options["quiet"] or not console.is_terminal, transient=True
        ) as progress:
            total = Event.objects.values("stream").distinct().count()
            task = progress.add_task(_("verifying"), total=total)
            for one in verify.check_log(policies.newest(), broken):
                if isinstance(one, verify.Fault):
                    self._tell(one, found, options)
                else:
                    streams += 1
                    progress.advance(task)
        noted = _noted(options["heads"]) if options["heads"] else []
        if heads.of_file(noted) and not heads.has_end(noted):
            sentence = _(
                "{path} is of an older release and marks no end: whether it was cut cannot be seen. Note the heads anew."
            )
            self.stderr.write(sentence.format(path=options["heads"]))
        untold: list[Untold] = []
        for other in beside(noted, broken):
            if isinstance(other, Untold):
                untold.append(other)
            else:
                self._tell(other, found, options)
        passed_over = by_earlier_rules()
        if options["note_heads"] and not found:
            _note(options["note_heads"])  # before anything is printed: whoever reads that may stop before its end
        if options["as_json"]:
            self.stdout.write(_as_json(found, streams, passed_over, untold))
        if found:
            sentence = ngettext("{count} fault was found.", "{count} faults were found.", len(found))
            raise CommandError(sentence.format(count=len(found)))
        if not options["as_json"]:
            self._conclude(streams, passed_over, untold)

    def _tell(self, fault: verify.Fault, found: dict[verify.Fault, None], options: Mapping[str, Any]) -> None:
        if fault in found:
            return  # a row that does not read is met by more than one of the comparisons
        found[fault] = None
        if not options["as_json"]:
            self.stdout.write(str(fault))

    def _conclude(self, streams: int, passed_over: int, untold: Sequence[Untold]) -> None:
        """That all is well, and of what that is not said."""
        sentence = ngettext("{count} stream is as its log says.", "{count} streams are as their logs say.", streams)
        self.stdout.write(sentence.format(count=streams))
        if passed_over:
            sentence = ngettext(
                "{count} published month was counted by the rules of an earlier release and was not counted again.",
                "{count} published months were counted by the rules of an earlier release and were not counted again.",
                passed_over,
            )
            self.stdout.write(sentence.format(count=passed_over))
        if untold:
            rows = ", ".join(f"{one.name} {one.count}" for one in untold)
            self.stdout.write(
                _("Rows from before the log told of them, which are not compared: {rows}").format(rows=rows)
            )
        self.stdout.write(_("Not compared with the log, and why; single columns are named by --json:"))
        by_why = defaultdict(list)
        for gap in cover.gaps():
            if gap.whole:
                by_why[gap.why].append(gap.table)
        for why, tables in by_why.items():
            self.stdout.write(f"- {why.label}: {', '.join(tables)}")


TOLD = (
    *cases.TOLD,
    *rounds.TOLD,
    *security.TOLD,
    *oversight.TOLD,
    *amendments.TOLD,
    *master.TOLD,
    *kept.TOLD,
)


def beside(noted: Sequence[str], broken: Collection[str]) -> Iterator[verify.Fault | Untold]:
    """What stands beside the log, compared with it: rows, words and files; and the heads that were noted."""
    yield from check_pointers()
    yield from check_rows()
    yield from cases.check_cases()
    yield from check_told(TOLD)
    yield from master.check_powers()
    yield from check_results()
    yield from check_words(WRITTEN)
    yield from check_months(broken)
    yield from kept.check_files()
    yield from heads.check_heads(noted)


def _as_json(found: Collection[verify.Fault], streams: int, passed_over: int, untold: Sequence[Untold]) -> str:
    told = {
        "streams": streams,
        "faults": [{"stream": one.stream, "what": one.what, "reason": one.reason} for one in found],
        "months_of_earlier_rules": passed_over,
        "rows_not_told_of": {one.name: one.count for one in untold},
        "not_compared": [
            {"table": gap.table, "columns": gap.columns, "whole": gap.whole, "why": gap.why.value}
            for gap in cover.gaps()
        ],
    }
    return json.dumps(told, ensure_ascii=False)


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
