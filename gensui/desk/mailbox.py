"""The mailbox for complaints: whether it is read, and the mail that could not be taken in. For those whom no mail is kept from."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gensui.cases import access
from gensui.cases.actions import mailbox as actions
from gensui.cases.models import Letter, Mailbox
from gensui.core.refusal import Refusal
from gensui.desk.doors import StaffRequest, page, staff
from gensui.desk.forms.supervision import SeenForm
from gensui.ledger import queries as ledger

MOST = 50


@require_safe
@staff(*sorted(access.ABOVE))
def mailbox(request: StaffRequest) -> HttpResponse:
    """How the reading stands, what waits for somebody, and what was dealt with last. Four queries beside the rail's."""
    return _mailbox(request)


def _mailbox(request: StaffRequest, status: int = 200, **more: Any) -> HttpResponse:
    box = Mailbox.objects.order_by("closed_at", "pk").first()
    rows = Letter.objects.filter(mailbox=box).select_related("case", "seen_by").order_by("-pk")
    running = ledger.running_of([box.stream]).get(box.stream, []) if box is not None else []
    context = {
        "box": box,
        "is_set": bool(settings.MAILBOX),
        "duty": running[0] if running else None,
        "form": SeenForm(),
        "aside": rows.filter(state="aside", seen_at=None)[:MOST],
        "done": rows.exclude(state="aside", seen_at=None)[:MOST],
    }
    return page(request, "desk/mailbox.html", context | more, status=status)


@require_POST
@staff(*sorted(access.ABOVE))
def mail_seen(request: StaffRequest, pk: int) -> HttpResponse:
    """Somebody looked at a mail that was set aside."""
    letter = get_object_or_404(Letter, pk=pk, state="aside")
    form = SeenForm(request.POST)
    if not form.is_valid():
        return _mailbox(request, status=422, form=form, wrong=letter.pk)
    try:
        actions.see_letter(
            letter=letter,
            outcome=form.cleaned_data["outcome"],
            actor=request.employee,
            at=request.at,
            entry=form.entry(),
        )
    except Refusal as refusal:
        return _mailbox(request, status=409, form=form, wrong=letter.pk, trouble=refusal.sentence)
    messages.success(request, _("It is on record that you looked at it."))
    return redirect("mailbox")
