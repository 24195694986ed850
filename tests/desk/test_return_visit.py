"""The return visit by the form: what it hears, how the owner was tried, and what proves it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gensui.cases.actions import result, silence, work
from gensui.cases.models import Case, PhoneCall, ReturnVisit
from gensui.cases.verify import check_cases
from gensui.ledger import due, policies, verify
from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.notices import actions as notices
from gensui.oversight.actions import sheets
from gensui.oversight.models import Rectification, ScoreLine
from gensui.people.acting import SYSTEM
from gensui.people.models import Duty, Employee
from gensui.policies import files
from tests.cases.conftest import HANDLED, Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn
from tests.oversight.counted import AFTER, NOVEMBER
from tests.portal.conftest import ComeIn, come_in

__all__ = ["come_in"]

pytestmark = pytest.mark.database
HOUR = 60
KEY = "a long secret between machines"
Fill = Callable[..., Any]


@contextmanager
def clock(minute: float) -> Iterator[None]:
    with time_machine.travel(minutes(minute), tick=False):
        yield


@pytest.fixture
def fill(cast: Cast, english: SignIn) -> Fill:
    """An agent fills in the form of an act, some hours after ten."""

    def post(case: Case, act: str, *, hour: float, **said: Any) -> Any:
        with clock(hour * HOUR):
            client = english(cast.li)
            return client.post(reverse("act", args=[case.number, act]), {"once": f"{act}:{case.number}:{hour}"} | said)

    return post


def on_duty(employee: Employee, since: float, until: float) -> None:
    """Somebody's next shift, by hours after ten."""
    Duty.objects.create(employee=employee, starts_at=minutes(since * HOUR), ends_at=minutes(until * HOUR))


def heard(**said: Any) -> dict[str, Any]:
    return {
        "method": "phone", "visited_person": "陳美", "outcome": "satisfied", "service_score": "5", "result_score": "5",
        "opinion": "都好",
    } | said  # fmt: skip


UNHAPPY = heard(outcome="dissatisfied", service_score="1", result_score="1", opinion="又漏了")


def states(case: Case, clause: str) -> list[str]:
    """How the promises of a clause stand, in the order in which they were made; a lapse is said."""
    return states_of(case.stream, clause)


def states_of(stream: str, clause: str) -> list[str]:
    """The same, of any stream."""
    found = Obligation.objects.filter(stream=stream, clause=clause).order_by("pk")
    return [f"{one.state}{' late' if one.lapsed_at else ''}" for one in found]


def faults() -> list[object]:
    """What the log and the cases disagree about."""
    found = verify.check_log(policies.newest())
    return [one for one in (*found, *check_cases()) if isinstance(one, verify.Fault)]


def dialled(settings: Any, key: str, talked: int, hour: float, number: str = "13900000001") -> Any:
    """The telephone system tells of a call made from the desk."""
    settings.TELEPHONY_KEY = KEY
    said = {"event": "dialled", "call": key, "number": number, "extension": "K02", "talked": talked}
    with clock(hour * HOUR):
        return Client().post(
            "/telephony/", json.dumps(said), "application/json", headers={"Authorization": f"Bearer {KEY}"}
        )


def test_a_dissatisfied_owner_was_visited_and_the_loop_opens(walk: Walk, cast: Cast, fill: Fill) -> None:
    case = walk("visit_due")
    on_duty(cast.chief, 22, 32)
    assert fill(case, "visit_owner", hour=30, **UNHAPPY).status_code == 302
    case.refresh_from_db()
    assert case.state == "disputed"
    assert states(case, "3.4.1") == ["met"]
    due.sweep(at=minutes(60 * HOUR))
    assert states(case, "3.4.1") == ["met"]
    done = Event.objects.get(stream=case.stream, kind="return_visit.done")
    assert (done.data["outcome"], done.data["stars"]) == ("dissatisfied", 1)
    assert [states(case, clause) for clause in ("3.4.3", "3.4.4")] == [["met"], ["met"]]
    redo = Obligation.objects.get(stream=case.stream, clause="3.3.8")
    assert (redo.holder, redo.due_at) == (cast.chief.key, minutes(54 * HOUR))
    assert not faults()


