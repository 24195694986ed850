"""The ledger's words for what a policy names by a key."""

from django.utils.translation import override

from gensui.core.policy import read_policy
from gensui.ledger.refusals import Incomplete
from gensui.ledger.wording import FIELDS
from gensui.policies import files


def test_each_field_that_the_standard_policy_asks_for_has_its_words() -> None:
    clauses = read_policy(files.standard()).clauses.values()
    asked = {field for one in clauses if one.refuses_missing for field in one.requires}
    indicators = {field for field in asked if field[0] == "K" and field[1:].isdigit()}  # known by their numbers
    assert asked - indicators - FIELDS.keys() == set()
    assert FIELDS.keys() - asked == set()


def test_a_refused_record_says_in_words_what_it_lacks() -> None:
    with override("zh-hant"):
        assert Incomplete("3.2.10", ("process", "result")).sentence == "條款 3.2.10 還需要：做了什麼、處理結果。"
    assert "of_our_own" in Incomplete("9.9", ("of_our_own",)).sentence
