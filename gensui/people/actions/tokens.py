"""Tokens with which programs speak for somebody who works here."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from gensui.core.events.privacy import AccessTokenIssued, AccessTokenRevoked
from gensui.ledger.record import record
from gensui.people.models import AccessToken, Employee
from gensui.people.secret import digest

MARK = "gensui_"
"""What each token begins with, so that one left lying about is known for what it is."""


@transaction.atomic
def issue_token(*, employee: Employee, name: str, lasts: timedelta, actor: str, at: datetime) -> str:
    """A new token for a program that speaks for this person. This is the only time that it is seen."""
    plain = MARK + secrets.token_urlsafe(32)
    token = AccessToken.objects.create(
        employee=employee, name=name, digest=digest(plain), issued_at=at, expires_at=at + lasts
    )
    record(stream=employee.key, event=AccessTokenIssued(token=str(token.pk)), actor=actor, roles={}, at=at)
    return plain


@transaction.atomic
def revoke_token(*, token: AccessToken, actor: str, at: datetime) -> None:
    """The program may no longer. Done before, it changes nothing."""
    if AccessToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        record(stream=token.employee.key, event=AccessTokenRevoked(token=str(token.pk)), actor=actor, roles={}, at=at)
