"""Supervision of the demonstration: held, under way, put right, overdue; and once only."""

from datetime import timedelta

import pytest

from gensui.cli import supervising
from gensui.ledger.models import Obligation
from gensui.oversight.models import Inspection, Rectification
from tests.cases.conftest import cast
from tests.cast import MONDAY
from tests.oversight.conftest import Closed, Team, closed, team

__all__ = ["cast", "closed", "team"]
pytestmark = pytest.mark.database


def test_a_week_is_held_and_something_is_overdue(team: Team, closed: Closed) -> None:
    closed(12)
    site, now = team.cast.site, MONDAY + supervising.EARLIER + timedelta(hours=1)
    for _time in range(2):
        supervising.supervise(site, now)
    states = dict(Inspection.objects.filter(site=site, kind="weekly").values_list("department", "state"))
    assert (states["maintenance"], states["security"]) == ("done", "drawn")
    assert {"passed", "replied", "issued"} == set(Rectification.objects.values_list("state", flat=True))
    assert Obligation.objects.filter(stream__startswith="finding:", lapsed_at__isnull=False, state="open").exists()
