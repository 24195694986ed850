"""The technicians' admin: a room of the desk, so whoever opens it signs in as at the desk, with the same limits and proofs."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.shortcuts import redirect, render

from gensui.people import access


class Technicians(AdminSite):
    """The admin without a sign-in of its own."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether this is a technician who gave the proofs that the desk asks for."""
        user: Any = request.user
        if getattr(user, "employee", None) is None or not super().has_permission(request):
            return False
        return not access.must_prove_twice(user, settings.MFA_ROLES) or is_mfa_enabled(user)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The desk's sign-in, or what is still lacking."""
        user: Any = request.user
        if not user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or request.get_full_path())
        if self.has_permission(request):
            return redirect("admin:index")
        if user.is_staff and access.must_prove_twice(user, settings.MFA_ROLES):
            return redirect("mfa_activate_totp")
        return render(request, "403.html", status=403)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The desk's page for it."""
        return redirect("account_change_password")
