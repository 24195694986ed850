"""The yearly survey on the owner's page: stars for each department and a few words, without a name."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gensui.core.refusal import Refusal
from gensui.oversight import surveys
from gensui.oversight.actions import surveys as actions
from gensui.portal.doors import OwnerRequest, at_home, page
from gensui.portal.forms import SurveyForm


@require_http_methods(["GET", "POST"])
@at_home
def survey(request: OwnerRequest) -> HttpResponse:
    """The survey that is open and not answered by me; a sentence, where there is none."""
    asked = surveys.open_for(request.resident, request.at)
    form = SurveyForm(request.POST or None)
    if request.method == "POST" and asked is not None and form.is_valid():
        try:
            actions.answer_survey(
                survey=asked, marks=form.marks(), text=form.cleaned_data["text"], actor=request.resident, at=request.at
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Thank you. Your name was not kept."))
            return redirect("my_cases")
    status = 422 if form.is_bound and asked is not None else 200
    return page(request, "portal/survey.html", {"survey": asked, "form": form}, status=status)
