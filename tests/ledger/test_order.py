"""What is entered late keeps the order of what happened."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from gensui.core.events import handling, security
from gensui.ledger import policies, verify
from gensui.ledger.models import Event, Obligation
from gensui.ledger.record import record_all
from gensui.ledger.refusals import FutureEvent, OutOfOrder
from tests.core import small
from tests.ledger.conftest import STREAM, Happens

pytestmark = pytest.mark.database


def test_nothing_is_recorded_before_what_it_follows(happens: Happens) -> None:
    happens(0, handling.WorkOrderDispatched())
    happens(12.5, handling.WorkStarted())
    with pytest.raises(OutOfOrder) as refused:
        happens(20, handling.WorkCompleted(), ago=17)
    assert (refused.value.followed, refused.value.earliest) == ("work.started", small.minutes(12.5))
    assert not Event.objects.filter(kind="work.completed").exists()

    happens(20, handling.WorkCompleted(), ago=7)
    assert Event.objects.get(kind="work.completed").occurred_at == small.minutes(13)
    assert not [fault for fault in verify.check_log(policies.newest()) if isinstance(fault, verify.Fault)]


def test_a_typed_minute_begins_where_the_order_allows(happens: Happens) -> None:
    """Done at 10:12, begun at 10:12:30: both are right, and no promise opens after it was kept."""
    happens(0, handling.WorkOrderDispatched())
    happens(12.5, handling.WorkStarted())
    happens(20, handling.WorkCompleted(), ago=8)
    assert Event.objects.get(kind="work.completed").occurred_at == small.minutes(12.5)
    assert not Obligation.objects.filter(stream=STREAM, clause="4.2.9", state="open").exists()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "“Work done” is said to have happened at 03-02 10:03:30, but “Work begun” happened at 03-02 10:12:00"),
        ("zh-hant", "「已完工」填報的發生時間是 03-02 10:03:30，但「開始維修」發生於 03-02 10:12:00"),
        ("zh-hans", "“已完工”填报的发生时间是 03-02 10:03:30，但“开始维修”发生于 03-02 10:12:00"),
    ],
)
def test_the_refusal_names_both_in_the_readers_language(happens: Happens, language: str, sentence: str) -> None:
    happens(12, handling.WorkStarted())
    with translation.override(language), pytest.raises(OutOfOrder) as refused:
        happens(20, handling.WorkCompleted(), ago=16.5)
    assert refused.value.sentence.startswith(sentence)


def test_a_time_to_come_is_refused_on_the_clocks_of_the_community(happens: Happens) -> None:
    with translation.override("en"), pytest.raises(FutureEvent) as refused:
        happens(0, handling.WorkStarted(), ago=-5)
    assert "03-02 10:05:00" in refused.value.sentence


def test_events_of_one_act_keep_their_order_too(happens: Happens) -> None:
    happened = [(handling.WorkStarted(), small.minutes(5)), (handling.WorkCompleted(), small.minutes(4))]
    with pytest.raises(OutOfOrder), transaction.atomic():
        record_all(stream=STREAM, happened=happened, actor="staff:li", roles=small.WITH_CHEN, at=small.minutes(9))


def test_a_long_stream_is_read_back_only_to_that_time(happens: Happens) -> None:
    """A patrol's stream grows for years; what matters was recorded after the time that is entered."""
    stream = "plan:1"
    for number in range(3):
        happens(number, security.PatrolRoundStarted(round=f"r{number}"), stream=stream)
    for number in range(120):
        happens(10 + number, security.PatrolPointScanned(round="r2"), stream=stream)
    with pytest.raises(OutOfOrder):
        happens(140, security.PatrolRoundFinished(round="r1"), stream=stream, ago=139.5)
    with CaptureQueriesContext(connection) as asked:
        happens(140, security.PatrolRoundFinished(round="r1"), stream=stream, ago=20)
    assert sum("ledger_event" in one["sql"] and "ORDER BY" in one["sql"] for one in asked) <= 2


def test_what_happens_now_asks_for_no_history(happens: Happens) -> None:
    happens(0, handling.WorkOrderDispatched())
    with CaptureQueriesContext(connection) as now:
        happens(1, handling.WorkStarted())
    assert not any("occurred_at" in one["sql"] and one["sql"].startswith("SELECT") for one in now)
