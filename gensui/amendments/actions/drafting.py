"""Writing a draft: begun from the version in force, changed table by table, never with a mistake in it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from gensui.amendments import access
from gensui.amendments.actions.turn import lock
from gensui.amendments.models import Draft
from gensui.amendments.refusals import HasPosts, NoSuchClause, VersionTaken
from gensui.core.policy import read_policy, writing
from gensui.ledger import policies
from gensui.ledger.models import PolicyVersion
from gensui.ledger.refusals import NoPolicy
from gensui.people.models import Employee
from gensui.policies import files


@transaction.atomic
def start_draft(*, title: str, version: str, actor: Employee, at: datetime) -> Draft:
    """Begin a draft from the version adopted last.

    Refuses who drafts no policy (``NotYours``), a version that exists (``VersionTaken``), and where none is adopted (``NoPolicy``).
    """
    access.require(actor, "draft")
    base = PolicyVersion.objects.order_by("-starts_at").first()
    if base is None:
        raise NoPolicy
    version = version.strip()
    if PolicyVersion.objects.filter(version=version).exists():
        raise VersionTaken(version)
    place = writing.table_place(base.files, "policy", "")
    assert place is not None  # what is adopted has a head
    begun = writing.changed(base.files, place, {"version": version})
    read_policy(begun)
    return Draft.objects.create(
        title=title.strip(), version=version, base=base, files=begun, drafted_by=actor, drafted_at=at, changed_at=at
    )


@transaction.atomic
def change_clause(*, draft: Draft, clause: str, words: Mapping[str, Any], actor: Employee, at: datetime) -> Draft:
    """Set words of a clause anew; those that are None are taken out.

    Refuses who drafts no policy (``NotYours``), a draft that is not being written (``Decided``), a clause it lacks
    (``NoSuchClause``), and whatever would be a mistake (``BadPolicy``); then nothing is changed.
    """
    found = _writing(draft, actor)
    place = writing.clause_place(found.files, clause)
    if place is None:
        raise NoSuchClause(clause)
    return _keep(found, writing.changed(found.files, place, words), at)


@transaction.atomic
def add_clause(*, draft: Draft, words: Mapping[str, Any], actor: Employee, at: datetime) -> Draft:
    """Add a clause, behind those of its chapter. Refuses like ``change_clause``."""
    found = _writing(draft, actor)
    return _keep(
        found, writing.with_clause(found.files, writing.chapter(found.files, str(words.get("id", ""))), words), at
    )


@transaction.atomic
def drop_clause(*, draft: Draft, clause: str, actor: Employee, at: datetime) -> Draft:
    """Take a clause out. What runs under it goes on under the version it was opened under. Refuses like ``change_clause``."""
    found = _writing(draft, actor)
    place = writing.clause_place(found.files, clause)
    if place is None:
        raise NoSuchClause(clause)
    return _keep(found, writing.without(found.files, place), at)


@transaction.atomic
def change_table(
    *, draft: Draft, part: str, key: str, words: Mapping[str, Any], actor: Employee, at: datetime
) -> Draft:
    """Set words of a setting, a ladder or another table anew. Refuses like ``change_clause``."""
    found = _writing(draft, actor)
    place = writing.table_place(found.files, part, key)
    if place is None:
        raise NoSuchClause(f"{part}.{key}")
    return _keep(found, writing.changed(found.files, place, words), at)


POSTS = "posts.toml"


@transaction.atomic
def take_posts(*, draft: Draft, actor: Employee, at: datetime) -> Draft:
    """Take over by what the standard policy judges each post, into a draft from a version that says nothing of it; so judged its
    people are already, and from then on the draft's own tables can be changed. What has to be known for a grade stays as it is.

    Refuses like ``change_clause``, and where the draft has such tables (``HasPosts``).
    """
    found = _writing(draft, actor)
    policy = read_policy(found.files)
    if policy.judged:
        raise HasPosts
    tables = next(text for text in files.standard().values() if "[posts." in text)
    for name in ("evidence_weight", "evidence_facts"):
        if policy.figure(name) is None:
            tables = tables.replace(f'"@{name}"', str(policies.figure(policy, name)))
    return _keep(found, {**found.files, POSTS: tables}, at)


def _writing(draft: Draft, actor: Employee) -> Draft:
    access.require(actor, "draft")
    return lock(draft, Draft.State.WRITING)


def _keep(draft: Draft, texts: dict[str, str], at: datetime) -> Draft:
    read_policy(texts)
    draft.files, draft.changed_at = texts, at
    draft.save(update_fields=["files", "changed_at"])
    return draft
