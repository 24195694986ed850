"""Who may see and do what with courses, sessions and results. Nobody else asks."""

from django.db.models import Q, QuerySet

from gensui.people import access as people
from gensui.people.access import NotYours
from gensui.people.models import Employee
from gensui.training.models import Seat, Session

WIDE = frozenset({"hr", "admin_manager", "general_manager"})
PLANNERS = frozenset({"hr", "admin_manager", "service_head", "dept_head"})
OFFICE = WIDE | PLANNERS
"""Who sees the plan of the year, and who is due."""


def plans(actor: Employee) -> bool:
    """Whether this person plans trainings and makes courses."""
    return actor.role in PLANNERS


def runs(actor: Employee, session: Session) -> bool:
    """Whether this person holds the session or stands above it: paper, closing, corrections."""
    return session.trainer_id == actor.pk or (
        actor.role in PLANNERS and people.visible_sites(actor).filter(pk=session.site_id).exists()
    )


def require_plans(actor: Employee) -> None:
    """Refuses who does not plan trainings (``NotYours``)."""
    if not plans(actor):
        raise NotYours(str(actor.get_role_display()))


def require_runs(actor: Employee, session: Session) -> None:
    """Refuses who neither holds the session nor plans trainings (``NotYours``)."""
    if not runs(actor, session):
        raise NotYours(str(actor.get_role_display()))


def visible_sessions(actor: Employee) -> QuerySet[Session]:
    """The sessions of the communities served, for the office; else those one teaches or sits in."""
    if actor.role in OFFICE:
        return Session.objects.filter(site__in=people.visible_sites(actor))
    mine = Seat.objects.filter(employee=actor).values("session")
    return Session.objects.filter(Q(trainer=actor) | Q(pk__in=mine))


def visible_staff(actor: Employee) -> QuerySet[Employee]:
    """Whose training this person looks after: the company's, or for a head the own department's."""
    staff = Employee.objects.filter(left_on=None, department__site__in=people.visible_sites(actor))
    return staff if actor.role in WIDE else staff.filter(department__in=people.rosters(actor))
