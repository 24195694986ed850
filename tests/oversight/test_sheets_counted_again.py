"""A month of real cases, closed, and every figure of it worked out again from the rows by other means."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from PIL import Image

from gensui.cases.actions import calls as calls_made
from gensui.cases.actions import complaint, coordinating, intake, result, visit, work
from gensui.cases.actions.visit import Heard
from gensui.cases.models import Complaint
from gensui.core import standing
from gensui.ledger import due
from gensui.ledger.models import Event
from gensui.oversight import counting, happenings, sheet_queries
from gensui.oversight.actions import appeals, inspecting, rectifying, sheets
from gensui.oversight.actions.rectifying import Found
from gensui.oversight.models import Month, ScoreLine
from gensui.oversight.sanction_refusals import NobodyOutside
from gensui.people.acting import SYSTEM, Entry
from gensui.people.actions import one as people
from gensui.people.models import Employee
from tests.cases.conftest import HANDLED, Walk
from tests.cast import MONDAY, Cast, minutes
from tests.oversight.counted import catch_up
from tests.oversight.filed import Open, opened
from tests.oversight.recounting import Again
from tests.training.test_induction import attended, passed

__all__ = ["opened"]

pytestmark = pytest.mark.database

NOVEMBER = date(2026, 11, 1)
SINCE, UNTIL = datetime(2026, 10, 31, 16, tzinfo=UTC), datetime(2026, 11, 30, 16, tzinfo=UTC)
AFTER = datetime(2026, 12, 1, 2, tzinfo=UTC)
DAY = timedelta(days=1)


def calls(cast: Cast) -> None:
    """Two calls: one answered late, one given up."""
    for number, waited in (("ring-1", 20), ("ring-2", 30)):
        case = intake.ring(site=cast.site, phone="13900000001", actor=cast.li, at=minutes(0), entry=Entry(once=number))
        if number == "ring-1":
            intake.answer_call(case=case, actor=cast.li, at=minutes(waited / 60))
        else:
            wait = timedelta(seconds=waited)
            calls_made.abandon_call(case=case, actor=cast.li, at=minutes(waited / 60), waited=wait)


def complained(cast: Cast, walk: Walk, decider: Employee | None = None) -> None:
    """Mei complains about Chen, and is right; it is decided late, by Qin unless somebody else is given."""
    case = complaint.complain(
        about=walk("told"), actor=cast.mei, at=minutes(60), text="語氣生硬", remedy="道歉", accused=[cast.chen]
    )
    complaint.assess_complaint(
        case=case, actor=cast.qin, at=minutes(90), against="person", accused=[cast.chen], accused_department="",
        severity="general", investigator=cast.qin, plan="聽錄音",
    )  # fmt: skip
    complaint.note_investigation(case=case, facts="屬實", actor=cast.qin, at=minutes(120))
    complaint.decide_complaint(
        case=case,
        actor=decider or cast.qin,
        at=MONDAY + 5 * DAY,
        facts="屬實",
        valid="valid",
        statement="我說話是急了些",
        decision="道歉",
        prevention="重訓",
    )


def looked_into(cast: Cast) -> None:
    """Inspections were called and not held; two findings, one put right in time, one not."""
    inspecting.call_due(actor=SYSTEM, at=MONDAY)
    for severity in ("minor", "general"):
        found = Found(clause="4.2.7", problem="現場未清理", severity=severity)
        one = rectifying.record_finding(
            site=cast.site, department="maintenance", found=found, actor=cast.qin, at=MONDAY
        )
        if severity == "minor":
            rectifying.issue_notice(rectification=one, actor=cast.qin, at=minutes(5))
            rectifying.reply_to_notice(
                rectification=one, cause="趕單", measures="補做", actor=cast.chief, at=minutes(60)
            )
            rectifying.verify_rectification(rectification=one, passed=True, remark="", actor=cast.qin, at=minutes(90))


def _paper() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(kept, "PNG")
    return kept.getvalue()


PAPER = _paper()


def around(cast: Cast, walk: Walk, opened: Open) -> None:
    """What is no request: two newcomers, of whom one is trained; an appeal that is decided; a coordination in time, one late."""
    for newcomer in (cast.chen, cast.guard):
        people.welcome(employee=newcomer, actor=cast.hr, at=MONDAY)
    passed(cast, attended(cast).seats.get())
    appeal = opened("appealed", second=cast.gm, at=MONDAY - 11 * DAY)
    with pytest.raises(NobodyOutside):
        appeals.decide_appeal(
            sanction=appeal,
            decision="allowed",
            reasons="屬實，值班記錄與照片均已核對",
            actor=cast.qin,
            at=MONDAY - 10 * DAY,
        )
    appeals.decide_appeal(
        sanction=appeal,
        decision="allowed",
        reasons="屬實，值班記錄與照片均已核對",
        outside="董事會",
        paper=PAPER,
        actor=cast.qin,
        at=MONDAY - 10 * DAY,
    )
    for settled in (True, False):
        case = coordinating.request_coordination(
            case=walk("working"), actor=cast.li, at=minutes(20), department="security", matter="封車道"
        )
        if settled:
            asked = case.coordinations.get()
            coordinating.agree_coordination(
                case=case, actor=cast.qin, at=minutes(50), coordination=asked, decision="可封"
            )


@pytest.fixture
def lived(cast: Cast, walk: Walk, opened: Open) -> Cast:
    """A week of requests: done well, done late, paused, returned, disputed, rated by their owner, cancelled; and what goes on
    beside them.
    """
    calls(cast)
    complained(cast, walk)
    looked_into(cast)
    around(cast, walk, opened)
    for stars in (5, 4, 2, 5, 1):
        case = walk("told")
        case = result.accept_result(case=case, actor=cast.mei, at=minutes(30))
        result.evaluate(case=case, actor=cast.mei, at=minutes(31), stars=stars)
    for _more in range(7):
        walk("working")
    walk("assigned")
    walk("dispatched")
    paused = work.pause_work(
        case=walk("working"), reason="parts", parts="角閥", until=MONDAY + 3 * DAY, actor=cast.chen, at=minutes(40)
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


def counted(cast: Cast) -> tuple[Month, Again]:
    """The month as the house counts it, and as it is counted here."""
    month = sheets.draft_month(site=cast.site, first_on=NOVEMBER, actor=cast.qin, at=AFTER)
    return month, Again(SINCE, UNTIL, AFTER)


def test_every_figure_is_found_again(lived: Cast) -> None:
    month, again = counted(lived)
    lines = ScoreLine.objects.filter(sheet__month=month, whole__gt=0).select_related("sheet__employee")
    said = {(line.sheet.employee.key, line.indicator): (Fraction(line.part), line.whole) for line in lines}
    expected = {(who, key): again.own(who)[key] for who, key in said}
    assert said == expected
    judged = {who for who, one in again.people.items() if one["post"] not in ("leader", "head", "administration")}
    assert {key for key in again.counted if key[0] in judged and again.counted[key][1]} <= set(said)
    assert {key for _who, key in said} >= {
        "K03",
        "K04",
        "K05",
        "K06",
        "K07",
        "K08",
        "K09",
        "K11",
        "K12",
        "K13",
        "K14",
        "K15",
    }
    assert {key for _who, key in said} >= {
        "K16",
        "K17",
        "K18",
        "K19",
        "K20",
        "K22",
        "K23",
        "K32",
        "K33",
        "PLAN",
        "APPEALS",
    }


def test_every_total_and_grade_is_found_again(lived: Cast) -> None:
    month, again = counted(lived)
    grades = again.grades()
    for sheet in month.sheets.select_related("employee"):
        total = again.total(sheet.employee.key)
        assert sheet.exact == ("" if total is None else str(total)), sheet.employee
        assert sheet.grade == grades[sheet.employee.key], sheet.employee
    figures = {one.indicator: (Fraction(one.part), one.whole) for one in month.figures.filter(department="")}
    assert figures == {key: one for key, one in (again.sums(again.people) | again.company).items() if key in figures}
    assert figures["K02"] == (Fraction(1), 2)
    assert figures["K21"] == (Fraction(1), 2)


def test_a_justified_complaint_counts_though_nobody_was_on_duty(cast: Cast, walk: Walk) -> None:
    complained(cast, walk, decider=cast.gm)
    catch_up()
    resolved = Event.objects.get(kind="complaint.resolved")
    assert not {"service_head", "follower"} & set(resolved.roles)
    assert resolved.roles[standing.HOUSE] == "house:yunqi.administration"
    month, _again = counted(cast)
    figures = {one.indicator: (one.part, one.whole) for one in month.figures.filter(department="")}
    assert figures["K21"] == ("1", 2)
    elsewhere = replace(counting.scope_of(month, ()), site="elsewhere")
    assert happenings.of_the_community(elsewhere, 1)["K21"].part == 0


def test_a_justified_complaint_is_an_error_of_whom_it_names(lived: Cast) -> None:
    month, again = counted(lived)
    sheet = month.sheets.get(employee=lived.chen)
    facts = sheet_queries.facts_of(month, sheet, "K23")
    assert [one.stream for one in facts if one.number and not one.clause].count(
        Complaint.objects.get().case.stream
    ) == 1
    assert again.own(lived.chen.key)["K23"][0] == len(facts)


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
