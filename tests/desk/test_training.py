"""The pages of training: the year, courses, a session from its plan to the certificate, the test on the telephone; refusals."""

import io
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import openpyxl
import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from gensui.ledger import due
from gensui.people.actions import one as people
from gensui.training import codes
from gensui.training.actions import attendance, courses, dues, sessions, testing
from gensui.training.actions.sessions import Sitting
from gensui.training.models import Attempt, Course, Seat, Session
from tests.cast import MONDAY, Cast
from tests.desk.conftest import SignIn
from tests.desk.test_costs import statements

pytestmark = pytest.mark.database
HOUR = timedelta(hours=1)
JANUARY = MONDAY + timedelta(days=42)
"""In the first half year that the house is there for the whole of."""


class Clock:
    """What the pages take as now."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    kept = Clock()
    monkeypatch.setattr("gensui.desk.doors.timezone.now", kept)
    return kept


@pytest.fixture
def held(cast: Cast, clock: Clock) -> Session:
    """The quarter's training at one o'clock, Qin teaches; Chen, Li and the guard are on the list."""
    courses.bring_courses(actor="engine", at=MONDAY)
    starts = MONDAY + 3 * HOUR
    return sessions.plan_session(
        course=Course.objects.get(key="quarterly"), site=cast.site, trainer=cast.qin, place="B1",
        sittings=[Sitting(starts, starts + 2 * HOUR, 2)], attending=[cast.chen, cast.li, cast.guard], actor=cast.hr, at=MONDAY,
    )  # fmt: skip


@pytest.fixture
def attended(held: Session, cast: Cast) -> Session:
    """It was held; all but the guard signed."""
    half_day = held.half_days.get()
    for one in (cast.chen, cast.li):
        attendance.sign_in(code=codes.token(half_day, half_day.starts_at), actor=one, at=half_day.starts_at)
    return sessions.close_session(session=held, actor=cast.qin, at=MONDAY + 6 * HOUR)


def body(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def words(made: bytes) -> str:
    return "".join(one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(made))


def right(attempt: Attempt) -> dict[str, Any]:
    return {f"q{place}": [str(one) for one in asked["right"]] for place, asked in enumerate(attempt.questions)}


def plan(cast: Cast, **changed: Any) -> dict[str, Any]:
    return {
        "once": "session:1", "course": Course.objects.get(key="quarterly").pk, "trainer": cast.qin.pk, "place": "B1",
        "day1": "2026-12-01", "from1": "14:00", "until1": "16:00", "hours1": "2", "departments": ["maintenance"],
    } | changed  # fmt: skip


def test_the_year_shows_who_owes_what(cast: Cast, held: Session, clock: Clock, english: SignIn) -> None:
    assert "Quarterly training" in body(english(cast.hr).get(reverse("training")))
    clock.now = JANUARY
    hr = english(cast.hr)
    people.welcome(employee=cast.lin, actor=cast.hr, at=JANUARY)
    dues.keep_dues(actor="engine", at=JANUARY)
    page = body(hr.get(reverse("training")))
    assert "林敏" in page.split("New here")[1]
    assert "by 07-01" in page  # the half year, for the training by post
    assert "徐生" in page  # human resources looks after both communities
    assert "Nobody is overdue" in body(hr.get(reverse("training") + "?only=late"))
    clock.now = JANUARY + timedelta(days=9)
    due.sweep(at=clock.now)
    late = body(english(cast.hr).get(reverse("training") + "?only=late")).split("Who owes what")[-1]
    assert ("since 01-11" in late, "陳志" in late) == (True, False)
    assert "陳志" not in body(english(cast.head).get(reverse("training")))  # of another department


def test_the_year_costs_the_same_for_many(cast: Cast, held: Session, english: SignIn) -> None:
    hr = english(cast.hr)
    hr.get(reverse("training"))
    few = statements(lambda: hr.get(reverse("training")))
    people.welcome(employee=cast.lin, actor=cast.hr, at=MONDAY)
    dues.keep_dues(actor="engine", at=JANUARY)
    assert statements(lambda: hr.get(reverse("training"))) <= few <= 12
    page = reverse("session", args=[held.pk])
    few = statements(lambda: hr.get(page))
    sessions.add_people(session=held, attending=[cast.zhao, cast.chief, cast.cleaner], actor=cast.hr, at=MONDAY)
    assert statements(lambda: hr.get(page)) <= few <= 30


def test_what_was_held_and_not_closed_is_marked(cast: Cast, held: Session, clock: Clock, english: SignIn) -> None:
    pages = [(english(cast.hr), reverse("training")), (english(cast.qin), reverse("own_training"))]
    assert not any("to be closed" in body(who.get(page)) for who, page in pages)
    clock.now = MONDAY + 6 * HOUR
    assert all("to be closed" in body(who.get(page)) for who, page in pages)


def test_a_session_for_the_others_is_prepared(cast: Cast, held: Session, english: SignIn) -> None:
    dues.keep_dues(actor="engine", at=JANUARY)
    hr = english(cast.hr)
    assert "?kind=special" in body(hr.get(reverse("training")))
    course = Course.objects.filter(kind="special").order_by("pk")[0]
    assert f'value="{course.pk}" selected' in body(hr.get(reverse("session_new") + "?kind=special"))


def test_a_record_is_for_the_office_that_looks_after_the_person(cast: Cast, attended: Session, english: SignIn) -> None:
    seat = certified(cast, attended)
    dues.keep_dues(actor="engine", at=JANUARY)
    page = reverse("training_record", args=["M07"])
    for one in (cast.hr, cast.chief, cast.gm):
        told = body(english(one).get(page))
        assert str(seat.certificate) in told
        assert "Training by post" in told.split("Still owed")[1]
    for one in (cast.zhao, cast.li, cast.head, cast.stranger):
        assert english(one).get(page).status_code == 404
    assert english(cast.chen).get(page).url == reverse("own_training")  # type: ignore[attr-defined]


def test_somebody_new_is_welcomed_at_the_desk(cast: Cast, clock: Clock, english: SignIn) -> None:
    done = english(cast.hr).post(reverse("training_welcome"), {"number": "K03"}, follow=True)
    assert "林敏 is new here" in body(done)
    cast.lin.refresh_from_db()
    assert cast.lin.newcomer_since == MONDAY
    assert english(cast.hr).post(reverse("training_welcome"), {"number": "none"}).status_code == 404
    assert "Noted by mistake" in body(done)
    mistaken = {"number": "K03", "mistake": "1"}
    assert "林敏 is not new here" in body(english(cast.hr).post(reverse("training_welcome"), mistaken, follow=True))
    cast.lin.refresh_from_db()
    assert cast.lin.newcomer_since is None
    again = english(cast.hr).post(reverse("training_welcome"), mistaken)
    assert (again.status_code, "is not noted as new" in body(again)) == (409, True)


def test_a_session_is_moved_from_its_page(cast: Cast, held: Session, clock: Clock, english: SignIn) -> None:
    hr, page, move = english(cast.hr), reverse("session", args=[held.pk]), reverse("session_move", args=[held.pk])
    assert move in body(hr.get(page))
    form = body(hr.get(move))
    assert all(f'value="{one}"' in form for one in ("2026-11-23", "13:00", "15:00", "B1"))
    said = {
        "once": "move:1",
        "trainer": cast.zhao.pk,
        "place": "Hall",
        "day1": "2026-11-25",
        "from1": "09:00",
        "until1": "08:00",
        "hours1": "2",
    }
    refused = hr.post(move, said)
    assert (refused.status_code, "do not overlap" in body(refused), 'value="Hall"' in body(refused)) == (
        422,
        True,
        True,
    )
    assert "Hall" in body(hr.post(move, said | {"until1": "11:00"}, follow=True))
    held.refresh_from_db()
    assert held.trainer == cast.zhao
    assert english(cast.qin).get(move).status_code == 200  # who taught plans trainings, too
    for stranger in (cast.chen, cast.stranger, cast.gm):
        assert english(stranger).get(move).status_code == 404
    clock.now = held.half_days.get().starts_at
    attendance.sign_in(code=codes.token(held.half_days.get(), clock.now), actor=cast.chen, at=clock.now)
    hr = english(cast.hr)  # two days later one signs in again
    again = body(hr.get(page))
    assert ("Hall" in again, move in again) == (True, False)
    assert "have signed" in body(hr.post(move, said | {"once": "move:2", "until1": "11:00"}))


def test_courses_are_taken_over_made_and_changed(cast: Cast, clock: Clock, english: SignIn) -> None:
    hr = english(cast.hr)
    for new in (7, 0):
        assert f"{new} courses are new" in body(hr.post(reverse("courses_house"), follow=True))
    said = {
        "kind": "special", "name_en": "Lifts", "pass_mark": "60", "minutes": "10", "tries": "2",
        "questions_en": "Who calls the firm?\n* The guard\n- Nobody\n\nHow many?\n= 2", "questions_zh_hant": "誰打電話？\n* 保安\n- 沒有人\n\n幾個？\n= 3",
    }  # fmt: skip
    refused = hr.post(reverse("course_new"), said)
    assert refused.status_code == 422
    assert "are others" in body(refused)
    assert "誰打電話？" in body(refused)  # nothing typed is lost
    assert hr.post(reverse("course_new"), said | {"questions_zh_hant": ""}).status_code == 302
    made = Course.objects.get(key="special-1")
    assert [one["right"] for one in made.questions] == [[0], [2]]
    page = reverse("course", args=[made.key])
    assert "Who calls the firm?" in body(hr.get(page))
    assert "Question 1" in body(hr.post(page, said | {"questions_en": "Why?", "questions_zh_hant": ""}))
    hr.post(page, said | {"questions_zh_hant": "", "kind": "induction", "questions_en": ""})
    made.refresh_from_db()
    assert made.kind == "special"  # an induction has a test
    assert english(cast.gm).get(page).status_code == 403


def test_a_session_is_planned_once_and_for_whom_it_is_meant(cast: Cast, held: Session, english: SignIn) -> None:
    hr = english(cast.hr)
    for _twice in range(2):
        assert hr.post(reverse("session_new"), plan(cast)).status_code == 302
    session = Session.objects.exclude(pk=held.pk).get()
    assert {one.employee for one in session.seats.all()} == {cast.chen, cast.zhao, cast.chief}
    assert session.starts_at.astimezone(MONDAY.tzinfo).isoformat() == "2026-12-01T06:00:00+00:00"
    own = hr.post(reverse("session_new"), plan(cast, once="s:2", persons=[cast.qin.pk]))
    assert "Nobody teaches or examines himself" in body(own)
    assert 'value="2026-12-01"' in body(own)
    half = hr.post(reverse("session_new"), plan(cast, once="s:3", day2="2026-12-02"))
    assert "leave all three empty" in body(half)
    induction = plan(cast, once="s:4", course=Course.objects.get(key="induction").pk)
    assert "two days at least" in body(hr.post(reverse("session_new"), induction))
    nobody = hr.post(reverse("session_new"), plan(cast, once="s:5", departments=["greening"]))
    assert nobody.status_code == 422


def test_who_owes_nothing_is_left_out(cast: Cast, held: Session, clock: Clock, english: SignIn) -> None:
    clock.now = JANUARY
    dues.keep_dues(actor="engine", at=JANUARY)
    special = Course.objects.get(key="repair-skills")
    hr = english(cast.hr)
    said = plan(cast, course=special.pk, owing="on", day1="2027-01-05", roles=["technician"], departments=[])
    assert hr.post(reverse("session_new"), said).status_code == 302
    starts = JANUARY + HOUR
    session = Session.objects.get(course=special)
    assert [one.employee for one in session.seats.all()] == [cast.chen]
    done = sessions.plan_session(
        course=special, site=cast.site, trainer=cast.qin, place="B1", sittings=[Sitting(starts, starts + HOUR, 1)],
        attending=[cast.chen], actor=cast.hr, at=JANUARY,
    )  # fmt: skip
    half_day = done.half_days.get()
    attendance.sign_in(code=codes.token(half_day, starts), actor=cast.chen, at=starts)
    sessions.close_session(session=done, actor=cast.qin, at=JANUARY + 3 * HOUR)
    assert hr.post(reverse("session_new"), said | {"once": "s:2"}).status_code == 422  # nobody is left


def test_the_room_shows_a_code_and_a_telephone_signs_with_it(
    cast: Cast, held: Session, clock: Clock, english: SignIn
) -> None:
    room = reverse("session_room", args=[held.pk])
    qin = english(cast.qin)
    assert "from half an hour before" in body(qin.get(room))
    clock.now = MONDAY + 3 * HOUR
    assert "<svg" in body(qin.get(room))
    half_day = held.half_days.get()
    link = reverse("training_sign", args=[codes.token(half_day, clock.now)])
    chen = english(cast.chen)
    assert "I am here: sign" in body(chen.get(link))
    assert "You signed for this half day" in body(chen.post(link, follow=True))
    assert "陳志" in body(qin.get(room))
    twice = chen.post(link)
    assert (twice.status_code, "陳志 has signed for this half day" in body(twice)) == (409, True)
    assert "You are not on the list" in body(english(cast.zhao).post(link))
    clock.now += timedelta(minutes=2)
    for old in (link, reverse("training_sign", args=["made-up"])):
        assert "no longer good" in body(english(cast.li).get(old))
    assert "陳志" in body(qin.get(reverse("session", args=[held.pk])))
    for stranger in (cast.chen, cast.zhao, cast.stranger):
        assert english(stranger).get(room).status_code == 404
        assert english(stranger).get(reverse("session", args=[held.pk])).status_code == 404
    assert english(cast.gm).get(room).status_code == 404
    assert english(cast.gm).get(reverse("session", args=[held.pk])).status_code == 200


def test_paper_is_entered_flagged_and_struck_out(cast: Cast, held: Session, clock: Clock, english: SignIn) -> None:
    clock.now = MONDAY + 6 * HOUR
    seat, half_day = held.seats.get(employee=cast.guard), held.half_days.get()
    hr, page = english(cast.hr), reverse("session", args=[held.pk])
    said = {"seat": seat.pk, "half_day": half_day.pk, "came_at": "2026-11-23T19:00"}
    late = hr.post(reverse("session_act", args=[held.pk, "paper"]), said)
    assert (late.status_code, "one signs between" in body(late), "2026-11-23T19:00" in body(late)) == (422, True, True)
    hr.post(reverse("session_act", args=[held.pk, "paper"]), said | {"came_at": "2026-11-23T13:05"})
    assert "from paper, entered 11-23 16:00 by 胡蓉" in body(hr.get(page))
    sign_in = seat.sign_ins.get()
    hr.post(reverse("session_act", args=[held.pk, "strike"]), {"sign_in": sign_in.pk, "reason": "was on duty"})
    assert "was on duty" in body(hr.get(page))
    hr.post(reverse("session_act", args=[held.pk, "close"]))
    assert "has to come again" in body(hr.get(page))
    hr.post(reverse("session_act", args=[held.pk, "paper"]), said | {"came_at": "2026-11-23T13:06"})
    seat.refresh_from_db()
    assert seat.attended_at == clock.now


def test_the_list_grows_until_it_is_over(cast: Cast, held: Session, clock: Clock, english: SignIn) -> None:
    hr = english(cast.hr)
    add, close = (reverse("session_act", args=[held.pk, act]) for act in ("add", "close"))
    assert "not over yet" in body(hr.post(close, follow=True))
    assert "Nobody teaches" in body(hr.post(add, {"once": "a", "persons": [cast.qin.pk]}))
    hr.post(add, {"once": "b", "persons": [cast.zhao.pk]})
    assert held.seats.count() == 4
    assert hr.post(reverse("session_act", args=[held.pk, "cancel"])).status_code == 302
    assert "called off" in body(hr.get(reverse("session", args=[held.pk])))
    assert "closed or cancelled" in body(hr.post(close, follow=True))
    assert hr.post(add, {"once": "c", "persons": [cast.chief.pk]}).status_code == 404
    assert hr.post(reverse("session_act", args=[held.pk, "fly"])).status_code == 404


def test_a_test_is_taken_failed_made_up_and_certified(
    cast: Cast, attended: Session, clock: Clock, english: SignIn
) -> None:
    clock.now = MONDAY + 7 * HOUR
    seat = attended.seats.get(employee=cast.chen)
    chen, page = english(cast.chen), reverse("training_test", args=[seat.pk])
    assert "To the test" in body(chen.get(reverse("own_training")))
    assert "Begin the test" in body(chen.get(page))
    chen.post(page, {"begin": "1"})
    first = seat.attempts.get()
    assert "1. A new version of the policy begins" in body(chen.get(page))
    chen.post(page, right(first) | {"q0": "0", "q1": "99"})
    told = body(chen.get(page))
    assert "71 of 100" in told
    assert "A new version of the policy begins" in told.split("Read these up")[1]
    assert "The make-up test opens at" in body(chen.post(page, {"begin": "1"}))
    clock.now += 2 * HOUR
    chen.post(page, {"begin": "1"})
    second = seat.attempts.get(number=2)
    chen.post(page, right(second))
    assert "100 of 100" in body(chen.get(page))
    assert "This test is passed." in body(chen.post(page, {"begin": "1"}))
    seat.refresh_from_db()
    assert str(seat.certificate) in body(chen.get(reverse("own_training")))
    assert english(cast.li).get(page).status_code == 404


def test_after_its_time_a_test_is_refused_and_shows_what_was_answered(
    cast: Cast, attended: Session, clock: Clock, english: SignIn
) -> None:
    clock.now = MONDAY + 7 * HOUR
    seat = attended.seats.get(employee=cast.chen)
    chen, page = english(cast.chen), reverse("training_test", args=[seat.pk])
    chen.post(page, {"begin": "1"})
    clock.now += HOUR
    refused = chen.post(page, right(seat.attempts.get()) | {"q1": "7"})
    assert (refused.status_code, "The time for this test is up" in body(refused)) == (422, True)
    assert 'name="q1" value="7"' in body(refused)
    assert "ran out before it was handed in" in body(chen.get(page))
    guard = attended.seats.get(employee=cast.guard)
    assert "every half day is signed" in body(english(cast.guard).get(reverse("training_test", args=[guard.pk])))


def certified(cast: Cast, session: Session) -> Seat:
    seat = session.seats.get(employee=cast.chen)
    attempt = testing.begin_test(seat=seat, actor=cast.chen, at=MONDAY + 7 * HOUR)
    answers = [asked["right"] for asked in attempt.questions]
    testing.hand_in(attempt=attempt, answers=answers, actor=cast.chen, at=MONDAY + 7 * HOUR)
    seat.refresh_from_db()
    return seat


@pytest.mark.parametrize(
    ("language", "said"), [("zh-hant", "培訓證書"), ("zh-hans", "培训证书"), ("en", "passed its test with 100 points")]
)
def test_a_certificate_in_the_language_of_whom_it_is_given_to(
    cast: Cast, attended: Session, english: SignIn, language: str, said: str
) -> None:
    seat = certified(cast, attended)
    cast.chen.user.language = language
    cast.chen.user.save()
    page = reverse("training_certificate", args=[seat.certificate])
    for one in (cast.chen, cast.hr, cast.chief):
        made = words(english(one).get(page).content)
        assert said in made
        assert str(seat.certificate) in made
    for one in (cast.li, cast.head, cast.stranger):
        assert english(one).get(page).status_code == 404


def test_anybody_here_checks_a_number_and_a_corrected_one_is_void(
    cast: Cast, attended: Session, clock: Clock, english: SignIn
) -> None:
    clock.now = MONDAY + 8 * HOUR
    seat = certified(cast, attended)
    check = reverse("certificate_check")
    assert "陳志" in body(english(cast.guard).get(check, {"number": str(seat.certificate)}))
    assert "was ever given" in body(english(cast.guard).get(check, {"number": "T2026-999999"}))
    hr, correct = english(cast.hr), reverse("session_act", args=[attended.pk, "correct"])
    empty = hr.post(correct, {"seat": seat.pk, "score": "40", "reason": ""})
    assert (empty.status_code, 'value="40"' in body(empty)) == (422, True)
    hr.post(correct, {"seat": seat.pk, "score": "40", "reason": "copied"})
    assert "100 → 40, 胡蓉 11-23: copied" in body(hr.get(reverse("session", args=[attended.pk])))
    assert "is void" in body(english(cast.guard).get(check, {"number": str(seat.certificate)}))
    assert english(cast.chen).get(reverse("training_certificate", args=[seat.certificate])).status_code == 404


def test_nobody_puts_the_own_result_right(cast: Cast, held: Session, clock: Clock, english: SignIn) -> None:
    sessions.add_people(session=held, attending=[cast.chief], actor=cast.hr, at=MONDAY)
    half_day = held.half_days.get()
    attendance.sign_in(code=codes.token(half_day, half_day.starts_at), actor=cast.chief, at=half_day.starts_at)
    sessions.close_session(session=held, actor=cast.qin, at=MONDAY + 6 * HOUR)
    clock.now = MONDAY + 7 * HOUR
    seat = held.seats.get(employee=cast.chief)
    said = {"seat": seat.pk, "score": "100", "reason": "I know it all"}
    refused = english(cast.chief).post(reverse("session_act", args=[held.pk, "correct"]), said)
    assert (refused.status_code, "I know it all" in body(refused)) == (422, True)
    assert "Nobody teaches or examines himself" in body(refused)
    assert seat.corrections.count() == 0


def test_the_roster_says_what_is_missing(cast: Cast, clock: Clock, english: SignIn) -> None:
    people.welcome(employee=cast.chen, actor=cast.hr, at=MONDAY)
    zhao, page = english(cast.zhao), reverse("roster_day", args=["M07", "2026-12-01"])
    said = {"shift": "", "starts": "08:00", "ends": "16:00", "post": ""}
    refused = zhao.post(page, said)
    assert (refused.status_code, 'value="08:00"' in body(refused)) == (422, True)
    assert "has not passed the induction yet and would stand this shift alone" in body(refused)
    zhao.post(reverse("roster_day", args=["M02", "2026-12-01"]), said)
    assert zhao.post(page, said).status_code == 302  # beside a colleague
    assert "new here" in body(zhao.get(reverse("roster")))


def test_who_has_not_signed_in_is_sent_to_and_comes_back(cast: Cast, held: Session, clock: Clock) -> None:
    clock.now = MONDAY + 3 * HOUR
    link = reverse("training_sign", args=[codes.token(held.half_days.get(), clock.now)])
    answer = Client().get(link)
    assert answer.url == f"/accounts/login/?next={quote(link)}"  # type: ignore[attr-defined]


def test_sheet_and_records(cast: Cast, attended: Session, clock: Clock, english: SignIn) -> None:
    certified(cast, attended)
    hr = english(cast.hr)
    sheet = words(hr.get(reverse("session_sheet", args=[attended.pk])).content)
    assert "Attendance sheet" in sheet
    assert "陳志" in sheet
    made = hr.get(reverse("training_export") + "?year=2026")
    page = openpyxl.load_workbook(io.BytesIO(b"".join(made.streaming_content))).active  # type: ignore[attr-defined]
    assert page is not None
    rows = {row[0].value: [cell.value for cell in row] for row in page.iter_rows(min_row=2)}
    assert (rows["M07"][9], rows["K02"][9], rows["S10"][8]) == (100, None, None)
    theirs = english(cast.head).get(reverse("training_export") + "?year=2026")
    page = openpyxl.load_workbook(io.BytesIO(b"".join(theirs.streaming_content))).active  # type: ignore[attr-defined]
    assert page is not None
    assert [row[0].value for row in page.iter_rows(min_row=2)] == ["K02"]


def test_who_teaches_runs_the_own_session_only(cast: Cast, held: Session, clock: Clock, english: SignIn) -> None:
    starts = MONDAY + 26 * HOUR
    own = sessions.plan_session(
        course=held.course, site=cast.site, trainer=cast.zhao, place="B2", sittings=[Sitting(starts, starts + HOUR, 1)],
        attending=[cast.chen], actor=cast.hr, at=MONDAY,
    )  # fmt: skip
    zhao = english(cast.zhao)
    assert reverse("session", args=[own.pk]) in body(zhao.get(reverse("own_training")))
    assert zhao.get(reverse("session", args=[own.pk])).status_code == 200
    assert zhao.get(reverse("session", args=[held.pk])).status_code == 404
    assert (
        zhao.post(reverse("session_act", args=[own.pk, "add"]), {"once": "x", "persons": [cast.li.pk]}).status_code
        == 404
    )
    clock.now = MONDAY + 28 * HOUR
    english(cast.zhao).post(reverse("session_act", args=[own.pk, "close"]))
    own.refresh_from_db()
    assert own.closed_at == clock.now


def test_a_half_day_holds_no_more_hours_than_it_is_long(cast: Cast, held: Session, english: SignIn) -> None:
    hr = english(cast.hr)
    refused = hr.post(reverse("session_new"), plan(cast, once="session:9", hours1="6"))
    assert "A half day of 120 minutes does not hold 6 course hours" in body(refused)
    assert Session.objects.count() == 1
    assert hr.post(reverse("session_new"), plan(cast, once="session:10", hours1="2")).status_code == 302
    assert Session.objects.count() == 2
