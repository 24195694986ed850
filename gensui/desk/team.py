"""The supervision team: who leads, who is on it, by which appointment."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gensui.core.refusal import Refusal
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.forms.supervision import TeamForm
from gensui.desk.supervision import SEES
from gensui.oversight import access
from gensui.oversight.actions import appointing
from gensui.oversight.models import Team
from gensui.people.models import Employee

MOST = 20


@require_http_methods(["GET", "POST"])
@staff(*SEES)
def supervision_team(request: StaffRequest) -> HttpResponse:
    """The team that holds, those before it, and who has become a head since. Six queries beside the rail's."""
    me, site = request.employee, access.site_of(request.employee)
    leaders, heads = access.expected_team(site)
    may = access.may(me, "appoint", site.pk, "")
    form = TeamForm(request.POST or None, leaders=leaders, heads=heads) if may else None
    if request.method == "POST" and form is not None and form.is_valid():
        said = form.cleaned_data
        try:
            appointing.appoint_team(
                site=site, leader=said["leader"], members=said["members"], document=said["document"], actor=me, at=request.at,
                entry=form.entry(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The team is appointed."))
            return redirect("supervision_team")
    seen = access.visible_teams(me).filter(site=site).select_related("leader", "appointed_by")
    rows = list(seen.prefetch_related("members__department").order_by("-appointed_at", "-pk")[:MOST])
    holds = rows[0] if rows else None
    context = {
        "team": holds, "earlier": rows[1:], "form": form, "heads": heads, "leaders": leaders,
        "missing": _missing(holds, [*leaders[:1], *heads]),
    }  # fmt: skip
    refused = 403 if request.method == "POST" and form is None else 422 if form and form.errors else 200
    return page(request, "desk/supervision_team.html", context, status=refused)


def _missing(team: Team | None, expected: list[Employee]) -> list[Employee]:
    """Who leads or heads now, and is not on the team that was appointed."""
    there = {team.leader_id, *(one.pk for one in team.members.all())} if team else set()
    return [one for one in expected if one.pk not in there]
