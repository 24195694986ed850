"""A department's report of a week (F12): drafted from what happened, submitted, received by customer service."""

from datetime import datetime, timedelta

from django.db import transaction

from gensui.core.events import company
from gensui.core.plain import says_something
from gensui.ledger.record import record, record_all
from gensui.people import queries as people
from gensui.people.acting import NOW, Entry
from gensui.people.models import Employee, Site
from gensui.rounds import access, drafting
from gensui.rounds.access import Actor, Where
from gensui.rounds.models import Plan, Report
from gensui.rounds.refusals import NotSubmitted, Submitted

REPORTING = ("cleaning", "greening")
WEEK = timedelta(days=7)


def end_weeks(*, actor: Actor, at: datetime) -> int:
    """For each department that reports, draft the report of the week that ended last; how many."""
    drafted = 0
    for site in Site.objects.filter(pk__in=Plan.objects.followed().values("site")):
        since, until = drafting.last_week(site, at)
        period = drafting.period_of(since)
        there = set(Report.objects.filter(site=site, period=period).values_list("department", flat=True))
        begun = Plan.objects.filter(site=site, first_at__lt=until).values_list("sort__department", flat=True)
        for department in sorted({*REPORTING} & {*begun} - there):
            draft_report(site=site, department=department, since=since, until=until, actor=actor, at=at)
            drafted += 1
    return drafted


@transaction.atomic
def draft_report(
    *, site: Site, department: str, since: datetime, until: datetime, actor: Actor, at: datetime
) -> Report:  # fmt: skip
    """Draft the report of a week from what happened in it, and let its clock begin at the week's end (2.4.6)."""
    access.require(actor, "submit_report", Where(site.pk, department))
    drawn = drafting.draw(site, department, since, until)
    report = Report.objects.create(
        site=site, department=department, period=drafting.period_of(since), since=since, until=until, planned=drawn.planned,
        kept=drawn.kept, figures=drawn.figures, problems=drawn.problems, patterns=drawn.patterns, ahead=drawn.ahead, drafted_at=at,
    )  # fmt: skip
    event = company.ReportDue(department=department, period=report.period)  # type: ignore[arg-type]  # one of REPORTING
    holding = people.roles_at(site, department, until)
    record_all(stream=report.stream, happened=((event, min(until, at)),), actor=actor.key, roles=holding, at=at)
    return report


@transaction.atomic
def submit_report(
    *, report: Report, problems: str, patterns: str, ahead: str, actor: Employee, at: datetime, entry: Entry = NOW
) -> Report:
    """Submit the report in the words of whoever leads. Refuses others (``NotYours``), and a second time (``Submitted``)."""
    report = _lock(report)
    access.require(actor, "submit_report", Where(report.site_id, report.department))
    if report.submitted_at is not None:
        raise Submitted
    report.problems, report.patterns, report.ahead = problems[:8000], patterns[:8000], ahead[:8000]
    report.submitted_at, report.submitted_by = at, actor
    report.save(update_fields=["problems", "patterns", "ahead", "submitted_at", "submitted_by"])

    named = {"problems": problems, "patterns": patterns, "next_plan": ahead}
    filled = ("plan_total", "plan_done", "rate", *(name for name, value in named.items() if says_something(value)))
    event = company.ReportSubmitted(department=report.department, period=report.period, filled=filled)  # type: ignore[arg-type]
    holding = people.roles_at(report.site, report.department, at)
    record(stream=report.stream, event=event, actor=actor.key, roles=holding, at=at, client_key=entry.once)
    return report


@transaction.atomic
def receive_report(*, report: Report, actor: Employee, at: datetime, entry: Entry = NOW) -> Report:
    """Customer service has read it. Refuses whoever does not serve there, and what was not submitted (``NotSubmitted``)."""
    report = _lock(report)
    access.require(actor, "receive_report", Where(report.site_id, report.department))
    if report.submitted_at is None:
        raise NotSubmitted
    if report.received_at is not None:
        return report
    report.received_at, report.received_by = at, actor
    report.save(update_fields=["received_at", "received_by"])

    event = company.ReportReceived(department=report.department, period=report.period)  # type: ignore[arg-type]
    holding = people.roles_at(report.site, report.department, at)
    record(stream=report.stream, event=event, actor=actor.key, roles=holding, at=at, client_key=entry.once)
    return report


def _lock(report: Report) -> Report:
    return Report.objects.select_related("site").select_for_update(of=("self",)).get(pk=report.pk)
