"""In a real browser: an owner answers a gate request on a telephone, a pass is shown, and a fire is run through to its review."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from gensui.ledger import due, policies, verify
from gensui.ledger.models import Heartbeat, Outgoing
from gensui.notices import actions as notices
from gensui.people.acting import SYSTEM
from gensui.people.models import Area, Duty, Employee
from gensui.security.actions import daily
from gensui.security.models import DailyReport, GateEntry, Incident, Pass
from tests.browser.conftest import PHONE, Visit
from tests.browser.test_walk import Camera, owner_signs_in
from tests.cast import Cast
from tests.security.conftest import deng, sung

__all__ = ["deng", "sung"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(280)]


@pytest.fixture(autouse=True)
def _on_duty(cast: Cast, sung: Employee, deng: Employee) -> None:
    Duty.objects.update(ends_at=timezone.now() + timedelta(days=5))
    for name in ("東門", "西門", "地下車庫 B1", "中央花園", "兒童樂園"):
        Area.objects.create(site=cast.site, name=name)


def worker(folder: Path, settings: object) -> None:
    settings.SMS_FOLDER = str(folder)  # type: ignore[attr-defined]
    now = timezone.now()
    due.sweep(at=now)
    notices.deliver(actor="engine", at=now)
    due.beat(worker="test", started_at=now, at=now, done=due.Swept())


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans", "en"])
def test_an_owner_answers_on_a_telephone(
    visit: Visit, cast: Cast, pictures: Path, language: str, settings: object, tmp_path: Path
) -> None:
    camera = Camera(pictures, f"gate-{language}")
    worker(tmp_path, settings)
    guard, owner = visit(language, PHONE).sign_in("S10"), visit(language, PHONE)
    page = guard.go("/gate/")
    camera.take(guard, "gate-empty")
    guard.press("a.btn.primary.big")
    camera.take(guard, "gate-new")
    guard.press("form .btn.primary")  # whom?
    expect(page.locator(".note.error, .mistake").first).to_be_visible()
    page.fill("[name=home]", "3-1-502")
    page.fill("[name=name]", "王")
    page.fill("[name=purpose]", "看望老人")
    guard.press("form .btn.primary")
    entry = GateEntry.objects.get()
    camera.take(guard, "gate-asked")

    worker(tmp_path, settings)
    letter = next(one for one in tmp_path.iterdir() if "3900000001" in one.read_text("utf-8")).read_text("utf-8")
    path = re.search(r"/my/gate/\S+", letter)
    assert path is not None
    shown = owner.go(path.group())
    camera.take(owner, "owner-asked-by-link")
    owner.press("#yes button")
    expect(shown.locator(".note[role=status]")).to_be_visible()
    camera.take(owner, "owner-said-yes")
    owner.go(path.group())
    expect(shown.locator("#yes")).to_have_count(0)

    expect(page.locator("#gate-queue .tag.jade")).to_be_visible()  # the queue looks by itself
    camera.take(guard, "gate-answered")
    guard.press("#gate-queue form .btn.primary")
    entry.refresh_from_db()
    assert (entry.decision, entry.reply, entry.way) == ("admitted", "agreed", "link")

    owner_signs_in(owner)
    owner.go("/my/visitors/")
    camera.take(owner, "owner-visitors")
    shown.fill("[name=name]", "表姐")
    owner.press(".foot .btn.primary")
    camera.take(owner, "owner-pass")
    assert Pass.objects.count() == 1
    page.reload()
    camera.take(guard, "gate-expected")
    page.locator(f"form[action='/gate/pass/{Pass.objects.get().pk}/'] button").click()
    page.wait_for_load_state("load")
    assert Pass.objects.get().used == 1
    guard.go(f"/gate/{entry.number}/")
    camera.take(guard, "gate-entry")
    guard.go("/gate/register/")
    camera.take(guard, "gate-register")
    guard.go("/gate/late/")
    camera.take(guard, "gate-late")
    for one in range(40):
        GateEntry.objects.create(
            site=cast.site, kind="courier", name=f"快遞{one}", registered_by=cast.guard, arrived_at=timezone.now(),
            entered_at=timezone.now(),
        )  # fmt: skip
    guard.go("/gate/")
    expect(page.locator("#gate-queue article")).to_have_count(40)
    camera.take(guard, "gate-forty")
    Heartbeat.objects.all().delete()


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans", "en"])
def test_a_fire_is_run_through_to_its_review(
    visit: Visit, cast: Cast, pictures: Path, language: str, settings: object, tmp_path: Path
) -> None:
    camera = Camera(pictures, f"fire-{language}")
    worker(tmp_path, settings)
    guard, leader = visit(language, PHONE).sign_in("S10"), visit(language).sign_in("S05")
    agent = visit(language).sign_in("K02")
    page = guard.go("/field/")
    camera.take(guard, "field")
    guard.press(".top .btn.danger")
    camera.take(guard, "red-button")
    guard.press(".places .btn >> nth=0")
    found = Incident.objects.get()
    camera.take(guard, "room-reported")
    guard.press("form[action$='/scene/'] button")
    camera.take(guard, "room-which")
    page.locator("form[action$='/start/']:has([value=fire]) button").click()
    page.wait_for_load_state("load")
    assert Outgoing.objects.filter(what="incident").exists()

    agent.go(f"/incidents/{found.number}/")
    agent.press("form[action$='/know/'] button")
    leader.go(f"/incidents/{found.number}/")
    camera.take(leader, "room-running")
    for step in found.steps.order_by("place"):
        page.locator(f".steps li:has([name=row][value='{step.pk}']) button").first.click()
        page.wait_for_load_state("load")
        expect(page.locator(f".steps [name=row][value='{step.pk}']")).to_have_count(0)
    expect(leader.page.locator(".steps li.done")).to_have_count(found.steps.count())  # live for everybody
    camera.take(guard, "room-steps-done")
    guard.press("form[action$='/control/'] button")
    leader.go(f"/incidents/{found.number}/")
    camera.take(leader, "room-close")
    leader.page.fill("[name=cause]", "電線老化")
    leader.page.check("[name=evidence][value='0']")
    leader.press("#close .btn.primary")
    leader.page.fill("[name=review]", "到場快，廣播慢")
    leader.page.check("[name=contained][value=yes]")
    leader.page.fill("[name=measures]", "換廣播電池")
    camera.take(leader, "room-review")
    leader.press("#review .btn.primary")
    camera.take(leader, "room-reviewed")
    found.refresh_from_db()
    assert (found.state, found.plan) == ("reviewed", "fire")
    leader.go("/incidents/")
    camera.take(leader, "incidents")

    daily.keep_reports(actor=SYSTEM, at=timezone.now())
    day = f"/daily/{DailyReport.objects.get().day:%Y-%m-%d}/"
    leader.go(day)
    leader.page.fill("#handover", "東門燈壞，已報修")
    camera.take(leader, "daily-report")
    leader.press("form[action$='/submit/'] button")
    agent.go(day)
    agent.press(".head .btn.primary")
    camera.take(agent, "daily-accepted")
    assert DailyReport.objects.get().state == "accepted"
    assert [one for one in verify.check_log(policies.newest()) if isinstance(one, verify.Fault)] == []
    Heartbeat.objects.all().delete()
