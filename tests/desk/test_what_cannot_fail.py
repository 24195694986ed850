"""What is refused until it is right cannot fail, so that it was kept counts nowhere: in a report, for owners, in an assessment."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gensui.core.policy.keeping import untimed
from gensui.ledger import policies
from gensui.ledger.models import Obligation
from gensui.oversight.actions import months
from gensui.people.acting import SYSTEM
from gensui.policies import files
from gensui.reports.actions import making
from gensui.reports.models import Report
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn
from tests.oversight.counted import catch_up

pytestmark = pytest.mark.database
AFTER = datetime(2026, 12, 2, 2, tzinfo=UTC)
DECEMBER = datetime(2026, 11, 30, 16, tzinfo=UTC)
CANNOT_FAIL = ("2.2.7", "2.2.8", "3.1.4", "3.1.5", "3.1.6", "3.2.3", "4.2.4", "4.2.5")
"""What a request meets on its way to the arrival: records and consents without which it goes no further."""


@pytest.fixture(autouse=True)
def _december(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(AFTER, tick=False):
        yield


@pytest.fixture
def lived(cast: Cast, walk: Walk) -> Cast:
    """Two requests that came as far as the arrival; then nobody touched them."""
    for _time in range(2):
        walk("on_site")
    catch_up()
    return cast


def test_a_report_leaves_it_out_and_says_so(lived: Cast, english: SignIn) -> None:
    client = english(lived.gm)
    client.post(reverse("reporting"), {"kind": "month", "month": "2026-11", "language": "en"})
    making.make_next(actor=SYSTEM, at=AFTER)
    report = Report.objects.get()
    page = client.get(reverse("reporting_one", args=[report.pk])).content.decode()

    listed = set(re.findall(r"/facts/clause:([\d.C]+):due", page))
    kept = Obligation.objects.filter(state="met", clause__in=CANNOT_FAIL).values_list("clause", flat=True)
    assert {"3.1.4", "3.1.5", "3.1.6", "3.2.3"} <= set(kept)
    assert listed >= {"4.1.4", "4.2.1", "4.2.2"}
    assert "4.1.5" not in listed  # nobody noted when these calls were answered
    assert listed.isdisjoint(CANNOT_FAIL)
    (note,) = re.findall(r"Not counted, because it is refused until it is right: ([^<]+)\.", page)
    assert set(CANNOT_FAIL) <= set(note.split(", "))


def test_owners_read_only_of_what_could_have_failed(lived: Cast, english: SignIn) -> None:
    client = english(lived.gm)
    client.post(reverse("reporting"), {"kind": "month", "month": "2026-11", "language": "en"})
    making.make_next(actor=SYSTEM, at=AFTER)
    client.post(reverse("reporting_act", args=[Report.objects.get().pk, "publish"]))

    rows = Obligation.objects.filter(stream__startswith="case:").exclude(
        clause__in=[*CANNOT_FAIL, *untimed(policies.in_force(policies.newest(), AFTER))]
    )
    kept = rows.filter(state="met", lapsed_at=None, due_at__lt=DECEMBER).count()
    lapsed = rows.filter(lapsed_at__isnull=False, due_at__lt=DECEMBER).count()
    anybody = Client(headers={"Accept-Language": "en"})
    page = anybody.get(reverse("public_figures", args=["yunqi"])).content.decode()
    (percent,) = re.findall(r'class="total">(\d+) %', page)
    (promises,) = re.findall(r"of (\d+) promises were kept in time", page)
    assert (int(promises), int(percent)) == (kept + lapsed, round(100 * kept / (kept + lapsed)))


def counted(cast: Cast, english: SignIn) -> str:
    """Li's sheet of November, as it is counted now."""
    english(cast.hr).post(reverse("assessment_draft"), {"period": "2026-11"})
    assert months.count_next(actor=SYSTEM, at=AFTER)
    return english(cast.li).get(reverse("assessment_sheet", args=["2026-11", "K02"])).content.decode()


def test_records_complete_are_those_that_could_lack_something(lived: Cast, english: SignIn) -> None:
    assert "Records complete" in counted(lived, english)
    facts = reverse("assessment_facts", args=["2026-11", "K02", "K04"])
    page = english(lived.li).get(facts).content.decode()
    assert "2 of 2" in page
    assert re.findall(r'<small><a href="/policy/([\d.]+)/">', page) == ["4.1.4", "4.1.4"]


def test_records_that_are_refused_until_whole_say_nothing(lived: Cast, english: SignIn) -> None:
    """A policy that refuses what is not whole: whoever keeps records is not judged by them."""
    refusing = dict(files.standard())
    head, clause, rest = refusing["4-standards.toml"].partition('id = "4.1.4"')
    refusing["4-standards.toml"] = head + clause + rest.replace('missing = "lapse"\n', "", 1)
    refusing["00-policy.toml"] = refusing["00-policy.toml"].replace('version = "', 'version = "strict-', 1)
    policies.adopt(files=refusing, actor="staff:Z01", starts_at=minutes(60), at=minutes(50))

    page = counted(lived, english)
    (line,) = re.findall(r"<tr>\s*<th[^>]*>\s*<a[^>]*>Records complete</a>.*?</tr>", page, re.DOTALL)
    assert "0 of 0" in line
    assert "nothing counted: as the rest of the sheet, good at most" in line
    facts = reverse("assessment_facts", args=["2026-11", "K02", "K04"])
    assert "Nothing was counted" in english(lived.li).get(facts).content.decode()


def test_a_star_is_timely_by_what_could_have_failed(lived: Cast, english: SignIn) -> None:
    mine = Obligation.objects.filter(due_at__lt=DECEMBER).exclude(clause__in=CANNOT_FAIL)
    kept = mine.filter(state="met", lapsed_at=None, holder=lived.li.key).count()
    page = english(lived.gm).get(reverse("awards"), {"month": "2026-11"}).content.decode()
    ((in_time, due),) = re.findall(r"林麗.*?\((\d+)/(\d+)\)", page, re.DOTALL)
    assert (int(in_time), int(due) > kept > 0) == (kept, True)


def test_what_is_left_to_people_says_why(cast: Cast, english: SignIn) -> None:
    page = english(cast.qin).get(reverse("clause", args=["7.1"])).content.decode()
    assert "only people can judge" in page
    assert "only people can judge" not in english(cast.qin).get(reverse("clause", args=["7.2"])).content.decode()
