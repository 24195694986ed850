"""Until when the same fault opens a request again. For how long is a figure of the policy."""

from datetime import datetime

from gensui.cases.models import Case
from gensui.core import worktime
from gensui.core.worktime import Duration
from gensui.ledger import policies

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


def may_reopen(case: Case, at: datetime) -> bool:
    """Whether the same fault may still open this request again. One query, none where it has not ended."""
    until = reopens_until(case)
    return until is None or at <= until
