"""A session: planned, people put on its list, cancelled, or closed once it was held."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from gensui.core.events import people as events
from gensui.ledger import queries as ledger
from gensui.ledger.record import record
from gensui.ledger.requests import RequestKey, digest_of_request, sent_by
from gensui.ledger.twins import answered_alike
from gensui.people import access as people
from gensui.people import queries
from gensui.people.access import NotYours
from gensui.people.models import Employee, Site
from gensui.training import access
from gensui.training.actions.turn import attend, lock, tell
from gensui.training.models import Course, HalfDay, Seat, Session, SignIn
from gensui.training.refusals import (
    BadSession,
    NotOver,
    NoTrainer,
    OwnTrainer,
    SessionBegun,
    SessionOver,
    TooManyHours,
    TooShort,
)

HOURS, DAYS = 12, 2
"""What 5.1.3 asks of an induction."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A half day as it is planned."""

    starts_at: datetime
    ends_at: datetime
    hours: int


def plan_session(
    *, course: Course, site: Site, trainer: Employee, place: str, sittings: Sequence[Sitting], attending: Sequence[Employee],
    actor: Employee, at: datetime, once: str = "",
) -> Session:  # fmt: skip
    """Plan a session and tell everybody on its list.

    Refuses who does not plan trainings (``NotYours``), half days that overlap or none, or nobody on the list
    (``BadSession``), more course hours than a half day is long (``TooManyHours``), an induction of less than two days or
    twelve hours (``TooShort``), the trainer on the list (``OwnTrainer``), people whose training is not this person's to plan
    (``NotYours``), and a course that leaves out what the policy wants taught (``Incomplete``). Done before by this key, it is
    what it is.
    """
    access.require_plans(actor)
    if not people.visible_sites(actor).filter(pk=site.pk).exists():
        raise NotYours(str(actor.get_role_display()))
    key = _key(once, actor, course, site, trainer, place.strip(), sittings, sorted(one.pk for one in attending))
    return answered_alike(key, lambda: _plan(course, site, trainer, place, sittings, attending, actor, at, key))


@transaction.atomic
def _plan(
    course: Course, site: Site, trainer: Employee, place: str, sittings: Sequence[Sitting], attending: Sequence[Employee],
    actor: Employee, at: datetime, key: RequestKey | None,
) -> Session:  # fmt: skip
    if key is not None and (stream := ledger.stream_of(key)):
        return Session.objects.get(pk=int(stream.rpartition(":")[2]))
    _check(course, site, sittings)
    if not attending:
        raise BadSession
    session = Session.objects.create(
        course=course, site=site, trainer=trainer, place=place.strip()[:60], starts_at=sittings[0].starts_at,
        planned_by=actor, planned_at=at,
    )  # fmt: skip
    _sit(session, sittings)
    _seat(session, attending, actor, at)

    kind: Any = course.kind
    event = events.TrainingPlanned(training=kind, filled=course.filled)
    record(stream=session.stream, event=event, actor=actor.key, roles=_roles(session, at), at=at, client_key=key)
    return session


def _key(once: str, actor: Employee, *asked: object) -> RequestKey | None:
    """The key of a request that carries one, as the actor's own and with a digest of what it asks."""
    return sent_by(actor.key, once, digest_of_request("session", {"asked": asked})) if once else None


def _roles(session: Session, at: datetime) -> dict[str, str]:
    return queries.roles_at(session.site, "administration", at) | {"trainer": session.trainer.key}


def _sit(session: Session, sittings: Sequence[Sitting]) -> None:
    HalfDay.objects.bulk_create(
        HalfDay(session=session, starts_at=one.starts_at, ends_at=one.ends_at, hours=one.hours) for one in sittings
    )


def _check(course: Course, site: Site, sittings: Sequence[Sitting]) -> None:
    ordered = all(one.starts_at < one.ends_at for one in sittings) and all(
        before.ends_at <= after.starts_at for before, after in pairwise(sittings)
    )
    if not sittings or not ordered:
        raise BadSession
    for one in sittings:
        if timedelta(hours=one.hours) > one.ends_at - one.starts_at:
            raise TooManyHours(one.hours, one.ends_at - one.starts_at)
    zone = ZoneInfo(site.zone)
    days = {one.starts_at.astimezone(zone).date() for one in sittings}
    if course.kind == "induction" and (len(days) < DAYS or sum(one.hours for one in sittings) < HOURS):
        raise TooShort


def _seat(session: Session, attending: Sequence[Employee], actor: Employee, at: datetime) -> None:
    theirs = set(access.visible_staff(actor).values_list("pk", flat=True))
    if any(one.pk not in theirs for one in attending):
        raise NotYours(str(actor.get_role_display()))
    if any(one.pk == session.trainer_id for one in attending):
        raise OwnTrainer
    there = set(session.seats.values_list("employee", flat=True))
    new = [one for one in attending if one.pk not in there]
    Seat.objects.bulk_create(Seat(session=session, employee=one) for one in new)
    _tell_when(session, new, _("Training: {course}"), at)


def _tell_when(session: Session, told: Iterable[Employee], title: Any, at: datetime) -> None:
    when = date_format(session.starts_at.astimezone(ZoneInfo(session.site.zone)), "m-d H:i")
    words = {"course": session.course, "when": when, "place": session.place}
    tell(told, title, _("{when}, {place}. Your trainings stand under Training."), at, **words)


