"""The work order: with a department, in somebody's hands, at the owner's door."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext_lazy as _

from gensui.cases import appointments, plans, trying
from gensui.cases.actions import sending
from gensui.cases.actions.telling import head_of, heads_of, must_hear, tell_asker, tell_staff, who_has
from gensui.cases.actions.turn import act, happen
from gensui.cases.models import Case
from gensui.cases.refusals import WrongState
from gensui.core.events import Event, handling
from gensui.ledger import queries as ledger
from gensui.people.acting import NOW, Actor, Entry
from gensui.people.models import Department, Employee
from gensui.people.refusals import need_words


@act(handling.WorkOrderDispatched)
def dispatch_case(
    *, case: Case, actor: Employee, at: datetime, department: str, required_by: datetime | None = None,
    entry: Entry = NOW,
) -> Case:  # fmt: skip
    """Send the order to a department, to be done by ``required_by``, or by what the policy says of such an order. It is judged by
    what the owner was promised first.

    Refuses an order that lacks the matter, a number or a time (3.2.3, ``Incomplete``), a time that has passed
    (``TimePassed``), and one beyond what the policy allows (``TimeTooFar``). An owner who was promised an earlier time is told.
    """
    if required_by is not None:
        sending.check_ahead(case, required_by, entry.when(at), "appointment_latest")
    case.department, case.handler = department, None

    event = sending.dispatched(case, entry.when(at), at, by_hand=required_by)
    changed = ("department", "required_by", "promised_by", "handler")
    case = happen(case, event, actor=actor, at=at, entry=entry, changed=changed)
    if required_by is not None and case.promised_by is not None and required_by > case.promised_by:
        must_hear(case, LATER, at, until=case.clock(required_by), before=case.clock(case.promised_by))
    return case


LATER = _("Request {number}: it is to be done by {until}. You were told {before}, which stays on record.")


@act(handling.WorkOrderAssigned)
def assign_case(
    *, case: Case, actor: Employee, at: datetime, handler: Employee, anyway: str = "", entry: Entry = NOW
) -> Case:
    """Name the handler. Refuses somebody of another department (``NotOnDuty``), who is away (``IsAway``), and whom something speaks
    against (``OffDuty``, ``NotInducted``, ``ComplainedOf``) unless ``anyway`` says why it has to be them; whoever has the order
    reads it.
    """
    sending.check_chosen(handler, case, actor, at, anyway)
    case.handler = handler

    note = replace(entry, note=sending.together(entry.note, anyway))
    return happen(case, handling.WorkOrderAssigned(), actor=actor, at=at, entry=note, changed=("handler",))


@act(handling.WorkOrderAccepted)
def accept_order(*, case: Case, actor: Employee, at: datetime, entry: Entry = NOW) -> Case:
    """Take the order: the named handler, or whoever of the department takes it first."""
    named = [] if case.handler == actor else [handling.WorkOrderAssigned()]
    case.handler = actor

    return happen(case, *named, handling.WorkOrderAccepted(), actor=actor, at=at, entry=entry, changed=("handler",))


@act(handling.WorkOrderReturned, "reason")
def return_order(*, case: Case, actor: Employee, at: datetime, reason: str, entry: Entry = NOW) -> Case:
    """Give the order back as not this department's; the desk sends it elsewhere. Who leads the department on duty hears it; from
    the third time on those who can decide whose it is: who leads the desk, and who leads the department.
    """
    case.handler = None
    times = len(ledger.happened(case.stream, handling.WorkOrderReturned.kind)) + 1

    note = entry.saying(reason)
    case = happen(case, handling.WorkOrderReturned(), actor=actor, at=at, entry=note, changed=("handler",))
    if times >= ROUND_AND_ROUND:
        heads = [*heads_of(case, "customer_service", at), *heads_of(case, case.department, at)]
        tell_staff(case, [one for one in heads if one != actor], NOBODYS, at, count=times, words=reason)
    elif (leader := plans.leader_on_duty(case, at)) is not None and leader != actor:
        tell_staff(case, [leader], GIVEN_BACK, at, who=actor.name, words=reason)
    return case


ROUND_AND_ROUND = 3
"""Once may be an error of the desk, twice of two departments; after that nobody decides, while the owner waits."""
GIVEN_BACK = _("{where}, order {number}: {who} gave it back to the desk. “{words}”")
NOBODYS = _(
    "{where}, order {number}: given back {count} times, and nobody has it. “{words}” Decide together whose it is: the owner waits."
)


@act(handling.WorkOrderTransferred, "reason")
def transfer_order(
    *, case: Case, actor: Employee, at: datetime, handler: Employee, reason: str, anyway: str = "", entry: Entry = NOW
) -> Case:
    """Put the order into other hands of the same department. Refuses a handler as ``assign_case``."""
    sending.check_chosen(handler, case, actor, at, anyway)
    case.handler = handler

    note = entry.saying(sending.together(reason, anyway))
    events = (handling.WorkOrderTransferred(), handling.WorkOrderAssigned())
    return happen(case, *events, actor=actor, at=at, entry=note, changed=("handler",))


@act(handling.OwnerContacted)
def contact_owner(
    *, case: Case, actor: Employee, at: datetime, visit_needed: bool = True, appointment_at: datetime | None = None,
    owner_asked: bool = False, entry: Entry = NOW,
) -> Case:  # fmt: skip
    """The owner was reached: somebody must come or not, and perhaps at a time agreed, which is sent too."""
    case.contact_attempts = 0
    reached = entry.in_a_call(actor)
    events: list[Event] = [handling.OwnerContacted(visit_needed=visit_needed, evidence=reached)]
    if appointment_at is not None:
        events.append(_appointment(case, appointment_at, owner_asked, entry, at, reached))

    case = happen(case, *events, actor=actor, at=at, entry=entry, changed=("contact_attempts", "appointment_at"))
    if appointment_at is not None:
        _tell_time(case, appointment_at, at)
    return case


@act(handling.OwnerContactFailed)
def fail_contact(*, case: Case, actor: Employee, at: datetime, entry: Entry = NOW) -> Case:
    """An attempt to reach the owner failed; the third, with a message, ends the clock as attempted (C01).

    Refuses a try too close to another (``TriedTooSoon``), or with the call of another (``TriedBefore``).
    """
    when, call = entry.when(at), entry.proofs.get("call", "")
    case.contact_attempts = trying.number_of(case, handling.OwnerContactFailed.kind, when, call=call, at=at)

    event = handling.OwnerContactFailed(attempt=case.contact_attempts, evidence=entry.in_a_call(actor))
    return happen(case, event, actor=actor, at=at, entry=entry, changed=("contact_attempts",))


@act(handling.AppointmentSet)
def set_appointment(
    *, case: Case, actor: Actor, at: datetime, appointment_at: datetime, owner_asked: bool = False, entry: Entry = NOW
) -> Case:
    """Agree on a time for the visit, or on another. An owner who did not choose it reads the time in a message, and why another
    one takes the place of what was agreed (``NoWords``).

    The contact that was just made proves the first time; for any other, the call, or a note of who agreed and how.

    Refuses a time that nothing shows to be agreed (``NothingProvesIt``), one that has passed (``TimePassed``), one further away
    than the policy allows (``TimeTooFar``), and one far away unless the owner asked for it (``OwnersWish``): ``owner_asked``,
    with a note of what was said.
    """
    by_owner = not isinstance(actor, Employee)
    follows_contact = case.state == "contacted" and case.appointment_at is None and not by_owner
    proof = entry.in_a_call(actor) if follows_contact else entry.answered(actor, entry.note)
    before = case.appointment_at
    if before is not None and not by_owner:
        need_words(entry.note)
    event = _appointment(case, appointment_at, owner_asked, entry, at, proof, by_owner=by_owner)

    case = happen(case, event, actor=actor, at=at, entry=entry, changed=("appointment_at",))
    _tell_time(case, appointment_at, at, before=None if by_owner else before, why=entry.note)
    if by_owner:
        when = {"when": case.clock(appointment_at), "before": case.clock(before) if before is not None else ""}
        sentence = CHOSEN if before is None else CHOSEN_ANEW
        tell_staff(case, [case.handler, case.follower], sentence, at, **when)
    return case


def _tell_time(
    case: Case, appointment_at: datetime, at: datetime, before: datetime | None = None, why: str = ""
) -> None:
    """Tell who asked who comes when; and who leads the department, where the handler is not there then."""
    there, when = appointments.is_there(case, appointment_at), f"{case.local(appointment_at):%m-%d %H:%M}"
    who = who_has(case) if there else Department.Kind(case.department).label
    if before is not None:
        must_hear(case, MOVED, at, who=who, words=why, when=when, before=case.clock(before))
    else:
        tell_asker(case, COMES, at, who=who, when=when)
    if case.handler is not None and not there:
        tell_staff(case, [head_of(case, case.department, at)], NOT_THERE, at, who=case.handler.name, when=when)


CHOSEN = _("{where}, request {number}: the owner chose {when} for the visit.")
CHOSEN_ANEW = _("{where}, request {number}: the owner moved the visit from {before} to {when}.")
NOT_THERE = _(
    "{where}, request {number}: somebody is to come on {when}, and {who} is not on duty then. Give it to somebody who is."
)


COMES = _(
    "Your request {number}: {who} comes to you on {when}. If that does not suit you, choose another time on its page."
)


MOVED = _(
    "Your request {number}: {who} comes to you on {when}, not on {before} as agreed. The reason: “{words}” If that does not suit "
    "you, choose another time on its page."
)


def _appointment(
    case: Case, appointment_at: datetime, owner_asked: bool, entry: Entry, at: datetime, proof: Mapping[str, str],
    by_owner: bool = False,
) -> Event:  # fmt: skip
    """The event that sets the time, or changes it, with the time set on the case."""
    by_owner = by_owner or (owner_asked and bool(entry.note))
    sending.check_appointment(case, appointment_at, entry.when(at), by_owner=by_owner)
    kind = handling.AppointmentSet if case.appointment_at is None else handling.AppointmentChanged
    case.appointment_at = appointment_at
    return kind(appointment_at=appointment_at, by_owner=by_owner, evidence=proof)


@act(handling.SiteArrived)
def arrive(
    *, case: Case, actor: Employee, at: datetime, proof: Literal["scan", "place", "photo", "manual"], key: str = "",
    entry: Entry = NOW,
) -> Case:  # fmt: skip
    """The handler is at the place, proved by the code at the door (``key``); by hand, which only the handler says, with a
    reason in ``entry.note``.

    Who was there before comes again where a time was agreed since; else it is refused (``WrongState``).
    """
    if proof == "manual":
        need_words(entry.note)
    again = case.state in ARRIVED
    if again and not appointments.comes_again(case):
        raise WrongState(case.number, str(case.get_state_display()))
    kept: dict[str, str] = {proof: actor.key if proof == "manual" else key}
    return happen(case, handling.SiteArrived(again=again, evidence=kept), actor=actor, at=at, entry=entry)


ARRIVED = frozenset({"plan_pending", "working"})
"""Where the handler was there already, and may come again."""
