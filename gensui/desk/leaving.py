"""Personnel: who works here, and the act that ends somebody's employment."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gensui.core.refusal import Refusal
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.forms.leaving import LeavingForm
from gensui.oversight import leavers
from gensui.oversight.actions import leaving as actions
from gensui.people import access
from gensui.people.models import Employee

PERSONNEL = tuple(sorted(access.RIGHTS["end_employment"]))


def _colleagues(request: StaffRequest) -> QuerySet[Employee]:
    there = Employee.objects.filter(department__site__in=access.visible_sites(request.employee))
    return there.select_related("department__site", "user")


@require_safe
@staff(*PERSONNEL)
def personnel(request: StaffRequest) -> HttpResponse:
    """Who works here, by department, and who left lately. Two queries beside the rail's."""
    everybody = _colleagues(request)
    context = {
        "staff": everybody.filter(left_on=None).order_by("department__site", "department", "number"),
        "gone": everybody.exclude(left_on=None).order_by("-left_on", "number")[:30],
    }
    return page(request, "desk/personnel.html", context)


@require_http_methods(["GET", "POST"])
@staff(*PERSONNEL)
def leaving(request: StaffRequest, number: str) -> HttpResponse:
    """What somebody holds, into whose hands it goes, and the end of the employment."""
    whom = get_object_or_404(_colleagues(request), number=number)
    held = leavers.open_of(whom, request.at)
    form = LeavingForm(request.POST or None, whom=whom, held=held)
    if request.method == "POST" and form.is_valid():
        try:
            passed = actions.end_employment(employee=whom, actor=request.employee, at=request.at, **form.given())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            told = _("{name} has left. {orders} orders and {followed} followed requests went into other hands.")
            messages.success(
                request, told.format(name=whom.name, orders=len(passed.orders), followed=len(passed.followed))
            )
            return redirect("personnel")
    context = {"whom": whom, "held": held, "form": form}
    return page(request, "desk/leaving.html", context, status=422 if form.is_bound else 200)
