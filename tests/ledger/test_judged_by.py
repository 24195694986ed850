"""By which version an event was judged stands in the log: ``verify`` agrees whatever was adopted, late, or found late."""

import json
import random
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection, transaction

from gensui.core.events import handling
from gensui.ledger import due, pages, policies, verify
from gensui.ledger.models import Event, Obligation, PolicyVersion
from gensui.ledger.record import record
from gensui.ledger.refusals import OutOfOrder
from tests.core.small import WITH_CHEN, minutes
from tests.ledger.conftest import FILES, STREAM, Happens

pytestmark = pytest.mark.database


def faults() -> list[str]:
    return [str(found) for found in verify.check_log(policies.newest()) if isinstance(found, verify.Fault)]


def adopt(version: str, minute: float, at: float, contact: str = "5 min") -> None:
    text = FILES["small.toml"].replace('version = "1"', f'version = "{version}"').replace('"10 min"', f'"{contact}"')
    policies.adopt(files={"small.toml": text}, actor="staff:qin", starts_at=minutes(minute), at=minutes(at))


def by_engine(minute: float, ago: float, stream: str = STREAM) -> None:
    """Something that the engine itself found to have happened, some time later."""
    with transaction.atomic():
        record(
            stream=stream, event=handling.WorkOrderDispatched(), actor="engine", roles=WITH_CHEN, at=minutes(minute),
            occurred_at=minutes(minute - ago),
        )  # fmt: skip


def test_the_engine_records_late_across_an_adoption(happens: Happens) -> None:
    adopt("2", minute=6, at=1)
    by_engine(8, ago=5)
    assert Event.objects.get().version == "1"
    assert Obligation.objects.get(clause="4.2.1").version == "1"
    assert faults() == []


def test_a_lapse_found_late_is_judged_by_what_was_in_force_then(happens: Happens) -> None:
    happens(0, handling.WorkOrderDispatched())  # progress is told each day: silence opens the next interval
    adopt("2", minute=60 * 30, at=1)
    due.sweep(at=minutes(60 * 80))  # a worker that stood still for days

    lapses = Event.objects.filter(kind="obligation.lapsed", data__clause="3.3.3").order_by("number")
    assert {(event.occurred_at < minutes(60 * 30), event.version) for event in lapses} == {(True, "1"), (False, "2")}
    assert faults() == []


@pytest.mark.parametrize("seed", range(6))
def test_verify_is_silent_on_an_honest_log(happens: Happens, seed: int) -> None:
    chance = random.Random(seed)
    now, versions, starts = 0.0, 1, 0.0
    begins = (handling.WorkOrderDispatched(), handling.WorkOrderAccepted(), handling.WorkStarted())
    goes_on = (handling.OwnerContacted(), handling.WorkCompleted(), handling.PlanConsented())
    for step in range(40):
        now += chance.choice((1, 3, 20, 600))
        what, stream = chance.random(), f"case:2026-{chance.randrange(3):04}"
        if what < 0.12:
            versions, starts = versions + 1, max(starts, now) + chance.choice((1, 30))
            adopt(str(versions), minute=starts, at=now, contact=f"{chance.randrange(1, 20)} min")
        elif what < 0.3:
            due.sweep(at=minutes(now))
        elif what < 0.4:
            with suppress(OutOfOrder):
                by_engine(now, ago=chance.choice((0, 10, 700)), stream=stream)
        else:
            ago = chance.choice((0, 0, 2, 45, 700)) if step else 0
            happening: Any = chance.choice(begins + goes_on)
            with suppress(OutOfOrder):  # nothing happened before what it follows
                happens(now, happening, stream=stream, ago=ago)
    due.sweep(at=minutes(now + 6_000))
    assert versions > 1
    assert faults() == []


def test_the_version_cannot_be_changed_behind_the_ledgers_back(happens: Happens) -> None:
    happens(0, handling.WorkOrderDispatched())
    adopt("2", minute=6, at=1)
    _forge("version", "2")
    assert any("changed after it was recorded" in fault for fault in faults())
    _forge("version", "9")
    assert any("its row is gone" in fault for fault in faults())


def test_events_of_older_releases_are_verified_as_before(happens: Happens) -> None:
    happens(0, handling.WorkOrderDispatched())
    _forge("version", None, digests=None)
    event = Event.objects.get()
    from_before = pages.digest(
        "", event.stream, event.number, event.kind, event.actor, event.occurred_at, event.recorded_at, event.data,
        event.roles, event.client_key,
    )  # fmt: skip
    _forge("hash", from_before)
    assert faults() == []


def _forge(column: str, value: str | None, **more: str | None) -> None:
    """Change the events as somebody who lifted the triggers would."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE ledger_event DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER IF EXISTS ledger_event_append_only_update")
        for name, new in ({column: value} | more).items():
            cursor.execute(f'UPDATE ledger_event SET "{name}" = %s', [new])


def test_a_changed_text_of_the_policy_is_found(happens: Happens) -> None:
    """Everybody signs for that text; who lifts the triggers and changes a word of it is found out."""
    assert list(verify.check_versions()) == []
    version = PolicyVersion.objects.get()
    name = next(iter(version.files))
    files = version.files | {name: version.files[name].replace("10 min", "11 min")}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE ledger_policyversion DISABLE TRIGGER USER")
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger_policyversion'"
            )
            for (trigger,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {trigger}")
        cursor.execute("UPDATE ledger_policyversion SET files = %s", [json.dumps(files)])
    (fault,) = verify.check_versions()
    assert "its text was changed" in str(fault)
