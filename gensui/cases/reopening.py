"""Until when the same fault opens a request again. For how long is a figure of the policy."""

from datetime import datetime

from gensui.cases.models import Case
from gensui.core import worktime
from gensui.core.events import handling
from gensui.core.worktime import Duration
from gensui.ledger import policies
from gensui.ledger import queries as ledger
from gensui.ledger.models import Event

BEFORE_THE_FIGURE = "30 d"
"""What holds under a version from before the policy had this figure."""


def reopens_until(case: Case) -> datetime | None:
    """The last moment at which a request that has ended opens again; none where it has not ended. One query.

    The version in force at the end says so: what the owner was told then is not taken back by a later version.
    """
    if case.closed_at is None:
        return None
    policy = policies.in_force(policies.newest(), case.closed_at)
    span = Duration.parse(str(policy.figure("reopen_within") or BEFORE_THE_FIGURE))
    return worktime.add(policy.calendars["always"], case.closed_at, span)


def may_contest(case: Case) -> bool:
    """Whether the request ended by a cancel that staff entered. At most one query."""
    if case.state != "cancelled" or case.merged_into_id is not None:
        return False
    ended = Event.objects.filter(stream=case.stream, kind="case.cancelled").order_by("-number").first()
    return ended is not None and ended.actor.startswith("staff:")


def may_reopen(case: Case, at: datetime) -> bool:
    """Whether the same fault may still open this request again. One query, none where it has not ended."""
    until = reopens_until(case)
    return until is None or at <= until


def first_promised(case: Case) -> datetime | None:
    """What the owner was promised first of all: of a later round the log knows it, as a round forgets that of the one before.
    One query, after the first round.
    """
    if case.round == 1:
        return case.promised_by
    sent = ledger.happened(case.stream, handling.WorkOrderDispatched.kind)
    promised = (one.required_by for one in sent if isinstance(one, handling.WorkOrderDispatched))
    return next(filter(None, promised), None) or case.promised_by
