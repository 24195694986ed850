"""The handling record holds what was typed; parts are put in only where their price was agreed to."""

import io
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from gensui.cases import suggestions
from gensui.cases.actions import order, parts, plan, result, work
from gensui.cases.actions.priced import Line
from gensui.cases.models import Case
from gensui.cases.work_refusals import NotDone, OverAgreed
from gensui.ledger.models import Event, Obligation
from gensui.portal.story import title_of
from tests.cases.asking import closing_questions, refuses
from tests.cases.conftest import HANDLED, Walk, leak_plan
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database


def photo() -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (9, 9), "red").save(buffer, "PNG")
    return SimpleUploadedFile("after.png", buffer.getvalue(), "image/png")


def completed(case: Case, desk: Any, **words: Any) -> Any:
    given = {
        "process": "換閥", "result": "fixed", "labour_minutes": "40", "site_cleaned": "on", "photos": photo(), "once": "c1",
        "part0": "angle-valve", "used0": "2", "cost": "172",
    }  # fmt: skip
    return desk.post(
        f"/cases/{case.number}/complete_work/", {key: value for key, value in (given | words).items() if value}
    )


def report(case: Case, desk: Any, once: str = "r1") -> Any:
    return desk.post(f"/cases/{case.number}/report_result/", {"once": once})


def filled(case: Case, kind: str) -> list[str]:
    return list(Event.objects.filter(stream=case.stream, kind=kind).latest("number").data["filled"])


def test_the_form_starts_from_the_agreed_plan(walk: Walk, cast: Cast, english: SignIn) -> None:
    form = english(cast.chen).get(f"/cases/{walk('working').number}/complete_work/").context["form"]
    part, used = form.part_rows()[0]
    assert (part.value(), used.value(), form["cost"].value()) == ("angle-valve", Decimal(2), Decimal(172))
    assert form["result"].value() is None  # whether it is put right is said by who looked


@pytest.mark.parametrize("earlier", ["", "2026-11-23T10:13"])
def test_no_cost_above_the_agreed_one_is_taken(walk: Walk, cast: Cast, english: SignIn, earlier: str) -> None:
    """Neither when the work is done nor when its record is completed, nor entered later, as from paper."""
    case, desk = walk("working"), english(cast.chen)
    with time_machine.travel(minutes(60), tick=False):
        refused = completed(case, desk, cost="172.01", happened_at=earlier)
        assert refused.status_code == 409
        assert "¥172.01 is more than the ¥172.00 that was agreed to" in refused.content.decode()
        assert Case.objects.get(pk=case.pk).state == "working"
        assert not case.records.exists()
        assert completed(case, desk, cost="150", happened_at=earlier, once="c2").status_code == 302
        full = {"process": "換閥", "materials": "生料帶", "labour_minutes": "40"}
        for once, cost, status in (("f1", "500", 409), ("f2", "172", 302)):
            said = full | {"once": once, "cost": cost}
            assert desk.post(f"/cases/{case.number}/fill_record/", said).status_code == status
    assert case.records.get().cost == Decimal(172)


@pytest.mark.parametrize(
    ("used", "most"),
    [
        ({"used0": "1"}, "126"),
        ({"part0": "", "used0": "", "no_materials": "on"}, "80"),
        ({"part0": "", "used0": "", "materials": "生料帶"}, "80"),
    ],
)
def test_a_part_that_was_not_put_in_is_not_charged(
    walk: Walk, cast: Cast, english: SignIn, used: dict[str, str], most: str
) -> None:
    """Two valves at ¥46 and the labour were agreed to: ¥172."""
    case, desk = walk("working"), english(cast.chen)
    with time_machine.travel(minutes(60), tick=False):
        refused = completed(case, desk, **used)
        assert refused.status_code in (409, 422)
        assert f"Without them it is ¥{most}.00 at most" in refused.content.decode()
        assert Case.objects.get(pk=case.pk).state == "working"
        assert completed(case, desk, **used, cost=most, once="c2").status_code == 302
        again = {"process": "換閥", "labour_minutes": "40", "cost": "172", "once": "f"} | {
            name: used[name] for name in ("no_materials", "materials") if name in used
        }
        assert desk.post(f"/cases/{case.number}/fill_record/", again).status_code in (409, 422)
    assert case.records.get().cost == Decimal(most)


