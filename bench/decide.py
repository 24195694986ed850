"""How many events a second the engine decides upon, on one core, under the whole policy."""

import statistics
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from gensui.core import obligations
from gensui.core.decisions import Key, Obligation, apply
from gensui.core.events import Event, follow_up, handling, intake
from gensui.core.policy import Policy, read_policy
from gensui.core.timeline import Timeline
from gensui.policies import files

ROLES = {
    "agent": "staff:mei",
    "follower": "staff:li",
    "handler": "staff:chen",
    "team_leader": "staff:zhao",
    "dept_head": "staff:wang",
}
REPAIR: dict[str, Any] = {
    "department": "maintenance",
    "priority": "P3",
    "complexity": "general",
    "channel": "phone",
    "request_type": "repair",
}
MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
FILLED = ("requester_name", "phone", "content")


def case(policy: Policy) -> list[tuple[timedelta, Event]]:
    """A repair from the ring to the return visit, with everything that the policy's forms ask for."""
    fields = tuple({name for clause in policy.clauses.values() for name in clause.requires})
    call, delivery = {"call": "call:1"}, {"delivery": "message:1"}
    story: list[tuple[float, Event]] = [
        (0, intake.ContactRinging(**REPAIR)),
        (0.1, intake.ContactAnswered(**REPAIR)),
        (2, intake.IntakeSaved(**REPAIR, filled=fields)),
        (3, intake.IntakeConfirmed(**REPAIR, filled=fields)),
        (3.5, intake.CaseClassified(**REPAIR)),
        (4, handling.WorkOrderDispatched(**REPAIR, filled=fields, required_by=MONDAY + timedelta(hours=4))),
        (6, handling.WorkOrderAssigned(**REPAIR)),
        (7, handling.WorkOrderAccepted(**REPAIR)),
        (10, handling.OwnerContacted(**REPAIR, evidence=call)),
        (30, handling.SiteArrived(**REPAIR, evidence={"scan": "tag:1"})),
        (40, handling.PlanProposed(**REPAIR, filled=fields)),
        (41, handling.PlanExplained(**REPAIR)),
        (45, handling.PlanConsented(**REPAIR, evidence={"signature": "file:1"})),
        (46, handling.WorkStarted(**REPAIR)),
        (60, handling.WorkPaused(**REPAIR, reason="owner_absent")),
        (70, handling.WorkResumed(**REPAIR, reason="owner_absent")),
        (90, handling.SiteCleaned(**REPAIR, evidence={"photo": "file:2"})),
        (91, handling.WorkCompleted(**REPAIR, filled=fields)),
        (100, handling.ResultReported(**REPAIR, filled=fields)),
        (110, follow_up.ProgressTold(**REPAIR, evidence=delivery)),
        (115, follow_up.ResultTold(**REPAIR, evidence=call)),
        (116, follow_up.OwnerSatisfied(**REPAIR)),
        (
            1_800,
            follow_up.ReturnVisitDone(**REPAIR, filled=fields, method="phone", phone_attempted=True, evidence=call),
        ),
    ]
    return [(timedelta(minutes=minute), event) for minute, event in story]


def rate_of_decide(policy: Policy, rounds: int) -> tuple[float, float]:
    """Events a second, and open duties an event met on average, of ``decide`` alone: no time passes between."""
    story = case(policy)
    steps: list[tuple[tuple[Obligation, ...], Event, datetime, int]] = []
    open_: dict[Key, Obligation] = {}
    for number, (after, event) in enumerate(story, 1):
        steps.append((tuple(open_.values()), event, MONDAY + after, number))
        for key, duty in apply(
            open_, obligations.decide(policy, open_.values(), event, ROLES, MONDAY + after, number)
        ).items():
            open_[key] = duty
            if not duty.is_open:
                del open_[key]
    decide, begun = obligations.decide, time.perf_counter()
    for _ in range(rounds):
        for duties, event, at, number in steps:
            decide(policy, duties, event, ROLES, at, number)
    seconds = time.perf_counter() - begun
    return rounds * len(steps) / seconds, statistics.mean(len(duties) for duties, *_ in steps)


def rate_of_timeline(policy: Policy, rounds: int) -> float:
    """Events a second of whole timelines: decided, applied, and with all that comes due between."""
    story = case(policy)
    count, begun = 0, time.perf_counter()
    for _ in range(rounds):
        timeline = Timeline(policy)
        for after, event in story:
            timeline.happen(event, ROLES, MONDAY + after)
        count += timeline.number
    return count / (time.perf_counter() - begun)


def main() -> None:
    policy = read_policy(files.standard())
    rate_of_decide(policy, 100)
    rates = [rate_of_decide(policy, 1_000) for _ in range(5)]
    alone = [rate for rate, _open in rates]
    whole = [rate_of_timeline(policy, 300) for _ in range(5)]
    print("## decide\n")
    print("| what | events/s, one core |\n|---|---|")
    print(
        f"| `decide`, {rates[0][1]:.1f} open duties on average | {statistics.median(alone):,.0f} [{min(alone):,.0f}-{max(alone):,.0f}] |"
    )
    print(
        f"| a timeline: decide, apply, and what comes due between | {statistics.median(whole):,.0f} [{min(whole):,.0f}-{max(whole):,.0f}] |\n"
    )


if __name__ == "__main__":
    main()
