"""The demonstration goes on with what is there, and refuses to go on with a community of another size."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from gensui.cli.demo import Diary
from gensui.ledger.models import Obligation
from gensui.people.models import Household, Unit
from gensui.sim.community import ZONE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=ZONE)


@pytest.fixture
def folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small demonstration, made a moment ago."""
    settings.DATA, settings.MEDIA_ROOT, settings.LANGUAGE_CODE = tmp_path, tmp_path / "files", "en"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    call_command("demo", "--no-serve", days=1, households=60, verbosity=0)
    return tmp_path


@pytest.mark.parametrize("noted", [True, False])
def test_another_size_is_refused_in_words_and_nothing_is_lost(
    folder: Path, noted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not noted:  # by an earlier release
        (folder / "demo.json").write_text(
            (folder / "demo.json").read_text("utf-8").replace('"households": 60', '"x": 0')
        )
    before = (Unit.objects.count(), Household.objects.count())
    for given, said in (({"households": 120}, "--households 60, not 120"), ({"days": 30}, "--days 1, not 30")):
        with pytest.raises(CommandError) as refused:
            call_command("demo", "--no-serve", verbosity=0, **given)
        assert refused.value.returncode == 2
        assert (said in str(refused.value), str(folder) in str(refused.value)) == (True, True)
    assert (Unit.objects.count(), Household.objects.count()) == before == (60, before[1])
    call_command("demo", "--no-serve", verbosity=0)  # what is there goes on
    diary = Diary.read()
    assert diary is not None
    assert (diary.households, diary.of_days, diary.done) == (60, 1, True)


def test_nobody_is_late_for_the_time_in_which_it_was_stopped(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later = NOW + timedelta(days=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    call_command("demo", "--no-serve", verbosity=0)
    gap = {"due_at__gt": NOW + timedelta(hours=1), "due_at__lt": later - timedelta(hours=12)}
    rounds = Obligation.objects.filter(clause="4.3.2", **gap)
    assert rounds.count() > 5
    assert rounds.filter(lapsed_at__isnull=False).count() / rounds.count() < 0.3
    kept = Obligation.objects.filter(stream__startswith="case:", **gap).exclude(clause__startswith="pause:")
    assert kept.filter(lapsed_at__isnull=False).count() / kept.count() < 0.4
