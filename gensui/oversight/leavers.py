"""What somebody holds who is to leave: everything that has to go into other hands."""

from dataclasses import dataclass
from datetime import datetime

from gensui.cases import relief
from gensui.cases.access import SYSTEM
from gensui.cases.models import Case, Complaint, Handover
from gensui.core import lifecycle
from gensui.ledger.models import Obligation
from gensui.people.models import Employee
from gensui.rounds.models import Plan
from gensui.training.models import Session


@dataclass(frozen=True, slots=True)
class Open:
    """What somebody holds: everything that has to go into other hands when the person leaves."""

    orders: list[Case]
    followed: list[Case]
    complaints: list[Complaint]
    plans: list[Plan]
    handovers: int
    sessions: int
    promises: int
    duties: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is open."""
        return not (self.orders or self.followed or self.complaints or self.plans or self.promises or self.duties)


def open_of(employee: Employee, at: datetime) -> Open:
    """What somebody holds now. Eight queries."""
    looked_into = Complaint.objects.filter(investigator=employee, case__state__in=lifecycle.OPEN).select_related("case")
    return Open(
        orders=relief.held_by(employee, SYSTEM),
        followed=relief.followed_by(employee, SYSTEM),
        complaints=list(looked_into),
        plans=list(Plan.objects.followed().filter(assignee=employee).order_by("pk")),
        handovers=Handover.objects.filter(to_employee=employee, accepted_at=None, declined_at=None).count(),
        sessions=Session.objects.filter(trainer=employee, starts_at__gt=at).count(),
        promises=Obligation.objects.filter(state="open", holder=employee.key).count(),
        duties=employee.duties.filter(ends_at__gt=at).count(),
    )
