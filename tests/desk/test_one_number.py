"""How a clause was kept in a month is one number: in the month's report, on both pages of the policy, on the sheets."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import intake, result, work
from gensui.cases.models import Case
from gensui.ledger import due
from gensui.oversight import candidates, sheet_queries
from gensui.oversight.actions import sheets
from gensui.oversight.models import Month as Counted
from gensui.oversight.models import ScoreLine
from gensui.reports import figures
from gensui.reports.clauses import Kept
from gensui.reports.facts import Month
from gensui.reports.figures import Figures
from tests.cases.conftest import HANDLED, Walk
from tests.cast import MONDAY, Cast, minutes
from tests.desk.conftest import SignIn
from tests.oversight.counted import sheet_of

pytestmark = pytest.mark.database
ZONE = ZoneInfo("Asia/Shanghai")
MIDNIGHT = datetime(2026, 12, 1, tzinfo=ZONE)
JANUARY = datetime(2027, 1, 2, tzinfo=ZONE)
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


@pytest.fixture
def turn_of_the_month(cast: Cast, walk: Walk) -> Cast:
    """A request that went well, one that lies since the second, one taken in two minutes before December, one that runs."""
    walk("told")
    walk("assigned")
    for at in (MIDNIGHT - timedelta(minutes=2), JANUARY - timedelta(minutes=1)):
        intake.take_in(site=cast.site, request=cast.request(content=f"{at}"), actor=cast.li, at=at)
    for day in range(0, 62, 6):
        due.sweep(at=min(MONDAY + timedelta(days=day), JANUARY))
    return cast


def counted(cast: Cast, month: date) -> Figures:
    return figures.count(Month(cast.site, month), JANUARY)


def numbers(kept: Kept | None) -> tuple[int, ...]:
    return (kept.kept, kept.late, kept.overdue, kept.running) if kept else (0, 0, 0, 0)


def told_on(page: str) -> tuple[int, ...]:
    """What the head of a clause's page says."""
    found = re.search(r"(\d+) in time, (\d+) late, (\d+) late and not done, (\d+) running", page)
    return tuple(map(int, found.groups())) if found else (0, 0, 0, 0)


@pytest.mark.parametrize("month", [NOVEMBER, DECEMBER])
def test_report_and_both_pages_say_the_same_of_every_clause(
    turn_of_the_month: Cast, english: SignIn, month: date
) -> None:
    found = counted(turn_of_the_month, month)
    wanted = {kept.clause: numbers(kept) for kept in found.clauses}
    assert sum(sum(one) for one in wanted.values()) > 5
    with time_machine.travel(JANUARY, tick=False):
        client = english(turn_of_the_month.gm)
        asked = {"month": f"{month:%Y-%m}"}
        sections = client.get(reverse("policy"), asked).context["sections"]
        lines = {line.clause.id: numbers(line.kept) for lines in sections.values() for line in lines}
        assert lines == wanted
        something = {clause for clause, expected in wanted.items() if any(expected)}
        for clause in (*sorted(something), *sorted(wanted.keys() - something)[::20]):
            expected = wanted[clause]
            answer = client.get(reverse("clause", args=[clause]), asked)
            assert told_on(answer.content.decode()) == expected, clause
            of_months = {name: numbers(kept) for name, _shown, kept in answer.context["months"]}
            assert of_months[asked["month"]] == expected, clause
            if any(expected):
                listed = len(answer.context["duties"]) + answer.context["beyond"]
                assert listed == sum(expected), clause


def test_what_opened_before_midnight_counts_when_it_falls_due(turn_of_the_month: Cast) -> None:
    november, december = (counted(turn_of_the_month, month) for month in (NOVEMBER, DECEMBER))
    assert numbers(november.of(["4.2.1"])) == (1, 0, 1, 0)
    assert numbers(december.of(["4.2.1"])) == (0, 0, 1, 0)  # that of the request two minutes before December
    assert december.this.decided == december.all.decided


def test_the_pages_say_by_what_they_count(turn_of_the_month: Cast, english: SignIn) -> None:
    client = english(turn_of_the_month.gm)
    for url in (reverse("policy"), reverse("clause", args=["4.2.1"])):
        assert "belongs to the month in which it falls due" in client.get(url).content.decode()


