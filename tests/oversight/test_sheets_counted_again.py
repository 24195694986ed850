"""A month of real cases, closed, and every figure of it worked out again from the rows by other means."""

import json
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection

from gensui.cases.actions import result, visit, work
from gensui.cases.actions.turn import Entry
from gensui.cases.actions.visit import Heard
from gensui.core.scoring import INDICATORS, WEIGHTS
from gensui.ledger import due
from gensui.oversight import counting, sheet_queries
from gensui.oversight.actions import sheets
from gensui.oversight.models import Month, MonthSheet, ScoreLine
from tests.cases.conftest import HANDLED, Walk
from tests.cast import MONDAY, Cast, minutes
from tests.oversight.counted import catch_up

pytestmark = pytest.mark.database

NOVEMBER = date(2026, 11, 1)
SINCE, UNTIL = datetime(2026, 10, 31, 16, tzinfo=UTC), datetime(2026, 11, 30, 16, tzinfo=UTC)
AFTER = datetime(2026, 12, 1, 2, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def lived(cast: Cast, walk: Walk) -> Cast:
    """A week of requests: done well, done late, paused, returned, disputed, rated by their owner, cancelled."""
    for stars in (5, 4, 2, 5, 1):
        case = walk("told")
        case = result.accept_result(case=case, actor=cast.mei, at=minutes(30))
        result.evaluate(case=case, actor=cast.mei, at=minutes(31), stars=stars)
    for _more in range(7):
        walk("working")
    walk("assigned")
    walk("dispatched")
    paused = work.pause_work(
        case=walk("working"), reason="parts", until=MONDAY + 3 * DAY, actor=cast.chen, at=minutes(40)
    )
    work.resume_work(case=paused, actor=cast.chen, at=minutes(100))
    work.complete_work(case=paused, actor=cast.chen, at=minutes(110), handling_record=HANDLED, photo="p1")
    result.cancel_case(case=walk("assigned"), reason="不用了", actor=cast.mei, at=minutes(8))
    disputed = result.dispute_result(case=walk("told"), dispute="還在滴", actor=cast.mei, at=minutes(60))
    result.order_rework(case=disputed, actor=cast.chief, at=minutes(70))
    due.sweep(at=MONDAY + 2 * DAY)
    seen = walk("visit_due")
    heard = Heard(method="phone", visited_person="陳美", outcome="satisfied", service_score=5, result_score=5)
    visit.visit_owner(
        case=seen, heard=heard, actor=cast.lin, at=MONDAY + timedelta(hours=30), entry=Entry(proofs={"call": "c1"})
    )
    catch_up()
    return cast


def rows(statement: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        names = [column.name if hasattr(column, "name") else column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def instant(value: Any) -> datetime | None:
    if value is None:
        return None
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def plain(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def holder(duty: dict[str, Any], at: datetime) -> str:
    return str([who for who, since in plain(duty["segments"]) if datetime.fromisoformat(since) <= at][-1])


CLAUSES = {
    "K06": {"3.2.5", "4.2.1"}, "K07": {"4.2.2", "4.4.9"}, "K08": {"4.2.3"}, "K09": {"4.2.9"}, "K11": {"4.2.12", "4.4.10"},
    "K12": {"4.1.9"}, "K13": {"3.3.3"}, "K14": {"4.1.8"}, "K03": {"4.1.5"}, "K17": {"3.4.1"}, "K01": {"3.1.2"},
}  # fmt: skip


def again() -> dict[tuple[str, str], tuple[Fraction, int]]:
    """Each person's part and whole, by loops over raw rows."""
    duties = rows("SELECT * FROM ledger_obligation")
    events = rows(
        "SELECT stream, number, kind, actor, occurred_at, data, roles FROM ledger_event ORDER BY stream, number"
    )
    found: dict[tuple[str, str], list[Fraction | int]] = defaultdict(lambda: [Fraction(0), 0])

    def add(who: str, key: str, good: Fraction | int) -> None:
        found[who, key][0] += good
        found[who, key][1] += 1

    steps = set()
    for duty in duties:
        due_at, met_at, judged = instant(duty["due_at"]), instant(duty["met_at"]), instant(duty["judged_due_at"])
        if due_at is None or not SINCE <= due_at < UNTIL:
            continue
        lapsed = duty["lapsed_at"] is not None
        if duty["charged_to"] and judged is None:
            continue
        if duty["state"] == "void" and not lapsed:
            continue
        if duty["state"] == "open" and not lapsed and (duty["paused_at"] or due_at > AFTER):
            continue
        good = duty["state"] == "met" and (not lapsed or bool(judged and met_at and met_at <= judged))
        who = holder(duty, due_at) if not good else plain(duty["segments"])[-1][0]
        for key, clauses in CLAUSES.items():
            if duty["clause"] in clauses:
                add(who, key, int(good))
        if duty["clause"] == "3.4.1":
            ended = [
                one["kind"] for one in events if (one["stream"], one["number"]) == (duty["stream"], duty["met_by"])
            ]
            add(who, "K16", int(bool(ended)))
            add(who, "K18", int(ended == ["return_visit.done"]))
        if duty["clause"] == "C30.1":
            back = [
                one for one in events
                if one["stream"] == duty["stream"] and one["kind"] in ("case.reopened", "rework.ordered")
                and duty["met_by"] and one["number"] > duty["met_by"]
            ]  # fmt: skip
            add(who, "K15", int(good and not back))
        if duty["clause"] == "C11.1":
            moved = [one for one in events if one["stream"] == duty["stream"] and one["kind"] == "eta.revised"]
            add(who, "K10", Fraction(0) if not good or len(moved) > 1 else Fraction(1, 2) if moved else Fraction(1))
        add(who, "K23", int(not good and (who, duty["clause"], duty["stream"]) not in steps))
        if not good:
            steps.add((who, duty["clause"], duty["stream"]))
    by_stream: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for event in events:
        by_stream[event["stream"]].append(event)
    stars: dict[tuple[str, str, str, int], tuple[datetime, int]] = {}
    for stream, happened in by_stream.items():
        firsts = set()
        for place, event in enumerate(happened):
            later, who, data = happened[place + 1 :], event["actor"], plain(event["data"])
            if event["kind"] == "intake.saved" and (who, "K04") not in firsts:
                firsts.add((who, "K04"))
                read = any(one["kind"] in ("intake.confirmed", "intake.answered") for one in happened)
                lacking = any(d["stream"] == stream and d["clause"] == "4.1.4" and d["lapsed_at"] for d in duties)
                add(who, "K04", int(read and not lacking))
            if event["kind"] == "work_order.dispatched" and (who, "K05") not in firsts:
                firsts.add((who, "K05"))
                returned = any(one["kind"] == "work_order.returned" for one in later)
                add(who, "K05", int(not returned))
                if returned:
                    add(who, "K23", 1)
            if event["kind"] == "work.completed" and data.get("department") == "maintenance":
                add(who, "K20", int(any(one["kind"] in ("rework.ordered", "case.reopened") for one in later)))
            if event["kind"] in ("evaluation.saved", "return_visit.done") and data.get("stars"):
                if not who.startswith("resident:") and "call" not in data.get("evidence", {}):
                    continue
                roles = plain(event["roles"])
                for role in ("handler", "follower"):
                    at = instant(event["occurred_at"])
                    assert at is not None
                    stars[roles[role], roles["owner"], stream, data.get("round", 1)] = at, data["stars"]
    pairs: dict[tuple[str, str], list[tuple[datetime, str, int]]] = defaultdict(list)
    for (who, owner, stream, _round), (at, given) in stars.items():
        pairs[who, owner].append((at, stream, given))
    for (who, _owner), every in pairs.items():
        for _at, _stream, one in sorted(every)[-3:]:
            add(who, "K19", int(one >= 4))
    return {key: (Fraction(part), int(whole)) for key, (part, whole) in found.items()}


def test_every_figure_is_found_again(lived: Cast) -> None:
    month = sheets.draft_month(site=lived.site, first_on=NOVEMBER, actor=lived.qin, at=AFTER)
    expected = again()
    judged = {"agent", "repairer", "guard", "cleaner", "gardener"}
    lines = ScoreLine.objects.filter(sheet__month=month, sheet__post__in=judged, whole__gt=0).select_related(
        "sheet__employee"
    )
    said = {(line.sheet.employee.key, line.indicator): (Fraction(line.part), line.whole) for line in lines}
    people = {sheet.employee.key for sheet in month.sheets.select_related("employee").filter(post__in=judged)}
    assert said == {key: counted for key, counted in expected.items() if key[0] in people}
    assert {key for _who, key in said} >= {"K03", "K04", "K05", "K06", "K07", "K08", "K09", "K11", "K12", "K13", "K15"}
    assert {key for _who, key in said} >= {"K16", "K17", "K18", "K19", "K20", "K23"}


def score(key: str, rate: Fraction) -> Fraction:
    one = INDICATORS[key]
    target, floor = one.target, one.floor
    if one.at_most:
        if rate <= target:
            return Fraction(100)
        return 60 + 40 * (floor - rate) / (floor - target) if rate <= floor else 60 * (1 - rate) / (1 - floor)
    if rate >= target:
        return Fraction(100)
    return 60 + 40 * (rate - floor) / (target - floor) if rate >= floor else 60 * rate / floor


def test_every_total_is_found_again(lived: Cast) -> None:
    month = sheets.draft_month(site=lived.site, first_on=NOVEMBER, actor=lived.qin, at=AFTER)
    expected = again()
    for sheet in month.sheets.select_related("employee").filter(post__in=["agent", "repairer"]):
        weights = WEIGHTS[sheet.post]  # type: ignore[index]
        beside = list(MonthSheet.objects.filter(month=month, department=sheet.department).select_related("employee"))
        total, weight = Fraction(0), 0
        for key, share in weights.items():
            part, whole = expected.get((sheet.employee.key, key), (Fraction(0), 0))
            if not whole:
                continue
            every = [expected.get((one.employee.key, key), (Fraction(0), 0)) for one in beside]
            there = sum((one[0] for one in every), Fraction(0)) / sum(one[1] for one in every)
            rate = there if whole < 5 else (part + 10 * there) / (whole + 10) if whole < 20 else part / whole
            total, weight = total + share * score(key, rate), weight + share
        assert sheet.exact == (str(total / weight) if weight else ""), sheet.employee
        assert (sheet.grade == "") == (not weight)


def test_the_list_behind_a_figure_adds_up_to_it(lived: Cast) -> None:
    month = sheets.draft_month(site=lived.site, first_on=NOVEMBER, actor=lived.qin, at=AFTER)
    worth = {"kept": Fraction(1), "half": Fraction(1, 2), "failed": Fraction(0)}
    for line in ScoreLine.objects.filter(sheet__month=month).select_related("sheet__employee"):
        facts = [one for one in sheet_queries.facts_of(month, line.sheet, line.indicator) if one.verdict != "left_out"]
        good = sum((worth[one.verdict] for one in facts), Fraction(0))
        if line.indicator == "K23":
            assert len(facts) == Fraction(line.part), line
        elif line.indicator == "K20":
            assert (len(facts) - good, len(facts)) == (Fraction(line.part), line.whole), line
        elif line.indicator != "TEAM":
            assert (good, len(facts)) == (Fraction(line.part), line.whole), line


def test_a_second_counting_changes_nothing(lived: Cast) -> None:
    first = sheets.draft_month(site=lived.site, first_on=NOVEMBER, actor=lived.qin, at=AFTER)
    second = sheets.draft_month(site=lived.site, first_on=NOVEMBER, actor=lived.qin, at=AFTER + DAY)
    assert first.pk == second.pk
    assert first.digest == second.digest == counting.recount(Month.objects.get()).digest
