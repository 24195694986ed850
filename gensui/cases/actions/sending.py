"""Sending an order out, as intake, dispatch, rework and complaint all do."""

from datetime import datetime

from gensui.cases.models import Case
from gensui.cases.refusals import NotOnDuty
from gensui.core import worktime
from gensui.core.events import handling
from gensui.core.policy import Policy
from gensui.core.worktime import Duration
from gensui.ledger import policies
from gensui.people.models import Department, Employee

REQUIRED_BY = {
    "maintenance": "general_required_by", "cleaning": "grounds_required_by", "greening": "grounds_required_by",
    "security": "security_required_by",
}  # fmt: skip
"""The setting of C30 that says when a department's order is to be done."""


def required_by(case: Case, happened_at: datetime, policy: Policy) -> datetime:
    """When the order is to be done, unless somebody says otherwise (C30)."""
    name = REQUIRED_BY.get(case.department, "complaint_required_by")
    if case.request_type == "complaint" or case.complexity == "complex":
        name = "complaint_required_by"
    return worktime.add(policy.calendars["office"], happened_at, Duration.parse(str(policy.setting(name))))


def required_by_grave(received_at: datetime, policy: Policy) -> datetime:
    """When a grave complaint is to be decided, counted from when it came in; as any other, where the policy knows no such limit."""
    try:
        limit = policy.setting("grave_complaint_required_by")
    except KeyError:
        limit = policy.setting("complaint_required_by")
    return worktime.add(policy.calendars["office"], received_at, Duration.parse(str(limit)))


def dispatched(
    case: Case, happened_at: datetime, at: datetime, newest_policy: int | None = None
) -> handling.WorkOrderDispatched:
    """The event that sends the order, with the time it is to be done by set on the case. One query, unless it is known."""
    if case.required_by is None:
        newest = policies.newest() if newest_policy is None else newest_policy
        case.required_by = required_by(case, happened_at, policies.in_force(newest, at))
    filled = ["summary"] * bool(case.content) + ["owner_phone"] * bool(
        case.phone or case.resident_id or case.channel == "patrol"
    )
    return handling.WorkOrderDispatched(required_by=case.required_by, filled=(*filled, "required_by"))


def check_hands(handler: Employee, case: Case) -> None:
    """Refuses somebody of another department than the case is with (``NotOnDuty``)."""
    kind = handler.department.kind
    together = {kind, case.department} <= {"cleaning", "greening"}
    if (kind != case.department and not together) or handler.department.site_id != case.site_id:
        raise NotOnDuty(handler.name, str(Department.Kind(case.department).label))
