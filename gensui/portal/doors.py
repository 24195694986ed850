"""Who may come in: owners, by telephone and one-time code."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from gensui.people.models import Resident

View = Callable[..., HttpResponseBase]


class OwnerRequest(HttpRequest):
    """A request by a resident, at a moment that the view takes as now."""

    resident: Resident
    at: Any
    htmx: HtmxDetails


def owner(view: View) -> View:
    """Lets in residents; reads the clock, once. Others are sent to sign in."""

    @wraps(view)
    def guarded(request: OwnerRequest, *args: Any, **words: Any) -> HttpResponseBase:
        resident = getattr(request.user, "resident", None)
        if resident is None or resident.erased_at is not None:
            return redirect("my_sign_in")
        request.resident, request.at = resident, timezone.now()
        return view(request, *args, **words)

    guarded.for_owners = True  # type: ignore[attr-defined]  # the permission matrix reads it
    return guarded


def page(request: OwnerRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page for owners."""
    around = {"me": request.resident, "at": request.at, "demo": settings.DEMO}
    return render(request, template, around | context, status=status)
