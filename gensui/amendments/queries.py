"""Reads about drafts: what they change, and what runs under what they change."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import get_language, pgettext_lazy

from gensui.amendments.models import Comment, Draft
from gensui.core.policy import Policy, difference, read_policy, sentences
from gensui.core.policy.difference import Change, WordChange
from gensui.core.policy.values import Clause, Texts
from gensui.core.worktime import Duration
from gensui.ledger.models import Obligation
from gensui.policies.spoken import spoken


@dataclass(frozen=True, slots=True)
class Changed:
    """A table that a draft changes, how many promises run under it now, and what staff said to it."""

    change: Change
    running: int
    comments: list[Comment]
    called: Texts | None = None

    @property
    def figures(self) -> list[WordChange]:
        """The values of a setting that differ; its sentence, above them, says what they are."""
        return [one for one in self.change.words if self.change.part == "settings" and one.word.startswith("values.")]

    @property
    def spoken(self) -> list[tuple[Any, WordChange]]:
        """What a reader reads of it: the texts that differ, in the language in force, each with what it is."""
        language = (get_language() or "").lower()
        named = [(*one.word.partition(".")[::2], one) for one in self.change.words]
        return [(SAID[name], one) for name, end, one in named if name in SAID and end.lower() == language]


SAID = {
    "name": pgettext_lazy("policy", "Name"),
    "title": pgettext_lazy("policy", "Title"),
    "text": pgettext_lazy("policy", "Text"),
    "reason": pgettext_lazy("policy", "Reason"),
}
"""The texts of a table that are read, by their word in the file."""


def running_under(clauses: Iterable[str]) -> dict[str, int]:
    """How many promises run under each of these clauses now, under whichever version. One query."""
    found = Obligation.objects.filter(state="open", clause__in=list(clauses)).values("clause").annotate(n=Count("pk"))
    return {row["clause"]: row["n"] for row in found}


def changes_of(draft: Draft) -> list[Changed]:
    """What the draft changes, table by table; the name of the version is left out. Two queries."""
    changes = [one for one in difference.changes(draft.base.files, draft.files) if one.part != "policy"]
    running = running_under(one.key for one in changes if one.part == "clause")
    comments: dict[str, list[Comment]] = {}
    for comment in draft.comments.select_related("written_by").order_by("pk"):
        comments.setdefault(comment.clause, []).append(comment)
    before, after = read_policy(draft.base.files), read_policy(draft.files)
    return [
        Changed(one, running.get(one.key, 0), comments.get(one.key, []), called(one, after) or called(one, before))
        for one in changes
    ]


def called(change: Change, policy: Policy) -> Texts | None:
    """What people call that table: the title of a clause, the sentence of a setting, the name of the rest."""
    match change.part:
        case "clause" if change.key in policy.clauses:
            return policy.clauses[change.key].title
        case "settings" if change.key in policy.settings:
            return policy.settings[change.key].text
        case "posts" if change.key in policy.judged:
            return policy.judged[change.key].name
        case "roles" if change.key in policy.roles:
            return policy.roles[change.key].name
    return None


@dataclass(frozen=True, slots=True)
class LimitChange:
    """A clause whose time limit a draft sets anew, in words, and whether its sentence says the new one."""

    clause: Clause
    before: str
    after: str
    says_it: bool


def limits_changed(before: Policy, after: Policy) -> list[LimitChange]:
    """Every clause with another time limit, also where a figure among the settings moved it."""
    found = []
    for key, clause in after.clauses.items():
        old = before.clauses.get(key)
        if old is None or old.limit == clause.limit:
            continue
        says_it = not any(sentences.of_clause(after, clause))
        found.append(LimitChange(clause, _told(old.limit), _told(clause.limit), says_it))
    return found


def _told(limit: Duration | None) -> str:
    return spoken(sentences.in_words(limit)) if limit is not None else "–"
