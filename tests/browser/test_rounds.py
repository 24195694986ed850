"""A guard's round and a cleaner's day on a telephone without signal; it comes in once, at its true times."""

import re
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect

from gensui.cases.models import Case
from gensui.ledger import policies, verify
from gensui.people import acting
from gensui.rounds import tags
from gensui.rounds.actions import tending, walking
from gensui.rounds.models import Photo, Plan, Report, Round, Scan, Sent
from tests.browser.axe import found_by_axe
from tests.browser.conftest import PHONE, Visit, Visitor
from tests.cast import Cast
from tests.rounds.conftest import Grounds, lay_out, slots

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(400)]


@pytest.fixture
def ground(cast: Cast) -> Grounds:
    return lay_out(cast, timezone.now())


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A photograph."""
    path = tmp_path / "oil.jpg"
    Image.new("RGB", (320, 240), "brown").save(path, "JPEG")
    return path


def comes(visitor: Visitor) -> Page:
    """The page is open, knows what is to be done, and will work without signal from now on."""
    page = visitor.go("/walk/")
    page.wait_for_selector("#walk[data-view=home]")
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("caches.match('/walk/').then(Boolean)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    return page


def scan(visitor: Visitor, plan: Plan, number: int) -> Page:
    """The camera of the telephone reads the code at a point, and opens what it says."""
    point = plan.stops.select_related("point").get(order=number).point
    page = visitor.go(f"/walk/point/{tags.token(point)}/")
    page.wait_for_selector("#walk[data-view=stop]")
    return page


def all_sent(page: Page) -> None:
    page.wait_for_selector("#walk[data-queued='0']", state="attached")
    expect(page.locator("#queue")).to_have_text("all sent")


def without_signal(visitor: Visitor, page: Page) -> None:
    visitor.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new Event('offline'))")


def faults() -> list[str]:
    return [str(found) for found in verify.check_log(policies.newest()) if isinstance(found, verify.Fault)]


def offline_is_no_trouble(visitor: Visitor) -> None:
    """What the browser itself says of requests that found no network."""
    said = re.compile("ERR_INTERNET_DISCONNECTED|Failed to fetch|ERR_FAILED")
    visitor.troubles[:] = [one for one in visitor.troubles if not said.search(one)]


def test_a_guard_walks_a_whole_round_without_signal(
    ground: Grounds, visit: Visit, pictures: Path, picture: Path
) -> None:
    guard = visit("en", PHONE).sign_in("S10")
    page = comes(guard)
    page.screenshot(path=pictures / "walk-home.png", full_page=True)
    without_signal(guard, page)

    begun = timezone.now()
    page.locator(".slip.round:enabled", has_text="甲線").click()
    page.wait_for_selector("#walk[data-view=round]")
    for number in (1, 2):
        page = scan(guard, ground.route, number)
        page.check("[value=yes]")
        if number == 1:
            page.screenshot(path=pictures / "walk-point.png", full_page=True)
        page.click("form .btn.primary")
        page.wait_for_selector("#walk[data-view=round]")
    page.screenshot(path=pictures / "walk-round.png", full_page=True)

    page.locator("[data-does=find]").click()
    page.set_input_files("[name=photo]", picture)
    page.fill("[name=words]", "地上有油")
    page.locator(".chips label", has_text="CLN.SPILL").click()
    page.screenshot(path=pictures / "walk-finding.png", full_page=True)
    page.click("form .btn.primary")
    page.wait_for_selector("#walk[data-view=round]")

    page = scan(guard, ground.route, 3)
    page.check("[value=yes]")
    page.click("form .btn.primary")
    page.locator(".stops li", has_text="巡更點 4").locator("button").click()
    page.wait_for_selector("#walk[data-view=stop]")
    page.check("[value=yes]")
    page.fill("[name=note]", "tag torn off")
    page.click("form .btn.primary")
    page.wait_for_selector("#walk[data-view=round]")
    page.locator("[data-does=finish]").click()
    page.wait_for_selector("#walk[data-view=home]")
    expect(page.locator("#queue")).to_contain_text("to send")
    assert Round.objects.count() == 0
    guard.go("/walk/")  # the telephone was put away and taken out again
    page.wait_for_selector("#walk[data-view=home]")
    page.screenshot(path=pictures / "walk-waiting.png", full_page=True)

    guard.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    all_sent(page)
    offline_is_no_trouble(guard)

    round = Round.objects.get()
    assert (round.state, round.missed, round.worker) == ("done", [], ground.guard)
    assert round.started_at is not None
    assert abs((round.started_at - begun).total_seconds()) < 5
    found = [(one.proof, one.point.name) for one in Scan.objects.select_related("point").order_by("at")]
    assert found == [("qr", "巡更點 1"), ("qr", "巡更點 2"), ("qr", "巡更點 3"), ("manual", "巡更點 4")]
    assert slots(ground.route)[1].state == "met"
    case = Case.objects.get()
    assert (case.content, case.place, case.attachments.count(), Photo.objects.count()) == ("地上有油", "巡更點 2", 1, 1)
    assert Sent.objects.filter(outcome="refused").count() == 0
    assert faults() == []


def test_a_sync_killed_in_the_middle_loses_nothing_and_doubles_nothing(ground: Grounds, visit: Visit) -> None:
    guard = visit("en", PHONE).sign_in("S10")
    page = comes(guard)
    answered = []

    def swallow(route: object) -> None:
        """The house carries it out, and its answer never arrives. Whoever goes to the next page meanwhile has ended it already."""
        answered.append(route.fetch())  # type: ignore[attr-defined]
        with suppress(PlaywrightError):
            route.abort()  # type: ignore[attr-defined]

    guard.context.route("**/walk/sync/", swallow, times=2)
    page.locator(".slip.round:enabled", has_text="甲線").click()
    page = scan(guard, ground.route, 1)
    page.check("[value=yes]")
    page.click("form .btn.primary")
    page.wait_for_selector("#walk[data-view=round]")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    all_sent(page)
    offline_is_no_trouble(guard)
    assert answered
    assert (Round.objects.count(), Scan.objects.count(), Sent.objects.count()) == (1, 1, 2)


def test_a_cleaners_day_without_signal(ground: Grounds, visit: Visit, pictures: Path, picture: Path) -> None:
    cleaner = visit("zh-hant", PHONE).sign_in("C05")
    page = comes(cleaner)
    without_signal(cleaner, page)

    page.locator(".slip.round:enabled", has_text="垃圾桶").click()
    page.wait_for_selector("#walk[data-view=round]")
    for number in (1, 2):
        page = scan(cleaner, ground.bins, number)
        page.check("[value=yes]")
        page.click("form .btn.primary")  # agent and dilution are asked for
        expect(page.locator("#walk")).to_have_attribute("data-view", "stop")
        page.check("[value='84']")
        page.check("[value='1:100']")
        page.set_input_files("[name=photo]", picture)
        page.screenshot(path=pictures / "walk-bins.png", full_page=True)
        page.click("form .btn.primary")
        page.wait_for_selector("#walk:not([data-view=stop])")
    page.wait_for_selector("#walk[data-view=home]")  # the last point ends a task by itself
    page.screenshot(path=pictures / "walk-cleaner.png", full_page=True)

    cleaner.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_selector("#walk[data-queued='0']", state="attached")
    page.wait_for_function("document.getElementById('queue').classList.contains('jade')")
    offline_is_no_trouble(cleaner)
    round = Round.objects.get(plan=ground.bins)
    assert (round.state, round.missed) == ("done", [])
    assert [one.answers for one in round.scans.all()] == [{"cleaned": True, "agent": "84", "dilution": "1:100"}] * 2
    assert slots(ground.bins)[0].state == "met"
    assert Photo.objects.count() == 1
    assert faults() == []


def test_a_tag_of_elsewhere_is_kept_and_told_of(ground: Grounds, visit: Visit) -> None:
    guard = visit("en", PHONE).sign_in("S10")
    page = comes(guard)
    page.locator(".slip.round:enabled", has_text="甲線").click()
    page.wait_for_selector("#walk[data-view=round]")
    guard.go("/walk/point/99.1:made-up/")
    page.wait_for_selector("#walk[data-view=strange]")
    page.locator("[data-does=keep]").click()
    page.wait_for_selector("#walk[data-view=round]")
    all_sent(page)
    page.locator("[data-does=back]").click()
    expect(page.locator("[data-troubles]")).to_contain_text("none of ours")
    page.locator("[data-does=seen]").click()
    expect(page.locator("[data-seen]")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_grounds(ground: Grounds, visit: Visit, scheme: str) -> None:
    at = timezone.now()
    round = walking.start_round(plan=ground.route, key="looked-at", actor=ground.guard, at=at)
    proved = [ground.proved(place, at=at, device_at=at) for place in (0, 1)]
    walking.prove_points(round=round, proved=proved, actor=ground.guard, at=at)
    walking.finish_round(round=round, actor=ground.guard, at=at)
    tending.tend(actor=acting.SYSTEM, at=at + timedelta(days=7))
    task, report = Round.objects.filter(plan=ground.spray)[0], Report.objects.get(department="cleaning")
    chief = visit("zh-hant").sign_in("A02")
    chief.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    found = []
    route = f"/grounds/plans/{ground.route.pk}/"
    for path in (
        "/grounds/", "/grounds/plans/", route, f"{route}tags/", f"{route}register/", f"{route}register/enter/", "/grounds/checks/",
        "/grounds/history/", "/grounds/calendar/", f"/grounds/calendar/{task.key}/", f"/grounds/rounds/{round.key}/",
        "/grounds/reports/", f"/grounds/reports/{report.pk}/", "/policy/4.3.2/",
    ):  # fmt: skip
        chief.go(path)
        found += found_by_axe(chief)
    guard = visit("en", PHONE).sign_in("S10")
    guard.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    comes(guard)
    found += found_by_axe(guard)
    scan(guard, ground.route, 1)
    found += found_by_axe(guard)
    assert found == []
