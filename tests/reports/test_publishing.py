"""A month is laid open to the owners: only what is over, only what is large enough, by whoever may."""

from datetime import date, timedelta
from typing import Any

import pytest

from gensui.ledger.models import Event
from gensui.people.access import NotYours
from gensui.people.acting import SYSTEM
from gensui.reports.actions import asking, making, publishing
from gensui.reports.figures import Came
from gensui.reports.models import Published, Report
from gensui.reports.public import digest_of, folded, shown
from gensui.reports.refusals import AlreadyPublished, MonthNotOver, NotReady
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast
from tests.reports.conftest import DECEMBER

NOVEMBER = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def made(cast: Cast, at: Any = DECEMBER, kind: str = "month") -> Report:
    asked = asking.ask_for_month(site=cast.site, kind=kind, month=NOVEMBER, language="en", actor=cast.gm, at=at)
    making.make_next(actor=SYSTEM, at=at)
    asked.refresh_from_db()
    return asked


@pytest.mark.database
def test_published_once_and_anew_when_the_figures_changed(november: Cast, walk: Walk) -> None:
    report = made(november)
    opened = publishing.publish(report=report, actor=november.gm, at=DECEMBER)
    assert (opened.month, opened.digest, opened.published_by) == (NOVEMBER, report.digest, november.gm)
    event = Event.objects.get(stream="figures:yunqi")
    assert event.kind == "figures.published"
    assert event.data == {"period": "2026-11", "digest": report.digest, "shown": digest_of(opened.figures)}
    with pytest.raises(AlreadyPublished):
        publishing.publish(report=report, actor=november.gm, at=DECEMBER)

    for _more in range(5):
        walk("dispatched")
    publishing.publish(report=made(november), actor=november.qin, at=DECEMBER)
    assert Published.objects.get().figures["requests"] == 7
    assert Event.objects.filter(kind="figures.published").count() == 2


@pytest.mark.database
def test_what_is_refused(november: Cast) -> None:
    early = made(november, MONDAY + timedelta(days=3))
    with pytest.raises(MonthNotOver):
        publishing.publish(report=early, actor=november.gm, at=DECEMBER)
    with pytest.raises(NotReady):
        publishing.publish(report=made(november, kind="brief"), actor=november.gm, at=DECEMBER)
    report = made(november)
    for who in (november.head, november.hr, november.li, november.chen, november.stranger):
        with pytest.raises(NotYours):
            publishing.publish(report=report, actor=who, at=DECEMBER)
    assert not Published.objects.exists()
    assert not Event.objects.filter(kind="figures.published").exists()


@pytest.mark.database
def test_small_numbers_stay_closed_and_nobody_is_named(november: Cast) -> None:
    told = publishing.publish(report=made(november), actor=november.gm, at=DECEMBER).figures
    assert (told["requests"], told["types"], told["recurring"], told["steps"]) == (None, [], [], [])
    assert (told["complaints"], told["stars"], told["stars_mean"]) == (0, 0, None)
    assert "staff:" not in str(told)
    assert "case:" not in str(told)


@pytest.mark.parametrize(("count", "told"), [(0, 0), (1, None), (4, None), (5, 5), (70, 70)])
def test_a_small_number_is_not_shown(count: int, told: int | None) -> None:
    assert shown(count, 5) == told


@pytest.mark.parametrize(
    ("types", "told"),
    [
        ({"repair": 9, "praise": 2, "complaint": 3}, [["repair", 9], ["", 5]]),
        (
            {"repair": 9, "security": 6, "complaint": 1},
            [["repair", 9], ["", 7]],
        ),  # else 1 would be what is left of the sum
        ({"repair": 9, "complaint": 1}, [["", 10]]),
        ({"repair": 2}, []),
        ({"repair": 9, "security": 6}, [["repair", 9], ["security", 6]]),
        ({"repair": 6, "": 5}, [["repair", 6], ["", 5]]),
    ],
)
def test_small_types_go_together_until_they_tell_nothing(types: dict[str, int], told: list[Any]) -> None:
    assert folded([Came(key, count, 0) for key, count in types.items()], 5) == told
