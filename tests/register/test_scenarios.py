"""The scenarios: written from the policy's text alone, told through the faces, and judged as the text says."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.register.judging import agrees
from tests.register.telling import Teller

PLACES = [above / "shared/scenarios/scenarios.json" for above in Path(__file__).parents[3:]]
FOUND = next((place for place in PLACES if place.exists()), None)
SCENARIOS: list[dict[str, Any]] = json.loads(FOUND.read_text()) if FOUND else []

pytestmark = pytest.mark.database


def groups() -> dict[str, list[dict[str, Any]]]:
    """The scenarios by how they begin, and beside each other those that begin alike: what they share happens once."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in sorted(SCENARIOS, key=lambda one: json.dumps(one["timeline"])):
        begins = one["timeline"][0]["act"] if one["timeline"] else "nothing_is_done"
        found.setdefault(begins, []).append(one)
    return found


def test_the_scenarios_are_there() -> None:
    if not SCENARIOS and not os.environ.get("CI"):
        pytest.skip("The scenarios (../shared/scenarios/scenarios.json) are not there, so none of them was told.")
    assert len(SCENARIOS) >= 59


@pytest.mark.parametrize(("begins", "scenarios"), groups().items(), ids=groups())
def test_a_scenario_is_judged_as_the_text_says(
    teller: Teller, begins: str, scenarios: list[dict[str, Any]], subtests: pytest.Subtests
) -> None:
    for one in scenarios:
        with subtests.test(one["title"], id=one["id"]):
            told = teller.tell(one["timeline"], one["as_of"])
            wrong = [found for expected in one["expect"] if (found := agrees(told, expected))]
            assert wrong == [], [*told.refusals, *told.missing]
            may_be_refused = any("refused" in expected["verdict"] for expected in one["expect"])
            assert may_be_refused or not told.missing, "no page offered what the story does"
