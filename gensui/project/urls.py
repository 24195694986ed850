"""Addresses: staff at the root, owners under ``my/``, programs under ``api/``, sign-in under ``accounts/``, ``admin/``."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("api/", include("gensui.api.urls")),
    path("my/", include("gensui.portal.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", set_language, name="set_language"),
    path("admin/", admin.site.urls),
    path("", include("gensui.desk.urls")),
]
