"""A stream while events are added to it: each is decided upon, chained to the one before, and its rows are gathered."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

import orjson

from gensui.core import events, obligations, standing
from gensui.core.decisions import Decision, Excuse, Key, Obligation, Open, Refuse, Tell, apply
from gensui.core.events import Event
from gensui.core.events.engine import (
    HolderChanged,
    ObligationEscalated,
    ObligationLapsed,
    ObligationReminded,
    SlotPlanned,
)
from gensui.core.policy import Policy
from gensui.ledger import columns, policies
from gensui.ledger.columns import Dialect
from gensui.ledger.rows import Batch, Found
from gensui.ledger.words import NO_DIGESTS, Digests

ENGINE = "engine"
LATE = timedelta(minutes=1)
"""What the engine reports this long after its instant is marked as found late."""


BEFORE = timedelta(microseconds=1)
"""Whoever is on duty until an instant still holds what runs out at it."""


class Roster(Protocol):
    """Who is on duty when, of all communities."""

    def again(self, roles: Mapping[str, str], at: datetime, /) -> Mapping[str, str]:
        """Who holds at a time the roles that others held before; the same mapping where no roster tells."""

    def holds(self, holder: str, role: str, known: Mapping[str, str], at: datetime, /) -> bool:
        """Whether somebody is on duty at a time and fills a role by position, so that the duty can stay."""

    def is_there(self, holder: str, at: datetime, /) -> bool:
        """Whether somebody is on duty at a time, or keeps no roster and is not away."""


class AsKnown:
    """The same people, whatever the time: where no roster can be asked."""

    def again(self, roles: Mapping[str, str], _at: datetime) -> Mapping[str, str]:
        """The same people."""
        return roles

    def holds(self, _holder: str, _role: str, _known: Mapping[str, str], _at: datetime) -> bool:
        """Whoever has it keeps it."""
        return True

    def is_there(self, _holder: str, _at: datetime) -> bool:
        """Nobody says otherwise."""
        return True


AS_KNOWN = AsKnown()


def digest(
    previous: str, stream: str, number: int, kind: str, actor: str, occurred_at: datetime, recorded_at: datetime,
    data: Mapping[str, Any], roles: Mapping[str, str], client_key: str | None, version: str | None = None,
    digests: Sequence[str] | None = None,
) -> str:  # fmt: skip
    """The hash of an event: SHA-256 over the hash before it and everything the event says, as canonical JSON.

    Events of older releases have neither ``version`` nor ``digests``.
    """
    said = [
        previous,
        stream,
        number,
        kind,
        actor,
        occurred_at,
        recorded_at,
        data,
        roles,
        client_key,
    ]
    if version is not None or digests is not None:
        said += [version, digests]
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


class Page:
    """The stream's next lines. Nothing is written before ``add_to``."""

    __slots__ = ("_batch", "_changed", "_checked", "_new", "found", "open", "roster", "speech", "stream")

    def __init__(self, stream: str, found: Found, speech: Dialect, roster: Roster = AS_KNOWN) -> None:
        self.stream, self.found, self.speech, self.roster = stream, found, speech, roster
        self.open: dict[Key, Obligation] = found.open
        self._batch = Batch()
        self._new: dict[Key, Obligation] = {}
        self._changed: dict[Key, Obligation] = {}
        self._checked: dict[Key, Obligation] = {}

    def take(
        self, policy: Policy, event: Event, *, actor: str, roles: Mapping[str, str], at: datetime, recorded_at: datetime,
        client_key: str | None = None, digests: Digests = NO_DIGESTS,
    ) -> list[Decision]:  # fmt: skip
        """Decide on an event and add its lines. Where the policy refuses it, nothing is added; the refusals are returned."""
        number = self.found.head.number + 1
        decisions = obligations.decide(policy, self.open.values(), event, roles, at, number)
        if refusals := [decision for decision in decisions if isinstance(decision, Refuse)]:
            return list(refusals)
        self._add(
            event, decisions, actor=actor, roles=roles, at=at, recorded_at=recorded_at, client_key=client_key,
            version=policy.version, digests=digests,
        )  # fmt: skip
        return decisions

    def plan(self, newest: int, slots: Iterable[tuple[SlotPlanned, Mapping[str, str], datetime]], at: datetime) -> int:
        """Add slots, each with its roles and when it is put on the plan, as ``take`` would one after the other; how many.

        Its cost follows their number. ``newest`` is the id of the newest policy version, ``at`` is now.
        """
        taken = {obligations.place_of(duty) for duty in self.open.values()}
        before = self.found.head.number
        for event, roles, planned_at in slots:
            policy = policies.in_force(newest, planned_at)
            decisions = obligations.plan_slot(policy, taken, event, roles, planned_at, self.found.head.number + 1)
            self._add(
                event,
                decisions,
                actor=ENGINE,
                roles=roles,
                at=planned_at,
                recorded_at=at,
                client_key=None,
                version=policy.version,
            )
            taken.update(obligations.place_of(one.duty) for one in decisions if isinstance(one, Open))
        return self.found.head.number - before

    def _add(
        self, event: Event, decisions: Sequence[Decision], *, actor: str, roles: Mapping[str, str], at: datetime,
        recorded_at: datetime, client_key: str | None, version: str, digests: Digests = NO_DIGESTS,
    ) -> None:  # fmt: skip
        """The event's line, chained to the one before, and what was decided about it."""
        head = self.found.head
        number = head.number + 1
        data = events.payload(event)
        head.hash = digest(
            head.hash, self.stream, number, event.kind, actor, at, recorded_at, data, roles, client_key, version,
            digests.of_places,
        )  # fmt: skip
        head.number, head.roles = number, roles
        time, json_ = self.speech.time, self.speech.json
        self._batch.events.append(
            (
                self.stream,
                number,
                event.kind,
                actor,
                time(at),
                time(recorded_at),
                json_(data),
                json_(dict(roles)),
                client_key,
                head.hash,
                version,
                json_(digests.of_places),
            )
        )
        if digests.salt:
            self._batch.salts.append((self.stream, number, digests.salt))
        only_checked = isinstance(event, ObligationReminded | ObligationLapsed | ObligationEscalated | SlotPlanned)
        only_checked = only_checked and not any(isinstance(decision, Excuse) for decision in decisions)
        for key, duty in apply(self.open, decisions).items():
            self._keep(key, duty, only_checked=only_checked)
        for decision in decisions:
            if isinstance(decision, Tell):
                clause, cause = decision.key
                self._batch.outgoing.append(
                    (self.stream, number, clause, cause, decision.what, decision.to, time(recorded_at))
                )

    def _keep(self, key: Key, duty: Obligation, *, only_checked: bool) -> None:
        if key not in self.found.rows:
            self._new[key] = duty
        elif only_checked and key not in self._changed:
            self._checked[key] = duty
        else:
            self._checked.pop(key, None)
            self._changed[key] = duty
        if duty.is_open:
            self.open[key] = duty
        else:
            self.open.pop(key, None)

    def due_since(self, until: datetime) -> datetime | None:
        """When the first of what is to be looked at by ``until`` came due; None where nothing did."""
        return min(
            (one.next_check_at for one in self.open.values() if one.next_check_at and one.next_check_at <= until),
            default=None,
        )

    def catch_up(self, newest: int, at: datetime, until: datetime | None = None) -> int:
        """Report what came due by ``until``, else by now, each at its true instant and under the version in force then.

        Returns how many reports were found late. ``newest`` is the id of the newest policy version, ``at`` is now.
        """
        late, until = 0, until or at
        policy = policies.in_force(newest, until)  # each duty is judged by its own version, which every version knows
        while True:
            due = [
                duty
                for duty in self.open.values()
                if duty.next_check_at is not None and obligations.reached(policy, duty, until)
            ]
            if not due:
                return late
            first = min(due, key=lambda duty: (duty.next_check_at, duty.key))
            instant = first.next_check_at or until
            found_late = at - instant > LATE
            event = obligations.pending(policy, first, found_late=found_late)
            assert event is not None  # it is due
            late += found_late
            then = policies.in_force(newest, instant)
            if isinstance(event, ObligationLapsed):
                self._pass_on(then, first, instant, at)
            roles = self.roster.again(self.found.head.roles, instant)
            self.take(then, event, actor=ENGINE, roles=roles, at=instant, recorded_at=at)

    def _pass_on(self, policy: Policy, duty: Obligation, instant: datetime, at: datetime) -> None:
        """What runs out is not charged to somebody at home: where its holder is not on duty, it is first given to who is.

        Each change of shift passes on what runs by then. What was entered afterwards with an earlier time, and what somebody
        did after the own shift, is found here.
        """
        before, known = instant - BEFORE, self.found.head.roles
        if not standing.is_of_house(duty.holder) and self.roster.is_there(duty.holder, before):
            return
        roles = self.roster.again(known, before)
        if roles is not known and obligations.next_holder(policy, duty, roles, instant) != duty.holder:
            event = HolderChanged(clause=duty.clause, cause=duty.cause)
            self.take(policy, event, actor=ENGINE, roles=roles, at=instant, recorded_at=at)

    def add_to(self, batch: Batch) -> None:
        """Hand over the lines."""
        rows, speech = self.found.rows, self.speech
        batch.events += self._batch.events
        batch.outgoing += self._batch.outgoing
        batch.salts += self._batch.salts
        new = self._new.values()
        batch.opened += [(*columns.fixed(self.stream, duty, speech), *columns.moving(duty, speech)) for duty in new]
        batch.changed += [(rows[key], *columns.moving(duty, speech)) for key, duty in self._changed.items()]
        batch.checked += [(rows[key], *columns.checked(duty, speech)) for key, duty in self._checked.items()]
