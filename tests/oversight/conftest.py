"""The cast with two more heads: Lan leads security, Hui cleaning; and a week of closed cases of maintenance."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from gensui.cases.models import Case
from gensui.oversight.actions import inspecting
from gensui.oversight.actions.inspecting import Mark
from gensui.oversight.checklists import lines_of
from gensui.oversight.models import Inspection, Item
from gensui.people.acting import SYSTEM
from gensui.people.models import Employee
from tests.cases.conftest import cast, walk
from tests.cast import MONDAY, Cast
from tests.oversight.counted import november
from tests.oversight.filed import lapse, opened
from tests.rounds.conftest import hire

__all__ = ["cast", "lapse", "november", "opened", "walk"]

WEEK = datetime(2026, 11, 15, 16, tzinfo=UTC)
"""Monday, 16 November 2026, midnight in Shanghai: the week that ended when the cast comes."""


@dataclass
class Team:
    """Who supervises: the leader, and the heads."""

    cast: Cast
    leader: Employee
    maintenance: Employee
    security: Employee
    cleaning: Employee


@pytest.fixture
def team(cast: Cast) -> Team:
    """Qin leads; Ma, Lan and Hui are on it."""
    return Team(
        cast=cast, leader=cast.qin, maintenance=cast.chief,
        security=hire(cast, MONDAY, "S01", "藍山", "dept_head", "security"),
        cleaning=hire(cast, MONDAY, "C01", "蔣惠", "dept_head", "cleaning"),
    )  # fmt: skip


Closed = Callable[..., list[Case]]


@pytest.fixture
def closed(cast: Cast) -> Closed:
    """So many cases of maintenance, closed one after the other in that week."""

    def make(count: int, **words: object) -> list[Case]:
        given: dict[str, object] = {
            "site": cast.site, "year": 2026, "unit": cast.mei.household.unit, "resident": cast.mei, "channel": "phone",
            "requester_name": "陳美", "content": "水管滲漏", "category": cast.leak, "request_type": "repair",
            "department": "maintenance", "priority": "P2", "complexity": "general", "state": "closed", "follower": cast.li,
            "handler": cast.chen,
        }  # fmt: skip
        return [
            Case.objects.create(
                **(given | words), opened_at=WEEK + timedelta(hours=place), closed_at=WEEK + timedelta(hours=place + 1)
            )
            for place in range(count)
        ]

    return make


@pytest.fixture
def weekly(team: Team, closed: Closed) -> Inspection:
    """The week's inspection of maintenance: thirty cases, of which ten are drawn."""
    closed(30)
    inspecting.call_due(actor=SYSTEM, at=MONDAY)
    return Inspection.objects.get(kind="weekly", department="maintenance")


def marks(inspection: Inspection, item: Item, **failing: str) -> list[Mark]:
    """Every line kept, but for those named with how grave it is."""
    return [
        Mark(line=line.key, verdict="fail", severity=failing[line.key], note="現場未清理")
        if line.key in failing
        else Mark(line=line.key, verdict="pass")
        for line in lines_of(inspection, item)
    ]


def judged(inspection: Inspection, by: Employee, **failing: str) -> None:
    """Everything is judged; of the first record, these lines are not kept."""
    for place, item in enumerate(inspection.items.order_by("place")):
        given = marks(inspection, item, **(failing if place == 0 else {}))
        inspecting.judge_item(item=item, marks=given, actor=by, at=MONDAY + timedelta(hours=2))
