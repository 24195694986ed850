"""The day's security report: what the system counted, what people add, handed in and accepted."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from gensui.core.refusal import Refusal
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.gate import gate_staff
from gensui.people.acting import Entry
from gensui.security import access, figures
from gensui.security.actions import daily as actions
from gensui.security.models import DailyReport, Incident
from gensui.ui.asked import day_in

SHOWN = 31
NAMES: dict[str, Any] = {
    "rounds_due": gettext_lazy("Rounds due"), "rounds_done": gettext_lazy("Rounds done"),
    "rounds_late": gettext_lazy("Rounds late"),
    "missed_points": gettext_lazy("Points missed"), "entries": gettext_lazy("Entries at the gate"),
    "visitors": gettext_lazy("Visitors"), "vehicles": gettext_lazy("Vehicles"), "refused": gettext_lazy("Refused at the gate"),
    "over_5min": gettext_lazy("Over five minutes"), "hazards": gettext_lazy("Hazards"), "anomalies": gettext_lazy("Anomalies"),
    "incidents": gettext_lazy("Emergencies"), "drills": gettext_lazy("of them drills"), "on_duty": gettext_lazy("Guards on duty"),
}  # fmt: skip


@require_safe
@gate_staff
def daily_reports(request: StaffRequest) -> HttpResponse:
    """The reports of the last days; the newest is on top. One query beside the rail's."""
    rows = access.visible_reports(request.employee).select_related("site", "submitted_by", "accepted_by")
    return page(request, "desk/daily_reports.html", {"reports": rows.order_by("-day")[:SHOWN]})


def _find(request: StaffRequest, day: str) -> DailyReport:
    wanted = day_in(day)
    if wanted is None:
        raise Http404
    rows = access.visible_reports(request.employee).select_related("site", "submitted_by", "accepted_by")
    return get_object_or_404(rows, day=wanted, site=request.employee.department.site)


@require_safe
@gate_staff
def daily_report(request: StaffRequest, day: str) -> HttpResponse:
    """One report; while it waits to be accepted, also what has changed since. Three queries beside the rail's, or ten."""
    return _show(request, _find(request, day))


def _show(request: StaffRequest, found: DailyReport, status: int = 200, **more: Any) -> HttpResponse:
    since, until = figures.period(found.site, found.day)
    now = figures.changed(found) if found.state == "submitted" else {}
    rows = [
        (name, NAMES[name], found.figures.get(name, 0), name in found.differences, now.get(name))
        for name in figures.ORDER
    ]
    incidents = Incident.objects.with_people().filter(site=found.site, reported_at__gte=since, reported_at__lt=until)
    me = request.employee
    context = {
        "report": found, "rows": rows, "since": since, "until": until, "incidents": incidents.order_by("reported_at"),
        "explanations": [
            (one, NAMES.get(one.figure, "")) for one in found.explanations.select_related("written_by").order_by("pk")
        ],
        "may_submit": access.may(me, "submit_report", found.site), "may_accept": access.may(me, "accept_report", found.site),
        "may_explain": access.may(me, "explain_report", found.site), "names": list(NAMES.items()),
    }  # fmt: skip
    return page(request, "desk/daily_report.html", context | more, status=status)


@require_POST
@staff()
def daily_act(request: StaffRequest, day: str, act: str) -> HttpResponse:
    """Hand in, explain, accept; what is refused is said on the page, with the words kept."""
    found = _find(request, day)
    me, at, text = request.employee, request.at, request.POST.get("text", "")[:4000]
    entry = Entry(once=f"daily:{found.pk}:{act}:{me.number}" if act != "explain" else request.POST.get("once") or None)
    try:
        if act == "submit":
            actions.submit_report(report=found, handover=text, actor=me, at=at, entry=entry)
        elif act == "accept":
            actions.accept_report(report=found, actor=me, at=at, entry=entry)
        elif act == "explain":
            figure = request.POST.get("figure", "")
            actions.explain_report(report=found, figure=figure, text=text, actor=me, at=at, entry=entry)
        else:
            raise Http404
    except Refusal as refusal:
        return _show(request, found, status=409, trouble=refusal.sentence, kept=text, acted=act)
    messages.success(request, _("Written down."))
    return redirect("daily_report", day)
