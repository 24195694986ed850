"""Whatever happens, in whatever order, entered however late: what never happens to a promise."""

from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from gensui.core import obligations
from gensui.core.decisions import Decision, Key, Obligation, Open, Refuse, apply
from gensui.core.events import Event, engine, follow_up, handling, intake, security
from gensui.core.timeline import Timeline
from tests.core import test_obligations as examples
from tests.core.small import CAST, CONTACT, WITH_CHEN, clause, minutes, policy

FOLLOWED = clause(
    "4.1.6", "interval",
    'opens = [{ on = "work_order.dispatched" }]\ncloses = [{ on = "progress.followed" }]\nends = [{ on = "work.completed" }]\nlimit = "3 h"',
    "follower",
)  # fmt: skip
OFFICE = clause(
    "6.1.6", "deadline",
    'opens = [{ on = "owner.dissatisfied", repeat = "add" }]\ncloses = [{ on = "explanation.given" }]\nlimit = "5 h"\n'
    'calendar = "office"\npaused_by = ["parts"]',
    "follower",
)  # fmt: skip
POLICY = policy(
    CONTACT.replace("10 min", "40 min") + 'repeat = "restart"\npaused_by = ["owner_absent"]\n',
    examples.REPAIR, examples.VISIT, examples.PROGRESS, examples.PATROL, examples.CONSENT, FOLLOWED, OFFICE,
)  # fmt: skip

EVENTS: list[Event] = [
    handling.WorkOrderDispatched(),
    handling.WorkOrderDispatched(priority="P1"),
    handling.WorkOrderAssigned(),
    handling.OwnerContacted(),
    handling.PlanProposed(),
    handling.PlanConsented(),
    handling.WorkStarted(),
    handling.WorkStarted(emergency_override=True),
    handling.WorkPaused(reason="owner_absent"),
    handling.WorkResumed(reason="owner_absent"),
    handling.WorkPaused(reason="parts"),
    handling.WorkResumed(reason="parts"),
    handling.WorkCompleted(),
    follow_up.ProgressTold(evidence={"call": "call:1"}),
    follow_up.ProgressTold(),
    follow_up.ProgressFollowed(),
    follow_up.OwnerDissatisfied(),
    follow_up.ExplanationGiven(),
    follow_up.ReturnVisitDone(),
    follow_up.ReworkOrdered(),
    security.PatrolRoundStarted(),
    intake.CaseCancelled(),
    intake.FollowerHandedOver(),
    engine.SlotPlanned(clause="4.3.2", starts_at=minutes(300)),
    engine.SlotPlanned(clause="4.3.2", starts_at=minutes(420)),
    engine.ObligationLapsed(clause="4.2.1", cause=1),
    engine.ObligationExcused(clause="4.2.1", cause=1, reason="flood"),
]
STEPS = st.lists(
    st.tuples(
        st.integers(0, 400),  # minutes that pass until it is recorded
        st.integers(0, 300),  # minutes that it had happened before
        st.sampled_from(EVENTS),
        st.sampled_from([CAST, WITH_CHEN, {}]),
    ),
    max_size=30,
)
Log = list[tuple[Event, dict[str, str], datetime, int]]


class Watched(Timeline):
    """A timeline that looks at every decision as it is made."""

    __slots__ = ("lapses", "log")

    def __init__(self) -> None:
        super().__init__(POLICY)
        self.lapses: dict[Key, datetime] = {}
        self.log: Log = []

    def _take(self, event: Event, roles: dict[str, str], at: datetime) -> list[object]:  # type: ignore[override]
        before = dict(self.duties)
        decisions = super()._take(event, roles, at)
        self.log.append((event, roles, at, self.number))

        opened = [decision.duty.key for decision in decisions if isinstance(decision, Open)]
        assert len(opened) == len(set(opened)), "opened twice at once"
        assert not before.keys() & set(opened), "opened twice for one cause"
        assert before.keys() <= self.duties.keys(), "lost"
        for key, duty in self.duties.items():
            self._look_at(key, duty, before.get(key))
        return list(decisions)

    def _look_at(self, key: Key, duty: Obligation, before: Obligation | None) -> None:
        assert (duty.met_at is None) or (duty.voided_at is None), "met and void"
        if duty.met_at is not None:
            assert duty.met_at >= duty.opened_at, "met before it was opened"
        if duty.lapsed_at is not None:
            assert self.lapses.setdefault(key, duty.lapsed_at) == duty.lapsed_at, "a lapse was changed"
        else:
            assert key not in self.lapses, "a lapse was taken back"
        if before is not None and not before.is_open:
            assert (duty.met_at, duty.voided_at) == (before.met_at, before.voided_at), "ended twice"
        waits = duty.is_open and duty.due_at is not None and duty.lapsed_at is None
        if waits and duty.paused_at is None:
            assert duty.next_check_at is not None, "nobody will ever look at it again"
        assert duty.segments[0][1] == duty.opened_at
        assert list(duty.segments) == sorted(duty.segments, key=lambda segment: segment[1])


def watch(steps: list[tuple[int, int, Event, dict[str, str]]]) -> tuple[Watched, datetime]:
    """As the ledger does: first whatever is due by now, then the event at the time when it happened."""
    timeline, minute = Watched(), 0
    for wait, ago, event, roles in steps:
        minute += wait
        timeline.advance(minutes(minute))
        timeline._take(event, roles, minutes(minute - ago))
    end = minutes(minute + 10_000)
    timeline.advance(end)
    return timeline, end


@given(STEPS)
@settings(max_examples=120)
def test_no_promise_is_lost_doubled_met_too_soon_or_unlapsed(
    steps: list[tuple[int, int, Event, dict[str, str]]],
) -> None:
    timeline, end = watch(steps)

    for duty in timeline.duties.values():
        runs = duty.is_open and duty.due_at is not None and duty.paused_at is None
        if runs and duty.due_at is not None and duty.due_at < end:
            assert duty.lapsed_at is not None, "it ran out, and nobody said so"
        if duty.lapsed_at is not None and duty.due_at is not None and not duty.pausing:
            assert duty.lapsed_at >= duty.opened_at


@given(STEPS)
@settings(max_examples=40)
def test_the_same_log_gives_the_same_duties(steps: list[tuple[int, int, Event, dict[str, str]]]) -> None:
    timeline, _end = watch(steps)

    duties: dict[Key, Obligation] = {}
    for event, roles, at, number in timeline.log:
        running = [duty for duty in duties.values() if duty.is_open]
        decisions: list[Decision] = []
        for decision in obligations.decide(POLICY, running, event, roles, at, number):
            decisions += obligations.as_breach(decision, at) if isinstance(decision, Refuse) else [decision]
        duties |= apply(duties, decisions)

    assert duties == timeline.duties
