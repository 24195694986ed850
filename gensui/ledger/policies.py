"""The versions of the policy: adopted once, kept word for word, each in force from its start on."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from gensui.core.policy import Policy, read_policy
from gensui.core.policy.sentences import in_words
from gensui.core.policy.values import Judged
from gensui.core.scoring import Evidence
from gensui.core.scoring.posts import LATER
from gensui.core.worktime import Duration
from gensui.ledger.models import PolicyVersion
from gensui.ledger.refusals import BadVersion, NoPolicy
from gensui.policies import files as on_disk
from gensui.policies.spoken import spoken

_known: tuple[int, tuple[tuple[datetime, Policy], ...]] = (0, ())
"""The newest row read, and every version by its start. Versions never change, so this is only ever added to."""


def adopt(*, files: Mapping[str, str], actor: str, starts_at: datetime, at: datetime) -> PolicyVersion:
    """Put a version in force from ``starts_at`` on. What runs by then keeps the version it was opened under.

    Refuses a policy with mistakes (``BadPolicy``); a version or a start that exists; and a start in the past or before one already
    adopted, for what happened was judged by what was in force: only the first version may reach back.
    """
    policy = read_policy(files)
    last = PolicyVersion.objects.order_by("-starts_at").first()
    if last is not None and (starts_at < at or starts_at <= last.starts_at):
        raise BadVersion(
            _(
                "Version {version} cannot start at {starts_at}: a start lies in the future and after that of version {last}."
            ).format(
                version=policy.version,
                starts_at=f"{starts_at.astimezone(policy.zone):%Y-%m-%d %H:%M}",
                last=last.version,
            )
        )
    try:
        with transaction.atomic():
            return PolicyVersion.objects.create(
                version=policy.version, starts_at=starts_at, adopted_at=at, adopted_by=actor, files=dict(files),
                digest=digest_of(files),
            )  # fmt: skip
    except IntegrityError:
        raise BadVersion(
            _("Version {version} is adopted already; a changed policy takes a new version.").format(
                version=policy.version
            )
        ) from None


def digest_of(files: Mapping[str, str]) -> str:
    """What the text of a version is known by, as it was when it was adopted."""
    text = json.dumps(dict(files), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def in_force(newest: int, at: datetime) -> Policy:
    """The version in force at ``at``, the first one for anything before. ``newest`` is the last row's id, as just read."""
    versions = _all(newest)
    found = versions[0][1]
    for starts_at, policy in versions:
        if starts_at <= at:
            found = policy
    return found


def began_at(newest: int) -> datetime:
    """When the first version came into force. Refuses where none was adopted (``NoPolicy``)."""
    return _all(newest)[0][0]


def _all(newest: int) -> tuple[tuple[datetime, Policy], ...]:
    """Every version by its start. Refuses where none was adopted (``NoPolicy``)."""
    global _known
    if newest == 0:
        raise NoPolicy
    if newest != _known[0]:
        _known = (newest, _read_all())
    if not _known[1]:
        raise NoPolicy
    return _known[1]


@contextmanager
def leaving_out(versions: Collection[str]) -> Iterator[None]:
    """Meanwhile this process judges as if these versions had not been adopted: their text is not what it was."""
    global _known
    before = _known
    if versions:
        _known = (newest(), _read_all(versions))
    try:
        yield
    finally:
        _known = before


def named(newest: int, version: str) -> Policy | None:
    """The adopted version of this name; None if there is none."""
    return next((policy for _starts_at, policy in _all(newest) if policy.version == version), None)


def remembered() -> Policy:
    """The last version that this process has read, for names that do not change. No query, once it has read one."""
    return _known[1][-1][1] if _known[1] else in_force(newest(), datetime.max.replace(tzinfo=UTC))


def figure(policy: Policy, name: str) -> Any:
    """A figure of a setting that came with a later release: where this version is silent, the standard policy says it."""
    found = policy.figure(name)
    return _standard().setting(name) if found is None else found


def judged(policy: Policy) -> Mapping[str, Judged]:
    """What each post is judged by. Where this version is silent, the standard policy says it, and this one how much has to be
    known for a grade.
    """
    if policy.judged:
        return {**{post: _standard().judged[post] for post in LATER}, **policy.judged}
    least = Evidence(int(figure(policy, "evidence_weight")), int(figure(policy, "evidence_facts")))
    return {post: replace(one, least=least) for post, one in _standard().judged.items()}


def meaning(policy: Policy, name: str) -> tuple[str, ...]:
    """The clauses by which this version promises what is meant. Where it is silent, the standard policy says it."""
    return policy.meanings[name] if policy.meanings else _standard().meanings[name]


def asking(policy: Policy, indicator: str) -> tuple[str, ...]:
    """The clauses of this version that ask for an indicator. No clause of an older release named the office's own two; there the
    standard policy says it.
    """
    named = tuple(clause.id for clause in policy.clauses.values() if indicator in clause.indicators)
    if named or indicator not in NAMED_LATER:
        return named
    return tuple(one.id for one in _standard().clauses.values() if indicator in one.indicators)


NAMED_LATER = ("PLAN", "APPEALS")


def meant(*names: str) -> tuple[str, ...]:
    """The clauses of these meanings, in the versions that were adopted, each once, the newest version's first: for asking after
    promises of any of them. No query, once the process has read a version.
    """
    remembered()
    return _meant(_known[0], names)


@lru_cache(maxsize=256)
def _meant(_newest: int, names: tuple[str, ...]) -> tuple[str, ...]:
    versions = [policy for _starts_at, policy in reversed(_known[1])]
    return tuple(dict.fromkeys(clause for policy in versions for name in names for clause in meaning(policy, name)))


def span(policy: Policy, name: str) -> timedelta:
    """A figure that is a span of time, round the clock."""
    found = Duration.parse(str(figure(policy, name)))
    return found.time + timedelta(days=found.days)


def span_at(name: str, at: datetime) -> timedelta:
    """As ``span``, of the version in force at ``at``. One query."""
    return span(_said_at(at), name)


def words_at(name: str, at: datetime) -> str:
    """A figure that is a span of time as people read it, in the language in force: 24 hours. One query."""
    return spoken(in_words(Duration.parse(str(figure(_said_at(at), name)))))


def number_at(name: str, at: datetime) -> int:
    """As ``figure``, of the version in force at ``at``, where it is a number. One query."""
    return int(figure(_said_at(at), name))


def _said_at(at: datetime) -> Policy:
    """The version in force; before any was adopted, the standard policy."""
    known = newest()
    return in_force(known, at) if known else _standard()


@cache
def _standard() -> Policy:
    return read_policy(on_disk.standard())


def newest() -> int:
    """The id of the last version adopted; 0 if there is none. Written out, because most acts and pages ask it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM ledger_policyversion")
        return cursor.fetchone()[0] or 0


def _read_all(but: Collection[str] = ()) -> tuple[tuple[datetime, Policy], ...]:
    rows = PolicyVersion.objects.exclude(version__in=but).order_by("starts_at")
    versions = [(row.starts_at, read_policy(row.files)) for row in rows]
    every = {policy.version: policy for _start, policy in versions}
    return tuple((start, replace(policy, others=every)) for start, policy in versions)
