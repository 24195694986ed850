"""Every event that a clause of the standard policy listens for is recorded by some act, or it stands here why not."""

import re
import tomllib
from pathlib import Path

from gensui.core import events
from gensui.policies import files

ROOT = Path(__file__).parents[2] / "gensui"
RULES = ("opens", "closes", "ends", "voids", "blocks")
NOT_YET: dict[str, str] = {}
"""Heard by a clause and recorded by nobody, with the reason."""


def listened_for() -> dict[str, set[str]]:
    """Each kind of event that some clause opens, closes, stops or checks on, with those clauses."""
    found: dict[str, set[str]] = {}
    for text in files.standard().values():
        for clause in tomllib.loads(text).get("clause", []):
            kinds = {rule["on"] for name in RULES for rule in clause.get(name, [])} | {clause.get("on", "")}
            for kind in kinds - {""}:
                found.setdefault(kind, set()).add(clause["id"])
    return found


def recorded() -> set[str]:
    """The kinds of event that code where things are done makes."""
    acts = [
        path
        for path in ROOT.rglob("*.py")
        if path.parent.name in ("actions", "ledger") or path.name == "obligations.py"
    ]
    words = {word for path in acts for word in re.findall(r"\w+", path.read_text("utf-8"))}
    return {kind for kind, made in events.VOCABULARY.items() if made.__name__ in words}


def test_what_a_clause_waits_for_can_happen() -> None:
    known = recorded()
    silent = {kind: sorted(clauses) for kind, clauses in listened_for().items() if kind not in known}
    assert set(silent) == set(NOT_YET), silent


def test_the_year_and_the_team_are_heard() -> None:
    assert {"year.started", "team.appointed", "complaint.planned", "inspection.due"} <= set(listened_for()) & recorded()
