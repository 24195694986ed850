"""Who answers for a role: on duty, back in time, standing in, falling in; else the house. And what moves when the shift changes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gensui.core import obligations, standing
from gensui.core.decisions import HandOver, Obligation, Tell
from gensui.core.events.engine import HolderChanged
from gensui.core.policy import Policy, read_policy
from gensui.policies import files

POLICY: Policy = read_policy(files.standard())
NOON, NIGHT = datetime(2026, 11, 28, 4, tzinfo=UTC), datetime(2026, 11, 28, 15, tzinfo=UTC)
"""Saturday at noon and at eleven in the evening, in Shanghai."""
HOUSE = {"house": "house:yunqi.maintenance"}
AT_HOME = {"off.team_leader": "staff:M02/2026-11-29T00:00:00Z"}


def holder(role: str, roles: dict[str, str], at: datetime = NOON, within: float | None = None) -> str:
    return POLICY.holder(role, HOUSE | roles, at, None if within is None else at + timedelta(hours=within))


@pytest.mark.parametrize(
    ("roles", "at", "within", "expected"),
    [
        ({"team_leader": "staff:M03"} | AT_HOME, NOON, 1, "staff:M03"),
        (AT_HOME, NOON, 24, "staff:M02"),  # back tomorrow at eight, before it is due
        (AT_HOME, NOON, None, "staff:M02"),  # what has no due time can wait
        (AT_HOME, NOON, 1, "house:yunqi.maintenance.team_leader"),
        (AT_HOME | {"dept_head": "staff:M01"}, NOON, 1, "staff:M01"),
        (AT_HOME | {"duty_manager": "staff:A02"}, NIGHT, 1, "staff:A02"),  # stands in by night
        (AT_HOME | {"duty_manager": "staff:A02"}, NOON, 1, "house:yunqi.maintenance.team_leader"),
        (AT_HOME | {"dept_head": "staff:M01", "duty_manager": "staff:A02"}, NIGHT, 1, "staff:A02"),
        (AT_HOME | {"off.dept_head": "staff:M01/2026-11-28T05:00:00Z"}, NOON, 2, "staff:M01"),
    ],
)  # fmt: skip
def test_who_answers_for_the_team_leaders_promise(
    roles: dict[str, str], at: datetime, within: float | None, expected: str
) -> None:
    assert holder("team_leader", roles, at, within) == expected


def test_without_a_roster_a_role_nobody_holds_is_named_as_before() -> None:
    assert POLICY.holder("handler", {}, NOON) == "role:handler"
    assert POLICY.holder("team_leader", {"duty_manager": "staff:A02"}, NIGHT) == "role:team_leader"


def test_somebody_at_home_is_still_told() -> None:
    assert POLICY.recipient("team_leader", HOUSE | AT_HOME, NOON) == "staff:M02"
    assert POLICY.recipient("team_leader", HOUSE | AT_HOME | {"off.duty_manager": "staff:A02"}, NIGHT) == "staff:A02"
    assert POLICY.recipient("team_leader", {}, NOON) == "role:team_leader"


def duty(held_by: str, role: str = "handler", clause: str = "4.2.12") -> Obligation:
    return Obligation(
        clause=clause, version=POLICY.version, cause=1, role=role, segments=((held_by, NOON),), opened_at=NOON,
        running_since=NOON, due_at=NOON + timedelta(minutes=30), limit=timedelta(minutes=30),
        next_check_at=NOON + timedelta(minutes=15),
    )  # fmt: skip


def decided(held: Obligation, event: Any, roles: dict[str, str], minute: float = 5) -> list[Any]:
    return obligations.decide(POLICY, [held], event, HOUSE | roles, NOON + timedelta(minutes=minute), 2)


def test_a_promise_of_a_role_by_shift_goes_to_whoever_is_on_duty() -> None:
    event = HolderChanged(clause="4.2.12", cause=1)
    gone = {"off.handler": "staff:M07/2026-11-29T00:00:00Z", "team_leader": "staff:M03"}
    at = NOON + timedelta(minutes=5)
    assert decided(duty("staff:M07"), event, gone) == [HandOver(("4.2.12", 1), "staff:M03", at)]
    assert decided(duty("staff:M07"), event, {"handler": "staff:M07"}) == []
    nobody = {"off.handler": "staff:M07/2026-11-29T00:00:00Z"}
    assert decided(duty("staff:M07"), event, nobody) == [HandOver(("4.2.12", 1), "house:yunqi.maintenance.handler", at)]


def test_a_promise_of_an_office_stays_with_the_person_and_leaves_the_house_when_somebody_comes() -> None:
    held = duty("staff:M01", "dept_head", "4.2.8")
    event = HolderChanged(clause="4.2.8", cause=1)
    assert decided(held, event, {"off.dept_head": "staff:M01/2026-11-30T00:00:00Z", "admin_manager": "staff:A02"}) == []
    of_house = duty("house:yunqi.maintenance.dept_head", "dept_head", "4.2.8")
    (moved,) = decided(of_house, event, {"dept_head": "staff:M01"})
    assert moved.to == "staff:M01"


def test_the_house_is_not_told_of_its_lapse_but_the_people_above_are() -> None:
    held = duty("house:yunqi.maintenance.handler")
    reminder = obligations.pending(POLICY, held)
    told = [one.to for one in decided(held, reminder, AT_HOME, 15) if isinstance(one, Tell)]
    assert told == ["staff:M02"]  # the first who would be told of the lapse
    late = held.checked_at(held.due_at)
    late = Obligation(**{name: getattr(late, name) for name in Obligation.__slots__} | {"stage": 2})
    lapsed = obligations.pending(POLICY, late)
    told = [one.to for one in decided(late, lapsed, AT_HOME, 30) if isinstance(one, Tell)]
    assert told == ["staff:M02", "role:dept_head"]


def test_an_unstaffed_post_is_taken_apart_again() -> None:
    assert standing.post_of("house:yunqi.maintenance.team_leader") == ("yunqi", "maintenance", "team_leader")
    assert standing.is_of_house("house:yunqi.maintenance.handler")
    assert standing.is_of_house("role:handler")
    assert not standing.is_of_house("staff:M02")


@pytest.mark.parametrize(
    ("role", "post"),
    [
        ("service_head", "house:yunqi.customer_service.service_head"),
        ("follower", "house:yunqi.customer_service.follower"),
        ("admin_manager", "house:yunqi.administration.admin_manager"),
        ("dept_head", "house:yunqi.maintenance.dept_head"),
        ("handler", "house:yunqi.maintenance.handler"),
    ],
)
def test_an_unstaffed_post_is_of_the_department_that_has_it(role: str, post: str) -> None:
    assert POLICY.holder(role, HOUSE, NOON) == post
