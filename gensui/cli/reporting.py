"""The last month of the simulated community, reported and laid open to its owners."""

from datetime import datetime

from gensui.cases.access import SYSTEM
from gensui.core.refusal import Refusal
from gensui.people.models import Employee, Site
from gensui.reports.actions import asking, making, publishing
from gensui.reports.facts import Month, last_month
from gensui.reports.models import Published, Report

MANAGER = "A01"


def report_last_month(site: Site, at: datetime) -> None:
    """The general manager asks for the month and for the one page, and publishes the figures. Done before, it does nothing."""
    first = last_month(site, at)
    if Published.objects.filter(site=site, month=first).exists() or Month(site, first).until > at:
        return
    manager = Employee.objects.get(number=MANAGER, department__site=site)
    asked = [
        asking.ask_for_month(site=site, kind=kind, month=first, language="zh-hant", actor=manager, at=at)
        for kind in ("month", "brief")
    ]
    while making.make_next(actor=SYSTEM, at=at):
        pass
    report = Report.objects.get(pk=asked[0].pk)
    try:
        publishing.publish(report=report, actor=manager, at=at)
    except Refusal:  # no PDF can be set on this machine: the list says so, and the rest of the demonstration goes on
        return
