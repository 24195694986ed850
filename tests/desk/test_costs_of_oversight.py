"""What the pages of assessment, supervision, recognition and reports cost: the same number of statements, however much there is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

import pytest
import time_machine
from django.urls import reverse

from gensui.cases.actions import complaint
from gensui.oversight.actions import appointing, awards, inspecting, rectifying, sheets, watching
from gensui.oversight.actions.rectifying import Found
from gensui.oversight.models import Pattern
from gensui.people.acting import SYSTEM, Entry
from gensui.people.models import Employee
from gensui.reports.actions import asking
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast, minutes
from tests.desk.conftest import SignIn
from tests.desk.test_costs import statements
from tests.oversight.conftest import Closed, Team, closed, team
from tests.oversight.counted import AFTER, NOVEMBER, catch_up, november
from tests.oversight.filed import Open, opened
from tests.rounds.conftest import hire

__all__ = ["closed", "november", "opened", "team"]
pytestmark = pytest.mark.database
PERIOD = "2026-11"


@dataclass
class Here:
    """Everybody, and what makes more of everything."""

    cast: Cast
    team: Team
    walk: Walk
    closed: Closed
    opened: Open
    numbers: "count[int]"


@pytest.fixture
def here(team: Team, walk: Walk, closed: Closed, opened: Open) -> Here:
    return Here(team.cast, team, walk, closed, opened, count(1))


def inspections(here: Here) -> None:
    """A spot check, drawn."""
    here.closed(3)
    made = inspecting.call_spot_check(
        site=here.cast.site, department="maintenance", since=MONDAY - timedelta(days=9 + next(here.numbers)),
        until=MONDAY, actor=here.team.security, at=MONDAY + timedelta(seconds=next(here.numbers)),
    )  # fmt: skip
    inspecting.draw_sample(inspection=made, actor=here.team.security, at=AFTER)


def findings(here: Here) -> None:
    """A notice, issued."""
    found = Found(clause="4.2.7", problem="積水", severity="general")
    one = rectifying.record_finding(
        site=here.cast.site, department="maintenance", found=found, actor=here.team.security, at=MONDAY
    )
    rectifying.issue_notice(rectification=one, actor=here.team.security, at=MONDAY)


def troubles(here: Here) -> None:
    """Something that keeps coming up, in a stretch of its own."""
    cases = here.closed(6)
    watching.find_patterns(actor=SYSTEM, at=MONDAY)
    one = Pattern.objects.order_by("pk")[0]
    one.pk, one.until = None, one.until + timedelta(minutes=next(here.numbers))
    one.save()
    one.cases.set(cases)


def complaints(here: Here) -> None:
    """A complaint that is looked into."""
    complaint.complain(
        about=here.walk("working"),
        actor=here.cast.mei,
        at=minutes(30),
        text="慢",
        remedy="道歉",
        accused=[here.cast.chen],
    )


def appointments(here: Here) -> None:
    """The team, appointed anew."""
    heads = [here.team.maintenance, here.team.security, here.team.cleaning, here.cast.head]
    appointing.appoint_team(
        site=here.cast.site, leader=here.team.leader, members=heads, document=f"{next(here.numbers)} 號", actor=here.cast.gm,
        at=MONDAY,
    )  # fmt: skip


def months(here: Here) -> None:
    """More to count, for more people; counted anew."""
    for _more in range(2):
        here.walk("assigned")
    number = next(here.numbers)
    hire(here.cast, MONDAY, f"M{40 + number}", "新人", "technician", "maintenance")
    catch_up()
    sheets.draft_month(site=here.cast.site, first_on=NOVEMBER, actor=here.cast.hr, at=AFTER)


def ideas(here: Here) -> None:
    """An idea, and a file on somebody."""
    awards.submit_idea(
        title="二維碼", proposal="離開時掃碼", effect="efficiency", actor=here.cast.chen, at=MONDAY,
        entry=Entry(once=f"idea:{next(here.numbers)}"),
    )  # fmt: skip
    here.opened("asked")


def reports(here: Here) -> None:
    """A report that was asked for."""
    month = date(2026, 11 - next(here.numbers), 1)
    asking.ask_for_month(site=here.cast.site, kind="month", month=month, language="en", actor=here.cast.gm, at=AFTER)


PAGES: dict[str, tuple[Callable[[Here], Employee], Callable[[Here], None], tuple[str, ...], int]] = {
    "supervision": (lambda here: here.cast.qin, inspections, (), 14),
    "rectifications": (lambda here: here.cast.qin, findings, (), 12),
    "patterns": (lambda here: here.cast.qin, troubles, (), 13),
    "complaint_desk": (lambda here: here.cast.qin, complaints, (), 13),
    "inspector": (lambda here: here.cast.qin, complaints, (), 16),
    "supervision_team": (lambda here: here.cast.gm, appointments, (), 16),
    "assessment": (lambda here: here.cast.hr, months, (), 17),
    "assessment_month": (lambda here: here.cast.hr, months, (PERIOD,), 21),
    "assessment_sheet": (lambda here: here.cast.hr, months, (PERIOD, "M07"), 18),
    "assessment_facts": (lambda here: here.cast.hr, months, (PERIOD, "M07", "K23"), 31),
    "recognition": (lambda here: here.cast.hr, ideas, (), 16),
    "awards": (lambda here: here.cast.hr, ideas, (), 25),
    "candidates": (lambda here: here.cast.chief, ideas, (), 16),
    "sanctions": (lambda here: here.cast.chief, ideas, (), 12),
    "own_file": (lambda here: here.cast.chen, ideas, (), 17),
    "pay": (lambda here: here.cast.hr, ideas, (), 16),
    "reporting": (lambda here: here.cast.gm, reports, (), 14),
}
"""Who opens which page, what there is more and more of on it, and how many statements it costs at most."""


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_costs_the_same_for_one_and_for_many(here: Here, english: SignIn, name: str) -> None:
    who, grow, words, most = PAGES[name]
    address = reverse(name, args=words)
    grow(here)
    with time_machine.travel(AFTER, tick=False):
        client = english(who(here))
        assert client.get(address).status_code == 200
        few = statements(lambda: client.get(address))
        for _more in range(3):
            grow(here)
        many = statements(lambda: client.get(address))
    assert many <= few, f"{name}: {few}, then {many}"
    assert many <= most, f"{name} costs {many}"
