"""What verify compares of rounds, emergencies, the day's report, master data, drafts and pay is changed by SQL and found."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from gensui.amendments.actions import deciding
from gensui.amendments.models import Draft
from gensui.cases.actions import catalogue
from gensui.cases.models import Category
from gensui.ledger.models import Event, PolicyVersion
from gensui.oversight.actions import pay
from gensui.people.acting import SYSTEM
from gensui.people.actions import keeping, roster
from gensui.people.models import Department, Employee
from gensui.rounds.actions import checking, finding
from gensui.rounds.actions.finding import Found
from gensui.security.actions import daily, incident
from gensui.security.actions.incident import Alarm
from tests.amendments.conftest import draft
from tests.cast import MONDAY, Cast, minutes
from tests.cli.test_verify_cover import faults, missed
from tests.rounds.conftest import Grounds, Walk, cast, ground, walk
from tests.security.test_incident import finish

pytestmark = pytest.mark.django_db
"""On SQLite: PostgreSQL does not set its constraints aside."""
__all__ = ["cast", "draft", "ground", "walk"]


def test_rounds(ground: Grounds, walk: Walk, cast: Cast) -> None:
    round = walk(0, 1, 3)
    checking.check_round(round=round, passed=False, actor=ground.lead, at=minutes(40))
    found = Found(key="found-one", kind="anomaly", category=cast.leak, round=round, point=ground.points[0])
    finding.report_finding(site=cast.site, found=found, actor=ground.guard, at=minutes(41))
    alone = Found(key="found-two", kind="hazard", category=cast.leak)
    finding.report_finding(site=cast.site, found=alone, actor=ground.guard, at=minutes(42))
    assert missed("rounds.Round", "rounds.Scan", "rounds.Finding") == []


def test_emergencies(cast: Cast, ground: Grounds) -> None:
    alarm = Alarm(plan="fire", area=cast.lobby)
    one = incident.report_incident(site=cast.site, alarm=alarm, actor=cast.li, at=minutes(0))
    one = incident.arrive_on_scene(incident=one, actor=cast.guard, at=minutes(0.5))
    one = incident.acknowledge(incident=one, actor=ground.lead, at=minutes(0.7))
    one = incident.start_plan(incident=one, plan="fire", actor=cast.guard, at=minutes(1))
    incident.control_incident(incident=finish(one, cast), actor=cast.guard, at=minutes(22))
    assert missed("security.Incident", "security.IncidentStep", "security.IncidentNotice") == []


def test_the_report_of_a_day(cast: Cast, ground: Grounds) -> None:
    day = (MONDAY - timedelta(days=2)).date()
    report = daily.compile_report(site=cast.site, day=day, actor=SYSTEM, at=MONDAY)
    daily.explain_report(report=report, figure="entries", text="改錯日期", actor=ground.lead, at=minutes(1))
    daily.compile_report(site=cast.site, day=day, actor=SYSTEM, at=minutes(2))
    assert faults() == []  # until it is handed in, it is counted anew
    report = daily.submit_report(report=report, handover="東門燈壞", actor=ground.lead, at=minutes(3))
    daily.explain_report(report=report, figure="", text="已報修", actor=ground.lead, at=minutes(4))
    daily.accept_report(report=report, actor=cast.li, at=minutes(5))
    assert missed("security.DailyReport", "security.DailyExplanation") == []


def test_master_data(cast: Cast) -> None:
    for price in (10, "12.5"):
        catalogue.keep_price(
            key="zz.1", name={"en": "x", "zh-Hant": "甲"}, kind="part", unit="pc", price=float(price), most=20.0, actor="operator",
            at=MONDAY, specification="y",
        )  # fmt: skip
    words = {"en": [f"a word that is {number}" for number in range(40)]}
    catalogue.keep_category(
        key="zz.X", name={"en": "x"}, department="maintenance", priority="P3", complexity="general", request_type="repair",
        actor="operator", at=MONDAY, words=words, questions=words, initials="x",
    )  # fmt: skip
    keeping.keep_site(key="third", name="三", zone="Asia/Shanghai", hotline="1", actor="operator", at=MONDAY)
    keeping.keep_unit(site=cast.site, building="9", staircase="1", room="1", actor="operator", at=MONDAY)
    keeping.keep_area(site=cast.site, name="泳池", actor="operator", at=MONDAY)
    team = Department.objects.get(site=cast.site, kind="security")
    chief = keep(team, "S90", "dept_head")
    hours: dict[str, Any] = {"starts": MONDAY.time(), "ends": minutes(60).time()}
    roster.keep_shift(department=team, name="早", actor=chief, at=MONDAY, **hours)
    roster.retire_pattern(
        pattern=roster.keep_post(department=team, name="東門", actor=chief, at=MONDAY, fills="guard"),
        actor=chief,
        at=MONDAY,
    )
    tables = (
        "cases.PriceItem cases.Category people.Unit people.Area people.Building people.Shift people.Post people.Site"
    )
    assert missed(*tables.split(), "people.User") == []


def test_the_role_that_somebody_was_given(cast: Cast) -> None:
    team = Department.objects.get(site=cast.site, kind="maintenance")
    who: dict[str, Any] = {
        "number": "M77",
        "name": "錢進",
        "email": "m77@example.org",
        "phone": "",
        "skills": (),
        "password": "",
    }
    for role in ("technician", "team_leader"):
        keeping.keep_employee(**who, department=team, role=role, actor="operator", at=MONDAY)
    told = [one.data for one in Event.objects.filter(stream="staff:M77", kind="master.changed").order_by("number")]
    assert told[1]["after"] == ["team_leader"]
    assert "錢進" not in str(told)  # of what is a person's own only the field stands in the log
    assert missed("people.Employee") == []


def test_questions_that_nobody_gave(cast: Cast) -> None:
    """A category comes without questions, as its event says by not naming them."""
    words: dict[str, Any] = {
        "key": "zz.X",
        "name": {"en": "x"},
        "department": "maintenance",
        "priority": "P3",
        "complexity": "general",
        "request_type": "repair",
    }
    catalogue.keep_category(**words, actor="operator", at=MONDAY)
    catalogue.keep_category(**words | {"priority": "P2"}, actor="operator", at=minutes(1))
    assert faults() == []
    for column in ("questions", "words"):
        Category.objects.filter(key="zz.X").update(**{column: {"en": ["Whose?"]}})
        (fault,) = faults()
        assert f"category:zz.X: category: {column} is " in fault
        Category.objects.filter(key="zz.X").update(**{column: {}})


def keep(team: Department, number: str, role: str) -> Employee:
    """Somebody who comes by import."""
    keeping.keep_employee(
        department=team, number=number, name="韓", role=role, email="", phone="", skills=(), password="", actor="operator",
        at=MONDAY,
    )  # fmt: skip
    return Employee.objects.get(number=number)


def test_who_was_operator_opens_no_room_of_technicians(cast: Cast) -> None:
    team = Department.objects.get(site=cast.site, kind="administration")
    assert keep(team, "A90", "operator").user.is_staff
    assert not keep(team, "A90", "hr").user.is_staff
    assert faults() == []


def test_a_draft_and_its_version(draft: Draft, cast: Cast) -> None:
    deciding.ask_staff(draft=draft, until=minutes(60), actor=cast.qin, at=minutes(1))
    at = minutes(120)
    deciding.approve_draft(draft=draft, published_at=at, starts_at=at + timedelta(days=1), actor=cast.gm, at=at)
    deciding.begin_versions(actor="engine", at=at + timedelta(days=2))
    version = PolicyVersion.objects.get(version="2027.1")
    assert missed("amendments.Draft") == []
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER ledger_policyversion_append_only_update")
    for column, value in (
        ("starts_at", version.starts_at - timedelta(hours=1)),
        ("adopted_at", version.adopted_at - timedelta(hours=1)),
        ("adopted_by", "staff:X"),
    ):
        PolicyVersion.objects.filter(pk=version.pk).update(**{column: value})
        assert any(f"version 2027.1: {column} is " in one for one in faults())
        PolicyVersion.objects.filter(pk=version.pk).update(**{column: getattr(version, column)})


def test_an_approval_that_nobody_gave(draft: Draft, cast: Cast) -> None:
    deciding.ask_staff(draft=draft, until=minutes(60), actor=cast.qin, at=minutes(1))
    assert faults() == []
    forged: tuple[dict[str, Any], ...] = ({"approved_at": minutes(2)}, {"approved_by": cast.gm})
    for columns in (*forged, forged[0] | forged[1]):
        Draft.objects.update(**{"approved_at": None, "approved_by": None} | columns)
        (fault,) = faults()
        assert f"draft 2027.1 in row {draft.pk}: nothing in the log speaks of it" in fault


def test_terms_of_pay(cast: Cast) -> None:
    for day, city in ((date(2026, 1, 1), "上海"), (date(2026, 6, 1), "蘇州")):
        terms = pay.Terms(since_on=day, contract="own", compensation_clause=True, city=city, wage_fen=500_000)
        pay.note_pay_terms(employee=cast.chen, terms=terms, actor=cast.hr, at=MONDAY)
    assert missed("oversight.PayTerms") == []
