"""A month that is over is counted by a worker, and again whenever the office asks: it takes seconds, and waits until the engine
has judged the month.
"""

import logging
from datetime import date, datetime

from django.db import OperationalError, connection, transaction

from gensui.core.events.people import AssessmentComputed
from gensui.core.policy import Policy
from gensui.core.refusal import Refusal
from gensui.ledger import policies
from gensui.ledger.refusals import Incomplete
from gensui.oversight import counting, promises, sheet_access
from gensui.oversight.actions import sheets
from gensui.oversight.models import Counting, Month
from gensui.oversight.sheet_refusals import MonthClosed, MonthRuns
from gensui.people.acting import SYSTEM, System
from gensui.people.models import Employee, Site

log = logging.getLogger(__name__)


@transaction.atomic
def ask_month(*, site: Site, first_on: date, actor: Employee, at: datetime) -> Counting:
    """Ask for a month to be counted, or counted anew. What was asked for and waits is the same.

    Refuses who is not of the office (``NotYours``), a month that runs (``MonthRuns``), a published one (``MonthClosed``), and one
    whose policy counts less than it asks of every sheet (``Incomplete``).
    """
    sheet_access.require_here(actor, "draft_month", site)
    first_on = first_on.replace(day=1)
    month = Month.objects.select_related("site").filter(site=site, first_on=first_on).first()
    month = month or Month(site=site, first_on=first_on)
    if month.is_published:
        raise MonthClosed(month.period)
    if month.until > at:
        raise MonthRuns(month.period)
    _require_whole(policies.in_force(policies.newest(), month.until))
    asked, _new = Counting.objects.get_or_create(
        site=site, first_on=first_on, ended_at=None, defaults={"asked_by": actor, "asked_at": at}
    )
    return asked


@transaction.atomic
def owe_count(*, site: Site, first_on: date, actor: System, at: datetime) -> Counting | None:
    """A month is over: it is to be counted, without anybody asking. Nothing where it was counted, or asked for, before."""
    sheet_access.require_here(actor, "draft_month", site)
    first_on = first_on.replace(day=1)
    begun = {"site": site, "first_on": first_on}
    if Month.objects.filter(**begun).exists() or Counting.objects.filter(**begun).exists():
        return None
    return Counting.objects.create(**begun, asked_by=None, asked_at=at)


def _require_whole(policy: Policy) -> None:
    """Say now what the ledger would refuse when the sheets are written, and name the clause."""
    counted = counting.counted_under(policy)
    for clause, _rules in policy.on(AssessmentComputed.kind).records:
        missing = tuple(key for key in clause.requires if key not in counted)
        if missing and clause.refuses_missing:
            raise Incomplete(clause.id, missing)


def count_next(*, actor: System, at: datetime) -> bool:
    """Count the month that was asked for first and can be counted; whether one was. One query where nothing waits."""
    waiting = Counting.objects.filter(ended_at=None).order_by("pk").values_list("pk", flat=True)
    return any(_count(asked, at) for asked in list(waiting))


@transaction.atomic
def _count(asked: int, at: datetime) -> bool:
    """Whether it was counted now: not by another worker meanwhile, nor before the engine has judged everything."""
    free = Counting.objects.select_for_update(
        of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked
    )
    found = free.select_related("site", "asked_by__department").filter(pk=asked, ended_at=None).first()
    if found is None:
        return False
    month = Month(site=found.site, first_on=found.first_on)
    if behind := promises.unjudged(month.since, month.until):
        if behind != found.waits_for:
            Counting.objects.filter(pk=asked).update(waits_for=behind)
        return False
    found.trouble, found.waits_for, found.ended_at = _draft(found, at), 0, at
    found.save(update_fields=["trouble", "waits_for", "ended_at"])
    return True


def _draft(found: Counting, at: datetime) -> str:
    """Count it; what kept it from being counted."""
    try:
        with transaction.atomic():
            sheets.draft_month(site=found.site, first_on=found.first_on, actor=found.asked_by or SYSTEM, at=at)
    except OperationalError:  # the database is away: the worker waits for it, and nothing is lost
        raise
    except Refusal as refusal:
        log.warning("The month %s is not counted: %s", found.period, refusal.sentence)
        return str(Counting.Trouble.REFUSED)
    except Exception:
        log.exception("The month %s could not be counted.", found.period)
        return str(Counting.Trouble.BROKEN)
    return ""
