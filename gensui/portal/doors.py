"""Who may come in: owners, by telephone and one-time code."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from gensui.people import queries
from gensui.people.models import Resident

View = Callable[..., HttpResponseBase]


class OwnerRequest(HttpRequest):
    """A request by a resident, at a moment that the view takes as now.

    ``homes`` are the rows of the person in today's homes, none for who moved out of all. ``resident`` is the row that speaks: the
    one that signed in, or that of the home a page is about.
    """

    resident: Resident
    homes: list[Resident]
    at: Any
    htmx: HtmxDetails


def owner(view: View) -> View:
    """Lets in residents, also who moved out, for the own data; reads the clock, once. Others are sent to sign in. One query."""

    @wraps(view)
    def guarded(request: OwnerRequest, *args: Any, **words: Any) -> HttpResponseBase:
        resident = getattr(request.user, "resident", None)
        if resident is None or resident.erased_at is not None:
            return _to_sign_in(request)
        request.homes, request.at = queries.homes_of(resident), timezone.now()
        request.resident = next(iter(request.homes), resident)
        return view(request, *args, **words)

    guarded.for_owners = True  # type: ignore[attr-defined]  # the permission matrix reads it
    return guarded


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Whoever followed a link comes to what it names once they signed in; what was sent without is not done by itself."""
    query = urlencode({NEXT: request.get_full_path()}) if request.method in ("GET", "HEAD") else ""
    return redirect(f"{reverse('my_sign_in')}{query and '?'}{query}")


NEXT = "next"
"""What the address of the sign-in page calls the page to go on to."""


def after_sign_in(request: HttpRequest) -> str:
    """Where somebody goes who came to sign in: the owners' page they were sent from, and no other address; else their requests."""
    to = request.GET.get(NEXT, "")
    if to.startswith("/") and url_has_allowed_host_and_scheme(to, allowed_hosts=None):
        with suppress(Resolver404):
            if getattr(resolve(urlsplit(to).path).func, "for_owners", False):
                return to
    return reverse("my_cases")


def at_home(view: View) -> View:
    """Lets in residents who live here today. For who moved out the page does not exist."""

    @owner
    @wraps(view)
    def guarded(request: OwnerRequest, *args: Any, **words: Any) -> HttpResponseBase:
        if not request.homes:
            raise Http404
        return view(request, *args, **words)

    return guarded


def page(request: OwnerRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page for owners."""
    around = {"me": request.resident, "homes": request.homes, "at": request.at, "demo": settings.DEMO}
    return render(request, template, around | context, status=status)
