"""Whether the sentences of a policy say the shares that its values set: a tenth is refused where the value is fifteen percent.

Read are percentages as the three languages write them: 百分之十五, 一成半, 15 %, fifteen percent, a fifth. A figure is a share
by its name (``..._percent``); where a clause or a setting has none, its sentence may say what it likes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from gensui.core.policy.values import LANGUAGES, Clause, Policy, Setting, Texts
from gensui.core.said import Said, say

DIGITS = {one: place for place, one in enumerate("零一二三四五六七八九")} | {"兩": 2, "两": 2}
HAN = re.compile(r"百分之(?P<percent>[零一二三四五六七八九十百]+)|(?P<tenths>[一二三四五六七八九兩两])成(?P<half>半)?")
ENGLISH = re.compile(
    r"\b(?P<words>[a-z]+(?:-[a-z]+)?) percent\b|\ba (?P<part>tenth|fifth|quarter|third|half)\b", re.IGNORECASE
)
FIGURES = re.compile(r"(?P<figure>\d+(?:\.\d+)?)\s*(?:%|percent)")
PARTS = {"tenth": 10, "fifth": 20, "quarter": 25, "half": 50}
OWNERS = "owners_percent"
"""The least that what owners say weighs on a sheet."""


def said(language: str, text: str, numbers: Mapping[str, float]) -> list[tuple[float, str]]:
    """Every share that this text says, with its words; ``numbers`` are the English ones."""
    found = [(float(one["figure"]), one[0]) for one in FIGURES.finditer(text)]
    if language == "en":
        for one in ENGLISH.finditer(text):
            share = numbers.get((one["words"] or "").lower(), PARTS.get((one["part"] or "").lower()))
            if share is not None:
                found.append((float(share), one[0]))
        return found
    for one in HAN.finditer(text):
        tenths = DIGITS.get(one["tenths"] or "", 0) * 10 + (5 if one["half"] else 0)
        found.append((float(_number(one["percent"]) if one["percent"] else tenths), one[0]))
    return found


def _number(text: str) -> int:
    total, current = 0, 0
    for one in text:
        if one in "十百":
            total, current = total + (current or 1) * (10 if one == "十" else 100), 0
        else:
            current = DIGITS[one]
    return total + current


def of_clause(policy: Policy, clause: Clause, numbers: Mapping[str, float]) -> Iterator[Said]:
    """The shares that a clause says and none of its settings sets."""
    yield from _strangers(clause.text, [policy.settings[key] for key in clause.settings], numbers)


def of_setting(setting: Setting, numbers: Mapping[str, float]) -> Iterator[Said]:
    """The shares that a setting says and does not set."""
    yield from _strangers(setting.text, [setting], numbers)


def _strangers(text: Texts, settings: Iterable[Setting], numbers: Mapping[str, float]) -> Iterator[Said]:
    values = [one for setting in settings for one in _shares(setting)]
    if not values:
        return
    for language in LANGUAGES:
        for share, words in said(language, text[language], numbers):
            if share not in values:
                known = ", ".join(f"{one:g} %" for one in dict.fromkeys(values))
                yield say("the sentence says {said}, but the value is {value}", said=words, value=known)


def _shares(setting: Setting) -> list[float]:
    return [
        float(value)
        for name, value in setting.values.items()
        if name.endswith("_percent") and isinstance(value, int) and not isinstance(value, bool)
    ]


def least_of_owners(settings: Mapping[str, Setting]) -> int:
    """How much the owners' voice has to weigh on every sheet; nothing where the policy does not say."""
    for setting in settings.values():
        value = setting.values.get(OWNERS)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return 0
