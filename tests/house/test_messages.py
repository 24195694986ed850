"""Everything a user reads is there in all three languages."""

import re

import pytest
from babel.messages.catalog import Message

from tools import messages

PLACE = re.compile(r"\{\w*(?:![rs])?\}|%\(\w+\)s")
ONLY_TRADITIONAL = set("條數時說沒這與為請檔寫務業應後處讓點們")
ONLY_SIMPLIFIED = set("条数时说没这与为请档写务业应后处让点们")


def texts(message: Message) -> tuple[str, ...]:
    several = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return tuple(text or "" for text in several)


def entries(language: str) -> list[Message]:
    return [message for message in messages.catalogue(language) if message.id]


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_message_is_translated_and_none_is_left_over(language: str) -> None:
    wanted = {(context, text if isinstance(text, str) else text[0]) for context, text in messages.messages()}
    there = {(one.context, one.id if isinstance(one.id, str) else one.id[0]) for one in entries(language)}

    assert wanted - there == set()
    assert there - wanted == set()
    assert [one.id for one in entries(language) if one.fuzzy or not all(texts(one))] == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_a_translation_has_the_places_of_its_original(language: str) -> None:
    for one in entries(language):
        original = one.id if isinstance(one.id, str) else one.id[-1]
        for text in texts(one):
            assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(original)), original


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_punctuation_is_of_full_width(language: str) -> None:
    half = re.compile("[\u4e00-\u9fff][,:;?!]|[,:;?!][\u4e00-\u9fff]")
    assert [text for one in entries(language) for text in texts(one) if half.search(PLACE.sub("", text))] == []


@pytest.mark.parametrize(("language", "foreign"), [("zh_Hant", ONLY_SIMPLIFIED), ("zh_Hans", ONLY_TRADITIONAL)])
def test_a_translation_is_in_its_own_script(language: str, foreign: set[str]) -> None:
    mixed = foreign - (ONLY_TRADITIONAL if language == "zh_Hant" else ONLY_SIMPLIFIED)
    assert [text for one in entries(language) for text in texts(one) if mixed & set(text)] == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_everybody_is_addressed_alike(language: str) -> None:
    """Owners and staff are both 您: with one word for some messages and another for others, it reads as if it meant something."""
    assert [text for one in entries(language) for text in texts(one) if "你" in text] == []
