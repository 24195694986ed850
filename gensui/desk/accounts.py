"""How staff sign in: by allauth, with the house's own rules and limits."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.adapter import get_adapter as account_adapter
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gensui.core.refusal import Refusal
from gensui.people import limits
from gensui.people.actions import codes, passwords
from gensui.people.limits import Limit
from gensui.ui import address, watch

Counted = tuple[tuple[Limit, str], ...]


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Nobody signs up; accounts are given by ``people.actions.hire``. Wrong passwords are counted by account and address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return str(super().get_login_redirect_url(request))

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that allauth's own limits count by."""
        return address.of(request) or "unknown"

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """The account of a name and a password. Refuses where too many were wrong; a right one is not counted.

        Many people sit behind one address: it waits only where many different names were tried from it, and then only for
        names that are not known there.
        """
        at, where, name = timezone.now(), address.of(request), str(credentials.get("username", "")).lower()
        here = f"{name} {where}"
        counted: Counted = ((limits.PASSWORDS_AT_ADDRESS, here), (limits.PASSWORDS_OF_ACCOUNT, name))
        if not limits.is_known(limits.TRIED_AT_ADDRESS, here, at=at):
            counted = ((limits.NAMES_OF_ADDRESS, where), *counted)
        for limit, who in counted:
            if not limits.take(limit, who, at=at):
                watch.note(request, "sign_in.limited")
                raise self.validation_error("too_many_login_attempts")
            if limit is limits.NAMES_OF_ADDRESS:
                limits.remember(limits.TRIED_AT_ADDRESS, here, at=at)
        user = super().authenticate(request, **credentials)
        if user is None:
            watch.note(request, "sign_in.failed")
            return None
        for limit, who in counted:
            limits.give_back(limit, who, at=at)
        return user

    def post_login(self, request: HttpRequest, user: Any, **words: Any) -> Any:
        """After password and second proof. The person is known at this address from now on."""
        here = f"{user.get_username().lower()} {address.of(request)}"
        limits.remember(limits.SIGNED_IN_AT_ADDRESS, here, at=timezone.now())
        watch.note(request, "sign_in", who=watch.account_key(user))
        return super().post_login(request, user, **words)

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **words: Any) -> None:
        """A password or a second proof was changed: allauth says so here."""
        watch.note(self.request or context.request, template_prefix.rpartition("/")[2], who=watch.account_key(user))
        super().send_notification_mail(template_prefix, user, *args, **words)

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """The link goes with the other messages, to the address as it is kept here. An owner has no password to lose."""
        employee = getattr(user, "employee", None)
        if employee is not None:
            path = reverse("account_reset_password_from_key", args=(context["uid"], context["key"]))
            passwords.send_link(employee=employee, path=path, actor=employee.key, at=timezone.now())

    def add_message(self, *args: Any, **words: Any) -> None:
        """The page one lands on says enough."""


class FirstProof(ActivateTOTPForm):  # type: ignore[misc]  # allauth is untyped
    """Setting up the second proof: beside the password, it asks for what only the person was given."""

    enrolment = forms.CharField(
        label=_("Code from the operator"),
        help_text=_(
            "Whoever runs the system gives it to you by hand: gensui enrol, with your staff number. Good for a day."
        ),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )

    def clean(self) -> dict[str, Any]:
        """Uses up the operator's code, once the app's is right. What the password alone opened elsewhere is ended."""
        said: dict[str, Any] = super().clean()
        if self.errors:
            return said
        request, me, at = context.request, self.user.employee, timezone.now()
        try:
            codes.prove_enrolment(
                employee=me,
                code=said["enrolment"],
                source=address.of(request),
                actor=me,
                at=at,
                session=request.session.session_key,
            )
        except Refusal as refusal:
            watch.note(request, "second_proof.enrolment_failed", who=watch.account_key(self.user))
            raise forms.ValidationError({"enrolment": refusal.sentence}) from None
        return said


class own_accounts:
    """Owners come in by a code and have no password, nor a second proof: the pages of staff's accounts are not theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        staff_only = request.path.startswith("/accounts/") and request.path != "/accounts/logout/"
        if staff_only and user.is_authenticated and getattr(user, "employee", None) is None:
            return redirect("my_cases")
        return self.get_response(request)


class _Counted(BaseAuthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """Counts wrong second proofs by account and by address."""

    def clean_code(self) -> str:
        """The code, if it is right. Refuses where too many were wrong; a right one is not counted."""
        request, at, key = context.request, timezone.now(), watch.account_key(self.user)
        counted: Counted = (
            (limits.PROOFS_AT_ADDRESS, f"{key} {address.of(request)}"),
            (limits.PROOFS_OF_ACCOUNT, key),
        )
        if not all(limits.take(limit, who, at=at) for limit, who in counted):
            watch.note(request, "second_proof.limited", who=key)
            raise account_adapter().validation_error("too_many_login_attempts")
        try:
            code = str(super().clean_code())
        except forms.ValidationError:
            watch.note(request, "second_proof.failed", who=key)
            raise
        for limit, who in counted:
            limits.give_back(limit, who, at=at)
        watch.note(request, "second_proof", who=key)
        return code


class SecondProof(_Counted, AuthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """At sign-in."""


class SecondProofAgain(_Counted, ReauthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """Before something grave."""