def test_after_the_redo_the_owner_is_visited_again(walk: Walk, cast: Cast, fill: Fill) -> None:
    case = walk("visit_due")
    fill(case, "visit_owner", hour=30, **UNHAPPY)
    case = result.order_rework(case=case, handler=cast.chen, anyway="他最熟", actor=cast.chief, at=minutes(31 * HOUR))
    Case.objects.filter(pk=case.pk).update(state="working")
    work.complete_work(
        case=case, actor=cast.chen, at=minutes(33 * HOUR), handling_record=replace(HANDLED, cost=None), photo="p2"
    )
    Case.objects.filter(pk=case.pk).update(state="visit_due")
    assert states(case, "3.4.1") == ["met", "open"]
    assert fill(case, "visit_owner", hour=60, **heard()).status_code == 302
    assert states(case, "3.4.1") == ["met", "met"]
    visits = ReturnVisit.objects.filter(case=case).order_by("round")
    assert [(one.round, one.outcome) for one in visits] == [(1, "dissatisfied"), (2, "satisfied")]


def test_after_an_explanation_the_owner_is_visited_again(walk: Walk, cast: Cast, fill: Fill) -> None:
    case = walk("visit_due")
    fill(case, "visit_owner", hour=30, **UNHAPPY)
    case.refresh_from_db()
    result.explain(
        case=case, explanation="水壓", accepted=True, answer="陳美: 好", actor=cast.chief, at=minutes(32 * HOUR)
    )
    case.refresh_from_db()
    assert (case.state, case.round) == ("visit_due", 2)
    again = Obligation.objects.get(stream=case.stream, clause="3.4.1", state="open")
    assert again.due_at == minutes(80 * HOUR)
    assert fill(case, "visit_owner", hour=50, **heard()).status_code == 409  # a day has not passed yet
    assert fill(case, "visit_owner", hour=57, **heard()).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.visits.count()) == ("closed", 2)
    assert not faults()


def test_a_rejected_explanation_owes_a_redo_or_another_answer(walk: Walk, cast: Cast, fill: Fill) -> None:
    case = result.dispute_result(case=walk("told"), dispute="x", actor=cast.mei, at=minutes(1 * HOUR))
    result.explain(
        case=case, explanation="水壓", accepted=False, answer="陳美: 不行", actor=cast.chief, at=minutes(2 * HOUR)
    )
    assert states(case, "3.3.8") == ["met", "open"]
    owed = Obligation.objects.get(stream=case.stream, clause="3.3.8", state="open")
    assert (owed.holder, owed.due_at) == (cast.chief.key, minutes(26 * HOUR))
    assert states(case, "3.4.1") == ["void"]  # nobody owes a visit that cannot be made
    due.sweep(at=minutes(27 * HOUR))
    assert states(case, "3.3.8") == ["met", "open late"]


