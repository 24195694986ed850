""" "Happened earlier" in the forms: late entries keep the order of what happened."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from gensui.cases.models import Case
from gensui.ledger.models import Event, Obligation
from tests.cases.conftest import Walk
from tests.cases.test_follow_and_together import picture
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database

DONE = {
    "process": "更換角閥", "materials": "生料帶 1", "result": "fixed", "labour_minutes": "20", "site_cleaned": "on", "tested": "on",
}  # fmt: skip


def _done(walk: Walk, cast: Cast, english: SignIn, happened_at: str) -> tuple[Case, int, str]:
    case = walk("working")  # work began at 10:12
    photo = SimpleUploadedFile("after.jpg", picture(), "image/jpeg")
    words = DONE | {"once": f"done:{happened_at}", "happened_at": happened_at, "photos": photo}
    answer = english(cast.chen).post(reverse("act", args=[case.number, "complete_work"]), words)
    case.refresh_from_db()
    return case, answer.status_code, answer.content.decode()


def test_done_before_it_was_begun_is_refused_with_both_times(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, status, page = _done(walk, cast, english, "2026-11-23T10:03")
    assert (status, case.state) == (409, "working")
    assert "“Work begun” happened at 11-23 10:12:00" in page
    assert "更換角閥" in page  # what was typed is still there


def test_done_after_it_was_begun_leaves_no_promise_open(walk: Walk, cast: Cast, english: SignIn) -> None:
    case, status, _page = _done(walk, cast, english, "2026-11-23T10:13")
    assert (status, case.state) == (302, "completed")
    assert Event.objects.get(stream=case.stream, kind="work.completed").occurred_at == minutes(13)
    assert not Obligation.objects.filter(stream=case.stream, clause="4.2.9", state="open").exists()


def test_a_time_to_come_is_refused(walk: Walk, cast: Cast, english: SignIn) -> None:
    ahead = timezone.localtime().replace(year=timezone.now().year + 1)
    case, status, page = _done(walk, cast, english, f"{ahead:%Y-%m-%dT%H:%M}")
    assert (status, case.state) == (409, "working")
    assert "+00:00" not in page
