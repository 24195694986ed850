"""Sending an order out, as intake, dispatch, rework and complaint all do."""

from datetime import datetime

from gensui.cases import access, apart
from gensui.cases.actions import turn
from gensui.cases.models import Case
from gensui.cases.models.choices import Complexity
from gensui.cases.refusals import NotOnDuty, OwnersWish, TimePassed, TimeTooFar
from gensui.cases.work_refusals import ComplainedOf, IsConcerned, NotInducted, OffDuty
from gensui.core import worktime
from gensui.core.events import handling, intake
from gensui.core.plain import says_something
from gensui.core.refusal import Refusal
from gensui.core.worktime import Duration
from gensui.ledger import policies
from gensui.ledger import queries as ledger
from gensui.people import queries as people
from gensui.people.models import Department, Employee, Site
from gensui.people.refusals import IsAway

NO_NUMBER = frozenset({"patrol", "email"})
"""Channels by which nobody needs a telephone number to be reached: nobody waits for an answer, or mail goes to the address."""


def dispatched(
    case: Case, happened_at: datetime, at: datetime, newest_policy: int | None = None, by_hand: datetime | None = None
) -> handling.WorkOrderDispatched:
    """The event that sends the order, with the time it is to be done by set on the case. One query, unless it is known.

    What the owner was promised first stands for the whole round, and the order is judged by it: neither sending it elsewhere nor
    another time set ``by_hand`` moves it; that one is for those who do the work. Where no row of the policy fits and nobody sets a
    time, the order lacks it, which the policy refuses.
    """
    if case.promised_by is None:
        case.promised_by = case.required_by or _promised(case, happened_at, at, newest_policy) or by_hand
    case.required_by = by_hand or case.required_by or case.promised_by
    filled = {
        "summary": case.content,
        "owner_phone": case.phone or case.resident_id or case.channel in NO_NUMBER,
        "required_by": case.required_by,
    }
    return handling.WorkOrderDispatched(
        required_by=case.promised_by, by_hand=by_hand, filled=tuple(name for name, value in filled.items() if value)
    )


def reclassified(case: Case, at: datetime, *, was: str) -> intake.CaseReclassified:
    """The event of another class than it ``was``. A repair that becomes complex has the time of a complex one, from its dispatch,
    where that is later; the time that the owner was promised first stays on record. Three queries, of such a repair.
    """
    becomes_complex = was != case.complexity == Complexity.COMPLEX and case.eta_at is None
    sent_at = ledger.last_time(case.stream, handling.WorkOrderDispatched.kind) if becomes_complex else None
    wanted = _promised(case, sent_at, at, None) if sent_at is not None else None
    if wanted is None or case.required_by is None or wanted <= case.required_by:
        return intake.CaseReclassified()
    case.required_by = wanted
    return intake.CaseReclassified(required_by=wanted)


def _promised(case: Case, happened_at: datetime, at: datetime, newest_policy: int | None) -> datetime | None:
    newest = policies.newest() if newest_policy is None else newest_policy
    event = turn.about(case, handling.WorkOrderDispatched())
    return policies.in_force(newest, at).required_by(event, happened_at)


def check_ahead(case: Case, wanted: datetime, since: datetime, latest: str = "") -> None:
    """Refuses a time that had passed ``since`` then (``TimePassed``), and one after the setting ``latest`` (``TimeTooFar``)."""
    check_between(case, wanted, since, end_of(latest, since) if latest else None)


def check_between(case: Case, wanted: datetime, since: datetime, until: datetime | None) -> None:
    """The same, up to this time."""
    if wanted <= since:
        raise TimePassed(case.clock(wanted))
    if until is not None and wanted > until:
        raise TimeTooFar(case.clock(wanted), case.clock(until))


def check_appointment(case: Case, wanted: datetime, since: datetime, *, by_owner: bool) -> None:
    """Refuses a time for a visit as ``check_ahead``, and one that is far away and not the owner's wish (``OwnersWish``)."""
    check_ahead(case, wanted, since, "appointment_latest")
    until = end_of("appointment_within", since)
    if not by_owner and until is not None and wanted > until:
        raise OwnersWish(case.clock(until))


def end_of(setting: str, since: datetime) -> datetime | None:
    """When the span that this setting of the policy allows is over. None where the policy sets no such span. One query."""
    policy = policies.in_force(policies.newest(), since)
    span = policy.figure(setting)
    return None if span is None else worktime.add(policy.calendars["always"], since, Duration.parse(str(span)))


def check_hands(handler: Employee, case: Case, at: datetime) -> None:
    """Refuses somebody of another department than the case is with (``NotOnDuty``), who is noted as away (``IsAway``), and whom
    the complaint concerns (``IsConcerned``).
    """
    check_apart(handler, case)
    here = handler.department.site_id == case.site_id
    if handler.department.kind not in access.led_with({case.department}) or not here:
        raise NotOnDuty(handler.name, str(Department.Kind(case.department).label))
    check_there(handler, case, at)


def check_chosen(handler: Employee, case: Case, actor: Employee, at: datetime, anyway: str) -> None:
    """Refuses as ``check_hands``; and whom something speaks against (``against``), unless ``anyway`` says why it has to be them."""
    check_hands(handler, case, at)
    if says_something(anyway):
        return
    present = handler.number in {one.number for one in people.there_at(case.site, at)}
    if (refusal := against(handler, present, handler.pk in apart.complained_of(case, actor))) is not None:
        raise refusal


def against(handler: Employee, present: bool, complained_of: bool) -> Refusal | None:
    """What speaks against giving somebody work: the home complains of them, no induction yet, not on duty."""
    if complained_of:
        return ComplainedOf(handler.name)
    if handler.newcomer_since is not None:
        return NotInducted(handler.name)
    return None if present else OffDuty(handler.name)


def together(*words: str) -> str:
    """What was said in several fields, in one line, and once."""
    return " · ".join(filter(None, dict.fromkeys(one.strip() for one in words)))


def check_desk(follower: Employee, case: Case) -> None:
    """Refuses somebody who does not serve at the desk of the community, or has left (``NotOnDuty``), and whom the complaint
    concerns (``IsConcerned``).
    """
    check_apart(follower, case)
    here = follower.department.site_id == case.site_id and follower.left_on is None
    if follower.role not in access.FRONT or not here:
        raise NotOnDuty(follower.name, str(Department.Kind.CUSTOMER_SERVICE.label))


def check_apart(employee: Employee, case: Case) -> None:
    """Refuses whom the complaint concerns (``IsConcerned``); of any other case nobody."""
    if employee.key in apart.keys_of(case):
        raise IsConcerned(employee.name)


def check_there(employee: Employee, case: Case, at: datetime) -> None:
    """Refuses who is noted as away on this day (``IsAway``)."""
    for absence in people.away_on(case.site, at).filter(employee=employee)[:1]:
        raise IsAway(employee.name, absence.last_on.isoformat())


def check_on_duty(employee: Employee, site: Site, at: datetime, anyway: str) -> None:
    """Refuses who is not on duty now (``OffDuty``), unless somebody says why it has to be this person. One query."""
    if not anyway.strip() and employee.number not in {one.number for one in people.there_at(site, at)}:
        raise OffDuty(employee.name)