def test_an_owner_answers_an_explanation_on_the_page(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = result.dispute_result(case=walk("told"), dispute="x", actor=cast.mei, at=minutes(1 * HOUR))
    result.explain(case=case, explanation="水壓太高", accepted=None, actor=cast.chief, at=minutes(2 * HOUR))
    assert states(case, "3.3.8") == ["met"]
    with clock(3 * HOUR):
        owner = come_in(cast.mei)
        page = reverse("my_case", args=[case.number])
        assert "水壓太高" in owner.get(page).content.decode()
        assert owner.post(reverse("my_act", args=[case.number, "reject"]), {"text": ""}).status_code == 200
        assert owner.post(reverse("my_act", args=[case.number, "reject"]), {"text": "不接受"}).status_code == 302
        assert "水壓太高" in owner.get(page).content.decode()
    assert states(case, "3.3.8") == ["met", "open"]


def test_silence_after_an_explanation_leads_to_another_visit(walk: Walk, cast: Cast) -> None:
    case = result.dispute_result(case=walk("told"), dispute="x", actor=cast.mei, at=minutes(1 * HOUR))
    result.explain(case=case, explanation="水壓", accepted=None, actor=cast.chief, at=minutes(2 * HOUR))
    assert silence.take_silence_for_consent(actor=SYSTEM, at=minutes(25 * HOUR)) == 0
    for _time in range(2):
        silence.take_silence_for_consent(actor=SYSTEM, at=minutes(26.1 * HOUR))
    case.refresh_from_db()
    assert (case.state, case.explained_at) == ("visit_due", None)
    assert states(case, "3.4.1") == ["void", "open"]


def test_a_visit_by_message_needs_a_call_first(walk: Walk, cast: Cast, fill: Fill) -> None:
    case = walk("visit_due")
    refused = fill(case, "visit_owner", hour=30, **heard(method="sms"))
    assert refused.status_code == 409
    assert "The telephone comes first" in refused.content.decode()
    assert not Event.objects.filter(stream=case.stream, kind="return_visit.done").exists()
    assert not ReturnVisit.objects.filter(case=case).exists()
    fill(case, "attempt_visit", hour=30.5, method="phone")
    assert fill(case, "visit_owner", hour=31, **heard(method="sms")).status_code == 302


def test_an_owner_who_prefers_messages_is_visited_by_message(walk: Walk, cast: Cast, fill: Fill) -> None:
    cast.mei.preference = "message"
    cast.mei.save()
    assert fill(walk("visit_due"), "visit_owner", hour=30, **heard(method="wechat")).status_code == 302


def test_four_tries_in_a_row_do_not_end_a_visit(walk: Walk, cast: Cast, fill: Fill) -> None:
    case = walk("visit_due")
    for second in range(4):
        fill(case, "attempt_visit", hour=25 + second / 600, method="phone")
    refused = fill(case, "give_up_visit", hour=26)
    assert refused.status_code == 409
    assert "Within 24 hours the owner was called in 1 parts of the day" in refused.content.decode()
    case.refresh_from_db()
    assert (case.state, states(case, "3.4.1")) == ("visit_due", ["open"])


def test_three_parts_of_the_day_and_a_message_end_a_visit(walk: Walk, cast: Cast, fill: Fill) -> None:
    case = walk("visit_due")
    assert written(fill, case, 24.9).status_code == 302  # before the calls: not the message that C26 asks for
    for hour in (25.5, 28, 33):  # 11:30, 14:00, 19:00
        fill(case, "attempt_visit", hour=hour, method="phone")
    refused = fill(case, "give_up_visit", hour=34)
    assert "Now send the owner a message" in refused.content.decode()
    unsent = fill(case, "attempt_visit", hour=34.4, method="sms")
    assert unsent.status_code == 409
    assert "Write to the owner first" in unsent.content.decode()
    assert written(fill, case, 34.5).status_code == 302
    assert fill(case, "give_up_visit", hour=35).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.visits.get().outcome) == ("closed", "unreachable")


def test_three_parts_of_three_days_do_not_end_a_visit(walk: Walk, cast: Cast, fill: Fill) -> None:
    """Three tries within one day are asked for (C26); until then the visit goes on, also when it is late."""
    case = walk("visit_due")
    for hour in (25.5, 52, 81):  # 11:30, 14:00 of the next day, 19:00 of the one after
        fill(case, "attempt_visit", hour=hour, method="phone")
    assert written(fill, case, 82).status_code == 302
    refused = fill(case, "give_up_visit", hour=83)
    assert refused.status_code == 409
    assert "Within 24 hours the owner was called in 1 parts of the day" in refused.content.decode()
    for hour in (95.5, 99):  # 9:30 and 13:00 of the day after: with the evening before, three within a day
        fill(case, "attempt_visit", hour=hour, method="phone")
    assert "Now send the owner a message" in fill(case, "give_up_visit", hour=99.5).content.decode()
    assert written(fill, case, 100).status_code == 302
    assert fill(case, "give_up_visit", hour=101).status_code == 302
    assert case.visits.get().outcome == "unreachable"


def test_a_version_without_the_figure_counts_parts_of_any_day(walk: Walk, cast: Cast, fill: Fill) -> None:
    texts = files.standard()
    texts["00-policy.toml"] = texts["00-policy.toml"].replace("2026.11", "2026.12")
    settings = texts["01-settings.toml"]
    texts["01-settings.toml"] = settings.replace('visit_attempts_within = "24 h", ', "")
    assert texts["01-settings.toml"] != settings
    policies.adopt(files=texts, actor="operator", starts_at=minutes(2), at=minutes(1))
    case = walk("visit_due")
    for hour in (25.5, 52):
        fill(case, "attempt_visit", hour=hour, method="phone")
    assert "The owner was called in 2 parts of the day" in fill(case, "give_up_visit", hour=53).content.decode()
    fill(case, "attempt_visit", hour=81, method="phone")
    assert written(fill, case, 82).status_code == 302
    assert fill(case, "give_up_visit", hour=83).status_code == 302


def written(fill: Fill, case: Case, hour: float) -> Any:
    """The owner is written to, the message goes out, and is noted as an attempt."""
    fill(case, "send_message", hour=hour, purpose="chat", text="打過電話給您")
    notices.deliver(actor="engine", at=minutes(hour * HOUR))
    return fill(case, "attempt_visit", hour=hour + 0.05, method="sms")


