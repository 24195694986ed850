"""Who may come in, and what every page of the desk shows around its matter."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django_htmx.middleware import HtmxDetails

from gensui.cases import badges
from gensui.desk import progress
from gensui.ledger import queries as ledger
from gensui.ledger.clock import FAILING
from gensui.notices import queries as notices
from gensui.people import access
from gensui.people.models import Employee
from gensui.reports import access as reports
from gensui.security import access as security
from gensui.training import access as training


class StaffRequest(HttpRequest):
    """A request by somebody who works here, at a moment that the view takes as now."""

    employee: Employee
    at: datetime
    htmx: HtmxDetails


View = Callable[..., HttpResponseBase]


def staff(*roles: str) -> Callable[[View], View]:
    """Lets in employees, of these roles or of any; reads the clock, once. Strangers are sent to sign in, others refused."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: StaffRequest, *args: Any, **words: Any) -> HttpResponseBase:
            employee = getattr(request.user, "employee", None)
            if employee is None:
                if request.user.is_authenticated:
                    return redirect("my_cases")
                return redirect_to_login(request.get_full_path())
            if access.must_prove_twice(employee.user, settings.MFA_ROLES) and not is_mfa_enabled(employee.user):
                return redirect("mfa_activate_totp")
            if roles and employee.role not in roles:
                return render(request, "403.html", status=403)
            request.employee, request.at = employee, timezone.now()
            return view(request, *args, **words)

        guarded.roles = roles  # type: ignore[attr-defined]  # the permission matrix reads it
        return guarded

    return decorate


FRONT = ("agent", "service_head", "admin_manager")
LEADERS = ("service_head", "team_leader", "dept_head", "admin_manager", "general_manager")
EVERYBODY = tuple(role for role, _label in Employee.Role.choices)


@dataclass(frozen=True, slots=True)
class Door:
    """A room of the desk, in the rail."""

    name: str
    label: object
    key: str = ""
    roles: tuple[str, ...] = EVERYBODY
    url: str = ""
    current: bool = False
    count: int = 0


def _doors(me: Employee) -> tuple[Door, ...]:
    gate = (Door("gate", _("Gate"), "G"), Door("daily_reports", _("Daily report"))) if security.sees_gate(me) else ()
    return (
        Door("worklist", _("My clocks"), "W"),
        Door("intake", _("Take in"), "N", FRONT),
        Door("case_list", _("Cases"), "C"),
        Door("department", _("Department"), "D", (*FRONT, *LEADERS)),
        Door("board", _("Board"), "B", (*FRONT, *LEADERS, "hr")),
        Door("calendar", _("Calendar"), "T"),
        Door("visits", _("Return visits"), "R", FRONT),
        Door("handover", _("Hand-over"), "H", FRONT),
        Door("field", _("Field"), "F", ("technician", "team_leader", "guard", "cleaner", "gardener", "dept_head")),
        Door("homes", _("Homes"), "", tuple(sorted(access.RIGHTS["move_residents"]))),
        Door("roster", _("Roster") if me.role in access.PLANNERS else _("My shifts"), "S"),
        Door("personnel", _("Personnel"), "", tuple(sorted(access.RIGHTS["end_employment"]))),
        *gate,
        Door("incidents", _("Emergencies"), "E"),
        Door("grounds", _("Grounds"), "U", (*FRONT, *LEADERS, "hr", "operator")),
        Door("walk", _("My rounds"), "O", ("technician", "team_leader", "guard", "cleaner", "gardener", "dept_head")),
        Door("supervision", _("Supervision"), "V", ("service_head", "dept_head", "admin_manager", "general_manager")),
        Door("training" if me.role in training.OFFICE else "own_training", _("Training"), "L"),
        Door("recognition", _("Rewards and penalties"), "Z"),
        Door("assessment", _("Assessment"), "M"),
        Door("policy", _("Policy"), "P"),
        Door("changes", _("Changes"), "", tuple(sorted(access.COMPANY_WIDE))),
        Door("reporting", pgettext("figures", "Reports"), "Y", tuple(reports.READERS)),
        Door("inbox", _("Inbox"), "I"),
    )


def page(request: StaffRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of the desk, with its rail. Three queries beside the page's own."""
    me = request.employee
    counts = badges.badges(me, request.at) | {"inbox": notices.unread(me.key)}
    here = request.resolver_match.url_name if request.resolver_match else ""
    rail = [
        Door(
            door.name, door.label, door.key, door.roles, reverse(door.name), door.name == here, counts.get(door.name, 0)
        )
        for door in _doors(me)
        if me.role in door.roles
    ]
    around = {
        "me": me, "rail": rail, "at": request.at, "demo": settings.DEMO, "engine_note": engine_note(request.at),
        "demo_progress": progress.said() if settings.DEMO else "", "offered": counts["handover"],
    }  # fmt: skip
    return render(request, template, around | context, status=status)


def engine_note(at: datetime) -> str:
    """What to say where no worker is heard of, or it waits: the clocks on the page are then not watched. One query."""
    failing = ledger.beating(at)
    if any(FAILING in each.split(", ") for each in failing):
        return _(
            "The clock of this machine was set: the engine waits, and times on this page may be wrong. Tell the operators."
        )
    if failing:
        return ""
    return _(
        "The engine is not running: clocks go on, but nobody is reminded and lapses are found late. Start: gensui work"
    )
