"""gensui whatif: what a draft of the policy would have changed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import orjson
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from rich.table import Table

from gensui.amendments import history, running
from gensui.amendments.running import Line, Question, Stream
from gensui.cli import command
from gensui.core import events
from gensui.core.policy import Policy, read_policy
from gensui.core.whatif import Tally
from gensui.ledger.models import PolicyVersion
from gensui.replay import mapping, reading
from gensui.replay.terms import BadMapping, BadRow

MONTH = timedelta(days=31)


class Command(command.Command):
    help = "Run what happened under a draft of the policy and under the version in force, and say what differs. Nothing is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("draft", help="the draft: a TOML file, or a folder of them")
        parser.add_argument("--against", metavar="FILE", help="another policy instead of the version in force")
        parser.add_argument("--since", metavar="TIME", help="count what opened from then on; a month ago, if not given")
        parser.add_argument("--until", metavar="TIME", help="up to then; now, if not given")
        parser.add_argument(
            "--history", metavar="FILE", help="a history as gensui replay reads it, instead of the ledger"
        )
        parser.add_argument("--map", metavar="MAP.toml", help="what the columns of the history mean")
        parser.add_argument("--all", action="store_true", help="show the clauses that came out alike, too")

    def handle(self, *args: Any, **options: Any) -> None:
        draft = command.policy_files(options["draft"])
        after = read_policy(draft)
        against = command.policy_files(options["against"]) if options["against"] else _in_force(options["history"])
        aside: list[BadRow] = []
        until = command.instant(options["until"], after.zone) if options["until"] else timezone.now()
        if options["history"]:
            if not options["map"]:
                raise CommandError(_("Say what the columns of the history mean: --map MAP.toml"), returncode=2)
            since = command.instant(options["since"] or "1990-01-01", after.zone)
            streams = _replayed(options["history"], options["map"], aside)
        else:
            since = command.instant(options["since"], after.zone) if options["since"] else until - MONTH
            streams = history.streams(since, until)
        try:
            total = running.run_whole(Question(against, draft, since, until), streams)
        except (BadMapping, reading.Unreadable) as bad:
            raise CommandError(str(bad)) from bad
        if aside:
            sentence = ngettext(
                "{count} row was set aside; gensui replay says why.",
                "{count} rows were set aside; gensui replay says why.",
                len(aside),
            )
            self.stderr.write(sentence.format(count=len(aside)))
        self.tell(total, read_policy(against), after, everything=options["all"])

    def tell(self, total: Tally, before: Policy, after: Policy, *, everything: bool) -> None:
        """Clause by clause."""
        table = Table(box=None, header_style="bold", pad_edge=False)
        table.add_column(_("clause"), overflow="fold", min_width=30)
        for heading in (
            _("promises"),
            _("under the draft"),
            _("late"),
            _("late under the draft"),
            _("streams that differ"),
        ):
            table.add_column(heading, justify="right")
        language = get_language() or ""
        for key, counts in sorted(total.clauses.items()):
            if everything or counts["changed"]:
                clause = after.clauses.get(key) or before.clauses[key]
                figures = ("opened_before", "opened_after", "late_before", "late_after", "changed")
                table.add_row(f"{key} {clause.title[language]}", *(str(counts[name]) for name in figures))
        command.console(self.stdout).print(table)
        sentence = _("{streams} streams, {duties} promises under both versions together.")
        self.stdout.write(sentence.format(streams=total.streams, duties=total.duties))


def _in_force(history_file: str | None) -> dict[str, str]:
    """The version in force now; of a history, without a database, the policy that comes with Gensui."""
    if history_file:
        return command.policy_files(None)
    found = PolicyVersion.objects.filter(starts_at__lte=timezone.now()).order_by("-starts_at").first()
    return dict(found.files) if found is not None else command.policy_files(None)


def _replayed(file: str, map_file: str, aside: list[BadRow]) -> Iterator[Stream]:
    """A history as streams; rows that make no sense go ``aside``."""
    the_map = mapping.load(map_file)
    for request in mapping.requests(reading.read_rows(file, the_map.source), the_map):
        if isinstance(request, BadRow):
            aside.append(request)
        else:
            roles = orjson.dumps(dict(request.roles))
            lines: list[Line] = [
                (one.kind, orjson.dumps(events.payload(one)), roles, at) for at, one in request.happenings
            ]
            yield f"case:{request.key}", lines
