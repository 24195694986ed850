"""Studies: asked for, taken by one worker, carried out from the ledger, kept; a worker that is lost is replaced."""

from datetime import timedelta

import pytest
import time_machine

from gensui.amendments import history, staffing
from gensui.amendments.actions import studying
from gensui.amendments.models import Draft, Study
from gensui.amendments.refusals import BadPeriod
from gensui.cases.actions import work
from gensui.cli import studying as worker
from gensui.ledger import policies
from gensui.ledger.models import Event
from gensui.people.access import NotYours
from tests.amendments.conftest import DAY
from tests.cases.conftest import HANDLED, Walk
from tests.cast import MONDAY, Cast, minutes

pytestmark = pytest.mark.database


class Going:
    """A worker that is not told to stop."""

    def is_set(self) -> bool:
        return False

    def wait(self, seconds: float) -> None:
        raise AssertionError("nothing is waited for")


class Stopping(Going):
    """One that is."""

    def is_set(self) -> bool:
        return True


def ask(cast: Cast, draft: Draft) -> Study:
    return studying.ask_what_if(
        draft=draft, since=MONDAY - DAY, until=MONDAY + DAY, actor=cast.qin, at=MONDAY + 2 * DAY
    )


def test_what_happened_is_run_under_the_draft_and_kept(cast: Cast, draft: Draft, walk: Walk) -> None:
    walk("working")
    walk("plan_pending")
    study = ask(cast, draft)
    with time_machine.travel(MONDAY + 2 * DAY):
        assert worker.look(Going())
        assert not worker.look(Going())
    study.refresh_from_db()
    assert (study.error, study.done, study.all) == ("", 2, 2)
    assert study.finished_at is not None
    contact = study.result["clauses"]["4.2.1"]
    assert (contact["opened_before"], contact["opened_after"]) == (2, 2)
    assert study.result["roles"]["handler"]["opened_before"] >= 2


def test_the_ledger_is_read_in_one_pass_stream_by_stream(cast: Cast, draft: Draft, walk: Walk) -> None:
    first, second = walk("working"), walk("assigned")
    found = dict(history.streams(MONDAY - DAY, MONDAY + DAY))
    assert sorted(found) == sorted([first.stream, second.stream])
    assert sum(map(len, found.values())) == Event.objects.count()
    assert history.count_streams(MONDAY - DAY, MONDAY + DAY) == 2
    assert dict(history.streams(MONDAY + DAY, MONDAY + 2 * DAY)) == {}
    assert all(at.tzinfo for lines in found.values() for *_words, at in lines)


def test_one_worker_has_it_until_nothing_is_heard_of_it(cast: Cast, draft: Draft) -> None:
    study = ask(cast, draft)
    assert studying.next_study(actor="one", at=minutes(0)) == study
    assert studying.next_study(actor="two", at=minutes(5)) is None
    studying.note_progress(study=study, done=3, all_of=9, actor="one", at=minutes(8))
    assert studying.next_study(actor="two", at=minutes(12)) is None
    assert studying.next_study(actor="two", at=minutes(19)) == study


def test_a_worker_that_is_to_end_leaves_it_unfinished(cast: Cast, draft: Draft, walk: Walk) -> None:
    walk("assigned")
    study = ask(cast, draft)
    with time_machine.travel(MONDAY + 2 * DAY):
        assert not worker.look(Stopping())
    study.refresh_from_db()
    assert study.finished_at is None


def test_a_study_that_cannot_be_done_says_why(cast: Cast, draft: Draft, walk: Walk) -> None:
    walk("assigned")
    study = ask(cast, draft)
    Draft.objects.filter(pk=draft.pk).update(files={"a.toml": "no policy"})
    assert worker.look(Going())
    study.refresh_from_db()
    assert study.error == "policy"
    assert study.finished_at is not None


def test_who_may_not_ask_and_periods_that_are_none(cast: Cast, draft: Draft) -> None:
    for who in (cast.li, cast.guard, cast.operator):
        with pytest.raises(NotYours):
            studying.ask_staffing(since=MONDAY - DAY, until=MONDAY, actor=who, at=MONDAY)
    for since, until in ((MONDAY, MONDAY), (MONDAY, MONDAY - DAY), (MONDAY, MONDAY + DAY)):
        with pytest.raises(BadPeriod):
            studying.ask_staffing(since=since, until=until, actor=cast.qin, at=MONDAY)


def test_a_thin_history_falls_back_on_the_simulation_and_says_so(cast: Cast, walk: Walk) -> None:
    walk("working")
    policy = policies.in_force(policies.newest(), MONDAY)
    found = {one.kind.post: one for one in staffing.calibrate(policy, MONDAY - DAY, MONDAY + DAY)}
    assert {one.source for one in found.values()} == {"simulation"}
    assert found["handler"].came == 1
    assert (found["agent"].post.limit, found["handler"].post.limit, found["gate_guard"].post.limit) == (
        15,
        1800,
        300,
    )


def test_a_history_of_calls_calibrates_the_desk(cast: Cast, walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    walk("assigned")
    monkeypatch.setattr(staffing, "ENOUGH", 1)
    policy = policies.in_force(policies.newest(), MONDAY)
    found = {one.kind.post: one for one in staffing.calibrate(policy, MONDAY - timedelta(days=14), MONDAY + DAY)}
    desk = found["agent"]
    answered, confirmed = (
        Event.objects.get(kind=kind).occurred_at for kind in ("contact.answered", "intake.confirmed")
    )
    if confirmed > answered:
        assert desk.source == "history"
        assert desk.post.handling == pytest.approx((confirmed - answered).total_seconds())
        assert sum(desk.post.rates) == pytest.approx(7 / 15)
    else:
        assert desk.source == "simulation"


def test_who_waits_for_the_owner_is_not_busy(cast: Cast, walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staffing, "ENOUGH", 1)
    case = walk("working")
    at = Event.objects.filter(stream=case.stream).latest("number").occurred_at
    paused, back, done = (at + timedelta(minutes=count) for count in (1, 91, 100))
    case = work.pause_work(case=case, actor=cast.chen, at=paused, reason="parts", parts="角閥")
    case = work.resume_work(case=case, actor=cast.chen, at=back)
    work.complete_work(case=case, actor=cast.chen, at=done, handling_record=HANDLED, photo="p1")
    policy = policies.in_force(policies.newest(), MONDAY)
    found = {one.kind.post: one for one in staffing.calibrate(policy, MONDAY - DAY, MONDAY + DAY)}
    arrived = Event.objects.get(stream=case.stream, kind="site.arrived").occurred_at
    elapsed = (done - arrived).total_seconds()
    assert found["handler"].source == "history"
    assert found["handler"].post.handling <= elapsed - 90 * 60


def test_the_roster_is_counted_by_the_hour_of_the_week(cast: Cast) -> None:
    zone = policies.in_force(policies.newest(), MONDAY).zone
    there = staffing.present(MONDAY - timedelta(hours=2), MONDAY - timedelta(hours=2) + timedelta(days=7), zone)
    assert (there["agent"][10], there["agent"][20]) == (3, 0)  # Monday at ten: Li, Lin, and Xu elsewhere
    assert (there["handler"][10], there["handler"][34]) == (1, 0)
