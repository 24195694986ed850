"""What each post is judged by, as the policy says: whole sheets, and no fact twice; every mistake told at its table."""

from itertools import combinations

import pytest

from gensui.core.policy import BadPolicy, read_policy
from gensui.core.policy.posts import mandatory, shared_facts
from gensui.core.scoring import POSTS, Evidence
from gensui.policies import files

NAME = "02-posts.toml"
STANDARD = read_policy(files.standard())


def mistakes(before: str, after: str) -> list[tuple[str, str]]:
    """What is wrong once the first of these words stands otherwise."""
    given = files.standard()
    assert before in given[NAME]
    with pytest.raises(BadPolicy) as refused:
        read_policy(given | {NAME: given[NAME].replace(before, after, 1)})
    return [(one.where, str(one.reason)) for one in refused.value.mistakes]


def test_every_post_carries_the_four_and_a_reason() -> None:
    four = mandatory(STANDARD.clauses)
    assert four == ("K03", "K15", "K19", "K23")
    assert STANDARD.judged.keys() == set(POSTS)
    for one in STANDARD.judged.values():
        assert set(four) <= {*one.weights, *one.shown}, one.post
        assert one.reason.en.strip()
        assert one.least == Evidence(60, 10)


@pytest.mark.parametrize("post", POSTS)
def test_no_two_criteria_of_a_post_count_the_same_facts(post: str) -> None:
    pairs = combinations(STANDARD.judged[post].weights, 2)
    assert {pair: found for pair in pairs if (found := shared_facts(*pair, STANDARD.clauses.values()))} == {}


@pytest.mark.parametrize(
    ("left", "right", "shared"),
    [("K16", "K17", "3.4.1"), ("K17", "K18", "3.4.1"), ("K15", "K20", "case.reopened")],
)
def test_the_rule_sees_what_two_indicators_share(left: str, right: str, shared: str) -> None:
    assert shared in shared_facts(left, right, STANDARD.clauses.values())


@pytest.mark.parametrize(("left", "right"), [("K30", "PLAN"), ("K21", "K22"), ("K01", "K02")])
def test_what_counts_events_shares_no_promise(left: str, right: str) -> None:
    """The clause of inspections names both: one counts the items that passed, the other the inspections held."""
    named = [one for one in STANDARD.clauses.values() if {left, right} <= set(one.indicators)]
    assert named
    assert shared_facts(left, right, STANDARD.clauses.values()) == ()


@pytest.mark.parametrize(
    ("before", "after", "where", "why"),
    [
        ("K01 = 10, K03 = 15", "K01 = 9, K03 = 15", "posts.agent", "the weights make 99, and not a hundred"),
        ("K01 = 10, K03 = 15", "K01 = 10, K99 = 15", "posts.agent", "there is no indicator 'K99'"),
        ("K01 = 10, K03 = 15", "K01 = -10, K03 = 35", "posts.agent", "K01 must be a number from 1 to 100, not -10"),
        ('shown = ["K15", "K23"]', 'shown = ["K15"]', "posts.agent", "K23 has to stand on every sheet: give it a weight, or show it"),
        ('shown = ["K15", "K23"]', 'shown = ["K15", "K23", "K03"]', "posts.agent", "K03 weighs, so it is not only shown"),
        ("K14 = 5, K17 = 15", "K16 = 5, K17 = 15", "posts.agent", "K16 and K17 weigh the same facts twice: 3.4.1"),
        ("[posts.guard]", "[posts.porter]", "posts.porter", "there is no post 'porter'"),
        ('least = { weight = "@evidence_weight", facts = "@evidence_facts" }', "", "posts.agent", "least is missing"),
        ('facts = "@evidence_facts" }', "facts = 0 }", "posts.agent", "facts must be a number from 1 to 100, not 0"),
    ],
)  # fmt: skip
def test_every_mistake_is_told_at_its_post(before: str, after: str, where: str, why: str) -> None:
    assert (where, why) in mistakes(before, after)


def test_a_post_that_is_missing_is_named() -> None:
    assert any(why == "there is no post 'guard'" for _where, why in mistakes("[posts.guard]", "[posts.porter]"))


def test_the_voice_of_owners_weighs_what_the_policy_promises() -> None:
    (found,) = mistakes("K17 = 15, K19 = 15, CALLS = 5", "K17 = 20, K19 = 10, CALLS = 5")
    assert found == ("posts.agent", "K19 weighs 10, and the policy says 15 at least")
    assert mistakes("K17 = 15, K19 = 15, CALLS = 5", "K17 = 16, K19 = 14, CALLS = 5")
