"""What nobody does, the worker finds, at its true instant."""

import logging
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from gensui.core.events import handling, security
from gensui.ledger import due, outbox, policies, queries, refusals, verify
from gensui.ledger.models import Event, Heartbeat, Obligation, Outgoing, Schedule
from gensui.ledger.record import schedule
from tests.core.small import CAST, minutes
from tests.ledger.conftest import STREAM, Happens

pytestmark = pytest.mark.database
DAY = 24 * 60


def faults() -> list[str]:
    return [str(found) for found in verify.check_log(policies.newest()) if isinstance(found, verify.Fault)]


def test_a_lapse_is_recorded_at_its_true_instant_and_people_are_told(happens: Happens) -> None:
    happens(0, handling.WorkOrderDispatched())
    assert due.sweep(at=minutes(4)) == due.Swept()
    assert due.next_instant() == minutes(5)
    assert due.sweep(at=minutes(5)).reported == 1
    assert due.sweep(at=minutes(8)).reported == 1
    assert due.sweep(at=minutes(10)).reported == 0  # to the instant is still in time
    assert due.sweep(at=minutes(10) + timedelta(milliseconds=1)).reported == 1

    duty = Obligation.objects.get(clause="4.2.1")
    assert (duty.state, duty.lapsed_at) == ("open", minutes(10))
    assert list(Outgoing.objects.filter(what="lapse").values_list("to", flat=True)) == ["staff:chen", "staff:zhao"]
    assert due.sweep(at=minutes(11)).reported == 0
    assert due.sweep(at=minutes(41)).reported == 2  # a step never comes before the one above it
    assert list(Outgoing.objects.filter(what="escalation").values_list("to", flat=True)) == [
        "staff:qin",
        "role:duty_manager",
    ]
    assert faults() == []


def test_after_hours_away_it_catches_up_with_true_times_and_says_so(happens: Happens) -> None:
    happens(0, handling.WorkOrderDispatched())
    swept = due.sweep(at=minutes(3 * DAY + 5))

    lapses = Event.objects.filter(kind="obligation.lapsed").order_by("occurred_at")
    assert [event.occurred_at for event in lapses] == [minutes(10), minutes(DAY), minutes(2 * DAY), minutes(3 * DAY)]
    assert all(event.recorded_at == minutes(3 * DAY + 5) and event.data["found_late"] for event in lapses)
    assert swept.found_late == swept.reported
    assert Obligation.objects.filter(clause="3.3.3").count() == 4
    assert faults() == []


def test_what_it_costs_follows_what_is_due(happens: Happens, django_assert_num_queries: object) -> None:
    for number in range(30):
        happens(0, handling.WorkOrderDispatched(), stream=f"case:{number}")
    assert due.sweep(at=minutes(11), most=7).checked == 7
    total = sum((due.sweep(at=minutes(11), most=7) for _ in range(10)), due.Swept())
    assert total.checked == 23
    assert faults() == []


def test_a_poisonous_row_is_set_aside_and_the_rest_goes_on(happens: Happens, caplog: pytest.LogCaptureFixture) -> None:
    for number in range(20):
        happens(0, handling.WorkOrderDispatched(), stream=f"case:{number}")
    Obligation.objects.filter(stream="case:7", clause="4.2.1").update(version="gone")

    with caplog.at_level(logging.ERROR):
        total = due.Swept()
        while (swept := due.sweep(at=minutes(11))).checked:
            total += swept

    assert total.set_aside == 1
    assert "case:7" in caplog.text
    assert Obligation.objects.filter(clause="4.2.1", lapsed_at=minutes(10)).count() == 19
    assert Obligation.objects.get(stream="case:7", clause="4.2.1").set_aside.startswith("UnknownVersion")
    assert queries.health(minutes(11)).set_aside == 1
    assert [fault for fault in faults() if "version" in fault] == [
        "case:7: duty 4.2.1#1: version is 'gone', but by the log it is '1'"
    ]


