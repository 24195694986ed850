"""gensui simulate: how many people each post needs in each shift."""

from argparse import ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rich.table import Table

from gensui.amendments import staffing
from gensui.cli import command
from gensui.ledger import policies
from gensui.sim.staffing import AT_LEAST


class Command(command.Command):
    help = "Say how many people each post needs in each shift to keep 95 % of what it promised, by simulation."
    asks_for_keys = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=56, help="calibrate from so many days of the ledger")
        parser.add_argument(
            "--replications", type=_replications, default=AT_LEAST, metavar="N", help="runs for each figure"
        )
        parser.add_argument("--seed", type=int, default=staffing.SEED, help="the first seed; each run takes the next")

    def handle(self, *args: Any, days: int, replications: int, seed: int, **options: Any) -> None:
        until = timezone.now()
        policy = policies.in_force(policies.newest(), until)
        found = staffing.study(policy, until - timedelta(days=days), until, replications=replications, seed=seed)
        table = Table(box=None, header_style="bold", pad_edge=False)
        headings = (
            _("post"),
            _("clause"),
            _("shift"),
            _("an hour"),
            _("people"),
            _("in time, percent"),
            _("Interval"),
            _("wait, s"),
        )
        for heading in headings:
            table.add_column(heading)
        language = get_language() or ""
        for post in found["posts"]:
            for shift in post["shifts"]:
                last = shift["tried"][-1]
                role = policy.roles[post["post"]].name[language] if post["post"] in policy.roles else post["post"]
                interval = f"{last['low']}–{last['high']}"
                row = (
                    role,
                    post["clause"],
                    shift["shift"],
                    shift["an_hour"],
                    shift["people"],
                    last["share"],
                    interval,
                    last["wait"],
                )
                table.add_row(*map(str, row))
            self.tell_source(post)
        command.console(self.stdout).print(table)
        sentence = _(
            "Seeds {first} to {last}, {weeks} weeks each. Requests come at random by hour of the week; handling is lognormal."
        )
        self.stdout.write(sentence.format(first=found["seeds"][0], last=found["seeds"][1], weeks=found["weeks"]))

    def tell_source(self, post: dict[str, Any]) -> None:
        """What the figures of a post rest on."""
        if post["source"] == "history":
            sentence = _("{post}: from {came} requests and {handled} handling times of the ledger, median {median} s.")
        else:
            sentence = _(
                "{post}: the ledger holds too little ({came}, {handled}); figures of the simulation, median {median} s."
            )
        self.stdout.write(sentence.format(**post))


def _replications(text: str) -> int:
    if not text.isdigit() or int(text) < AT_LEAST:
        raise ArgumentTypeError(_("{text} is too few: {least} at least").format(text=text, least=AT_LEAST))
    return int(text)
