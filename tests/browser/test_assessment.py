"""A month in the browser: asked for and counted, a sheet with its facts, an objection on the telephone, its decision; for everybody."""

from datetime import timedelta
from pathlib import Path

import pytest

from gensui.oversight.actions import months
from gensui.oversight.models import Dispute, Month, MonthSheet
from gensui.people.acting import SYSTEM
from tests.browser.axe import found_by_axe
from tests.browser.conftest import DESK, PHONE, Visit
from tests.cases.conftest import Walk
from tests.cast import Cast
from tests.oversight.counted import AFTER, catch_up, november

__all__ = ["november"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(400)]


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' clock stands at noon of the first of December."""
    monkeypatch.setattr("gensui.desk.doors.timezone.now", lambda: AFTER + timedelta(hours=2))


def test_a_month_is_counted_while_the_page_waits(cast: Cast, walk: Walk, visit: Visit, pictures: Path) -> None:
    walk("told")
    walk("assigned")
    catch_up()
    office = visit("zh-hant").sign_in("A03")
    office.go("/assessment/")
    office.press("form[action$='/assessment/draft/'] button")
    office.page.wait_for_selector("progress")
    office.page.screenshot(path=pictures / "assessment-counting.png", full_page=True)
    months.count_next(actor=SYSTEM, at=AFTER + timedelta(hours=2))
    office.page.wait_for_url("**/assessment/2026-11/")
    assert Month.objects.exists()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["zh-hant", "zh-hans", "en"])
def test_everybody_can_read_it(
    november: Month, visit: Visit, pictures: Path, language: str, size: dict[str, int]
) -> None:
    office = visit(language, size).sign_in("A03")
    found = []
    screens = {"": "list", "2026-11/": "month", "2026-11/M07/": "sheet", "2026-11/M07/K06/": "facts"}
    for path, name in screens.items():
        office.go(f"/assessment/{path}").screenshot(
            path=pictures / f"assessment-{name}-{language}-{size['width']}.png", full_page=True
        )
        found += found_by_axe(office)
        assert office.page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
    assert found == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["zh-hant", "zh-hans", "en"])
def test_every_figure_of_a_sheet_is_in_sight(
    november: Month, visit: Visit, language: str, size: dict[str, int]
) -> None:
    own = visit(language, size).sign_in("M07")
    own.go("/assessment/2026-11/M07/")
    boxes = own.page.evaluate(
        "Array.from(document.querySelectorAll('table.cards tbody tr > *')).map((cell) => {"
        " const card = cell.closest('.card').getBoundingClientRect(), box = cell.getBoundingClientRect();"
        " return [box.left, box.right, card.left, card.right, box.height]; })"
    )
    assert len(boxes) >= 50, "ten lines, each with its name, score, count, rate and weight"
    for left, right, begins, ends, height in boxes:
        assert 0 <= begins <= left < right <= ends <= size["width"]
        assert height > 0


def test_not_mine_on_the_telephone_and_decided_at_the_desk(
    november: Month, cast: Cast, visit: Visit, pictures: Path
) -> None:
    hand = visit("zh-hant", PHONE).sign_in("M07")
    hand.go("/assessment/2026-11/M07/K06/")
    hand.page.locator("td details summary").first.click()
    hand.page.fill("td details[open] textarea", "這張單是趙強接的，當天我在七號樓。")
    hand.page.screenshot(path=pictures / "assessment-not-mine-phone.png", full_page=True)
    found = found_by_axe(hand)
    hand.press("td details[open] button")
    assert Dispute.objects.get().text.startswith("這張單")

    head = visit("zh-hant").sign_in("M01")
    head.go("/assessment/2026-11/M07/")
    head.page.fill("article textarea[name=text]", "值班記錄屬實")
    head.page.locator("article details summary").click()
    head.page.select_option("article select[name=to]", "M02")
    head.page.screenshot(path=pictures / "assessment-objection.png", full_page=True)
    found += found_by_axe(head)
    head.press("article details[open] button")
    assert Dispute.objects.get().moved_to == cast.zhao
    head.page.screenshot(path=pictures / "assessment-moved.png", full_page=True)
    assert head.page.locator("form[action$='/confirm/']").count() == 0, "not before the objection window is over"
    hand.go("/assessment/2026-11/M07/")
    hand.press("form[action$='/accept/'] button")
    head.go("/assessment/2026-11/M07/")
    head.press("form[action$='/confirm/'] button")
    assert MonthSheet.objects.get(employee=cast.chen).confirmed_by == cast.chief
    found += found_by_axe(head)
    assert found == []
