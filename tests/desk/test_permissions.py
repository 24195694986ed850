"""Every address and every role: who comes in, who is refused, for whom it does not exist. A new address without a row fails."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from gensui.cases.models import Note
from gensui.ledger.models import Obligation
from gensui.people.models import Employee, User
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes

pytestmark = pytest.mark.database

ROLES = (
    "agent",
    "service_head",
    "technician",
    "team_leader",
    "guard",
    "cleaner",
    "dept_head",
    "admin_manager",
    "hr",
    "general_manager",
    "operator",
)
FRONT = {"agent", "service_head", "admin_manager"}
LEADERS = {"service_head", "team_leader", "dept_head", "admin_manager", "general_manager"}
TEAM = {"service_head", "dept_head", "admin_manager"}
"""Who supervises."""
HANDS = {"technician", "team_leader", "guard", "cleaner", "dept_head"}
ALL = set(ROLES)
MOVERS = FRONT | {"operator"}
PERSONNEL = {"hr", "admin_manager", "operator"}
GATE = {"guard", "agent", "service_head", "admin_manager", "general_manager"}
"""Who sees the register; team leader and head of the cast are of maintenance."""
COMMITTEE = {"service_head", "dept_head", "hr", "admin_manager", "general_manager"}
WATCH = FRONT | LEADERS | {"hr", "operator"}
SEES = {"agent", "service_head", "admin_manager", "general_manager", "hr", "technician", "team_leader", "dept_head"}
"""Who sees a case that is with maintenance, handled by the technician of the cast."""

PAGES: dict[str, set[str]] = {
    "worklist": ALL, "intake": FRONT, "caller": FRONT, "categories": FRONT, "case_list": ALL, "case_export": ALL,
    "department": FRONT | LEADERS, "board": FRONT | LEADERS | {"hr"}, "visits": FRONT, "handover": FRONT, "inbox": ALL,
    "changes": {"hr", "admin_manager", "general_manager", "operator"}, "policy": ALL, "clause": ALL, "field": HANDS, "roster": ALL, "shifts": ALL,
    "calendar": ALL, "questions": FRONT, "read_back": FRONT, "calls": FRONT,
    "incidents": ALL, "red_button": ALL, "homes": MOVERS, "personnel": PERSONNEL,
    "gate": GATE, "gate_new": GATE, "gate_register": GATE, "gate_late": GATE, "daily_reports": GATE,
    "reporting": LEADERS | {"agent", "hr"},
    "grounds": WATCH, "plans": WATCH, "checks": WATCH, "announced": WATCH,
    "recognition": ALL, "own_file": ALL, "idea_new": ALL, "candidates": COMMITTEE, "sanctions": COMMITTEE, "awards": COMMITTEE,
    "pay": {"hr", "admin_manager", "general_manager"},
    "assessment": ALL, "appeals": {"hr", "admin_manager", "general_manager"}, "sign_off": ALL,
    "amendments": ALL, "staffing": LEADERS - {"team_leader"} | {"hr"},
    "history": WATCH, "reports": WATCH, "walk": HANDS, "walk_data": HANDS,
    "supervision": TEAM | {"general_manager"}, "rectifications": TEAM | {"general_manager", "team_leader", "agent"},
    "patterns": TEAM | {"general_manager"}, "complaint_desk": TEAM | {"general_manager"},
    "training": COMMITTEE, "training_export": COMMITTEE, "courses": COMMITTEE, "course_new": COMMITTEE - {"general_manager"},
    "session_new": COMMITTEE - {"general_manager"}, "certificate_check": ALL, "own_training": ALL,
    "inspector": TEAM | {"general_manager"}, "supervision_team": TEAM | {"general_manager"},
    "surveys": TEAM | {"general_manager", "hr"}, "mailbox": {"admin_manager", "general_manager"},
}  # fmt: skip
OF_A_CASE: dict[str, set[str]] = {"case": SEES, "act": SEES - {"hr"}, "step": SEES}
PLANNERS = LEADERS | {"hr"}
OF_THE_REPAIRMAN: dict[str, tuple[set[str], set[str]]] = {
    "roster_day": (PLANNERS - {"service_head"}, PLANNERS), "absence": (PLANNERS - {"service_head"}, PLANNERS),
    "relief": (LEADERS - {"service_head"}, LEADERS),
    "sanction_new": (COMMITTEE - {"service_head"}, COMMITTEE), "talk": (COMMITTEE - {"service_head"}, COMMITTEE),
}  # fmt: skip
"""Who opens a page about the technician of the cast; who may open such a page at all."""
POSTS: dict[str, set[str]] = {
    "draft": FRONT, "draft_drop": FRONT, "filter_save": ALL, "filter_drop": ALL, "handover_answer": FRONT, "reveal": SEES,
    "excuse": SEES, "correct": SEES, "retry": SEES, "roster_copy": PLANNERS, "roster_pattern": PLANNERS, "roster_retire": PLANNERS,
    "absence_end": PLANNERS, "answer": FRONT, "inspector_put": TEAM, "pattern_report": TEAM | {"general_manager"},
    "sign_off_sign": ALL, "award_nominate": COMMITTEE, "pay_act": {"hr", "admin_manager", "general_manager"},
    "pay_export": {"hr", "general_manager"}, "breach_doubt": ALL,
    "training_welcome": {"hr", "admin_manager"}, "courses_house": COMMITTEE - {"general_manager"},
}  # fmt: skip
OTHERWISE = {
    "leaving": "tests/desk/test_leaving.py", "staying": "tests/desk/test_leaving_ahead.py",
    "leaving_confirm": "tests/desk/test_leaves_by_two.py",
    "home": "tests/desk/test_homes.py", "home_act": "tests/desk/test_homes.py",
    "attachment": "tests/desk/test_files.py", "door": "tests/desk/test_door.py", "door_code": "tests/desk/test_door.py",
    **dict.fromkeys(
        ("assessment_month", "assessment_month_act", "assessment_payroll", "assessment_sheet", "assessment_act",
         "assessment_facts", "assessment_draft", "assessment_counting"), "tests/desk/test_assessment_pages.py"
    ),
    "amendment": "tests/desk/test_amendments.py", "amendment_act": "tests/desk/test_amendments.py",
    "policy_booklet": "tests/desk/test_amend_policy_page.py",
    "what_if": "tests/desk/test_amend_studies.py", "study": "tests/desk/test_amend_studies.py",
    "amendment_table": "tests/desk/test_amendments.py", "policy_reviewed": "tests/desk/test_amendments.py",
    "healthz": "anybody", "telephony": "tests/desk/test_telephony.py", "set_language": "anybody",
    "gate_entry": "tests/desk/test_gate_pages.py", "gate_act": "tests/desk/test_gate_pages.py",
    "gate_pass": "tests/desk/test_gate_pages.py", "gate_scan": "tests/desk/test_gate_pages.py",
    "incident_photo": "tests/desk/test_incident_pages.py", "incident_photo_add": "tests/desk/test_incident_pages.py",
    "incident": "tests/desk/test_incident_pages.py", "incident_act": "tests/desk/test_incident_pages.py",
    "daily_report": "tests/desk/test_daily_pages.py", "daily_act": "tests/desk/test_daily_pages.py",
    "finding_new": "tests/desk/test_supervision_team.py", "survey_close": "tests/desk/test_surveys.py",
    **dict.fromkeys(
        ("inspection", "inspection_act", "inspection_item", "inspection_picture", "supervision_picture", "rectification",
         "rectification_act", "rectification_pdf"), "tests/desk/test_supervision.py"
    ),
    **dict.fromkeys(("enclosure", "witness_answer", "talk_answer"), "tests/desk/test_serving_pages.py"),
    **dict.fromkeys(
        ("sanction", "sanction_act", "sanction_paper", "breach_answer"), "tests/desk/test_sanction_pages.py"
    ),
    **dict.fromkeys(("award", "award_act", "certificate", "star_notice", "idea"), "tests/desk/test_recognition_pages.py"),
    **dict.fromkeys(
        ("course", "session", "session_act", "session_move", "session_room", "session_sheet", "training_certificate", "training_sign", "training_record",
         "training_test"), "tests/desk/test_training.py"
    ),
    **dict.fromkeys(("assessment_outside", "sanction_outside", "outside_paper", "outside_answer"), "tests/desk/test_sheet_appeals.py"),
    "mail_seen": "tests/cases/test_mailbox.py",
    "walk_worker": "anybody", "walk_manifest": "anybody",
    **dict.fromkeys(
        ("reporting_case", "reporting_one", "reporting_state", "reporting_file", "reporting_sheet", "reporting_facts",
         "reporting_act"), "tests/desk/test_reporting.py"
    ),
    **dict.fromkeys(
        ("plan", "plan_change", "plan_retire", "tag_sheet", "register", "register_entry", "walked", "notice", "report",
         "report_receive", "round_photo", "walk_sync", "walk_photo", "walk_point"), "tests/desk/test_grounds.py"
    ),
}  # fmt: skip
OWNERS = {
    "my_cases",
    "my_report",
    "my_case",
    "my_act",
    "my_attachment",
    "my_read",
    "my_data",
    "my_phone",
    "my_email",
    "my_export",
    "my_erase",
    "my_sign_out",
    "my_visitors",
    "my_at_gate",
    "my_pass_revoke",
    "my_survey",
}
ANYBODY = {"my_sign_in", "my_gate_link", "my_pass", "my_pass_code", "public_figures"}


def addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, str]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, before + str(one.pattern))
        elif one.name:
            yield before + str(one.pattern), one.name


def test_every_address_stands_in_the_matrix() -> None:
    """But what programs may, which stands in ``tests/api``."""
    ours = {
        name
        for path, name in addresses(get_resolver().url_patterns)
        if not path.startswith(("admin/", "accounts/", "api/"))
    }
    assert ours == {*PAGES, *OF_A_CASE, *OF_THE_REPAIRMAN, *POSTS, *OTHERWISE, *OWNERS, *ANYBODY}


@pytest.fixture
def people(cast: Cast) -> dict[str, Employee]:
    return {
        "agent": cast.li, "service_head": cast.head, "technician": cast.chen, "team_leader": cast.zhao, "guard": cast.guard,
        "cleaner": cast.cleaner, "dept_head": cast.chief, "admin_manager": cast.qin, "hr": cast.hr, "general_manager": cast.gm,
        "operator": cast.operator,
    }  # fmt: skip


def browser(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user, backend="gensui.people.backends.StaffBackend")
    return client


def where(name: str, number: str) -> str:
    arguments: dict[str, list[Any]] = {
        "clause": ["4.2.1"], "case": [number], "act": [number, "send_message"], "step": [number], "filter_drop": [1],
        "handover_answer": [1, "take"], "reveal": [number], "excuse": [number, 99_999], "correct": [number, 99_999], "retry": [number, 99_999],
        "roster_day": ["M07", "2026-11-24"], "absence": ["M07"], "relief": ["M07"], "absence_end": ["M07", 1],
        "inspector_put": ["V000001"], "pattern_report": [1], "answer": [number], "my_case": [number],
        "my_act": [number, "hurry"], "my_attachment": [1],
        "sanction_new": ["M07"], "talk": ["M07"], "sign_off_sign": ["2026.11"], "award_nominate": ["star"], "pay_act": ["terms"], "breach_doubt": [1],
        "my_at_gate": ["G000001", "yes"], "my_pass_revoke": [1],
    }  # fmt: skip
    return reverse(name, args=arguments.get(name, []))


@pytest.mark.parametrize("role", ROLES)
def test_staff(walk: Walk, people: dict[str, Employee], role: str) -> None:
    case = walk("working")
    note = Note.objects.create(
        case=case, number=1, kind="intake.confirmed", text="鑰匙在門房", author_key=people["agent"].key,
        happened_at=minutes(1), written_at=minutes(1),
    )  # fmt: skip
    of_case = {"correct": note.pk, "excuse": Obligation.objects.filter(stream=case.stream).earliest("pk").pk}
    client = browser(people[role].user)
    for name, allowed in PAGES.items():
        assert client.get(where(name, case.number)).status_code == (200 if role in allowed else 403), name
    for name, allowed in OF_A_CASE.items():
        expected = 200 if role in allowed else 302 if role in SEES else 404  # who may not do it is led back to the case
        assert client.get(where(name, case.number)).status_code == expected, name
    for name, (served, let_in) in OF_THE_REPAIRMAN.items():
        expected = 200 if role in served else 404 if role in let_in else 403
        assert client.get(where(name, case.number)).status_code == expected, name
    for name, allowed in POSTS.items():
        address = reverse(name, args=[case.number, of_case[name]]) if name in of_case else where(name, case.number)
        refused = client.post(address).status_code
        if name in ("reveal", "excuse", "correct", "retry"):
            assert (refused == 404) == (role not in allowed or (name == "retry" and role in FRONT)), (name, refused)
        else:
            assert (refused == 403) == (role not in allowed), (name, refused)
    for name in OWNERS - {"my_sign_out"}:
        assert client.get(where(name, case.number)).status_code in (302, 405), name


def test_nobody_comes_in_unknown(walk: Walk) -> None:
    case = walk("working")
    client = browser(None)
    for name in {*PAGES, *OF_A_CASE, *OF_THE_REPAIRMAN}:
        answer = client.get(where(name, case.number))
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/"), name  # type: ignore[attr-defined]
    for name in POSTS:
        assert client.post(where(name, case.number)).status_code == 302, name
    for name in OWNERS - {"my_sign_out", "my_act", "my_read", "my_export", "my_erase", "my_at_gate", "my_pass_revoke"}:
        assert client.get(where(name, case.number)).status_code == 302, name


def test_an_owner_is_shown_to_the_owners_pages(walk: Walk, cast: Cast) -> None:
    case = walk("working")
    user = User.objects.create(username=cast.mei.key)
    cast.mei.user = user
    cast.mei.save()
    client = browser(user)
    for name in {*PAGES, *OF_A_CASE}:
        assert client.get(where(name, case.number)).url == "/my/", name  # type: ignore[attr-defined]


def test_a_stranger_of_another_community_sees_no_case(walk: Walk, cast: Cast) -> None:
    case = walk("working")
    client = browser(cast.stranger.user)
    for name in OF_A_CASE:
        assert client.get(where(name, case.number)).status_code == 404, name
    assert case.number not in client.get(reverse("case_list")).content.decode()


def test_a_second_proof_is_asked_of_the_roles_that_need_one(cast: Cast, settings: object) -> None:
    settings.MFA_ROLES = frozenset({"admin_manager"})  # type: ignore[attr-defined]
    assert browser(cast.qin.user).get("/").url == "/accounts/2fa/totp/activate/"  # type: ignore[attr-defined]
    assert browser(cast.li.user).get("/").status_code == 200
