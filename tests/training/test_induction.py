"""A newcomer: promised an induction, refused a shift alone until it is passed."""

from datetime import timedelta

import pytest

from gensui.ledger.models import Obligation
from gensui.people.access import NotYours
from gensui.people.actions import one as people
from gensui.people.actions import roster
from gensui.people.models import Duty
from gensui.people.refusals import NotInducted
from gensui.training import codes
from gensui.training.actions import attendance, courses, dues, sessions, testing
from gensui.training.actions.sessions import Sitting
from gensui.training.models import Course, Seat, Session
from gensui.training.refusals import OldCode, OwnTrainer, SignedAlready, TimeUp, TooShort
from tests.cast import MONDAY, Cast

pytestmark = pytest.mark.database
SAYS = {"en": "Ring?", "zh-Hant": "響?", "zh-Hans": "响?"}
OPTIONS = [dict.fromkeys(SAYS, "3"), dict.fromkeys(SAYS, "9")]
HOUR = timedelta(hours=1)


def course(cast: Cast) -> Course:
    return courses.keep_course(
        key="induction", kind="induction", name=SAYS, modules=["policy", "flows", "conduct"], pass_mark=80, minutes=20, tries=2,
        questions=[{"text": SAYS, "options": OPTIONS, "right": [0]}], actor=cast.hr, at=MONDAY,
    )  # fmt: skip


def sittings() -> list[Sitting]:
    starts = [MONDAY + timedelta(hours=each) for each in (1, 5, 25, 29)]
    return [Sitting(one, one + 3 * HOUR, 3) for one in starts]


def plan(cast: Cast) -> Session:
    return sessions.plan_session(
        course=course(cast), site=cast.site, trainer=cast.qin, place="B1", sittings=sittings(), attending=[cast.chen],
        actor=cast.hr, at=MONDAY,
    )  # fmt: skip


def attended(cast: Cast) -> Session:
    session = plan(cast)
    for half_day in session.half_days.all():
        at = half_day.starts_at
        attendance.sign_in(code=codes.token(half_day, at), actor=cast.chen, at=at)
    return sessions.close_session(session=session, actor=cast.qin, at=MONDAY + 33 * HOUR)


def passed(cast: Cast, seat: Seat) -> None:
    at = MONDAY + 34 * HOUR
    attempt = testing.begin_test(seat=seat, actor=cast.chen, at=at)
    testing.hand_in(attempt=attempt, answers=[[0]], actor=cast.chen, at=at)


def test_no_shift_alone_before_the_induction_is_passed(cast: Cast) -> None:
    people.welcome(employee=cast.chen, actor=cast.hr, at=MONDAY)
    duty = Obligation.objects.get(stream=cast.chen.key, clause="5.1.1")
    starts_at, ends_at = MONDAY + 48 * HOUR, MONDAY + 56 * HOUR
    with pytest.raises(NotInducted):
        roster.plan_duty(employee=cast.chen, starts_at=starts_at, ends_at=ends_at, actor=cast.zhao, at=MONDAY)
    Duty.objects.create(employee=cast.zhao, starts_at=starts_at, ends_at=ends_at)
    roster.plan_duty(employee=cast.chen, starts_at=starts_at, ends_at=ends_at, actor=cast.zhao, at=MONDAY)

    seat, at = attended(cast).seats.get(), MONDAY + 34 * HOUR
    passed(cast, seat)
    duty.refresh_from_db()
    seat.refresh_from_db()
    assert (duty.state, duty.lapsed_at, seat.score, bool(seat.certificate)) == ("met", None, 100, True)
    later = starts_at + 24 * HOUR
    roster.plan_duty(employee=cast.chen, starts_at=later, ends_at=later + HOUR, actor=cast.zhao, at=at)


def test_what_is_refused(cast: Cast) -> None:
    with pytest.raises(NotYours):
        people.welcome(employee=cast.chen, actor=cast.li, at=MONDAY)
    with pytest.raises(TooShort):
        sessions.plan_session(
            course=course(cast), site=cast.site, trainer=cast.qin, place="", sittings=sittings()[:2], attending=[cast.chen],
            actor=cast.hr, at=MONDAY,
        )  # fmt: skip
    with pytest.raises(OwnTrainer):
        sessions.add_people(session=plan(cast), attending=[cast.qin], actor=cast.hr, at=MONDAY)
    session = plan(cast)
    half_day = session.half_days.order_by("starts_at")[0]
    code = codes.token(half_day, half_day.starts_at)
    with pytest.raises(OldCode):
        attendance.sign_in(code=code, actor=cast.chen, at=half_day.starts_at + timedelta(minutes=2))
    attendance.sign_in(code=code, actor=cast.chen, at=half_day.starts_at)
    with pytest.raises(SignedAlready):
        attendance.sign_in(code=code, actor=cast.chen, at=half_day.starts_at)


def test_answers_after_the_time_do_not_count(cast: Cast) -> None:
    seat = attended(cast).seats.get()
    at = MONDAY + 34 * HOUR
    attempt = testing.begin_test(seat=seat, actor=cast.chen, at=at)
    with pytest.raises(TimeUp):
        testing.hand_in(attempt=attempt, answers=[[0]], actor=cast.chen, at=at + HOUR)


def test_dues_come_once(cast: Cast) -> None:
    assert dues.keep_dues(actor="engine", at=MONDAY) > 0
    assert dues.keep_dues(actor="engine", at=MONDAY) == 0
