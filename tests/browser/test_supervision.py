"""An inspection in the browser, from its sample to what it found put right and checked again; the team; for everybody."""

from datetime import timedelta
from pathlib import Path

import pytest

from gensui.oversight.actions import inspecting, watching
from gensui.oversight.models import Inspection, Rectification
from gensui.oversight.models import Team as Appointed
from gensui.people.acting import SYSTEM
from tests.browser.axe import found_by_axe
from tests.browser.conftest import PHONE, Visit, Visitor
from tests.cast import MONDAY
from tests.oversight.conftest import Closed, Team, closed, marks, team, weekly

__all__ = ["closed", "team", "weekly"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(400)]
NOW = MONDAY + timedelta(hours=3)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' clock stands at one in the afternoon."""
    monkeypatch.setattr("gensui.desk.doors.timezone.now", lambda: NOW)


class Album:
    """Pictures of one walk, and what axe found on the way."""

    def __init__(self, folder: Path, language: str) -> None:
        self.folder, self.language = folder, language
        self.troubles: list[str] = []

    def keep(self, visitor: Visitor, name: str) -> None:
        """A picture of the page as it stands, which is no wider than the screen."""
        visitor.page.screenshot(path=self.folder / f"supervision-{name}-{self.language}.png", full_page=True)
        self.troubles += found_by_axe(visitor)
        size = visitor.page.viewport_size
        assert size is not None
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= size["width"], name


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_from_the_sample_to_the_re_check(
    weekly: Inspection, team: Team, visit: Visit, pictures: Path, language: str
) -> None:
    album = Album(pictures, language)
    inspector = visit(language).sign_in("S01")
    inspector.go("/supervision/")
    album.keep(inspector, "list")
    inspector.go(f"/supervision/inspections/{weekly.number}/")
    inspector.press("form[action$='/draw/'] button")
    album.keep(inspector, "sample")
    weekly.refresh_from_db()
    first, *others = weekly.items.order_by("place")
    inspector.go(f"/supervision/inspections/{weekly.number}/{first.place}/look/")
    lines = [one.line for one in marks(weekly, first)]
    for place, line in enumerate(lines):
        verdict = "fail" if place == 0 else "pass"
        inspector.page.check(f"input[name='{line}-verdict'][value='{verdict}']", force=True)
    inspector.page.locator(f"details:has(select[name='{lines[0]}-severity']) summary").click()
    inspector.page.select_option(f"select[name='{lines[0]}-severity']", "general")
    inspector.page.fill(f"[name='{lines[0]}-note']", "地面有積水，未放警示牌")
    album.keep(inspector, "checklist")
    inspector.press("form button.primary")
    for item in others:
        inspecting.judge_item(item=item, marks=marks(weekly, item), actor=team.security, at=NOW)

    leader = visit(language).sign_in("A02")
    leader.go(f"/supervision/inspections/{weekly.number}/")
    album.keep(leader, "to-sign")
    leader.press("form[action$='/sign/'] button.primary")
    leader.press("form[action$='/issue/'] button")
    album.keep(leader, "signed")
    found = Rectification.objects.get()

    head = visit(language, PHONE).sign_in("M01")
    head.go(f"/supervision/rectifications/{found.number}/")
    head.page.fill("[name=cause]", "趕下一單")
    head.page.fill("[name=measures]", "已拖乾，班前會講過")
    album.keep(head, "answer-phone")
    head.press("form[action$='/reply/'] button.primary")

    inspector.go(f"/supervision/rectifications/{found.number}/")
    inspector.page.check("input[name=passed][value=yes]", force=True)
    album.keep(inspector, "re-check")
    inspector.press("form[action$='/verify/'] button.primary")
    album.keep(inspector, "put-right")
    found.refresh_from_db()
    assert found.state == "passed"
    assert album.troubles == []


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_the_team_and_a_finding_by_hand(
    team: Team, closed: Closed, visit: Visit, pictures: Path, language: str
) -> None:
    closed(6)
    watching.find_patterns(actor=SYSTEM, at=NOW)
    album = Album(pictures, language)
    manager = visit(language).sign_in("A01")
    manager.go("/supervision/team/")
    manager.page.fill("[name=document]", "雲棲〔2026〕11號")
    album.keep(manager, "team-to-appoint")
    manager.press("main form button.primary")
    album.keep(manager, "team")
    assert Appointed.objects.get().leader == team.leader

    hand = visit(language, PHONE).sign_in("S01")
    hand.go("/supervision/team/")
    album.keep(hand, "team-phone")
    hand.go("/supervision/patterns/")
    hand.press("main a[href*='/findings/new/pattern/']")
    hand.page.select_option("[name=clause]", "4.2.6")
    hand.page.check("input[name=severity][value=general]", force=True)
    hand.page.fill("[name=problem]", "三戶同一處角閥滴水，更換前後照片都沒有拍。")
    album.keep(hand, "finding-phone")
    hand.press("main form button.primary")
    assert Rectification.objects.get().source == "pattern"
    album.keep(hand, "finding-recorded-phone")
    assert album.troubles == []
