"""Another department is asked to help: its head hears, agrees or refuses with a reason, or somebody above decides."""

from datetime import datetime

from django.utils.translation import gettext_lazy

from gensui.cases import access
from gensui.cases.actions import telling
from gensui.cases.actions.turn import act, happen
from gensui.cases.models import Case, Coordination, State
from gensui.cases.refusals import NotPartOfIt, OwnDepartment, RefusedAlready
from gensui.core import lifecycle
from gensui.core.events import handling
from gensui.people import queries as people
from gensui.people.access import NotYours
from gensui.people.acting import NOW, SYSTEM, Actor, Entry
from gensui.people.models import Employee

ASKED = gettext_lazy(
    "Case {number} needs your department: {matter}. Agree on the case's page, or refuse with a reason."
)
AGREED = gettext_lazy("{name} agreed to help with case {number}: {decision}")
REFUSED = gettext_lazy("{name} refused to help with case {number}: {reason}. The administration manager decides.")
DECIDED = gettext_lazy("{name} decided about the help with case {number}: {decision}")
WITHDRAWN = gettext_lazy("Case {number} no longer needs your department: it is {state}.")


@act(handling.CoordinationRequested, "matter")
def request_coordination(
    *, case: Case, actor: Employee, at: datetime, department: str, matter: str, entry: Entry = NOW
) -> Case:
    """Ask another department in. Its head is told and answers within two hours (4.1.8, C29).

    Refuses the department that has the case, and one that the same head leads (``OwnDepartment``): nobody agrees with himself.
    """
    if department in access.led_with({case.department}):
        raise OwnDepartment
    number = case.coordinations.count() + 1
    coordination = Coordination.objects.create(
        case=case, number=number, department=department, matter=matter, raised_by=actor, raised_at=entry.when(at)
    )

    event = handling.CoordinationRequested(coordination=_key(coordination))
    there = people.roles_at(case.site, department, at)
    leader = there.get("dept_head") or there.get("team_leader")
    named = {"asked_head": leader} if leader else {}
    case = happen(
        case,
        event,
        actor=actor,
        at=at,
        entry=_noted(entry, matter),
        named=named,
        rows=[coordination],
    )
    telling.tell_staff(case, telling.heads_of(case, department, at), ASKED, at, matter=matter)
    return case


def _key(coordination: Coordination) -> str:
    return f"{coordination.case.number}/{coordination.number}"


def _noted(entry: Entry, note: str) -> Entry:
    return entry.saying(note)


def _others(actor: Actor, *people: Employee | None) -> list[Employee | None]:
    return [one for one in people if one != actor]


def _open(case: Case, coordination: Coordination) -> Coordination:
    """The request as it stands now. Refuses another case's, and what is settled (``NotPartOfIt``)."""
    found = Coordination.objects.select_related("raised_by__user").filter(
        pk=coordination.pk, case=case, decided_at=None
    )
    kept = found.first()
    if kept is None:
        raise NotPartOfIt
    return kept


def _settle(case: Case, coordination: Coordination, decision: str, actor: Employee, when: datetime) -> None:
    coordination.decision, coordination.decided_by, coordination.decided_at = decision, actor, when
    coordination.save(update_fields=["decision", "decided_by", "decided_at"])


@act(handling.CoordinationAgreed, "decision")
def agree_coordination(
    *, case: Case, actor: Employee, at: datetime, coordination: Coordination, decision: str, entry: Entry = NOW
) -> Case:
    """The department that was asked agrees who does what by when.

    Refuses what is settled or another case's (``NotPartOfIt``), and whoever leads another department (``NotYours``).
    """
    coordination = _open(case, coordination)
    _require_asked(actor, coordination)
    _settle(case, coordination, decision, actor, entry.when(at))

    event = handling.CoordinationAgreed(coordination=_key(coordination))
    case = happen(case, event, actor=actor, at=at, entry=_noted(entry, decision), rows=[coordination])
    asking = _others(actor, coordination.raised_by, case.follower, case.handler)
    telling.tell_staff(case, asking, AGREED, at, name=actor.name, decision=decision)
    return case


def _require_asked(actor: Employee, coordination: Coordination) -> None:
    if not access.is_asked(actor, coordination.department):
        raise NotYours(str(actor.get_role_display()))


@act(handling.CoordinationRefused, "reason")
def refuse_coordination(
    *, case: Case, actor: Employee, at: datetime, coordination: Coordination, reason: str, entry: Entry = NOW
) -> Case:
    """The department that was asked refuses, and says why; the administration manager decides (C29).

    Refuses what is settled or another case's (``NotPartOfIt``), what was refused before (``RefusedAlready``), and whoever leads
    another department (``NotYours``).
    """
    coordination = _open(case, coordination)
    _require_asked(actor, coordination)
    if coordination.refused_at is not None:
        raise RefusedAlready
    coordination.refusal, coordination.refused_by, coordination.refused_at = reason, actor, entry.when(at)
    coordination.save(update_fields=["refusal", "refused_by", "refused_at"])

    event = handling.CoordinationRefused(coordination=_key(coordination))
    case = happen(case, event, actor=actor, at=at, entry=_noted(entry, reason), rows=[coordination])
    concerned = _others(actor, coordination.raised_by, case.follower, _above(case, at))
    telling.tell_staff(case, concerned, REFUSED, at, name=actor.name, reason=reason)
    return case


def _above(case: Case, at: datetime) -> Employee | None:
    key = people.roles_at(case.site, case.department, at).get("admin_manager", "")
    return Employee.objects.select_related("user").filter(number=key.removeprefix("staff:")).first() if key else None


@act(handling.CoordinationDecided, "decision")
def decide_coordination(
    *, case: Case, actor: Employee, at: datetime, coordination: Coordination, decision: str, entry: Entry = NOW
) -> Case:
    """Decide from above what the departments could not agree (C29). Refuses what is settled (``NotPartOfIt``)."""
    coordination = _open(case, coordination)
    _settle(case, coordination, decision, actor, entry.when(at))

    event = handling.CoordinationDecided(coordination=_key(coordination))
    case = happen(case, event, actor=actor, at=at, entry=_noted(entry, decision), rows=[coordination])
    asked = telling.heads_of(case, coordination.department, at)
    concerned = _others(actor, coordination.raised_by, case.follower, case.handler, *asked)
    telling.tell_staff(case, concerned, DECIDED, at, name=actor.name, decision=decision)
    return case


def withdraw_all(*, case: Case, actor: Actor, at: datetime) -> None:
    """The case is done or has ended: departments that were asked and have not answered are no longer needed, and hear so."""
    if case.state in lifecycle.UNDER_WAY:
        return
    for coordination in case.coordinations.filter(decided_at=None).order_by("number"):
        coordination.decided_at = at
        coordination.save(update_fields=["decided_at"])
        happen(case, handling.CoordinationWithdrawn(coordination=_key(coordination)), actor=SYSTEM, at=at)
        asked = telling.heads_of(case, coordination.department, at)
        telling.tell_staff(case, asked, WITHDRAWN, at, state=State(case.state).label)
