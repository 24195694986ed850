"""Studies: asked for by people, carried out by a worker in a thread of its own, kept."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from gensui.amendments import access
from gensui.amendments.models import Draft, Study
from gensui.amendments.refusals import BadPeriod
from gensui.people.models import Employee

LEASE = timedelta(minutes=10)
"""A study of whose worker nothing was heard for so long is begun anew by another."""


@transaction.atomic
def ask_what_if(*, draft: Draft, since: datetime, until: datetime, actor: Employee, at: datetime) -> Study:
    """Have a worker run what happened from ``since`` to before ``until`` under the draft.

    Refuses who drafts no policy (``NotYours``), and a period that is none or not over (``BadPeriod``).
    """
    access.require(actor, "study")
    return _ask(Study.Kind.WHAT_IF, draft, since, until, actor, at)


@transaction.atomic
def ask_staffing(*, since: datetime, until: datetime, actor: Employee, at: datetime) -> Study:
    """Have a worker find how many people each post needs, by what happened in this period. Refuses like ``ask_what_if``."""
    access.require(actor, "study")
    return _ask(Study.Kind.STAFFING, None, since, until, actor, at)


def _ask(
    kind: Study.Kind, draft: Draft | None, since: datetime, until: datetime, actor: Employee, at: datetime
) -> Study:
    if not since < until <= at:
        raise BadPeriod
    return Study.objects.create(kind=kind, draft=draft, since=since, until=until, asked_by=actor, asked_at=at)


def next_study(*, actor: str, at: datetime) -> Study | None:
    """Take the first study that waits, or whose worker was lost; nobody else has it then. One query where none waits."""
    waiting = Study.objects.filter(finished_at=None).filter(Q(progress_at=None) | Q(progress_at__lt=at - LEASE))
    for study in waiting.select_related("draft__base").order_by("pk")[:3]:
        if waiting.filter(pk=study.pk).update(begun_at=at, progress_at=at, done=0):
            study.begun_at = study.progress_at = at
            return study
    return None


def note_progress(*, study: Study, done: int, all_of: int, actor: str, at: datetime) -> None:
    """How far it is."""
    Study.objects.filter(pk=study.pk).update(done=done, all=all_of, progress_at=at)


def keep_result(*, study: Study, result: dict[str, Any], actor: str, at: datetime) -> None:
    """What came of it."""
    Study.objects.filter(pk=study.pk).update(result=result, finished_at=at, progress_at=at)


def give_up(*, study: Study, trouble: Study.Trouble, actor: str, at: datetime) -> None:
    """That nothing came of it, and why."""
    Study.objects.filter(pk=study.pk).update(error=trouble, finished_at=at, progress_at=at)
