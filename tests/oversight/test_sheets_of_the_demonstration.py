"""The demonstration closes the month before, once."""

from datetime import timedelta

import pytest

from gensui.cli import assessing
from gensui.ledger.models import Event, Obligation
from gensui.oversight import sheet_access, verify
from gensui.oversight.actions import beginnings
from gensui.oversight.models import Month
from tests.cast import MONDAY, Cast
from tests.oversight.counted import AFTER

pytestmark = pytest.mark.database


def test_the_month_before_is_closed_once(november: Month, cast: Cast) -> None:
    began = MONDAY - timedelta(days=40)
    for _again in range(2):
        assessing.close_last_month(cast.site, began=began, at=AFTER)
    assert Month.objects.get().is_published
    assert Event.objects.filter(kind="assessment.published").count() == november.sheets.count()
    owed = Obligation.objects.filter(stream=f"month:{cast.site.key}", same__0=november.period)
    assert owed.exists()
    assert not owed.filter(state="open").exists(), "what is owed of a month is not left open once it is published"
    beginnings.begin_months(actor=sheet_access.SYSTEM, at=AFTER + timedelta(minutes=1))
    assert not owed.filter(state="open").exists()
    assert list(verify.check_months()) == []


def test_a_month_that_began_before_the_history_is_left_alone(november: Month, cast: Cast) -> None:
    assessing.close_last_month(cast.site, began=MONDAY, at=AFTER)
    assert not Month.objects.get().is_published
