"""The courses that come with Gensui, how questions are read in several languages, and who is new when an account is made."""

import pytest

from gensui.ledger.models import Obligation
from gensui.people.actions import one as people
from gensui.training import house, questions
from gensui.training.actions import attendance, courses
from gensui.training.models import TONGUES, Course
from gensui.training.refusals import BadQuestions, OwnSignature, TongueDiffers
from tests.cast import MONDAY, PASSWORD, Cast
from tests.training.test_induction import plan

pytestmark = pytest.mark.database


def test_each_course_has_a_bank_of_questions_in_three_languages() -> None:
    for one in house.courses():
        assert len(one["questions"]) >= 6, one["key"]
        for asked in one["questions"]:
            for said in (asked["text"], *asked["options"]):
                assert set(said) == set(TONGUES)
                assert all(said.values()), said


def test_they_are_brought_once_and_what_was_changed_stays(cast: Cast) -> None:
    assert courses.bring_courses(actor="engine", at=MONDAY) == 7
    Course.objects.filter(key="quarterly").update(pass_mark=60)
    assert courses.bring_courses(actor="engine", at=MONDAY) == 0
    assert Course.objects.get(key="quarterly").pass_mark == 60


def test_what_is_written_reads_as_it_was(cast: Cast) -> None:
    for one in house.courses():
        texts = {tongue: questions.written(one["questions"], tongue) for tongue in TONGUES}
        assert questions.together(texts) == one["questions"]


def test_languages_ask_the_same_or_are_refused() -> None:
    asked = {"en": "Why?\n* so\n- no", "zh-Hant": "", "zh-Hans": "为何？\n* 是\n- 否"}
    (one,) = questions.together(asked)
    assert one["text"] == {"en": "Why?", "zh-Hant": "Why?", "zh-Hans": "为何？"}
    with pytest.raises(TongueDiffers):
        questions.together(asked | {"zh-Hant": "為何？\n- 是\n* 否"})
    with pytest.raises(BadQuestions):
        questions.together({"en": "Why?"})
    assert questions.together({"en": " "}) == []


def test_who_is_given_an_account_is_new(cast: Cast) -> None:
    hired = people.hire(
        department=cast.li.department,
        number="K09",
        name="新人",
        role="agent",
        password=PASSWORD,
        actor="operator",
        at=MONDAY,
    )
    assert people.begin_employment(employee=hired, actor="operator", at=MONDAY).newcomer_since == MONDAY
    people.begin_employment(employee=hired, actor="operator", at=MONDAY)
    assert Obligation.objects.get(stream="staff:K09", clause="5.1.1").state == "open"


def test_nobody_enters_the_own_signature(cast: Cast) -> None:
    session = plan(cast)
    half_day = session.half_days.order_by("starts_at")[0]
    cast.chen.role = "hr"
    with pytest.raises(OwnSignature):
        attendance.enter_from_paper(
            session=session, half_day=half_day, employee=cast.chen, came_at=half_day.starts_at, actor=cast.chen,
            at=half_day.starts_at,
        )  # fmt: skip
