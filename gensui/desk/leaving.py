"""Personnel: who works here, and the act that ends somebody's employment."""

from datetime import date
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gensui.core.refusal import Refusal
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.forms.leaving import LeavingForm
from gensui.oversight import leavers, successors
from gensui.oversight.actions import leaving as actions
from gensui.oversight.models import Leaving
from gensui.people import access
from gensui.people.models import Employee

PERSONNEL = tuple(sorted(access.RIGHTS["end_employment"]))


def _colleagues(request: StaffRequest) -> QuerySet[Employee]:
    there = Employee.objects.filter(department__site__in=access.visible_sites(request.employee))
    return there.select_related("department__site", "user")


@require_safe
@staff(*PERSONNEL)
def personnel(request: StaffRequest) -> HttpResponse:
    """Who works here, by department, who left lately, and what waits for a second. Three queries beside the rail's."""
    everybody = _colleagues(request).select_related("leaving")
    waiting = (
        Leaving.objects.unconfirmed().filter(employee__in=_colleagues(request)).select_related("noted_by", "employee")
    )
    context = {
        "waiting": [(one, request.employee in successors.seconds_of(one)) for one in waiting.order_by("last_on", "pk")],
        "staff": everybody.filter(left_on=None).order_by("department__site", "department", "number"),
        "gone": everybody.exclude(left_on=None).order_by("-left_on", "number")[:30],
    }
    return page(request, "desk/personnel.html", context)


@require_http_methods(["GET", "POST"])
@staff(*PERSONNEL)
def leaving(request: StaffRequest, number: str) -> HttpResponse:
    """What somebody holds, into whose hands it goes, and the end of the employment, today or on a day to come."""
    whom = get_object_or_404(_colleagues(request), number=number)
    held, planned = leavers.open_of(whom, request.at), leavers.planned_of(whom)
    today = request.at.astimezone(ZoneInfo(whom.department.site.zone)).date()
    form = LeavingForm(request.POST or None, whom=whom, held=held, today=today, planned=planned)
    if request.method == "POST" and form.is_valid():
        try:
            told = _carry_out(request, whom, form, today)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, told)
            return redirect("personnel")
    second = planned is not None and planned.awaits_second and request.employee in successors.seconds_of(planned)
    context = {"whom": whom, "held": held, "form": form, "planned": planned, "may_confirm": second}
    return page(request, "desk/leaving.html", context, status=422 if form.is_bound else 200)


def _carry_out(request: StaffRequest, whom: Employee, form: LeavingForm, today: date) -> str:
    last_on, hands = form.cleaned_data["last_on"], form.hands()
    if last_on != today or whom.role in Leaving.BY_TWO:
        planned = actions.plan_leaving(
            employee=whom, actor=request.employee, at=request.at, last_on=last_on, hands=hands
        )
        if planned.awaits_second:
            return _("Noted. It counts once a second person has confirmed it; until then nothing changes.")
        told = _("{name} works here until the end of {day}. Until then nothing changes.")
        return told.format(name=whom.name, day=last_on.isoformat())
    passed = actions.end_employment(employee=whom, actor=request.employee, at=request.at, hands=hands)
    told = _("{name} has left. {orders} orders and {followed} followed requests went into other hands.")
    return told.format(name=whom.name, orders=len(passed.orders), followed=len(passed.followed))


@require_POST
@staff(*PERSONNEL)
def leaving_confirm(request: StaffRequest, number: str) -> HttpResponse:
    """The second word for an employment that nobody ends alone."""
    whom = get_object_or_404(_colleagues(request), number=number)
    try:
        actions.confirm_leaving(employee=whom, actor=request.employee, at=request.at)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Confirmed: {name} leaves.").format(name=whom.name))
    return redirect("personnel")


@require_POST
@staff(*PERSONNEL)
def staying(request: StaffRequest, number: str) -> HttpResponse:
    """Somebody stays who was to leave."""
    whom = get_object_or_404(_colleagues(request), number=number)
    try:
        actions.withdraw_leaving(employee=whom, actor=request.employee, at=request.at)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("{name} stays.").format(name=whom.name))
    return redirect("leaving", number)
