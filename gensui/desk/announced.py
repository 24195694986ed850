"""What is announced before it starts, and what departments report of a week."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gensui.core.refusal import Refusal
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.forms.grounds import NoticeForm, PutOffForm, ReportForm
from gensui.desk.grounds import WATCH
from gensui.rounds import access, queries
from gensui.rounds.access import Where
from gensui.rounds.actions import announcing, reporting
from gensui.rounds.actions.announcing import Told
from gensui.rounds.models import Report, Round

AHEAD, BACK = timedelta(days=21), timedelta(days=7)


@require_safe
@staff(*WATCH)
def announced(request: StaffRequest) -> HttpResponse:
    """The calendar of what is announced: a week back, three ahead; which notices are due. Seven queries."""
    me, at, site = request.employee, request.at, access.site_of(request.employee)
    rounds = queries.calendar(me, site, at - BACK, at + AHEAD)
    hours = {one.plan_id: queries.hours_ahead(one.plan, at) for one in {one.plan_id: one for one in rounds}.values()}
    rows = [(one, _publish_by(one, hours[one.plan_id]), _notice(one)) for one in rounds]
    return page(
        request, "desk/announced.html", {"rows": rows, "leads": access.may(me, "announce", Where(site.pk, "greening"))}
    )


def _publish_by(round: Round, hours: int) -> object:
    return round.planned_at - timedelta(hours=hours) if round.planned_at and hours else None


def _notice(round: Round) -> object:
    return next(iter(getattr(round, "notices", [])), None)


@require_http_methods(["GET", "POST"])
@staff(*WATCH)
def notice(request: StaffRequest, key: str) -> HttpResponse:
    """Publish the notice of a task, put it off or cancel it."""
    seen = Round.objects.filter(plan__in=access.visible_plans(request.employee), plan__sort__clause="")
    found = get_object_or_404(seen.select_related("plan__sort", "plan__site", "plan__area"), key=key)
    form, later = _notice_form(request, found), PutOffForm()
    if request.method == "POST":
        chosen = later = PutOffForm(request.POST)
        act = _put_off
        if request.POST.get("what") == "publish":
            chosen, act = form, _publish  # type: ignore[assignment]
            later = PutOffForm()
        if chosen.is_valid():
            try:
                done = act(request, found, chosen)
            except Refusal as refusal:
                chosen.add_error(None, refusal.sentence)
            else:
                messages.success(request, done)
                return redirect("announced")
    hours = queries.hours_ahead(found.plan, request.at)
    context = {
        "round": found, "form": form, "later": later, "hours": hours, "by": _publish_by(found, hours),
        "notice": found.announcements.filter(cancelled_at=None).first(), "past": found.announcements.exclude(cancelled_at=None),
        "leads": access.may(request.employee, "announce", access.of_plan(found.plan)) and found.state == Round.State.PLANNED,
    }  # fmt: skip
    return page(request, "desk/notice.html", context)


def _notice_form(request: StaffRequest, found: Round) -> NoticeForm:
    plan = found.plan
    start = found.planned_at or request.at
    first = {
        "title": plan.name, "work": str(plan.sort), "place": plan.area.name if plan.area else plan.name,
        "to_at": start + plan.takes,
        "channels": ["board", "app"], "contact": plan.site.hotline, "buildings": list(plan.buildings.all()),
    }  # fmt: skip
    if request.method == "POST" and request.POST.get("what") == "publish":
        return NoticeForm(request.POST, round=found)
    return NoticeForm(initial=first, round=found)


def _publish(request: StaffRequest, found: Round, form: NoticeForm) -> str:
    said = form.cleaned_data
    published = announcing.publish_notice(
        round=found, told=Told(**{**said, "buildings": list(said["buildings"])}), actor=request.employee, at=request.at
    )
    return _("Published; {count} owners and tenants are told.").format(count=published.told)


def _put_off(request: StaffRequest, found: Round, form: PutOffForm) -> str:
    said = form.cleaned_data
    if said["starts_at"] is None:
        announcing.cancel_task(round=found, reason=said["reason"], actor=request.employee, at=request.at)
        return _("Cancelled; whoever was told is told so.")
    announcing.put_off_task(
        round=found, starts_at=said["starts_at"], reason=said["reason"], actor=request.employee, at=request.at
    )
    return _("Put off; whoever was told is told anew.")


@require_safe
@staff(*WATCH)
def reports(request: StaffRequest) -> HttpResponse:
    """The weekly reports of departments, the latest first."""
    found = access.visible_reports(request.employee).select_related("submitted_by", "received_by")
    return page(request, "desk/reports.html", {"reports": found.order_by("-since", "department")[:60]})


@require_http_methods(["GET", "POST"])
@staff(*WATCH)
def report(request: StaffRequest, pk: int) -> HttpResponse:
    """One report: drafted, put right and submitted."""
    found = get_object_or_404(
        access.visible_reports(request.employee).select_related("site", "submitted_by", "received_by"), pk=pk
    )
    where = Where(found.site_id, found.department)
    form = ReportForm(
        request.POST or None, initial={"problems": found.problems, "patterns": found.patterns, "ahead": found.ahead}
    )
    if request.method == "POST" and form.is_valid():
        try:
            reporting.submit_report(report=found, actor=request.employee, at=request.at, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Submitted; customer service has it."))
            return redirect("report", pk)
    context = {
        "report": found, "form": form,
        "drafts": found.submitted_at is None and access.may(request.employee, "submit_report", where),
        "receives": found.submitted_at is not None and found.received_at is None
        and access.may(request.employee, "receive_report", where),
    }  # fmt: skip
    return page(request, "desk/report.html", context)


@require_POST
@staff(*WATCH)
def report_receive(request: StaffRequest, pk: int) -> HttpResponse:
    """Customer service has read it."""
    found = get_object_or_404(Report, pk=pk, pk__in=access.visible_reports(request.employee).values("pk"))
    reporting.receive_report(report=found, actor=request.employee, at=request.at)
    messages.success(request, _("Received."))
    return redirect("report", pk)
