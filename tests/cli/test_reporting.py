"""The demonstration's month is reported, and laid open to owners as soon as somebody has made the report."""

import pytest

from gensui.cli import reporting
from gensui.people.models import Employee
from gensui.reports.models import Published, Report
from tests.cases.conftest import cast, walk
from tests.cast import Cast
from tests.reports.conftest import DECEMBER, november

pytestmark = pytest.mark.database
__all__ = ["cast", "november", "walk"]


@pytest.fixture
def manager(november: Cast) -> Employee:
    found = Employee.objects.get(role="general_manager", department__site=november.site)
    Employee.objects.filter(pk=found.pk).update(number=reporting.MANAGER)
    return found


def test_it_is_laid_open_once_the_report_is_made_and_never_twice(november: Cast, manager: Employee) -> None:
    for _started_again in range(2):
        reporting.ask_for_last_month(november.site, DECEMBER)
    assert sorted(Report.objects.values_list("kind", flat=True)) == ["brief", "month"]
    assert reporting.publish_last_month(november.site, DECEMBER) is False
    assert not Published.objects.exists()

    Report.objects.filter(kind="brief").delete()  # the one page takes its time, and changes nothing here
    reporting.make_all(DECEMBER)
    for _asked_again in range(2):
        assert reporting.publish_last_month(november.site, DECEMBER) is True
    assert Published.objects.get().published_by == manager


def test_nothing_is_waited_for_where_no_pdf_can_be_set(november: Cast, manager: Employee) -> None:
    reporting.ask_for_last_month(november.site, DECEMBER)
    Report.objects.update(state=Report.State.FAILED, trouble="no_pdf")
    assert reporting.publish_last_month(november.site, DECEMBER) is True
    assert not Published.objects.exists()
