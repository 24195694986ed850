"""Who has a case now, to whom its owner's words go."""

from collections.abc import Sequence
from datetime import datetime

from gensui.cases import apart
from gensui.cases.actions import turn
from gensui.cases.models import Case
from gensui.ledger import policies
from gensui.ledger import queries as ledger
from gensui.people import queries as people
from gensui.people.acting import SYSTEM
from gensui.people.models import Employee


def whoever_has(case: Case, at: datetime) -> list[Employee]:
    """Who has the case: follower, handler, and whoever a running clock of it stands with; where it has nobody, who answers in
    place of the head of customer service, on duty or not. At most five queries.
    """
    found = {one.key: one for one in (case.follower, case.handler) if one is not None}
    running = ledger.running_of([case.stream]).get(case.stream, [])
    found |= _staff([duty.holder for duty in running if duty.holder not in found])
    if found:
        return list(found.values())
    leaders = people.roles_at(case.site, case.department, at)
    roles = turn.roles(case, SYSTEM, leaders, apart.keys_of(case))
    return list(_staff([policies.in_force(policies.newest(), at).recipient("service_head", roles, at)]).values())


def _staff(keys: Sequence[str]) -> dict[str, Employee]:
    """Those of the keys that are of somebody who works here, in their order."""
    numbers = [key.removeprefix("staff:") for key in keys if key.startswith("staff:")]
    working = Employee.objects.working().select_related("user").filter(number__in=numbers)
    there = {one.key: one for one in working} if numbers else {}
    return {key: there[key] for key in keys if key in there}
