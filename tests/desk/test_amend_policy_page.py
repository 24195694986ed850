"""The policy page: thirteen months, filters, and the booklet in three languages."""

from datetime import date, timedelta

import pypdfium2
import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from gensui.ledger import due, policies
from gensui.reports.clauses import kept_by_month, months_until
from gensui.reports.facts import Month
from gensui.ui.templatetags.ui import spark
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database


def test_thirteen_months_in_one_query_and_a_door_behind_each(cast: Cast, walk: Walk, english: SignIn) -> None:
    walk("assigned")
    due.sweep(at=minutes(30))
    with time_machine.travel(minutes(60)):
        client = english(cast.li)
        page = client.get(reverse("policy")).content.decode()
        assert "kept in time: 2026-11* 0%" in page  # nobody called the owner
        clause = client.get(reverse("clause", args=["4.2.1"])).content.decode()
        assert "?verdict=overdue&amp;month=2026-11" in clause
        before = client.get(reverse("policy"), {"month": "2026-10"}).content.decode()
        assert "kept in time: 2026-11" not in before
    months = months_until(Month(cast.site, date(2026, 11, 1)))
    assert [f"{months[place].first:%Y-%m}" for place in (0, 1, -1)] == ["2025-11", "2025-12", "2026-11"]
    found = kept_by_month(months, "4.2.1")
    assert {month: kept.overdue for month, kept in found["4.2.1"].items()} == {"2026-11": 1}


def test_filters_by_word_kind_role_and_lateness(cast: Cast, walk: Walk, english: SignIn) -> None:
    walk("assigned")
    due.sweep(at=minutes(30))
    with time_machine.travel(minutes(60)):
        client = english(cast.li)

        def shown(**given: str) -> set[str]:
            sections = client.get(reverse("policy"), given).context["sections"]
            return {line.clause.id for lines in sections.values() for line in lines}

        everything = shown()
        assert everything == set(policies.in_force(policies.newest(), minutes(60)).clauses)
        assert "3.1.2" in shown(q="fourth time")
        assert {"4.2.1"} <= shown(late="1") < everything
        assert shown(kind="gate") < everything
        assert "4.3.8" in shown(role="gate_guard")
        assert shown(q="nothing says this") == set()


@pytest.mark.parametrize(
    ("language", "words"), [("zh-Hant", "三聲之內"), ("zh-Hans", "三声之内"), ("en", "Within three rings")]
)
def test_the_booklet_says_every_clause(cast: Cast, english: SignIn, language: str, words: str) -> None:
    answer = english(cast.guard).get(reverse("policy_booklet", args=[language]))
    assert answer["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(answer.content)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    assert len(document) > 5
    assert words in text
    assert "C34.1" in text or "7.5" in text


def test_no_booklet_in_another_language(cast: Cast, english: SignIn) -> None:
    assert english(cast.guard).get(reverse("policy_booklet", args=["fr"])).status_code == 404


def test_a_line_is_interrupted_where_nothing_was_promised() -> None:
    with translation.override("en"):
        drawn = spark([("a", 1.0), ("b", None), ("c", 0.75), ("d", 0.5)])
        assert drawn.count("M") == 3  # the base, a stroke for one month alone, a line for two
        assert 'aria-label="kept in time: a 100%, c 75%, d 50%"' in drawn
        assert "nothing to count" in spark([("a", None)])


def test_a_month_that_was_not_whole_bears_a_star(walk: Walk, cast: Cast, english: SignIn) -> None:
    """The month the house began in, and the month that still runs: on the page of all clauses and of one."""
    walk("working")
    with time_machine.travel(minutes(60)):
        client = english(cast.li)
        for path in (reverse("policy"), reverse("clause", args=["4.2.1"])):
            page = client.get(path).content.decode()
            assert "2026-11 is not a whole month: counted from 2026-11-23 to 2026-11-23" in page, path
            assert "2026-11* 100%" in page, path
    with time_machine.travel(MONDAY + timedelta(days=20)):
        page = english(cast.li).get(reverse("clause", args=["4.2.1"])).content.decode()
        assert "2026-11 is not a whole month: counted from 2026-11-23 to 2026-11-30" in page
        assert "2026-12 is not a whole month: counted from 2026-12-01 to 2026-12-13" in page
