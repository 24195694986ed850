"""The one door: event, duties and messages stand or fall together."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from gensui.core import events
from gensui.core.events import handling, intake
from gensui.core.refusal import Refusal
from gensui.ledger import columns, policies, refusals, rows, verify
from gensui.ledger.models import Event, Obligation, Outgoing, PolicyVersion, Salt
from gensui.ledger.record import record
from tests.core import small
from tests.core.small import WITH_CHEN, minutes
from tests.ledger.conftest import FILES, STREAM, Happens, happen

pytestmark = pytest.mark.database


def faults() -> list[str]:
    return [str(found) for found in verify.check_log(policies.newest()) if isinstance(found, verify.Fault)]


def test_an_event_opens_duties_with_a_name_and_a_due_time(happens: Happens) -> None:
    recorded = happens(0, handling.WorkOrderDispatched())

    assert recorded.number == 1
    duty = Obligation.objects.get(stream=STREAM, clause="4.2.1")
    assert (duty.accountable, duty.holder, duty.due_at, duty.state) == ("staff:chen", "staff:chen", minutes(10), "open")
    event = Event.objects.get(stream=STREAM)
    assert (event.kind, event.actor, event.occurred_at, event.roles) == (
        "work_order.dispatched",
        "staff:li",
        minutes(0),
        WITH_CHEN,
    )
    assert faults() == []


def test_a_later_event_meets_them_and_what_came_due_between_is_recorded_first(happens: Happens) -> None:
    happens(0, handling.WorkOrderDispatched())
    happens(25, handling.OwnerContacted(visit_needed=False))

    kinds = list(Event.objects.order_by("number").values_list("kind", flat=True))
    assert kinds == [
        "work_order.dispatched",
        "obligation.reminded",
        "obligation.reminded",
        "obligation.lapsed",
        "owner.contacted",
    ]
    duty = Obligation.objects.get(clause="4.2.1")
    assert (duty.state, duty.lapsed_at, duty.met_at, duty.lateness) == (
        "met",
        minutes(10),
        minutes(25),
        timedelta(minutes=15),
    )
    assert sorted(Outgoing.objects.values_list("what", "to")) == [
        ("lapse", "staff:chen"), ("lapse", "staff:zhao"), ("reminder", "staff:chen"), ("reminder", "staff:chen"),
    ]  # fmt: skip
    assert faults() == []


def test_both_times_are_kept(happens: Happens) -> None:
    happens(0, handling.WorkOrderDispatched())
    happens(20, handling.OwnerContacted(), ago=12)

    event = Event.objects.get(kind="owner.contacted")
    assert (event.occurred_at, event.recorded_at) == (minutes(8), minutes(20))
    duty = Obligation.objects.get(clause="4.2.1")
    assert (duty.lapsed_at, duty.met_at, duty.excuse) == (minutes(10), minutes(8), "late_entry")
    assert faults() == []


def test_a_time_of_any_zone_is_the_same_time(happens: Happens) -> None:
    shanghai = timezone(timedelta(hours=8))
    with transaction.atomic():
        record(
            stream=STREAM,
            event=handling.WorkOrderDispatched(),
            actor="staff:li",
            roles={},
            at=minutes(0).astimezone(shanghai),
        )

    assert Obligation.objects.get(clause="4.2.1").due_at == minutes(10)
    assert faults() == []


def test_a_repeated_request_is_carried_out_once(happens: Happens) -> None:
    first = happens(0, handling.WorkOrderDispatched(), client_key="click:1")
    again = happens(1, handling.WorkOrderDispatched(), client_key="click:1")

    assert (again.number, again.repeated) == (first.number, True)
    assert Event.objects.count() == 1


def test_a_request_key_is_not_used_for_something_else(happens: Happens) -> None:
    happens(0, handling.WorkOrderDispatched(), client_key="click:1")
    with pytest.raises(refusals.KeyReused):
        happens(1, handling.OwnerContacted(), client_key="click:1")
    with pytest.raises(refusals.KeyReused):
        happens(1, handling.WorkOrderDispatched(), client_key="click:1", stream="case:2")


def test_a_gate_refuses_and_nothing_is_kept(happens: Happens) -> None:
    happens(0, handling.PlanProposed())
    with pytest.raises(refusals.NotAllowedYet) as refused:
        happens(1, handling.WorkStarted())

    assert (refused.value.code, refused.value.clause) == ("not_allowed_yet", "4.2.5")
    assert Event.objects.count() == 1
    happens(2, handling.PlanConsented())
    happens(3, handling.WorkStarted())
    assert faults() == []


def test_an_incomplete_record_is_refused_with_what_is_missing(happens: Happens) -> None:
    with pytest.raises(refusals.Incomplete, match="the matter"):
        happens(0, intake.IntakeSaved(filled=("requester_name",)))


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ({"stream": "case 1"}, refusals.BadKey),
        ({"stream": "case:" + "9" * 80}, refusals.BadKey),
        ({"stream": ""}, refusals.BadKey),
        ({"roles": {"handler": "Chen Wei, tel. 138 0000 0000"}}, refusals.BadKey),
        ({"client_key": "a b"}, refusals.BadKey),
        ({"ago": -1}, refusals.FutureEvent),
        ({"after": 7}, refusals.StreamMoved),
    ],
)
def test_wrong_words_are_refused(happens: Happens, words: dict[str, object], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        happens(0, handling.WorkOrderDispatched(), **words)
    assert not Event.objects.exists()


def test_a_huge_event_is_refused(happens: Happens) -> None:
    with pytest.raises(refusals.TooLarge):
        happens(0, handling.WorkOrderDispatched(category="x" * 20_000))
    with pytest.raises(events.BadEvent, match="NUL"):
        happens(0, handling.WorkOrderDispatched(category="x\x00"))


def test_without_a_policy_nothing_is_recorded(db: None) -> None:
    with pytest.raises(refusals.NoPolicy):
        happen(0, handling.WorkOrderDispatched())


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_run_outside_a_transaction() -> None:
    with pytest.raises(TransactionManagementError):
        record(stream=STREAM, event=handling.WorkOrderDispatched(), actor="staff:li", roles={}, at=minutes(0))


def test_the_writer_who_saw_an_older_stream_is_told(happens: Happens) -> None:
    happens(0, handling.WorkOrderDispatched())
    happens(1, handling.OwnerContacted(), after=1)
    with pytest.raises(refusals.StreamMoved) as moved:
        happens(2, handling.SiteArrived(), after=1)
    assert moved.value.code == "stream_moved"


def test_a_number_is_given_once_in_a_stream(happens: Happens) -> None:
    happens(0, handling.WorkOrderDispatched())
    speech = rows.dialect()
    copy = (
        "case:2026-0117",
        1,
        "x",
        "a",
        speech.time(minutes(0)),
        speech.time(minutes(0)),
        speech.json({}),
        speech.json({}),
        None,
        "h",
        "1",
        speech.json([]),
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.write(rows.Batch(events=[copy]))


@pytest.mark.parametrize("model", [Event, PolicyVersion])
def test_what_was_recorded_cannot_be_changed_through_any_door(happens: Happens, model: type[Model]) -> None:
    happens(0, handling.WorkOrderDispatched())
    table = model._meta.db_table
    for attempt in (
        lambda: model._default_manager.update(id=99),
        lambda: model._default_manager.all().delete(),
        lambda: connection.cursor().execute(f"UPDATE {table} SET id = 99"),
        lambda: connection.cursor().execute(f"DELETE FROM {table}"),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            attempt()


def test_a_lapse_cannot_be_changed_nor_a_duty_deleted(happens: Happens) -> None:
    happens(0, handling.WorkOrderDispatched())
    happens(20, handling.ProblemMet())
    lapsed = Obligation.objects.filter(clause="4.2.1")
    for attempt in (
        lambda: lapsed.update(lapsed_at=None),
        lambda: lapsed.update(lapsed_at=minutes(11)),
        lambda: lapsed.delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            attempt()


def test_running_duties_keep_their_version(happens: Happens) -> None:
    happens(0, handling.WorkOrderDispatched())
    stricter = {
        "small.toml": FILES["small.toml"].replace('version = "1"', 'version = "2"').replace('"10 min"', '"5 min"')
    }
    policies.adopt(files=stricter, actor="staff:qin", starts_at=minutes(6), at=minutes(1))
    happens(7, handling.WorkOrderDispatched(), stream="case:2")

    assert set(Obligation.objects.filter(clause="4.2.1").values_list("stream", "version", "due_at")) == {
        (STREAM, "1", minutes(10)), ("case:2", "2", minutes(12)),
    }  # fmt: skip
    happens(9, handling.OwnerContacted())
    assert Obligation.objects.get(stream=STREAM, clause="4.2.1").lapsed_at is None
    assert faults() == []


def test_a_version_is_adopted_once_and_never_backwards(in_force: None) -> None:
    for version, start in (("1", minutes(100)), ("2", minutes(-100)), ("3", minutes(5))):
        files = {"small.toml": FILES["small.toml"].replace('version = "1"', f'version = "{version}"')}
        with pytest.raises(refusals.BadVersion):
            policies.adopt(files=files, actor="staff:qin", starts_at=start, at=minutes(10))


def test_the_columns_written_are_the_columns_of_the_models() -> None:
    for model, written in (
        (Event, columns.EVENT),
        (Obligation, columns.FIXED | columns.MOVING),
        (Outgoing, columns.OUTGOING),
        (Salt, columns.SALT),
    ):
        there = {field.column for field in model._meta.concrete_fields if not field.has_db_default() and not field.null}
        there |= {name for name in written if name in {field.column for field in model._meta.concrete_fields}}
        there -= {"id"}
        assert there == set(written)
    assert columns.CHECKED.items() <= columns.MOVING.items()


def test_a_duty_reads_back_as_it_was_written(happens: Happens) -> None:
    happens(0, handling.WorkOrderDispatched(priority="P1"))
    happens(0.5, handling.WorkStarted(emergency_override=True))
    happens(1, handling.WorkPaused(reason="owner_absent"))

    found = rows.find(STREAM, None)
    assert found.open["4.2.9", 2].pausing == ("owner_absent",)
    assert found.open["4.2.9", 2].paused_at == minutes(1)
    assert found.open["4.2.1", 1].urgent is True
    assert found.open["4.2.9", 2].limit == timedelta(hours=2)
    assert isinstance(found.open["4.2.1", 1].opened_at, datetime)
    assert small.MONDAY.tzinfo is not None


def test_how_many_statements_it_takes(happens: Happens, monkeypatch: pytest.MonkeyPatch) -> None:
    happens(0, handling.WorkOrderDispatched())
    statements: list[str] = []
    carried_out = rows._carried_out

    def counted(sql: str, values: Any) -> Any:
        statements.append(sql)
        return carried_out(sql, values)

    monkeypatch.setattr(rows, "_carried_out", counted)
    with CaptureQueriesContext(connection) as others:
        happens(4, handling.OwnerContacted())  # nothing is due by then, so no roster is asked

    if connection.vendor == "postgresql":
        assert len(statements) == 2  # one that reads, one that writes
        assert len([query for query in others.captured_queries if "SAVEPOINT" not in query["sql"]]) == 0
    else:
        assert (
            len([query for query in others.captured_queries if "SAVEPOINT" not in query["sql"]]) == 3
        )  # a write for each table
