"""The month's report, the management's one page and the owners' figures in the browser: three languages, both sizes, axe."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gensui.people.acting import SYSTEM
from gensui.reports.actions import asking, making, publishing
from gensui.reports.models import Report
from tests.browser.axe import look
from tests.browser.conftest import DESK, PHONE, Visit
from tests.cast import Cast
from tests.reports.conftest import DECEMBER, november

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(400)]
__all__ = ["november"]


@pytest.fixture(autouse=True)
def _december(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("gensui.desk.doors.timezone.now", lambda: DECEMBER)


def made(cast: Cast, kind: str, language: str) -> Report:
    asked = asking.ask_for_month(
        site=cast.site, kind=kind, month=date(2026, 11, 1), language=language, actor=cast.gm, at=DECEMBER
    )
    making.make_next(actor=SYSTEM, at=DECEMBER)
    asked.refresh_from_db()
    return asked


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["zh-hant", "zh-hans", "en"])
def test_a_month_is_read(november: Cast, visit: Visit, pictures: Path, language: str, size: dict[str, int]) -> None:
    month, brief = made(november, "month", language), made(november, "brief", language)
    publishing.publish(report=month, actor=november.gm, at=DECEMBER)
    manager = visit(language, size).sign_in(november.gm.number)
    name = f"reporting-{language}-{'wide' if size is DESK else 'narrow'}"
    found = look(manager, "/reporting/", pictures / f"{name}-list.png")
    found += look(manager, f"/reporting/{month.pk}/", pictures / f"{name}-month.png")
    found += look(manager, f"/reporting/{brief.pk}/", pictures / f"{name}-brief.png")
    door = manager.go(f"/reporting/{month.pk}/").locator("a[href*='/facts/']").first
    found += look(manager, str(door.get_attribute("href")), pictures / f"{name}-facts.png")
    found += look(visit(language, size), f"/my/figures/{november.site.key}/", pictures / f"{name}-owners.png")
    assert found == []
