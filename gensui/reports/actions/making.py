"""The worker makes reports, one after the other. It may be killed at any moment: what it had taken is taken again."""

import hashlib
import logging
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import OperationalError
from django.db.models import Q, QuerySet

from gensui.people.acting import System
from gensui.reports import figures, pack, paper
from gensui.reports.facts import Month
from gensui.reports.figures import Figures
from gensui.reports.models import Report
from gensui.ui.pdf import NoPdf

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)
"""A worker that took a report and has not ended it in so long has lost it to the others."""
MOST_TRIES = 3


class Taken(Exception):
    """The lease ran out, and another worker has the report."""


def make_next(*, actor: System, at: datetime) -> bool:
    """Make one report that waits, if there is one; whether there was. One query where nothing waits.

    It is no transaction: counting and setting take seconds, and nobody should wait for them. A report is taken by one
    worker (the lease), and what it makes is kept only while it still has it, so that it is made once.
    """
    report = _lease(at)
    if report is None:
        return False
    try:
        _make(report, at)
    except Taken:
        log.warning("Report %s was taken over by another worker.", report.pk)
    except NoPdf:
        _end(report, Report.Trouble.NO_PDF)
    except OperationalError:  # the database is away: the worker waits for it, and takes the report again
        raise
    except Exception:
        log.exception("Report %s could not be made.", report.pk)
        _end(report, Report.Trouble.BROKEN)
    return True


def _lease(at: datetime) -> Report | None:
    free = Q(state=Report.State.QUEUED) | Q(state=Report.State.RUNNING, leased_until__lte=at)
    for report in Report.objects.filter(free).select_related("site", "case").order_by("id")[:10]:
        if report.tries >= MOST_TRIES:
            _end(report, Report.Trouble.GAVE_UP)
            continue
        mine = Report.objects.filter(free, pk=report.pk, tries=report.tries).update(
            state=Report.State.RUNNING, leased_until=at + LEASE, tries=report.tries + 1, progress=5,
            stage=Report.Stage.COUNTING,
        )  # fmt: skip
        if mine:
            report.tries += 1
            return report
    return None


def _make(report: Report, at: datetime) -> None:
    """Count, set, keep; each step says how far it is."""
    counted = _counted(report, at)
    _step(report, 40, Report.Stage.SETTING)
    made = paper.of_month(report, counted) if counted else pack.of_case(report, at)
    _step(report, 90, Report.Stage.KEEPING)
    report.file.save(f"{report.kind}-{report.pk}-{report.tries}.pdf", ContentFile(made), save=False)
    done = _mine(report).update(
        state=Report.State.DONE, progress=100, stage="", leased_until=None, made_at=at, file=report.file.name,
        figures=counted.told() if counted else None, digest=counted.digest if counted else hashlib.sha256(made).hexdigest(),
    )  # fmt: skip
    if not done:
        report.file.delete(save=False)
        raise Taken


def _counted(report: Report, at: datetime) -> Figures | None:
    return figures.count(Month(report.site, report.month), at) if report.month else None


def _mine(report: Report) -> QuerySet[Report]:
    return Report.objects.filter(pk=report.pk, state=Report.State.RUNNING, tries=report.tries)


def _step(report: Report, progress: int, stage: str) -> None:
    if not _mine(report).update(progress=progress, stage=stage):
        raise Taken


def _end(report: Report, trouble: str) -> None:
    held = Report.objects.filter(pk=report.pk, tries=report.tries)
    held.filter(state__in=("queued", "running")).update(
        state=Report.State.FAILED, trouble=trouble, leased_until=None, stage=""
    )
