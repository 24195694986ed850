"""The contingency plans as data: what is done within how long, who is told, and what has to be there at the end.

They are read and checked whole: what is wrong is told at once, each mistake with its file and place (``BadPlans``).
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any

from gensui.core.worktime import BadDuration, Duration

LANGUAGES = ("zh-Hant", "zh-Hans", "en")
SEVERITIES = ("minor", "general", "major", "critical")
TOLD = (
    "agent", "service_head", "guards", "security_leader", "dept_head", "maintenance", "cleaning", "greening",
    "admin_manager", "general_manager", "owners",
)  # fmt: skip
"""Whom a plan can name: the agents and guards on duty, leaders of departments, who stands above, and the owners."""
UNCLEAR = "unclear"
"""The plan of an emergency of which nobody knows yet what it is."""
WORDS = {"key", "name", "severity", "tell", "evidence", "outside", "step"}

Texts = Mapping[str, str]


class BadPlans(ValueError):
    """The plans cannot be used; ``mistakes`` lists everything that is wrong."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(mistakes))


@dataclass(frozen=True, slots=True)
class Step:
    """Something to be done within ``limit`` of the start of the plan; ``call`` names the number or body to call."""

    key: str
    text: Texts
    limit: timedelta
    call: str = ""


POLICE = "110"


@dataclass(frozen=True, slots=True)
class Outside:
    """A body outside that may have to be called."""

    key: str
    name: Texts
    call: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A contingency plan."""

    key: str
    name: Texts
    severity: str
    tell: tuple[str, ...]
    outside: tuple[Outside, ...]
    steps: tuple[Step, ...]
    evidence: tuple[Texts, ...]


@cache
def standard() -> Mapping[str, Plan]:
    """The plans that come with Gensui, by key, in their order."""
    folder = resources.files("gensui.security.plans")
    return read({one.name: one.read_text("utf-8") for one in folder.iterdir() if one.name.endswith(".toml")})


def read(files: Mapping[str, str]) -> Mapping[str, Plan]:
    """The plans of these files, by key. Refuses all of them with everything that is wrong (``BadPlans``)."""
    mistakes: list[str] = []
    plans: dict[str, Plan] = {}
    for name, text in sorted(files.items()):
        try:
            given = tomllib.loads(text)
        except tomllib.TOMLDecodeError as bad:
            mistakes.append(f"{name}: {bad}")
            continue
        wrong = list(_mistakes(given))
        mistakes += [f"{name}: {one}" for one in wrong]
        if not wrong and given["key"] in plans:
            mistakes.append(f"{name}: there is another plan called {given['key']!r}")
        elif not wrong:
            plans[given["key"]] = _plan(given)
    if mistakes:
        raise BadPlans(mistakes)
    return plans


def police() -> Outside:
    """Whom the plans call for a crime: the body outside that they list under the key ``110``."""
    return next(one for plan in standard().values() for one in plan.outside if one.key == POLICE)


def _mistakes(given: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{word!r} is not a word of a plan" for word in sorted(given.keys() - WORDS))
    if not isinstance(given.get("key"), str) or not given["key"].isidentifier():
        yield "key is missing, or no plain word"
    yield from _texts("name", given.get("name"))
    if given.get("severity") not in SEVERITIES:
        yield f"severity is one of {', '.join(SEVERITIES)}"
    tell = given.get("tell")
    if not isinstance(tell, list) or not tell:
        yield "tell is missing: somebody has to know"
    else:
        yield from (f"tell: there is nobody called {one!r}" for one in tell if one not in TOLD)
    evidence = given.get("evidence", [])
    for number, one in enumerate(evidence if isinstance(evidence, list) else [None], 1):
        yield from _texts(f"evidence {number}", one)
    for part in ("outside", "step"):
        yield from _parts(part, given.get(part, []))
    if not given.get("step"):
        yield "there is no step"


def _parts(part: str, rows: Any) -> Iterator[str]:
    known = {"outside": {"key", "name", "call"}, "step": {"key", "text", "limit", "call"}}[part]
    seen: set[Any] = set()
    for number, row in enumerate(rows if isinstance(rows, list) else [rows], 1):
        where = f"{part} {number}"
        if not isinstance(row, dict):
            yield f"{where} is no table"
            continue
        yield from (f"{where}: {word!r} is not known here" for word in sorted(row.keys() - known))
        key = row.get("key")
        if not isinstance(key, str) or not 0 < len(key) <= 20 or key in seen:
            yield f"{where}: key is missing, too long, or there twice"
        else:
            seen.add(key)
        yield from _texts(
            f"{where}: {'text' if part == 'step' else 'name'}", row.get("text" if part == "step" else "name")
        )
        if part == "step" and _limit(row.get("limit")) is None:
            yield f'{where}: limit is a time such as "3 min"'


def _texts(where: str, value: Any) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where} is missing, or no text in three languages"
        return
    for language in LANGUAGES:
        if not isinstance(value.get(language), str) or not value[language].strip():
            yield f"{where} has no translation into {language}"


def _limit(value: Any) -> timedelta | None:
    try:
        found = Duration.parse(value) if isinstance(value, str) else None
    except BadDuration:
        return None
    return (
        found.time if found is not None and found.time and not (found.days or found.months or found.workdays) else None
    )


def _plan(given: Mapping[str, Any]) -> Plan:
    return Plan(
        key=given["key"], name=given["name"], severity=given["severity"], tell=tuple(given["tell"]),
        outside=tuple(Outside(one["key"], one["name"], one.get("call", "")) for one in given.get("outside", [])),
        steps=tuple(
            Step(one["key"], one["text"], _limit(one["limit"]) or timedelta(), one.get("call", "")) for one in given["step"]
        ),
        evidence=tuple(given.get("evidence", [])),
    )  # fmt: skip
