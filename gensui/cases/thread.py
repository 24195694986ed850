"""The thread of a case: one knot for each promise from intake to return visit, and where each of them stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from django.utils.translation import gettext_lazy as _

from gensui.cases import plans
from gensui.cases.models import Case
from gensui.core.lifecycle import BEFORE_WORK, FINAL
from gensui.ledger import policies
from gensui.ledger.models import Event, Obligation
from gensui.ledger.wording import LINES

Shape = Literal["met", "late", "now", "soon", "over", "wait", "todo", "done", "past", "none", "gone", "lost"]


@dataclass(frozen=True, slots=True)
class Step:
    """A promise of the thread: what the policy calls it (``meaning``), and the events that keep it."""

    key: str
    label: object
    closes: frozenset[str]
    meaning: str

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses that promise it. No query."""
        return policies.meant(self.meaning)


def _step(key: str, label: object, closes: str) -> Step:
    return Step(key, label, frozenset(closes.split()), key)


STEPS = (
    _step("accepted", _("taken in"), "intake.confirmed"),
    _step("dispatched", _("dispatched"), "work_order.dispatched intake.answered"),
    _step("contacted", _("contacted"), "owner.contacted owner.messaged"),
    _step("arrived", _("on site"), "site.arrived"),
    _step("planned", _("plan"), "plan.proposed"),
    _step("agreed", _("consent"), "plan.consented"),
    _step("repaired", _("work done"), "work.completed"),
    _step("reported", _("reported"), "result.reported"),
    _step("told", _("owner told"), "result.told"),
    _step("visited", _("return visit"), "return_visit.done"),
)
OF_COMPLAINT = (
    STEPS[0],
    _step("acknowledged", _("answered"), "complaint.acknowledged"),
    _step("examined", _("being looked into"), "complaint.planned"),
    _step("decided", _("decided"), "complaint.resolved"),
    _step("answered_for", _("decision told"), "complaint.told result.told"),
    STEPS[-1],
)
"""The steps of a complaint: nobody goes out, nothing is planned or priced."""
CONSENT = next(step for step in STEPS if step.key == "agreed")
ANSWERS = {
    "declined": replace(CONSENT, key="declined", label=_("declined")),
    "asked": replace(CONSENT, key="asked", label=_("changes asked")),
}
"""How consent is called where the owner's answer was another one, and the next plan is not there yet."""
DECIDED = replace(CONSENT, label=_("cost decided"))
"""How it is called where the owner refused emergency work, and the head decided who bears the cost."""
ON_REPAIRS = frozenset({"planned", "agreed", "declined", "asked"})
"""Steps that only a repair has."""
TRIED = frozenset({"owner.contact_failed", "return_visit.exhausted"})
"""Events that end a promise because enough was tried: the step itself did not happen."""
JOINED = frozenset({"accepted", "dispatched", "told", "visited"})
"""The steps of a request that is handled with another: the rest stands on that one."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a step stands: its shape, the share of its limit that is used, and the duty and event behind it.

    Only a promise that an event kept is ``met`` (or ``late``). What happened without a clock is ``done``; what lies behind, where
    the events were not read, is ``past``. What lies behind and never happened is ``none``; ``gone`` where its promise ended
    otherwise, by ``ended_by``; ``lost`` where that promise had run out before.
    """

    step: Step
    shape: Shape
    used: float = 0.0
    took: timedelta | None = None
    limit: timedelta | None = None
    at: datetime | None = None
    duty: Obligation | None = None
    ended_by: object = ""

    @property
    def key(self) -> str:
        return self.step.key

    @property
    def label(self) -> str:
        return str(self.step.label)


def watched() -> tuple[str, ...]:
    """The clauses of which a thread tells. No query."""
    return policies.meant(*dict.fromkeys(step.meaning for step in STEPS + OF_COMPLAINT))


def steps_of(case: Case) -> tuple[Step, ...]:
    """The steps this case goes through."""
    if case.state == "answered":
        return STEPS[:2]
    if case.merged_into_id is not None and case.round == 1:
        return tuple(step for step in STEPS if step.key in JOINED)
    if case.request_type == "complaint":
        return OF_COMPLAINT
    steps: tuple[Step, ...] = STEPS
    if case.state in BEFORE_WORK and (answered := ANSWERS.get(case.plan_answer)):
        steps = tuple(answered if step.key == "agreed" else step for step in STEPS)
    if case.plan_answer == plans.DECIDED:
        steps = tuple(DECIDED if step.key == "agreed" else step for step in steps)
    if case.department == "maintenance" or not case.department:
        return steps
    return tuple(step for step in steps if step.key not in ON_REPAIRS)


def thread(
    case: Case, duties: Sequence[Obligation], at: datetime, events: Iterable[Event] | None = None
) -> list[Standing]:
    """Where each step stands, in the round that runs. ``events`` tell what happened without a clock; a list reads none."""
    begun = _round_begins(case, duties)
    happened = None if events is None else _happened(events, begun)
    taken_in = policies.meant("accepted", "dispatched")
    latest = _latest(duty for duty in duties if duty.opened_at >= begun or duty.clause in taken_in)
    steps = steps_of(case)
    reached = len(steps) if case.state in FINAL else _reached(case, steps)
    return [_standing(step, latest, happened, at, behind=place < reached) for place, step in enumerate(steps)]


