"""The contingency plans as data."""

import pytest

from gensui.security import plans
from gensui.security.plans import BadPlans, read

GOOD = """
key = "fire"
name = { zh-Hant = "火", zh-Hans = "火", en = "Fire" }
severity = "major"
tell = ["guards"]
[[step]]
key = "look"
limit = "1 min"
text = { zh-Hant = "看", zh-Hans = "看", en = "Look" }
"""


def test_the_ten_plans_and_the_unclear_one_are_right() -> None:
    found = plans.standard()
    assert list(found) == [
        "fire", "theft", "lift", "power", "water", "flood", "storm", "fall", "order", "gas", "unclear",
    ]  # fmt: skip
    for plan in found.values():
        assert "security_leader" in plan.tell or plan.key == "water"
        assert plan.evidence
        limits = [step.limit for step in plan.steps]
        assert limits == sorted(limits), f"{plan.key}: steps stand in the order of their limits"


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ('en = "Fire"', 'en = ""', "name has no translation into en"),
        ('"major"', '"huge"', "severity is one of"),
        ('["guards"]', '["martians"]', "nobody called 'martians'"),
        ('["guards"]', "[]", "somebody has to know"),
        ('"1 min"', '"soon"', "step 1: limit"),
        ('"1 min"', '"0 min"', "step 1: limit"),
        ('"1 min"', '"2 workdays"', "step 1: limit"),
        ('key = "look"', 'key = ""', "step 1: key"),
        ('key = "fire"', 'key = "a b"', "key is missing"),
        ("[[step]]", "[[stop]]", "'stop' is not a word"),
        ("[[step]]", "[step]\nx = 1", "'x' is not known"),
        ('key = "fire"', "key = ", "x.toml: Invalid value"),
    ],
)
def test_each_mistake_is_told_with_its_place(was: str, becomes: str, told: str) -> None:
    with pytest.raises(BadPlans) as bad:
        read({"x.toml": GOOD.replace(was, becomes, 1)})
    assert any(told in one and one.startswith("x.toml: ") for one in bad.value.mistakes), bad.value.mistakes


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(BadPlans) as bad:
        read({"a.toml": "", "b.toml": GOOD, "c.toml": GOOD, "d.toml": 'step = 3\nkey = 3\nevidence = "x"'})
    assert {one.partition(":")[0] for one in bad.value.mistakes} == {"a.toml", "c.toml", "d.toml"}
    assert "another plan" in str(bad.value)
