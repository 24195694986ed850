"""The roster: who works when, on which post; who is away, and what becomes of the duties then."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from gensui.core.events import people
from gensui.core.events.people import PersonEvent
from gensui.ledger.record import record_all
from gensui.people import access
from gensui.people.actions import master
from gensui.people.models import Absence, Department, Duty, Employee, Post, Shift
from gensui.people.refusals import BackwardsDuty, DutiesOverlap, IsAway, NotInducted, OtherDepartment

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
LONGEST = timedelta(hours=36)


@transaction.atomic
def keep_shift(*, department: Department, name: str, starts: time, ends: time, actor: Employee, at: datetime) -> Shift:
    """Have a shift of this name and these hours; one that was retired comes back.

    Refuses whoever does not make this roster (``NotYours``).
    """
    access.require_roster(actor, department)
    kept = {"starts": starts, "ends": ends, "retired_at": None}
    return master.keep(Shift, {"department": department, "name": name}, kept, actor=actor.key, at=at)[0]


@transaction.atomic
def keep_post(*, department: Department, name: str, actor: Employee, at: datetime, fills: str = "") -> Post:
    """Have a post of this name; one that was retired comes back. Whoever stands there holds the role that it ``fills``, if any.

    Refuses whoever does not make this roster (``NotYours``).
    """
    access.require_roster(actor, department)
    kept = {"retired_at": None, "fills": fills}
    return master.keep(Post, {"department": department, "name": name}, kept, actor=actor.key, at=at)[0]


@transaction.atomic
def retire_pattern(*, pattern: Shift | Post, actor: Employee, at: datetime) -> None:
    """Put nobody on this shift or post any longer; duties that stand on the roster stay as they are.

    Refuses whoever does not make this roster (``NotYours``).
    """
    access.require_roster(actor, pattern.department)
    if pattern.retired_at is None:
        pattern.retired_at = at
        pattern.save(update_fields=["retired_at"])
        master.note(pattern, {"retired_at": (None, at)}, actor=actor.key, at=at)


@transaction.atomic
def plan_duty(
    *, employee: Employee, starts_at: datetime, ends_at: datetime, actor: Employee, at: datetime,
    shift: Shift | None = None, post: Post | None = None,
) -> Duty:  # fmt: skip
    """Put somebody on the roster.

    Refuses whoever does not make this roster (``NotYours``), hours in which the person is on duty already
    (``DutiesOverlap``) or away (``IsAway``), a shift or post of another department (``OtherDepartment``), hours that
    end before they begin (``BackwardsDuty``), and a newcomer alone before the induction is passed (``NotInducted``).
    """
    employee = _held(employee, actor)
    duty = Duty(employee=employee, starts_at=starts_at, ends_at=ends_at, shift=shift, post=post)
    _check(duty)
    duty.save()

    _record(employee, [people.DutyPlanned(starts_at=starts_at, ends_at=ends_at)], actor, at)
    return duty


@transaction.atomic
def change_duty(
    *, duty: Duty, starts_at: datetime, ends_at: datetime, actor: Employee, at: datetime, shift: Shift | None = None,
    post: Post | None = None,
) -> Duty:  # fmt: skip
    """Give a duty other hours, another shift or post. Refuses what ``plan_duty`` does."""
    employee = _held(duty.employee, actor)
    duty.starts_at, duty.ends_at, duty.shift, duty.post = starts_at, ends_at, shift, post
    _check(duty)
    duty.save(update_fields=["starts_at", "ends_at", "shift", "post"])

    _record(employee, [people.DutyChanged(starts_at=starts_at, ends_at=ends_at)], actor, at)
    return duty


@transaction.atomic
def cancel_duty(*, duty: Duty, actor: Employee, at: datetime) -> None:
    """Take a duty off the roster. Refuses whoever does not make this roster (``NotYours``)."""
    employee = _held(duty.employee, actor)
    Duty.objects.filter(pk=duty.pk).delete()

    _record(employee, [people.DutyCancelled(starts_at=duty.starts_at, ends_at=duty.ends_at)], actor, at)


@transaction.atomic
def copy_week(*, department: Department, monday: date, actor: Employee, at: datetime) -> int:
    """Plan the week of this Monday as the week before it was; how many duties are new.

    Who has left, is away, is on duty already or is new here is passed over. Refuses whoever does not make this roster
    (``NotYours``).
    """
    access.require_roster(actor, department)
    zone = ZoneInfo(department.site.zone)
    since = datetime.combine(monday, time(), zone)
    staff = (
        Employee.objects.working()
        .filter(department=department, newcomer_since=None)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    there = {one.pk: one for one in staff.select_related("department__site")}
    before = Duty.objects.filter(employee__in=there, starts_at__gte=since - WEEK, starts_at__lt=since)
    taken = _hours(Duty.objects.filter(employee__in=there, ends_at__gt=since, starts_at__lt=since + WEEK + LONGEST))
    away = _days(Absence.objects.filter(employee__in=there, last_on__gte=monday, since_on__lt=monday + WEEK))

    new: dict[int, list[Duty]] = {}
    for old in before.order_by("employee", "starts_at"):
        starts_at, ends_at = _later(old.starts_at, zone), _later(old.ends_at, zone)
        pk = old.employee_id
        if any(begins < ends_at and starts_at < ends for begins, ends in taken.get(pk, [])):
            continue
        if any(first <= starts_at.astimezone(zone).date() <= last for first, last in away.get(pk, [])):
            continue
        new.setdefault(pk, []).append(
            Duty(employee=there[pk], post_id=old.post_id, shift_id=old.shift_id, starts_at=starts_at, ends_at=ends_at)
        )
    Duty.objects.bulk_create(duty for duties in new.values() for duty in duties)

    for pk, duties in new.items():
        events = [people.DutyPlanned(starts_at=one.starts_at, ends_at=one.ends_at) for one in duties]
        _record(there[pk], events, actor, at)
    return sum(map(len, new.values()))


@transaction.atomic
def report_absence(
    *, employee: Employee, reason: str, since_on: date, last_on: date, actor: Employee, at: datetime
) -> Absence:
    """Note that somebody does not work on these days, the last one included. Duties on them come off the roster; one that
    began before ends with that day, at midnight, or now.

    Refuses whoever does not make this roster (``NotYours``), and days on which the person is noted as away (``IsAway``).
    """
    employee = _held(employee, actor)
    _check_here(employee, since_on, last_on)
    absence = Absence.objects.create(
        employee=employee, reason=reason, since_on=since_on, last_on=last_on, noted_by=actor, noted_at=at
    )
    starts_at, ends_at = _midnight(employee, since_on), _midnight(employee, last_on + DAY)
    away_at = max(starts_at, at)
    hit = Duty.objects.filter(employee=employee, starts_at__lt=ends_at, ends_at__gt=away_at).order_by("pk")
    begun, dropped = hit.filter(starts_at__lt=away_at), hit.filter(starts_at__gte=away_at)
    cancelled = [
        people.DutyCancelled(starts_at=max(duty.starts_at, away_at), ends_at=duty.ends_at)
        for duty in (*begun, *dropped)
    ]
    dropped.order_by().delete()
    begun.order_by().update(ends_at=away_at)

    _record(employee, [people.AbsenceReported(starts_at=starts_at, ends_at=ends_at), *cancelled], actor, at)
    return absence


@transaction.atomic
def end_absence(*, absence: Absence, back_on: date, actor: Employee, at: datetime) -> None:
    """Somebody works again from this day on. Duties that came off the roster are planned anew by hand.

    Refuses whoever does not make this roster (``NotYours``).
    """
    employee = _held(absence.employee, actor)
    if back_on <= absence.since_on:
        Absence.objects.filter(pk=absence.pk).delete()
    else:
        Absence.objects.filter(pk=absence.pk, last_on__gte=back_on).update(last_on=back_on - DAY)

    _record(employee, [people.AbsenceEnded(ends_at=_midnight(employee, back_on))], actor, at)


@transaction.atomic
def take_off(*, employee: Employee, actor: str, at: datetime) -> list[tuple[datetime, datetime]]:
    """Take somebody off the roster from now on: the hours that fall away, with the rest of a duty that has begun.

    The caller puts them on record, beside why.
    """
    ahead = Duty.objects.filter(employee=employee, ends_at__gt=at).order_by("pk")
    dropped = [(max(duty.starts_at, at), duty.ends_at) for duty in ahead]
    ahead.filter(starts_at__gte=at).order_by().delete()
    ahead.filter(starts_at__lt=at).order_by().update(ends_at=at)
    return dropped


def _held(employee: Employee, actor: Employee) -> Employee:
    """The employee, held until the transaction ends, for whoever makes the roster."""
    access.require_roster(actor, employee.department)
    held = Employee.objects.select_for_update(of=("self",)).select_related("department__site")
    return held.get(pk=employee.pk)


def _check(duty: Duty) -> None:
    if not timedelta() < duty.ends_at - duty.starts_at <= LONGEST:
        raise BackwardsDuty
    for pattern in (duty.shift, duty.post):
        if pattern is not None and pattern.department_id != duty.employee.department_id:
            raise OtherDepartment(str(pattern))
    zone = _zone(duty.employee)
    others = Duty.objects.filter(employee=duty.employee, starts_at__lt=duty.ends_at, ends_at__gt=duty.starts_at)
    for other in others.exclude(pk=duty.pk)[:1]:
        begins, ends = other.starts_at.astimezone(zone), other.ends_at.astimezone(zone)
        raise DutiesOverlap(duty.employee.name, f"{begins:%m-%d %H:%M}–{ends:%H:%M}")
    first_on = duty.starts_at.astimezone(zone).date()
    _check_here(duty.employee, first_on, first_on)
    if duty.employee.newcomer_since is not None and not _accompanied(duty):
        raise NotInducted(duty.employee.name)


def _accompanied(duty: Duty) -> bool:
    """Whether somebody of the department who is no newcomer is on duty all the while."""
    staff = Employee.objects.working().filter(department=duty.employee.department_id, newcomer_since=None)
    beside = Duty.objects.filter(starts_at__lte=duty.starts_at, ends_at__gte=duty.ends_at, employee__in=staff)
    return beside.exists()


def _check_here(employee: Employee, first_on: date, last_on: date) -> None:
    for away in Absence.objects.filter(employee=employee, since_on__lte=last_on, last_on__gte=first_on)[:1]:
        raise IsAway(employee.name, away.last_on.isoformat())


def _zone(employee: Employee) -> ZoneInfo:
    return ZoneInfo(employee.department.site.zone)


def _midnight(employee: Employee, day: date) -> datetime:
    return datetime.combine(day, time(), _zone(employee))


def _later(moment: datetime, zone: ZoneInfo) -> datetime:
    """The same time by the clock, a week later."""
    return (moment.astimezone(zone).replace(tzinfo=None) + WEEK).replace(tzinfo=zone)


def _hours(duties: Iterable[Duty]) -> dict[int, list[tuple[datetime, datetime]]]:
    found: dict[int, list[tuple[datetime, datetime]]] = {}
    for duty in duties:
        found.setdefault(duty.employee_id, []).append((duty.starts_at, duty.ends_at))
    return found


def _days(absences: Iterable[Absence]) -> dict[int, list[tuple[date, date]]]:
    found: dict[int, list[tuple[date, date]]] = {}
    for one in absences:
        found.setdefault(one.employee_id, []).append((one.since_on, one.last_on))
    return found


def _record(employee: Employee, events: Sequence[PersonEvent], actor: Employee, at: datetime) -> None:
    department: Any = employee.department.kind
    happened = [(replace(event, employee=employee.key, department=department), at) for event in events]
    record_all(stream=employee.key, happened=happened, actor=actor.key, roles={}, at=at)
