"""The day's security report."""

from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.db import transaction

from gensui.cli.management.commands import work
from gensui.core.events import security as events
from gensui.ledger import due, policies, verify
from gensui.ledger.models import Obligation
from gensui.ledger.queries import events_of
from gensui.ledger.record import record
from gensui.people.access import NotYours
from gensui.people.acting import SYSTEM, Entry
from gensui.people.models import Employee
from gensui.people.refusals import NoWords
from gensui.security import figures
from gensui.security.actions import daily, gate, register
from gensui.security.actions import incident as incidents
from gensui.security.actions.incident import Alarm
from gensui.security.actions.turn import Arrival
from gensui.security.models import DailyExplanation, DailyReport, GateEntry
from gensui.security.refusals import BadTime, DoesNotAddUp, HandedIn
from tests.cast import MONDAY, Cast, minutes
from tests.security.conftest import Arrive

pytestmark = pytest.mark.database

TODAY = date(2026, 11, 23)
EIGHT = MONDAY + timedelta(hours=22)
"""Eight on Tuesday morning in Shanghai."""
ADDS_UP = "4.3.14"
Compile = Callable[[], DailyReport]


@pytest.fixture
def report(cast: Cast, sung: Employee, arrived: Arrive) -> Compile:
    """Monday, with three entries, one of them late, one car, one drill, two hazards and a round; compiled at eight."""

    def compiled() -> DailyReport:
        for minute, words in (
            (2, {}),
            (7, {"kind": "vehicle", "plate": "滬A1", "unit": None}),
            (1, {"kind": "courier", "unit": None}),
        ):
            gate.decide_entry(gate=arrived(**words), decision="admitted", actor=cast.guard, at=minutes(minute))
        alarm = Alarm(plan="fire", area=cast.lobby, drill=True)
        incidents.report_incident(site=cast.site, alarm=alarm, actor=cast.guard, at=minutes(30))
        for event in (
            events.HazardFound(finding="f1"), events.HazardFound(finding="f2"), events.PatrolRoundFinished(missed=3, filled=("x",)),
        ):  # fmt: skip
            with_roles = {"guard": cast.guard.key, "patrol_guard": cast.guard.key, "security_leader": sung.key}
            _record(cast, event, with_roles)
        return daily.compile_report(site=cast.site, day=TODAY, actor=SYSTEM, at=EIGHT)

    return compiled


def _record(cast: Cast, event: events.GroundEvent, roles: dict[str, str]) -> None:
    with transaction.atomic():
        record(stream="plan:1", event=event, actor=cast.guard.key, roles=roles, at=minutes(40))


def test_the_system_counts_the_day(report: Compile) -> None:
    found = report()
    wanted = {
        "entries": 3, "visitors": 2, "vehicles": 1, "over_5min": 1, "hazards": 2, "missed_points": 3, "incidents": 1, "drills": 1,
        "refused": 0, "on_duty": 2,
    }  # fmt: skip
    assert {name: found.figures[name] for name in wanted} == wanted
    assert found.differences == []


def test_whoever_was_asked_to_wait_in_time_was_answered_in_time(cast: Cast, report: Compile, arrived: Arrive) -> None:
    """The five minutes are for the first answer; that the second took longer is no slow gate. The log and the register agree."""
    entry = gate.decide_entry(gate=arrived(), decision="waiting", actor=cast.guard, at=minutes(3))
    entry = gate.decide_entry(gate=entry, decision="admitted", actor=cast.guard, at=minutes(9))
    assert (entry.first_decided_at, entry.decided_at) == (minutes(3), minutes(9))
    found = report()
    assert (found.figures["entries"], found.figures["over_5min"], found.differences) == (4, 1, [])


def test_entries_from_before_take_their_first_answer_from_the_log(cast: Cast, arrived: Arrive) -> None:
    entry = gate.decide_entry(gate=arrived(), decision="waiting", actor=cast.guard, at=minutes(3))
    entry = gate.decide_entry(gate=entry, decision="admitted", actor=cast.guard, at=minutes(9))
    GateEntry.objects.update(first_decided_at=None)
    import_module("gensui.security.migrations.0003_first_decision_at_the_gate").fill(apps, None)
    entry.refresh_from_db()
    assert entry.first_decided_at == minutes(3)


def test_the_worker_promises_and_compiles_once(cast: Cast, sung: Employee) -> None:
    assert daily.keep_reports(actor=SYSTEM, at=MONDAY) == 1
    assert daily.keep_reports(actor=SYSTEM, at=MONDAY + timedelta(hours=1)) == 0
    due.plan(at=MONDAY)
    slots = Obligation.objects.filter(stream="daily:yunqi", clause="4.3.13").order_by("due_at")
    assert slots[0].due_at == EIGHT + timedelta(hours=1)
    assert slots[0].accountable == sung.key
    assert daily.keep_reports(actor=SYSTEM, at=EIGHT) == 1
    assert DailyReport.objects.count() == 2


def test_a_worker_that_comes_back_compiles_every_day_it_missed(cast: Cast, sung: Employee) -> None:
    for days in (0, 4):
        with time_machine.travel(MONDAY + timedelta(days=days), tick=False):
            work._Post().look()
    found = DailyReport.objects.order_by("day").values_list("day", flat=True)
    assert list(found) == [TODAY + timedelta(days=days) for days in range(-1, 4)]
    with time_machine.travel(MONDAY + timedelta(days=4, hours=1), tick=False):
        work._Post().look()
    assert DailyReport.objects.count() == 5


