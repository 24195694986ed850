"""What somebody holds who is to leave: everything that has to go into other hands."""

from dataclasses import dataclass, fields
from datetime import date, datetime

from gensui.amendments.models import Draft as PolicyDraft
from gensui.cases import relief
from gensui.cases.models import Case, Complaint, Draft, Handover
from gensui.core import lifecycle
from gensui.ledger.models import Obligation
from gensui.oversight.actions.leaving import Hands
from gensui.oversight.models import Inspection, Leaving, Rectification, Survey, Team
from gensui.people.acting import SYSTEM
from gensui.people.models import Employee
from gensui.rounds.models import Plan
from gensui.training.models import Seat, Session


@dataclass(frozen=True, slots=True)
class Open:
    """What somebody holds: everything that has to go into other hands when the person leaves.

    ``begun`` names what the person began and anybody of the same office may go on with; it stays under the name.
    """

    orders: list[Case]
    followed: list[Case]
    complaints: list[Complaint]
    plans: list[Plan]
    sessions: list[Session]
    seats: list[Seat]
    begun: list[str]
    types_an_intake: bool
    is_on_team: bool
    handovers: int
    promises: int
    duties: int


def open_of(employee: Employee, at: datetime) -> Open:
    """What somebody holds now. Sixteen queries."""
    looked_into = Complaint.objects.filter(investigator=employee, case__state__in=lifecycle.OPEN).select_related("case")
    to_hold = Session.objects.filter(closed_at=None, cancelled_at=None)
    return Open(
        orders=relief.held_by(employee, SYSTEM),
        followed=relief.followed_by(employee, SYSTEM),
        complaints=list(looked_into),
        plans=list(Plan.objects.followed().filter(assignee=employee).order_by("pk")),
        sessions=list(to_hold.filter(trainer=employee).select_related("course").order_by("starts_at")),
        seats=list(
            Seat.objects.filter(employee=employee, session__in=to_hold, sign_ins=None).select_related("session__course")
        ),
        begun=_begun(employee),
        types_an_intake=Draft.objects.filter(employee=employee).exists(),
        is_on_team=_is_on_team(employee),
        handovers=Handover.objects.filter(to_employee=employee, accepted_at=None, declined_at=None).count(),
        promises=Obligation.objects.filter(state="open", holder=employee.key).count(),
        duties=employee.duties.filter(ends_at__gt=at).count(),
    )


def _begun(employee: Employee) -> list[str]:
    inspections = Inspection.objects.filter(drawn_by=employee, state=Inspection.State.DRAWN)
    findings = Rectification.objects.filter(found_by=employee).exclude(state=Rectification.State.PASSED)
    drafts = PolicyDraft.objects.filter(drafted_by=employee, state__in=["writing", "consulting"])
    return [
        *(one.number for one in inspections.order_by("pk")),
        *(one.number for one in findings.order_by("pk")),
        *(str(one) for one in Survey.objects.filter(opened_by=employee, closed_at=None)),
        *(f"{one.title} {one.version}" for one in drafts.order_by("pk")),
    ]


def _is_on_team(employee: Employee) -> bool:
    """Whether somebody is on the supervision team as it was appointed last."""
    team = Team.objects.filter(site=employee.department.site_id).order_by("-appointed_at", "-pk").first()
    return team is not None and (team.leader_id == employee.pk or team.members.filter(pk=employee.pk).exists())


def planned_of(employee: Employee) -> Leaving | None:
    """The day to come on which somebody leaves, if one is noted; or what became of it."""
    return Leaving.objects.select_related("noted_by", "countersigned_by", "employee").filter(employee=employee).first()


def is_planned(employee: Employee, last_on: date, hands: Hands) -> bool:
    """Whether just this is noted already."""
    planned = planned_of(employee)
    return (
        planned is not None
        and planned.last_on == last_on
        and all(getattr(planned, one.name) == getattr(hands, one.name) for one in fields(hands))
    )
