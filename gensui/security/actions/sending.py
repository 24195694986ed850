"""Who hears of an emergency, at once: the list of the plan, as those people are on duty now."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from gensui.ledger import outbox
from gensui.people.languages import in_language
from gensui.people.models import Duty, Employee
from gensui.security import plans
from gensui.security.models import Incident, IncidentNotice
from gensui.security.plans import Plan

Party = IncidentNotice.Party
OWNERS = {"zh-Hant": "業主（廣播或短信）", "zh-Hans": "业主（广播或短信）", "en": "Owners, by broadcast or message"}
LISTED: dict[str, tuple[Party, str, tuple[str, ...]]] = {
    "agent": (Party.CUSTOMER_SERVICE, "customer_service", ("agent",)),
    "service_head": (Party.CUSTOMER_SERVICE, "customer_service", ("service_head",)),
    "guards": (Party.GUARDS, "security", ("guard",)),
    "security_leader": (Party.LEADERS, "security", ("team_leader",)),
    "dept_head": (Party.LEADERS, "security", ("dept_head",)),
    "maintenance": (Party.HELPERS, "maintenance", ("team_leader", "dept_head")),
    "cleaning": (Party.HELPERS, "cleaning", ("team_leader", "dept_head")),
    "greening": (Party.HELPERS, "greening", ("team_leader", "dept_head")),
    "admin_manager": (Party.LEADERS, "administration", ("admin_manager",)),
    "general_manager": (Party.LEADERS, "administration", ("general_manager",)),
}
"""Whom a name on a plan's list means: party, department, roles."""
ALSO_OFF_DUTY = frozenset({"admin_manager", "general_manager", "dept_head", "service_head"})


def tell(found: Incident, plan: Plan, actor: Employee, at: datetime) -> list[IncidentNotice]:
    """Send word to whoever the plan names and who has not been told; the new colleagues on the call list."""
    told = set(found.notices.values_list("employee", flat=True))
    new = [
        IncidentNotice(incident=found, party=party, employee=one, told_at=at)
        for party, one in _named(found, plan, at)
        if one.pk not in told and one.pk != actor.pk
    ]
    IncidentNotice.objects.bulk_create(new)
    for notice in new:
        assert notice.employee is not None  # they are colleagues
        body = _words(found, notice.employee.user.language)
        outbox.queue(stream=found.stream, to=notice.employee.key, what="incident", body=body, at=at)
    IncidentNotice.objects.bulk_create(_outside(found, plan))
    return new


def _named(found: Incident, plan: Plan, at: datetime) -> Iterator[tuple[Party, Employee]]:
    present = Duty.objects.filter(employee=OuterRef("pk"), starts_at__lte=at, ends_at__gt=at)
    rows = Employee.objects.working().filter(department__site=found.site).select_related("user", "department")
    staff = list(rows.annotate(present=Exists(present)).order_by("number"))
    for name in plan.tell:
        if name not in LISTED:
            continue
        party, kind, roles = LISTED[name]
        of_these = [one for one in staff if one.department.kind == kind and one.role in roles]
        here = [one for one in of_these if one.present]  # type: ignore[attr-defined]  # annotated
        yield from ((party, one) for one in here or [one for one in of_these if one.role in ALSO_OFF_DUTY])


def _outside(found: Incident, plan: Plan) -> list[IncidentNotice]:
    there = {str(sorted((body or {}).items())) for body in found.notices.values_list("body", flat=True)}
    rows = [(Party.AUTHORITIES, dict(one.name), one.call) for one in plan.outside]
    if "owners" in plan.tell:
        rows.append((Party.OWNERS, OWNERS, ""))
    return [
        IncidentNotice(incident=found, party=party, body=body, call=call)
        for party, body, call in rows
        if str(sorted(body.items())) not in there
    ]


def list_police(found: Incident) -> None:
    """Put the police on the call list, where the plan does not."""
    police = plans.police()
    IncidentNotice.objects.create(incident=found, party=Party.AUTHORITIES, body=dict(police.name), call=police.call)


def _words(found: Incident, language: str) -> str:
    with in_language(language):
        title = _("Drill: {what}, {where}") if found.drill else _("Emergency: {what}, {where}")
        return "\n".join([title.format(what=found.title, where=found.where), _("Open it and say that you know.")])
