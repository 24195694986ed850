"""A complaint that turns out to be grave has the longer limit of 6.1.6, counted from when it came in."""

from datetime import UTC, datetime, timedelta

import pytest

from gensui.cases.actions import complaint
from gensui.cases.models import Case
from gensui.cases.work_refusals import NoSuchSeverity
from gensui.ledger import due
from gensui.ledger.models import Event, Obligation
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes

pytestmark = pytest.mark.database

THREE, SEVEN = datetime(2026, 11, 26, 2, 30, tzinfo=UTC), datetime(2026, 12, 2, 2, 30, tzinfo=UTC)
"""Three and seven working days after half past ten on that Monday."""


def complained(cast: Cast, walk: Walk) -> Case:
    return complaint.complain(
        about=walk("working"), actor=cast.mei, at=minutes(30), text="師傅態度惡劣", remedy="道歉", accused=[cast.chen]
    )


def assess(case: Case, cast: Cast, severity: str) -> Case:
    return complaint.assess_complaint(
        case=case, actor=cast.qin, at=minutes(600), against="person", accused=[cast.chen], accused_department="",
        severity=severity, investigator=cast.qin, plan="聽錄音",
    )  # fmt: skip


def running(case: Case, clause: str) -> list[Obligation]:
    return list(Obligation.objects.filter(stream=case.stream, clause=clause, state="open"))


def test_a_grave_one_has_seven_working_days_and_no_other_limit(cast: Cast, walk: Walk) -> None:
    case = complained(cast, walk)
    assert [one.due_at for one in running(case, "6.1.6")] == [THREE]
    case = assess(case, cast, "major")
    assert [one.due_at for one in running(case, "6.1.6")] == [SEVEN]
    assert running(case, "C30.1") == []
    assert case.required_by == SEVEN


def test_a_grave_one_is_late_after_seven_working_days_and_not_before(cast: Cast, walk: Walk) -> None:
    case = assess(complained(cast, walk), cast, "major")
    due.sweep(at=SEVEN - timedelta(seconds=1))
    assert [one.lapsed_at for one in running(case, "6.1.6")] == [None]
    due.sweep(at=SEVEN + timedelta(seconds=1))
    assert [one.lapsed_at for one in running(case, "6.1.6")] == [SEVEN]


def looked_into(case: Case, minute: int) -> None:
    """Whoever was named to look into it puts down what was found."""
    case.refresh_from_db()
    assert case.handler is not None
    complaint.note_investigation(case=case, facts="屬實", actor=case.handler, at=minutes(minute))


@pytest.mark.parametrize("severity", ["minor", "general"])
def test_any_other_keeps_its_three_and_has_no_other_limit_either(cast: Cast, walk: Walk, severity: str) -> None:
    """That it was late is one fact: it lowers K22, and not what the department completed (K15) as well."""
    case = assess(complained(cast, walk), cast, severity)
    assert [one.due_at for one in running(case, "6.1.6")] == [THREE]
    assert running(case, "C30.1") == []
    assert case.required_by == THREE


def test_the_log_says_how_grave_it_was_and_whose_work_it_was(cast: Cast, walk: Walk) -> None:
    case = assess(complained(cast, walk), cast, "major")
    looked_into(case, 650)
    complaint.decide_complaint(
        case=case,
        actor=cast.qin,
        at=minutes(700),
        facts="屬實",
        statement="我說話是急了些",
        valid="valid",
        decision="道歉",
        prevention="",
    )
    event = Event.objects.get(stream=case.stream, kind="complaint.resolved")
    assert (event.data["severity"], event.data["about"]) == ("major", [cast.chen.key])
    assert Obligation.objects.get(stream=case.stream, clause="6.1.6", state="met").lapsed_at is None


def test_a_department_that_is_accused_is_its_heads(cast: Cast, walk: Walk) -> None:
    case = complained(cast, walk)
    complaint.assess_complaint(
        case=case, actor=cast.qin, at=minutes(60), against="service", accused=[], accused_department="maintenance",
        severity="general", investigator=cast.qin, plan="查記錄",
    )  # fmt: skip
    looked_into(case, 80)
    complaint.decide_complaint(
        case=case,
        actor=cast.qin,
        at=minutes(90),
        facts="屬實",
        statement="我說話是急了些",
        valid="partly",
        decision="道歉",
        prevention="",
    )
    assert Event.objects.get(stream=case.stream, kind="complaint.resolved").data["about"] == [cast.chief.key]


def test_what_was_late_before_it_was_found_grave_stays_late(cast: Cast, walk: Walk) -> None:
    case = complained(cast, walk)
    complaint.assess_complaint(
        case=case, actor=cast.qin, at=minutes(30) + timedelta(days=4), against="person", accused=[cast.chen],
        accused_department="", severity="major", investigator=cast.qin, plan="聽錄音",
    )  # fmt: skip
    assert Obligation.objects.get(stream=case.stream, clause="6.1.6", state="void").lapsed_at == THREE


@pytest.mark.parametrize("severity", ["critical", "", "worst"])
def test_a_gravity_that_complaints_do_not_have_is_refused(cast: Cast, walk: Walk, severity: str) -> None:
    case = complained(cast, walk)
    with pytest.raises(NoSuchSeverity):
        assess(case, cast, severity)
    with pytest.raises(NoSuchSeverity):
        complaint.investigate_complaint(case=case, actor=cast.qin, at=minutes(600), severity=severity, plan="聽錄音")
    case.refresh_from_db()
    assert not Event.objects.filter(stream=case.stream, kind="complaint.planned").exists()
    assert case.handler is None