def test_a_message_noted_after_the_calls_counts_when_it_was_sent(walk: Walk, cast: Cast, fill: Fill) -> None:
    case = walk("visit_due")
    fill(case, "send_message", hour=25, purpose="chat", text="打過電話給您")
    notices.deliver(actor="engine", at=minutes(25 * HOUR))
    for hour in (25.5, 28, 33):
        fill(case, "attempt_visit", hour=hour, method="phone")
    assert fill(case, "attempt_visit", hour=34, method="wechat").status_code == 302
    assert fill(case, "give_up_visit", hour=35).status_code == 409
    attempts = Event.objects.filter(stream=case.stream, kind="return_visit.attempted").order_by("number")
    assert [list(one.data["evidence"]) for one in attempts] == [["noted"]] * 3 + [["delivery"]]


def test_whoever_has_no_address_here_is_written_to_by_other_means(walk: Walk, cast: Cast, fill: Fill) -> None:
    case = walk("visit_due")
    Case.objects.filter(pk=case.pk).update(resident=None)
    assert fill(case, "attempt_visit", hour=30, method="sms").status_code == 302
    attempt = Event.objects.get(stream=case.stream, kind="return_visit.attempted")
    assert attempt.data["evidence"] == {"noted": cast.li.key}


def test_who_says_nothing_gives_no_stars(walk: Walk, cast: Cast, fill: Fill) -> None:
    case = walk("visit_due")
    lacking = fill(case, "visit_owner", hour=30, **heard(service_score=""))
    assert lacking.status_code == 422
    assert "from one to five stars" in lacking.content.decode()
    assert fill(case, "visit_owner", hour=31, **heard(outcome="refused", service_score="5")).status_code == 302
    assert case.visits.get().service_score is None
    assert Event.objects.get(stream=case.stream, kind="return_visit.done").data.get("stars", 0) == 0


def test_stars_count_with_the_call_of_the_telephone_log(walk: Walk, cast: Cast, fill: Fill, settings: Any) -> None:
    content, basically, unhappy, unproved = (walk("visit_due") for _one in range(4))
    assert dialled(settings, "out-1", 95, 30).status_code == 200
    assert dialled(settings, "out-1", 95, 30).status_code == 200  # told twice, it is one call
    assert dialled(settings, "out-2", 0, 30).status_code == 200
    call = PhoneCall.objects.get(key="out-1")
    assert fill(content, "visit_owner", hour=30, **heard(call=call.pk)).status_code == 302
    words = heard(call=call.pk, outcome="basically", service_score="3")  # what was said goes before the stars
    assert fill(basically, "visit_owner", hour=30.05, **words).status_code == 302
    assert fill(unhappy, "visit_owner", hour=30.1, **UNHAPPY | {"call": call.pk}).status_code == 302
    assert fill(unproved, "visit_owner", hour=30.2, **UNHAPPY).status_code == 302
    due.sweep(at=datetime(2026, 12, 1, tzinfo=UTC))
    month = sheets.draft_month(site=cast.site, first_on=NOVEMBER, actor=cast.qin, at=AFTER)
    lines = ScoreLine.objects.filter(sheet__month=month, sheet__employee=cast.li)
    figures = {one.indicator: (Fraction(one.part), one.whole) for one in lines}
    assert figures["K19"] == (Fraction(2), 3)
    assert figures["K16"] == (Fraction(4), 4)


def test_a_call_that_proves_nothing_is_not_offered(walk: Walk, cast: Cast, fill: Fill, settings: Any) -> None:
    case = walk("visit_due")
    dialled(settings, "unanswered", 0, 30)
    dialled(settings, "somebody-else", 60, 30, number="13900000003")
    for key in ("unanswered", "somebody-else"):
        call = PhoneCall.objects.get(key=key)
        assert fill(case, "visit_owner", hour=30, **heard(call=call.pk)).status_code == 422
    tried = fill(case, "attempt_visit", hour=30.1, method="phone", call=PhoneCall.objects.get(key="unanswered").pk)
    assert tried.status_code == 302
    attempt = Event.objects.get(stream=case.stream, kind="return_visit.attempted")
    assert attempt.data["evidence"] == {"call": "unanswered"}


@pytest.mark.parametrize("said", [{"talked": -1}, {"talked": 86_401}, {"talked": "9"}, {"talked": True}])
def test_a_bad_length_of_a_call_is_refused(cast: Cast, settings: Any, said: dict[str, Any]) -> None:
    answer = dialled(settings, "bad", said["talked"], 1)
    assert (answer.status_code, answer.json()) == (422, {"error": "bad_talked"})
    assert not PhoneCall.objects.exists()