def test_slots_are_planned_ahead_so_that_nothing_happened_is_a_row(happens: Happens) -> None:
    with transaction.atomic():
        schedule(
            stream="route:a",
            clause="4.3.2",
            actor="staff:qin",
            first_at=minutes(0),
            zone="Asia/Shanghai",
            roles=CAST,
            at=minutes(0),
        )
    assert due.plan(at=minutes(0)) == 24
    assert due.plan(at=minutes(1)) == 0

    happens(125, security.PatrolRoundStarted(), stream="route:a")
    due.sweep(at=minutes(251))
    slots = Obligation.objects.filter(stream="route:a").order_by("due_at")
    assert [slot.state for slot in slots[:3]] == ["void", "met", "open"]
    assert [slot.lapsed_at is None for slot in slots[:3]] == [False, True, False]
    assert due.plan(at=minutes(DAY + 60)) == 13
    assert Obligation.objects.filter(clause="4.3.2").count() == 37
    assert faults() == []


def test_months_of_slots_are_planned_at_once_and_a_place_is_taken_once(in_force: None) -> None:
    for stream in ("route:a", "route:b", "route:c"):
        with transaction.atomic():
            schedule(
                stream=stream, clause="4.3.2", actor="staff:qin", first_at=minutes(0), zone="Asia/Shanghai", roles=CAST,
                at=minutes(0),
            )  # fmt: skip
    months = timedelta(days=150)
    assert due.plan(at=minutes(0), ahead=months) == 3 * 150 * 12 > due.AT_ONCE

    Schedule.objects.filter(stream="route:a").update(planned_until=minutes(0))
    assert due.plan(at=minutes(0), ahead=months) == 150 * 12  # planned once more, and every place was taken
    assert Obligation.objects.filter(stream="route:a").count() == 150 * 12
    assert Event.objects.filter(stream="route:a", kind="slot.planned").count() == 2 * 150 * 12
    assert faults() == []  # the log, decided upon anew event by event, gives the same rows


def test_only_scheduled_clauses_are_scheduled(in_force: None) -> None:
    with pytest.raises(refusals.UnknownClause):
        schedule(
            stream="route:a",
            clause="4.2.1",
            actor="staff:qin",
            first_at=minutes(0),
            zone="Asia/Shanghai",
            roles=CAST,
            at=minutes(0),
        )
    assert not Schedule.objects.exists()


def test_a_heartbeat_shows_who_works_and_who_is_missed(in_force: None) -> None:
    assert not queries.health(minutes(0)).is_well
    due.beat(worker="a", started_at=minutes(0), at=minutes(0), done=due.Swept(checked=3))
    due.beat(worker="b", started_at=minutes(0), at=minutes(5), done=due.Swept())

    health = queries.health(minutes(5))
    assert (health.beating, health.stalled, health.is_well) == (("b",), ("a",), True)
    due.leave(worker="b")
    assert list(Heartbeat.objects.values_list("worker", flat=True)) == ["a"]


def test_a_changed_row_and_a_broken_chain_are_named(happens: Happens) -> None:
    happens(0, handling.WorkOrderDispatched())
    happens(1, handling.OwnerContacted())
    Obligation.objects.filter(stream=STREAM, clause="4.2.1").update(holder="staff:wu", charged_to="staff:wu")

    assert faults() == [
        f"{STREAM}: duty 4.2.1#1: charged_to is 'staff:wu', but by the log it is ''",
        f"{STREAM}: duty 4.2.1#1: holder is 'staff:wu', but by the log it is 'staff:chen'",
    ]


def test_whatever_clock_the_worker_reads_the_chain_holds(happens: Happens) -> None:
    happens(0, handling.WorkOrderDispatched())
    due.sweep(at=minutes(11).astimezone(ZoneInfo("Asia/Shanghai")))
    assert faults() == []


def test_messages_that_could_have_gone_out_long_ago_are_no_health(in_force: None) -> None:
    def is_well(after: float) -> bool:
        due.beat(worker="b", started_at=minutes(0), at=minutes(after), done=due.Swept())
        return queries.health(minutes(after)).is_well

    outbox.queue(stream="case:1", to="staff:li", what="message", body="x", at=minutes(0), not_before=minutes(60))
    assert is_well(30)
    now = outbox.queue(stream="case:1", to="staff:wu", what="message", body="x", at=minutes(30))
    assert (is_well(39), is_well(41)) == (True, False)
    assert (queries.health(minutes(41)).waiting, queries.health(minutes(41)).unsent) == (2, minutes(11) - minutes(0))
    outbox.wait_in_inbox(next(outbox.lease(clock=lambda: minutes(41))))
    now.refresh_from_db()
    assert (now.waits_in_inbox, is_well(42), queries.health(minutes(42)).waiting) == (True, True, 1)
