"""How each clause is kept, said honestly."""

from collections import Counter

import pytest

from gensui.core.policy import Policy, read_policy
from gensui.core.policy.keeping import WAYS, can_lapse, how_kept
from gensui.policies import files


@pytest.fixture(scope="module")
def policy() -> Policy:
    return read_policy(files.standard())


@pytest.mark.parametrize(
    ("clause", "way", "lapses"),
    [
        ("4.2.1", "clock", True),
        ("4.3.2", "clock", True),
        ("4.4.8", "clock", True),  # a gate with a time before which it has to be passed
        ("4.2.5", "refusal", False),
        ("3.1.5", "refusal", False),
        ("4.1.4", "record", True),  # what is missing there is a lapse
        ("4.1.7", "clock", False),  # kept by 3.3.3: its figures are those of that
        ("4.1.11", "figure", False),
        ("3.1.1", "document", False),
        ("6.3.8", "act", False),
    ],
)
def test_a_clause_says_how_it_is_kept(policy: Policy, clause: str, way: str, lapses: bool) -> None:
    found = policy.clauses[clause]
    assert (how_kept(policy, found, ()), can_lapse(found)) == (way, lapses)


def test_an_inspection_keeps_what_stands_on_its_list(policy: Policy) -> None:
    found = policy.clauses["4.2.7"]
    assert (how_kept(policy, found, {"4.2.7"}), how_kept(policy, found, ())) == ("sample", "nobody")


def test_every_clause_has_a_way(policy: Policy) -> None:
    ways = Counter(how_kept(policy, one, ()) for one in policy.clauses.values())
    assert ways.keys() <= set(WAYS)