def test_a_higher_cost_is_taken_once_its_version_is_agreed_to(walk: Walk, cast: Cast) -> None:
    case = walk("working")
    more = leak_plan(cast, lines=(Line("人工", "labour", Decimal(3), Decimal(80), cast.labour),))
    case = plan.propose_plan(case=case, actor=cast.chen, at=minutes(20), plan=more)
    record = replace(HANDLED, cost=Decimal(240))
    refuses(work.complete_work, case, OverAgreed, actor=cast.chen, at=minutes(21), handling_record=record, photo="p")
    plan.consent_to_plan(case=case, actor=cast.mei, at=minutes(22), method="app", by="陳美", key="app")
    case = work.complete_work(case=case, actor=cast.chen, at=minutes(23), handling_record=record, photo="p")
    assert case.records.get().cost == Decimal(240)


def test_where_nothing_was_agreed_nothing_is_charged(walk: Walk, cast: Cast) -> None:
    case = walk("on_site")
    Case.objects.filter(pk=case.pk).update(state="working")
    refuses(work.complete_work, case, OverAgreed, actor=cast.chen, at=minutes(30), handling_record=HANDLED, photo="p")


def test_the_cost_of_danger_is_held_against_the_plan_that_follows(walk: Walk, cast: Cast) -> None:
    case = work.start_in_emergency(case=walk("on_site"), actor=cast.zhao, at=minutes(10), reason="水淹", photo="p")
    dear = replace(HANDLED, cost=Decimal(900))
    case = work.complete_work(case=case, actor=cast.chen, at=minutes(20), handling_record=dear, photo="p")
    case = plan.propose_plan(case=case, actor=cast.chen, at=minutes(30), plan=leak_plan(cast))
    case = plan.consent_to_plan(case=case, actor=cast.mei, at=minutes(40), method="app", by="陳美", key="app")
    refuses(work.report_result, case, OverAgreed, actor=cast.chen, at=minutes(50))


