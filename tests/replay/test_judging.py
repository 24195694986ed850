"""What a history can tell of a policy, and what it cannot."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gensui.core.policy import Policy
from gensui.replay import mapping
from gensui.replay.figures import Figures, Tally
from gensui.replay.judging import Promise, judge
from gensui.replay.report import span
from gensui.replay.terms import BadMapping, Request
from tests.core import small
from tests.core import test_obligations as examples
from tests.core.small import CONTACT, WITH_CHEN, minutes

AS_OF = minutes(3 * 24 * 60)
HEAD = 'zone = "Asia/Shanghai"\nkey = "no"\n[events]\n'


def policy() -> Policy:
    return small.policy(CONTACT, examples.PROGRESS, examples.PATROL, examples.CONSENT, examples.FORM, examples.REPAIR)


def told(events: str, head: str = HEAD) -> dict[str, str]:
    found = judge(policy(), mapping.read(head + events, Path("map.toml")), AS_OF)
    return {key: str(reason) for key, reason in found.unjudged.items()}


def test_a_clause_is_judged_if_the_file_tells_its_beginning_and_its_end() -> None:
    left = told('work_order.dispatched = "a"\nowner.contacted = "b"')

    assert "4.2.1" not in left
    assert left["3.3.3"].startswith("No column tells when it was met: progress.told")
    assert left["4.2.9"].startswith("No column tells when it began: work.started")
    assert "calendar" in left["4.3.2"]
    assert left["4.2.5"].startswith("No column tells when it began: plan.proposed")
    assert left["3.1.4"].startswith("No column tells when it began: intake.saved")


def test_proof_that_the_clause_wants_must_be_in_the_file() -> None:
    bare = 'work_order.dispatched = "a"\nprogress.told = "b"\nowner.contacted = "c"'

    assert "3.3.3" in told(bare)
    assert "3.3.3" not in told(bare.replace('"b"', '{ at = "b", evidence = "call" }'))


def test_the_mapping_may_leave_clauses_out_but_not_name_unknown_ones() -> None:
    events = 'work_order.dispatched = "a"\nowner.contacted = "b"\nwork.started = "c"\nwork.completed = "d"'

    assert told(events, 'clauses = ["4.2.9"]\n' + HEAD)["4.2.1"] == "The mapping leaves it out."
    with pytest.raises(BadMapping, match=r"9\.9\.9"):
        told(events, 'clauses = ["9.9.9"]\n' + HEAD)


def test_a_request_gives_its_promises() -> None:
    events = 'work_order.dispatched = "a"\nowner.contacted = "b"'
    found = judge(policy(), mapping.read(HEAD + events, Path("map.toml")), AS_OF)
    happened = ((minutes(0), examples.Dispatched()), (minutes(25.5), examples.Contacted()))

    (promise,) = found.promises(Request(2, "1", "tap", happened, WITH_CHEN))
    assert (promise.clause, promise.holder, promise.verdict, promise.lateness) == ("4.2.1", "staff:chen", "late", 930)


def promise(verdict: str, lateness: int = 0) -> Promise:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    return Promise("1", "tap", "4.2.1", "staff:chen", at, at, None, verdict, lateness)  # type: ignore[arg-type]


def test_rates_and_percentiles() -> None:
    tally = Tally()
    assert (tally.rate, tally.percentile(0.5)) == (None, None)
    for verdict, lateness in (("kept", 0), ("kept", 0), ("late", 10), ("late", 20), ("overdue", 40), ("open", 0)):
        tally.add(promise(verdict, lateness))

    assert (tally.total, tally.judged, str(tally.rate)) == (6, 5, "40.0")
    assert (tally.percentile(0.5), tally.percentile(0.9), tally.percentile(0), tally.percentile(1)) == (20, 36, 10, 40)
    assert tally.steps() == [3, 0, 0, 0, 0, 0, 0, 0]


def test_a_rate_is_rounded_half_up() -> None:
    tally = Tally()
    tally.counts |= {"kept": 1, "late": 15}
    assert str(tally.rate) == "6.3"  # 6.25


def test_months_are_those_of_the_files_own_clock() -> None:
    figures = Figures(small.policy(CONTACT).zone)
    late_evening = datetime(2026, 3, 31, 16, 30, tzinfo=UTC)  # half past midnight on 1 April, in Shanghai
    figures.add(Promise("1", "tap", "4.2.1", "", late_evening, late_evening, None, "open", 0))
    assert [month for month, _tally in figures.by_month()] == ["2026-04"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, "–"), (0, "0 s"), (59, "59 s"), (60, "1 min"), (3_661, "1 h 1 min"), (90_000, "1 d 1 h"), (86_400, "1 d")],
)
def test_lengths_of_time_are_told_in_two_units(seconds: int | None, words: str) -> None:
    assert span(seconds) == words
