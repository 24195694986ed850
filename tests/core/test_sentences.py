"""A sentence of the policy says the times that its values set, in three languages, or is refused."""

import re
import tomllib

import pytest

from gensui.core.policy import LANGUAGES, Texts
from gensui.core.policy.sentences import mistakes_in, spans
from gensui.policies import files

HOUR, DAY = 3600.0, 86400.0


def changed(old: str, new: str) -> list[str]:
    """The mistakes of the standard policy with this one change."""
    texts = files.standard()
    assert sum(text.count(old) for text in texts.values()) == 1, old
    return [str(one) for one in mistakes_in({name: text.replace(old, new) for name, text in texts.items()})]


def test_the_standard_policy_says_what_it_sets() -> None:
    assert [str(one) for one in mistakes_in(files.standard())] == []


def test_a_value_changed_alone_is_refused_with_clause_number_and_value_in_each_language() -> None:
    found = changed('visit_closes = "48 h"', 'visit_closes = "72 h"')

    told = [one for one in found if "clause 3.4.1" in one]
    for said in ("二十四到四十八小時", "二十四到四十八小时", "twenty-four and forty-eight hours"):
        assert any(said in one and "72 hours" in one for one in told), (said, told)
    assert all(re.match(r"3-requests\.toml, line \d+: clause 3\.4\.1: ", one) for one in told)
    assert any("setting C03" in one and "兩天" in one for one in found)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('pause_parts = "72 h"', 'pause_parts = "48 h"', "clause C10.4"),  # another value of the setting is still 72
        ('appeal_term = "5 workdays"', 'appeal_term = "3 workdays"', "clause 6.3.11"),
        ('gate_wait = "15 min"', 'gate_wait = "20 min"', "clause C18.1"),
        ('notice_limit = "1 workdays"', 'notice_limit = "2 workdays"', "clause 6.1.3"),
        ("register_days = 30", "register_days = 60", "setting C17"),
        ('defence_term = "2 workdays"', 'defence_term = "4 workdays"', "setting C24"),
        ("owners_percent = 15", "owners_percent = 12", "clause 5.2.6"),
        ("owners_percent = 15", "owners_percent = 12", "setting C33"),
        ("業主的評價在考核中至少佔一成半；", "業主的評價在考核中至少佔一成；", "clause 5.2.6"),
        ("What owners say weighs fifteen percent", "What owners say weighs ten percent", "clause 5.2.6"),
        ("deduction_cap_percent = 20", "deduction_cap_percent = 10", "clause 6.3.5"),
        ('ahead = "24 h"', 'ahead = "48 h"', "clause 4.4.8"),
        ("處理人在派單後三十分鐘內聯繫上業主。", "處理人在派單後四十分鐘內聯繫上業主。", "clause 3.2.5"),
        ("within five minutes, the others within ten.", "within five minutes, the others within nine.", "clause 3.2.4"),
    ],
)
def test_wherever_the_two_part(old: str, new: str, place: str) -> None:
    assert any(place in one for one in changed(old, new))


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("zh-Hant", "等候不超過一刻鐘", {("time", 900.0)}),
        ("zh-Hant", "約定後兩個半小時", {("time", 2.5 * HOUR)}),
        ("zh-Hans", "在半天内仍认，三十天后删去", {("time", DAY / 2), ("time", 30 * DAY)}),
        ("zh-Hant", "二十四到四十八小時之間", {("time", DAY), ("time", 2 * DAY)}),
        ("zh-Hant", "第八個工作天前", {("workday", 8.0)}),
        ("zh-Hant", "每半年一次，三個月內", {("month", 6.0), ("month", 3.0)}),
        ("zh-Hant", "48 小時內", {("time", 2 * DAY)}),
        ("zh-Hant", "十月初八點十分，每天，第一名，一步步", set()),
        (
            "en",
            "within a quarter of an hour, half a day, an hour",
            {("time", 900.0), ("time", DAY / 2), ("time", HOUR)},
        ),
        ("en", "Between twenty-four and forty-eight hours", {("time", DAY), ("time", 2 * DAY)}),
        ("en", "within five working days after a month", {("workday", 5.0)}),
        ("en", "A second violation at eight, by ten past", set()),
        ("en", "48 hours", {("time", 2 * DAY)}),
    ],
)  # the sentences are of one language; the other two say nothing
def test_what_is_read_as_a_span(language: str, text: str, said: set[tuple[str, float]]) -> None:
    texts = Texts(*(text if one == language else "" for one in LANGUAGES))
    assert {(name, float(many)) for (name, many), _words in spans(language, texts)} == said


def test_a_title_names_no_time_where_the_clause_has_several() -> None:
    """Whoever reads the title beside a clock of another limit is told what does not hold."""
    clauses = [one for text in files.standard().values() for one in tomllib.loads(text).get("clause", [])]
    several = [one for one in clauses if any("limit" in each for each in one.get("opens", []))]
    assert len(several) > 3
    for clause in several:
        title = Texts(*(clause["title"][language] for language in LANGUAGES))
        assert [spans(language, title) for language in LANGUAGES] == [[], [], []], clause["id"]
