"""Every act of the desk says what is so after it: an act without its sentence is not offered to anybody."""

from string import Formatter

import pytest

from gensui.desk import acts
from gensui.ui import wording

VALUES = {"number", "state", "department", "handler", "round", "required_by", "within", "payer", "when"}
"""What a sentence may name (``wording.now_so``)."""


@pytest.mark.parametrize("act", sorted(acts.VERBS))
def test_an_act_says_what_is_so_after_it(act: str) -> None:
    sentence = str(wording.NOW_SO[act])
    assert {name for _text, name, _spec, _to in Formatter().parse(sentence) if name} <= VALUES


def test_every_sentence_is_of_an_act() -> None:
    told_apart = {*wording.OF_HOUSE_NOW.values(), "arrive_again", "contact_owner_for"}
    assert wording.NOW_SO.keys() - acts.VERBS.keys() == told_apart
