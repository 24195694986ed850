"""How a request stands, in the words one would say to the owner."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from gensui.cases import appointments, plans, queries
from gensui.cases.models import Case
from gensui.cases.queries import Due
from gensui.core.events.handling import OwnerContacted
from gensui.ledger import policies
from gensui.ledger import queries as ledger

TITLES: dict[str, Any] = {
    "ringing": _("We see your call"),
    "missed": _("We missed your call and will call back"),
    "recording": _("We have it, and read it back to you in a moment"),
    "accepted": _("It is accepted and goes to the right team"),
    "answered": _("Answered"),
    "dispatched": _("{department} has it and names somebody"),
    "assigned": _("{handler} will call you"),
    "contacted": _("{handler} comes to you next"),
    "on_site": _("{handler} is with you and looks into it"),
    "plan_pending": _("Please look at plan and price"),
    "working": _("{handler} is at work"),
    "paused": _("It waits: {reason}"),
    "completed": _("The work is done; we check it and call you"),
    "reported": _("The work is done; we tell you the result shortly"),
    "joined": _("Joined to a request about the same matter, which goes on: {stands}"),
    "told": _("Is it as it should be?"),
    "disputed": _("You are not content; we are making up for it"),
    "visit_due": _("Done. We ask you once more within {within}"),
    "closed": _("Closed. Thank you"),
    "cancelled": _("Cancelled"),
}


OF_BUILDING = _("Part of a fault of the whole building: {stands}")
BETWEEN_PLANS: dict[str, Any] = {
    "declined": _("You declined the plan; {handler} proposes another"),
    "asked": _("You asked for changes; {handler} works on the next version of the plan"),
}
"""Where the last plan went back, and the next one is not there yet."""
CALLS_CALLER = _("{handler} will call {caller}, who asked for you")
COMES = _("{handler} comes to you on {when}")
NOT_THERE_YET = _("{handler} was to come on {when}, and is not there yet")
EXPLAINED = _("We explained it; please say by {until} whether you accept that. After that we ask once more")
PART_WAITS = _(
    "A part has to be replaced; {handler} lays out its price before you, and nothing is replaced before you agree"
)
NO_VISIT = _("{handler} spoke with you and sees to it; nobody has to come")
AGREED = _("You agreed; {handler} begins")
OF_HOUSE: dict[str, Any] = {
    "pending": _("A plan stands. The house decides it; there is nothing for you to pay"),
    "agreed": _("The plan is decided, and there is nothing for you to pay; {handler} begins"),
}
"""Where the house pays: the owner is not asked, and agreed to nothing."""
STANDS: dict[str, Any] = {
    "assigned": _("{handler} has it"),
    "contacted": _("{handler} has it"),
    "on_site": _("{handler} looks into it"),
    "plan_pending": _("the repair is being planned"),
    "working": _("{handler} is at work"),
    "paused": _("it waits: {reason}"),
}
"""How the request stands that another owner's request is joined to: nothing that only its own owner is asked."""


@dataclass(frozen=True, slots=True)
class Story:
    """A sentence on top, and until when what is promised."""

    title: str
    by: datetime | None = None
    promise: str = ""


def title_of(case: Case, at: datetime) -> str:
    """What one would say first, by state and time. One query more while a plan waits or was agreed to, work runs, or nobody came
    yet.
    """
    told = BETWEEN_PLANS.get(case.plan_answer) if case.state == "on_site" else None
    if case.state == "assigned" and case.for_another:
        told = CALLS_CALLER
    if case.state == "contacted":
        told = _before_arrival(case, at)
    if case.state == "working" and case.plan_answer == "pending":
        told = OF_HOUSE["pending"] if plans.of_house(case) is not None else TITLES["plan_pending"]
    elif case.state == "working" and plans.part_waits(case):
        told = PART_WAITS
    if case.state == "disputed" and case.explained_at is not None:
        told = EXPLAINED
    if case.state == "plan_pending":
        told = AGREED if case.plan_answer == "agreed" else None
        told = OF_HOUSE.get(case.plan_answer, told) if plans.of_house(case) is not None else told
    if case.is_joined and case.parent_id is not None:
        told = OF_BUILDING
    within = policies.words_at("visit_closes", at) if case.state == "visit_due" else ""
    until = queries.silent_until(case, at) if told is EXPLAINED else None
    by = f"{case.local(until):%m-%d %H:%M}" if until else ""
    title = str(told or TITLES.get(case.state, "")).format(
        stands=_stands(case), within=within, until=by, **_names(case)
    )
    return title[:1].upper() + title[1:]


def following(case: Case, dues: Iterable[Due]) -> Due | None:
    """What is promised next, without a time that was given up. No query."""
    running = [one for one in dues if one.duty.state == "open" and one.duty.due_at and one.duty.paused_at is None]
    of_completion = policies.meant("repaired")
    still = [one for one in running if one.duty.clause not in of_completion or not _given_up(case, one.duty.due_at)]
    return min(still, key=lambda one: (one.duty.due_at, one.duty.pk), default=None)


def stands_still(case: Case, dues: Iterable[Due]) -> bool:
    """Whether nothing runs any more by which the work was to be done, because it waits. No query."""
    of_completion = policies.meant("repaired")
    open_ = [one.duty for one in dues if one.duty.clause in of_completion and one.duty.state == "open"]
    return case.state == "paused" and bool(open_) and all(one.paused_at is not None for one in open_)


def expected(case: Case, dues: Iterable[Due]) -> datetime | None:
    """The time of completion that was told, later by as long as its promise stood still; none while it does, or is given up.
    No query.
    """
    told = policies.meant("promised_time")
    promised = [one.duty for one in dues if one.duty.clause in told and one.duty.state == "open"]
    if case.eta_at is None or _given_up(case, case.eta_at) or any(one.paused_at is not None for one in promised):
        return None
    return max([case.eta_at, *(one.due_at for one in promised if one.due_at is not None and one.lapsed_at is None)])


def _given_up(case: Case, by: datetime | None) -> bool:
    """Whether the work waits for longer than until then."""
    waits = case.state == "paused" and case.paused_until is not None
    return waits and by is not None and case.paused_until is not None and by < case.paused_until


def _before_arrival(case: Case, at: datetime) -> Any:
    """That somebody comes, and when. Nobody is said to be on the way: nothing tells."""
    if case.appointment_at is not None:
        return COMES if case.appointment_at > at else NOT_THERE_YET
    reached = ledger.happened(case.stream, OwnerContacted.kind)
    comes = not reached or not isinstance(reached[-1], OwnerContacted) or reached[-1].visit_needed
    return None if comes else NO_VISIT


def _names(case: Case) -> dict[str, str]:
    when = case.appointment_at
    department = str(case.get_department_display())
    is_there = when is None or case.state != "contacted" or appointments.is_there(case, when)
    return {
        "handler": case.handler.name if case.handler and is_there else department,
        "department": department,
        "caller": case.requester_name,
        "when": f"{case.local(when):%m-%d %H:%M}" if when is not None else "",
        "reason": str(case.why_paused),
    }


def _stands(case: Case) -> str:
    """How the request stands that this one is handled with; empty where there is none. One query or two, where there is."""
    if not case.is_joined or case.merged_into is None:
        return ""
    handled = case.merged_into
    names = _names(handled) | {"reason": str(handled.get_pause_reason_display())}  # its parts are another home's
    return str(STANDS.get(handled.state, _("{department} has it"))).format(**names)
