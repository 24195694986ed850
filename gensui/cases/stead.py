"""In whose stead somebody acts on a case: who holds a running promise, or stands in for who does, may end it or hand it on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from gensui.cases import access
from gensui.cases.models import Case
from gensui.core import worktime
from gensui.core.policy import Policy
from gensui.ledger import policies
from gensui.ledger.models import Obligation
from gensui.people import queries as people
from gensui.people.acting import Actor
from gensui.people.models import Department, Employee

OF_DESK = {"follower": "agent", "agent": "agent", "service_head": "service_head"}
OF_DEPARTMENT = {"handler": "team_leader", "team_leader": "team_leader", "dept_head": "dept_head"}
"""As whom somebody acts who has a role's promise without having that post. A handler's is led, never worked off, by others."""


@dataclass(frozen=True, slots=True)
class Stead:
    """As whom somebody acts, and the kinds of events by which the promise ends or is handed on."""

    who: Employee
    kinds: frozenset[str]


def nominal(role: str, case: Case) -> Employee | None:
    """Whoever has this post on this case, as somebody without a name: only good for asking what the post may do."""
    if role == "team_leader" and case.request_type == "complaint":
        role = "admin_manager"  # who leads where complaints are looked into
    if role in OF_DESK:
        return _unnamed(OF_DESK[role], "customer_service", case)
    if role in OF_DEPARTMENT:
        return _unnamed(OF_DEPARTMENT[role], case.department, case)
    return _unnamed(role, "administration", case) if role in access.ABOVE else None


def _unnamed(role: str, department: str, case: Case) -> Employee:
    return Employee(role=role, department=Department(kind=department, site_id=case.site_id))


def steads(actor: Actor, case: Case, at: datetime) -> list[Stead]:
    """In whose stead this person acts on the case now: of each promise that runs there and that the person holds, or answers for
    as the one who is on duty while the stand-ins do. One query; in the hours of standing in two.
    """
    if not isinstance(actor, Employee):
        return []
    policy = policies.in_force(policies.newest(), at)
    running = Obligation.objects.filter(stream=case.stream, state="open", due_at__isnull=False).order_by("pk")
    mine = _answered_by(actor, list(running), policy, case, at)
    found = []
    for duty in mine:
        clause, who = policy.under(duty.version).clauses.get(duty.clause), nominal(duty.role, case)
        if clause is not None and who is not None:
            handed = {kind for kind, one in policy.reactions.items() if duty.role in one.hands_over}
            found.append(Stead(who, frozenset({rule.on for rule in clause.closes} | handed)))
    return found


def _answered_by(
    actor: Employee, duties: list[Obligation], policy: Policy, case: Case, at: datetime
) -> list[Obligation]:
    if actor.pk == case.handler_id:  # the own order is in nobody's stead: who has it does not give it to others
        duties = [duty for duty in duties if duty.role != "handler"]
    held = [duty for duty in duties if duty.holder == actor.key]
    others = [duty for duty in duties if duty not in held and _is_stood_in(policy, duty.role, at)]
    if not others:
        return held
    roles = people.roles_at(case.site, case.department, at)
    return held + [duty for duty in others if on_duty(policy, duty.role, roles, at) == actor.key]


def _is_stood_in(policy: Policy, role: str, at: datetime) -> bool:
    """Whether somebody stands in at this time of day for this role, or for one that it falls to."""
    known = (policy.roles.get(one) for one in (role, *policy.chain(role)))
    return any(
        one is not None and one.stand_in_during is not None and worktime.is_open(one.stand_in_during, at)
        for one in known
    )


def on_duty(policy: Policy, role: str, roles: Mapping[str, str], at: datetime) -> str:
    """Who answers for this role and is on duty at this moment, by key; the house, where nobody is."""
    return policy.holder(role, roles, at, due_at=at)


def there_for(role: str, roles: Mapping[str, str], at: datetime) -> list[str]:
    """Who answers for this role at this moment, by key: one or nobody."""
    key = on_duty(policies.in_force(policies.newest(), at), role, roles, at)
    return [key] if key.startswith("staff:") else []


def may(actor: Actor, act: str, kind: str, case: Case, found: Iterable[Stead]) -> bool:
    """Whether this person may do this with this case: by the own post, or in the ``found`` stead of somebody whose post may."""
    if access.may(actor, act, case):
        return True
    kinds = {kind, ALSO_DOES.get(act, kind)}
    return any(one.kinds & kinds and access.may_for(actor, one.who, act, case) for one in found)


ALSO_DOES = {"assess_complaint": "work_order.assigned"}
"""By which event an act ends a promise, where that is not the one it begins with: it names who looks into the complaint."""


def require(actor: Actor, act: str, kind: str, case: Case, at: datetime) -> None:
    """Refuses whoever may do this neither by the own post nor in somebody's stead (``NotYours``). Asks for the latter only where
    the former does not suffice.
    """
    if not access.may(actor, act, case) and not may(actor, act, kind, case, steads(actor, case, at)):
        raise access.not_yours(actor)


def heads(actor: Actor, kind: str, case: Case, at: datetime) -> bool:
    """Whether this person heads the department, or does this in the stead of who does."""
    if access.heads(actor, case):
        return True
    return any(kind in one.kinds and access.heads(one.who, case) for one in steads(actor, case, at))
