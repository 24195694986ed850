"""A list that leaves the house as a file stays on record: who, which list, which filters, how many rows."""

import pytest
from django.urls import reverse

from gensui.ledger.models import Event
from tests.cases.conftest import Walk
from tests.cast import Cast
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database


def exported() -> list[tuple[str, str, dict[str, object]]]:
    found = Event.objects.filter(kind="list.exported").order_by("pk")
    return [(event.stream, event.actor, event.data) for event in found]


def test_the_list_of_cases(cast: Cast, walk: Walk, english: SignIn) -> None:
    walk("working"), walk("told")
    english(cast.li).get(reverse("case_export"), {"state": "working", "q": "陳美"})
    [(stream, actor, data)] = exported()
    assert (stream, actor) == (cast.li.key, cast.li.key)
    assert data["list"] == "cases"
    assert data["filters"] == ["q", "state=working"], "what was searched for may be somebody's name"
    assert data.get("rows", 0) <= 1  # type: ignore[operator]


def test_the_records_of_training(cast: Cast, english: SignIn) -> None:
    english(cast.hr).get(reverse("training_export"), {"year": "2026"})
    [(stream, _actor, data)] = exported()
    assert (stream, data) == (cast.hr.key, {"list": "training", "filters": ["year=2026"]})
