"""The last month of the simulated community, reported and laid open to its owners."""

from datetime import datetime

from gensui.people.acting import SYSTEM
from gensui.people.models import Employee, Site
from gensui.reports.actions import asking, making, publishing
from gensui.reports.facts import Month, last_month
from gensui.reports.models import Published, Report

MANAGER = "A01"


def ask_for_last_month(site: Site, at: datetime) -> None:
    """The general manager asks for the month's report and for the one page. Done before, it does nothing."""
    first = last_month(site, at)
    if Report.objects.filter(site=site, month=first).exists() or Month(site, first).until > at:
        return
    manager = _manager(site)
    for kind in ("month", "brief"):
        asking.ask_for_month(site=site, kind=kind, month=first, language="zh-hant", actor=manager, at=at)


def make_all(at: datetime) -> None:
    """Make what was asked for, where no worker does."""
    while making.make_next(actor=SYSTEM, at=at):
        pass


def publish_last_month(site: Site, at: datetime) -> bool:
    """Lay the month open to the owners as soon as its report is made; whether nothing is left to wait for.

    Where no PDF can be set on this machine the list of reports says so, and nothing is laid open.
    """
    month = last_month(site, at)
    report = Report.objects.filter(site=site, month=month, kind="month").order_by("id").first()
    if (
        report is None
        or report.state == Report.State.FAILED
        or Published.objects.filter(site=site, month=month).exists()
    ):
        return True
    if report.state != Report.State.DONE:
        return False
    publishing.publish(report=report, actor=_manager(site), at=at)
    return True


def _manager(site: Site) -> Employee:
    return Employee.objects.get(number=MANAGER, department__site=site)
