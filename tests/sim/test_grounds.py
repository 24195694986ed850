"""The simulated grounds: as many points, routes and cleanings as a community has; and their rounds in the real house."""

from datetime import UTC, datetime, timedelta

import pytest

from gensui.cli import demo, grounds
from gensui.ledger import policies, verify
from gensui.rounds.models import Plan, Round, Scan
from gensui.sim import community as people
from gensui.sim import grounds as sim

AT = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""Monday, eight in the morning in Shanghai."""


def test_the_grounds_are_of_the_right_size() -> None:
    routes = list(sim.routes(people.build(7)))
    patrols = [route for route in routes if route.sort == "patrol"]
    assert [len(route.spots) for route in patrols] == [16, 18, 18, 14]
    daily = {"clean-key": 2, "clean": 1, "bins": 1}
    assert 290 <= sum(daily.get(route.sort, 0) for route in routes) <= 310
    assert len({route.name for route in routes}) == len(routes)
    assert all(0 <= spot.x <= 1000 and 0 <= spot.y <= 1000 for route in routes for spot in route.spots)


def test_a_round_follows_from_the_seed_alone() -> None:
    community = people.build(7)
    route = next(sim.routes(community))
    slots = [AT + timedelta(hours=2 * number) for number in range(400)]
    outings = [sim.outing(community, 7, route, slot) for slot in slots]
    assert outings == [sim.outing(community, 7, route, slot) for slot in slots]
    assert 0.005 < outings.count(None) / len(outings) < 0.06  # some are missed, in the open
    went = [(one, slot) for one, slot in zip(outings, slots, strict=True) if one is not None]
    late = sum(one.starts_at - slot > timedelta(minutes=10) for one, slot in went)
    assert 0.01 < late / len(went) < 0.1
    assert all(one.by.startswith("S") for one, _slot in went)


@pytest.mark.database
def test_a_morning_on_the_grounds_of_the_real_house(db: None) -> None:
    community = people.build(7, 60)
    site = demo.move_in(community, first_day=AT - timedelta(days=1), last_day=AT + timedelta(days=2), at=AT)
    grounds.lay_out(site, community, AT)
    grounds.lay_out(site, community, AT)  # done before, it changes nothing
    assert Plan.objects.count() == len(list(sim.routes(community)))
    walkers = grounds.Walkers(site, community, AT)
    assert walkers.until(AT + timedelta(minutes=50)) > 20

    done = Round.objects.filter(state="done", plan__sort="patrol")
    assert done.count() >= 2
    assert Scan.objects.filter(round__in=done).count() > 25
    assert [one for one in verify.check_log(policies.newest()) if isinstance(one, verify.Fault)] == []
