"""The yearly survey (5.2.7): opened in the desk, answered on owners' pages without a name, closed; or never held."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gensui.ledger import due
from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.oversight.actions import beginnings, surveys
from gensui.oversight.models import Survey, SurveyAnswer
from gensui.oversight.refusals import SurveyAnsweredAlready, SurveyOpen
from gensui.people.access import NotYours
from gensui.people.acting import SYSTEM
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.portal.conftest import ComeIn, come_in

pytestmark = pytest.mark.database
__all__ = ["come_in"]

NEW_YEAR = datetime(2026, 12, 31, 16, tzinfo=UTC)
MARCH = datetime(2027, 3, 1, 2, tzinfo=UTC)
MARKS = {"maintenance": "4", "security": "5", "text": "電梯再快一點"}


@pytest.fixture(autouse=True)
def clock(settings: Any) -> Any:
    settings.LANGUAGE_CODE = "en"
    with time_machine.travel(MARCH, tick=False) as traveller:
        yield traveller


@pytest.fixture
def year(cast: Cast) -> Cast:
    beginnings.begin_months(actor=SYSTEM, at=NEW_YEAR)
    return cast


def ask(client: Client, until: datetime = MARCH + timedelta(days=21), once: str = "sup:1") -> Any:
    return client.post(reverse("surveys"), {"until": f"{until:%Y-%m-%dT%H:%M}", "once": once}, follow=True)


def promise() -> Obligation:
    return Obligation.objects.get(clause="5.2.7", stream="month:yunqi")


def test_held_once_a_year_it_is_kept(year: Cast, sign_in: SignIn, come_in: ComeIn) -> None:
    office = sign_in(year.qin)
    assert "The survey is open" in ask(office).content.decode()
    assert {one.to for one in Outgoing.objects.filter(what="survey")} == {
        one.key for one in (year.mei, year.tenant, year.wu)
    }

    owner = come_in(year.mei)
    assert "Your opinion, please" in owner.get(reverse("my_cases")).content.decode()
    assert "Your name was not kept" in owner.post(reverse("my_survey"), MARKS, follow=True).content.decode()
    assert "Your opinion, please" not in owner.get(reverse("my_cases")).content.decode()

    assert "1 of 3 answered" in office.get(reverse("surveys")).content.decode()
    office.post(reverse("survey_close", args=[Survey.objects.get().pk]))
    assert (promise().state, promise().holder, promise().lapsed_at) == ("met", year.qin.key, None)
    held = Event.objects.get(kind="survey.held")
    assert (held.data["asked"], held.data["answered"]) == (3, 1)


def test_never_held_it_lapses(year: Cast) -> None:
    due.sweep(at=NEW_YEAR + timedelta(days=366))

    assert promise().lapsed_at == promise().due_at == NEW_YEAR + timedelta(days=365)


def test_an_answer_names_nobody(year: Cast, sign_in: SignIn, come_in: ComeIn) -> None:
    ask(sign_in(year.qin))
    come_in(year.mei).post(reverse("my_survey"), MARKS)

    answer = SurveyAnswer.objects.get()
    assert (answer.marks, answer.text) == ({"maintenance": 4, "security": 5}, "電梯再快一點")
    event = Event.objects.get(kind="survey.answered")
    assert year.mei.key not in f"{event.actor} {event.data} {event.roles} {answer.token}"


def test_a_second_answer_a_late_one_and_an_empty_one_are_refused(
    year: Cast, sign_in: SignIn, come_in: ComeIn, clock: Any
) -> None:
    ask(sign_in(year.qin))
    mei = come_in(year.mei)
    empty = mei.post(reverse("my_survey"), {"text": "尚可"})
    assert (empty.status_code, "尚可" in empty.content.decode()) == (422, True)
    for _twice in range(2):
        mei.post(reverse("my_survey"), MARKS)
    assert SurveyAnswer.objects.count() == 1
    with pytest.raises(SurveyAnsweredAlready):
        surveys.answer_survey(survey=Survey.objects.get(), marks={"security": 1}, text="", actor=year.mei, at=MARCH)

    clock.move_to(MARCH + timedelta(days=21))
    assert "No survey is open" in come_in(year.wu).post(reverse("my_survey"), MARKS).content.decode()
    assert SurveyAnswer.objects.count() == 1


def test_few_answers_show_no_figures_and_five_do(year: Cast, sign_in: SignIn) -> None:
    ask(sign_in(year.qin))
    survey = Survey.objects.get()
    for count in range(5):
        page = sign_in(year.gm).get(reverse("surveys")).content.decode()
        assert ("尚可" in page, "Figures appear" in page) == (False, count > 0)
        SurveyAnswer.objects.create(survey=survey, token=str(count), marks={"security": 3 + count % 2}, text="尚可")
    page = sign_in(year.gm).get(reverse("surveys")).content.decode()
    assert ("3.4" in page, "尚可" in page) == (True, True)


@pytest.mark.parametrize(("days", "said"), [(3, "7 to 60 days"), (61, "7 to 60 days")])
def test_bad_days_are_told(year: Cast, sign_in: SignIn, days: int, said: str) -> None:
    answer = ask(sign_in(year.qin), MARCH + timedelta(days=days))

    assert (answer.status_code, said in answer.content.decode(), Survey.objects.count()) == (422, True, 0)


def test_sent_twice_it_is_one_survey_and_a_second_is_refused(year: Cast, sign_in: SignIn) -> None:
    client = sign_in(year.hr)
    for _twice in range(2):
        ask(client)
    with pytest.raises(SurveyOpen):
        surveys.open_survey(site=year.site, until=MARCH + timedelta(days=20), actor=year.qin, at=MARCH)

    assert Survey.objects.count() == 1


def test_one_without_answers_is_not_closed_by_hand_and_not_held_by_time(year: Cast, sign_in: SignIn) -> None:
    client = sign_in(year.qin)
    ask(client)
    survey = Survey.objects.get()
    page = client.post(reverse("survey_close", args=[survey.pk]), follow=True).content.decode()
    assert "Nobody has answered yet" in page

    assert surveys.close_ended(actor=SYSTEM, at=MARCH + timedelta(days=22)) == 1
    assert surveys.close_ended(actor=SYSTEM, at=MARCH + timedelta(days=22)) == 0
    assert promise().state == "open"


def test_readers_and_strangers(year: Cast, sign_in: SignIn) -> None:
    ask(sign_in(year.qin))
    survey = Survey.objects.get()
    for actor in (year.gm, year.chief, year.chen, year.stranger):
        with pytest.raises(NotYours):
            surveys.close_survey(survey=survey, actor=actor, at=MARCH)
    assert sign_in(year.chief).post(reverse("survey_close", args=[survey.pk])).status_code in (302, 403)
    assert sign_in(year.chen).get(reverse("surveys")).status_code == 403
    year.mei.household.until_on = MARCH.date()
    year.mei.household.save()
    with pytest.raises(NotYours):
        surveys.answer_survey(survey=survey, marks={"security": 1}, text="", actor=year.mei, at=MARCH)
