"""A policy that numbers each of its clauses otherwise is kept and broken as the standard one: no face knows a clause by its number."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from gensui.core.policy import read_policy
from gensui.ledger import policies
from gensui.policies import files
from gensui.rounds.actions import planning
from tests.register import judging
from tests.register.conftest import everybody, teller
from tests.register.telling import Teller
from tests.register.test_scenarios import groups

__all__ = ["everybody", "teller"]
pytestmark = pytest.mark.database
QUOTED = re.compile(r'"([^"\s]+)"')


def another(number: str) -> str:
    """Another number of the same form: 4.2.1 becomes 27.9.4, C29.1 becomes C70.14."""
    first, *rest = number.removeprefix("C").split(".")
    others = [str(int(one) * 3 + place) for place, one in enumerate(rest, 1)]
    return ".".join([f"C{99 - int(first):02}" if number.startswith("C") else f"{int(first) + 23}", *others])


def renumbered(given: Mapping[str, str]) -> dict[str, str]:
    """The files of a policy, with another number for each clause wherever it stands."""
    known = read_policy(given).clauses
    others = {number: another(number) for number in known}
    assert not others.keys() & set(others.values())
    return {name: _with(others, text) for name, text in given.items()}


def _with(others: Mapping[str, str], text: str) -> str:
    return QUOTED.sub(lambda said: f'"{others.get(said[1], said[1])}"', text)


@pytest.fixture(scope="module", autouse=True)
def _renumbered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The standard policy and its sorts of rounds, which name the clause that each of them keeps."""
    standard, sorts = files.standard(), tmp_path_factory.mktemp("renumbered") / "sorts.toml"
    others = {number: another(number) for number in read_policy(standard).clauses}
    sorts.write_text(_with(others, planning.SORTS.read_text("utf-8")), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "SORTS", sorts)
        promises = {name: tuple(map(another, clauses)) for name, clauses in judging.PROMISES.items()}
        patch.setattr(judging, "PROMISES", promises)
        patch.setattr(files, "standard", lambda: renumbered(standard))
        policies._standard.cache_clear()
        yield
    policies._standard.cache_clear()


@pytest.mark.parametrize(("begins", "scenarios"), groups().items(), ids=groups())
def test_a_scenario_is_judged_alike(
    teller: Teller, begins: str, scenarios: list[dict[str, Any]], subtests: pytest.Subtests
) -> None:
    for one in scenarios[::4]:
        with subtests.test(one["title"], id=one["id"]):
            told = teller.tell(one["timeline"], one["as_of"])
            wrong = [found for expected in one["expect"] if (found := judging.agrees(told, expected))]
            assert wrong == [], [*told.refusals, *told.missing]
            may_be_refused = any("refused" in expected["verdict"] for expected in one["expect"])
            assert may_be_refused or not told.missing, "no page offered what the story does"
