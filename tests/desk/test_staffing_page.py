"""The study of staffing on its page: what each column says, and the hours of the week, reckoned once more by another road."""

import math
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.amendments.models import Study
from gensui.cli import studying as worker
from gensui.people.models import Duty
from gensui.sim import gate, life
from tests.amendments.test_studies import Going
from tests.cast import MONDAY, Cast
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database

DAY = timedelta(days=1)
SINCE = MONDAY.replace(hour=0, minute=0) - timedelta(hours=8)
"""Midnight in Shanghai, at the beginning of a Monday."""
MINUTE = 60.0
POSTS = {
    "agent": (life.A_MONTH * 7 / 30, 4 * MINUTE, 0.5, 15),
    "handler": (life.KINDS["REP"] * 7 / 30, 35 * MINUTE, 0.6, 1800),
    "gate_guard": (gate.A_DAY * 7, gate.MEDIAN * MINUTE, gate.SPREAD, 300),
}
"""The demonstration: what comes in a week, the median and the spread of handling in seconds, and within how long to begin."""


def fewest(an_hour: float, handling: float, limit: float) -> int:
    """The smallest number that keeps 95 of 100, by Erlang C written out with factorials."""
    load = an_hour * handling / 3600
    people = 1
    while True:
        if people > load:
            last = load**people / math.factorial(people) * people / (people - load)
            waits = last / (math.fsum(load**count / math.factorial(count) for count in range(people)) + last)
            if 1 - waits * math.exp(-(people - load) * limit / handling) >= 0.95:
                return people
        people += 1


def study_of(cast: Cast, english: SignIn) -> tuple[str, Study]:
    """A week's study, asked for, made by the worker and read on its page."""
    with time_machine.travel(SINCE + 10 * DAY, tick=False):
        client = english(cast.head)
        given = {
            "since": f"{SINCE + timedelta(hours=8):%Y-%m-%d}",
            "until": f"{SINCE + 6 * DAY + timedelta(hours=8):%Y-%m-%d}",
        }
        path = client.post(reverse("staffing"), given).url  # type: ignore[attr-defined]
        assert worker.look(Going())
        return client.get(path).content.decode(), Study.objects.get()


def sections(page: str) -> dict[str, str]:
    """Each post's part of the page, by its clause."""
    parts = page.split('<section class="card stack"><h2>')[1:]
    clauses = {"3.1.2": "agent", "4.2.2": "handler", "4.3.8": "gate_guard"}
    return {
        post: part for part in parts for clause, post in clauses.items() if f">{clause}</a>" in part.split("</h2>")[0]
    }


def test_the_hours_of_the_week_are_erlangs_by_another_road(cast: Cast, english: SignIn) -> None:
    page, _study = study_of(cast, english)
    shown = sections(page)
    assert shown.keys() == POSTS.keys()
    for post, (a_week, median, spread, limit) in POSTS.items():
        table = shown[post].split('<table class="hours">')[1].split("</table>")[0]
        rows = [list(map(int, re.findall(r'<td class="number">(\d+)</td>', row))) for row in table.split("<tr>")[2:]]
        handling = median * math.exp(spread**2 / 2)
        expected = [
            [fewest(a_week * day / sum(life.DAYS) * hour / sum(life.HOURS), handling, limit) for hour in life.HOURS]
            for day in life.DAYS
        ]
        assert rows == expected, post


def test_each_column_says_what_the_study_found(cast: Cast, english: SignIn) -> None:
    Duty.objects.all().delete()
    for day in range(7):
        for who in (cast.guard, cast.cleaner):
            morning = SINCE + day * DAY + timedelta(hours=8)
            Duty.objects.create(employee=who, starts_at=morning, ends_at=morning + timedelta(hours=8))
    page, study = study_of(cast, english)
    shown = sections(page)
    guards: dict[str, Any] = next(one for one in study.result["posts"] if one["post"] == "gate_guard")
    day, _evening, night = guards["shifts"]
    assert (day["present"], night["present"]) == (1, 0), "the cleaner is on no gate"
    part = " ".join(shown["gate_guard"].split())
    for said in (
        "The roster now", f'<td>1: {day["present_share"]} %</td>', "<td>nobody</td>",
        f'<strong>{day["people"]}</strong>', f'{day["tried"][-1]["share"]} %', f'{day["tried"][-1]["low"]}–{day["tried"][-1]["high"]} %',
        "without the pauses", "somebody is free within 300 s", "figures of the simulation",
    ):  # fmt: skip
        assert said in part, said
    for fewer in day["tried"][:-1]:
        assert f"{fewer['people']}: {fewer['share']} %" in part
        assert fewer["low"] < 95
    assert day["tried"][-1]["low"] >= 95