def test_a_full_record_is_reported(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, desk = walk("working"), english(cast.chen)
    assert completed(case, desk).status_code == 302
    assert report(case, desk).status_code == 302
    assert filled(case, "result.reported") == ["process", "materials", "result", "labour", "cost"]
    met = Obligation.objects.filter(stream=case.stream, clause__in=("3.2.10", "4.2.13"), state="met")
    assert met.count() == 2
    assert case.records.get().used == "Angle valve × 2"


@pytest.mark.parametrize(
    ("left_out", "missing", "called", "clause"),
    [
        ({"process": ""}, "process", "what was done", "3.2.10"),
        ({"part0": "", "used0": ""}, "materials", "materials", "3.2.10"),
        ({"labour_minutes": ""}, "labour", "minutes of work", "4.2.13"),
        ({"cost": ""}, "cost", "cost", "4.2.13"),
    ],
)
def test_an_incomplete_record_is_not_reported_until_it_is_filled_in(
    walk: Walk, cast: Cast, english: SignIn, left_out: dict[str, str], missing: str, called: str, clause: str
) -> None:
    case, desk = walk("working"), english(cast.chen)
    assert completed(case, desk, **left_out).status_code == 302
    assert missing not in filled(case, "work.completed")

    refused = report(case, desk)
    assert refused.status_code == 409
    said = refused.content.decode()
    assert (clause in said, called in said) == (True, True)

    cost = "80" if missing == "materials" else "172"  # the labour alone, where no part was put in
    full = {"process": "換閥", "no_materials": "on", "labour_minutes": "40", "cost": cost, "once": "f1"}
    assert desk.post(f"/cases/{case.number}/fill_record/", full).status_code == 302
    assert report(case, desk, "r2").status_code == 302


@pytest.mark.parametrize("left", ["not_fixed", "temporary", "referred"])
@pytest.mark.parametrize("page", ["", "field"])
def test_what_is_left_to_do_is_not_done(walk: Walk, cast: Cast, english: SignIn, left: str, page: str) -> None:
    case, desk = walk("working"), english(cast.chen)
    back = f"/field/{case.number}/" if page else ""
    form = desk.get(f"/cases/{case.number}/complete_work/?back={back}").content.decode()
    assert (f'value="{left}"' in form, 'value="fixed"' in form, 'value="no_fault"' in form) == (False, True, True)
    assert "“Pause”" in form  # what to do instead

    refused = completed(case, desk, result=left, process="閥芯缺貨", back=back)
    said = refused.content.decode()
    assert (refused.status_code, "閥芯缺貨" in said, "is done" in said) == (422, True, True)
    case.refresh_from_db()
    assert (case.state, case.completed_at, case.records.exists()) == ("working", None, False)
    assert not Event.objects.filter(stream=case.stream, kind="work.completed").exists()
    assert Obligation.objects.filter(stream=case.stream, clause="C30.1", state="open").exists()

    paused = {"reason": "parts", "missing": "角閥", "once": "p1", "back": back}
    assert desk.post(f"/cases/{case.number}/pause_work/", paused).status_code == 302
    case.refresh_from_db()
    assert title_of(case, minutes(60)) == "It waits: waiting for parts: 角閥"
    assert desk.post(f"/cases/{case.number}/resume_work/", {"once": "g1"}).status_code == 302
    assert completed(case, desk, once="c2", back=back).status_code == 302


@pytest.mark.parametrize("left", ["not_fixed", "temporary", "referred"])
def test_every_door_refuses_what_is_left_to_do(walk: Walk, cast: Cast, left: str) -> None:
    record = replace(HANDLED, result=left)
    refuses(
        work.complete_work, walk("working"), NotDone, handling_record=record, photo="p", actor=cast.chen, at=minutes(40)
    )


def test_where_nothing_was_wrong_it_is_done(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("working")
    assert completed(case, english(cast.chen), result="no_fault").status_code == 302
    assert case.records.get().result == "no_fault"


def test_work_done_again_is_not_done_either_while_something_is_left(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = result.dispute_result(case=walk("told"), dispute="還漏", actor=cast.mei, at=minutes(60))
    case = result.order_rework(case=case, handler=cast.chen, actor=cast.chief, at=minutes(61))
    case = order.accept_order(case=case, actor=cast.chen, at=minutes(62))
    case = order.contact_owner(case=case, actor=cast.chen, at=minutes(63))
    case = order.arrive(case=case, actor=cast.chen, at=minutes(64), proof="scan", key="door")
    free = leak_plan(cast, payer="warranty")
    case = plan.propose_plan(case=case, plan=free, actor=cast.chen, at=minutes(65))
    case = plan.consent_to_plan(case=case, method="app", by="陳美", key="k", actor=cast.mei, at=minutes(66))
    work.start_work(case=case, actor=cast.chen, at=minutes(67))
    desk = english(cast.chen)
    assert completed(case, desk, result="not_fixed").status_code == 422
    assert completed(case, desk, once="c2").status_code == 302


def test_an_old_record_of_something_left_proposes_no_word_that_it_is_done(walk: Walk, cast: Cast) -> None:
    case = walk("reported")
    assert "the work is done" in suggestions.wording(case, "result", minutes(60))
    case.records.update(result="not_fixed")  # as it could once be written
    assert suggestions.wording(case, "result", minutes(60)) == ""


def test_materials_and_none_of_them_do_not_go_together(walk: Walk, cast: Cast, english: SignIn) -> None:
    assert completed(walk("working"), english(cast.chen), no_materials="on").status_code == 422


def test_a_part_nobody_agreed_to_is_not_put_in(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, desk = walk("working"), english(cast.chen)
    refused = completed(case, desk, used0="3")
    assert refused.status_code == 409
    assert "2.2.7" in refused.content.decode()
    case.refresh_from_db()
    assert case.state == "working"


def test_a_part_that_turns_up_is_told_priced_and_agreed_to_first(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, desk = walk("working"), english(cast.chen)

    assert desk.post(f"/cases/{case.number}/need_parts/", {"reason": "第三個閥也裂了", "once": "n1"}).status_code == 302
    waiting = Obligation.objects.filter(stream=case.stream, state="open", clause__in=("2.2.7", "2.2.8"))
    assert waiting.count() == 2
    form = desk.get(f"/cases/{case.number}/propose_plan/").context["form"]
    given = {
        name: field.value() for name, field in ((name, form[name]) for name in form.fields) if field.value() is not None
    }
    given |= {"quantity0": "3", "explained": "in_person", "once": "p2", "photos": ""}
    assert desk.post(f"/cases/{case.number}/propose_plan/", given).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.plan_version) == ("working", 2)
    assert completed(case, desk, used0="3", cost="218").status_code == 409  # not agreed to yet

    plan.consent_to_plan(case=case, method="app", by="陳美", key="k", actor=cast.mei, at=timezone.now())
    assert not waiting.all().exists()
    assert completed(case, desk, used0="3", cost="218", once="c2").status_code == 302
    event = Event.objects.get(stream=case.stream, kind="parts.replaced")
    assert (event.data["parts"], event.data["agreed"]) == (["angle-valve"], True)


def test_a_part_that_was_declined_stays_out(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = plan.propose_plan(case=walk("working"), plan=leak_plan(cast), actor=cast.chen, at=minutes(40))
    case = plan.decline_plan(case=case, by="陳美", reason="不要", actor=cast.mei, at=minutes(41))
    assert completed(case, english(cast.chen), used0="3").status_code == 409
    assert completed(case, english(cast.chen), used0="2", once="c2").status_code == 302  # what version 1 holds


def test_danger_does_not_wait_for_the_price_of_a_part(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = work.start_in_emergency(case=walk("on_site"), reason="噴水", photo="p", actor=cast.zhao, at=minutes(20))
    assert completed(case, english(cast.chen), cost="").status_code == 302


def test_fill_record_asks_its_questions(walk: Walk, cast: Cast) -> None:
    closing_questions(
        work.fill_record, walk("completed"), cast, wrong=walk("working"), actor=cast.chen, process="x", materials="",
        no_materials=True, labour_minutes=5, cost=None,
    )  # fmt: skip


def test_a_later_version_nobody_answered_is_over_when_the_work_is_done(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = plan.propose_plan(case=walk("working"), plan=leak_plan(cast), actor=cast.chen, at=minutes(40))
    desk = english(cast.chen)
    assert completed(case, desk).status_code == 302
    case.refresh_from_db()
    assert [one.consent for one in case.quotes.order_by("version")] == ["agreed", "silent"]
    assert case.plan_answer == "silent"
    assert "not answered" in desk.get(f"/cases/{case.number}/").content.decode()
    assert (
        desk.post(f"/cases/{case.number}/decline_plan/", {"by": "陳美", "reason": "x", "once": "d1"}).status_code == 409
    )


def test_work_that_is_done_again_charges_nothing_by_default(walk: Walk, cast: Cast, english: SignIn) -> None:
    first = walk("on_site")
    form = english(cast.chen).get(f"/cases/{first.number}/propose_plan/").context["form"]
    assert not form["payer"].value()  # who pays is asked
    case = result.dispute_result(case=walk("told"), dispute="還漏", actor=cast.mei, at=minutes(60))
    case = result.order_rework(case=case, handler=cast.chen, actor=cast.chief, at=minutes(61))
    case = order.accept_order(case=case, actor=cast.chen, at=minutes(62))
    case = order.contact_owner(case=case, actor=cast.chen, at=minutes(63))
    case = order.arrive(case=case, actor=cast.chen, at=minutes(64), proof="scan", key="door")
    form = english(cast.chen).get(f"/cases/{case.number}/propose_plan/").context["form"]
    assert form["payer"].value() == "warranty"


def test_a_pause_ends_with_the_request(walk: Walk, cast: Cast) -> None:
    case = work.pause_work(case=walk("contacted"), reason="owner_absent", actor=cast.chen, at=minutes(10))
    result.cancel_case(case=case, reason="不修了", actor=cast.mei, at=minutes(20))
    assert not Obligation.objects.filter(stream=case.stream, state="open").exists()


def open_gates(case: Case) -> set[str]:
    duties = Obligation.objects.filter(
        stream=case.stream, state="open", clause__in=("2.2.7", "2.2.8", "4.2.4", "4.2.5")
    )
    return set(duties.values_list("clause", flat=True))


def test_work_does_not_end_while_a_part_waits_for_its_price(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, desk = walk("working"), english(cast.chen)
    address = f"/cases/{case.number}/spare_parts/"
    assert desk.post(address, {"reason": "x", "once": "s0"}).status_code == 409  # none waits
    assert desk.post(f"/cases/{case.number}/need_parts/", {"reason": "軟管裂了", "once": "n1"}).status_code == 302

    refused = completed(case, desk)
    assert refused.status_code == 409
    assert "Propose the plan with it" in refused.content.decode()
    assert address in desk.get(f"/cases/{case.number}/").content.decode()

    assert desk.post(address, {"reason": "", "once": "s1"}).status_code == 422
    assert open_gates(case) == {"2.2.7", "2.2.8"}
    assert desk.post(address, {"reason": "緊一緊就好", "once": "s1"}).status_code == 302
    assert desk.post(address, {"reason": "緊一緊就好", "once": "s1"}).status_code == 302  # sent twice
    assert Event.objects.filter(stream=case.stream, kind="parts.spared").count() == 1
    assert open_gates(case) == set()
    assert address not in desk.get(f"/cases/{case.number}/").content.decode()
    assert completed(case, desk, once="c2").status_code == 302


def test_a_part_whose_plan_nobody_answered_still_waits(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, desk = walk("working"), english(cast.chen)
    case = parts.need_parts(case=case, reason="軟管裂了", actor=cast.chen, at=minutes(39))
    case = plan.propose_plan(case=case, plan=leak_plan(cast), actor=cast.chen, at=minutes(40))
    assert completed(case, desk).status_code == 409
    case = plan.ask_for_changes(case=case, by="陳美", wish="便宜些", actor=cast.mei, at=minutes(41))
    assert completed(case, desk, once="c2").status_code == 409
    case = plan.propose_plan(case=case, plan=leak_plan(cast), actor=cast.chen, at=minutes(42))
    plan.consent_to_plan(case=case, method="app", by="陳美", key="k", actor=cast.mei, at=minutes(43))
    assert completed(case, desk, once="c3").status_code == 302


def test_a_version_nobody_answered_ends_with_the_work(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = plan.propose_plan(case=walk("working"), plan=leak_plan(cast, explained=""), actor=cast.chen, at=minutes(40))
    assert open_gates(case) == {"2.2.7", "2.2.8", "4.2.4", "4.2.5"}
    assert completed(case, english(cast.chen)).status_code == 302
    assert open_gates(case) == set()


def test_nothing_is_planned_of_work_that_is_over(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, desk = walk("working"), english(cast.chen)
    address = f"/cases/{case.number}/propose_plan/"
    form = desk.get(address).context["form"]
    given = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    given |= {"explained": "in_person", "once": "p2", "photos": ""}
    assert completed(case, desk).status_code == 302
    for page in (f"/cases/{case.number}/", f"/field/{case.number}/"):
        assert address not in desk.get(page).content.decode()
    refused = desk.post(address, given)
    assert refused.status_code == 409
    assert "The work is over" in refused.content.decode()
    case.refresh_from_db()
    assert (case.plan_version, case.quotes.count()) == (1, 1)


def test_spare_parts_asks_its_questions(walk: Walk, cast: Cast) -> None:
    case = parts.need_parts(case=walk("on_site"), reason="閥芯裂", actor=cast.chen, at=minutes(10))
    closing_questions(parts.spare_parts, case, cast, wrong=walk("assigned"), reason="不用換", actor=cast.chen)


def test_a_place_not_said_to_be_clean_is_said_so_with_the_record(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, desk = walk("working"), english(cast.chen)
    assert completed(case, desk, site_cleaned="").status_code == 302
    refused = report(case, desk)
    address = f"/cases/{case.number}/fill_record/"
    assert (refused.status_code, address in refused.content.decode()) == (409, True)
    assert "site_cleaned" in desk.get(address).content.decode()

    full = {"process": "換閥", "no_materials": "on", "labour_minutes": "40", "cost": "172", "site_cleaned": "on"}
    assert desk.post(address, full | {"once": "f1"}).status_code == 422  # no photograph shows it
    assert desk.post(address, full | {"once": "f2", "photos": photo()}).status_code == 302
    event = Event.objects.get(stream=case.stream, kind="site.cleaned")
    assert case.attachments.get(kind="after").digest.startswith(event.data["evidence"]["photo"])
    assert not Obligation.objects.filter(stream=case.stream, clause="4.2.8", state="open").exists()
    assert "site_cleaned" not in desk.get(address).content.decode()
    assert report(case, desk, "r2").status_code == 302


def files_below(folder: str) -> set[str]:
    if not default_storage.exists(folder):
        return set()
    folders, files = default_storage.listdir(folder)
    below = [files_below(f"{folder}/{one}") for one in folders]
    return {f"{folder}/{one}" for one in files}.union(*below)


def test_what_is_refused_keeps_no_picture(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, desk = walk("completed"), english(cast.chen)
    before = files_below("cases")
    for once in ("c1", "c2"):
        refused = completed(case, desk, once=once)
        assert refused.status_code == 409
        assert "data:image/webp" in refused.content.decode()  # it waits in the form
    assert not case.attachments.exists()
    assert not Event.objects.filter(stream=case.stream, kind="attachment.added").exists()
    assert files_below("cases") == before

    begun = walk("working")
    assert completed(begun, desk, once="c3").status_code == 302
    assert begun.attachments.count() == len(files_below("cases") - before) == 1
