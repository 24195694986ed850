"""The same streams under two policies: what opened, what was late, and where they differ."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from gensui.amendments import running
from gensui.amendments.running import Question, Stream
from gensui.core import events, whatif
from gensui.core.events import Event, handling, intake
from gensui.core.policy import BadPolicy, read_policy, writing
from gensui.core.whatif import Tally
from gensui.policies import files

START = datetime(2026, 3, 2, 2, tzinfo=UTC)
ROLES = {"handler": "staff:chen", "agent": "staff:li", "team_leader": "staff:zhao"}
REPAIR: dict[str, Any] = {"department": "maintenance", "priority": "P3", "complexity": "general"}
STANDARD = files.standard()


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def with_limit(limit: str) -> dict[str, str]:
    place = writing.table_place(STANDARD, "settings", "C01")
    assert place is not None
    values = writing.words_of(STANDARD, place)["values"] | {"contact_limit_maintenance": limit}
    return writing.changed(STANDARD, place, {"values": values})


def stream(number: int, called_after: float) -> Stream:
    """A repair that is dispatched at once and called on so many minutes later; the engine's own report stands between."""
    happened: list[tuple[float, Event]] = [
        (0, intake.ContactRinging(**REPAIR)),
        (0.1, intake.ContactAnswered(**REPAIR)),
        (4, handling.WorkOrderDispatched(**REPAIR)),
        (14, events.engine.ObligationLapsed(clause="4.2.1", cause=3)),
        (4 + called_after, handling.OwnerContacted(**REPAIR, evidence={"call": "c"})),
    ]
    lines: list[running.Line] = [
        (one.kind, orjson.dumps(events.payload(one)), orjson.dumps(ROLES), at(minute)) for minute, one in happened
    ]
    return f"case:{number}", lines


def tally(
    after: dict[str, str], *called_after: float, processes: int = 1, since: float = -1, until: float = 600
) -> Tally:
    question = Question(STANDARD, after, at(since), at(until))
    return list(running.run(question, [stream(n, one) for n, one in enumerate(called_after)], processes))[-1]


def test_a_shorter_limit_makes_late_what_was_in_time_and_says_where() -> None:
    found = tally(with_limit("5 min"), 3, 8, 20)
    counts = found.clauses["4.2.1"]
    assert [counts[name] for name in whatif.COUNTS] == [3, 3, 1, 2, 1]
    assert found.examples == {"4.2.1": ["case:1"]}
    assert found.clauses["3.1.2"]["changed"] == 0
    assert (found.holders["staff:chen"]["late_before"], found.holders["staff:chen"]["late_after"]) != (0, 0)


def test_the_same_policy_changes_nothing() -> None:
    found = tally(dict(STANDARD), 3, 8, 20)
    assert (found.examples, found.streams) == ({}, 3)
    assert all(counts["changed"] == 0 for counts in found.clauses.values())
    assert all(counts["opened_before"] == counts["opened_after"] for counts in found.clauses.values())


def test_a_clause_that_went_opens_nothing_under_the_draft() -> None:
    opened = tally(dict(STANDARD), 3).clauses
    for key in opened:
        place = writing.clause_place(STANDARD, key)
        assert place is not None
        draft = writing.without(STANDARD, place)
        try:
            read_policy(draft)
        except BadPolicy:
            continue  # another clause or a setting leans on it
        break
    found = tally(draft, 3).clauses[key]
    assert (found["opened_before"], found["opened_after"], found["changed"]) == (opened[key]["opened_before"], 0, 1)


def test_a_draft_with_mistakes_is_refused_before_anything_is_run() -> None:
    with pytest.raises(BadPolicy):
        tally({"draft.toml": "[policy]"}, 3)


def test_only_what_changed_and_what_leans_on_it_is_run_twice() -> None:
    policies = whatif.pair(read_policy(STANDARD), read_policy(with_limit("5 min")))
    assert "4.2.1" in policies.affected
    assert "3.1.2" not in policies.affected
    assert set(policies.after.clauses) == set(policies.affected)
    assert whatif.pair(read_policy(STANDARD), read_policy(STANDARD)).affected == frozenset()
    pauses = {
        name: text.replace('[{ on = "work.resumed", when = { reason = "parts" } }, ', "[")
        for name, text in STANDARD.items()
    }
    everything = whatif.pair(read_policy(STANDARD), read_policy(pauses))
    assert everything.affected == frozenset(read_policy(STANDARD).clauses)


def test_what_is_run_once_comes_out_as_if_it_were_run_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = [3.0, 8.0, 20.0]
    quick = tally(with_limit("5 min"), *calls).told()
    monkeypatch.setattr(whatif, "_leaning_on", lambda _changed, clauses: {one.id for one in clauses})
    happened = [stream(n, one) for n, one in enumerate(calls)]
    running._begin(Question(STANDARD, with_limit("5 min"), at(-1), at(600)))
    assert running._count(happened).told() == quick


def test_what_opened_outside_the_period_is_not_counted() -> None:
    assert "3.1.2" not in tally(with_limit("5 min"), 3, since=2).clauses
    early = tally(with_limit("5 min"), 20, until=10).clauses["4.2.1"]
    assert (early["late_before"], early["late_after"]) == (0, 1)


def test_many_processes_count_what_one_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PART", 8)
    calls = [n % 23 for n in range(40)]
    one, two = (tally(with_limit("5 min"), *calls, processes=count).told() for count in (1, 2))
    assert one == two
    assert one["streams"] == 40
