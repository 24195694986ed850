"""Figures that decide about people's time and rights are the policy's: an amended one changes what the pages do."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import order, silence
from gensui.cases.models import Case
from gensui.ledger import policies
from gensui.oversight.models import Survey, SurveyAnswer
from gensui.people.acting import SYSTEM
from gensui.security.models import Pass
from gensui.training.actions import signing
from gensui.training.models import SignOff
from tests.amended import amended, texts
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn
from tests.desk.test_missed_calls import lost, tell
from tests.desk.test_same_fault import panel
from tests.desk.test_surveys import MARCH, ask, year
from tests.portal.conftest import ComeIn, come_in

__all__ = ["come_in", "lost", "tell", "year"]
pytestmark = pytest.mark.database
DAY = 24 * 60


def test_a_repeat_is_shown_for_as_long_as_the_policy_says(walk: Walk, cast: Cast, english: SignIn) -> None:
    walk("working")
    said, li = "Said before, of the same kind", english(cast.li)
    later = timedelta(days=3)
    assert said in panel(li, cast.leak.pk, home="3-1-502", after=later)
    amended(minutes(40), repeat_within='"2 d"')
    assert said not in panel(li, cast.leak.pk, home="3-1-502", after=later)


def test_sentences_name_the_figures_of_the_policy(
    walk: Walk, cast: Cast, english: SignIn, come_in: ComeIn, settings: Any
) -> None:
    settings.LANGUAGE_CODE = "en"

    def said(act: str, case: Case, who: Any, minute: float, **given: str) -> str:
        with time_machine.travel(minutes(minute), tick=False):
            address = reverse("act", args=[case.number, act])
            page: str = english(who).post(address, given | {"once": f"{act}:{minute}"}, follow=True).content.decode()
        return page

    def heard(act: str, case: Case, minute: float) -> str:
        with time_machine.travel(minutes(minute), tick=False):
            address, given = reverse("my_act", args=[case.number, act]), {"text": "還在漏水", "once": f"{act}:{minute}"}
            page: str = come_in(cast.mei).post(address, given, follow=True).content.decode()
        return page

    assert "tells the owner within one hour." in said("report_result", walk("completed"), cast.chen, 40)
    assert "decides within 24 hours how" in heard("not-solved", walk("told"), 41)
    told, done, visited, runs = walk("told"), walk("completed"), walk("visit_due"), walk("working")
    changed = {"result_told_limit": '"45 min"', "explanation_limit": '"12 h"', "progress_interval": '"18 h"'}
    amended(minutes(45), **changed, visit_closes='"72 h"')
    assert "tells the owner within 45 minutes." in said("report_result", done, cast.chen, 50)
    assert "decides within 12 hours how" in heard("not-solved", told, 51)
    with time_machine.travel(minutes(52), tick=False):
        mine = come_in(cast.mei).get(reverse("my_case", args=[visited.number])).content.decode()
        written = english(cast.li).get(reverse("act", args=[runs.number, "send_message"])).content.decode()
    assert "We ask you once more within 72 hours" in mine
    assert "We write again within 18 hours." in written


def test_a_missed_call_is_listed_for_as_long_as_the_policy_says(lost: Case, cast: Cast, english: SignIn) -> None:
    def shown() -> bool:
        with time_machine.travel(minutes(3 * DAY), tick=False):
            return lost.number in english(cast.li).get(reverse("calendar")).content.decode()

    assert shown()
    amended(minutes(2), missed_call_shown='"2 d"')
    assert not shown()


def test_visits_are_apart_as_the_policy_says(walk: Walk, cast: Cast, english: SignIn) -> None:
    for minute in (180, 220):
        order.set_appointment(case=walk("contacted"), appointment_at=minutes(minute), actor=cast.chen, at=minutes(20))

    def marked() -> bool:
        with time_machine.travel(minutes(30), tick=False):
            return (
                "too close to another"
                in english(cast.zhao).get(reverse("calendar"), {"day": "2026-11-23"}).content.decode()
            )

    assert not marked()
    amended(minutes(-DAY), visits_apart='"45 min"')
    assert marked()


def test_silence_is_an_answer_after_as_long_as_the_policy_says(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("told")
    assert case.told_at is not None
    soon = case.told_at + timedelta(hours=7)
    assert silence.take_silence_for_consent(actor=SYSTEM, at=soon) == 0
    amended(case.told_at, silence_after='"6 h"')
    assert silence.take_silence_for_consent(actor=SYSTEM, at=soon) == 1
    case.refresh_from_db()
    assert case.state == "visit_due"


def test_a_pass_lasts_and_lets_in_as_the_policy_says(cast: Cast, come_in: ComeIn) -> None:
    given = {"name": "表姐", "kind": "visitor", "valid_from": "2026-11-23T12:00", "uses": "20"}
    owner = come_in(cast.mei)
    with time_machine.travel(minutes(10), tick=False):
        four = given | {"valid_until": "2026-11-27T12:00", "once": "my:1"}
        assert owner.post(reverse("my_visitors"), four).status_code == 302
        amended(minutes(5), pass_longest='"3 d"', pass_uses="10")
        refused = owner.post(reverse("my_visitors"), four | {"once": "my:2"})
        assert "3 天" in refused.content.decode() or "3 days" in refused.content.decode()
        two = given | {"valid_until": "2026-11-25T12:00", "once": "my:3"}
        assert owner.post(reverse("my_visitors"), two).status_code == 302
    assert [one.uses for one in Pass.objects.order_by("pk")] == [20, 10]


def test_small_numbers_are_shown_from_as_many_on_as_the_policy_says(year: Cast, english: SignIn) -> None:
    with time_machine.travel(MARCH, tick=False):
        ask(english(year.qin))
        for count in range(2):
            SurveyAnswer.objects.create(
                survey=Survey.objects.get(), token=str(count), marks={"security": 3}, text="尚可"
            )
        assert "尚可" not in english(year.gm).get(reverse("surveys")).content.decode()
        amended(MARCH - timedelta(minutes=1), few_shown="2")
        assert "尚可" in english(year.gm).get(reverse("surveys")).content.decode()


def test_a_pass_is_given_as_long_ahead_as_the_policy_says(cast: Cast, come_in: ComeIn) -> None:
    given = {"name": "表姐", "kind": "visitor", "valid_from": "2026-12-10T12:00", "uses": "1"}
    given |= {"valid_until": "2026-12-11T12:00"}
    owner = come_in(cast.mei)
    with time_machine.travel(minutes(10), tick=False):
        assert owner.post(reverse("my_visitors"), given | {"once": "my:1"}).status_code == 302
        amended(minutes(5), pass_ahead='"14 d"')
        assert owner.post(reverse("my_visitors"), given | {"once": "my:2"}).status_code != 302
    assert Pass.objects.count() == 1


def test_what_happened_is_entered_as_late_as_the_policy_lets_it(cast: Cast, english: SignIn) -> None:
    paper: dict[str, Any] = {
        "channel": "phone", "phone": "13900000001", "requester_name": "陳美", "relation": "owner", "home": "3-1-502",
        "place": "廚房", "content": "漏水", "category": cast.leak.pk, "read_back": "on", "happened_at": "2026-11-25T10:00",
    }  # fmt: skip
    with time_machine.travel(minutes(5 * DAY), tick=False):
        li = english(cast.li)
        assert li.post(reverse("intake"), paper | {"once": "intake:1"}).status_code == 302
        amended(minutes(4 * DAY), entry_oldest='"2 d"')
        refused = li.post(reverse("intake"), paper | {"once": "intake:2"})
    assert refused.status_code != 302
    assert Case.objects.count() == 1


def test_who_has_not_signed_is_reminded_when_the_policy_says(cast: Cast) -> None:
    def reminded(day: int) -> bool:
        signing.present_policy(actor="engine", at=minutes(day * DAY))
        return SignOff.objects.get(employee=cast.chen).reminded_at is not None

    amended(minutes(-DAY), sign_reminder='"2 d"')
    assert [reminded(day) for day in (0, 1, 3)] == [False, False, True]


def test_limits_of_oversight_are_told_as_the_clauses_have_them(cast: Cast, english: SignIn, settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"

    def said(who: Any, name: str) -> str:
        with time_machine.travel(minutes(10), tick=False):
            return " ".join(english(who).get(reverse(name)).content.decode().split())

    assert "Others: within 7 days. Serious: with a plan within 24 hours." in said(cast.qin, "rectifications")
    assert "Minor: within 3 days." in said(cast.qin, "rectifications")
    assert "Superiors hear of it within 24 hours" in said(cast.qin, "patterns")
    with time_machine.travel(minutes(10), tick=False):
        new = english(cast.hr).post(reverse("training_welcome"), {"number": cast.chen.number}, follow=True)
    assert "is new here: 7 days for the induction" in new.content.decode()
    found = texts()
    was = found["6-oversight.toml"]
    found["6-oversight.toml"] = was.replace('"minor" }, limit = "3 d"', '"minor" }, limit = "2 d"').replace(
        'unsaid = ["3 d"]', 'unsaid = ["2 d"]'
    )
    policies.adopt(files=found, actor="operator", starts_at=minutes(6), at=minutes(5))
    assert "Minor: within 2 days." in said(cast.qin, "rectifications")