BROUGHT_UP = heard(opinion="樓道燈壞了", issue="on", issue_kind="defect", forwarded_to="maintenance")


def test_what_comes_up_is_owed_by_the_department(walk: Walk, cast: Cast, fill: Fill, english: SignIn) -> None:
    """Its head is told and answers, the agent sees whether it is mended; each has a clock."""
    case = walk("visit_due")
    on_duty(cast.chief, 22, 32)
    for _time in range(2):  # sent twice, it is owed once
        assert fill(case, "visit_owner", hour=30, **BROUGHT_UP).status_code == 302
    owed = Rectification.objects.get()
    assert (owed.department, owed.source, owed.problem, owed.state) == ("maintenance", "visit", "樓道燈壞了", "issued")
    clocks = {one.clause: one for one in Obligation.objects.filter(stream=owed.stream)}
    assert (clocks["3.4.6"].holder, clocks["3.4.6"].due_at) == (cast.chief.key, minutes(102 * HOUR))
    assert clocks["6.1.3"].due_at == minutes(198 * HOUR)
    assert states(case, "4.1.12") == ["met"]
    told = Outgoing.objects.get(stream=owed.stream, to=cast.chief.key)
    assert (told.what, told.body) == ("rectification", "樓道燈壞了")
    with clock(40 * HOUR):
        act = reverse("rectification_act", args=[owed.number, "reply"])
        assert english(cast.li).post(act, {"cause": "x", "measures": "y", "once": "r:0"}).status_code == 409
        assert english(cast.chief).post(act, {"cause": "x", "measures": "換了燈", "once": "r:1"}).status_code == 302
    assert states_of(owed.stream, "3.4.6") == ["met"]
    with clock(41 * HOUR):
        look = reverse("rectification_act", args=[owed.number, "verify"])
        assert "換了燈" in english(cast.li).get(reverse("rectification", args=[owed.number])).content.decode()
        said = {"passed": "yes", "remark": "", "once": "v:1"}
        assert english(cast.zhao).post(look, said).status_code == 409
        assert english(cast.li).post(look, said).status_code == 302
    owed.refresh_from_db()
    assert (owed.state, states_of(owed.stream, "6.1.3")) == ("passed", ["met"])
    assert not faults()


def test_what_the_department_leaves_undone_lapses(walk: Walk, cast: Cast, fill: Fill) -> None:
    fill(walk("visit_due"), "visit_owner", hour=30, **BROUGHT_UP)
    owed = Rectification.objects.get()
    due.sweep(at=minutes(220 * HOUR))
    assert (states_of(owed.stream, "3.4.6"), states_of(owed.stream, "6.1.3")) == (["open late"], ["open late"])


def test_what_is_sent_on_later_is_owed_from_then_on(walk: Walk, cast: Cast, fill: Fill) -> None:
    case = walk("visit_due")
    fill(case, "visit_owner", hour=30, **BROUGHT_UP | {"forwarded_to": ""})
    assert (states(case, "4.1.12"), Rectification.objects.count()) == (["open"], 0)
    assert fill(case, "forward_issue", hour=31, issue_kind="suggestion").status_code == 422  # to nobody
    sent = fill(case, "forward_issue", hour=31, department="cleaning", issue_kind="suggestion")
    assert sent.status_code == 302
    owed = Rectification.objects.get()
    assert (owed.department, owed.severity) == ("cleaning", "minor")
    assert (states(case, "4.1.12"), states_of(owed.stream, "3.4.6")) == (["met"], ["open"])


def test_nothing_comes_up_without_words(walk: Walk, cast: Cast, fill: Fill) -> None:
    assert fill(walk("visit_due"), "visit_owner", hour=30, **BROUGHT_UP | {"opinion": ""}).status_code == 422


def test_no_answer_is_there_before_somebody_gave_it(walk: Walk, cast: Cast, fill: Fill, english: SignIn) -> None:
    case = walk("visit_due")
    form = english(cast.li).get(reverse("act", args=[case.number, "visit_owner"])).context["form"]
    assert form["outcome"].value() is None
    refused = fill(case, "visit_owner", hour=30, **BROUGHT_UP | {"issue_kind": ""})
    assert "a suggestion or a defect" in refused.content.decode()
    assert states(case, "4.1.12") == []
