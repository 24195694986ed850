"""The address of a resident's mail, and the code that proves it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gensui.core.refusal import Refusal
from gensui.people.actions import codes
from gensui.portal import forms
from gensui.portal.doors import OwnerRequest, owner, page
from gensui.ui import address, watch


@require_http_methods(["GET", "POST"])
@owner
def email(request: OwnerRequest) -> HttpResponse:
    """A code is sent to my address; once it is typed, mail from there is known to be mine."""
    me = request.resident
    if not me.email or me.has_proved_email:
        return redirect("my_data")
    form = forms.NewNumberForm(request.POST if "code" in request.POST else None)
    try:
        if request.method == "POST" and not form.is_bound:
            if not codes.request_address(resident=me, source=address.of(request), actor=me, at=request.at):
                messages.warning(request, forms.ENOUGH_CODES)
            return redirect("my_email")
        if form.is_valid():
            code = form.cleaned_data["code"]
            codes.prove_address(resident=me, code=code, source=address.of(request), actor=me, at=request.at)
            watch.note(request, "address.proved")
            messages.success(request, _("Mail from this address is yours from now on."))
            return redirect("my_data")
    except Refusal as refusal:
        if not form.is_bound:
            messages.error(request, refusal.sentence)
            return redirect("my_data")
        form.add_error("code", refusal.sentence)
    return page(request, "portal/email.html", {"form": form}, status=422 if form.is_bound else 200)