def test_handed_in_by_nine_and_accepted(report: Compile, cast: Cast, sung: Employee) -> None:
    daily.keep_reports(actor=SYSTEM, at=MONDAY)
    due.plan(at=MONDAY)
    found = report()
    found = daily.submit_report(report=found, handover="東門燈壞", actor=sung, at=EIGHT + timedelta(minutes=40))
    slot = Obligation.objects.get(stream=found.stream, due_at=EIGHT + timedelta(hours=1))
    assert (slot.state, slot.lapsed_at) == ("met", None)
    found = daily.accept_report(report=found, actor=cast.li, at=EIGHT + timedelta(minutes=50))
    assert found.state == "accepted"
    accepted = events_of(found.stream)[-1]
    assert (accepted.kind, accepted.data) == ("daily_report.accepted", {"filled": list(found.figures)})
    assert Obligation.objects.get(clause=ADDS_UP).state == "met"
    assert [one for one in verify.check_log(policies.newest()) if isinstance(one, verify.Fault)] == []


def test_after_nine_the_lapse_stands(report: Compile, sung: Employee) -> None:
    daily.keep_reports(actor=SYSTEM, at=MONDAY)
    due.plan(at=MONDAY)
    late = EIGHT + timedelta(hours=2)
    found = daily.submit_report(report=report(), handover="", actor=sung, at=late)
    assert Obligation.objects.get(stream=found.stream, due_at=EIGHT + timedelta(hours=1)).lapsed_at is not None


def test_what_does_not_add_up_is_explained_first(report: Compile, sung: Employee) -> None:
    found = report()
    GateEntry.objects.filter(kind="courier").update(arrived_at=minutes(-60 * 24 * 3))  # somebody was at the database
    found = daily.compile_report(site=found.site, day=TODAY, actor=SYSTEM, at=EIGHT)
    assert found.differences == ["entries"]
    with pytest.raises(DoesNotAddUp, match="entries"):
        daily.submit_report(report=found, handover="", actor=sung, at=EIGHT)
    daily.explain_report(report=found, figure="entries", text="改錯日期", actor=sung, at=EIGHT)
    found = daily.submit_report(report=found, handover="", actor=sung, at=EIGHT)
    assert found.figures["entries"] == 3
    assert events_of(found.stream)[-1].data["reconciled"] is False


def test_a_report_handed_in_never_changes(report: Compile, cast: Cast, sung: Employee, arrived: Arrive) -> None:
    found = daily.submit_report(report=report(), handover="", actor=sung, at=EIGHT)
    arrived(at=minutes(50))
    again = daily.compile_report(site=cast.site, day=TODAY, actor=SYSTEM, at=EIGHT)
    assert again.figures == found.figures
    with pytest.raises(HandedIn):
        daily.submit_report(report=found, handover="x", actor=sung, at=EIGHT)
    for _twice in range(2):
        daily.explain_report(report=found, figure="", text="補記", actor=cast.li, at=EIGHT, entry=Entry(once="e:1"))
    assert DailyExplanation.objects.count() == 1


@pytest.mark.parametrize("explained", [False, True])
def test_what_the_registers_say_differently_by_then_is_explained_or_a_lapse_of_who_handed_it_in(
    report: Compile, cast: Cast, sung: Employee, explained: bool
) -> None:
    found = daily.submit_report(report=report(), handover="", actor=sung, at=EIGHT)
    assert figures.changed(found) == {}
    arrival = Arrival(kind="courier", unit=cast.mei.household.unit)
    register.enter_from_paper(
        site=cast.site,
        arrival=arrival,
        arrived_at=minutes(50),
        decision="admitted",
        decided_at=minutes(51),
        left_at=None,
        sheet="3-1",
        actor=cast.guard,
        at=EIGHT + timedelta(minutes=10),
    )
    assert figures.changed(found) == {"entries": 4, "visitors": 3}
    if explained:
        for figure in ("visitors", "entries"):
            daily.explain_report(report=found, figure=figure, text="停電", actor=sung, at=EIGHT + timedelta(minutes=20))
    daily.accept_report(report=found, actor=cast.li, at=EIGHT + timedelta(minutes=30))
    owed = Obligation.objects.get(clause=ADDS_UP)
    assert (owed.accountable, owed.lapsed_at is None) == (sung.key, explained)
    assert [one for one in verify.check_log(policies.newest()) if isinstance(one, verify.Fault)] == []


def test_what_is_refused(report: Compile, cast: Cast, sung: Employee) -> None:
    found = report()
    with pytest.raises(BadTime):
        daily.compile_report(site=cast.site, day=date(2026, 11, 24), actor=SYSTEM, at=EIGHT)
    with pytest.raises(HandedIn):
        daily.accept_report(report=found, actor=cast.li, at=EIGHT)
    with pytest.raises(NoWords):
        daily.explain_report(report=found, figure="entries", text=" ", actor=sung, at=EIGHT)
    for who in (cast.guard, cast.li, cast.zhao, cast.stranger):
        with pytest.raises(NotYours):
            daily.submit_report(report=found, handover="", actor=who, at=EIGHT)
    daily.submit_report(report=found, handover="", actor=sung, at=EIGHT)
    for who in (cast.guard, sung, cast.stranger, cast.hr):
        with pytest.raises(NotYours):
            daily.accept_report(report=found, actor=who, at=EIGHT)
    daily.accept_report(report=found, actor=cast.li, at=EIGHT)
    with pytest.raises(HandedIn):
        daily.accept_report(report=found, actor=cast.head, at=EIGHT)
