"""What an act wrote beside the log is changed by SQL: verify names the row, the column, and what the log says."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from gensui.cases.actions import files
from gensui.cases.models import Attachment, Case, Quote
from gensui.ledger.models import Event
from gensui.oversight.actions import appeals, leaving, sanctions
from gensui.oversight.models import Appeal, Leaving, Sanction
from gensui.people.acting import SYSTEM
from gensui.reports.actions import asking, making, publishing
from gensui.reports.models import Published, Report
from gensui.training.actions import testing
from gensui.training.models import Attempt, Seat
from tests.cases.conftest import Walk, cast, walk
from tests.cast import MONDAY, Cast, minutes
from tests.cli.test_heads import lift
from tests.oversight.filed import FILE_AT, Open, opened
from tests.reports.conftest import DECEMBER, november
from tests.reports.test_pack_and_sheets import picture
from tests.training.test_induction import attended, passed

pytestmark = pytest.mark.database
__all__ = ["cast", "november", "opened", "walk"]


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[[], list[str]]:
    """What verify finds, which ends with a fault."""

    def lines() -> list[str]:
        capsys.readouterr()
        with pytest.raises(CommandError, match="found"):
            call_command("verify", "--quiet")
        return capsys.readouterr().out.splitlines()

    return lines


Told = Callable[[], list[str]]


@pytest.mark.parametrize(
    ("column", "value", "was"),
    [
        ("consent", "declined", "agreed"),
        ("payer", "company", "owner"),
        ("consent_method", "sign", "app"),
        ("bearer", "company", ""),
    ],
)
def test_a_plan(walk: Walk, told: Told, column: str, value: str, was: str) -> None:
    case = walk("working")
    call_command("verify", "--quiet")
    Quote.objects.filter(case=case).update(**{column: value})
    name = column.removeprefix("consent_")
    assert f"{case.stream}: plan 1.1: {name} is {value!r}, but by the log it is {was!r}" in told()


def test_a_plan_that_nobody_agreed_to(walk: Walk, told: Told) -> None:
    case = walk("plan_pending")
    Quote.objects.filter(case=case).update(consent="agreed", consent_at=minutes(60))
    assert f"{case.stream}: plan 1.1: consent is 'agreed', but by the log it is 'pending'" in told()


@pytest.mark.parametrize(
    ("column", "value"), [("priority", "P4"), ("department", "cleaning"), ("round", 2), ("entered_at", minutes(3))]
)
def test_how_a_case_was_classified(walk: Walk, told: Told, column: str, value: Any) -> None:
    case = walk("dispatched")
    call_command("verify", "--quiet")
    Case.objects.filter(pk=case.pk).update(**{column: value})
    (line,) = (one for one in told() if one.startswith(f"{case.stream}: case: {column} is "))
    assert line.endswith(f"but by the log it is {str(getattr(case, column) or '')!r}")


@pytest.mark.parametrize("column", ["decided_by", "countersigned_by", "opened_by", "served_by"])
def test_who_decided_a_sanction(opened: Open, cast: Cast, told: Told, column: str) -> None:
    found = opened("served")
    call_command("verify", "--quiet")
    was = getattr(found, column).key
    Sanction.objects.filter(pk=found.pk).update(**{column: cast.guard})
    assert f"{found.stream}: file: {column} is {cast.guard.key!r}, but by the log it is {was!r}" in told()


def test_how_a_sanction_stands_and_what_came_of_its_appeal(opened: Open, cast: Cast, told: Told) -> None:
    found = opened("appealed")
    appeals.decide_appeal(
        sanction=found,
        decision="rejected",
        hearing="本人說明",
        reasons="屬實，值班記錄與照片均已核對",
        actor=cast.gm,
        at=FILE_AT + timedelta(days=1),
    )
    call_command("verify", "--quiet")
    Sanction.objects.filter(pk=found.pk).update(state="dropped", kind="demerit")
    Appeal.objects.filter(sanction=found).update(decided_by=cast.qin)
    lines = told()
    for column, kept, by_log in (
        ("state", "dropped", "effective"),
        ("measure", "demerit", "warning"),
        ("appeal_decided_by", cast.qin.key, cast.gm.key),
    ):
        assert f"{found.stream}: file: {column} is {kept!r}, but by the log it is {by_log!r}" in lines


def test_a_decision_that_was_returned_is_nobodys(opened: Open, cast: Cast) -> None:
    found = opened("proposed")
    sanctions.return_decision(sanction=found, words="太輕", actor=cast.qin, at=FILE_AT + timedelta(hours=3))
    call_command("verify", "--quiet")


def test_the_last_day_of_somebody(cast: Cast, told: Told) -> None:
    last_on = date(2026, 12, 20)
    leaving.plan_leaving(employee=cast.chen, actor=cast.hr, at=MONDAY, last_on=last_on)
    call_command("verify", "--quiet")
    Leaving.objects.update(last_on=date(2026, 12, 10))
    assert f"{cast.chen.key}: leaving: last_on is '2026-12-10', but by the log it is '2026-12-20'" in told()
    leaving.withdraw_leaving(employee=cast.chen, actor=cast.hr, at=MONDAY)
    call_command("verify", "--quiet")
    Leaving.objects.create(employee=cast.chen, last_on=last_on, noted_by=cast.hr, noted_at=MONDAY)
    assert f"{cast.chen.key}: leaving: nothing in the log speaks of it" in told()


def failed(seat: Seat, cast: Cast) -> None:
    at = MONDAY + timedelta(hours=34)
    attempt = testing.begin_test(seat=seat, actor=cast.chen, at=at)
    testing.hand_in(attempt=attempt, answers=[[1]], actor=cast.chen, at=at)


def test_the_score_of_a_test(cast: Cast, told: Told) -> None:
    session = attended(cast)
    seat = session.seats.get()
    passed(cast, seat)
    call_command("verify", "--quiet")
    Seat.objects.update(score=90)
    assert f"training:{session.pk}: seat {seat.pk}: the score is 90, but by the log it is 100" in told()


def test_a_test_that_was_not_passed(cast: Cast, told: Told) -> None:
    session = attended(cast)
    seat = session.seats.get()
    failed(seat, cast)
    call_command("verify", "--quiet")
    Attempt.objects.update(score=100)
    Seat.objects.update(score=100, passed_at=MONDAY, certificate="T2026-000009")
    lines = told()
    assert f"training:{session.pk}: test 1 of seat {seat.pk}: the score is 100, but the answers are worth 0" in lines
    assert f"training:{session.pk}: seat {seat.pk}: it is passed, but the log does not tell so" in lines


def test_a_result_that_was_put_right(cast: Cast, told: Told) -> None:
    session = attended(cast)
    seat = session.seats.get()
    failed(seat, cast)
    for hours, score in ((35, 85), (36, 70)):
        at = MONDAY + timedelta(hours=hours)
        testing.correct_result(seat=seat, score=score, reason="改錯", actor=cast.qin, at=at)
        call_command("verify", "--quiet")
    Seat.objects.update(score=85)
    assert f"training:{session.pk}: seat {seat.pk}: the score is 85, but by the log it is 70" in told()


def laid_open(cast: Cast) -> Report:
    asked = asking.ask_for_month(
        site=cast.site, kind="month", month=date(2026, 11, 1), language="en", actor=cast.gm, at=DECEMBER
    )
    making.make_next(actor=SYSTEM, at=DECEMBER)
    asked.refresh_from_db()
    publishing.publish(report=asked, actor=cast.gm, at=DECEMBER)
    return asked


def test_figures_that_owners_read(november: Cast, told: Told) -> None:
    laid_open(november)
    call_command("verify", "--quiet")
    opened = Published.objects.get()
    Published.objects.update(figures=opened.figures | {"complaints": 9}, published_by=november.qin)
    lines = told()
    assert any(one.startswith("figures:yunqi: figures 2026-11: figures is ") for one in lines)
    assert any(one.startswith("figures:yunqi: figures 2026-11: published_by is ") for one in lines)


def test_figures_and_paper_of_a_report(november: Cast, told: Told) -> None:
    report = laid_open(november)
    Report.objects.update(figures=dict(report.figures or {}) | {"homes": 9})
    assert f"files: reports_report {report.pk}: its figures were changed after they were counted" in told()
    default_storage.delete(report.file.name or "")
    assert any(
        one.startswith(f"files: reports_report {report.pk}: {report.file.name} cannot be read") for one in told()
    )


def test_a_picture(walk: Walk, cast: Cast, told: Told) -> None:
    case = files.attach(case=walk("working"), actor=cast.chen, at=minutes(30), kind="before", content=picture("red"))
    call_command("verify", "--quiet")
    kept = Attachment.objects.get()
    default_storage.delete(str(kept.file.name))
    default_storage.save(str(kept.file.name), ContentFile(b"another"))
    assert f"files: cases_attachment {kept.pk}: {kept.file.name} is another file than was kept" in told()
    default_storage.delete(str(kept.file.name))
    assert any(one.startswith(f"files: cases_attachment {kept.pk}: {kept.file.name} cannot be read") for one in told())
    Attachment.objects.all().delete()
    assert told() == [f"{case.stream}: picture {kept.digest[:12]}: the log speaks of it, but its row is gone"]


@pytest.mark.parametrize("data", ["{", "[1]", '"x"'])
def test_an_event_that_cannot_be_decoded(walk: Walk, told: Told, data: str) -> None:
    """SQLite keeps whatever text stands there; PostgreSQL only what is JSON, though not always a mapping."""
    if connection.vendor == "postgresql" and data == "{":
        data = json.dumps(None)
    case, other = walk("working"), walk("working")
    broken = Event.objects.get(stream=case.stream, number=3)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        lift("UPDATE ledger_event SET data = %s WHERE id = %s", data, str(broken.pk))
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
    Case.objects.filter(pk=other.pk).update(priority="P4", state="told")
    lines = told()
    assert any(
        one.startswith(f"{case.stream}: event 3 ({broken.kind}): ") and f"row {broken.pk} of ledger_event" in one
        for one in lines
    )
    assert f"{other.stream}: state: the case is told, but its log leads to working" in lines
    assert any(one.startswith(f"{other.stream}: case: priority is 'P4'") for one in lines)
