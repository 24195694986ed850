"""A cleaner's whole day on a telephone: out of signal and back, two corridors, the bins, something found, and once again."""

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gensui.cases.models import Case
from gensui.ledger import due
from gensui.ledger.models import Obligation
from gensui.rounds import queries
from gensui.rounds.actions import checking, planning
from gensui.rounds.actions.planning import StopAt
from gensui.rounds.models import Plan, Round, Sort
from tests.browser.conftest import PHONE, Visit, Visitor
from tests.browser.test_rounds import comes, faults, offline_is_no_trouble, picture, scan, without_signal
from tests.cast import Cast
from tests.rounds.conftest import Grounds, lay_out, slots

__all__ = ["picture"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(280)]


@pytest.fixture
def ground(cast: Cast) -> Grounds:
    return lay_out(cast, timezone.now())


@pytest.fixture
def corridors(ground: Grounds) -> list[Plan]:
    """Two corridors, each to be cleaned now."""
    now = timezone.now()
    made = []
    for name in ("東翼樓道", "西翼樓道"):
        point = planning.make_point(
            site=ground.cast.site, name=name, x=300, y=300, department="cleaning", actor=ground.head, at=now
        )
        made.append(planning.make_plan(
            site=ground.cast.site, sort=Sort.objects.get(pk="clean-key"), name=f"{name}保潔", stops=[StopAt(point)],
            actor=ground.head, at=now, rule="FREQ=DAILY",
        ))  # fmt: skip
    due.plan(at=now, who=queries.Roster())
    return made


def answered(page: Page) -> None:
    """All that is asked is well, and kept."""
    for one in page.locator("[value=yes]").all():
        one.check()
    page.click("form .btn.primary")
    page.wait_for_selector("#walk:not([data-view=stop])")


def back_in_signal(cleaner: Visitor, page: Page) -> None:
    cleaner.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_selector("#walk[data-queued='0']", state="attached")
    page.wait_for_function("document.getElementById('queue').classList.contains('jade')")
    offline_is_no_trouble(cleaner)


def clean(cleaner: Visitor, plan: Plan) -> Page:
    """The card of the corridor, its tag, all well: the last point ends it by itself."""
    cleaner.page.locator(".slip.round:enabled", has_text=plan.name).click()
    cleaner.page.wait_for_selector("#walk[data-view=round]")
    page = scan(cleaner, plan, 1)
    answered(page)
    page.wait_for_selector("#walk[data-view=home]")
    return page


def test_a_cleaners_whole_day(
    ground: Grounds, corridors: list[Plan], visit: Visit, pictures: Path, picture: Path
) -> None:
    east, west = corridors
    cleaner = visit("zh-hant", PHONE).sign_in("C05")
    page = comes(cleaner)
    page.screenshot(path=pictures / "cleaner-1-morning.png", full_page=True)

    without_signal(cleaner, page)
    page = clean(cleaner, east)
    page.locator("[data-does=find]").click()
    page.set_input_files("[name=photo]", picture)
    page.fill("[name=words]", "樓道有油")
    page.screenshot(path=pictures / "cleaner-2-found.png", full_page=True)
    page.click("form .btn.primary")
    page.wait_for_selector("#walk[data-view=home]")
    expect(page.locator("#queue")).not_to_have_class("tag jade")
    page.screenshot(path=pictures / "cleaner-3-waiting.png", full_page=True)
    assert Round.objects.exclude(state="planned").count() == 0
    back_in_signal(cleaner, page)
    case = Case.objects.get()
    assert (case.content, case.attachments.count(), case.channel) == ("樓道有油", 1, "patrol")
    assert Round.objects.get(plan=east).state == "done"

    without_signal(cleaner, page)
    page = clean(cleaner, west)
    page.locator(".slip.round:enabled", has_text="垃圾桶").click()
    for number in (1, 2):
        page.wait_for_selector("#walk[data-view=round]")
        page = scan(cleaner, ground.bins, number)
        page.check("[value='84']")
        page.check("[value='1:100']")
        page.screenshot(path=pictures / "cleaner-4-bin.png", full_page=True)
        answered(page)
    page.wait_for_selector("#walk[data-view=home]")
    back_in_signal(cleaner, page)
    assert {one.answers["dilution"] for one in Round.objects.get(plan=ground.bins).scans.all()} == {"1:100"}

    looked_at = Round.objects.get(plan=west)
    checking.check_round(round=looked_at, passed=False, remark="角落沒掃", actor=ground.head, at=timezone.now())
    page = comes(cleaner)
    again = page.locator(".slip.round:enabled", has_text=west.name)
    expect(again).to_contain_text("角落沒掃")
    page.screenshot(path=pictures / "cleaner-5-again.png", full_page=True)
    without_signal(cleaner, page)
    clean(cleaner, west)
    back_in_signal(cleaner, page)
    page.screenshot(path=pictures / "cleaner-6-evening.png", full_page=True)

    redone = Round.objects.get(redo_of=looked_at)
    assert (redone.state, redone.missed, redone.worker) == ("done", [], ground.cleaner)
    checking.check_round(round=redone, passed=True, actor=ground.head, at=timezone.now())
    for plan in (east, west, ground.bins):
        assert [slot.state for slot in slots(plan) if slot.met_at] == ["met"]
    assert Obligation.objects.get(clause="4.4.1").state == "met"  # what did not pass was done again
    assert faults() == []
