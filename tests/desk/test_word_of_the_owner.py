"""Nobody is content by one key: an owner's answer names what shows it, and the word of staff is shown and counted as such."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gensui.cases.actions import result
from gensui.cases.models import Attachment, Case, Message, Note, PhoneCall, ReturnVisit
from gensui.ledger.models import Event, Outgoing
from gensui.reports import facts
from gensui.reports.facts import Month
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn
from tests.desk.test_consent_noted import DRAWN, drawn
from tests.desk.test_return_visit import dialled, heard

pytestmark = pytest.mark.database
HOUR = 60
Fill = Callable[..., Any]
SIGNATURE = drawn([(10, 120), (60, 20), (90, 140), (140, 30), (180, 150), (260, 40), (320, 120)])
WORDS = {"spoken_to": "陳美", "said": "都好了,謝謝"}


@pytest.fixture
def fill(cast: Cast, english: SignIn) -> Fill:
    """Somebody fills in the form of an act, some hours after ten."""

    def post(case: Case, act: str, *, hour: float, who: Any = None, **said: Any) -> Any:
        with time_machine.travel(minutes(hour * HOUR), tick=False):
            client: Client = english(who or cast.li)
            return client.post(reverse("act", args=[case.number, act]), {"once": f"{act}:{case.number}:{hour}"} | said)

    return post


def shown(case: Case, kind: str = "owner.satisfied") -> dict[str, str]:
    return dict(Event.objects.get(stream=case.stream, kind=kind).data.get("evidence", {}))


def state(case: Case) -> str:
    return str(Case.objects.get(pk=case.pk).state)


def wrote(case: Case, cast: Cast, hour: float, text: str = "好了") -> Message:
    """Mei writes about the request."""
    written_at = minutes(hour * HOUR)
    return Message.objects.create(
        case=case, author_key=cast.mei.key, to_key=cast.li.key, purpose="chat", text=text, written_at=written_at
    )


def test_one_key_makes_nobody_content(walk: Walk, fill: Fill, english: SignIn, cast: Cast) -> None:
    case = walk("told")
    for said in (
        {},
        {"spoken_to": "陳美"},
        {"said": "都好了"},
        {"spoken_to": " ", "said": " "},
        {"spoken_to": ".", "said": "."},
    ):
        refused = fill(case, "accept_result", hour=1, **said)
        assert refused.status_code == 409
        assert "who was spoken to and what they said" in refused.content.decode()
    assert (state(case), Event.objects.filter(stream=case.stream, kind="owner.satisfied").count()) == ("told", 0)


def test_the_page_offers_no_quick_key(walk: Walk, english: SignIn, cast: Cast) -> None:
    case = walk("told")
    with time_machine.travel(minutes(HOUR), tick=False):
        said = english(cast.li).get(reverse("case", args=[case.number])).content.decode()
    assert f"quick:accept_result:{case.number}" not in said
    assert reverse("act", args=[case.number, "accept_result"]) in said


def test_the_word_of_staff_is_written_down(walk: Walk, fill: Fill, cast: Cast, english: SignIn) -> None:
    case = walk("told")
    assert fill(case, "accept_result", hour=1, **WORDS).status_code == 302
    assert (state(case), shown(case)) == ("visit_due", {"noted": cast.li.key})
    assert Note.objects.get(case=case, kind="owner.satisfied").text == "陳美: 都好了,謝謝"
    with time_machine.travel(minutes(2 * HOUR), tick=False):
        assert "without a call on record" in english(cast.li).get(f"/cases/{case.number}/").content.decode()


def test_what_staff_say_undoes_nothing_that_the_owner_wrote(walk: Walk, fill: Fill, cast: Cast) -> None:
    case = result.dispute_result(case=walk("told"), dispute="還在漏", actor=cast.mei, at=minutes(50))
    refused = fill(case, "accept_result", hour=1, **WORDS)
    assert (refused.status_code, state(case)) == (409, "disputed")
    assert "The owner wrote that it is not solved" in refused.content.decode()
    assert fill(case, "accept_result", hour=1.2, signature=SIGNATURE).status_code == 302
    assert state(case) == "visit_due"


def test_an_explanation_is_accepted_by_the_owners_own_word(walk: Walk, fill: Fill, cast: Cast) -> None:
    """Nor do words of staff say that an explanation was accepted, of an owner who wrote that it is not solved."""
    case = result.dispute_result(case=walk("told"), dispute="還在漏", actor=cast.mei, at=minutes(50))
    said = {"explanation": "水壓高", "accepted": "yes"}
    refused = fill(case, "explain", hour=1, who=cast.chief, **said, **WORDS)
    assert (refused.status_code, state(case)) == (409, "disputed")
    assert "let them answer on their page" in refused.content.decode()
    assert not Event.objects.filter(stream=case.stream, kind="explanation.given").exists()
    assert fill(case, "explain", hour=1.1, who=cast.chief, **said | {"accepted": ""}).status_code == 302
    assert state(case) == "disputed"
    assert fill(case, "explain", hour=1.2, who=cast.chief, **said, signature=SIGNATURE).status_code == 302
    assert (state(case), list(shown(case))) == ("visit_due", ["signature"])


def test_what_was_said_on_the_telephone_is_settled_by_what_is_said_there(walk: Walk, fill: Fill, cast: Cast) -> None:
    case = result.dispute_result(case=walk("told"), dispute="還在漏", actor=cast.li, at=minutes(50))
    assert fill(case, "accept_result", hour=1, **WORDS).status_code == 302
    assert state(case) == "visit_due"


def test_what_the_owner_rejects_in_writing_no_word_of_staff_settles(walk: Walk, fill: Fill, cast: Cast) -> None:
    """Also where staff had noted the objection itself, and note another rejection after it."""
    case = result.dispute_result(case=walk("told"), dispute="還在漏", actor=cast.li, at=minutes(50))
    assert fill(case, "explain", hour=1, who=cast.chief, explanation="水壓高", accepted="").status_code == 302
    result.reject_explanation(case=case, reason="水壓正常", actor=cast.mei, at=minutes(65))
    assert (
        fill(case, "explain", hour=1.2, who=cast.chief, explanation="再看", accepted="no", **WORDS).status_code == 302
    )
    assert fill(case, "accept_result", hour=1.3, **WORDS).status_code == 409
    said = {"explanation": "換過了", "accepted": "yes"}
    assert fill(case, "explain", hour=1.4, who=cast.chief, **said, **WORDS).status_code == 409
    assert state(case) == "disputed"
    assert fill(case, "accept_result", hour=1.5, signature=SIGNATURE).status_code == 302


def test_what_was_said_before_the_objection_settles_nothing(walk: Walk, fill: Fill, cast: Cast, settings: Any) -> None:
    case = walk("told")
    message = wrote(case, cast, 0.7)
    dialled(settings, "before", 43, 0.75)
    result.dispute_result(case=case, dispute="還在漏", actor=cast.mei, at=minutes(50))
    assert fill(case, "accept_result", hour=1, message=message.pk).status_code == 422
    assert fill(case, "accept_result", hour=1.1, call=PhoneCall.objects.get().pk).status_code == 422
    assert state(case) == "disputed"
    later = wrote(case, cast, 1.2)
    assert fill(case, "accept_result", hour=1.3, message=later.pk).status_code == 302


def test_the_owner_hears_what_was_noted(walk: Walk, fill: Fill, cast: Cast) -> None:
    case = walk("told")
    fill(case, "accept_result", hour=1, **WORDS)
    told = Outgoing.objects.filter(stream=case.stream, to=cast.mei.key, what="message.notice").order_by("-pk")[0].body
    assert "it was noted that you are content: “陳美: 都好了,謝謝”" in told


def test_a_call_shows_it(walk: Walk, fill: Fill, settings: Any) -> None:
    case = walk("told")
    dialled(settings, "out-1", 40, 1)
    assert fill(case, "accept_result", hour=1.1, call=PhoneCall.objects.get().pk).status_code == 302
    assert shown(case) == {"call": "out-1"}


def test_a_call_before_the_work_was_done_shows_nothing(walk: Walk, fill: Fill, settings: Any) -> None:
    case = walk("told")
    dialled(settings, "early", 40, 0)
    refused = fill(case, "accept_result", hour=1, call=PhoneCall.objects.get().pk)
    assert (refused.status_code, state(case)) == (422, "told")


def test_what_the_owner_wrote_shows_it(walk: Walk, fill: Fill, cast: Cast) -> None:
    case, other = walk("told"), walk("told")
    message = wrote(case, cast, 0.9)
    assert fill(other, "accept_result", hour=1, message=message.pk).status_code == 422  # of another request
    assert fill(case, "accept_result", hour=1, message=message.pk).status_code == 302
    assert shown(case) == {"message": str(message.pk)}


def test_a_signature_shows_it(walk: Walk, fill: Fill) -> None:
    case = walk("told")
    assert fill(case, "accept_result", hour=1, signature=SIGNATURE).status_code == 302
    kept = Attachment.objects.get(case=case, kind="signature")
    assert shown(case) == {"signature": kept.digest[:12]}


def test_a_dot_is_no_signature(walk: Walk, fill: Fill) -> None:
    case = walk("told")
    assert fill(case, "accept_result", hour=1, signature=drawn(DRAWN["dot"])).status_code == 422
    assert state(case) == "told"


def test_a_signature_that_is_refused_is_not_kept(walk: Walk, fill: Fill) -> None:
    case = walk("visit_due")
    assert fill(case, "visit_owner", hour=2, **heard(method="door", signature=SIGNATURE)).status_code == 409  # early
    assert not Attachment.objects.filter(case=case, kind="signature").exists()


def test_the_owner_needs_no_witness(walk: Walk) -> None:
    case = walk("visit_due")
    assert list(shown(case)) == ["app"]


def test_an_answer_to_an_explanation_needs_its_proof(walk: Walk, fill: Fill, cast: Cast) -> None:
    case = result.dispute_result(case=walk("told"), dispute="x", actor=cast.li, at=minutes(HOUR))
    for answer in ("yes", "no"):
        refused = fill(case, "explain", hour=2, who=cast.chief, explanation="水壓", accepted=answer)
        assert (refused.status_code, state(case)) == (409, "disputed")
    assert not Event.objects.filter(stream=case.stream, kind="explanation.given").exists()
    done = fill(case, "explain", hour=2, who=cast.chief, explanation="水壓", accepted="yes", **WORDS)
    assert (done.status_code, state(case)) == (302, "visit_due")
    assert shown(case) == {"noted": cast.chief.key}
    assert [one.text for one in Note.objects.filter(case=case).order_by("pk")][-2:] == ["水壓", "陳美: 都好了,謝謝"]


def test_an_explanation_without_an_answer_needs_none(walk: Walk, fill: Fill, cast: Cast) -> None:
    case = result.dispute_result(case=walk("told"), dispute="x", actor=cast.mei, at=minutes(HOUR))
    assert fill(case, "explain", hour=2, who=cast.chief, explanation="水壓", accepted="").status_code == 302


def test_a_bare_visit_is_refused(walk: Walk, fill: Fill) -> None:
    case = walk("visit_due")
    refused = fill(case, "visit_owner", hour=30, **heard(opinion=""))
    assert refused.status_code == 409
    assert "word of staff" in refused.content.decode()
    assert (state(case), ReturnVisit.objects.count()) == ("visit_due", 0)


def test_visits_by_the_word_of_staff_are_counted_apart(
    walk: Walk, fill: Fill, cast: Cast, settings: Any, english: SignIn
) -> None:
    said, called, written, signed, refused = (walk("visit_due") for _one in range(5))
    dialled(settings, "out-1", 60, 30)
    message = wrote(written, cast, 29)
    assert fill(said, "visit_owner", hour=30, **heard()).status_code == 302
    assert (
        fill(called, "visit_owner", hour=30.1, **heard(opinion="", call=PhoneCall.objects.get().pk)).status_code == 302
    )
    assert fill(written, "visit_owner", hour=30.2, **heard(opinion="", message=message.pk)).status_code == 302
    at_door = heard(opinion="", method="door", signature=SIGNATURE)
    assert fill(signed, "visit_owner", hour=30.3, **at_door).status_code == 302
    assert fill(refused, "visit_owner", hour=30.4, **heard(outcome="refused", opinion="")).status_code == 302
    how = {one.case_id: one.shown_by for one in ReturnVisit.objects.all()}
    assert [how[one.pk] for one in (said, called, written, signed, refused)] == [
        "noted", "call", "message", "signature", "noted",
    ]  # fmt: skip
    month = Month(cast.site, date(2026, 11, 1))
    counted = {name: facts.behind(name, month)[1].count() for name in ("visits", "visits_content", "visits_said")}
    assert counted == {"visits": 5, "visits_content": 3, "visits_said": 1}
    with time_machine.travel(minutes(31 * HOUR), tick=False):
        page = english(cast.li).get(f"/cases/{said.number}/").content.decode()
    assert "the word of staff" in page
