"""gensui policy check | list | adopt | versions | export"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from rich.table import Table

from gensui.cli import command
from gensui.core.policy import LANGUAGES, Clause, Policy, Rule, read_policy
from gensui.core.policy.keeping import can_lapse, how_kept
from gensui.ledger import policies, queries
from gensui.oversight import checklists
from gensui.policies import files


class Command(command.Command):
    help = "Check a policy, list its clauses, adopt it, show the versions adopted, and write one out."
    asks_for_keys = False

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="check|list|adopt|versions|export")
        check = acts.add_parser("check", help="say whether a policy is right, with every mistake and its line")
        check.add_argument("file", help="a TOML file, or a folder of them")
        listing = acts.add_parser("list", help="list the clauses of a policy")
        listing.add_argument(
            "file", nargs="?", help="a TOML file or folder; without it, the policy that comes with Gensui"
        )
        listing.add_argument("--json", action="store_true", dest="as_json", help="as JSON, with all that a clause says")
        adopt = acts.add_parser("adopt", help="put a policy in force in this database")
        adopt.add_argument(
            "file", nargs="?", help="a TOML file or folder; without it, the policy that comes with Gensui"
        )
        adopt.add_argument("--from", dest="start", metavar="TIME", help="from when on; now, if not given")
        adopt.add_argument("--by", default="operator", metavar="KEY", help="the key of whoever decides")
        acts.add_parser("versions", help="show the versions adopted, and from when on each is in force")
        export = acts.add_parser("export", help="write the files of a policy into a folder, to be changed there")
        export.add_argument("folder", type=Path, help="a folder that is new or empty")
        export.add_argument(
            "--version", metavar="VERSION", help="one that was adopted; without it, the policy that comes with Gensui"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"do_{options['act']}")(**options)

    def do_check(self, *, file: str, **_options: Any) -> None:
        policy = read_policy(command.sound_files(file))
        live = sum(clause.is_live for clause in policy.clauses.values())
        sentence = ngettext(
            "{key} {version} is right: {count} clause, {live} of them kept by the engine.",
            "{key} {version} is right: {count} clauses, {live} of them kept by the engine.",
            len(policy.clauses),
        )
        self.stdout.write(sentence.format(key=policy.key, version=policy.version, count=len(policy.clauses), live=live))

    def do_list(self, *, file: str | None, as_json: bool, **_options: Any) -> None:
        policy = command.policy_from(file)
        if as_json:
            self.stdout.write(
                json.dumps([told(policy, clause) for clause in policy.clauses.values()], ensure_ascii=False, indent=1)
            )
            return
        console = command.console(self.stdout)
        console.print(_table(policy))

    def do_adopt(self, *, file: str | None, start: str | None, by: str, **_options: Any) -> None:
        policy_files = command.sound_files(file)
        now = timezone.now()
        starts_at = command.instant(start, command.policy_from(file).zone) if start else now
        version = policies.adopt(files=policy_files, actor=by, starts_at=starts_at, at=now)
        sentence = _("Version {version} is adopted; it is in force from {starts_at} on.")
        self.stdout.write(sentence.format(version=version.version, starts_at=version.starts_at.isoformat()))

    def do_versions(self, **_options: Any) -> None:
        versions = queries.versions()
        if not versions:
            self.stdout.write(_("No policy is in force yet. Adopt one first: gensui policy adopt"))
        for version in versions:
            self.stdout.write(
                f"{version.version}\t{version.starts_at.isoformat()}\t{version.adopted_by}\t{version.digest[:12]}"
            )

    def do_export(self, *, folder: Path, version: str | None, **_options: Any) -> None:
        texts = queries.policy_files(version) if version else files.standard()
        if texts is None:
            raise CommandError(
                _("No version {version} was adopted here: gensui policy versions").format(version=version)
            )
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CommandError(_("{folder} is there and not empty: name a folder that is new.").format(folder=folder))
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / Path(name).name).write_text(text, "utf-8")
        sentence = _("{count} files are written to {folder}. Change them, then: gensui policy check {folder}")
        self.stdout.write(sentence.format(count=len(texts), folder=folder))


def kept_through(policy: Policy, clause: Clause) -> tuple[Clause, ...]:
    """The clauses whose clocks keep this one: itself, or those it names, and those they name."""
    if not clause.kept_by:
        return (clause,)
    return tuple(dict.fromkeys(one for key in clause.kept_by for one in kept_through(policy, policy.clauses[key])))


def told(policy: Policy, clause: Clause) -> dict[str, object]:
    """All that a clause says, as plain values. Limit and events of a clause kept by others are those of the others."""
    keepers = kept_through(policy, clause)
    return {
        "id": clause.id,
        "source": clause.source,
        "kind": clause.kind,
        "role": clause.accountable,
        "limit": " | ".join(dict.fromkeys(limit for one in keepers if (limit := limit_of(one)))) or None,
        "not_before": str(clause.not_before) if clause.not_before else None,
        "opens": _kinds(rule for one in keepers for rule in one.opens),
        "closes": _kinds(rule for one in keepers for rule in one.closes),
        "ends": _kinds(rule for one in keepers for rule in one.ends),
        "blocks": _kinds(rule for one in keepers for rule in one.blocks),
        "requires": list(clause.requires),
        "paused_by": sorted(clause.paused_by),
        "warn": list(clause.ladder.warn),
        "escalation": [list(step.tell) for step in clause.ladder.steps],
        "kept_by": list(clause.kept_by),
        "checked": list(clause.checked),
        "kept": how_kept(policy, clause, checklists.asked_after()),
        "reason": {language: clause.reason[language] for language in LANGUAGES} if clause.reason else None,
        "can_lapse": any(can_lapse(one) for one in keepers),
        "lapse": clause.lapse,
        "indicators": list(clause.indicators),
        "forms": list(clause.forms),
        "settings": list(clause.settings),
        "title": {language: clause.title[language] for language in LANGUAGES},
        "text": {language: clause.text[language] for language in LANGUAGES},
    }


def limit_of(clause: Clause) -> str | None:
    """The limit in words of the policy: of the clause, of its rules where they differ, or the rule of its schedule."""
    if clause.slots:
        return clause.slots.rule
    limits = [rule.limit or clause.limit for rule in clause.opens if clause.kind not in ("gate", "record")]
    return " | ".join(dict.fromkeys(str(limit) for limit in limits if limit)) or None


def _kinds(rules: Iterable[Rule]) -> list[str]:
    return list(dict.fromkeys(rule.on for rule in rules))


def _table(policy: Policy) -> Table:
    language = get_language() or ""
    table = Table(title=f"{policy.title[language]} {policy.version}", box=None, header_style="bold", pad_edge=False)
    for heading in (_("clause"), _("kind"), _("role"), _("limit"), _("events"), _("what it says")):
        table.add_column(heading, overflow="fold")
    for clause in policy.clauses.values():
        kept = _("kept by {clauses}").format(clauses=", ".join(clause.kept_by)) if clause.kept_by else ""
        events = " → ".join(filter(None, (", ".join(_kinds(clause.opens)), ", ".join(_kinds(clause.closes)))))
        role = policy.roles[clause.accountable].name[language]
        table.add_row(clause.id, clause.kind, role, limit_of(clause) or "", kept or events, clause.text[language])
    return table