@dataclass(frozen=True, slots=True)
class _Happened:
    """What happened in the round: when the last of each kind did, and which event of those that only try was which."""

    times: Mapping[str, datetime]
    tries: Mapping[int, str]


def _happened(events: Iterable[Event], begun: datetime) -> _Happened:
    of_round = [event for event in events if event.occurred_at >= begun]
    times = sorted((event.occurred_at, event.kind) for event in of_round)
    tries = {event.number: event.kind for event in of_round if event.kind in TRIED}
    return _Happened({kind: occurred_at for occurred_at, kind in times}, tries)


def _round_begins(case: Case, duties: Sequence[Obligation]) -> datetime:
    """When the handling that runs was sent out; the case's beginning, in the first round."""
    if case.round == 1:
        return case.opened_at
    sent = [duty.opened_at for duty in duties if duty.clause in policies.meant("sent_out")]
    return max(sent, default=case.opened_at)


def _latest(duties: Iterable[Obligation]) -> Mapping[str, Obligation]:
    """The newest duty of each clause; one that ended unjudged only where there is no other."""
    return {duty.clause: duty for duty in sorted(duties, key=lambda one: (one.state != "void", one.pk))}


BEHIND = {
    "": 0, "ringing": 0, "missed": 0, "recording": 0, "accepted": 1, "answered": 2, "dispatched": 2, "assigned": 2,
    "contacted": 3, "on_site": 4, "plan_pending": 5, "working": 6, "completed": 7, "reported": 8, "told": 9, "disputed": 9,
    "visit_due": 9, "closed": 10, "cancelled": 0, "joined": 2,
}  # fmt: skip


def _reached(case: Case, steps: Sequence[Step]) -> int:
    """How many steps lie behind, by the state of the case."""
    behind = {step.key for step in STEPS[: BEHIND.get(case.stage, 0)]}
    behind |= {key for key, of_repair in LIKE.items() if of_repair in behind}
    return sum(step.key in behind for step in steps)


LIKE = {"acknowledged": "contacted", "examined": "agreed", "decided": "reported", "answered_for": "told"}
"""Which step of a repair says of a step of a complaint that it lies behind."""


def _standing(
    step: Step, duties: Mapping[str, Obligation], happened: _Happened | None, at: datetime, *, behind: bool
) -> Standing:
    if step.key in ANSWERS:
        return Standing(step, "wait")
    of_step = [duties[clause] for clause in step.clauses if clause in duties]
    duty = next((one for one in of_step if one.state != "void"), of_step[0] if of_step else None)
    if duty is None or duty.state == "void":
        return _without_clock(step, duty, happened, behind=behind)
    limit = timedelta(microseconds=duty.limit_us)
    if duty.state == "met" and duty.met_at is not None:
        late = duty.lapsed_at is not None
        took = timedelta(microseconds=duty.used_us) + max(duty.met_at - duty.running_since, timedelta())
        if happened is not None and (tried := happened.tries.get(duty.met_by or 0)):
            return Standing(step, "lost" if late else "none", 0.0, took, limit, duty.met_at, duty, LINES[tried])
        return Standing(step, "late" if late else "met", _share(took, limit), took, limit, duty.met_at, duty)
    used = timedelta(microseconds=duty.used_us)
    if duty.paused_at is not None:
        return Standing(step, "wait", _share(used, limit), used, limit, duty=duty)
    used += max(at - max(duty.running_since, duty.opened_at), timedelta())
    shape: Shape = "over" if duty.lapsed_at or (duty.due_at and duty.due_at <= at) else "now"
    if shape == "now" and duty.due_at is not None and _share(used, limit) >= SOON:
        shape = "soon"  # what has no limit never runs short of time
    share = _share(used, limit) if duty.due_at is not None else 0.0
    return Standing(step, shape, share, used, limit, duty=duty)


def _without_clock(step: Step, ended: Obligation | None, happened: _Happened | None, *, behind: bool) -> Standing:
    """Where a step stands of which no promise runs or was kept: none was made, or the one that was (``ended``) ended unjudged."""
    times = happened.times if happened is not None else {}
    since = max((times[kind] for kind in step.closes if kind in times), default=None)
    if since is not None and (ended is None or since >= ended.opened_at):
        return Standing(step, "done", 1.0, at=since, duty=ended)
    if not behind:
        return Standing(step, "todo")
    if ended is None:
        return Standing(step, "past" if happened is None else "none")
    return Standing(step, "lost" if ended.lapsed_at else "gone", duty=ended, ended_by=LINES.get(ended.voided_by, ""))


SOON = 0.8
"""The share of a limit after which it is called soon."""


def _share(used: timedelta, limit: timedelta) -> float:
    return min(used / limit, 1.0) if limit else 1.0
