"""Whether the sentences of a policy say the times that its values set: 72 hours under a sentence that says 48 are refused.

Read are spans of time, in figures or in words, as the three languages write them (四十八小時, 一刻鐘, half a day, the
eighth working day). Times of the clock, rings and counts are not read. It is asked of what is to be adopted, and never of what was.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from gensui.core.policy import shares
from gensui.core.policy.mistakes import Mistake, lines_of
from gensui.core.policy.reading import read_policy
from gensui.core.policy.values import LANGUAGES, Clause, Policy, Setting, Texts
from gensui.core.said import Said, say
from gensui.core.worktime import BadDuration, Duration

Span = tuple[str, float]
"""``time`` in seconds (a day is twenty-four hours), ``workday`` or ``month``, and how many."""
Heard = tuple[Span, str]
"""A span that a sentence says, and the very words."""

HAN_DIGITS = {one: place for place, one in enumerate("零一二三四五六七八九")} | {"兩": 2, "两": 2}
HAN_UNITS: Mapping[str, Span] = {
    "工作天": ("workday", 1),
    "工作日": ("workday", 1),
    "小時": ("time", 3600),
    "小时": ("time", 3600),
    "分鐘": ("time", 60),
    "分钟": ("time", 60),
    "秒": ("time", 1),
    "天": ("time", 86400),
    "日": ("time", 86400),
    "週": ("time", 7 * 86400),
    "周": ("time", 7 * 86400),
    "星期": ("time", 7 * 86400),
    "月": ("month", 1),
    "季": ("month", 3),
    "年": ("month", 12),
}
HAN_NUMBER = r"(?:[零一二三四五六七八九十百兩两]+|\d+(?:\.\d+)?)"
HAN = re.compile(
    rf"(?:(?P<range>{HAN_NUMBER})(?:個|个)?[到至])?(?P<number>半|{HAN_NUMBER})\s*(?P<piece>個|个)?(?P<half>半)?"
    rf"(?P<unit>{'|'.join(HAN_UNITS)})(?!曆|历|份)"
)
QUARTER = re.compile("一刻[鐘钟]")
WORDS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen".split()
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
SAID: Mapping[str, float] = (
    {word: number for number, word in enumerate(WORDS)}
    | {"eighteen": 18, "nineteen": 19, "a": 1, "an": 1}
    | TENS
    | {f"{ten}-{WORDS[one]}": many + one for ten, many in TENS.items() for one in range(1, 10)}
    | {"eighth": 8, "tenth": 10, "fifth": 5, "third": 3, "half an": 0.5, "half a": 0.5, "a quarter of an": 0.25}
)
ENGLISH_UNITS: Mapping[str, Span] = {
    "working day": ("workday", 1),
    "workday": ("workday", 1),
    "second": ("time", 1),
    "minute": ("time", 60),
    "hour": ("time", 3600),
    "day": ("time", 86400),
    "week": ("time", 7 * 86400),
    "month": ("month", 1),
    "quarter": ("month", 3),
    "year": ("month", 12),
}
ENGLISH_NUMBER = "|".join(sorted(map(re.escape, SAID), key=len, reverse=True)) + r"|\d+(?:\.\d+)?"
ENGLISH = re.compile(
    rf"\b(?:(?P<range>{ENGLISH_NUMBER}) (?:and|to|or) )?(?P<number>{ENGLISH_NUMBER})"
    rf"(?P<half> and a half)?[ -](?P<unit>{'|'.join(ENGLISH_UNITS)})s?\b(?! of service)",
    re.IGNORECASE,
)
EVERY = re.compile(
    f"每(?P<han>{'|'.join(HAN_UNITS)})|\\b(?:every|each|an?) (?P<english>{'|'.join(ENGLISH_UNITS)})\\b", re.IGNORECASE
)
"""*Every year*, *a month*: it may say a value, but need not be one."""
ARTICLE = re.compile(r"a (month|quarter|year|second)", re.IGNORECASE)
BARE = re.compile(rf"\b({ENGLISH_NUMBER})\b", re.IGNORECASE)


def mistakes_in(files: Mapping[str, str]) -> tuple[Mistake, ...]:
    """Every place where a sentence and its values part. Refuses a policy that does not read (``BadPolicy``)."""
    policy = read_policy(files)
    places = {name: lines_of(text) for name, text in files.items()}
    found = [
        *(
            (key, say("clause {key}", key=key), why)
            for key, one in policy.clauses.items()
            for why in of_clause(policy, one)
        ),
        *((key, say("setting {key}", key=key), why) for key, one in policy.settings.items() for why in of_setting(one)),
    ]
    return tuple(Mistake(*_place(files, places, key), where, "text", why) for key, where, why in found)


def new_in(files: Mapping[str, str], base: Mapping[str, str]) -> tuple[Mistake, ...]:
    """Those that the version before did not have: nobody is kept from a change by sentences that were adopted long ago."""
    known = {(one.where, one.reason) for one in mistakes_in(base)}
    return tuple(one for one in mistakes_in(files) if (one.where, one.reason) not in known)


def of_clause(policy: Policy, clause: Clause) -> Iterator[Said]:
    """What a clause says that none of its values says, and what its values say and its sentence does not."""
    own = [one for one in _limits(clause) if not one.is_zero and not one.to_day_end]
    around = [one for key in clause.settings for one in _figures(policy.settings[key])]
    kept = [one for key in clause.kept_by for one in _limits(policy.clauses[key])]
    allowed = {_span(one) for one in (*own, *around, *kept, *_beside(clause), *map(Duration.parse, clause.also_says))}
    heard = {language: spans(language, clause.title, clause.text) for language in LANGUAGES}
    named = [one for one in own if one not in map(Duration.parse, clause.unsaid)]
    yield from shares.of_clause(policy, clause, SAID)
    for language, said in heard.items():
        yield from _strangers(said, allowed, (*own, *around, *kept))
        if not any(heard.values()) and not any(_every(clause.text[one]) for one in LANGUAGES):
            continue
        spoken = {span for span, _words in said} | _bare(language, clause.text) | _every(clause.text[language])
        for one in dict.fromkeys(named):
            if _span(one) not in spoken:
                yield say(
                    "the sentence says {said}, but the value is {value}",
                    said=_list([words for _span, words in said]) or say("no time"),
                    value=in_words(one),
                )


def of_setting(setting: Setting) -> Iterator[Said]:
    """What the sentence of a setting says that none of its values says."""
    values = _figures(setting)
    allowed = {_span(one) for one in (*values, *map(Duration.parse, setting.also_says))}
    for language in LANGUAGES:
        yield from _strangers(spans(language, setting.text), allowed, values)
    yield from shares.of_setting(setting, SAID)


def _strangers(said: Iterable[Heard], allowed: set[Span], values: Iterable[Duration]) -> Iterator[Said]:
    for span, words in said:
        if span not in allowed:
            known: object = say("no time")
            for one in dict.fromkeys(values):
                known = in_words(one) if known == "no time" else say("{one}, {other}", one=known, other=in_words(one))
            yield say("the sentence says {said}, but the value is {value}", said=words, value=known)


def _list(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(words))


def spans(language: str, *texts: Texts) -> list[Heard]:
    """Every span of time that these texts say in this language, with the words."""
    found = []
    for text in texts:
        found += list(_english(text[language]) if language == "en" else _han(text[language]))
    return found


def _han(text: str) -> Iterator[Heard]:
    for quarter in QUARTER.finditer(text):
        yield ("time", 900), quarter[0]
    for one in HAN.finditer(text):
        name, many = HAN_UNITS[one["unit"]]
        if one["unit"] in ("月", "季") and not one["piece"]:
            continue  # 十月, 一季 of a name: no span
        if one["range"]:
            yield (name, _han_number(one["range"]) * many), one[0]
        number = 0.5 if one["number"] == "半" else _han_number(one["number"])
        yield (name, (number + (0.5 if one["half"] else 0)) * many), one[0]


def _han_number(text: str) -> float:
    if text[0].isdigit() and text.isascii():
        return float(text)
    total, current = 0, 0
    for one in text:
        if one in "十百":
            total, current = total + (current or 1) * (10 if one == "十" else 100), 0
        else:
            current = HAN_DIGITS[one]
    return total + current


def _english(text: str) -> Iterator[Heard]:
    for one in ENGLISH.finditer(text):
        name, many = ENGLISH_UNITS[one["unit"].lower()]
        if ARTICLE.fullmatch(one[0]):
            continue
        if one["range"]:
            yield (name, _english_number(one["range"]) * many), one[0]
        yield (name, (_english_number(one["number"]) + (0.5 if one["half"] else 0)) * many), one[0]


def _english_number(text: str) -> float:
    return SAID[text.lower()] if text.lower() in SAID else float(text)


def _every(text: str) -> set[Span]:
    found = (
        HAN_UNITS.get(one["han"]) or ENGLISH_UNITS.get((one["english"] or "").lower()) for one in EVERY.finditer(text)
    )
    return {one for one in found if one is not None}


def _bare(language: str, text: Texts) -> set[Span]:
    """English leaves the unit out where it was said before: *within five minutes, the others within ten*."""
    if language != "en":
        return set()
    units = {ENGLISH_UNITS[one["unit"].lower()] for one in ENGLISH.finditer(text["en"])}
    numbers = {_english_number(one[1]) for one in BARE.finditer(text["en"]) if one[1].lower() not in ("a", "an")}
    return {(name, number * many) for name, many in units for number in numbers}


def _limits(clause: Clause) -> list[Duration]:
    rules = [found for rule in clause.opens for found in (rule.limit, rule.not_before) if found is not None]
    ahead = [Duration(time=rule.ahead) for rule in clause.opens if rule.ahead]
    return [*(one for one in (clause.not_before, clause.limit) if one is not None), *rules, *ahead]


def _beside(clause: Clause) -> list[Duration]:
    """Spans that a sentence may name without being its limit: of its schedule, and the grace of a late link."""
    found = [Duration(time=one) for one in ((clause.slots.early, clause.slots.late) if clause.slots else ())]
    found += [clause.slots.tolerance] if clause.slots else []
    if clause.late_link:
        found.append(Duration(time=clause.late_link.grace))
    if clause.slots:
        rule = dict(part.split("=", 1) for part in clause.slots.rule.split(";") if "=" in part)
        every = int(rule.get("INTERVAL", "1"))
        found += {
            "HOURLY": [Duration(time=timedelta(hours=every))],
            "DAILY": [Duration(days=every)],
            "WEEKLY": [Duration(days=7 * every)],
            "MONTHLY": [Duration(months=every)],
            "YEARLY": [Duration(months=12 * every)],
        }.get(rule.get("FREQ", ""), [])
    return found


def _figures(setting: Setting) -> list[Duration]:
    """The spans among the figures of a setting; a whole number of days or months is one by its name."""
    found = []
    for name, value in setting.values.items():
        if isinstance(value, bool):
            continue
        if isinstance(value, int) and name.endswith(("_days", "_months")):
            found.append(Duration(days=value) if name.endswith("_days") else Duration(months=value))
        elif isinstance(value, str):
            try:
                found.append(Duration.parse(value))
            except BadDuration:
                continue
    return found


def _span(one: Duration) -> Span:
    if one.workdays:
        return "workday", one.workdays
    if one.months:
        return "month", one.months
    return "time", one.days * 86400 + one.time.total_seconds()


def in_words(one: Duration) -> Said:
    """A duration as people read it: 48 hours, 3 working days."""
    if one.to_day_end:
        return say("the end of the day")
    name, many = _span(one)
    if name != "time":
        return _counted(many, name)
    if one.days and not one.time:
        return _counted(one.days, "day")
    for size, unit in ((3600, "hour"), (60, "minute")):
        if many >= size and many % size == 0:
            return _counted(many / size, unit)
    return _counted(many, "second")


ONE: Mapping[str, Said] = {
    "workday": say("one working day"), "month": say("one month"), "day": say("one day"), "hour": say("one hour"),
    "minute": say("one minute"), "second": say("one second"),
}  # fmt: skip


def _counted(many: float, unit: str) -> Said:
    if many == 1:
        return ONE[unit]
    match unit:
        case "workday":
            return say("{n} working days", n=f"{many:g}")
        case "month":
            return say("{n} months", n=f"{many:g}")
        case "day":
            return say("{n} days", n=f"{many:g}")
        case "hour":
            return say("{n} hours", n=f"{many:g}")
        case "minute":
            return say("{n} minutes", n=f"{many:g}")
    return say("{n} seconds", n=f"{many:g}")


def _place(
    files: Mapping[str, str], places: Mapping[str, Mapping[str, Mapping[str, int]]], key: str
) -> tuple[str, int]:
    for name in sorted(files):
        if f"settings.{key}" in places[name]:
            return name, places[name][f"settings.{key}"].get("text", 0)
        lines = files[name].splitlines()
        for here in places[name].values():
            line = here.get("id", 0)
            if line and re.search(rf"=\s*[\"']{re.escape(key)}[\"']", lines[line - 1]):
                return name, here.get("text", line)
    return sorted(files)[0], 0
