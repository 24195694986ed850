"""The cast at the gate: Sun guards, Sung leads the guards, Deng is a second guard."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from gensui.people.acting import Entry
from gensui.people.models import Department, Duty, Employee, User
from gensui.security.actions import gate
from gensui.security.actions.turn import Arrival
from gensui.security.models import GateEntry
from tests.cases.conftest import cast
from tests.cast import MONDAY, PASSWORD, Cast, minutes

__all__ = ["cast", "minutes"]

Arrive = Callable[..., GateEntry]


def hire(cast: Cast, number: str, name: str, role: str, kind: str = "security") -> Employee:
    user = User(username=number, email=f"{number.lower()}@example.org", date_joined=MONDAY, language="en")
    user.set_password(PASSWORD)
    user.save()
    department = Department.objects.get(site=cast.site, kind=kind)
    one = Employee.objects.create(user=user, department=department, number=number, name=name, role=role)
    Duty.objects.create(employee=one, starts_at=MONDAY - timedelta(hours=2), ends_at=MONDAY + timedelta(hours=8))
    return one


@pytest.fixture
def sung(cast: Cast) -> Employee:
    return hire(cast, "S05", "宋江", "team_leader")


@pytest.fixture
def deng(cast: Cast) -> Employee:
    return hire(cast, "S11", "鄧飛", "guard")


@pytest.fixture
def arrived(cast: Cast) -> Arrive:
    """A visitor of Mei's, at ten."""

    def come(at: datetime = MONDAY, once: str | None = None, ask: str = "link", **words: Any) -> GateEntry:
        given: dict[str, Any] = {"kind": "visitor", "unit": cast.mei.household.unit, "name": "王"}
        return gate.arrive(
            site=cast.site, arrival=Arrival(**(given | words)), actor=cast.guard, at=at, entry=Entry(once=once), ask=ask
        )

    return come
