"""The courses that come with Gensui: what is taught, and a bank of questions in three languages."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from gensui.training.questions import check

USUAL = {"pass_mark": 80, "minutes": 20, "tries": 3, "modules": []}


@cache
def courses() -> tuple[dict[str, Any], ...]:
    """Each course as the values of its row. Refuses a question without a right answer (``BadQuestions``)."""
    found = tomllib.loads((resources.files("gensui.training") / "courses.toml").read_text("utf-8"))["course"]
    for one in found:
        check(one["questions"])
    return tuple({**USUAL, **one} for one in found)