def test_of_another_community_nothing_is_counted_here(turn_of_the_month: Cast, english: SignIn) -> None:
    with time_machine.travel(JANUARY, tick=False):
        client = english(turn_of_the_month.stranger)
        page = client.get(reverse("clause", args=["4.2.1"]), {"month": "2026-11"})
    assert told_on(page.content.decode()) == (0, 0, 0, 0)
    assert page.context["beyond"] == 0


# A report that came late


def reported_late(cast: Cast, walk: Walk, told: int) -> Case:
    """The work was done at minute 20, reported twenty minutes too late, and the owner told at this minute."""
    case = work.complete_work(
        case=walk("working"), actor=cast.chen, at=minutes(20), handling_record=HANDLED, photo="p1"
    )
    due.sweep(at=minutes(69))
    case = work.report_result(case=case, actor=cast.chen, at=minutes(70))
    due.sweep(at=minutes(81))
    case = result.tell_result(case=case, actor=cast.li, at=minutes(told), asked=True)
    due.sweep(at=minutes(told + 1))
    return case


def judged(cast: Cast) -> tuple[Figures, Counted]:
    for day in range(0, 28, 6):
        due.sweep(at=MONDAY + timedelta(days=day))
    month = sheets.draft_month(site=cast.site, first_on=NOVEMBER, actor=cast.qin, at=MIDNIGHT + timedelta(hours=9))
    return counted(cast, NOVEMBER), month


@pytest.mark.parametrize(("told", "in_time"), [(99, 1), (101, 0)])
def test_told_by_the_later_time_is_told_in_time_everywhere(
    cast: Cast, walk: Walk, english: SignIn, told: int, in_time: int
) -> None:
    """Half an hour from the report that came at minute 70: the hour from completion was over at 80."""
    case = reported_late(cast, walk, told)
    found, month = judged(cast)
    assert numbers(found.of(["4.1.9"])) == (in_time, 1 - in_time, 0, 0)
    line = ScoreLine.objects.get(sheet=sheet_of(month, cast.li), indicator="K12")
    assert (line.part, line.whole) == (str(in_time), 1)
    with time_machine.travel(JANUARY, tick=False):
        page = english(cast.gm).get(reverse("clause", args=["4.1.9"]), {"month": "2026-11"}).content.decode()
    assert told_on(page) == (in_time, 1 - in_time, 0, 0)
    whose = {who for who, lapses in candidates.open_breaches([cast.li, cast.chen], minutes(3_000)).items() for one in lapses if one.clause == "4.1.9"}  # fmt: skip
    assert whose == (set() if in_time else {cast.li.key})
    assert [one.accountable for one in found.late if one.clause == "4.2.12"] == [cast.chen.key]
    assert [one.accountable for one in found.late if one.clause == "4.1.9"] == [cast.li.key] * (1 - in_time)
    assert case.state == "told"


def test_in_the_reports_list_a_lapse_stands_with_whom_it_counts_against(cast: Cast, walk: Walk) -> None:
    walk("assigned")
    found, month = judged(cast)
    first = next(one for one in found.late if one.clause == "4.2.1")
    lapse = next(
        one for one in sheet_queries.facts_of(month, sheet_of(month, cast.chen), "K06") if one.verdict == "failed"
    )
    assert (lapse.who, lapse.stream) == (first.accountable, first.stream) == (cast.chen.key, first.stream)
    dispute = sheets.dispute_fact(
        sheet=sheet_of(month, cast.chen), indicator="K06", stream=lapse.stream, clause=lapse.clause, number=lapse.number,
        text="單是趙強接的", actor=cast.chen, at=MIDNIGHT + timedelta(hours=10),
    )  # fmt: skip
    sheets.move_dispute(
        dispute=dispute,
        to=sheet_of(month, cast.zhao),
        reason="屬實",
        actor=cast.chief,
        at=MIDNIGHT + timedelta(hours=11),
    )
    moved = [one.accountable for one in counted(cast, NOVEMBER).late if one.clause == "4.2.1"]
    assert moved == [cast.zhao.key]
