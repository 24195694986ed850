"""A case from the first ring to the return visit, in a real browser, by agent, repairman and owner, with a round that did not satisfy.

Each step leaves a picture, wide and narrow, in each language.
"""

import io
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from gensui.cases.actions import words
from gensui.cases.models import Case
from gensui.ledger import due, policies, verify
from gensui.ledger.models import Heartbeat, Obligation, Outgoing
from gensui.notices import actions as notices
from gensui.people.acting import SYSTEM
from gensui.people.models import Duty
from gensui.people.secret import unseal
from tests.browser.conftest import DESK, PHONE, Visit, Visitor
from tests.cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(280)]


class Camera:
    """Takes a picture of each step, wide and narrow."""

    def __init__(self, folder: Path, language: str) -> None:
        self.folder, self.language, self.count = folder, language, 0

    def take(self, visitor: Visitor, name: str) -> None:
        self.count += 1
        before = visitor.page.viewport_size
        for word, size in (("wide", DESK), ("narrow", PHONE)):
            visitor.page.set_viewport_size(size)  # type: ignore[arg-type]
            wider = visitor.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wider <= 0, f"{name} is wider than a {word} screen"
            path = self.folder / f"{self.count:02d}-{name}-{self.language}-{word}.png"
            visitor.page.screenshot(path=str(path))
        visitor.page.set_viewport_size(before)  # type: ignore[arg-type]


def photo() -> dict[str, object]:
    file = io.BytesIO()
    Image.new("RGB", (800, 600), "steelblue").save(file, "JPEG")
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def worker() -> None:
    """What the worker does meanwhile."""
    now = timezone.now()
    due.sweep(at=now)
    notices.deliver(actor="engine", at=now)
    words.note_deliveries(actor=SYSTEM, at=timezone.now())
    due.beat(worker="test", started_at=now, at=now, done=due.Swept())


def handle(repairman: Visitor, owner: Visitor, case: Case, camera: Camera, *, pictured: bool) -> None:
    """One handling, from taking the order to the report: on two telephones."""
    step, mine = f"/field/{case.number}/", f"/my/cases/{case.number}/"

    def show(visitor: Visitor, name: str) -> None:
        if pictured:
            camera.take(visitor, name)

    page = repairman.go(step)
    show(repairman, "field-order")
    repairman.press(".foot .btn.primary")  # accept
    repairman.press(".foot .btn.primary")  # owner reached
    show(repairman, "field-contact")
    page.fill("[name=note]", "馬上過去")
    repairman.press("form .btn.primary")
    page.goto(repairman.address + f"/cases/{case.number}/arrive/?back={step}")
    repairman.press("form .btn.primary")  # without a reason
    expect(page.locator(".mistake")).to_have_count(1)
    page.fill("[name=note]", "門牌碼被遮住")
    show(repairman, "field-arrive")
    repairman.press("form .btn.primary")
    repairman.press(".foot .btn.primary")  # propose
    for name, said in (("findings", "角閥滴水"), ("cause", "墊圈老化"), ("plan", "更換角閥")):
        page.fill(f"[name={name}]", said)
    page.check("[name=payer][value=owner]")  # it is asked
    expect(page.locator("[name=item0] option")).to_have_count(3)
    page.fill("[data-narrow] [type=search]", "valve" if page.locator("html[lang=en]").count() else "角")
    expect(page.locator("[name=item0] option")).to_have_count(2)
    page.select_option("[name=item0]", "angle-valve")
    page.fill("[name=quantity0]", "2")
    page.fill("[data-narrow] [type=search]", "")
    page.select_option("[name=item1]", "labour")
    expect(page.locator("#sum")).to_contain_text("172.00")
    page.set_input_files("[name=photos]", photo())  # type: ignore[arg-type]
    show(repairman, "field-plan")
    repairman.press("form .btn.primary")
    repairman.press(".foot .btn.primary")  # explain it
    page.check("[name=how][value=in_person]")
    show(repairman, "field-explain")
    repairman.press("form .btn.primary")

    told = owner.go(mine)
    expect(told.locator(".total")).to_contain_text("172")
    show(owner, "owner-price")
    owner.press(".foot .btn.primary")  # agree
    show(owner, "owner-agreed")
    repairman.go(step)
    repairman.press(".foot .btn.primary")  # start
    show(repairman, "field-working")
    repairman.press(".foot .btn.primary")  # done
    page.check("[name=result][value=fixed]")  # nothing is chosen for the one who did it
    page.fill("[name=labour_minutes]", "35")
    page.check("[name=site_cleaned]")
    page.check("[name=tested]")
    page.set_input_files("[name=photos]", photo())  # type: ignore[arg-type]
    show(repairman, "field-done")
    repairman.press("form .btn.primary")
    repairman.press(".foot .btn.primary")  # report
    show(repairman, "field-reported")


