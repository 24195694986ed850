"""A case's legal moves, as a table. Whoever acts asks ``check`` before anything is changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

STATES: Mapping[str, str] = {
    "ringing": "A call is offered and not answered yet.",
    "missed": "The caller hung up; somebody calls back.",
    "recording": "The intake record is being written.",
    "accepted": "Read back and accepted; the time for allocation runs.",
    "answered": "A question, solved in the same contact.",
    "dispatched": "The work order is with a department.",
    "assigned": "A handler is named and has accepted.",
    "contacted": "The owner was reached; a visit is agreed or not needed.",
    "on_site": "The handler is at the place.",
    "plan_pending": "Plan and prices wait for the owner's consent.",
    "working": "Work goes on.",
    "paused": "Work waits, with a reason.",
    "completed": "The handler declares the work done.",
    "reported": "The handling record is with customer service.",
    "joined": "Goes on as part of another request; whoever asked is told how, and asked at the end.",
    "told": "The owner knows the result and is asked whether it satisfies.",
    "disputed": "The owner is not satisfied; rework or an explanation is due.",
    "visit_due": "The return visit is to come.",
    "closed": "Nothing is left to do; the same fault may reopen it for a time the policy names.",
    "cancelled": "Withdrawn, joined to another, or approved as void.",
}

FINAL = frozenset({"missed", "answered", "closed", "cancelled"})
UNDER_WAY = frozenset(
    {"accepted", "dispatched", "assigned", "contacted", "on_site", "plan_pending", "working", "paused"}
)
BEFORE_WORK = UNDER_WAY - {"working", "paused"} | {"recording"}
OPEN = frozenset(STATES) - FINAL
HANDLED = frozenset({"completed", "reported", "told", "disputed", "visit_due", "closed", "answered"})
"""Where a request stands once something was done for it that can be rated."""
WAITED_FOR = UNDER_WAY | {"recording", "disputed", "joined"}
"""The owner waits for something that can be hurried; when the work is done, nothing is left to hurry."""
TAKES_OTHERS = UNDER_WAY | {"recording"}
"""Where a request stands that others can still be joined to, and can be helped with by another department."""


@dataclass(frozen=True, slots=True)
class Move:
    """From which states an event may happen, and where it leads. An empty ``to`` leaves the state as it is.

    ``keeps``: further states in which it may happen, and which it leaves as they are. ``paused``: it may also happen during a
    pause that began in one of the states.
    """

    from_: frozenset[str]
    to: str = ""
    keeps: frozenset[str] = frozenset()
    paused: bool = False

    def fits(self, state: str, before_pause: str = "") -> bool:
        """Whether it may happen to a case in this state."""
        if state == "paused" and self.paused and before_pause in self.from_:
            return True
        return state in self.from_ or state in self.keeps

    def leads(self, state: str, before_pause: str = "") -> str:
        """Where it leads a case in this state."""
        if self.to == BACK:
            return before_pause or "working"
        return state if state in self.keeps else self.to or state


BACK = "back"
"""Where a move leads that undoes a pause: to the state before it."""


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


NEW = frozenset({""})
BEGUN = _from("working", "completed", "reported", "told", "disputed", "visit_due")
"""The work has begun: a plan laid before the owner now, and the answer to it, leave the case where it is."""
DONE = BEGUN - {"working"}
"""The work is over: nothing more is planned of it, but what was begun in an emergency may still lack its plan."""
AFTER = BEGUN | {"closed"}
"""Where the consent to work that began in an emergency may still come."""

MOVES: Mapping[str, Move] = {
    "contact.ringing": Move(NEW, "ringing"),
    "visit.arrived": Move(NEW, "recording"),
    "message.received": Move(NEW, "recording"),
    "contact.answered": Move(NEW | {"ringing"}, "recording"),
    "contact.abandoned": Move(_from("ringing"), "missed"),
    "contact.called_back": Move(_from("missed"), "recording"),
    "contact.call_back_failed": Move(_from("missed")),
    "visit.received": Move(NEW | {"recording"}, "recording"),
    "intake.opened": Move(NEW | {"recording"}, "recording"),
    "intake.saved": Move(_from("recording")),
    "intake.confirmed": Move(_from("recording"), "accepted"),
    "intake.answered": Move(_from("accepted"), "answered"),
    "case.classified": Move(_from("accepted")),
    "work_order.dispatched": Move(_from("accepted"), "dispatched"),
    "work_order.assigned": Move(_from("dispatched")),
    "work_order.accepted": Move(_from("dispatched"), "assigned"),
    "work_order.returned": Move(_from("dispatched", "assigned"), "accepted"),
    "work_order.transferred": Move(_from("assigned"), "dispatched"),
    "work_order.passed_on": Move(_from("contacted", "on_site", "plan_pending", "working", "paused", "completed")),
    "owner.contacted": Move(_from("assigned"), "contacted"),
    "owner.messaged": Move(_from("assigned", "contacted")),
    "owner.contact_failed": Move(_from("assigned", "contacted")),
    "appointment.set": Move(_from("contacted", "paused", "working")),
    "appointment.changed": Move(_from("contacted", "paused", "working")),
    "site.arrived": Move(_from("assigned", "contacted"), "on_site", keeps=_from("plan_pending", "working")),
    "parts.needed": Move(_from("on_site", "plan_pending", "working")),
    "parts.spared": Move(_from("on_site", "plan_pending", "working")),
    "parts.replaced": Move(_from("working")),
    "handling_record.filled": Move(_from("completed")),
    "quote.issued": Move(_from("on_site", "plan_pending", "paused") | BEGUN),
    "quote.consented": Move(_from("plan_pending", "paused") | AFTER),
    "plan.proposed": Move(_from("on_site", "plan_pending"), "plan_pending", keeps=BEGUN | {"paused"}),
    "plan.explained": Move(_from("plan_pending", "paused") | BEGUN),
    "plan.consented": Move(_from("plan_pending", "paused") | AFTER),
    "consent.contested": Move(_from("plan_pending", "paused") | AFTER),
    "plan.declined": Move(_from("plan_pending"), "on_site", keeps=AFTER | {"paused"}),
    "plan.change_asked": Move(_from("plan_pending"), "on_site", keeps=BEGUN | {"paused"}),
    "cost.decided": Move(OPEN | {"closed"}),
    "emergency.confirmed": Move(OPEN | {"closed"}),
    "eta.set": Move(_from("plan_pending", "on_site", "paused") | BEGUN),
    "eta.revised": Move(_from("plan_pending", "on_site", "paused", "working")),
    "work.started": Move(_from("plan_pending", "on_site", "contacted", "assigned"), "working"),
    "work.paused": Move(_from("contacted", "plan_pending", "working"), "paused"),
    "work.resumed": Move(_from("paused"), BACK),
    "pause.reviewed": Move(_from("paused")),
    "site.cleaned": Move(_from("working", "completed")),
    "work.completed": Move(_from("working"), "completed"),
    "result.reported": Move(_from("completed"), "reported"),
    "result.told": Move(_from("reported", "completed"), "told"),
    "owner.satisfied": Move(_from("told", "disputed"), "visit_due"),
    "owner.dissatisfied": Move(_from("completed", "reported", "told", "visit_due"), "disputed"),
    "dispute.recorded": Move(_from("disputed")),
    "rework.ordered": Move(_from("disputed"), "accepted"),
    "explanation.given": Move(_from("disputed")),
    "explanation.rejected": Move(_from("disputed")),
    "return_visit.due": Move(_from("visit_due")),
    "return_visit.attempted": Move(_from("visit_due")),
    "return_visit.done": Move(_from("visit_due")),
    "return_visit.exhausted": Move(_from("visit_due"), "closed"),
    "case.reclassified": Move(UNDER_WAY),
    "case.cancelled": Move(BEFORE_WORK | {"joined"}, "cancelled", paused=True),
    "cancel.contested": Move(_from("cancelled"), "accepted"),
    "case.merged": Move(BEFORE_WORK, "cancelled"),
    "case.joined": Move(BEFORE_WORK - {"plan_pending"} | {"joined"}, "joined"),
    "joined.completed": Move(_from("joined"), "reported"),
    "joined.parted": Move(_from("joined"), "accepted"),
    "joined.unread": Move(_from("joined"), "recording"),
    "case.reopened": Move(_from("closed"), "accepted"),
    "case.hurried": Move(WAITED_FOR),
    "problem.met": Move(UNDER_WAY),
    "coordination.requested": Move(UNDER_WAY),
    "coordination.agreed": Move(OPEN),
    "coordination.decided": Move(OPEN),
    "coordination.refused": Move(OPEN),
    "coordination.withdrawn": Move(frozenset(STATES)),
    "follower.named": Move(OPEN),
    "follower.left": Move(OPEN),
    "requester.left": Move(OPEN),
    "follower.handed_over": Move(OPEN),
    "owner.inquired": Move(OPEN | {"closed"}),
    "inquiry.answered": Move(frozenset(STATES)),
    "progress.followed": Move(OPEN),
    "progress.told": Move(OPEN),
    "follower.offered": Move(OPEN),
    "follower.offer_ended": Move(frozenset(STATES)),
    "intake.corrected": Move(OPEN),
    "case.linked": Move(OPEN),
    "case.unlinked": Move(OPEN),
    "case.split": Move(OPEN),
    "message.sent": Move(frozenset(STATES)),
    "attachment.added": Move(frozenset(STATES)),
    "note.corrected": Move(frozenset(STATES)),
    "issue.recorded": Move(OPEN | {"closed"}),
    "issue.forwarded": Move(OPEN | {"closed"}),
    "evaluation.saved": Move(OPEN | {"closed", "answered"}),
    "praise.received": Move(OPEN | {"closed", "answered"}),
    "case.imported": Move(NEW, "closed"),
    "case.closed": Move(_from("visit_due", "closed"), "closed"),
}

EARLIER: Mapping[str, tuple[Move, ...]] = {
    "case.hurried": (Move(OPEN),),
    "eta.revised": (Move(DONE),),
    "plan.declined": (Move(_from("plan_pending"), "completed"),),
    "plan.proposed": (Move(_from("working"), "plan_pending"),),
    "return_visit.done": (Move(_from("visit_due"), "closed"),),
    "site.arrived": (Move(_from("paused"), "on_site"),),
    "work.resumed": (Move(_from("paused"), "working"),),
}
"""What earlier releases allowed, and where it led then. Nobody may do it any more; a history that holds it is honest."""


def anytime(kind: str) -> bool:
    """Whether this can happen to every open case and leaves it where it is: then it does not matter how the case stood."""
    move = MOVES.get(kind)
    return move is None or (not move.to and move.from_ >= OPEN)


class IllegalMove(ValueError):
    """This cannot happen to a case that stands so. ``state`` and ``kind`` say what was tried where."""

    def __init__(self, state: str, kind: str) -> None:
        self.state, self.kind = state, kind
        super().__init__(f"{kind} cannot happen to a case that is {state or 'not there yet'}.")


def check(state: str, kind: str, before_pause: str = "") -> str:
    """The state to which this event leads from ``state`` (the empty text: no case yet). Refuses an illegal move.

    ``before_pause`` is where a paused case stood; there it goes on.
    """
    move = MOVES.get(kind)
    if move is None or not move.fits(state, before_pause):
        raise IllegalMove(state, kind)
    if move.to == BACK:
        return before_pause or "working"
    return state if state in move.keeps else move.to or state


def follow(steps: Iterable[tuple[str, bool]]) -> frozenset[str]:
    """Where a case may stand after these events, in their order; what is no move of a case changes nothing.

    Each comes with whether an earlier release wrote it: then the moves of that time lead as well, and more than one answer is
    possible. Refuses what no release allowed (``IllegalMove``).
    """
    standing = {("", "")}
    for kind, of_earlier_release in steps:
        if kind not in MOVES:
            continue
        moves = [MOVES[kind], *(move for move in EARLIER.get(kind, ()) if of_earlier_release or not move.to)]
        following = {
            (leads, state if leads == "paused" != state else before_pause)
            for state, before_pause in standing
            for move in moves
            if move.fits(state, before_pause)
            for leads in (move.leads(state, before_pause),)
        }
        if not following:
            raise IllegalMove(min(standing)[0], kind)
        standing = following
    return frozenset(state for state, _before_pause in standing)


def states(kinds: Iterable[str]) -> list[str]:
    """The state after each of these moves. None is refused: one that is not legal leads where its move would lead."""
    after: list[str] = []
    state = before_pause = ""
    for kind in kinds:
        following = MOVES[kind].leads(state, before_pause)
        if following == "paused" and state != "paused":
            before_pause = state
        state = following
        after.append(state)
    return after


def legal(state: str, before_pause: str = "") -> tuple[str, ...]:
    """What can happen to a case in this state, in the order of a case's life."""
    return tuple(kind for kind, move in MOVES.items() if move.fits(state, before_pause))