@transaction.atomic
def add_people(*, session: Session, attending: Sequence[Employee], actor: Employee, at: datetime) -> None:
    """Put more people on the list. Refuses who does not run it or look after them (``NotYours``), one that is over
    (``SessionOver``), and the trainer (``OwnTrainer``).
    """
    found = lock(session)
    access.require_runs(actor, found)
    if not found.is_open:
        raise SessionOver
    _seat(found, attending, actor, at)


@transaction.atomic
def move_session(
    *, session: Session, trainer: Employee, place: str, sittings: Sequence[Sitting], actor: Employee, at: datetime,
    once: str = "",
) -> Session:  # fmt: skip
    """Hold it at another time or place, or by somebody else; who is on the list is told.

    Refuses who does not run it (``NotYours``), one that is over (``SessionOver``) or for which somebody has signed
    (``SessionBegun``), half days that overlap or none (``BadSession``), an induction that is too short (``TooShort``), and a
    trainer who is on the list (``OwnTrainer``). Done before by this key, it is what it is.
    """
    found = lock(session)
    access.require_runs(actor, found)
    key = _key(once, actor, found, trainer, place.strip(), sittings)
    if key is not None and ledger.was_recorded(key):
        return found
    if not found.is_open:
        raise SessionOver
    if SignIn.objects.filter(seat__session=found).exists():
        raise SessionBegun
    _check(found.course, found.site, sittings)
    if found.seats.filter(employee=trainer).exists():
        raise OwnTrainer
    found.trainer, found.place, found.starts_at = trainer, place.strip()[:60], sittings[0].starts_at
    found.save(update_fields=["trainer", "place", "starts_at"])
    found.half_days.all().delete()
    _sit(found, sittings)
    told = [seat.employee for seat in found.seats.select_related("employee__user")]
    _tell_when(found, told, _("Changed: {course}"), at)

    kind: Any = found.course.kind
    event = events.TrainingMoved(training=kind)
    record(stream=found.stream, event=event, actor=actor.key, roles=_roles(found, at), at=at, client_key=key)
    return found


@transaction.atomic
def leave_sessions(*, employee: Employee, to: Employee | None, actor: str, at: datetime) -> list[Session]:
    """Whoever leaves holds no course and sits in none: each is held by ``to``, else by who planned it, else by the office.

    A seat for which somebody signed stays. The caller has asked who may. Refuses a trainer who is on the list (``OwnTrainer``),
    and where nobody is left to hold it (``NoTrainer``).
    """
    still = Session.objects.filter(closed_at=None, cancelled_at=None)
    Seat.objects.filter(employee=employee, session__in=still, sign_ins=None).delete()
    held = still.filter(trainer=employee).order_by("pk")
    return [_hand_over(lock(session), to or _next_trainer(session), actor, at) for session in held]


def _next_trainer(session: Session) -> Employee:
    """Who planned it, else somebody of the office who is not on the list."""
    office = Employee.objects.working().filter(Q(pk=session.planned_by_id) | Q(role__in=("hr", "admin_manager")))
    free = office.exclude(pk__in=session.seats.values("employee")).order_by("number")
    found = sorted(free.select_related("user"), key=lambda one: one.pk != session.planned_by_id)
    if not found:
        raise NoTrainer(str(session.course))
    return found[0]


def _hand_over(session: Session, trainer: Employee, actor: str, at: datetime) -> Session:
    if session.seats.filter(employee=trainer).exists():
        raise OwnTrainer
    session.trainer = trainer
    session.save(update_fields=["trainer"])
    _tell_when(session, [trainer], _("You hold this training now: {course}"), at)

    kind: Any = session.course.kind
    event = events.TrainingMoved(training=kind)
    record(stream=session.stream, event=event, actor=actor, roles=_roles(session, at), at=at)
    return session


@transaction.atomic
def cancel_session(*, session: Session, actor: Employee, at: datetime) -> Session:
    """Call it off; who is on the list is told. Refuses who does not run it (``NotYours``), one that is over (``SessionOver``)."""
    found = lock(session)
    access.require_runs(actor, found)
    if not found.is_open:
        raise SessionOver
    found.cancelled_at = at
    found.save(update_fields=["cancelled_at"])
    told = [seat.employee for seat in found.seats.select_related("employee__user")]
    tell(told, _("Called off: {course}"), _("You will be told when it is held instead."), at, course=found.course)

    kind: Any = found.course.kind
    event = events.TrainingCancelled(training=kind)
    record(stream=found.stream, event=event, actor=actor.key, roles={}, at=at)
    return found


@transaction.atomic
def close_session(*, session: Session, actor: Employee, at: datetime, once: str = "") -> Session:
    """It was held: who signed for every half day has attended it; who did not has to come again.

    Refuses who does not run it (``NotYours``), before its last half day is over (``NotOver``), and one that is over
    (``SessionOver``).
    """
    found = lock(session)
    access.require_runs(actor, found)
    key = _key(once, actor, found)
    if key is not None and ledger.was_recorded(key):
        return found
    if not found.is_open:
        raise SessionOver
    half_days = list(found.half_days.all())
    if any(one.ends_at > at for one in half_days):
        raise NotOver
    found.closed_at = at
    found.save(update_fields=["closed_at"])

    for seat in found.seats.select_related("employee__department__site"):
        if seat.sign_ins.filter(struck_at=None).count() == len(half_days):
            attend(found, seat, half_days, actor, at)
    return found
