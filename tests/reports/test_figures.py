"""Each figure of a month, found again by SQL that was written without looking at how the report counts."""

import json
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gensui.cases.actions import intake, order, result, visit
from gensui.cases.actions.visit import Heard
from gensui.cases.models import Case, Complaint
from gensui.ledger import due, policies
from gensui.ledger.models import Obligation
from gensui.oversight import unstaffed
from gensui.people.acting import Entry
from gensui.reports import facts, figures, tables
from gensui.reports.clauses import TALLIES
from gensui.reports.facts import FACTS, Month, NoSuchFigure
from gensui.reports.figures import Figures
from tests.cases.conftest import Walk
from tests.cases.test_whose_promise import dispatched, evening
from tests.cast import MONDAY, Cast, minutes
from tests.reports.conftest import DECEMBER

pytestmark = pytest.mark.database
NOVEMBER, DECEMBER_1 = date(2026, 11, 1), date(2026, 12, 1)


def counted(cast: Cast, month: date = NOVEMBER) -> Figures:
    return figures.count(Month(cast.site, month), DECEMBER)


def sql(query: str, *given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        return list(cursor.fetchall())


REFUSED = frozenset(
    "2.2.7 2.2.8 3.1.4 3.1.5 3.1.6 3.1.8 3.2.3 3.2.10 3.3.6 3.3.7 3.4.2 3.4.3 3.4.4 3.4.5 4.2.4 4.2.5 4.2.8 4.2.10 4.2.13 C14.2".split()
)
"""Of a request: what is refused until it is right."""


def own(cast: Cast) -> set[str]:
    """The streams of the community's cases, by their number."""
    rows = sql("SELECT year, id FROM cases_case WHERE site_id = %s", cast.site.pk)
    return {f"case:{year}-{row:06d}" for year, row in rows}


def test_what_became_of_promises_is_what_the_log_tells(november: Cast) -> None:
    found = counted(november)
    streams = own(november)
    rows = [
        row
        for row in sql("SELECT stream, clause, cause, state, met_at, lapsed_at, used_us FROM ledger_obligation")
        if row[0] in streams
        and row[1] not in REFUSED
        and not row[1].startswith("pause:")
        and not (row[3] == "void" and row[5] is None)
    ]
    lapsed = {
        (stream, data["clause"], data["cause"])
        for stream, data in (
            (stream, json.loads(data) if isinstance(data, str) else data)
            for stream, data in sql("SELECT stream, data FROM ledger_event WHERE kind = 'obligation.lapsed'")
        )
    }
    kept = Counter(
        clause for stream, clause, cause, state, *_ in rows if state == "met" and (stream, clause, cause) not in lapsed
    )
    late = Counter(clause for stream, clause, cause, *_ in rows if (stream, clause, cause) in lapsed)

    assert {one.clause: one.kept for one in found.clauses if one.kept} == kept
    assert {one.clause: one.late + one.overdue for one in found.clauses if one.late + one.overdue} == late
    assert found.all.due == sum(row[1] not in (found.untimed or ()) for row in rows) < len(rows)
    assert sum(late.values()) > 3
    assert len(found.late) == sum(late.values())


def test_cases_come_and_go(november: Cast, walk: Walk) -> None:
    walk("dispatched")
    from_sql = sql("SELECT request_type, count(*) FROM cases_case WHERE site_id = %s GROUP BY 1", november.site.pk)
    found = counted(november)

    assert {one.key: one.came for one in found.types} == dict(from_sql) == {"repair": 3}
    assert (found.counts["cases_in"], found.counts["cases_out"], found.counts["standing"]) == (3, 0, 3)
    assert [one.came for one in found.line] == [0] * 12 + [3]
    assert {one.key: one.came for one in found.categories} == {"REP.WAT.LEAK": 3}


def test_each_figure_counts_just_the_rows_that_stand_behind_it(november: Cast) -> None:
    found, month = counted(november), Month(november.site, NOVEMBER)
    for key in FACTS:
        assert facts.behind(key, month)[1].count() == found.counts[key], key
    for kept in found.clauses:
        for verdict in TALLIES:
            behind = facts.behind(facts.clauses_key([kept.clause], verdict), month)[1]
            assert behind.count() == getattr(kept, verdict), (kept.clause, verdict)
    for reason in found.excuses:
        assert facts.behind(f"excuse:{reason.reason}", month)[1].count() == reason.count
    assert [one.reason for one in found.excuses] == ["accepted"]
    with pytest.raises(NoSuchFigure):
        facts.fact_of("clause:4.2.1:forgiven")


def test_steps_take_what_lies_between_two_events(november: Cast) -> None:
    """By the two minutes from one act to the next in which the walk is made."""
    found = {one.step: one for one in counted(november).steps}
    first = Case.objects.order_by("pk").filter(site=november.site)[0]
    events = dict(sql("SELECT kind, min(occurred_at) FROM ledger_event WHERE stream = %s GROUP BY 1", first.stream))

    def at(kind: str) -> datetime:
        value = events[kind]
        return datetime.fromisoformat(value) if isinstance(value, str) else value

    assert (found["arrived"].count, found["arrived"].median) == (
        1,
        (at("site.arrived") - at("work_order.dispatched")).seconds,
    )
    assert (found["planned"].count, found["planned"].p90) == (1, (at("plan.proposed") - at("site.arrived")).seconds)


def test_of_a_clock_that_stood_still_counts_what_lies_within_the_month(cast: Cast, walk: Walk) -> None:
    """The owner is asked on the twenty-third and does not answer; counted on the second of December."""
    walk("plan_pending")
    asked = Obligation.objects.get(clause__startswith="pause:").opened_at
    for month, seconds in (
        (NOVEMBER, (Month(cast.site, NOVEMBER).until - asked).total_seconds()),
        (DECEMBER_1, 86_400),
    ):
        (pause,) = counted(cast, month).pauses
        assert (pause.count, pause.seconds) == (1, round(seconds))
        assert facts.behind(f"pause:{pause.reason}", Month(cast.site, month))[1].count() == 1
    assert counted(cast, date(2026, 10, 1)).pauses == ()


def test_what_was_not_done_stands_out_also_of_complaints(cast: Cast) -> None:
    request = cast.request(category=cast.complaint, content="態度")
    intake.take_in(site=cast.site, request=request, actor=cast.li, at=MONDAY)
    due.sweep(at=MONDAY + timedelta(days=7))
    found = counted(cast)
    undone = [one for one in found.clauses if one.overdue]
    assert undone
    for one in undone:
        assert figures.why(found, one.clause, Month(cast.site, NOVEMBER).zone)["undone"] == one.overdue, one.clause


@pytest.mark.parametrize(
    ("values", "half", "nine"),
    [([], 0, 0), ([7], 7, 7), ([1, 2], 1, 2), (list(range(1, 11)), 5, 9), ([5, 5, 5, 100], 5, 100)],
)
def test_nearest_rank(values: list[int], half: int, nine: int) -> None:
    assert (figures.ranked(values, 0.5), figures.ranked(values, 0.9)) == (half, nine)


def test_satisfaction_rework_and_complaints(november: Cast, walk: Walk) -> None:
    case = Case.objects.filter(state="visit_due", site=november.site).get()
    at = MONDAY + timedelta(days=2)
    heard = Heard(
        outcome="satisfied", method="phone", visited_person="陳美", service_score=5, result_score=5, opinion="都好"
    )
    visit.visit_owner(case=case, heard=heard, actor=november.li, at=at, entry=Entry(proofs={"call": "c:1"}))
    result.evaluate(case=case, stars=5, actor=november.mei, at=at)
    request = november.request(category=november.complaint, content="態度")
    accused = intake.take_in(site=november.site, request=request, actor=november.li, at=at)
    due.sweep(at=at + timedelta(days=3))
    found = counted(november)

    stars = sql("SELECT count(*), avg(overall) FROM cases_evaluation")[0]
    assert (found.counts["stars"], found.this.mean) == (stars[0], float(stars[1])) == (1, 5.0)
    assert (found.counts["visits"], found.counts["visits_content"], found.counts["complaints"]) == (1, 1, 1)
    assert (found.counts["works_done"], found.counts["reworks"]) == (1, 0)
    assert not any(one.stream == accused.stream for one in found.late)  # counted, not listed
    assert found.late_more == sum(one.late + one.overdue for one in found.clauses) - len(found.late) > 0


def test_a_month_without_anything_and_another_community(november: Cast) -> None:
    empty = counted(november, date(2026, 3, 1))
    assert (empty.all.due, empty.counts["cases_in"], empty.late, empty.all.share) == (0, 0, (), None)
    other = figures.count(Month(november.stranger.department.site, NOVEMBER), DECEMBER)
    assert other.counts["cases_in"] == 1
    assert {one.stream for one in other.late}.isdisjoint(own(november))


def test_what_was_frozen_reads_the_same(november: Cast) -> None:
    found = counted(november)
    again = Figures.read(json.loads(json.dumps(found.told())))
    assert (again, again.digest) == (found, found.digest)


def test_the_last_moment_belongs_to_the_month_and_the_next_does_not(cast: Cast) -> None:
    month = Month(cast.site, NOVEMBER)
    assert month.until.isoformat() == "2026-12-01T00:00:00+08:00"
    request = cast.request()
    last = intake.take_in(site=cast.site, request=request, actor=cast.li, at=month.until - timedelta(seconds=1))
    first = intake.take_in(site=cast.site, request=cast.request(phone="13900000003"), actor=cast.li, at=month.until)
    assert counted(cast).counts["cases_in"] == 1
    assert counted(cast, date(2026, 12, 1)).counts["cases_in"] == 1
    assert last.pk != first.pk


def test_it_costs_the_same_however_much_happened(november: Cast, walk: Walk) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            counted(november)
        return len(found)

    few = statements()
    for _more in range(3):
        walk("visit_due")
    assert statements() == few <= 71


def test_what_is_for_comparison_is_in_no_share_and_not_among_the_worst(
    cast: Cast, walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chen comes ten minutes after the appointed time, within the limit."""
    case = order.set_appointment(
        case=walk("contacted"), actor=cast.chen, at=minutes(10), appointment_at=minutes(60), owner_asked=True
    )
    order.arrive(case=case, actor=cast.chen, at=minutes(70), proof="scan", key="door")
    due.sweep(at=MONDAY + timedelta(days=2))
    assert Obligation.objects.filter(clause="C02.1", lapsed_at__isnull=False).exists()
    monkeypatch.setattr(figures, "FEW", 1)
    found = counted(cast)
    (compared,) = (one for one in found.clauses if one.clause == "C02.1")
    assert (compared.due, compared.decided, found.of(["C02.1"]).decided) == (0, 0, 0)
    worst = {one.clause for one in found.worst(most=100)}
    assert "C02.1" not in worst
    assert worst, "something was late that counts"


def test_a_complaint_counts_as_justified_in_the_month_that_decided_it(cast: Cast, walk: Walk) -> None:
    case = walk("dispatched")
    Case.objects.filter(pk=case.pk).update(request_type="complaint", completed_at=DECEMBER + timedelta(days=1))
    Complaint.objects.create(case=case, against="service", severity="general", valid="valid")
    at = DECEMBER + timedelta(days=40)
    before, after = (figures.count(Month(cast.site, first), at).counts for first in (NOVEMBER, DECEMBER_1))
    assert (before["complaints"], before["complaints_found"]) == (1, 0)
    assert (after["complaints"], after["complaints_found"]) == (0, 1)


def test_what_ran_out_where_nobody_was_on_duty_is_counted_for_the_house(cast: Cast, walk: Walk) -> None:
    walk("dispatched")
    assert counted(cast).unstaffed == 0
    dispatched(cast)  # on a Saturday evening
    due.sweep(at=evening(6))
    found = counted(cast)
    assert found.unstaffed == sum(one.count for one in unstaffed.gaps(cast.site, *window(cast)))
    assert found.unstaffed
    policy = policies.in_force(policies.newest(), DECEMBER)
    rates = next(one for one in tables.tables(found, policy) if one.key == "rates")
    assert [row[2].value for row in rates.rows if "unstaffed" in str(row[0].value)] == [found.unstaffed]


def window(cast: Cast) -> tuple[datetime, datetime]:
    month = Month(cast.site, NOVEMBER)
    return month.since, month.until
