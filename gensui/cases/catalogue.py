"""The categories and prices that come with Gensui."""

import tomllib
from datetime import datetime
from importlib import resources
from typing import Any

from django.db import transaction

from gensui.cases.actions import catalogue as actions
from gensui.cases.leaves import initials


def read(file: str) -> dict[str, Any]:
    """A file of the catalogue."""
    return tomllib.loads((resources.files("gensui.cases") / file).read_text("utf-8"))


@transaction.atomic
def bring(*, actor: str, at: datetime) -> int:
    """Bring in the categories and prices that are not there yet; how many were new."""
    new = 0
    for row in read("categories.toml")["category"]:
        both = f"{initials(row['name']['zh-Hans'])} {initials(row['name']['zh-Hant'])}"
        short = " ".join(dict.fromkeys(both.split()))
        new += actions.keep_category(**row, initials=short, actor=actor, at=at) == "new"
    for row in read("prices.toml")["price"]:
        new += actions.keep_price(**row, actor=actor, at=at) == "new"
    return new
