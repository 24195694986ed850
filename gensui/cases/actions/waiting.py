"""Until when work may wait: bounds of the policy, and the owner who hears the reason and the day."""

from datetime import datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from gensui.cases.actions import sending
from gensui.cases.actions.telling import head_of, must_hear, tell_staff
from gensui.cases.models import Case
from gensui.cases.models.choices import Complexity, PauseReason
from gensui.cases.work_refusals import NotQuiet
from gensui.core.events import Event, handling
from gensui.core.policy.values import Policy
from gensui.core.worktime import Duration
from gensui.ledger import policies
from gensui.ledger import queries as ledger


def until(case: Case, reason: str, wanted: datetime | None, since: datetime) -> datetime | None:
    """Until when work waits for this ``reason`` from then on: until ``wanted``, else until it is looked at again.

    Refuses a time that has passed (``TimePassed``), one further away than the policy allows (``TimeTooFar``), and the quiet of the
    night by day (``NotQuiet``).
    """
    if reason == PauseReason.QUIET_HOURS:
        latest = looked_at = _quiet_ends(case, since)
    else:
        latest, looked_at = sending.end_of("pause_latest", since), sending.end_of(f"pause_{reason}", since)
    if wanted is not None:
        sending.check_between(case, wanted, since, latest)
    return wanted or looked_at


def _quiet_ends(case: Case, since: datetime) -> datetime | None:
    """When the quiet hours that run, or begin shortly, are over. None where the policy has none. Refuses by day (``NotQuiet``)."""
    policy = policies.in_force(policies.newest(), since)
    begins, ends = policy.figure("quiet_from"), policy.figure("quiet_to")
    if begins is None or ends is None:
        return None
    first, last = time.fromisoformat(str(begins)), time.fromisoformat(str(ends))
    here = case.local(since)
    soon = here + _ahead(policy)
    if not (_within(here.time(), first, last) or _within(soon.time(), first, last)):
        raise NotQuiet(str(begins), str(ends))
    over = here.replace(hour=last.hour, minute=last.minute, second=0, microsecond=0)
    return over if over > here else over + timedelta(days=1)


def _ahead(policy: Policy) -> timedelta:
    """How long before the quiet hours work may stop for them."""
    return Duration.parse(str(policy.figure("quiet_ahead") or "0 min")).time


def _within(at: time, first: time, last: time) -> bool:
    return first <= at < last if first <= last else at >= first or at < last


def tell_wait(case: Case, at: datetime) -> None:
    """Tell who asked why the work waits, for which parts, and until when."""
    when = case.clock(case.paused_until) if case.paused_until is not None else "—"
    must_hear(case, WAITS, at, reason=case.why_paused, when=when)


WAITS = _(
    "The work for your request {number} is paused: {reason}. It goes on by {when}, or you hear from us then why it waits longer."
)


def decide_by(case: Case, reason: str) -> datetime | None:
    """When the time of a general repair is up, of which the head decides while it waits for parts. One query, of such a wait."""
    if not (reason == PauseReason.PARTS and case.state == "working" and _runs_on(case)):
        return None
    running = ledger.running_of([case.stream]).get(case.stream, [])
    of_repair = policies.meant("repaired")
    return next((duty.due_at for duty in running if duty.clause in of_repair and duty.lapsed_at is None), None)


def _runs_on(case: Case) -> bool:
    """Whether no clock of it stands still for parts."""
    return case.complexity == Complexity.GENERAL and case.department == "maintenance"


def ended_by(case: Case, eta_at: datetime | None) -> list[Event]:
    """What a time of completion says of a wait: it goes on by then at the latest."""
    if case.state != "paused" or eta_at is None or case.paused_until is None or case.paused_until <= eta_at:
        return []
    case.paused_until = eta_at
    return [handling.PauseReviewed(reason=case.pause_reason, until=eta_at)]


def tell_head(case: Case, at: datetime) -> None:
    """Of a general repair under way that waits for parts, tell the head: no clock of it stands still, and the head alone can
    give it another time.
    """
    if case.pause_reason == PauseReason.PARTS and case.before_pause == "working" and _runs_on(case):
        tell_staff(case, [head_of(case, case.department, at)], RUNS_ON, at, parts=case.missing_parts)


RUNS_ON = _(
    "{where}, request {number} waits for parts: {parts}. Its time runs on. Where the parts come too late, classify it as complex "
    "in time, with the time of completion that the owner is told."
)
