"""What is said in danger until help comes: no urgent category is without its sentence, in any language."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from gensui import cases
from gensui.cases import calling
from gensui.cases.models import Case, Category
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.portal.conftest import ComeIn, come_in

__all__ = ["come_in"]
pytestmark = pytest.mark.database
LEAVES: list[dict[str, Any]] = tomllib.loads((Path(cases.__file__).parent / "categories.toml").read_text("utf-8"))[
    "category"
]
URGENT = [leaf for leaf in LEAVES if leaf["priority"] == "P1"]


@pytest.mark.parametrize("leaf", URGENT, ids=lambda leaf: leaf["key"])
def test_every_urgent_category_has_advice_in_three_languages(cast: Cast, leaf: dict[str, Any]) -> None:
    said = set()
    for language in ("zh-hant", "zh-hans", "en"):
        with translation.override(language):
            said.add(calling.advice(Category(key=leaf["key"]), minutes(0)))
    assert "" not in said
    assert len(said) == 3


def test_what_is_not_urgent_is_said_nothing(cast: Cast) -> None:
    calm = next(leaf for leaf in LEAVES if leaf["key"] == "CON.FEE")
    assert calling.advice(Category(key=calm["key"]), minutes(0)) == ""


def test_the_owner_reads_it_on_the_page_of_an_urgent_request(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = walk("dispatched")
    fight = Category.objects.get_or_create(
        key="SEC.FIGHT", defaults={"name": {"en": "Fight"}, "request_type": "security", "department": "security",
        "priority": "P1", "complexity": "general"},
    )[0]  # fmt: skip
    mei = come_in(cast.mei)
    mei.cookies["django_language"] = "en"
    with time_machine.travel(minutes(2), tick=False):
        calm = mei.get(reverse("my_case", args=[case.number])).content.decode()
        Case.objects.filter(pk=case.pk).update(category=fight, priority="P1")
        urgent = mei.get(reverse("my_case", args=[case.number])).content.decode()
    assert "do not step between them" in urgent
    assert "do not step between them" not in calm
