"""Long lists on paper and on the wall: a list begins on the first sheet, and nothing runs out of the picture."""

from pathlib import Path

import pypdfium2
import pytest
import time_machine

from tests.browser.conftest import Visit
from tests.cases.conftest import Walk
from tests.cast import minutes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]


@pytest.fixture
def many(walk: Walk) -> list[str]:
    """More requests than a sheet of paper holds, some of them far along."""
    return [walk(state).number for state in ("dispatched", "contacted", "working", "completed", "visit_due") * 4]


@pytest.mark.parametrize("path", ["/", "/cases/?state=", "/board/"])
def test_a_list_begins_on_the_first_sheet(visit: Visit, many: list[str], pictures: Path, path: str) -> None:
    with time_machine.travel(minutes(40)):
        page = visit("zh-hant").sign_in("K02").go(path)
        page.emulate_media(media="print")
        printed = pictures / f"list-{path.strip('/?=') or 'worklist'}.pdf".replace("/", "-")
        page.pdf(path=str(printed), format="A4", prefer_css_page_size=True)
        clipped = page.evaluate(
            "[...document.querySelectorAll('.columns')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
        )
    with pypdfium2.PdfDocument(printed) as paper:
        first = paper[0].get_textpage().get_text_range()
    assert "廚房水管滲漏" in first
    assert clipped == 0


@pytest.mark.parametrize("width", [1280, 1920])
def test_the_wall_shows_every_column(visit: Visit, many: list[str], pictures: Path, width: int) -> None:
    with time_machine.travel(minutes(40)):
        visitor = visit("zh-hant").sign_in("K01")
        visitor.page.set_viewport_size({"width": width, "height": 1080})
        page = visitor.go("/board/?wall=1")
        page.screenshot(path=str(pictures / f"wall-{width}.png"))
        wider = page.evaluate(
            "[...document.querySelectorAll('.columns, .column, .slip')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
        )
    assert wider == 0
