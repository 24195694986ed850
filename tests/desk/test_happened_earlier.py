""" "Happened earlier" in the forms: late entries keep the order of what happened."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from gensui.cases.models import Case
from gensui.ledger import policies
from gensui.ledger import queries as ledger
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


@pytest.mark.parametrize(
    ("now", "note", "said"),
    [(28, "沒有信號", "with a reason"), (29, "沒有信號", "with a reason"), (29, "", "without a reason")],
)
def test_the_entry_is_a_promise_of_its_own_which_counts_nowhere_else(
    walk: Walk, cast: Cast, english: SignIn, now: int, note: str, said: str
) -> None:
    case = walk("working")
    words = {
        "once": "pause:1",
        "happened_at": "2026-11-23T10:13",
        "note": note,
        "reason": "third_party",
        "until": "2026-11-23T15:00",
    }
    with time_machine.travel(minutes(now), tick=False):
        assert english(cast.chen).post(reverse("act", args=[case.number, "pause_work"]), words).status_code == 302
        page = english(cast.chen).get(reverse("case", args=[case.number])).content.decode()
    assert f"Entered later · Paused · {said}" in page
    entered = Obligation.objects.get(stream=case.stream, clause="C48.1")
    assert (entered.holder, entered.met_at, entered.due_at) == (cast.chen.key, minutes(now), minutes(28))
    assert (entered.lapsed_at is not None) == (now == 29)
    policy = policies.in_force(policies.newest(), minutes(now))
    assert entered not in ledger.that_count(Obligation.objects.filter(stream=case.stream), policy)
    assert not Obligation.objects.filter(stream=case.stream, lapsed_at__isnull=False).exclude(clause="C48.1").exists()


def test_what_is_entered_at_once_promises_no_entry(walk: Walk, cast: Cast, english: SignIn) -> None:
    case = walk("working")
    english(cast.chen).post(
        reverse("act", args=[case.number, "pause_work"]), {"once": "p", "reason": "third_party", "until": ""}
    )
    assert not Event.objects.filter(stream=case.stream, kind="entry.made").exists()
