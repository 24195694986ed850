"""Who may see the gate, incidents and reports, and who may do what there. Nobody else asks."""

from collections.abc import Callable

from django.db.models import Q, QuerySet

from gensui.people import access as people
from gensui.people.access import NotYours
from gensui.people.acting import SYSTEM, Actor, System
from gensui.people.models import Employee, Resident, Site, Unit
from gensui.security.models import DailyReport, GateEntry, Incident, Pass

Right = Callable[[Actor, Site, Unit | None], bool]

FRONT = frozenset({"agent", "service_head"})
ABOVE = frozenset({"admin_manager", "general_manager"})
LEADING = frozenset({"team_leader", "dept_head"})
HELPING = frozenset({"guard", "technician", "cleaner", "gardener", "team_leader", "dept_head", "agent", "service_head"})


def guards(actor: Actor, site: Site, unit: Unit | None) -> bool:
    """Whoever works in security."""
    return isinstance(actor, Employee) and actor.department.kind == "security"


def leads(actor: Actor, site: Site, unit: Unit | None) -> bool:
    """Whoever leads security, or stands above."""
    return isinstance(actor, Employee) and (
        actor.role in ABOVE or (actor.role in LEADING and actor.department.kind == "security")
    )


def helps(actor: Actor, site: Site, unit: Unit | None) -> bool:
    """Anybody at work in the community: in danger everybody helps."""
    return isinstance(actor, Employee) and (actor.role in HELPING or actor.role in ABOVE)


def serves(actor: Actor, site: Site, unit: Unit | None) -> bool:
    """Customer service, and who stands above."""
    return isinstance(actor, Employee) and (actor.role in FRONT or actor.role in ABOVE)


def lives_there(actor: Actor, site: Site, unit: Unit | None) -> bool:
    """Whoever lives in the home now."""
    return isinstance(actor, Resident) and unit is not None and actor.is_present and actor.household.unit_id == unit.pk


def resident(actor: Actor, site: Site, unit: Unit | None) -> bool:
    """Whoever lives there, or did: the own data stay one's own."""
    return isinstance(actor, Resident) and unit is not None and actor.household.unit_id == unit.pk


def system(actor: Actor, site: Site, unit: Unit | None) -> bool:
    """The house itself."""
    return isinstance(actor, System)


def either(*rights: Right) -> Right:
    """Whoever has one of these rights."""

    def has_one(actor: Actor, site: Site, unit: Unit | None) -> bool:
        return any(right(actor, site, unit) for right in rights)

    return has_one


RIGHTS: dict[str, Right] = {
    "arrive": guards,
    "arrive_by_pass": guards,
    "ask_owner": guards,
    "note_answer": guards,
    "answer_gate": lives_there,
    "decide_entry": guards,
    "leave": guards,
    "check_stay": guards,
    "issue_pass": lives_there,
    "revoke_pass": lives_there,
    "erase_old_entries": system,
    "erase_passes": either(system, resident),
    "report_incident": helps,
    "arrive_on_scene": helps,
    "start_plan": helps,
    "do_step": helps,
    "add_photo": helps,
    "acknowledge": helps,
    "note_told": helps,
    "suspect_crime": helps,
    "control_incident": helps,
    "close_incident": leads,
    "review_incident": leads,
    "compile_report": either(system, leads),
    "submit_report": leads,
    "explain_report": either(leads, serves),
    "accept_report": serves,
}


def may(actor: Actor, act: str, site: Site, unit: Unit | None = None) -> bool:
    """Whether this person may do this here. Nobody acts in a community that is not the own."""
    works_there = (
        not isinstance(actor, Employee) or actor.role in people.COMPANY_WIDE or actor.department.site_id == site.pk
    )
    return works_there and RIGHTS[act](actor, site, unit)


def require(actor: Actor, act: str, site: Site, unit: Unit | None = None) -> None:
    """Refuses whoever may not do this (``NotYours``)."""
    if not may(actor, act, site, unit):
        raise NotYours(_called(actor))


def may_tell_police(actor: Actor, found: Incident) -> bool:
    """Whether this person may note, once an incident is over, that the police were told: who leads, or had a part in it."""
    if not isinstance(actor, Employee) or not may(actor, "note_told", found.site):
        return False
    if leads(actor, found.site, None) or actor.pk in (found.reporter_id, found.first_guard_id):
        return True
    heard = found.notices.filter(Q(employee=actor) | Q(noted_by=actor))
    return heard.exists() or found.steps.filter(done_by=actor).exists()


def require_tells_police(actor: Actor, found: Incident) -> None:
    """Refuses whoever may not do this (``NotYours``)."""
    if not may_tell_police(actor, found):
        raise NotYours(_called(actor))


def _called(actor: Actor) -> str:
    if isinstance(actor, Employee):
        return str(actor.get_role_display())
    return str(actor.get_relation_display()) if isinstance(actor, Resident) else actor.key


def sees_gate(actor: Employee) -> bool:
    """Whether the register exists for this person: security's, customer service's, and who stands above."""
    return actor.department.kind == "security" or actor.role in FRONT | ABOVE


def visible_entries(actor: Actor) -> QuerySet[GateEntry]:
    """The lines of the register that exist for this person: staff those of their communities, a resident those of the own home
    since the own household began.
    """
    if isinstance(actor, Resident):
        return GateEntry.objects.filter(_since(actor)) if actor.is_present else GateEntry.objects.none()
    if isinstance(actor, System):
        return GateEntry.objects.all()
    if not sees_gate(actor):
        return GateEntry.objects.none()
    return GateEntry.objects.filter(site__in=people.visible_sites(actor))


def _since(actor: Resident) -> Q:
    began_at = actor.household.began_at
    here = Q(unit=actor.household.unit_id)
    return here if began_at is None else here & Q(arrived_at__gte=began_at)


def visible_passes(actor: Actor) -> QuerySet[Pass]:
    """The passes that exist for this person: to security those of the community, to a resident the own while living there."""
    if isinstance(actor, Resident):
        return Pass.objects.filter(resident=actor) if actor.is_present else Pass.objects.none()
    if isinstance(actor, Employee) and sees_gate(actor):
        return Pass.objects.filter(unit__building__site__in=people.visible_sites(actor))
    return Pass.objects.none()


def visible_incidents(actor: Actor) -> QuerySet[Incident]:
    """Incidents exist for everybody who works in the community: in danger everybody is concerned."""
    if isinstance(actor, Employee):
        return Incident.objects.filter(site__in=people.visible_sites(actor))
    return Incident.objects.none()


def visible_reports(actor: Actor) -> QuerySet[DailyReport]:
    """The daily reports that exist for this person: security's leaders, customer service, and who stands above."""
    if not isinstance(actor, Employee) or not (serves(actor, actor.department.site, None) or sees_gate(actor)):
        return DailyReport.objects.none()
    return DailyReport.objects.filter(site__in=people.visible_sites(actor))


__all__ = ["SYSTEM", "Actor", "System"]
