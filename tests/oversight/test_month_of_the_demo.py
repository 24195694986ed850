"""The demonstration's own history, made by its command: the month it closes, every figure of it found again from the tables."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from gensui.cases.models import Case
from gensui.oversight.models import Month
from gensui.sim import life
from gensui.sim.community import ZONE
from tests.oversight.counted import counted_twice
from tests.oversight.recounting import Again
from tests.oversight.test_month_of_every_department import check_figures, check_sheets

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]
NOW = datetime(2026, 12, 1, 10, tzinfo=ZONE)


@pytest.fixture
def closed(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Month:
    """Sixty days of a smaller and more critical community; its November is closed and published by the demonstration itself."""
    settings.DATA, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    monkeypatch.setitem(life.KINDS, "CMP", 100)  # so few homes would else complain of nothing
    call_command("demo", "--no-serve", days=60, households=60, verbosity=0)
    return Month.objects.get(state="published")


def test_every_figure_total_and_grade_of_its_closed_month_is_found_again(closed: Month) -> None:
    assert (str(closed.first_on), closed.published_at) == ("2026-11-01", NOW)
    again = Again(closed.since, closed.until, NOW)
    check_sheets(closed, again)
    check_figures(closed, again)
    assert counted_twice(closed) == []
    counted = {key for _who, key in again.counted}
    assert counted >= set("K01 K03 K04 K05 K06 K07 K11 K12 K16 K19 K30 CALLS APPEALS".split())
    assert again.wrongs(again.people, ())[0], "there are errors"
    complaints = Case.objects.filter(request_type="complaint", opened_at__lt=closed.since + timedelta(days=20))
    assert {one.is_open for one in complaints} == {False}, "each came to its decision"
    call_command("verify")
