"""``gensui whatif`` and ``gensui simulate`` as a user calls them."""

import csv
from datetime import datetime

import pytest

from tests.cli.conftest import Installation
from tests.pattern import ROOT

SAMPLE = ROOT / "examples/replay/sample.csv"
ASIDE = (43, 81)
"""Rows of the sample that make no sense."""
MAP = ROOT / "examples/replay/sample.toml"


def late(minutes: int) -> int:
    """How many of the sample's orders were answered by a call later than so many minutes after dispatch, or never."""
    found = 0
    with SAMPLE.open(encoding="utf-8-sig") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            sent, called = (
                row[name] and datetime.strptime(row[name], "%Y/%m/%d %H:%M") for name in ("派單時間", "聯繫業主時間")
            )
            if sent and row["責任部門"] == "工程部" and number not in ASIDE:
                found += not called or (called - sent).total_seconds() > 60 * minutes
    return found


@pytest.fixture
def draft(bare: Installation) -> Installation:
    """A folder with a draft that asks for the first call within five minutes instead of ten."""
    bare.run("policy", "export", "draft")
    settings = bare.folder / "draft/01-settings.toml"
    text = settings.read_text("utf-8")
    settings.write_text(
        text.replace('contact_limit_maintenance = "10 min"', 'contact_limit_maintenance = "5 min"'), "utf-8"
    )
    return bare


def test_a_history_is_run_under_a_draft_and_under_the_standard(draft: Installation) -> None:
    done = draft.run("whatif", "draft", "--history", str(SAMPLE), "--map", str(MAP))
    assert "2 rows were set aside" in done.stderr
    told = done.stdout
    (row,) = [line for line in told.splitlines() if line.startswith("4.2.1 ")]
    promised, under, before, after, differ = map(int, row.split()[-5:])
    assert promised == under
    assert (before, after) == (late(10), late(5))
    assert 0 < after - before <= differ
    assert "3.1.2" not in told  # nothing changed for it


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("draft", "--history", str(SAMPLE)), "--map"),
        (("draft", "--history", "none.csv", "--map", str(MAP)), "none.csv"),
        (("missing", "--history", str(SAMPLE), "--map", str(MAP)), "there is no such file"),
    ],
)
def test_what_is_missing_is_told(draft: Installation, words: tuple[str, ...], told: str) -> None:
    done = draft.run("whatif", *words, check=False)
    assert done.returncode in (1, 2)
    assert told in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.database
def test_without_a_history_the_figures_of_the_simulation_are_used_and_said(migrated: Installation) -> None:
    assert "gensui policy adopt" in migrated.run("simulate", check=False).stderr
    migrated.run("policy", "adopt")
    first, again = (migrated.run("simulate", "--seed", "7").stdout for _twice in range(2))
    assert first == again
    assert "the ledger holds too little (0, 0)" in first
    assert "Seeds 7 to " in first
    few = migrated.run("simulate", "--replications", "1", check=False)
    assert (few.returncode, "too few" in few.stderr) == (2, True)
