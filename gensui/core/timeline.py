"""Streams kept in memory: the engine run over a history, an import or a simulation, with the very rules that run live.

Between what happens, a timeline reports what the engine itself has to report (reminders, lapses, escalations), each at its
true instant, as the worker does in the ledger.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from gensui.core import obligations
from gensui.core.decisions import Decision, Key, Obligation, Refuse, Tell, apply
from gensui.core.events.base import Event
from gensui.core.policy.values import Policy


@dataclass(frozen=True, slots=True)
class Happening:
    """An event, when it happened, and who held which role then."""

    at: datetime
    event: Event
    roles: Mapping[str, str]


class Timeline:
    """One stream from its beginning. ``duties`` are all that ever opened, as they stand."""

    __slots__ = ("_open", "duties", "number", "policy", "roles", "told")

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.duties: dict[Key, Obligation] = {}
        self.told: list[Tell] = []
        self.number = 0
        self.roles: Mapping[str, str] = {}
        self._open: dict[Key, Obligation] = {}

    def happen(self, event: Event, roles: Mapping[str, str], at: datetime) -> list[Decision]:
        """Let an event happen. What the policy would have refused happened all the same: it counts as a breach."""
        self.advance(at)
        return self._take(event, roles, at)

    def advance(self, until: datetime) -> None:
        """Report everything that came due before ``until``."""
        while self._open:
            due = [duty for duty in self._open.values() if obligations.reached(self.policy, duty, until)]
            if not due:
                return
            first = min(due, key=_next_check)
            event = obligations.pending(self.policy, first)
            if event is None or first.next_check_at is None:
                return
            self._take(event, self.roles, first.next_check_at)

    def _take(self, event: Event, roles: Mapping[str, str], at: datetime) -> list[Decision]:
        self.number += 1
        self.roles = roles
        decisions: list[Decision] = []
        for decision in obligations.decide(self.policy, self._open.values(), event, roles, at, self.number):
            decisions += obligations.as_breach(decision, at) if isinstance(decision, Refuse) else [decision]
        self.told += [decision for decision in decisions if isinstance(decision, Tell)]
        for key, duty in apply(self.duties, decisions).items():
            self.duties[key] = duty
            if duty.is_open:
                self._open[key] = duty
            else:
                self._open.pop(key, None)
        return decisions


def _next_check(duty: Obligation) -> tuple[datetime, Key]:
    return duty.next_check_at or duty.opened_at, duty.key


def run(policy: Policy, happenings: Iterable[Happening], until: datetime) -> Timeline:
    """A stream's history, in the order of its times, up to ``until``; what happened later than that has not happened yet."""
    timeline = Timeline(policy)
    for happening in sorted(happenings, key=lambda one: one.at):
        if happening.at > until:
            break
        timeline.happen(happening.event, happening.roles, happening.at)
    timeline.advance(until)
    return timeline
