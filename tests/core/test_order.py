"""Nothing happened before what it follows."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gensui.core import events, lifecycle, obligations, order
from gensui.core.decisions import Key, Obligation, Refuse, apply
from gensui.core.events import Event, complaint, follow_up, grounds, handling, intake, security
from gensui.core.events.base import VOCABULARY
from gensui.core.order import Step
from gensui.core.policy import read_policy
from gensui.policies import files
from tests.core.small import CAST, minutes


def _history(*steps: tuple[int, Event]) -> list[Step]:
    return [Step(event.kind, minutes(at), events.payload(event)) for at, event in steps]


def _violated(history: list[Step], event: Event, at: float) -> str:
    step = order.violated(history, event, minutes(at))
    return step.kind if step else ""


WORKING = _history(
    (0, intake.MessageReceived()), (1, intake.IntakeConfirmed()), (2, handling.WorkOrderDispatched()),
    (3, handling.WorkOrderAccepted()), (4, handling.OwnerContacted()), (5, handling.SiteArrived()), (12, handling.WorkStarted()),
)  # fmt: skip


def test_a_move_cannot_lie_before_the_last_move() -> None:
    assert _violated(WORKING, handling.WorkCompleted(), 11) == "work.started"
    assert _violated(WORKING, handling.WorkCompleted(), 12) == ""


def test_a_move_cannot_lie_before_what_is_impossible_after_it() -> None:
    history = [*WORKING, *_history((20, handling.PartsNeeded()))]
    assert _violated(history, handling.WorkCompleted(), 19) == "parts.needed"
    assert _violated(history, handling.WorkCompleted(), 20) == ""


def test_what_ends_a_case_lies_after_everything_that_needs_it_open() -> None:
    history = [*WORKING[:5], *_history((30, follow_up.ProgressTold()))]
    assert _violated(history, intake.CaseCancelled(), 29) == "progress.told"


def test_what_moves_nothing_cannot_lie_before_it_was_possible() -> None:
    assert _violated(WORKING, handling.PartsNeeded(), 4) == "site.arrived"
    assert _violated(WORKING, handling.PartsNeeded(), 6) == ""
    assert _violated(WORKING, intake.CaseHurried(), -1) == "message.received"
    assert _violated(WORKING, follow_up.MessageSent(), 1) == ""


def test_a_case_that_was_joined_anew_was_not_parted_before() -> None:
    history = _history(
        (0, intake.ContactRinging()), (1, intake.ContactAnswered()), (2, intake.CaseJoined()), (9, intake.CaseJoined())
    )
    assert _violated(history, intake.JoinedParted(), 5) == "case.joined"
    assert _violated(history, intake.JoinedParted(), 9) == ""


def test_after_a_pause_the_case_goes_on_where_it_was() -> None:
    history = [*WORKING, *_history((20, handling.WorkPaused(reason="parts")))]
    assert _violated(history, handling.WorkResumed(reason="parts"), 19) == "work.paused"
    assert _violated([*history, *_history((30, handling.WorkResumed()))], handling.PartsNeeded(), 13) == "work.resumed"


def test_a_stream_of_many_lives_orders_each_by_itself() -> None:
    def started(key: str) -> Event:
        return security.PatrolRoundStarted(round=key)

    history = _history((0, started("a")), (30, started("b")))
    assert _violated(history, security.PatrolRoundFinished(round="a"), 10) == ""
    assert _violated(history, security.PatrolRoundFinished(round="b"), 10) == "patrol.round_started"


def test_a_field_left_at_its_default_tells_lives_apart_too() -> None:
    history = _history((5, grounds.TaskStarted()))
    assert _violated(history, grounds.TaskDone(), 4) == "task.started"


def test_the_latest_of_several_is_named() -> None:
    history = _history((3, complaint.ComplaintReceived(complaint="c")), (9, complaint.ComplaintPlanned(complaint="c")))
    assert _violated(history, complaint.ComplaintResolved(complaint="c"), 1) == "complaint.planned"


def test_what_an_event_follows_exists_and_can_be_told_apart() -> None:
    for kind, event in VOCABULARY.items():
        assert event.follows <= VOCABULARY.keys(), kind
        for one in (kind, *event.follows) if event.same else ():
            assert event.same in events.types_of(VOCABULARY[one]), (kind, one)


@dataclass
class Door:
    """A stream that takes what is legal, as the one door does."""

    steps: list[Step] = field(default_factory=list)

    def take(self, event: Event, at: datetime) -> bool:
        if order.violated(self.steps, event, at) is not None:
            return False
        self.steps.append(Step(event.kind, at, events.payload(event)))
        return True


@given(st.data())
def test_the_moves_of_a_case_never_run_backwards(data: st.DataObject) -> None:
    """Whatever is entered late: in the order of their times, the moves are the moves of a case."""
    door, state, before_pause, now = Door(), "", "", minutes(0)
    for _step in range(25):
        kind = data.draw(st.sampled_from(lifecycle.legal(state)))
        now += timedelta(minutes=data.draw(st.integers(0, 5)))
        at = now - timedelta(minutes=data.draw(st.sampled_from([0, 0, 0, 1, 4, 15])))
        following = lifecycle.check(state, kind, before_pause)
        if door.take(VOCABULARY[kind](), at):
            before_pause = state if following == "paused" != state else before_pause
            state = following
    by_time = sorted(door.steps, key=lambda step: step.at)
    assert lifecycle.follow((step.kind, False) for step in by_time) == {state}


ROUND = (grounds.TaskPlanned, grounds.TaskStarted, grounds.TaskPointProved, grounds.TaskDone, grounds.TaskChecked)
GATE = (
    security.GateArrived,
    security.GateOwnerAsked,
    security.GateOwnerAnswered,
    security.GateDecided,
    security.GateLeft,
)


@given(st.sampled_from([ROUND, GATE]), st.lists(st.tuples(st.integers(0, 4), st.integers(0, 60)), max_size=20))
def test_a_declared_chain_never_runs_backwards(chain: tuple[type[Event], ...], tried: list[tuple[int, int]]) -> None:
    door = Door()
    for place, at in tried:
        door.take(chain[place](), minutes(at))
    for number, step in enumerate(door.steps):
        for earlier in door.steps[:number]:
            assert earlier.kind not in VOCABULARY[step.kind].follows or earlier.at <= step.at


STANDARD = read_policy(files.standard())
FIELDS = (
    "channel requester_name relation phone content location_detail request_type category_id priority owner_confirmed"
    " accept_notice summary owner_phone required_by"
)
FILLED: dict[str, dict[str, Any]] = {
    kind: {"filled": tuple(FIELDS.split())} for kind in ("intake.saved", "intake.confirmed", "work_order.dispatched")
}


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_promise_outlives_a_case_that_was_cancelled(data: st.DataObject) -> None:
    """However late things were entered: what a case opened is closed when the case is cancelled, and stays no lapse for ever."""
    door, state, before_pause, now = Door(), "", "", minutes(0)
    duties: dict[Key, Obligation] = {}

    def take(event: Event, at: datetime) -> bool:
        nonlocal state, before_pause
        following = lifecycle.check(state, event.kind, before_pause)
        running = [duty for duty in duties.values() if duty.is_open]
        decisions = obligations.decide(STANDARD, running, event, CAST, at, len(door.steps) + 1)
        if any(isinstance(one, Refuse) for one in decisions) or not door.take(event, at):
            return False
        apply(duties, decisions)
        before_pause = state if following == "paused" != state else before_pause
        state = following
        return True

    for _step in range(16):
        kind = data.draw(st.sampled_from([one for one in lifecycle.legal(state) if one != "case.imported"]))
        now += timedelta(minutes=data.draw(st.integers(0, 5)))
        ago = timedelta(minutes=data.draw(st.sampled_from([0, 0, 0, 1, 4, 15])))
        take(VOCABULARY[kind](**FILLED.get(kind, {})), now - ago)
    if "case.cancelled" in lifecycle.legal(state) and take(intake.CaseCancelled(), now + timedelta(minutes=1)):
        assert not [duty for duty in duties.values() if duty.is_open and not duty.clause.startswith(obligations.PAUSE)]
