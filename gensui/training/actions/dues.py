"""What falls due by itself: the quarter's training of everybody, training by post and drills each half year."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from gensui.core.events import people as events
from gensui.core.refusal import Refusal
from gensui.ledger import policies
from gensui.ledger.models import Event, Schedule
from gensui.ledger.record import schedule
from gensui.ledger.requests import house_key
from gensui.people.models import Employee
from gensui.training.actions.turn import happen, roles_of

log = logging.getLogger(__name__)
DRILLED = frozenset({"maintenance", "customer_service", "security"})
"""The departments of which 5.1.8 speaks."""
LOOK_BACK = timedelta(days=14)
"""For drills that were closed while no worker ran."""
MOST = 500
"""How much of each sort one call has promised; the next goes on."""


def keep_dues(*, actor: str, at: datetime) -> int:
    """Have the training of everybody promised; how much was new. Five queries where all is there; twice at once does no harm."""
    staff = list(Employee.objects.filter(left_on=None).select_related("department__site", "user"))
    return _schedule(staff, actor, at) + _half_year(staff, actor, at) + _drills(staff, actor, at) + _end(actor, at)


def _schedule(staff: Iterable[Employee], actor: str, at: datetime) -> int:
    """From the next quarter on, for everybody, where the policy asks for it."""
    quarterly = policies.meaning(policies.in_force(policies.newest(), at), "quarterly")
    if not quarterly:
        return 0
    there = set(Schedule.objects.filter(clause__in=quarterly).values_list("stream", flat=True))
    done = 0
    for one in islice((one for one in staff if one.key not in there), MOST):
        zone = ZoneInfo(one.department.site.zone)
        here = at.astimezone(zone)
        first = datetime(here.year, (here.month - 1) // 3 * 3 + 1, 1, tzinfo=zone)
        try:
            with transaction.atomic():
                schedule(
                    stream=one.key, clause=quarterly[0], actor=actor, first_at=first, zone=str(zone), roles=roles_of(one, at),
                    at=at,
                )  # fmt: skip
        except IntegrityError:  # another worker was first
            continue
        done += 1
    return done


def _half_year(staff: Iterable[Employee], actor: str, at: datetime) -> int:
    """Training by post and drills of the half of the calendar's year, from its first instant to its last. A half that began
    before the policy was in force, or before somebody came, is owed by nobody: it was not whole.
    """
    wanted: dict[str, tuple[Employee, str, str, datetime]] = {}
    in_force_since = policies.began_at(policies.newest())
    for one in staff:
        zone = ZoneInfo(one.department.site.zone)
        here = at.astimezone(zone)
        half = 1 if here.month < 7 else 2
        period, since = f"{here.year}H{half}", datetime(here.year, 6 * half - 5, 1, tzinfo=zone)
        if max(in_force_since, one.user.date_joined or in_force_since) > since:
            continue
        kinds = ("special", "drill") if one.department.kind in DRILLED else ("special",)
        wanted |= {f"due:{kind}:{period}:{one.number}": (one, kind, period, since) for kind in kinds}
    known = _known(wanted)
    new = islice(((key, due) for key, due in wanted.items() if key not in known), MOST)
    return sum(
        _once(employee, events.TrainingDue, key, actor, at, training=kind, period=period, since=since)
        for key, (employee, kind, period, since) in new
    )


def _known(keys: Iterable[str]) -> set[str]:
    return set(Event.objects.filter(client_key__in=list(keys)).values_list("client_key", flat=True))  # type: ignore[arg-type]


def _drills(staff: list[Employee], actor: str, at: datetime) -> int:
    """Whoever did a step of a drill has had a drill, once it is closed. Read from the ledger: security stands above us."""
    closed = Event.objects.filter(kind="incident.closed", data__drill=True, recorded_at__gt=at - LOOK_BACK)
    streams = list(closed.values_list("stream", flat=True))
    if not streams:
        return 0
    who = {one.key: one for one in staff}
    took_part = set(Event.objects.filter(stream__in=streams, actor__in=who).values_list("stream", "actor"))
    wanted = {f"drill:{stream}:{who[key].number}": who[key] for stream, key in took_part}
    known = _known(wanted)
    return sum(
        _once(one, events.TrainingDone, key, actor, at, training="drill", hours=1, days=1)
        for key, one in sorted(wanted.items())
        if key not in known
    )


def _once(employee: Employee, event: type[events.PersonEvent], key: str, actor: str, at: datetime, **said: Any) -> int:
    try:
        with transaction.atomic():
            happened = happen(
                employee, event, actor=actor, roles=roles_of(employee, at), at=at, once=house_key(key), **said
            )
    except Refusal as refusal:
        log.warning("%s of %s is not noted yet: %s", event.kind, employee.number, refusal.sentence)
        return 0
    return int(not happened.repeated)


def _end(actor: str, at: datetime) -> int:
    """Who has left owes no training: its slots end, and what was open is void."""
    gone = {one.key: one for one in Employee.objects.exclude(left_on=None).select_related("department__site")}
    running = Schedule.objects.filter(clause__in=policies.meant("quarterly"), ends_at=None, stream__in=gone)
    done = 0
    for stream in list(running.values_list("stream", flat=True)):
        one = gone[stream]
        key = f"left:{one.number}:{one.left_on}"  # recorded by who ended the employment; missing only of old
        done += 0 if key in _known([key]) else _once(one, events.EmploymentEnded, key, actor, at)
        running.filter(stream=stream).update(ends_at=at)
    return done
