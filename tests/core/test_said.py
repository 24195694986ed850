"""Sentences of the core are English, and know what they are made of."""

import pytest

from gensui.core.said import say
from gensui.core.worktime import BadDuration, Duration


def test_a_sentence_is_text_and_keeps_its_pattern_and_words() -> None:
    said = say("there is no {what} {key!r}", what=say("role"), key="{x}")
    assert said == "there is no role '{x}'"
    assert (said.pattern, said.words["what"]) == ("there is no {what} {key!r}", "role")


def test_a_sentence_without_words_may_hold_braces() -> None:
    assert say("write when = { clause = … }") == "write when = { clause = … }"


def test_a_refusal_carries_its_sentence() -> None:
    with pytest.raises(BadDuration) as bad:
        Duration.parse("soon")
    assert bad.value.args[0].words == {"text": "soon"}
