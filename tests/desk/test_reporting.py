"""Reports on the screen: asked for, watched, read, taken away, published; every figure leads to its facts."""

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.people.acting import SYSTEM
from gensui.reports.actions import asking, making
from gensui.reports.models import Published, Report
from tests.cases.conftest import Walk
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.reports.conftest import DECEMBER, november

pytestmark = pytest.mark.database
__all__ = ["november"]


@pytest.fixture(autouse=True)
def _december(settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT, settings.LANGUAGE_CODE = tmp_path, "en"
    with time_machine.travel(DECEMBER, tick=False):
        yield


def made(cast: Cast, kind: str = "month") -> Report:
    asked = asking.ask_for_month(
        site=cast.site, kind=kind, month=date(2026, 11, 1), language="en", actor=cast.gm, at=DECEMBER
    )
    making.make_next(actor=SYSTEM, at=DECEMBER)
    asked.refresh_from_db()
    return asked


def test_asked_for_watched_and_taken_away(november: Cast, sign_in: SignIn) -> None:
    client = sign_in(november.gm)
    said = {"kind": "month", "month": "2026-11", "language": "zh-hans"}
    page = client.post(reverse("reporting"), said, follow=True)
    asked = Report.objects.get()
    assert "waits for the worker" in page.content.decode()
    state = client.get(reverse("reporting_state", args=[asked.pk]))
    assert "HX-Refresh" not in state
    assert client.get(reverse("reporting_file", args=[asked.pk])).status_code == 404

    making.make_next(actor=SYSTEM, at=DECEMBER)
    assert client.get(reverse("reporting_state", args=[asked.pk]))["HX-Refresh"] == "true"
    assert "ready" in client.get(reverse("reporting")).content.decode()
    file = client.get(reverse("reporting_file", args=[asked.pk]))
    assert b"".join(file.streaming_content)[:5] == b"%PDF-"  # type: ignore[attr-defined]
    assert client.get(reverse("reporting_sheet", args=[asked.pk])).content[:2] == b"PK"


def test_every_figure_leads_to_its_facts(november: Cast, sign_in: SignIn) -> None:
    client, report = sign_in(november.gm), made(november)
    page = client.get(reverse("reporting_one", args=[report.pk])).content.decode()
    doors = set(re.findall(rf'href="(/reporting/{report.pk}/facts/[^"]+)"', page))
    assert len(doors) > 60
    for door in sorted(doors):
        answer = client.get(door)
        if "/stream:" in door:
            assert answer.status_code == 302, door
        else:
            assert answer.status_code == 200, door
            told, now = re.findall(r"The report says (\d+); the ledger has (\d+) now", answer.content.decode())[0]
            assert told == now, door
    assert client.get(reverse("reporting_facts", args=[report.pk, "no:such"])).status_code == 404


def test_the_one_page_on_the_screen(november: Cast, sign_in: SignIn) -> None:
    page = sign_in(november.gm).get(reverse("reporting_one", args=[made(november, "brief").pk])).content.decode()
    assert "The five promises kept worst" in page
    assert "Thirteen months" in page


def test_published_from_the_page(november: Cast, sign_in: SignIn) -> None:
    report, client = made(november), sign_in(november.gm)
    page = client.post(reverse("reporting_act", args=[report.pk, "publish"]), follow=True).content.decode()
    assert Published.objects.count() == 1
    assert "Owners can read these figures" in page
    again = client.post(reverse("reporting_act", args=[report.pk, "publish"]))
    assert (again.status_code, "just as they stand" in again.content.decode()) == (409, True)
    assert client.post(reverse("reporting_act", args=[report.pk, "burn"])).status_code == 404
    assert sign_in(november.head).post(reverse("reporting_act", args=[report.pk, "publish"])).status_code == 403


def test_what_could_not_be_made_says_so(november: Cast, sign_in: SignIn) -> None:
    report, client = made(november), sign_in(november.gm)
    Report.objects.filter(pk=report.pk).update(state="failed", trouble="gave_up", made_at=None, figures=None, file="")
    page = client.get(reverse("reporting_one", args=[report.pk])).content.decode()
    assert "broke off three times" in page
    client.post(reverse("reporting_act", args=[report.pk, "again"]))
    assert Report.objects.get().state == "queued"


def test_a_bad_month_is_said_on_the_page(november: Cast, sign_in: SignIn) -> None:
    client = sign_in(november.gm)
    for month, said in (("2026-13", "year and month"), ("", "year and month"), ("2027-05", "has not begun")):
        answer = client.post(reverse("reporting"), {"kind": "month", "month": month})
        assert (answer.status_code, said in answer.content.decode()) == (409, True)


def test_the_pack_is_asked_for_on_the_case(walk: Walk, cast: Cast, sign_in: SignIn) -> None:
    case = walk("working")
    client = sign_in(cast.li)
    assert "Evidence pack" in client.get(reverse("case", args=[case.number])).content.decode()
    page = client.post(reverse("reporting_case", args=[case.number]), {"language": "en"}, follow=True)
    assert case.number in page.content.decode()
    assert sign_in(cast.chen).post(reverse("reporting_case", args=[case.number])).status_code == 403
    assert sign_in(cast.stranger).post(reverse("reporting_case", args=[case.number])).status_code == 404


def test_reports_of_others_do_not_exist(november: Cast, sign_in: SignIn) -> None:
    report = made(november)
    for who in (november.li, november.zhao, november.stranger):
        client = sign_in(who)
        for name in ("reporting_one", "reporting_state", "reporting_file", "reporting_sheet"):
            assert client.get(reverse(name, args=[report.pk])).status_code == 404, name
        assert client.get(reverse("reporting_facts", args=[report.pk, "cases_in"])).status_code == 404
        assert client.post(reverse("reporting_act", args=[report.pk, "again"])).status_code == 404
    assert sign_in(november.guard).get(reverse("reporting_one", args=[report.pk])).status_code == 403
