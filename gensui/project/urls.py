"""Addresses: staff at the root, owners under ``my/``, programs under ``api/``, sign-in under ``accounts/``, ``admin/``."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.views.i18n import set_language


def not_here(request: HttpRequest) -> HttpResponse:
    """A page of allauth's that this house does not have."""
    raise Http404


urlpatterns = [
    path("api/", include("gensui.api.urls")),
    path("my/", include("gensui.portal.urls")),
    path("accounts/email/", not_here),  # the house gives its staff their addresses, to which a lost password is sent
    path("accounts/password/set/", not_here),  # who has none is an owner, and comes in by a code
    path("accounts/", include("allauth.urls")),
    path("language/", set_language, name="set_language"),
    path("admin/", admin.site.urls),
    path("", include("gensui.desk.urls")),
]

handler500 = "gensui.ui.faults.broken"
