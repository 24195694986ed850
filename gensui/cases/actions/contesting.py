"""Who decides says that they never agreed: what rests on an agreement that others noted is undone, where that can be."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from gensui.cases import plans
from gensui.cases.actions import waiting, words
from gensui.cases.actions.telling import head_of, tell_owner, tell_staff
from gensui.cases.actions.turn import act, happen
from gensui.cases.models import Case, Quote
from gensui.cases.models.choices import PauseReason
from gensui.cases.refusals import NoPlan
from gensui.core import lifecycle
from gensui.core.events import Event, handling
from gensui.ledger.compiled import update
from gensui.people.acting import NOW, Actor, Entry
from gensui.people.models import Resident

UNDONE = ("consent", "consent_by", "consent_method", "consent_at")


@act(handling.ConsentContested)
def contest_consent(*, case: Case, actor: Actor, at: datetime, reason: str, entry: Entry = NOW) -> Case:
    """The agreement that staff noted in the owner's name is none, says the owner, or staff who heard them.

    The plan waits for an answer again. Work that has begun under it is paused until the owner agrees, unless an earlier version
    holds or danger began it. Of work that is over nothing is undone, but what began in an emergency waits for its consent again.
    It stands on the request as an objection; the handler, whoever follows it and the head of the department hear it, and an
    owner who wrote it is owed an answer.

    Refuses where no agreement was noted by others (``NoPlan``), and the word of staff without words (``NothingProvesIt``).
    """
    quote = plans.agreed_plan(case)
    if quote is None or not plans.is_by_proxy(quote):
        raise NoPlan
    is_over, begun = case.stage in lifecycle.DONE | {"closed"}, case.stage == "working"
    in_danger = bool(quote.override_reason)
    undone = in_danger or not is_over
    proof = entry.answered(actor, reason)
    events: list[Event] = [
        handling.ConsentContested(
            version=quote.version, undone=undone, running=begun, after_emergency=in_danger, evidence=proof
        )
    ]  # fmt: skip
    changed: tuple[str, ...] = ()
    if undone:
        _undo(case, quote)
        changed = ("plan_answer",)
    if begun and case.state != "paused" and plans.is_contested(case):
        case.pause_reason = PauseReason.OWNER_CONSENT
        case.paused_until = waiting.until(case, case.pause_reason, None, entry.when(at))
        events.append(handling.WorkPaused(reason=case.pause_reason, until=case.paused_until))
        changed = (*changed, "pause_reason", "paused_until")

    note = Entry(happened_at=entry.happened_at, once=entry.once, note=reason)
    case = happen(case, *events, actor=actor, at=at, entry=note, changed=changed, rows=[quote])
    told = OVER if is_over else STOPPED if plans.is_contested(case) else WAITS
    people = (case.handler, case.follower, head_of(case, case.department, at))
    tell_staff(case, (one for one in people if one != actor), told, at, words=reason)
    if isinstance(actor, Resident):
        asked = str(ASKED).format(words=reason)
        return words.inquire(case=case, actor=actor, at=at, text=asked, entry=Entry(happened_at=entry.happened_at))
    tell_owner(case, NOTED, at, words=reason)
    return case


def _undo(case: Case, quote: Quote) -> None:
    """The plan waits for an answer again; a newer version that waits stays the one that is asked about."""
    newest = quote.version == case.plan_version
    quote.consent = Quote.Consent.PENDING if newest else Quote.Consent.CHANGED
    quote.consent_by, quote.consent_method, quote.consent_at = "", "", None
    update(quote, *UNDONE)
    if newest:
        case.plan_answer = quote.consent


ASKED = _("I did not agree to this plan and price: {words}")
WAITS = _(
    "{where}, request {number}: the owner did not agree to the plan, as was noted. “{words}” The agreement is undone: the plan "
    "waits for the owner's own answer."
)
STOPPED = _(
    "{where}, request {number}: stop the work. The owner did not agree to the plan, as was noted. “{words}” It waits until the "
    "owner agrees."
)
OVER = _(
    "{where}, request {number}: the owner did not agree to the plan under which the work was done. “{words}” It stands on the "
    "request, and has to be settled with the owner."
)
NOTED = _(
    "Request {number}, {where}: it was noted that you did not agree to the plan: “{words}” Please agree or decline on the page of "
    "the request, or call us."
)
