"""Work that began because of danger, before consent: its plan follows, and after a no the head decides who bears the cost."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from PIL import Image

from gensui.cases import queries
from gensui.cases.actions import cost, plan, result, visit, words, work
from gensui.cases.models import Case, PhoneCall
from gensui.cases.refusals import NoPlan, NothingToDecide, PlanFirst
from gensui.cases.work_refusals import LeaderOnDuty, NoEmergency
from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.ledger.refusals import NotAllowedYet
from gensui.people.access import NotYours
from gensui.people.models import Department, Duty, Post
from gensui.people.secret import digest
from tests.cases.asking import closing_questions, refuses
from tests.cases.conftest import HANDLED, Walk, leak_plan
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn
from tests.portal.conftest import ComeIn, come_in

__all__ = ["come_in"]

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def photo() -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (9, 9), "red").save(buffer, "PNG")
    return SimpleUploadedFile("danger.png", buffer.getvalue(), "image/png")


def fresh(case: Case) -> Case:
    return Case.objects.with_people().get(pk=case.pk)


def duty(case: Case, clause: str) -> Obligation:
    return Obligation.objects.filter(stream=case.stream, clause=clause).latest("pk")


def standing(case: Case, step: str) -> Any:
    row = queries.rows([fresh(case)], minutes(50))[0]
    return next(one for one in row.thread if one.key == step)


def started(walk: Walk, cast: Cast, state: str = "on_site") -> Case:
    """Danger: the leader lets the work begin."""
    case = walk(state)
    return work.start_in_emergency(case=case, reason="水直接噴出", photo="p", actor=cast.zhao, at=minutes(20))


def finished(walk: Walk, cast: Cast, state: str = "on_site") -> Case:
    """The same, and the work is done."""
    case = started(walk, cast, state)
    return work.complete_work(case=case, handling_record=HANDLED, photo="p1", actor=cast.chen, at=minutes(40))


def refused(walk: Walk, cast: Cast) -> Case:
    """The work is done, the plan follows, and Mei refuses it."""
    case = finished(walk, cast)
    case = plan.propose_plan(case=case, plan=leak_plan(cast), actor=cast.chen, at=minutes(41))
    return plan.decline_plan(case=case, by="陳美", reason="沒人問過我", actor=cast.mei, at=minutes(42))


def post(browser: Client, case: Case, act: str, **said: Any) -> Any:
    return browser.post(f"/cases/{case.number}/{act}/", {"once": f"{act}:1"} | said)


COST: dict[str, Any] = {"bearer": "company", "reason": "險情在公共立管"}


def test_without_a_plan_no_result_is_reported_and_the_page_says_what_to_do(
    walk: Walk, cast: Cast, english: SignIn
) -> None:
    case, leader, repairman = walk("on_site"), english(cast.zhao), english(cast.chen)
    assert post(leader, case, "start_in_emergency", reason="噴水", photos=photo()).status_code == 302
    begun = Event.objects.get(stream=case.stream, kind="work.started").data
    assert (begun["emergency_override"], "planned" in begun) == (True, False)

    page = repairman.get(reverse("step", args=[case.number]))
    assert page.context["next"].name == "propose_plan"
    assert "First lay plan and prices before the owner" in page.content.decode()
    done = {
        "process": "關總閥,換管",
        "result": "fixed",
        "labour_minutes": "40",
        "no_materials": "on",
        "site_cleaned": "on",
    }
    assert post(repairman, case, "complete_work", photos=photo(), **done).status_code == 302
    assert repairman.get(reverse("step", args=[case.number])).context["next"].name == "propose_plan"
    answer = post(repairman, case, "report_result")
    assert answer.status_code == 409
    assert "first lay plan and prices before the owner" in answer.content.decode()

    laid = {
        "findings": "爆管",
        "cause": "老化",
        "plan": "換管",
        "payer": "owner",
        "complexity": "general",
        "explained": "in_person",
        "item0": cast.labour.pk,
    }
    assert post(repairman, case, "propose_plan", **laid).status_code == 302
    assert case.quotes.get().override_reason == "噴水"
    page = repairman.get(reverse("step", args=[case.number]))
    assert page.context["next"].name == "report_result"
    assert "First lay plan and prices" not in page.content.decode()
    assert post(repairman, case, "report_result", once="again").status_code == 302


def test_without_a_plan_no_result_is_told_either(walk: Walk, cast: Cast) -> None:
    case = finished(walk, cast)
    refuses(result.tell_result, case, NotAllowedYet, asked=True, actor=cast.li, at=minutes(45))
    refuses(words.send_message, case, PlanFirst, text="修好了", purpose="result", actor=cast.li, at=minutes(45))
    words.send_message(case=case, text="水已止住", purpose="progress", actor=cast.li, at=minutes(45))


def test_a_plan_that_was_there_before_the_danger_is_enough(walk: Walk, cast: Cast) -> None:
    case = finished(walk, cast, "plan_pending")
    assert work.report_result(case=case, actor=cast.chen, at=minutes(45)).state == "reported"
    assert fresh(case).quotes.get().override_reason == "水直接噴出"


def at_night(cast: Cast, *, leader: bool = False) -> None:
    """Chen alone is on the roster, or Zhao with him."""
    there = [cast.chen.pk, *([cast.zhao.pk] if leader else [])]
    Duty.objects.exclude(employee__in=there).delete()


def test_a_handler_alone_at_night_stops_the_water_and_the_head_confirms_it(
    walk: Walk, cast: Cast, english: SignIn
) -> None:
    case, chen, chief = walk("on_site", category=cast.burst), english(cast.chen), english(cast.chief)
    at_night(cast)
    page = chen.get(reverse("step", args=[case.number])).content.decode()
    assert "Danger: start before consent" in page
    form = chen.get(f"/cases/{case.number}/start_in_emergency/").content.decode()
    assert "Nobody who leads is on duty: I begin" in form
    assert post(chen, case, "start_in_emergency", reason="水湧出", photos=photo()).status_code == 422  # whose word?
    said = {"reason": "水湧出", "photos": photo(), "word": "alone"}
    assert post(chen, case, "start_in_emergency", **said).status_code == 302

    begun = Event.objects.get(stream=case.stream, kind="work.started")
    assert (begun.data["word"], begun.actor, fresh(case).state) == ("alone", cast.chen.key, "working")
    owed = duty(case, "C14.4")
    assert owed.due_at is not None
    assert (owed.role, owed.due_at - owed.opened_at) == ("dept_head", timedelta(hours=24))
    told = Outgoing.objects.filter(stream=case.stream, what="message.notice", body__contains="水湧出")
    assert {one.to for one in told} == {cast.chief.key, cast.li.key}

    said = {"right": "yes", "reason": "照片看得清楚"}
    assert post(chen, case, "confirm_emergency", **said).status_code in (403, 404, 409)
    assert post(chief, case, "confirm_emergency", right="yes").status_code == 422
    assert post(chief, case, "confirm_emergency", **said).status_code == 302
    assert duty(case, "C14.4").state == "met"
    assert Outgoing.objects.filter(to=cast.chen.key, body__contains="照片看得清楚").exists()
    assert post(chief, case, "confirm_emergency", once="again", **said).status_code == 409  # nothing waits any longer


def test_the_word_by_telephone_is_on_record_with_whose_it_is(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, chen = walk("on_site", category=cast.burst), english(cast.chen)
    at_night(cast)
    said = {"reason": "水湧出", "photos": photo(), "word": str(cast.chief.pk)}
    assert post(chen, case, "start_in_emergency", **said).status_code == 302
    begun = Event.objects.get(stream=case.stream, kind="work.started").data
    assert (begun["word"], begun["word_by"]) == ("telephone", cast.chief.key)
    assert post(english(cast.chief), case, "confirm_emergency", right="no", reason="可以等").status_code == 302
    assert (duty(case, "C14.4").state, fresh(case).state) == ("met", "working")


def test_nobody_begins_alone_while_a_leader_is_on_duty(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, chen = walk("on_site"), english(cast.chen)
    at_night(cast, leader=True)
    begin: dict[str, Any] = {"reason": "水湧出", "photo": "p", "at": minutes(20)}
    Duty.objects.create(employee=cast.zhao, starts_at=now() - timedelta(hours=1), ends_at=now() + timedelta(hours=1))
    assert "Nobody who leads" not in chen.get(f"/cases/{case.number}/start_in_emergency/").content.decode()
    refuses(work.start_in_emergency, case, LeaderOnDuty, actor=cast.chen, **begin)
    refuses(work.start_in_emergency, case, NotYours, actor=cast.chen, word_by=cast.guard, **begin)
    refuses(work.start_in_emergency, case, NotYours, actor=cast.stranger, **begin)
    refuses(work.start_in_emergency, case, NotYours, actor=cast.guard, word_by=cast.zhao, **begin)
    work.start_in_emergency(case=case, actor=cast.chen, word_by=cast.zhao, **begin)
    assert duty(case, "C14.4").state == "open"


def test_who_has_the_post_of_duty_manager_may_be_asked(walk: Walk, cast: Cast) -> None:
    case = walk("on_site")
    at_night(cast)
    office = Department.objects.get(site=cast.site, kind="administration")
    post = Post.objects.create(department=office, name="值班經理", fills="duty_manager")
    Duty.objects.create(employee=cast.guard, post=post, starts_at=minutes(-60), ends_at=minutes(600))
    begun: dict[str, Any] = {
        "reason": "水湧出",
        "photo": "p",
        "actor": cast.chen,
        "at": minutes(20),
        "word_by": cast.guard,
    }
    work.start_in_emergency(case=case, **begun)
    assert Event.objects.get(stream=case.stream, kind="work.started").data["word_by"] == cast.guard.key


def test_a_leaders_own_word_needs_no_confirmation(walk: Walk, cast: Cast) -> None:
    case = started(walk, cast)
    assert not Obligation.objects.filter(stream=case.stream, clause="C14.4").exists()
    refuses(work.confirm_emergency, case, NoEmergency, right=True, reason="x", actor=cast.chief, at=minutes(30))


def test_confirm_emergency_asks_its_questions(walk: Walk, cast: Cast) -> None:
    case = walk("on_site")
    at_night(cast)
    case = work.start_in_emergency(case=case, reason="水湧出", photo="p", actor=cast.chen, at=minutes(20))
    gone = result.cancel_case(case=walk("plan_pending"), reason="已好", actor=cast.li, at=minutes(20))
    closing_questions(work.confirm_emergency, case, cast, wrong=gone, actor=cast.chief, right=True, reason="是")


def test_danger_is_for_repairs(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("dispatched", category=cast.dirt, content="大堂有水")
    page = english(cast.qin).get(f"/cases/{case.number}/").content.decode()
    assert "start_in_emergency" not in page


def test_consent_may_follow_in_writing_on_the_page_or_in_a_call_of_the_log(walk: Walk, cast: Cast) -> None:
    PhoneCall.objects.create(
        site=cast.site,
        key="call-77",
        phone_digest=digest("+8613900000001"),
        phone_tail="0001",
        caller=cast.chen,
        began_at=minutes(41),
        talked_seconds=60,
    )
    for method, key in (
        ("sign", "sign"),
        ("app", "app"),
        ("sms", "a picture's digest"),
        ("recorded_call", "call-77"),
    ):
        case = finished(walk, cast)
        case = plan.propose_plan(case=case, plan=leak_plan(cast), actor=cast.chen, at=minutes(41))
        assert standing(case, "agreed").duty.clause == "C14.1"
        plan.consent_to_plan(case=case, method=method, key=key, person=cast.mei, actor=cast.chen, at=minutes(42))
        assert duty(case, "C14.1").state == "met", (method, key)


def test_after_a_no_the_head_decides_who_bears_the_cost(
    walk: Walk, cast: Cast, english: SignIn, come_in: ComeIn
) -> None:
    case, owner = finished(walk, cast), come_in(cast.mei)
    case = plan.propose_plan(case=case, plan=leak_plan(cast), actor=cast.chen, at=minutes(41))
    page = owner.get(reverse("my_case", args=[case.number])).content.decode()
    assert "The head of the department decides who bears the cost." in page
    assert "水直接噴出" in page

    answer = {"text": "沒人問過我", "once": "my:1", "seen": case.seen}
    said = owner.post(reverse("my_act", args=[case.number, "decline"]), answer, follow=True).content.decode()
    assert "The head of the department decides who bears the cost" in said
    assert duty(case, "C14.1").state == "open"
    owed = duty(case, "C14.3")
    assert owed.due_at is not None
    assert (owed.role, owed.due_at - owed.opened_at) == ("dept_head", timedelta(hours=24))
    told = Outgoing.objects.filter(stream=case.stream, what="message.notice", body__contains="沒人問過我")
    assert {one.to for one in told} == {cast.chen.key, cast.li.key, cast.chief.key}

    form = english(cast.chief).get(f"/cases/{case.number}/decide_cost/").content.decode()
    assert "沒人問過我" in form  # what was refused, and why
    assert post(english(cast.chief), case, "decide_cost", bearer="company").status_code == 422
    assert post(english(cast.chief), case, "decide_cost", bearer="warranty", reason="x").status_code == 422
    assert post(english(cast.chief), case, "decide_cost", **COST).status_code == 302

    assert (duty(case, "C14.1").state, duty(case, "C14.3").state) == ("met", "met")
    assert Event.objects.get(stream=case.stream, kind="cost.decided").data["bearer"] == "company"
    page = owner.get(reverse("my_case", args=[case.number])).content.decode()
    assert "the company" in page
    assert "險情在公共立管" in page
    assert "I agree" not in page
    assert str(standing(case, "agreed").label) == "cost decided"
    heard = Outgoing.objects.filter(stream=case.stream, what="message.notice", body__contains="險情在公共立管")
    assert {one.to for one in heard} == {cast.mei.key, cast.chen.key, cast.li.key}
    assert "the company" in heard.get(to=cast.mei.key).body


def test_nobody_but_the_head_decides_and_only_once(walk: Walk, cast: Cast) -> None:
    case = refused(walk, cast)
    for who in (cast.zhao, cast.chen, cast.li, cast.stranger, cast.hr):
        refuses(cost.decide_cost, case, NotYours, actor=who, at=minutes(50), **COST)
    cost.decide_cost(case=case, actor=cast.chief, at=minutes(50), **COST)
    refuses(cost.decide_cost, fresh(case), NothingToDecide, actor=cast.chief, at=minutes(51), **COST)
    refuses(plan.consent_to_plan, fresh(case), NoPlan, method="app", key="app", actor=cast.mei, at=minutes(51))


def test_decide_cost_asks_its_questions(walk: Walk, cast: Cast) -> None:
    gone = result.cancel_case(case=walk("plan_pending"), reason="已好", actor=cast.li, at=minutes(20))
    closing_questions(cost.decide_cost, refused(walk, cast), cast, wrong=gone, actor=cast.chief, **COST)


def test_there_is_nothing_to_decide_where_work_waited_for_consent(walk: Walk, cast: Cast) -> None:
    case = plan.propose_plan(case=walk("working"), plan=leak_plan(cast), actor=cast.chen, at=minutes(40))
    case = plan.decline_plan(case=case, by="陳美", reason="太貴", actor=cast.mei, at=minutes(41))
    refuses(cost.decide_cost, case, NothingToDecide, actor=cast.chief, at=minutes(42), **COST)
    assert not Obligation.objects.filter(stream=case.stream, clause="C14.3").exists()


def test_who_refused_may_agree_until_it_is_decided(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case, owner = refused(walk, cast), come_in(cast.mei)
    assert "I agree" in owner.get(reverse("my_case", args=[case.number])).content.decode()
    said = {"once": "my:1", "seen": fresh(case).seen}
    assert owner.post(reverse("my_act", args=[case.number, "agree"]), said).status_code == 302
    assert (duty(case, "C14.1").state, duty(case, "C14.3").state) == ("met", "void")


def test_another_version_takes_the_place_of_the_one_refused(walk: Walk, cast: Cast) -> None:
    case = plan.propose_plan(case=refused(walk, cast), plan=leak_plan(cast), actor=cast.chen, at=minutes(43))
    assert duty(case, "C14.3").state == "void"
    refuses(cost.decide_cost, case, NothingToDecide, actor=cast.chief, at=minutes(44), **COST)
    plan.decline_plan(case=case, by="陳美", reason="還是不要", actor=cast.mei, at=minutes(45))
    assert duty(case, "C14.3").state == "open"


def closed(case: Case, cast: Cast) -> Case:
    """Reported, told, content, visited a day later, ended."""
    case = work.report_result(case=fresh(case), actor=cast.chen, at=minutes(60))
    case = result.tell_result(case=case, actor=cast.li, at=minutes(70), asked=True)
    case = result.accept_result(case=case, actor=cast.mei, at=minutes(80))
    visit.visit_owner(case=case, actor=cast.li, at=minutes(60 * 26), heard=HEARD)
    return fresh(case)


HEARD = visit.Heard(
    method="phone",
    visited_person="陳美",
    outcome="satisfied",
    service_score=5,
    result_score=5,
    punctual=True,
    tidy=True,
    charge_clear=True,
    opinion="都好",
    issue=False,
)


def test_what_nobody_decided_stays_open_after_the_end(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = closed(refused(walk, cast), cast)
    assert case.state == "closed"
    assert (duty(case, "C14.1").state, duty(case, "C14.3").state) == ("open", "open")
    assert post(english(cast.chief), case, "decide_cost", **COST).status_code == 302
    assert (duty(case, "C14.1").state, fresh(case).state) == ("met", "closed")


def test_consent_may_come_after_the_end(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = plan.propose_plan(case=finished(walk, cast), plan=leak_plan(cast), actor=cast.chen, at=minutes(41))
    case = closed(case, cast)
    owner = come_in(cast.mei)
    assert "I agree" in owner.get(reverse("my_case", args=[case.number])).content.decode()
    said = owner.post(reverse("my_act", args=[case.number, "agree"]), {"once": "my:1", "seen": case.seen}, follow=True)
    assert "Your consent is on record" in said.content.decode()
    assert (duty(case, "C14.1").state, fresh(case).state) == ("met", "closed")


def test_a_reopened_request_still_gets_its_decision(walk: Walk, cast: Cast) -> None:
    case = closed(refused(walk, cast), cast)
    case = result.reopen_case(case=case, reason="又漏", actor=cast.mei, at=minutes(60 * 27))
    assert (case.round, case.plan_answer) == (2, "")
    cost.decide_cost(case=case, actor=cast.chief, at=minutes(60 * 28), **COST)
    assert (duty(case, "C14.1").state, fresh(case).plan_answer) == ("met", "")
