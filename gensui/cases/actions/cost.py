"""Who bears the cost of work that began because of danger, where its plan was refused."""

from datetime import datetime
from typing import Literal

from django.utils.translation import gettext_lazy as _

from gensui.cases import plans
from gensui.cases.actions.plan import ANSWERED
from gensui.cases.actions.telling import tell_owner, tell_staff
from gensui.cases.actions.turn import act, happen
from gensui.cases.models import Case, Quote
from gensui.cases.refusals import NothingToDecide
from gensui.core.events import handling
from gensui.ledger.compiled import update
from gensui.people.acting import NOW, Entry
from gensui.people.models import Employee


@act(handling.CostDecided, "reason")
def decide_cost(
    *,
    case: Case,
    actor: Employee,
    at: datetime,
    bearer: Literal["owner", "fund", "company"],
    reason: str,
    entry: Entry = NOW,
) -> Case:
    """The owner refused work that began in an emergency: the head of the department says who bears its cost, and why.

    The owner and the handler are told. Refuses where nothing of the kind waits for a decision (``NothingToDecide``).
    """
    quote = plans.undecided(case)
    if quote is None:
        raise NothingToDecide
    quote.bearer, quote.bearer_reason, quote.bearer_at = bearer, reason, entry.when(at)
    update(quote, "bearer", "bearer_reason", "bearer_at")
    if quote.round == case.round:
        case.plan_answer = plans.DECIDED

    note = entry.saying(reason)
    case = happen(
        case, handling.CostDecided(bearer=bearer), actor=actor, at=at, entry=note, changed=ANSWERED, rows=[quote]
    )
    told: dict[str, object] = {"bearer": Quote.Payer(bearer).label, "total": quote.total, "reason": reason}
    tell_owner(case, BEARER, at, **told)
    tell_staff(case, (case.handler, case.follower), BEARER, at, **told)
    return case


BEARER = _(
    "Request {number}: the work began at once because of danger, and its plan was refused. It is decided who bears the cost of "
    "¥{total}: {bearer}. “{reason}”"
)
