"""Training in the browser: the year, a session and its room, the signature and the test on the telephone, my training; axe."""

from datetime import timedelta
from pathlib import Path

import pytest

from gensui.people.actions import one as people
from gensui.people.models import Employee
from gensui.training import codes
from gensui.training.actions import attendance, courses, dues, sessions, testing
from gensui.training.actions.sessions import Sitting
from gensui.training.models import Course, Session
from tests.browser.axe import found_by_axe, look
from tests.browser.conftest import DESK, PHONE, Visit
from tests.cast import MONDAY, Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(400)]
HOUR = timedelta(hours=1)
NOW = MONDAY + 30 * HOUR


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' clock stands on Tuesday afternoon."""
    monkeypatch.setattr("gensui.desk.doors.timezone.now", lambda: NOW)


def hold(cast: Cast, key: str, sittings: list[Sitting], trainer: Employee, attending: list[Employee]) -> Session:
    return sessions.plan_session(
        course=Course.objects.get(key=key), site=cast.site, trainer=trainer, place="會所二樓", sittings=sittings,
        attending=attending, actor=cast.hr, at=MONDAY,
    )  # fmt: skip


@pytest.fixture
def school(cast: Cast) -> tuple[Session, Session]:
    """Yesterday's quarterly training, closed; today's induction of Lin and others, under way."""
    courses.bring_courses(actor="engine", at=MONDAY)
    dues.keep_dues(actor="engine", at=MONDAY)
    people.welcome(employee=cast.lin, actor=cast.hr, at=MONDAY)
    everybody = [cast.chen, cast.zhao, cast.chief, cast.li, cast.guard, cast.cleaner]
    closed = hold(cast, "quarterly", [Sitting(MONDAY + HOUR, MONDAY + 3 * HOUR, 2)], cast.qin, everybody)
    half_day = closed.half_days.get()
    for place, one in enumerate((cast.chen, cast.zhao, cast.li, cast.guard)):
        at = half_day.starts_at + timedelta(minutes=place)
        attendance.sign_in(code=codes.token(half_day, at), actor=one, at=at)
    sessions.close_session(session=closed, actor=cast.qin, at=MONDAY + 4 * HOUR)
    for one in (cast.zhao, cast.li):
        seat = closed.seats.get(employee=one)
        attempt = testing.begin_test(seat=seat, actor=one, at=MONDAY + 5 * HOUR)
        answers = [asked["right"] for asked in attempt.questions]
        testing.hand_in(attempt=attempt, answers=answers, actor=one, at=MONDAY + 5 * HOUR)
    starts = [MONDAY + timedelta(hours=each) for each in (23, 29, 47, 53)]
    sittings = [Sitting(one, one + 3 * HOUR, 3) for one in starts]
    running = hold(cast, "induction", sittings, cast.head, [cast.lin, cast.chen, cast.cleaner])
    for half_day in running.half_days.filter(starts_at__lt=NOW).order_by("starts_at"):
        for one in (cast.lin, cast.chen):
            attendance.sign_in(code=codes.token(half_day, half_day.starts_at), actor=one, at=half_day.starts_at)
    return closed, running


@pytest.mark.parametrize("language", ["zh-hant", "en"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["wide", "narrow"])
def test_the_desk_of_training(
    school: tuple[Session, Session], cast: Cast, visit: Visit, pictures: Path, language: str, size: dict[str, int]
) -> None:
    closed, running = school
    coming = hold(
        cast, "quarterly", [Sitting(NOW + 18 * HOUR, NOW + 20 * HOUR, 2)], cast.qin, [cast.guard, cast.cleaner]
    )
    hr = visit(language, size).sign_in("A03")
    found = []
    for name, path in {
        "year": "/training/", "courses": "/training/courses/", "course": "/training/courses/induction/",
        "new": "/training/sessions/new/", "closed": f"/training/sessions/{closed.pk}/", "record": "/training/people/M02/",
        "coming": f"/training/sessions/{coming.pk}/", "move": f"/training/sessions/{coming.pk}/move/",
        "running": f"/training/sessions/{running.pk}/", "room": f"/training/sessions/{running.pk}/room/",
        "check": f"/training/certificates/?number={closed.seats.exclude(certificate=None)[0].certificate}",
    }.items():  # fmt: skip
        found += look(hr, path, pictures / f"training-{name}-{language}-{size['width']}.png")
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_telephone_of_who_learns(
    school: tuple[Session, Session], cast: Cast, visit: Visit, pictures: Path, scheme: str
) -> None:
    closed, running = school
    hand = visit("zh-hant", PHONE).sign_in("C05")
    hand.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    half_day = running.half_days.order_by("starts_at")[1]
    found = look(hand, f"/training/sign/{codes.token(half_day, NOW)}/", pictures / f"training-sign-{scheme}.png")
    hand.press("form .btn.primary")
    assert hand.page.url.endswith("/training/mine/")
    assert half_day.sign_ins.filter(seat__employee=cast.cleaner).exists()
    found += look(hand, "/training/mine/", pictures / f"training-mine-{scheme}.png")
    found += look(hand, "/training/sign/old/", pictures / f"training-old-{scheme}.png")

    chen = visit("zh-hant", PHONE).sign_in("M07")
    chen.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    chen.page.clock.set_fixed_time(NOW + timedelta(minutes=4))
    seat = closed.seats.get(employee=cast.chen)
    found += look(chen, "/training/mine/", pictures / f"training-mine-test-{scheme}.png")
    found += look(chen, f"/training/tests/{seat.pk}/", pictures / f"training-test-begin-{scheme}.png")
    chen.press("form .btn.primary")
    for place, asked in enumerate(seat.attempts.get().questions):
        for right in asked["right"]:
            field = chen.page.locator(f"[name=q{place}]")
            if asked["options"]:
                field.nth(right).check()
            else:
                field.fill(str(right))
    chen.page.screenshot(path=pictures / f"training-test-{scheme}.png", full_page=True)
    found += found_by_axe(chen)
    chen.press("button[form=test]")
    chen.page.screenshot(path=pictures / f"training-result-{scheme}.png", full_page=True)
    found += found_by_axe(chen)
    seat.refresh_from_db()
    assert (seat.score, found) == (100, [])
