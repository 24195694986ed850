"""Who never agreed says so: what rests on the agreement that staff noted is undone, where it is not done yet."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import plan, work
from gensui.cases.models import Case, Note, Quote
from gensui.cases.verify import check_cases
from gensui.ledger import policies, verify
from gensui.ledger.models import Event, Obligation, Outgoing
from tests.cases.conftest import HANDLED, Walk, leak_plan
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn, english
from tests.portal.conftest import ComeIn

__all__ = ["english"]
pytestmark = pytest.mark.database
Post = Any


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def noted(walk: Walk, cast: Cast) -> Case:
    """A plan that waits; Chen says that Mei signed."""
    case = walk("plan_pending")
    return plan.consent_to_plan(case=case, actor=cast.chen, at=minutes(10), method="sign", key="paper", person=cast.mei)


def begun(walk: Walk, cast: Cast) -> Case:
    return work.start_work(case=noted(walk, cast), actor=cast.chen, at=minutes(12))


def post(browser: Any, case: Case, act: str, minute: float, **words: str) -> Any:
    with time_machine.travel(minutes(minute), tick=False):
        shown = {"once": f"{act}:{minute}", "seen": Case.objects.get(pk=case.pk).seen}
        return browser.post(reverse("my_act", args=[case.number, act]), shown | words)


def desk(browser: Any, case: Case, act: str, minute: float, **words: str) -> Any:
    with time_machine.travel(minutes(minute), tick=False):
        return browser.post(reverse("act", args=[case.number, act]), {"once": f"{act}:{minute}"} | words)


def page(browser: Any, case: Case, minute: float) -> str:
    with time_machine.travel(minutes(minute), tick=False):
        return str(browser.get(reverse("my_case", args=[case.number])).content.decode())


def fresh(case: Case) -> Case:
    return Case.objects.with_people().get(pk=case.pk)


def honest() -> bool:
    found = verify.check_log(policies.newest())
    return not [one for one in (*found, *check_cases()) if isinstance(one, verify.Fault)]


def heard(case: Case) -> dict[str, str]:
    rows = Outgoing.objects.filter(
        stream=case.stream, what="message.notice", body__contains="did not agree to the plan"
    )
    return dict(rows.values_list("to", "body"))


def test_before_the_work_it_waits_for_consent_again(walk: Walk, cast: Cast, come_in: ComeIn, english: SignIn) -> None:
    case, mei, chen = noted(walk, cast), come_in(cast.mei), english(cast.chen)
    for _tap in range(2):
        assert post(mei, case, "object", 20, text="我沒簽").status_code == 302
    case = fresh(case)
    quote = case.quotes.get()
    assert (case.state, case.plan_answer, quote.consent, quote.consent_at) == (
        "plan_pending",
        "pending",
        "pending",
        None,
    )
    assert desk(chen, case, "start_work", 21).status_code == 409
    assert fresh(case).state == "plan_pending"
    assert set(heard(case)) == {cast.chen.key, cast.li.key, cast.chief.key}
    # it stands on the request, for both sides
    assert Note.objects.get(case=case, kind="consent.contested").text == "我沒簽"
    with time_machine.travel(minutes(22), tick=False):
        for said in (mei.get(reverse("my_case", args=[case.number])), english(cast.li).get(f"/cases/{case.number}/")):
            assert "我沒簽" in said.content.decode()
    assert Obligation.objects.filter(stream=case.stream, clause="C37.1", state="open").count() == 1
    # and the own answer counts
    assert "I agree: ¥172.00" in page(mei, case, 22)
    assert post(mei, case, "agree", 23).status_code == 302
    assert desk(chen, case, "start_work", 24).status_code == 302
    assert "I did not agree to this<" not in page(mei, case, 25)
    assert honest()


def test_work_that_has_begun_stops_until_the_owner_agrees(
    walk: Walk, cast: Cast, come_in: ComeIn, english: SignIn
) -> None:
    case, mei, chen = begun(walk, cast), come_in(cast.mei), english(cast.chen)
    assert post(mei, case, "object", 20, text="我沒簽").status_code == 302
    case = fresh(case)
    assert (case.state, case.pause_reason, case.plan_answer) == ("paused", "owner_consent", "pending")
    assert "stop the work" in heard(case)[cast.chen.key]
    assert cast.chief.key in heard(case)
    assert Obligation.objects.get(stream=case.stream, clause="4.2.9").paused_at == minutes(20)
    refused = desk(chen, case, "resume_work", 21)
    assert refused.status_code == 409
    assert "did not agree" in refused.content.decode()
    assert post(mei, case, "agree", 30).status_code == 302
    assert fresh(case).state == "working"
    assert honest()


def test_after_a_no_another_plan_is_laid_out_while_the_work_waits(
    walk: Walk, cast: Cast, come_in: ComeIn, english: SignIn
) -> None:
    case, mei, chen = begun(walk, cast), come_in(cast.mei), english(cast.chen)
    post(mei, case, "object", 20, text="我沒簽")
    assert post(mei, case, "decline", 25, text="太貴").status_code == 302
    case = fresh(case)
    assert (case.state, case.plan_answer) == ("paused", "declined")
    assert desk(chen, case, "resume_work", 26).status_code == 409
    assert Obligation.objects.filter(stream=case.stream, clause="4.2.3", state="open").exists()
    case = plan.propose_plan(case=case, actor=cast.chen, at=minutes(40), plan=leak_plan(cast))
    assert case.state == "paused"
    assert post(mei, case, "agree", 45).status_code == 302
    assert fresh(case).state == "working"
    work.complete_work(case=fresh(case), actor=cast.chen, at=minutes(60), handling_record=HANDLED, photo="p1")
    assert honest()


def test_what_waits_for_parts_gets_no_plan_while_it_is_agreed(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, chen = begun(walk, cast), english(cast.chen)
    work.pause_work(case=case, actor=cast.chen, at=minutes(20), reason="parts", parts="角閥")
    with time_machine.travel(minutes(21), tick=False):
        offered = chen.get(f"/cases/{case.number}/").content.decode()
    assert "propose_plan" not in offered
    assert "resume_work" in offered


def test_of_work_that_is_over_nothing_is_undone(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = begun(walk, cast)
    case = work.complete_work(case=case, actor=cast.chen, at=minutes(40), handling_record=HANDLED, photo="p1")
    assert post(come_in(cast.mei), case, "object", 50, text="我沒簽").status_code == 302
    assert (fresh(case).state, case.quotes.get().consent) == ("completed", Quote.Consent.AGREED)
    assert "has to be settled with the owner" in heard(case)[cast.chief.key]
    assert honest()


def test_the_desk_notes_who_rang(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, li = noted(walk, cast), english(cast.li)
    assert desk(li, case, "contest_consent", 20, reason="").status_code == 422
    assert desk(li, case, "contest_consent", 20, reason="陳美來電：沒簽過").status_code == 302
    assert fresh(case).plan_answer == "pending"
    told = Outgoing.objects.filter(stream=case.stream, to=cast.mei.key, body__contains="it was noted that you did not")
    assert told.count() == 1
    assert desk(li, case, "contest_consent", 21, reason="再一次").status_code == 409  # nothing is left to undo


def test_nobody_else_undoes_it(walk: Walk, cast: Cast, come_in: ComeIn, english: SignIn) -> None:
    case = noted(walk, cast)
    assert post(come_in(cast.wu), case, "object", 20, text="我沒簽").status_code == 404
    assert desk(english(cast.chen), case, "contest_consent", 20, reason="改了").status_code in (403, 409)
    assert case.quotes.get().consent == "agreed"
    assert not Event.objects.filter(stream=case.stream, kind="consent.contested").exists()
