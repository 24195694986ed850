"""The published months, for anybody who has the community's link."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gensui.reports.models import Published
from tests.cases.conftest import cast
from tests.cast import Cast
from tests.reports.conftest import DECEMBER

pytestmark = pytest.mark.database
__all__ = ["cast"]


def opened(cast: Cast, month: date, **words: Any) -> Published:
    figures = {
        "month": f"{month:%Y-%m}", "requests": 120, "closed": 118, "types": [["repair", 90], ["", 30]],
        "recurring": [["REP.WAT.LEAK", 12]], "promises": 900, "in_time": 97, "steps": [["contacted", 240, 540]], "stars": None,
        "stars_mean": None, "content": 95, "visits": 80, "complaints": None, "reworks": 6,
        "before": {"requests": 100, "in_time": 96},
    }  # fmt: skip
    return Published.objects.create(
        site=cast.site, month=month, figures=figures | words, digest="d", published_at=DECEMBER, published_by=cast.gm
    )


def read(language: str = "en", **query: str) -> Any:
    client = Client()
    client.cookies["django_language"] = language
    return client.get(reverse("public_figures", args=["yunqi"]), query)


def test_anybody_reads_the_latest_month_and_chooses_another(cast: Cast) -> None:
    opened(cast, date(2026, 10, 1), requests=77)
    opened(cast, date(2026, 11, 1))
    page = read().content.decode()
    for said in (
        "2026-11",
        "97 %",
        "120 requests",
        "The month before: 96 %",
        "REP.WAT.LEAK",
        "fewer than five",
        "95 %",
    ):
        assert said in page, said
    assert "郭遠" not in page
    assert "77 requests" in read(month="2026-10").content.decode()


@pytest.mark.parametrize(("language", "said"), [("zh-hant", "服務公開數據"), ("zh-hans", "服务公开数据")])
def test_in_the_readers_language(cast: Cast, language: str, said: str) -> None:
    opened(cast, date(2026, 11, 1))
    assert said in read(language).content.decode()


def test_what_is_not_published_is_not_there(cast: Cast) -> None:
    assert "Nothing is published" in read().content.decode()
    opened(cast, date(2026, 11, 1))
    assert read(month="2026-09").status_code == 404
    assert read(month="<x>").status_code == 404
    assert Client().get(reverse("public_figures", args=["nowhere"])).status_code == 404
