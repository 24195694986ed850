"""The day's security report: counted by the system, handed in, explained, accepted."""

import logging
from datetime import date, datetime, timedelta

from django.db import transaction

from gensui.core.events import security as events
from gensui.core.refusal import Refusal
from gensui.ledger import policies
from gensui.ledger.models import Schedule
from gensui.ledger.record import schedule
from gensui.people import acting
from gensui.people.acting import NOW, Entry, System, repeatable, was_done
from gensui.people.models import Employee, Site
from gensui.people.refusals import need_words
from gensui.security import access, figures
from gensui.security.actions.turn import happen, roles
from gensui.security.models import DailyExplanation, DailyReport
from gensui.security.models.report import stream_of
from gensui.security.refusals import BadTime, DoesNotAddUp, HandedIn
from gensui.security.written import DAILY

log = logging.getLogger(__name__)
MONTH = timedelta(days=31)


def keep_reports(*, actor: System, at: datetime) -> int:
    """Have the reports of the days that ended compiled, and their hour promised, in every community that has guards; how many
    were new. Two queries for each community where all is there.
    """
    done = 0
    for site in Site.objects.filter(
        departments__employees__in=Employee.objects.working().filter(role="guard")
    ).distinct():
        if not Schedule.objects.filter(stream=stream_of(site), clause__in=policies.meant("day_reported")).exists():
            _promise(site, at)
        for day in _missing(site, figures.last_day(site, at)):
            compile_report(site=site, day=day, actor=actor, at=at)
            done += 1
    return done


def _missing(site: Site, last: date) -> list[date]:
    """The days without a report up to the last that ended, since the first one of a month back: the worker may have stopped."""
    there = set(
        DailyReport.objects.filter(site=site, day__gt=last - MONTH, day__lte=last).values_list("day", flat=True)
    )
    first = min(there, default=last)
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    return [day for day in days if day not in there]


def _promise(site: Site, at: datetime) -> None:
    """From tomorrow on, at eight: a report within the hour. A policy that knows no such promise makes none."""
    clauses = policies.meaning(policies.in_force(policies.newest(), at), "day_reported")
    if not clauses:
        return
    first = figures.period(site, figures.last_day(site, at) + timedelta(days=1))[1]
    try:
        with transaction.atomic():
            schedule(
                stream=stream_of(site), clause=clauses[0], actor=acting.SYSTEM.key, first_at=first, zone=site.zone,
                roles=roles(site, at), at=at,
            )  # fmt: skip
    except Refusal as refusal:
        log.warning("The daily report of %s is not promised: %s", site.key, refusal.sentence)


@transaction.atomic
def compile_report(*, site: Site, day: date, actor: Employee | System, at: datetime) -> DailyReport:
    """Count the day. A report that is not handed in yet is counted anew; one that is stays as it was.

    Refuses who does not lead the guards (``NotYours``), and a day that is not over (``BadTime``).
    """
    access.require(actor, "compile_report", site)
    if day > figures.last_day(site, at):
        raise BadTime
    found = DailyReport.objects.select_for_update().filter(site=site, day=day).first()
    if found is not None and found.submitted_at is not None:
        return found
    counted, differ = figures.count(site, day)
    found = found or DailyReport(site=site, day=day)
    found.figures, found.differences, found.compiled_at = counted, differ, at
    found.save()
    return found


def _lock(report: DailyReport) -> DailyReport:
    return DailyReport.objects.select_related("site").select_for_update(of=("self",)).get(pk=report.pk)


@repeatable
def submit_report(
    *, report: DailyReport, handover: str, actor: Employee, at: datetime, entry: Entry = NOW
) -> DailyReport:
    """Hand the report in, as the system counts it now, with what the next shift has to know.

    Refuses who does not lead the guards (``NotYours``), one that is handed in (``HandedIn``), and figures in which register
    and ledger differ, until somebody explains them (``DoesNotAddUp``).
    """
    found = _lock(report)
    access.require(actor, "submit_report", found.site)
    if was_done(entry):
        return found
    if found.submitted_at is not None:
        raise HandedIn
    counted, differ = figures.count(found.site, found.day)
    explained = set(found.explanations.values_list("figure", flat=True))
    if unexplained := [name for name in differ if name not in explained]:
        raise DoesNotAddUp(", ".join(unexplained))
    found.figures, found.differences, found.compiled_at, found.handover = counted, differ, at, handover.strip()
    found.submitted_at, found.submitted_by = at, actor
    found.save()

    event = events.DailyReportSubmitted(filled=tuple(counted), reconciled=not differ)
    _happen(found, event, actor, _holding(found, at), at, entry)
    return found


def _happen(
    found: DailyReport, event: events.GroundEvent, actor: Employee, holding: dict[str, str], at: datetime, entry: Entry
) -> None:
    """Let it happen, with the digest of this report alone: a community has one for every day."""
    happen(found.stream, event, actor=actor, holding=holding, at=at, entry=entry, words=DAILY.words_of(found))


def _holding(found: DailyReport, at: datetime) -> dict[str, str]:
    return roles(found.site, at)


@repeatable
def explain_report(
    *, report: DailyReport, figure: str, text: str, actor: Employee, at: datetime, entry: Entry = NOW
) -> DailyReport:
    """Say something to a figure, before or after it is handed in; the figure stays.

    Refuses who is neither of security's leaders nor of customer service (``NotYours``), and no words (``NoWords``).
    """
    found = _lock(report)
    access.require(actor, "explain_report", found.site)
    if was_done(entry):
        return found
    need_words(text)
    known = figure if figure in figures.ORDER else ""
    DailyExplanation.objects.create(report=found, figure=known, text=text.strip(), written_by=actor, written_at=at)

    event = events.DailyReportExplained()
    _happen(found, event, actor, _holding(found, at), at, entry)
    return found


@repeatable
def accept_report(*, report: DailyReport, actor: Employee, at: datetime, entry: Entry = NOW) -> DailyReport:
    """Customer service has read it: the day is counted once more, and what has changed since and nobody explained is not in order.

    Refuses others (``NotYours``), and one that is not handed in, or accepted (``HandedIn``).
    """
    found = _lock(report)
    access.require(actor, "accept_report", found.site)
    if was_done(entry):
        return found
    if found.submitted_at is None or found.accepted_at is not None:
        raise HandedIn
    found.accepted_at, found.accepted_by = at, actor
    found.save(update_fields=["accepted_at", "accepted_by"])

    explained = found.explanations.values_list("figure", flat=True)
    unsaid = {*figures.changed(found)}.difference(explained)
    event = events.DailyReportAccepted(
        filled=tuple(name for name in found.figures if name not in unsaid), reconciled=not (found.differences or unsaid)
    )
    holding = _holding(found, at)
    if found.submitted_by is not None:  # whose report it is, whoever leads by now
        holding["security_leader"] = found.submitted_by.key
    _happen(found, event, actor, holding, at, entry)
    return found
