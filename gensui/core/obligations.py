"""The rules of the game: what an event does to the promises of its stream.

``decide`` is pure: the same policy, duties, event and time give the same decisions, whether they come live, from an imported
file, from a simulation, or from the log when it is verified. It says what is to be done; ``apply`` does it to values, the ledger
to rows. Time is always given: when the event happened, which may be long before anybody wrote it down.

What never happens, whatever the sequence of events: a duty is lost, opened twice for one cause, met before it was opened, or a
lapse changed once it stands.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from gensui.core import standing, worktime
from gensui.core.decisions import (
    ENTERED_LATE,
    Advance,
    Charge,
    Decision,
    Excuse,
    HandOver,
    Key,
    Lapse,
    Meet,
    Obligation,
    Open,
    Pause,
    Refuse,
    Resume,
    Tell,
    TooEarly,
    Void,
)
from gensui.core.events import intake
from gensui.core.events.base import Event
from gensui.core.events.engine import (
    EngineEvent,
    HolderChanged,
    ObligationEscalated,
    ObligationExcused,
    ObligationLapsed,
    ObligationReminded,
    SlotPlanned,
    SlotWithdrawn,
)
from gensui.core.policy.values import Clause, Policy, Rule, holds
from gensui.core.worktime import Duration

PAUSE = "pause:"
"""A pause that is on is kept among the duties of its stream, under this and its reason, until somebody ends it."""

NO_TIME = timedelta()
Verdict = Literal["kept", "late", "open", "overdue", "void"]


def decide(
    policy: Policy, open: Iterable[Obligation], event: Event, roles: Mapping[str, str], at: datetime, number: int
) -> list[Decision]:
    """What ``event``, the ``number``-th of its stream, happening at ``at``, does to the ``open`` duties of the stream.

    ``roles`` says who holds which role now, by key. New duties open under ``policy``; each running one is judged by the version it
    was opened under. If there are refusals among the decisions, the event must not be recorded, and nothing else of it counts.
    """
    duties = tuple(open)
    if isinstance(event, EngineEvent):
        return _report(policy, duties, event, roles, at, number)
    decisions: list[Decision] = []
    closed: set[Key] = set()
    renewed: list[Clause] = []
    _refuse_blocked(policy, duties, event, at, decisions)
    _check_records(policy, event, roles, at, number, decisions)
    _close(policy, duties, event, at, number, decisions, closed, renewed)
    running = [duty for duty in duties if duty.key not in closed]
    _pause_and_resume(policy, running, event, roles, at, number, decisions)
    _hand_over(policy, running, event, roles, at, decisions)
    _open(policy, running, event, roles, at, number, decisions, renewed)
    entered_at = getattr(event, "entered_at", None)
    return decisions if entered_at is None else _entered_late(policy, decisions, entered_at)


def pending(policy: Policy, duty: Obligation, *, found_late: bool = False) -> EngineEvent | None:
    """What the engine has to report of this duty at its ``next_check_at``; None when nothing is waited for.

    ``found_late`` is written into the report: the engine was not there at that instant.
    """
    if duty.next_check_at is None:
        return None
    warn = policy.under(duty.version).clauses[duty.clause].ladder.warn
    step = duty.stage - len(warn)
    if step < 0:
        share = round(warn[duty.stage] * 100)
        return ObligationReminded(clause=duty.clause, cause=duty.cause, share=share, found_late=found_late)
    if step == 0:
        return ObligationLapsed(clause=duty.clause, cause=duty.cause, found_late=found_late)
    return ObligationEscalated(clause=duty.clause, cause=duty.cause, step=step, found_late=found_late)


def reached(policy: Policy, duty: Obligation, at: datetime) -> bool:
    """Whether the next check of this duty has come at ``at``. A limit met to the instant is met, unless it is strict."""
    if duty.next_check_at is None or duty.next_check_at > at:
        return False
    if duty.next_check_at < at or duty.lapsed_at is not None:
        return True
    clause = policy.under(duty.version).clauses[duty.clause]
    return clause.strict or duty.stage != len(clause.ladder.warn)


def verdict(duty: Obligation, at: datetime) -> Verdict:
    """How this duty stands at ``at``. A lapse stays one, also when what was due is cancelled or done afterwards."""
    if duty.met_at is not None:
        return "late" if duty.lapsed_at is not None else "kept"
    if duty.lapsed_at is not None:
        return "overdue"
    if duty.voided_at is not None:
        return "void"
    if duty.due_at is None or duty.paused_at is not None:
        return "open"
    return "overdue" if at > duty.due_at else "open"


def lateness(duty: Obligation, at: datetime) -> timedelta:
    """How long after its due time the duty was met, or has been waiting at ``at``; nothing if it was in time."""
    if duty.due_at is None or verdict(duty, at) not in ("late", "overdue"):
        return NO_TIME
    return max((duty.met_at or duty.voided_at or at) - duty.due_at, NO_TIME)


def as_breach(refusal: Refuse, at: datetime) -> list[Decision]:
    """What a refused event means where it happened all the same, as in a history: the duty it went against lapsed."""
    key = (refusal.duty.clause, refusal.duty.cause)
    lapse = Lapse(key, at, refusal.duty.stage, None)
    if refusal.missing:
        return [Open(refusal.duty), lapse, Void(key, at, "incomplete")]
    return [lapse] if refusal.duty.lapsed_at is None else []


def next_holder(policy: Policy, duty: Obligation, roles: Mapping[str, str], at: datetime) -> str:
    """Whose a running duty is once the roster has changed, at the time from which these roles are held.

    A duty of a role by shift goes to whoever is on duty. Any other stays with the person who has it, and leaves the house as
    soon as somebody is there.
    """
    under = policy.under(duty.version)
    role = under.roles.get(duty.role)
    moves = (role is not None and role.by_shift) or standing.is_of_house(duty.holder)
    return under.holder(duty.role, roles, begins_at(policy, duty, at), duty.due_at) if moves else duty.holder


def begins_at(policy: Policy, duty: Obligation, at: datetime) -> datetime:
    """When a duty is to be begun, if that is yet to come: now, or the time of its slot."""
    clause = policy.under(duty.version).clauses.get(duty.clause)
    early = clause.slots.early if clause is not None and clause.slots is not None else NO_TIME
    return max(at, duty.running_since + early)


# The clock of a duty


def begin(
    policy: Policy, clause: Clause, *, at: datetime, start: datetime, limit: Duration, number: int, roles: Mapping[str, str],
    not_before: Duration | None = None, same: tuple[str, ...] = (), urgent: bool = False, pausing: tuple[str, ...] = (),
) -> Obligation:  # fmt: skip
    """A duty that opens at ``at`` and whose limit counts from ``start``."""
    due = worktime.add(clause.calendar, start, limit)
    if limit.is_zero:
        start = at  # due at a given time: the reminders share out the time until then
    span = worktime.measure(clause.calendar, start, due) if due > start else NO_TIME
    warn, lapse = clause.ladder.warn, max(due, at)
    first = _reminder(clause, start, span * warn[0], at, lapse) if warn else lapse
    return Obligation(
        clause=clause.id,
        version=policy.version,
        cause=number,
        role=clause.accountable,
        segments=((policy.holder(clause.accountable, roles, max(at, start), due), at),),
        opened_at=at,
        not_before=None if not_before is None else worktime.add(clause.calendar, start, not_before),
        due_at=due,
        limit=span,
        running_since=start,
        same=same,
        urgent=urgent,
        pausing=pausing,
        paused_at=at if pausing else None,
        next_check_at=None if pausing else first,
    )


def _check_instant(
    clause: Clause, duty: Obligation, stage: int, delays: Sequence[timedelta] | None = None
) -> datetime | None:
    """When this stage of the duty comes: a share of the limit, the limit itself, a rung of the ladder."""
    if duty.due_at is None:
        return None
    warn = clause.ladder.warn
    lapse = max(duty.due_at, duty.opened_at)
    if stage < len(warn):
        left = duty.limit * warn[stage] - duty.used
        return _reminder(clause, duty.running_since, left, duty.opened_at, lapse)
    if stage == len(warn):
        return lapse
    delays = clause.ladder.delays(duty.limit) if delays is None else delays
    if duty.is_entered_late:
        lapse = max(lapse, (duty.judged_due_at or lapse) + duty.limit)
    step = stage - len(warn) - 1
    return lapse + delays[step] if step < len(delays) else None


def _entered_late(policy: Policy, decisions: Iterable[Decision], entered_at: datetime) -> list[Decision]:
    """What had run out before its case was entered keeps its due time, but nobody is reminded of it: nobody could keep it."""
    return [Open(_known_since(policy, one.duty, entered_at)) if isinstance(one, Open) else one for one in decisions]


def _known_since(policy: Policy, duty: Obligation, entered_at: datetime) -> Obligation:
    if duty.due_at is None or duty.due_at >= entered_at or duty.paused_at is not None:
        return duty
    clause = policy.clauses[duty.clause]
    stage = len(clause.ladder.warn)
    known = replace(duty, judged_due_at=entered_at, stage=stage)
    return known.checked_at(_check_instant(clause, known, stage))


def _reminder(clause: Clause, since: datetime, left: timedelta, opened: datetime, lapse: datetime) -> datetime:
    """When so much of the limit is used up, by a clock that runs since then; never after the lapse."""
    if left <= NO_TIME:
        return max(since, opened)
    if clause.calendar.is_always:
        return min(since + left, lapse)
    return min(worktime.add(clause.calendar, since, Duration(time=left)), lapse)


# One event, in the order in which it is looked at


def _fitting(rules: Iterable[Rule] | None, event: Event, at: datetime) -> Rule | None:
    if rules:
        for rule in rules:
            if rule.fits(event, at):
                return rule
    return None


def _same(clause: Clause, duty: Obligation, event: Event) -> bool:
    """Whether the event is about this duty. One that lacks what tells duties apart is about all, as the end of a case is."""
    if len(clause.same) != len(duty.same):
        return not clause.same
    return all(str(getattr(event, name, mine)) == mine for name, mine in zip(clause.same, duty.same, strict=True))


def _correlation(clause: Clause, event: Event) -> tuple[str, ...]:
    return tuple(str(getattr(event, name)) for name in clause.same)


def _refuse_blocked(
    policy: Policy, duties: Sequence[Obligation], event: Event, at: datetime, decisions: list[Decision]
) -> None:
    for duty in duties:
        under = policy.under(duty.version)
        rules = under.on(event.kind).blocks.get(duty.clause)
        if rules and _fitting(rules, event, at) and _same(under.clauses[duty.clause], duty, event):
            decisions.append(Refuse(duty))


def _check_records(
    policy: Policy, event: Event, roles: Mapping[str, str], at: datetime, number: int, decisions: list[Decision]
) -> None:
    for clause, rules in policy.on(event.kind).records:
        rule = _fitting(rules, event, at)
        if rule is None:
            continue
        since = getattr(event, rule.from_) if rule.from_ else at
        if since is None:
            continue
        filled = intake.counted(getattr(event, "filled", ()))
        missing = tuple(name for name in clause.requires if name not in filled)
        duty = begin(policy, clause, at=at, start=since, limit=clause.limit or Duration(), number=number, roles=roles)
        if missing and clause.refuses_missing:
            decisions.append(Refuse(duty, missing))
        elif missing:
            decisions += as_breach(Refuse(duty, missing), at)
        else:
            decisions.append(Open(duty))
            _meet(policy, (), duty, clause, at, number, decisions)


def _close(
    policy: Policy, duties: Sequence[Obligation], event: Event, at: datetime, number: int,
    decisions: list[Decision], closed: set[Key], renewed: list[Clause],
) -> None:  # fmt: skip
    slots: dict[str, tuple[Clause, list[Obligation]]] = {}
    kind = event.kind
    for duty in duties:
        under = policy if duty.version == policy.version else policy.under(duty.version)
        reactions = under.reactions.get(kind)
        if reactions is None or at < duty.opened_at:
            continue
        key = duty.clause
        if not (key in reactions.closes or key in reactions.ends or key in reactions.voids):
            continue
        clause = under.clauses[key]
        if not _same(clause, duty, event):
            continue
        if _fitting(reactions.closes.get(key), event, at):
            if clause.kind == "gate" and duty.due_at is not None and at > duty.due_at:
                continue  # what has to come so long ahead came too late, and opens nothing
            if clause.kind == "schedule":
                slots.setdefault(key, (clause, []))[1].append(duty)
                continue
            if duty.not_before is not None and at < duty.not_before and not clause.accepts_early:
                decisions.append(TooEarly(duty.key, at))
                continue
            if clause.kind == "interval" and clause not in renewed:
                renewed.append(clause)
        elif not _fitting(reactions.ends.get(key), event, at):
            if _fitting(reactions.voids.get(key), event, at):
                decisions.append(Void(duty.key, at, kind))
                closed.add(duty.key)
            continue
        _meet(policy, duties, duty, clause, at, number, decisions)
        closed.add(duty.key)
    for clause, waiting in slots.values():
        _meet_slot(policy, duties, waiting, clause, event, at, number, decisions, closed)


def _meet(
    policy: Policy, duties: Sequence[Obligation], duty: Obligation, clause: Clause, at: datetime, number: int,
    decisions: list[Decision],
) -> None:  # fmt: skip
    stopped = duty.paused_at is not None  # a clock that stands still does not run out
    late = not stopped and duty.due_at is not None and (at > duty.due_at or (clause.strict and at == duty.due_at))
    if late and duty.lapsed_at is None:
        decisions.append(Lapse(duty.key, max(duty.due_at or at, duty.opened_at), duty.stage, None))
    decisions.append(Meet(duty.key, at, number))
    on_paper = duty.is_entered_late and at < (duty.judged_due_at or at)
    if not late and duty.lapsed_at is not None:
        decisions.append(Excuse(duty.key, "late_entry"))
    elif late and duty.is_entered_late:  # what was done late on paper was late; what nobody could know of was not
        decisions.append(Excuse(duty.key, "" if on_paper else ENTERED_LATE))
    if late and (on_paper or not duty.is_entered_late):
        for other in duties:
            link = policy.under(other.version).clauses[other.clause].late_link if not _is_pause(other) else None
            if link is not None and link.behind == duty.clause and other.due_at is not None:
                decisions.append(Charge(other.key, duty.holder, max(other.due_at, at + link.grace)))


def _meet_slot(
    policy: Policy, duties: Sequence[Obligation], waiting: Sequence[Obligation], clause: Clause, event: Event, at: datetime,
    number: int, decisions: list[Decision], closed: set[Key],
) -> None:  # fmt: skip
    """One round meets one slot: the one it names by the event that planned it, else the last that has begun.

    Slots before it that nobody met are over, once no proof of them is waited for any longer.
    """
    begun = sorted((duty for duty in waiting if duty.not_before is None or duty.not_before <= at), key=_slot_start)
    if not begun:
        decisions.extend(TooEarly(duty.key, at) for duty in sorted(waiting, key=_slot_start)[:1])
        return
    named = getattr(event, "slot", 0)
    met = [duty for duty in begun if duty.cause == named] if named else begun[-1:]
    for duty in met:
        _meet(policy, duties, duty, clause, at, number, decisions)
    waits = clause.slots.late if clause.slots else NO_TIME
    last = begun if named and not met else begun[:-1]
    over = [duty for duty in last if duty not in met and (not waits or at > (duty.due_at or at) + waits)]
    for duty in over:
        if duty.lapsed_at is None and duty.due_at == at:  # the next slot began at this very instant, and took the round
            decisions.append(Lapse(duty.key, at, duty.stage, None))
        decisions.append(Void(duty.key, at, "missed"))
    closed.update(duty.key for duty in (*met, *over))


def _slot_start(duty: Obligation) -> datetime:
    return duty.not_before or duty.opened_at


def _is_pause(duty: Obligation) -> bool:
    return duty.clause.startswith(PAUSE)


def _pause_and_resume(
    policy: Policy, running: Sequence[Obligation], event: Event, roles: Mapping[str, str], at: datetime, number: int,
    decisions: list[Decision],
) -> None:  # fmt: skip
    reactions = policy.on(event.kind)
    if not (reactions.pauses or reactions.resumes):
        return
    ended = {pause.reason for pause, rules in reactions.resumes if _fitting(rules, event, at)}
    begun = {pause.reason for pause, rules in reactions.pauses if _fitting(rules, event, at)} - ended
    on = {duty.clause: duty for duty in running if _is_pause(duty)}
    for reason in sorted(ended):
        if marker := on.get(PAUSE + reason):
            decisions.append(Meet(marker.key, max(at, marker.opened_at), number))
            decisions.extend(_resume(policy, duty, reason, at) for duty in running if reason in duty.pausing)
    for reason in sorted(begun):
        if PAUSE + reason in on:
            continue
        holder = policy.holder("handler", roles, at)
        decisions.append(Open(Obligation.unlimited(PAUSE + reason, policy.version, number, "handler", holder, at)))
        for duty in running:
            runs = duty.lapsed_at is None and duty.due_at is not None
            if runs and reason in policy.under(duty.version).clauses[duty.clause].paused_by:
                decisions.append(Pause(duty.key, reason, max(at, duty.opened_at)))


def _resume(policy: Policy, duty: Obligation, reason: str, at: datetime) -> Decision:
    """The clock goes on, with what was left of it when it stopped, unless another reason still holds it."""
    if duty.paused_at is None or set(duty.pausing) - {reason}:
        return Resume(duty.key, reason, duty)
    clause = policy.under(duty.version).clauses[duty.clause]
    at = max(at, duty.paused_at)
    used = duty.used
    if duty.paused_at > duty.running_since:
        used += worktime.measure(clause.calendar, duty.running_since, duty.paused_at)
    start = max(at, duty.running_since)
    due = worktime.add(clause.calendar, start, Duration(time=max(duty.limit - used, NO_TIME)))
    going = duty.going_on(start, used, due)
    return Resume(duty.key, reason, going.checked_at(_check_instant(clause, going, going.stage)))


def _hand_over(
    policy: Policy, running: Sequence[Obligation], event: Event, roles: Mapping[str, str], at: datetime,
    decisions: list[Decision],
) -> None:  # fmt: skip
    passed = policy.on(event.kind).hands_over
    if not passed:
        return
    of = getattr(event, "holder", "")  # an event that names a holder passes on only what that person holds
    for duty in running:
        if (of and duty.holder != of) or passed.isdisjoint(policy.under(duty.version).chain(duty.role)):
            continue
        holder = policy.holder(duty.role, roles, at, duty.due_at)
        if holder != duty.holder:
            decisions.append(HandOver(duty.key, holder, max(at, duty.segments[-1][1])))


def _open(
    policy: Policy, running: Sequence[Obligation], event: Event, roles: Mapping[str, str], at: datetime, number: int,
    decisions: list[Decision], renewed: Sequence[Clause] = (),
) -> None:  # fmt: skip
    fitting = [(clause, rule) for clause, rules in policy.on(event.kind).opens if (rule := _fitting(rules, event, at))]
    general = {key for clause, _ in fitting for key in clause.before}
    pausing = tuple(sorted(duty.clause[len(PAUSE) :] for duty in running if _is_pause(duty)))
    opened: set[str] = set()
    for clause in renewed:
        if current := policy.clauses.get(clause.id):
            decisions.append(Open(_new(policy, current, None, event, roles, at, number, pausing)))
            opened.add(clause.id)
    for clause, rule in fitting:
        if clause.id in general or clause.id in opened:
            continue
        if rule.from_ and getattr(event, rule.from_) is None:
            continue
        repeat = rule.repeat or clause.repeat
        before = [duty for duty in running if duty.clause == clause.id and _same(clause, duty, event)]
        if before and repeat == "keep":
            continue
        if repeat == "restart":
            decisions.extend(Void(duty.key, max(at, duty.opened_at), "restarted") for duty in before)
        decisions.append(Open(_new(policy, clause, rule, event, roles, at, number, pausing)))


def _new(
    policy: Policy, clause: Clause, rule: Rule | None, event: Event, roles: Mapping[str, str], at: datetime, number: int,
    pausing: tuple[str, ...],
) -> Obligation:  # fmt: skip
    same = _correlation(clause, event) if clause.same else ()
    if clause.kind == "gate":
        holder = policy.holder(clause.accountable, roles, at)
        gate = Obligation.unlimited(clause.id, policy.version, number, clause.accountable, holder, at, same)
        return (
            gate
            if rule is None or rule.ahead is None
            else _ahead(clause, gate, getattr(event, rule.from_) - rule.ahead)
        )
    start = getattr(event, rule.from_) if rule is not None and rule.from_ else at
    limit = (rule.limit if rule is not None else None) or clause.limit or Duration()
    return begin(
        policy, clause, at=at, start=start, limit=limit, number=number, roles=roles,
        not_before=(rule.not_before if rule is not None else None) or clause.not_before, same=same,
        urgent=bool(clause.ladder.at_once) and holds(clause.ladder.at_once, event),
        pausing=tuple(reason for reason in pausing if reason in clause.paused_by),
    )  # fmt: skip


def _ahead(clause: Clause, gate: Obligation, due: datetime) -> Obligation:
    """A gate that is passed by then or not at all."""
    gate = replace(gate, due_at=due, limit=max(due - gate.opened_at, NO_TIME))
    return gate.checked_at(_check_instant(clause, gate, 0))


# What the engine reports of its own duties


def _report(
    policy: Policy,
    duties: Sequence[Obligation],
    event: EngineEvent,
    roles: Mapping[str, str],
    at: datetime,
    number: int,
) -> list[Decision]:
    if isinstance(event, SlotPlanned):
        return plan_slot(policy, {place_of(duty) for duty in duties}, event, roles, at, number)
    duty = next((duty for duty in duties if duty.clause == event.clause and duty.cause == event.cause), None)
    if duty is None or _is_pause(duty):
        return []
    under = policy.under(duty.version)
    clause = under.clauses[duty.clause]
    if isinstance(event, ObligationExcused):
        return [Excuse(duty.key, event.reason)]
    if isinstance(event, SlotWithdrawn):
        return [Void(duty.key, at, "withdrawn")]
    if isinstance(event, HolderChanged):
        holder = next_holder(policy, duty, roles, at)
        return [HandOver(duty.key, holder, max(at, duty.segments[-1][1]))] if holder != duty.holder else []
    if duty.next_check_at is None or at < duty.next_check_at or type(pending(policy, duty)) is not type(event):
        return []  # reported already, or before its time
    if isinstance(event, ObligationLapsed):
        return _lapse(policy, duties, duty, clause, event, roles, at, number)
    following = _check_instant(clause, duty, duty.stage + 1)
    if isinstance(event, ObligationReminded):
        return [
            Advance(duty.key, duty.stage + 1, following),
            Tell("reminder", _reminded(under, duty, roles, at), duty.key),
        ]
    step = event.step if isinstance(event, ObligationEscalated) else 0
    told = [who for one in clause.ladder.steps[step - 1 : step] for who in one.tell]
    return [Advance(duty.key, duty.stage + 1, following), *_told("escalation", under, duty, told, roles, at)]


def _lapse(
    policy: Policy, duties: Sequence[Obligation], duty: Obligation, clause: Clause, event: Event, roles: Mapping[str, str],
    at: datetime, number: int,
) -> list[Decision]:  # fmt: skip
    under = policy.under(duty.version)
    ladder, stage = clause.ladder, duty.stage
    delays = ladder.delays(duty.limit)
    now = len(delays) if duty.urgent else sum(1 for wait in delays if wait == NO_TIME)
    if duty.is_entered_late:
        now = 0
    at, stage = duty.next_check_at or at, stage + 1 + now
    decisions: list[Decision] = [Lapse(duty.key, at, stage, _check_instant(clause, duty, stage, delays))]
    if duty.is_entered_late:
        decisions.append(Excuse(duty.key, ENTERED_LATE))
    if link := clause.late_link:
        for other in duties:
            if other.clause == link.behind and other.lapsed_at is not None and not other.is_entered_late:
                decisions.append(Charge(duty.key, other.held_at(other.lapsed_at), None))
    told = [role for step in ladder.steps[:now] for role in step.tell]
    decisions += _told("lapse", under, duty, told, roles, at)
    if clause.kind == "interval" and (current := policy.clauses.get(clause.id)):
        # silence goes on: the next interval begins where this one ended, and will be a lapse of its own
        new = begin(policy, current, at=at, start=at, limit=current.limit or Duration(), number=number, roles=roles, same=duty.same,
                    urgent=duty.urgent)  # fmt: skip
        decisions.append(Open(new))
    if duty.clause in policy.looks_around:
        _open(policy, duties, event, roles, at, number, decisions)
    return (
        _entered_late(policy, decisions, duty.judged_due_at)
        if duty.is_entered_late and duty.judged_due_at
        else decisions
    )


def _reminded(policy: Policy, duty: Obligation, roles: Mapping[str, str], at: datetime) -> str:
    """Who is reminded of a duty: its holder; where its post is unstaffed, whoever would be told of the lapse."""
    return policy.recipient(duty.role, roles, at) if standing.is_of_house(duty.holder) else duty.holder


def _told(
    what: Literal["lapse", "escalation"],
    policy: Policy,
    duty: Obligation,
    tell: Iterable[str],
    roles: Mapping[str, str],
    at: datetime,
) -> list[Decision]:
    """Whoever is accountable, at a lapse; and whoever plays these roles now; nobody twice."""
    to = [duty.holder] if what == "lapse" and tell and not standing.is_of_house(duty.holder) else []
    to += [policy.recipient(role, roles, at) for role in tell]
    return [Tell(what, who, duty.key) for who in dict.fromkeys(to)]


Place = tuple[str, datetime | None, tuple[str, ...]]


def place_of(duty: Obligation) -> Place:
    """What no two open slots of a stream have in common: the clause, when the slot is over, and what tells its slots apart."""
    return duty.clause, duty.due_at, duty.same


def plan_slot(
    policy: Policy, taken: Container[Place], event: SlotPlanned, roles: Mapping[str, str], at: datetime, number: int
) -> list[Decision]:
    """What a slot that is planned opens: its duty, unless its place is ``taken``, or the policy schedules no such clause.

    ``decide`` says the same. Whoever plans a year of slots asks here, and keeps the taken places from one to the next.
    """
    clause = policy.clauses.get(event.clause)
    if clause is None or clause.slots is None or event.starts_at is None:
        return []
    opens_at = event.starts_at - clause.slots.early
    own = timedelta(minutes=event.tolerance_minutes)
    round_the_clock = worktime.Calendar.always(policy.zone)
    due = event.starts_at + own if own else worktime.add(round_the_clock, event.starts_at, clause.slots.tolerance)
    same = (event.subject,) if event.subject else ()
    if (clause.id, due, same) in taken:
        return []
    duty = begin(policy, clause, at=at, start=opens_at, limit=Duration(time=due - opens_at), not_before=Duration(), number=number,
                 roles=roles, same=same)  # fmt: skip
    return [Open(duty)]
