"""An owner answers a plan on the owners' page: yes, no, changed please, or nothing at all."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gensui.cases import queries
from gensui.cases.actions import plan
from gensui.cases.models import Case
from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.notices.actions import deliver
from gensui.notices.models import Notice
from gensui.people.models import User
from tests.cases.conftest import Walk, leak_plan
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn
from tests.portal.conftest import ComeIn

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _reads_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def post(browser: Client, case: Case, act: str, **words: str) -> int:
    """The status with which the page answers."""
    said = {"seen": Case.objects.get(pk=case.pk).seen} | words
    return browser.post(reverse("my_act", args=[case.number, act]), said).status_code


def clauses(case: Case, state: str) -> set[str]:
    return set(Obligation.objects.filter(stream=case.stream, state=state).values_list("clause", flat=True))


def standings(case: Case) -> dict[str, str]:
    row = queries.rows([Case.objects.with_people().get(pk=case.pk)], minutes(400))[0]
    return {one.key: one.shape for one in row.thread}


@pytest.mark.parametrize(
    ("act", "answer", "kind"),
    [("decline", "declined", "plan.declined"), ("change", "asked", "plan.change_asked")],
)
def test_an_answer_that_is_not_yes_goes_back_to_the_handler(
    walk: Walk, cast: Cast, come_in: ComeIn, sign_in: SignIn, act: str, answer: str, kind: str
) -> None:
    case, browser = walk("plan_pending"), come_in(cast.mei)

    assert post(browser, case, act, text="普通軟管就好,便宜些", once="my:1") == 302

    case.refresh_from_db()
    assert (case.state, case.completed_at, case.plan_answer) == ("on_site", None, answer)
    quote = case.quotes.get()
    assert (quote.consent, quote.answer) == (answer, "普通軟管就好,便宜些")
    assert Event.objects.filter(stream=case.stream, kind=kind).count() == 1
    # the next plan is owed; nothing that follows work is
    owed = Obligation.objects.get(stream=case.stream, clause="4.2.3", state="open")
    assert owed.due_at == owed.opened_at + timedelta(hours=4)
    assert {"3.3.3", "4.1.6", "C30.1"} <= clauses(case, "open")
    everything = set(Obligation.objects.filter(stream=case.stream).values_list("clause", flat=True))
    assert not {"3.4.1", "4.1.9", "4.2.9", "4.2.12"} & everything
    # the thread says so
    assert standings(case)[answer] == "wait"
    assert standings(case)["repaired"] != "met"
    # the handler hears it and reads the words
    told = Outgoing.objects.get(stream=case.stream, to=cast.chen.key, what="message.notice")
    assert "普通軟管就好" in told.body
    desk = sign_in(cast.chen)
    for page in (reverse("step", args=[case.number]), reverse("field"), reverse("worklist"), f"/cases/{case.number}/"):
        assert "普通軟管就好" in desk.get(page).content.decode(), page
    # the owner is asked for no stars
    page = browser.get(reverse("my_case", args=[case.number])).content.decode()
    assert 'name="stars"' not in page


def test_the_next_version_starts_from_the_last(walk: Walk, cast: Cast, come_in: ComeIn, sign_in: SignIn) -> None:
    case = walk("plan_pending")
    post(come_in(cast.mei), case, "change", text="便宜些", once="my:1")

    form = sign_in(cast.chen).get(f"/cases/{case.number}/propose_plan/").context["form"]

    assert (form["findings"].value(), form["cause"].value(), form["plan"].value()) == (
        "角閥滴水",
        "墊圈老化",
        "更換角閥",
    )
    first = [field.value() for field in form.rows()[0]]
    assert (first[0], float(first[1]), float(first[2])) == ("angle-valve", 2, 46)


def test_another_item_on_a_line_brings_its_own_price(walk: Walk, cast: Cast, come_in: ComeIn, sign_in: SignIn) -> None:
    case, browser = walk("plan_pending"), sign_in(cast.chen)
    post(come_in(cast.mei), case, "change", text="便宜些", once="my:1")
    path = f"/cases/{case.number}/propose_plan/"
    form = browser.get(path).context["form"]
    given = {name: form[name].value() for name in form.fields}
    given = {name: value for name, value in given.items() if value not in (None, "", [], False)}

    browser.post(path, given | {"item0": cast.labour.pk, "once": "act:next"})

    line = case.quotes.get(version=2).lines.order_by("pk")[0]
    assert (line.item, line.unit_price) == (cast.labour, cast.labour.price)


def test_a_second_tap_and_a_second_answer_change_nothing(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case, browser = walk("plan_pending"), come_in(cast.mei)
    seen = case.seen

    assert post(browser, case, "decline", text="太貴", once="my:1", seen=seen) == 302
    assert post(browser, case, "decline", text="太貴", once="my:1", seen=seen) == 302
    assert post(browser, case, "agree", once="my:2", seen=seen) == 200

    assert Event.objects.filter(stream=case.stream, kind="plan.declined").count() == 1
    assert case.quotes.get().consent == "declined"


def test_leave_it_ends_the_request_before_any_work(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case, browser = walk("plan_pending"), come_in(cast.mei)

    assert "Leave it as it is" in browser.get(reverse("my_case", args=[case.number])).content.decode()
    assert post(browser, case, "leave", text="自己修", once="my:1") == 302

    case.refresh_from_db()
    assert (case.state, case.completed_at, case.quotes.get().consent) == ("cancelled", None, "declined")
    assert clauses(case, "open") <= {"pause:owner_consent"}
    assert "自己修" in Outgoing.objects.get(stream=case.stream, to=cast.chen.key, what="message.notice").body


def test_a_newer_version_takes_the_place_of_the_one_that_waits(
    walk: Walk, cast: Cast, come_in: ComeIn, sign_in: SignIn
) -> None:
    case, browser = walk("plan_pending"), come_in(cast.mei)
    desk = sign_in(cast.chen)
    given = {
        "findings": "角閥裂", "cause": "老化", "plan": "換閥和軟管", "payer": "owner", "complexity": "general",
        "item0": "angle-valve", "quantity0": "3", "price0": "60", "explained": "in_person", "once": "act:1",
    }  # fmt: skip

    assert desk.post(f"/cases/{case.number}/propose_plan/", given).status_code == 302

    case.refresh_from_db()
    assert (case.state, case.plan_version, case.plan_answer) == ("plan_pending", 2, "pending")
    assert [quote.consent for quote in case.quotes.order_by("version")] == ["changed", "pending"]
    page = browser.get(reverse("my_case", args=[case.number])).content.decode()
    assert "180.00" in page
    assert "172.00" not in page
    bodies = Outgoing.objects.filter(stream=case.stream, to=cast.mei.key, what="message.notice").order_by("pk")
    assert ["172.00" in bodies[0].body, "180.00" in bodies[1].body] == [True, True]


def test_who_waits_at_the_door_is_told_of_the_yes(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = walk("plan_pending")
    assert post(come_in(cast.mei), case, "agree", once="my:1") == 302
    heard = Outgoing.objects.filter(stream=case.stream, to=cast.chen.key, body__contains="agreed to the plan, ¥172")
    assert heard.count() == 1


@pytest.mark.parametrize("act", ["agree", "decline", "change"])
def test_an_answer_that_does_not_say_to_which_plan_is_none(walk: Walk, cast: Cast, come_in: ComeIn, act: str) -> None:
    case = walk("plan_pending")
    assert post(come_in(cast.mei), case, act, text="太貴", once="my:1", seen="") == 200
    assert (case.quotes.get().consent, Case.objects.get().state) == ("pending", "plan_pending")


def test_an_answer_from_an_old_page_is_refused_with_the_new_plan_shown(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case, browser = walk("plan_pending"), come_in(cast.mei)
    page = browser.get(reverse("my_case", args=[case.number])).content.decode()
    assert f'name="seen" value="{case.seen}"' in page
    dear = leak_plan(cast, findings="整段要換")
    plan.propose_plan(case=case, plan=dear, actor=cast.chen, at=minutes(15))

    for act in ("agree", "decline", "change", "leave"):
        answer = browser.post(
            reverse("my_act", args=[case.number, act]), {"once": f"my:{act}", "seen": case.seen, "text": "好的呀"}
        )
        said = answer.content.decode()
        assert "This has changed since you opened the page" in said, act
        assert "version 2" in said
        assert "整段要換" in said
        if act != "agree":
            assert "好的呀" in said  # what was typed is kept

    assert [quote.consent for quote in case.quotes.order_by("version")] == ["changed", "pending"]
    fresh = Case.objects.get(pk=case.pk).seen
    assert post(browser, case, "agree", once="my:again", seen=fresh) == 302
    event = Event.objects.get(stream=case.stream, kind="plan.consented")
    assert event.data["version"] == 2


def test_words_are_taken_from_an_old_page_too(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = walk("plan_pending")
    assert post(come_in(cast.mei), case, "write", text="請問幾點到?", once="my:1", seen="assigned.1.0") == 302
    assert case.messages.get().text == "請問幾點到?"


def test_the_handler_on_the_way_hears_that_it_is_cancelled(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = walk("contacted")
    assert post(come_in(cast.mei), case, "cancel", text="已經好了", once="my:1") == 302
    for who in (cast.chen, cast.li):
        assert "已經好了" in Outgoing.objects.get(stream=case.stream, to=who.key, what="message.notice").body


def test_after_a_yes_the_page_says_that_it_begins(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case, browser = walk("plan_pending"), come_in(cast.mei)
    assert post(browser, case, "agree", once="my:1") == 302
    page = browser.get(reverse("my_case", args=[case.number])).content.decode()
    case.refresh_from_db()
    assert f"You agreed; {cast.chen.name} begins" in page


def test_what_was_answered_is_no_longer_asked(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case, other, browser = walk("plan_pending"), walk("plan_pending"), come_in(cast.mei)
    deliver(actor="engine", at=minutes(60))
    asked = [
        Notice.objects.filter(recipient_key=cast.mei.key, stream=one.stream, read_at=None) for one in (case, other)
    ]
    assert all(one.exists() for one in asked)

    post(browser, case, "agree", once="my:1")

    assert [one.exists() for one in asked] == [False, True]


def test_who_does_not_pay_is_not_asked(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    """The head of the department says it where the house pays; a button that is refused is no offer."""
    case = walk("plan_pending")
    case.quotes.update(payer="company")
    browser = come_in(cast.mei)
    assert '/agree/"' not in browser.get(reverse("my_case", args=[case.number])).content.decode()
    case.quotes.update(payer="owner")
    assert '/agree/"' in browser.get(reverse("my_case", args=[case.number])).content.decode()


def test_the_owner_of_a_plan_of_the_house_pays_and_agrees_to_nothing(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = walk("on_site")
    case = plan.propose_plan(case=case, plan=leak_plan(cast, payer="company"), actor=cast.chen, at=minutes(10))
    browser, path = come_in(cast.mei), reverse("my_case", args=[case.number])
    told = Outgoing.objects.filter(stream=case.stream, to=cast.mei.key, what="message.notice").latest("pk").body
    assert "Please agree" not in told
    assert "nothing for you to pay" in told
    page = browser.get(path).content.decode()
    assert "The house decides it; there is nothing for you to pay" in page
    assert "for you to decide" not in page
    assert ('/agree/"' in page, '/decline/"' in page, '/change/"' in page) == (False, False, True)
    assert "nothing for you to pay" in browser.get(reverse("my_cases")).content.decode()

    case = plan.consent_to_plan(case=case, actor=cast.chief, at=minutes(20), method="head", key="")
    page = browser.get(path).content.decode()
    assert "You agreed" not in page
    assert "The plan is decided, and there is nothing for you to pay" in page
    assert "decided for the house" in page


def test_staff_read_a_notice_in_their_own_language(walk: Walk, cast: Cast, come_in: ComeIn, settings: Any) -> None:
    """Whoever has chosen none reads the language of the house, whatever the owner's browser speaks."""
    settings.LANGUAGE_CODE = "zh-hant"
    User.objects.filter(employee=cast.chen).update(language="")
    case, browser = walk("plan_pending"), come_in(cast.mei)
    given = {"text": "便宜些", "once": "my:1", "seen": case.seen}
    browser.post(reverse("my_act", args=[case.number, "change"]), given, headers={"Accept-Language": "en"})
    told = Outgoing.objects.get(stream=case.stream, to=cast.chen.key, what="message.notice")
    assert "業主" in told.body
    assert "owner" not in told.body
