"""What-if and staffing on the screen: asked for, left, found again, each figure a door."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from gensui.amendments.models import Draft, Study
from gensui.cli import studying as worker
from tests.amendments.conftest import DAY, draft
from tests.amendments.test_studies import Going
from tests.cases.conftest import Walk
from tests.cast import MONDAY, Cast
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database
__all__ = ["draft"]


@pytest.fixture(autouse=True)
def _days_later() -> Any:
    with time_machine.travel(MONDAY + 2 * DAY, tick=False):
        yield


def test_a_what_if_is_asked_for_left_and_found_again(cast: Cast, draft: Draft, walk: Walk, english: SignIn) -> None:
    case = walk("working")
    client = english(cast.qin)
    path = client.post(reverse("what_if", args=[draft.pk]), {"since": "2026-11-20", "until": "2026-11-25"}).url  # type: ignore[attr-defined]
    assert "waits for a worker" in client.get(path).content.decode()
    Study.objects.update(result={}, begun_at=MONDAY, done=3, all=9)
    assert "3 of 9" in client.get(path).content.decode()
    Study.objects.update(begun_at=None)
    assert worker.look(Going())
    assert "finished" in client.get(reverse("amendment", args=[draft.pk])).content.decode()
    page = client.get(path).content.decode()
    assert "Whose load changes" in page
    study = Study.objects.get()
    study.result["clauses"]["4.2.1"]["changed"] = 1
    study.result["examples"]["4.2.1"] = [case.stream]
    study.save(update_fields=["result"])
    assert 'href="?clause=4.2.1"' in client.get(path).content.decode()
    behind = client.get(path + "?clause=4.2.1").content.decode()
    assert reverse("case", args=[case.number]) in behind
    assert client.get(path + "?clause=9.9").status_code == 404


def test_staffing_is_asked_for_and_shows_what_it_rests_on(cast: Cast, english: SignIn, walk: Walk) -> None:
    client = english(cast.head)
    wrong = client.post(reverse("staffing"), {"since": "2026-12-20", "until": "2026-12-25"})
    assert "begin before they end" in wrong.content.decode()
    path = client.post(reverse("staffing"), {"since": "2026-10-01", "until": "2026-11-25"}).url  # type: ignore[attr-defined]
    assert worker.look(Going())
    page = client.get(path).content.decode()
    for said in ("figures of the simulation", "the seeds 1 to 20", "3.1.2", "4.3.8", "Interval", "lognormal"):
        assert said in page, said


def test_others_ask_for_nothing(cast: Cast, draft: Draft, english: SignIn) -> None:
    guard = english(cast.guard)
    for name, arguments in (("what_if", [draft.pk]), ("staffing", []), ("study", [1])):
        assert guard.post(reverse(name, args=arguments)).status_code == 403 or name == "study"
        assert guard.get(reverse(name, args=arguments)).status_code in (403, 405)
    assert english(cast.qin).get(reverse("study", args=[99])).status_code == 404
    bad = english(cast.qin).post(reverse("what_if", args=[draft.pk]), {"since": "x"})
    assert (bad.status_code, "Enter a valid date" in bad.content.decode()) == (422, True)
    future = {"since": "2026-11-20", "until": "2026-11-10"}
    turned = english(cast.qin).post(reverse("what_if", args=[draft.pk]), future)
    assert (turned.status_code, "begin before they end" in turned.content.decode()) == (422, True)
