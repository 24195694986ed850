"""Reports are asked for, tried again, and erased when they were kept long enough."""

from datetime import date, datetime, timedelta

from django.db import transaction

from gensui.cases.actions import turn
from gensui.cases.models import Case
from gensui.core.events.follow_up import CaseExported
from gensui.people.access import NotYours, visible_sites
from gensui.people.acting import System
from gensui.people.models import Employee, Site
from gensui.reports import access
from gensui.reports.facts import Month
from gensui.reports.models import Report
from gensui.reports.refusals import MonthNotBegun, StillWaits

KEPT_FOR = {"case": timedelta(days=90), "month": timedelta(days=3 * 366), "brief": timedelta(days=3 * 366)}
"""An evidence pack speaks of people, and goes soon: it can be made anew. A month's report stands for three years."""
WAITING = (Report.State.QUEUED, Report.State.RUNNING)


@transaction.atomic
def ask_for_month(*, site: Site, kind: str, month: date, language: str, actor: Employee, at: datetime) -> Report:
    """Ask for a month's report, or the one page on it. The same asked for while it waits is the same.

    Refuses who may not (``NotYours``), and a month that has not begun (``MonthNotBegun``).
    """
    access.require(actor, kind)
    if not visible_sites(actor).filter(pk=site.pk).exists():
        raise NotYours(str(actor.get_role_display()))
    first = month.replace(day=1)
    if Month(site, first).since > at:
        raise MonthNotBegun(f"{first:%Y-%m}")
    Site.objects.select_for_update().get(pk=site.pk)

    same = Report.objects.filter(site=site, kind=kind, month=first, language=language, state__in=WAITING).first()
    return same or Report.objects.create(
        site=site, kind=kind, month=first, language=language, asked_by=actor, asked_at=at
    )


@transaction.atomic
def ask_for_case(*, case: Case, language: str, actor: Employee, at: datetime) -> Report:
    """Ask for everything kept of a case as one file. That it was asked for stands on the case's record.

    Refuses who does not see the case, or may not hand it out (``NotYours``).
    """
    access.require_case(actor, case)
    case = turn.lock(case)

    same = Report.objects.filter(case=case, language=language, state__in=WAITING).first()
    if same is not None:
        return same
    asked = Report.objects.create(
        site=case.site, kind=Report.Kind.CASE, case=case, language=language, asked_by=actor, asked_at=at
    )
    turn.happen(case, CaseExported(), actor=actor, at=at)
    return asked


@transaction.atomic
def try_again(*, report: Report, actor: Employee, at: datetime) -> Report:
    """Have a report made that could not be. Refuses who may not ask for it (``NotYours``), and any other (``StillWaits``)."""
    access.require(actor, report.kind)
    found = access.visible_reports(actor).filter(pk=report.pk).first()
    if found is None:
        raise NotYours(str(actor.get_role_display()))
    again = {"state": Report.State.QUEUED, "tries": 0, "progress": 0, "stage": "", "trouble": "", "asked_at": at}
    if not Report.objects.filter(pk=report.pk, state=Report.State.FAILED).update(**again):
        raise StillWaits
    found.refresh_from_db()
    return found


def erase_old_reports(*, actor: System, at: datetime) -> int:
    """Erase, file and row, what was kept long enough; how many. One statement for each kind where nothing is."""
    erased = 0
    for kind, term in KEPT_FOR.items():
        for report in Report.objects.filter(kind=kind, asked_at__lt=at - term).exclude(state="running")[:100]:
            report.file.delete(save=False)
            report.delete()
            erased += 1
    return erased
