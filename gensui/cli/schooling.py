"""Training in the simulated community, by the real actions: the quarter's training held, a make-up, a newcomer's induction."""

import logging
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import translation

from gensui.core.refusal import Refusal
from gensui.ledger import due
from gensui.people.acting import SYSTEM
from gensui.people.actions import one as people
from gensui.people.actions import roster
from gensui.people.models import Department, Duty, Employee, Site
from gensui.rounds import queries as rounds
from gensui.training import codes
from gensui.training.actions import attendance, courses, dues, sessions, testing
from gensui.training.actions.sessions import Sitting
from gensui.training.models import Course, HalfDay, Session

log = logging.getLogger(__name__)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HELD = timedelta(days=9)
"""So long ago the quarter's training was held, and planned a week before."""
NEWCOMER, NAME = "K09", "顧新"
ABSENT, WRONG = 11, "M07"
"""Every so manieth is not there; who needs a make-up."""


def begin(first_day: datetime, now: datetime) -> None:
    """The courses of the house, and what everybody owes from the first day on. Done before, it changes nothing."""
    if courses.bring_courses(actor=SYSTEM.key, at=first_day):
        dues.keep_dues(actor=SYSTEM.key, at=first_day)
        month = (first_day.month - 1) // 3 * 3 + 4
        quarter = first_day.replace(year=first_day.year + month // 13, month=(month - 1) % 12 + 1, day=1)
        due.plan(at=min(quarter - DAY, now), most=1000, who=rounds.Roster())


def school(site: Site, password: str, now: datetime) -> None:
    """The quarter's training of everybody, held for most, and the induction of somebody new, under way. Once."""
    if Session.objects.filter(site=site).exists():
        return
    staff = list(
        Employee.objects.working()
        .filter(department__site=site)
        .select_related("user", "department__site")
        .order_by("number")
    )
    by_number = {one.number: one for one in staff}
    with translation.override("zh-hant"):
        try:
            guards = [one for one in staff if one.department.kind == "security"]
            others = [one for one in staff if one.department.kind != "security"]
            _quarterly(site, by_number["A02"], others, by_number["A03"], now - HELD, time(14))
            _quarterly(site, by_number["S01"], guards, by_number["A03"], now - HELD + DAY, time(10))
            _induct(site, by_number, password, now)
        except Refusal as refusal:
            log.info("Training of the demonstration: %s", refusal.sentence)


def _moment(site: Site, day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, ZoneInfo(site.zone))


def _quarterly(
    site: Site, trainer: Employee, staff: Sequence[Employee], planner: Employee, at: datetime, hour: time
) -> None:
    course = Course.objects.get(key="quarterly")
    starts_at = _moment(site, at.astimezone(ZoneInfo(site.zone)).date(), hour)
    session = sessions.plan_session(
        course=course, site=site, trainer=trainer, place="會所二樓", sittings=[Sitting(starts_at, starts_at + 2 * HOUR, 2)],
        attending=[one for one in staff if one.pk != trainer.pk], actor=planner, at=starts_at - 7 * DAY,
    )  # fmt: skip
    (half_day,) = session.half_days.all()
    present = [
        seat.employee for place, seat in enumerate(session.seats.select_related("employee"), 1) if place % ABSENT
    ]
    _sign(half_day, present)
    sessions.close_session(session=session, actor=trainer, at=starts_at + 3 * HOUR)
    right = [question["right"] for question in course.questions]
    for seat in session.seats.exclude(attended_at=None).select_related("employee"):
        tries = [right[:1], right] if seat.employee.number == WRONG else [right]
        for place, answers in enumerate(tries):
            begun = starts_at + (4 + 2 * place) * HOUR
            attempt = testing.begin_test(seat=seat, actor=seat.employee, at=begun)
            testing.hand_in(attempt=attempt, answers=answers, actor=seat.employee, at=begun + HOUR / 6)


def _sign(half_day: HalfDay, present: Sequence[Employee]) -> None:
    for place, one in enumerate(present):
        at = half_day.starts_at + timedelta(seconds=7 * place) - HOUR / 6
        attendance.sign_in(code=codes.token(half_day, at), actor=one, at=at)


def _induct(site: Site, staff: dict[str, Employee], password: str, now: datetime) -> None:
    hr, trainer = staff["A03"], staff["K01"]
    since = now - 3 * DAY
    department = Department.objects.get(site=site, kind="customer_service")
    newcomer = people.hire(
        department=department, number=NEWCOMER, name=NAME, role="agent", password=password, actor=hr.key, at=since
    )
    people.welcome(employee=newcomer, actor=hr, at=since)
    today = now.astimezone(ZoneInfo(site.zone)).date()
    starts = [_moment(site, today + day, hour) for day in (-DAY, DAY) for hour in (time(9), time(13, 30))]
    session = sessions.plan_session(
        course=Course.objects.get(key="induction"), site=site, trainer=trainer, place="會所二樓",
        sittings=[Sitting(one, one + 3 * HOUR, 3) for one in starts], attending=[newcomer], actor=hr, at=since + HOUR,
    )  # fmt: skip
    for half_day in session.half_days.filter(ends_at__lte=now).order_by("starts_at"):
        _sign(half_day, [newcomer])
    beside = Duty.objects.filter(employee__department=department, employee__role="agent", starts_at__gt=now).order_by(
        "starts_at"
    )
    for duty in beside.exclude(starts_at__date__lte=today + 2 * DAY)[:1]:
        roster.plan_duty(
            employee=newcomer,
            starts_at=duty.starts_at,
            ends_at=duty.ends_at,
            shift=duty.shift,
            actor=staff["K01"],
            at=now,
        )
