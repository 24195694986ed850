"""Plans at the desk and in the field: the owner's answers, what changed meanwhile, what was explained."""

from datetime import timedelta
from decimal import Decimal

import pytest

from gensui.cases.actions import parts, plan, work
from gensui.cases.actions.priced import Line
from gensui.cases.refusals import OverTotal
from gensui.cases.work_refusals import NoPrices, NotFree
from gensui.ledger.models import Event, Obligation
from gensui.ledger.refusals import NotAllowedYet
from tests.cases.asking import closing_questions, refuses
from tests.cases.conftest import Walk, leak_plan
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database

CHANGES = {"by": "陳美", "wish": "用普通軟管", "once": "act:1"}


def test_changes_said_on_the_telephone_go_back_to_the_handler(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("plan_pending")
    answer = english(cast.li).post(f"/cases/{case.number}/ask_for_changes/", CHANGES, follow=True)
    assert "The next version of the plan is due" in answer.content.decode()
    case.refresh_from_db()
    assert (case.state, case.quotes.get().answer) == ("on_site", "用普通軟管")


def test_an_old_page_of_the_desk_is_refused_and_says_what_changed(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, desk = walk("plan_pending"), english(cast.li)
    page = desk.get(f"/cases/{case.number}/ask_for_changes/").content.decode()
    assert f'name="seen" value="{case.seen}"' in page
    plan.propose_plan(case=case, plan=leak_plan(cast), actor=cast.chen, at=minutes(15))

    answer = desk.post(f"/cases/{case.number}/ask_for_changes/", CHANGES | {"seen": case.seen})

    case.refresh_from_db()
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "Its plan is version 2" in said
    assert "用普通軟管" in said
    assert f'name="seen" value="{case.seen}"' in said  # to be sent again, now that it was seen
    assert desk.post(f"/cases/{case.number}/ask_for_changes/", CHANGES | {"seen": case.seen}).status_code == 302


def test_a_quick_button_of_an_old_page_is_refused(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, desk = walk("working"), english(cast.chen)
    page = desk.get(f"/field/{case.number}/").content.decode()
    assert page.count('name="seen"') == page.count('name="once"')
    answer = desk.post(f"/cases/{case.number}/start_work/", {"once": "q", "seen": "plan_pending.1.1"})
    assert answer.status_code == 409
    assert "This has changed since you opened the page" in answer.content.decode()


def test_work_waits_until_the_plan_was_explained(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, desk = walk("on_site"), english(cast.chen)
    case = plan.propose_plan(case=case, plan=leak_plan(cast, explained=""), actor=cast.chen, at=minutes(10))
    plan.consent_to_plan(case=case, method="sign", by="陳美", key="k", person=cast.mei, actor=cast.chen, at=minutes(11))

    refused = desk.post(f"/cases/{case.number}/start_work/", {"once": "q1"})
    assert refused.status_code == 409
    assert "Not allowed yet by clause" in refused.content.decode()
    gates = Obligation.objects.filter(stream=case.stream, state="open", clause__in=("2.2.7", "4.2.4", "4.2.5"))
    assert {gate.clause for gate in gates} == {"2.2.7", "4.2.4"}

    assert desk.post(f"/cases/{case.number}/explain_plan/", {"how": "by_phone", "once": "q2"}).status_code == 302
    event = Event.objects.get(stream=case.stream, kind="plan.explained")
    assert (event.data["how"], event.data["prices"]) == ("by_phone", True)
    assert desk.post(f"/cases/{case.number}/explain_plan/", {"how": "by_phone", "once": "q3"}).status_code == 409
    assert desk.post(f"/cases/{case.number}/start_work/", {"once": "q4"}).status_code == 302


def test_a_repair_does_not_begin_without_any_plan(walk: Walk, cast: Cast) -> None:
    for state in ("assigned", "contacted", "on_site"):
        refuses(work.start_work, walk(state), NotAllowedYet, actor=cast.chen, at=minutes(60))


def test_after_a_no_nothing_begins_until_the_next_yes(walk: Walk, cast: Cast) -> None:
    case = plan.decline_plan(case=walk("plan_pending"), by="陳美", reason="太貴", actor=cast.mei, at=minutes(20))
    refuses(work.start_work, case, NotAllowedYet, actor=cast.chen, at=minutes(21))
    case = plan.propose_plan(case=case, plan=leak_plan(cast), actor=cast.chen, at=minutes(22))
    assert Obligation.objects.filter(stream=case.stream, clause="4.2.3", state="met").count() == 2
    case = plan.consent_to_plan(case=case, method="app", by="陳美", key="k", actor=cast.mei, at=minutes(23))
    assert work.start_work(case=case, actor=cast.chen, at=minutes(24)).state == "working"


def test_a_no_to_a_complex_plan_lets_the_required_time_run_again(walk: Walk, cast: Cast) -> None:
    case = walk("on_site")
    slow = leak_plan(cast, complexity="complex", eta_at=minutes(60 * 48))
    case = plan.propose_plan(case=case, plan=slow, actor=cast.chen, at=minutes(10))
    waiting = Obligation.objects.get(stream=case.stream, clause="C30.1", state="open")
    assert waiting.paused_at == minutes(10)
    case = plan.decline_plan(case=case, by="陳美", reason="太久", actor=cast.mei, at=minutes(20))
    assert case.eta_at is None
    running = Obligation.objects.get(stream=case.stream, clause="C30.1", state="open")
    assert case.required_by is not None
    assert (running.paused_at, running.due_at) == (None, case.required_by + timedelta(minutes=10))
    assert not Obligation.objects.filter(stream=case.stream, clause="C11.1", state="open").exists()


def test_a_no_to_a_later_version_leaves_the_work_alone(walk: Walk, cast: Cast) -> None:
    case = walk("working")
    case = plan.propose_plan(case=case, plan=leak_plan(cast), actor=cast.chen, at=minutes(40))
    assert (case.state, case.plan_version) == ("working", 2)
    case = plan.decline_plan(case=case, by="陳美", reason="只做第一項", actor=cast.mei, at=minutes(41))
    assert case.state == "working"
    assert [quote.consent for quote in case.quotes.order_by("version")] == ["agreed", "declined"]
    assert Obligation.objects.filter(stream=case.stream, clause="4.2.9", state="open", paused_at=None).exists()
    assert not Obligation.objects.filter(stream=case.stream, clause="4.2.3", state="open").exists()


def test_what_waits_before_the_work_can_be_cancelled(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = work.pause_work(case=walk("contacted"), reason="owner_absent", actor=cast.chen, at=minutes(10))
    assert "cancel_case" in english(cast.li).get(f"/cases/{case.number}/").content.decode()
    answer = english(cast.li).post(f"/cases/{case.number}/cancel_case/", {"reason": "業主不修了", "once": "c1"})
    case.refresh_from_db()
    assert (answer.status_code, case.state, case.pause_reason) == (302, "cancelled", "")

    begun = work.pause_work(case=walk("working"), reason="parts", parts="角閥", actor=cast.chen, at=minutes(40))
    assert (
        english(cast.li).post(f"/cases/{begun.number}/cancel_case/", {"reason": "x", "once": "c2"}).status_code == 409
    )


@pytest.mark.parametrize("act", ["decline_plan", "ask_for_changes", "leave_repair"])
def test_each_answer_asks_its_questions(walk: Walk, cast: Cast, act: str) -> None:
    words = {"by": "陳美", "wish" if act == "ask_for_changes" else "reason": "太貴"}
    case, wrong = walk("plan_pending"), walk("working" if act == "leave_repair" else "assigned")
    closing_questions(getattr(plan, act), case, cast, wrong=wrong, actor=cast.li, **words)


def test_explain_asks_its_questions(walk: Walk, cast: Cast) -> None:
    case = plan.propose_plan(case=walk("on_site"), plan=leak_plan(cast, explained=""), actor=cast.chen, at=minutes(10))
    closing_questions(plan.explain_plan, case, cast, wrong=walk("assigned"), how="in_person", actor=cast.chen)


def test_need_parts_asks_its_questions(walk: Walk, cast: Cast) -> None:
    closing_questions(parts.need_parts, walk("on_site"), cast, wrong=walk("assigned"), reason="閥芯裂", actor=cast.chen)


PLAN = {
    "findings": "角閥裂", "cause": "老化", "plan": "換閥", "payer": "owner", "complexity": "general", "item0": "angle-valve",
    "once": "act:1",
}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"quantity0": "9999", "price0": "20000"}, "quantity0"),
        ({"quantity0": "10000"}, "quantity0"),
        ({"quantity0": "0"}, "quantity0"),
        ({"quantity0": "1.234"}, "quantity0"),
        ({"price0": "-1"}, "price0"),
        ({"price0": "1e30"}, "price0"),
        ({"price0": "NaN"}, "price0"),
    ],
)
def test_figures_beyond_their_range_are_refused_where_they_stand(
    walk: Walk, cast: Cast, english: SignIn, typed: dict[str, str], field: str
) -> None:
    case = walk("on_site")
    answer = english(cast.chief).post(f"/cases/{case.number}/propose_plan/", PLAN | typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "角閥裂" in answer.content.decode()
    assert not case.quotes.exists()


def test_a_plan_beyond_what_can_be_kept_is_refused_by_the_act_too(walk: Walk, cast: Cast) -> None:
    dear = leak_plan(cast, lines=(Line("工", "labour", Decimal(9999), Decimal(20_000)),))
    refuses(plan.propose_plan, walk("on_site"), OverTotal, plan=dear, actor=cast.chief, at=minutes(10))


UNPRICED = {name: said for name, said in PLAN.items() if name != "item0"}


@pytest.mark.parametrize("where", ["", "field"])
def test_a_plan_the_owner_pays_has_prices_or_is_free(walk: Walk, cast: Cast, english: SignIn, where: str) -> None:
    case, desk = walk("on_site"), english(cast.chen)
    back = {"back": f"/field/{case.number}/"} if where else {}
    for given, said in (
        (UNPRICED, "The owner pays, but there is no price."),
        (PLAN | {"free": "on"}, "Free of charge, but it costs ¥46.00 in all."),
    ):
        answer = desk.post(f"/cases/{case.number}/propose_plan/", given | back)
        assert answer.status_code == 422
        assert [said in one for one in answer.context["form"].errors["free"]] == [True]
        assert (said in answer.content.decode(), case.quotes.exists()) == (True, False)
    assert desk.post(f"/cases/{case.number}/propose_plan/", UNPRICED | back | {"free": "on"}).status_code == 302
    assert (float(case.quotes.get().total), case.quotes.get().lines.exists()) == (0.0, False)
    case.refresh_from_db()
    again = desk.get(f"/cases/{case.number}/propose_plan/")
    assert again.context["form"]["free"].value() is True


@pytest.mark.parametrize("payer", ["company", "warranty", "fund", "third_party"])
def test_what_the_owner_does_not_pay_needs_no_price(walk: Walk, cast: Cast, english: SignIn, payer: str) -> None:
    case = walk("on_site")
    answer = english(cast.chen).post(f"/cases/{case.number}/propose_plan/", UNPRICED | {"payer": payer})
    assert (answer.status_code, case.quotes.get().payer) == (302, payer)


def test_every_door_refuses_what_is_neither_priced_nor_free(walk: Walk, cast: Cast) -> None:
    for refusal, given in ((NoPrices, leak_plan(cast, lines=())), (NotFree, leak_plan(cast, free=True))):
        refuses(plan.propose_plan, walk("on_site"), refusal, plan=given, actor=cast.chen, at=minutes(10))
