"""What an owner is not content with, followed to its end: the explanation, the redo, and who hears of both."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import result
from gensui.cases.models import Case, Message
from gensui.ledger.models import Outgoing
from gensui.notices import actions as notices
from gensui.notices.wording import words_for
from gensui.people.acting import Actor
from gensui.people.models import Employee
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn
from tests.portal.conftest import ComeIn, come_in

__all__ = ["come_in"]

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


SAID = {"spoken_to": "陳美", "said": "知道了"}


def disputed(walk: Walk, cast: Cast, by: Actor | None = None) -> Case:
    return result.dispute_result(case=walk("told"), dispute="龍頭還在滴", actor=by or cast.mei, at=minutes(60))


def act(client: Any, case: Case, name: str, minute: float, **said: Any) -> int:
    with time_machine.travel(minutes(minute), tick=False):
        words = {"once": f"{name}:{minute}"} | said
        return int(client.post(reverse("act", args=[case.number, name]), words).status_code)


def inbox(case: Case, who: Employee, what: str) -> list[str]:
    rows = Outgoing.objects.filter(stream=case.stream, to=who.key, what=what).order_by("pk")
    return [words_for(one, "en", minutes(100)).letter() for one in rows]


@pytest.mark.parametrize("accepted", ["yes", "no", ""])
def test_an_explanation_is_sent_to_the_owner(
    walk: Walk, cast: Cast, english: SignIn, come_in: ComeIn, accepted: str
) -> None:
    case = disputed(walk, cast, by=cast.li)  # on the telephone: what an owner wrote, no word of staff settles
    assert act(english(cast.chief), case, "explain", 70, explanation="水壓太高", accepted=accepted, **SAID) == 302
    notices.deliver(actor="engine", at=minutes(71))
    sent = Message.objects.get(case=case, purpose="explain")
    assert (sent.text, sent.to_key, sent.author_key) == ("水壓太高", cast.mei.key, cast.chief.key)
    assert sent.outgoing is not None
    assert sent.outgoing.sent_at == minutes(71)
    letter = words_for(sent.outgoing, "en", minutes(71))
    assert letter.title == f"What the department explains about your request {case.number}"
    for _day in range(2):
        shown = come_in(cast.mei).get(reverse("my_case", args=[case.number])).content.decode()
        assert shown.count("水壓太高") == 1
        assert "龍頭還在滴" in shown
        Case.objects.filter(pk=case.pk).update(state="closed", explained_at=None)


def test_a_rejected_explanation_stays_and_says_what_is_owed(
    walk: Walk, cast: Cast, english: SignIn, come_in: ComeIn
) -> None:
    case = disputed(walk, cast)
    act(english(cast.chief), case, "explain", 70, explanation="水壓太高", accepted="")
    owner = come_in(cast.mei)
    with time_machine.travel(minutes(90), tick=False):
        said = {"text": "水壓是正常的", "once": "my:1"}
        for _tap in range(2):
            assert owner.post(reverse("my_act", args=[case.number, "reject"]), said).status_code in (200, 302)
        shown = owner.get(reverse("my_case", args=[case.number])).content.decode()
        desk = english(cast.chief).get(f"/cases/{case.number}/").content.decode()
    for page in (shown, desk):
        for words in ("龍頭還在滴", "水壓太高", "水壓是正常的", "11-24 11:30"):
            assert words in page
    assert "I do not accept this" not in shown
    for who in (cast.chief, cast.li, cast.chen):
        heard = inbox(case, who, "result.rejected")
        assert len(heard) == 1
        assert f"The owner of {case.number} does not accept the explanation" in inbox_titles(case, who)
        assert "水壓是正常的" in heard[0]


def inbox_titles(case: Case, who: Employee) -> str:
    rows = Outgoing.objects.filter(stream=case.stream, to=who.key)
    return "\n".join(words_for(one, "en", minutes(100)).title for one in rows)


def test_whoever_notes_the_objection_is_not_told_of_it(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("told")
    assert act(english(cast.li), case, "dispute_result", 60, dispute="龍頭還在滴") == 302
    assert inbox(case, cast.li, "result.disputed") == []
    assert "龍頭還在滴" in inbox(case, cast.chen, "result.disputed")[0]
    assert "龍頭還在滴" in inbox(case, cast.chief, "result.disputed")[0]


def test_the_redo_begins_with_the_owners_words_and_the_plan_that_failed(
    walk: Walk, cast: Cast, english: SignIn
) -> None:
    case = disputed(walk, cast)
    case = result.order_rework(case=case, handler=cast.chen, actor=cast.chief, at=minutes(80))
    phone = english(cast.chen)
    with time_machine.travel(minutes(85), tick=False):
        page = phone.get(reverse("step", args=[case.number])).content.decode()
        assert "龍頭還在滴" in page
        assert "Plan of the round before" in page
        assert "更換角閥" in page
        Case.objects.filter(pk=case.pk).update(state="on_site")
        form = phone.get(reverse("act", args=[case.number, "propose_plan"])).context["form"]
    first = form.initial
    assert (first["findings"], first["plan"], first["payer"]) == ("角閥滴水", "更換角閥", "warranty")
    assert first["item0"] == cast.valve.pk


def test_nothing_of_it_stands_where_nobody_objects(walk: Walk, cast: Cast, english: SignIn, come_in: ComeIn) -> None:
    case = walk("working")
    assert "What the owner objects to" not in english(cast.chen).get(f"/cases/{case.number}/").content.decode()
    step = english(cast.chen).get(reverse("step", args=[case.number])).content.decode()
    assert "Plan of the round before" not in step
    shown = come_in(cast.mei).get(reverse("my_case", args=[case.number])).content.decode()
    assert "What you objected to" not in shown
