"""What stands beside the share of promises kept, and months that were not whole: on page, paper, sheet and for the owners."""

import io
import re
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pypdfium2
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gensui.ledger.models import Obligation
from gensui.oversight import counting
from gensui.people.acting import SYSTEM
from gensui.reports import figures, public
from gensui.reports.actions import asking, making, publishing
from gensui.reports.facts import Month
from gensui.reports.figures import Past, Rate
from gensui.reports.models import Report
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast
from tests.desk.conftest import SignIn, sign_in
from tests.reports.conftest import DECEMBER

pytestmark = pytest.mark.database
__all__ = ["sign_in"]
NOVEMBER = date(2026, 11, 1)
NOT_WHOLE = "2026-11 is not a whole month: counted from 2026-11-23 to 2026-11-30"


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def made(cast: Cast, kind: str = "month", language: str = "en", at: datetime = DECEMBER) -> Report:
    asked = asking.ask_for_month(site=cast.site, kind=kind, month=NOVEMBER, language=language, actor=cast.gm, at=at)
    making.make_next(actor=SYSTEM, at=at)
    asked.refresh_from_db()
    return asked


def paper(report: Report) -> str:
    with report.file.open("rb") as file:
        pages = pypdfium2.PdfDocument(file.read())
        return "".join(page.get_textpage().get_text_range() for page in pages).replace("\r\n", "")


def page(sign_in: SignIn, cast: Cast, report: Report, language: str = "en") -> str:
    with time_machine.travel(DECEMBER, tick=False):
        client = sign_in(cast.gm)
        client.cookies["django_language"] = language
        return client.get(reverse("reporting_one", args=[report.pk])).content.decode()


def test_the_share_in_time_is_of_promises_that_have_a_time(november: Cast) -> None:
    found = figures.count(Month(november.site, NOVEMBER), DECEMBER)
    records = {one.clause for one in found.clauses if one.due} & set(found.untimed or ())
    assert records, "the story has promises that only ask what is on record"
    assert found.all.due == sum(one.due for one in found.clauses if one.clause not in records)
    assert found.all.kept == found.this.kept < sum(one.kept for one in found.clauses)
    assert Obligation.objects.filter(clause__in=records, lapsed_at=None).exists()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Requests done by the time their order required", "or gave four or five stars")),
        ("zh-hant", ("按工單要求的時間完成", "或評四、五星的")),
        ("zh-hans", ("按工单要求的时间完成", "或评四、五星的")),
    ],
)
def test_indicators_stand_beside_it_with_what_they_count(
    november: Cast, sign_in: SignIn, language: str, said: tuple[str, ...]
) -> None:
    month, brief = made(november, language=language), made(november, "brief", language)
    counted = counting.of_the_community(november.site, NOVEMBER, DECEMBER)
    rates = figures.Figures.read(month.figures or {}).rates or ()
    assert [(one.key, one.part, one.whole) for one in rates] == [
        (key, float(counted[key].part), counted[key].whole) if key in counted else (key, 0.0, 0)
        for key in ("K03", "K15", "K19")
    ]
    for words in said:
        for report in (month, brief):
            assert words in page(sign_in, november, report, language), words
            assert words in paper(report), words


def test_owners_read_what_each_counts_and_no_small_number(november: Cast, walk: Walk) -> None:
    for _more in range(5):
        walk("dispatched")
    report = made(november)
    publishing.publish(report=report, actor=november.gm, at=DECEMBER)
    rates = {one.key: one for one in figures.Figures.read(report.figures or {}).rates or ()}
    assert rates["K15"].whole >= 5 > rates["K19"].whole, rates
    client = Client()
    for language, counts, few in (
        ("zh-hant", "按工單要求的時間完成", "數量太少，不予公布"),
        ("en", "done by the time their order required", "too few to be told"),
    ):
        client.cookies["django_language"] = language
        told = client.get(reverse("public_figures", args=["yunqi"])).content.decode()
        assert counts in told
        content = told.split("回訪時表示滿意" if language == "zh-hant" else "Owners who said at")[0].rpartition("<dd>")[
            2
        ]
        assert few in content, content


def test_a_month_within_which_the_house_was_set_up_is_marked_everywhere(november: Cast, sign_in: SignIn) -> None:
    month, brief = made(november), made(november, "brief")
    for report in (month, brief):
        assert NOT_WHOLE in page(sign_in, november, report)
        assert NOT_WHOLE in paper(report)
    assert "2026-11*" in page(sign_in, november, brief)
    assert ">11*</text>" in page(sign_in, november, month)
    with time_machine.travel(DECEMBER, tick=False):
        reader = sign_in(november.gm)
        reader.cookies["django_language"] = "en"
        sheet = reader.get(reverse("reporting_sheet", args=[month.pk])).content
    about = openpyxl.load_workbook(io.BytesIO(sheet)).worksheets[-1]
    assert any(NOT_WHOLE in str(row[1].value) for row in about.iter_rows())
    publishing.publish(report=month, actor=november.gm, at=DECEMBER)
    client = Client()
    client.cookies["django_language"] = "en"
    assert NOT_WHOLE in client.get(reverse("public_figures", args=["yunqi"])).content.decode()


def test_a_month_that_has_begun_is_marked_until_it_is_over(november: Cast) -> None:
    begun = figures.count(Month(november.site, NOVEMBER), MONDAY + timedelta(days=3))
    assert begun.partial == {"2026-11": ("2026-11-23", "2026-11-26")}
    later = figures.count(Month(november.site, date(2027, 1, 1)), datetime(2027, 2, 1, tzinfo=DECEMBER.tzinfo))
    assert later.partial == {"2026-11": ("2026-11-23", "2026-11-30")}
    assert later.is_comparable


def test_what_was_not_whole_is_not_compared(november: Cast) -> None:
    december = figures.count(Month(november.site, date(2026, 12, 1)), datetime(2027, 1, 1, tzinfo=DECEMBER.tzinfo))
    assert december.before.came > 0
    assert not december.is_comparable
    told = paper(_made_of(november, date(2026, 12, 1), datetime(2027, 1, 1, tzinfo=DECEMBER.tzinfo)))
    assert not re.search(rf"(?<!\d)-{december.before.came}\b", told)
    assert public.public(december, 5)["before"]["in_time"] is None


def _made_of(cast: Cast, month: date, at: datetime) -> Report:
    asked = asking.ask_for_month(site=cast.site, kind="brief", month=month, language="en", actor=cast.gm, at=at)
    making.make_next(actor=SYSTEM, at=at)
    asked.refresh_from_db()
    return asked


def test_what_an_earlier_release_counted_reads_as_it_stood(november: Cast) -> None:
    found = figures.count(Month(november.site, NOVEMBER), DECEMBER)
    old = {key: value for key, value in found.told().items() if key not in ("untimed", "rates", "partial", "began")}
    again = figures.Figures.read(old)
    assert (again.told(), again.rates, again.is_comparable) == (old, None, True)
    assert Rate("K19", 0.0, 0).share is None
    assert Past("2026-11").share is None
