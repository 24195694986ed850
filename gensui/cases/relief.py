"""Reads for when somebody falls ill: what the person holds, and who could take each of it."""

from dataclasses import dataclass, replace
from datetime import datetime

from gensui.cases import access
from gensui.cases.models import Case
from gensui.cases.queries import Candidate, team
from gensui.people.acting import System
from gensui.people.models import Employee

HELD = ("dispatched", "assigned", "contacted", "on_site", "plan_pending", "working", "paused", "completed")
"""The states in which the handler has something to do."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An order, and who could take it, the best first."""

    case: Case
    candidates: list[Candidate]


def held_by(employee: Employee, actor: Employee | System) -> list[Case]:
    """The orders in somebody's hands that exist for the actor, the most urgent first. One query."""
    seen = access.visible_cases(actor).filter(handler=employee, state__in=HELD)
    return list(Case.objects.with_people().filter(pk__in=seen.values("pk")).order_by("priority", "pk"))


def followed_by(employee: Employee, actor: Employee | System) -> list[Case]:
    """The open cases somebody follows at the desk that exist for the actor. One query."""
    seen = access.visible_cases(actor).filter(follower=employee, closed_at=None)
    return list(Case.objects.with_people().filter(pk__in=seen.values("pk")).order_by("pk"))


def proposals(employee: Employee, actor: Employee | System, at: datetime) -> list[Proposal]:
    """Into whose hands each order could go. What is proposed counts as work already, so that not all goes to one.

    Four queries, one more an order, and three more where the orders are of a second department.
    """
    teams = {}
    extra: dict[int, int] = {}
    found = []
    for case in held_by(employee, actor):
        if case.department not in teams:
            teams[case.department] = team(case.site, case.department, at)
        others = [
            replace(one, open=one.open + extra.get(one.employee.pk, 0))
            for one in teams[case.department].for_case(case, actor)
            if one.employee.pk != employee.pk
        ]
        others.sort(key=lambda one: (one.rank, one.employee.number))
        if others:
            best = others[0].employee.pk
            extra[best] = extra.get(best, 0) + 1
        found.append(Proposal(case, others))
    return found
