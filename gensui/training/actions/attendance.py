"""Who was there: signed by the code in the room, or entered from paper later; struck out with a reason, never deleted."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from gensui.people.models import Employee
from gensui.people.refusals import need_words
from gensui.training import access, codes
from gensui.training.actions.turn import attend, lock
from gensui.training.models import HalfDay, Seat, Session, SignIn
from gensui.training.refusals import NotNow, NotOnList, OwnSignature, SessionOver, SignedAlready

BEFORE = timedelta(minutes=30)
"""How long before a half day one can sign."""


@transaction.atomic
def sign_in(*, code: str, actor: Employee, at: datetime) -> SignIn:
    """Sign for the half day whose code the room shows.

    Refuses an old code (``OldCode``), who is not on the list (``NotOnList``), a session that is over (``SessionOver``),
    a time out of the half day (``NotNow``), and who has signed (``SignedAlready``).
    """
    half_day = HalfDay.objects.select_related("session").filter(pk=codes.half_day_of(code, at)).first()
    if half_day is None:
        raise NotOnList
    session = lock(half_day.session)
    seat = _seat(session, actor)
    if not session.is_open:
        raise SessionOver
    if not half_day.starts_at - BEFORE <= at < half_day.ends_at:
        raise NotNow(_hours(session, half_day))
    return _sign(session, seat, half_day, SignIn.Way.CODE, at, actor, at)


@transaction.atomic
def enter_from_paper(
    *, session: Session, half_day: HalfDay, employee: Employee, came_at: datetime, actor: Employee, at: datetime
) -> SignIn:
    """Enter a signature from the printed sheet, with the time that stands there; both times are kept.

    Works after the session is closed too. Refuses who does not run it (``NotYours``), the own signature (``OwnSignature``), who
    is not on the list (``NotOnList``), one that is cancelled (``SessionOver``), a time out of the half day (``NotNow``), and
    who has signed (``SignedAlready``).
    """
    found = lock(session)
    access.require_runs(actor, found)
    seat = _seat(found, employee)
    if found.cancelled_at is not None or half_day.session_id != found.pk:
        raise SessionOver
    if employee.pk == actor.pk:
        raise OwnSignature
    if not half_day.starts_at - BEFORE <= came_at < half_day.ends_at or came_at > at:
        raise NotNow(_hours(found, half_day))
    signed = _sign(found, seat, half_day, SignIn.Way.PAPER, came_at, actor, at)

    half_days = list(found.half_days.all())
    complete = seat.sign_ins.filter(struck_at=None).count() == len(half_days)
    if found.closed_at is not None and seat.attended_at is None and complete:
        attend(found, seat, half_days, actor, at)
    return signed


@transaction.atomic
def strike_sign_in(*, sign_in: SignIn, reason: str, actor: Employee, at: datetime) -> SignIn:
    """Strike out a signature that was wrong, while the session is open; it stays to be read, with the reason.

    Refuses who does not run it (``NotYours``), no reason (``NoReason``), and a session that is over (``SessionOver``).
    """
    session = lock(sign_in.half_day.session)
    access.require_runs(actor, session)
    if not session.is_open:
        raise SessionOver
    need_words(reason)
    found = SignIn.objects.get(pk=sign_in.pk)
    if found.struck_at is None:
        found.struck_at, found.struck_by, found.struck_why = at, actor, reason.strip()[:200]
        found.save(update_fields=["struck_at", "struck_by", "struck_why"])
    return found


def _seat(session: Session, employee: Employee) -> Seat:
    seat = session.seats.select_related("employee__department__site").filter(employee=employee).first()
    if seat is None:
        raise NotOnList
    return seat


def _sign(
    session: Session, seat: Seat, half_day: HalfDay, way: str, came_at: datetime, actor: Employee, at: datetime
) -> SignIn:
    before = seat.sign_ins.filter(half_day=half_day, struck_at=None).first()
    if before is not None:
        when = before.came_at.astimezone(ZoneInfo(session.site.zone))
        raise SignedAlready(seat.employee.name, f"{when:%H:%M}")
    return SignIn.objects.create(
        seat=seat, half_day=half_day, way=way, came_at=came_at, entered_at=at, entered_by=actor
    )


def _hours(session: Session, half_day: HalfDay) -> str:
    zone = ZoneInfo(session.site.zone)
    first, last = (half_day.starts_at - BEFORE).astimezone(zone), half_day.ends_at.astimezone(zone)
    return f"{first:%m-%d %H:%M}–{last:%H:%M}"
