"""What nobody does, the worker finds: reminders, lapses and escalations at their true instants, and slots planned ahead.

Its cost follows what is due, not what is open. Any number of workers may run: each claims rows that no other holds.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from gensui.core import worktime
from gensui.core.events.engine import SlotPlanned
from gensui.ledger import policies, rows
from gensui.ledger.models import Heartbeat, Obligation, Schedule
from gensui.ledger.pages import AS_KNOWN, Page, Roster
from gensui.ledger.rows import Batch, Found

log = logging.getLogger(__name__)

AHEAD = timedelta(days=2)
"""How far ahead slots are planned."""
AT_ONCE = 5_000
"""Events written in one statement, when far more are planned."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did: duties looked at, reports written, how many of those were found late, and rows set aside."""

    checked: int = 0
    reported: int = 0
    found_late: int = 0
    set_aside: int = 0

    def __add__(self, other: "Swept") -> "Swept":
        return Swept(
            self.checked + other.checked,
            self.reported + other.reported,
            self.found_late + other.found_late,
            self.set_aside + other.set_aside,
        )


def sweep(*, at: datetime, most: int = 2_000, roster: Roster = AS_KNOWN) -> Swept:
    """Report what is due by ``at``, at most so many duties. Nothing due costs one look at an index.

    ``roster`` tells who holds the roles at the time of each report.
    A batch that fails is taken again in halves, down to the one row that cannot be dealt with; that one is set aside, loudly.
    """
    at = at.astimezone(UTC)
    try:
        with transaction.atomic():
            found = rows.claim_due(at, most)
            return _report(found, at, roster) if found else Swept()
    except OperationalError:
        raise  # the database is away; nothing is wrong with the rows
    except Exception:
        if most > 1:
            log.warning("A batch of due duties failed; it is taken again in smaller ones.", exc_info=True)
            return sweep(at=at, most=max(most // 8, 1), roster=roster)
        return _set_aside_first(at)


def _report(found: dict[str, Found], at: datetime, roster: Roster = AS_KNOWN) -> Swept:
    claimed = sum(len(stream.rows) for stream in found.values())
    rows.find_heads(found)
    newest = policies.newest()
    wide = {duty.clause for stream in found.values() for duty in stream.open.values()} & _looks_around(newest, at)
    if wide:
        rows.find_all_open(
            found, [key for key, stream in found.items() if any(clause in wide for clause, _ in stream.open)]
        )
    batch, late, speech = Batch(), 0, rows.dialect()
    for stream, known in found.items():
        page = Page(stream, known, speech, roster)
        late += page.catch_up(newest, at)
        page.add_to(batch)
    rows.write(batch)
    return Swept(checked=claimed, reported=len(batch.events), found_late=late)


def _looks_around(newest: int, at: datetime) -> frozenset[str]:
    policy = policies.in_force(newest, at)
    return policy.looks_around.union(*(other.looks_around for other in policy.others.values()))


def _set_aside_first(at: datetime) -> Swept:
    """The first row that is due cannot be dealt with: mark it with the reason, so that the rest goes on."""
    with transaction.atomic():
        found = rows.claim_due(at, 1)
        for stream, known in found.items():
            for key, row in known.rows.items():
                try:
                    with transaction.atomic():
                        _report({stream: known}, at)
                except Exception as bad:
                    reason = f"{type(bad).__name__}: {bad}"[:300]
                    Obligation.objects.filter(pk=row).update(set_aside=reason)
                    log.exception("Duty %s of %s was set aside: the worker cannot deal with it.", key, stream)
                    return Swept(checked=1, set_aside=1)
    return Swept(checked=len(found))


def next_instant() -> datetime | None:
    """When the next duty has to be looked at."""
    return rows.next_check()


Who = Callable[[Schedule, datetime], Mapping[str, str]]
"""Who holds which role for a slot of a schedule that starts then."""


def as_scheduled(schedule: Schedule, starts_at: datetime) -> Mapping[str, str]:
    """Whoever held the roles when the schedule was made."""
    return dict(schedule.roles)


def plan(*, at: datetime, most: int = 200, who: Who = as_scheduled, ahead: timedelta = AHEAD) -> int:
    """Plan the slots of schedules up to two days ahead; how many slots were opened. ``who`` tells whose each is.

    At most so many schedules are planned together. A batch that fails is taken again in smaller ones, down to the one schedule
    that cannot be planned; that one is set aside, loudly.
    """
    at = at.astimezone(UTC)
    planned, size = 0, most
    while True:
        some: list[Schedule] = []
        try:
            with transaction.atomic():
                some = _behind(at + ahead / 2, size)
                planned += _plan(some, at, who, ahead) if some else 0
        except OperationalError:
            raise  # the database is away; nothing is wrong with the schedules
        except Exception as bad:
            if not some:
                raise
            if size > 1:
                log.warning("A batch of schedules failed; it is taken again in smaller ones.", exc_info=True)
                size = max(size // 8, 1)
            elif isinstance(bad, IntegrityError):
                return planned  # somebody is writing to that stream; it is looked at again
            else:
                _set_schedule_aside(some[0], bad)
                size = most
        else:
            if len(some) < size:
                return planned


def _behind(until: datetime, most: int) -> list[Schedule]:
    """Schedules that are planned less far than that, held until the transaction ends."""
    behind = Schedule.objects.filter(planned_until__lt=until, set_aside="").order_by("planned_until", "pk")
    if connection.features.has_select_for_update_skip_locked:
        behind = behind.select_for_update(skip_locked=True)
    return list(behind[:most])


def _set_schedule_aside(schedule: Schedule, bad: Exception) -> None:
    reason = f"{type(bad).__name__}: {bad}"[:300]
    Schedule.objects.filter(pk=schedule.pk).update(set_aside=reason)
    log.error(
        "The schedule of %s in %s was set aside: it cannot be planned.", schedule.clause, schedule.stream, exc_info=bad
    )


def _plan(schedules: list[Schedule], at: datetime, who: Who, ahead: timedelta) -> int:
    found = {schedule.stream: Found() for schedule in schedules}
    rows.find_heads(found)
    rows.find_all_open(found, found)
    newest = policies.newest()
    pages = {stream: Page(stream, known, rows.dialect()) for stream, known in found.items()}
    planned = 0
    for schedule in schedules:
        planned += pages[schedule.stream].plan(newest, _slots(schedule, newest, at, at + ahead, who), at)
        schedule.planned_until = at + ahead
    Schedule.objects.bulk_update(schedules, ["planned_until"])
    batch = Batch()
    for page in pages.values():
        page.add_to(batch)
        if len(batch.events) >= AT_ONCE:
            rows.write(batch)
            batch = Batch()
    rows.write(batch)
    return planned


def _slots(
    schedule: Schedule, newest: int, at: datetime, until: datetime, who: Who
) -> Iterator[tuple[SlotPlanned, Mapping[str, str], datetime]]:
    """The slots that are not planned yet, each with who holds its roles and when it is put on the plan.

    That is now; but a slot stands on the plan at the latest when it begins, also where no worker was there to write it down:
    so it runs out at its own time, and may pass to the next shift before.
    """
    until = until if schedule.ends_at is None else min(until, schedule.ends_at)
    if schedule.planned_until < until:
        zone = ZoneInfo(schedule.zone)
        for starts_at in worktime.occurrences(schedule.rule, schedule.first_at, schedule.planned_until, until, zone):
            event = SlotPlanned(
                clause=schedule.clause, starts_at=starts_at, subject=schedule.subject,
                tolerance_minutes=schedule.tolerance_minutes,
            )  # fmt: skip
            clause = policies.in_force(newest, min(at, starts_at)).clauses.get(schedule.clause)
            early = clause.slots.early if clause is not None and clause.slots is not None else timedelta()
            yield event, who(schedule, starts_at), min(at, max(starts_at - early, schedule.planned_until))


def beat(*, worker: str, started_at: datetime, at: datetime, done: Swept, failing: Iterable[str] = ()) -> None:
    """Say that this worker is alive, and which work fails. A heartbeat that stops is shown, and told; after an hour it goes."""
    Heartbeat.objects.filter(beat_at__lt=at - timedelta(hours=1)).exclude(worker=worker).delete()
    Heartbeat.objects.update_or_create(
        worker=worker,
        defaults={
            "started_at": started_at,
            "beat_at": at,
            "checked": done.checked,
            "found_late": done.found_late,
            "failing": ", ".join(failing)[:300],
        },
    )


def leave(*, worker: str) -> None:
    """Say that this worker ends as it should, so that nobody misses it."""
    try:
        Heartbeat.objects.filter(worker=worker).delete()
    except DatabaseError:  # it ends all the same
        log.warning("The worker %s could not sign off.", worker)