def owner_signs_in(owner: Visitor) -> None:
    page = owner.go("/my/")
    page.fill("[name=phone]", "139 0000 0001")
    owner.press("form button")
    code = unseal(Outgoing.objects.filter(what="code").latest("pk").body)
    page.fill("[name=code]", code)
    owner.press("form button")


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans", "en"])
def test_from_the_first_ring_to_the_return_visit(
    visit: Visit, cast: Cast, pictures: Path, language: str, settings: object
) -> None:
    Duty.objects.update(ends_at=timezone.now() + timedelta(days=5))
    worker()
    camera = Camera(pictures, language)
    agent = visit(language).sign_in("K02")
    repairman, owner = visit(language, PHONE).sign_in("M07"), visit(language, PHONE)
    camera.take(agent, "worklist-empty")

    page = agent.go("/intake/")
    page.fill("[name=phone]", "13900000001")
    page.locator("#caller button", has_text="陳美").click()
    expect(page.locator("[name=home]")).to_have_value("3-1-502")
    page.fill("[name=content]", "廚房水管滲漏")
    page.fill("[name=place]", "水槽下")
    page.fill("#leaf", "REP.WAT")
    page.locator("#leaves button", has_text="REP.WAT.LEAK").click()
    expect(page.locator("[name=category]")).to_have_value("REP.WAT.LEAK")
    page.fill("[name=waited]", "6")
    camera.take(agent, "intake")
    page.check("[name=read_back]")
    agent.press("#intake button.primary")
    case = Case.objects.get()
    assert (case.state, case.content) == ("dispatched", "廚房水管滲漏")
    camera.take(agent, "case-dispatched")

    owner_signs_in(owner)
    camera.take(owner, "owner-start")
    handle(repairman, owner, case, camera, pictured=True)

    agent.go(f"/cases/{case.number}/")
    camera.take(agent, "case-reported")
    agent.go(f"/cases/{case.number}/send_message/")
    page.check("[name=purpose][value=result]")
    page.fill("[name=text]", "角閥已更換，不再滴水。")
    agent.press("form .btn.primary")
    worker()
    agent.go(f"/cases/{case.number}/")
    camera.take(agent, "case-told")

    told = owner.go(f"/my/cases/{case.number}/")
    camera.take(owner, "owner-asked")
    told.locator("summary", has=told.locator("xpath=..//textarea[@id='unsolved']")).or_(
        told.locator("details:has(#unsolved) > summary")
    ).first.click()
    told.fill("#unsolved", "還是有一點滴水")
    told.locator("details:has(#unsolved) button").click()
    told.wait_for_load_state("load")
    camera.take(owner, "owner-not-solved")

    head = visit(language).sign_in("M01")
    head.go(f"/cases/{case.number}/")
    camera.take(head, "case-disputed")
    case.refresh_from_db()
    head.go(f"/cases/{case.number}/order_rework/").check(f"[name=handler][value='{case.handler_id}']")
    camera.take(head, "rework")
    head.press("form .btn.primary")
    case.refresh_from_db()
    assert (case.state, case.round) == ("dispatched", 2)

    handle(repairman, owner, case, camera, pictured=False)
    agent.go(f"/cases/{case.number}/tell_result/")
    page.fill("[name=note]", "電話告知，已確認不漏")
    page.check("[name=asked]")
    agent.press("form .btn.primary")
    owner.go(f"/my/cases/{case.number}/")
    owner.press("form[action$='/satisfied/'] button")
    told.check("[name=stars][value='5']")
    owner.press("form[action$='/rate/'] button")
    camera.take(owner, "owner-content")

    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        worker()
        agent.sign_in("K02")
        agent.go("/visits/")
        camera.take(agent, "visits")
        agent.go(f"/cases/{case.number}/visit_owner/")
        page.check("[name=outcome][value=satisfied]")
        page.check("[name=service_score][value='5']")
        page.check("[name=result_score][value='5']")
        agent.press("form .btn.primary")  # nothing on record shows the answer, and no word of it is written down
        expect(page.locator("p.note.error")).to_have_count(1)
        page.fill("[name=opinion]", "不漏了，地也擦乾淨了")
        camera.take(agent, "visit")
        agent.press("form .btn.primary")
        camera.take(agent, "case-closed")

    case.refresh_from_db()
    assert case.state == "closed"
    assert not Obligation.objects.filter(stream=case.stream, state="open").exists()
    assert [one for one in verify.check_log(policies.newest()) if isinstance(one, verify.Fault)] == []
    Heartbeat.objects.all().delete()
