"""The yearly survey of owners: opened, watched, closed; what owners think, without their names."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gensui.core.refusal import Refusal
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.forms.supervision import SurveyForm
from gensui.ledger import policies
from gensui.oversight import access
from gensui.oversight import surveys as reads
from gensui.oversight.actions import surveys as actions

SEES = sorted(access.SEES_ALL | access.WHO["survey"])
MOST = 10


@require_http_methods(["GET", "POST"])
@staff(*SEES)
def surveys(request: StaffRequest) -> HttpResponse:
    """The survey that is open, those before it, and a new one. Three queries and one for each survey beside the rail's."""
    me, site = request.employee, access.site_of(request.employee)
    may = access.may(me, "survey", site.pk, "")
    rows = list(access.visible_surveys(me).filter(site=site).select_related("opened_by").order_by("-pk")[:MOST])
    is_open = bool(rows) and rows[0].closed_at is None
    first = {"until": request.at + timedelta(days=28)}
    form = SurveyForm(request.POST or None, initial=first) if may and not is_open else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            actions.open_survey(
                site=site, until=form.cleaned_data["until"], actor=me, at=request.at, entry=form.entry()
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The survey is open. Everybody who lives here has a notice of it."))
            return redirect("surveys")
    fewest = policies.number_at("few_shown", request.at)
    context = {
        "surveys": [(row, reads.results(row, fewest)) for row in rows],
        "form": form,
        "may": may,
        "fewest": fewest,
    }
    refused = 403 if request.method == "POST" and form is None else 422 if form and form.errors else 200
    return page(request, "desk/surveys.html", context, status=refused)


@require_POST
@staff(*SEES)
def survey_close(request: StaffRequest, pk: int) -> HttpResponse:
    """The survey is over; the year's promise is kept by it."""
    survey = get_object_or_404(access.visible_surveys(request.employee), pk=pk)
    try:
        actions.close_survey(survey=survey, actor=request.employee, at=request.at)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The survey is closed."))
    return redirect("surveys")
