"""Accounts: what somebody signs in with. Who the person is stands with residents and staff."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q

from gensui.people.secret import SealedField


class User(AbstractBaseUser, PermissionsMixin):
    """An account: of an employee, by name and password, or of a resident, by telephone and one-time code."""

    class Theme(models.TextChoices):
        AUTO = ""
        LIGHT = "light"
        DARK = "dark"

    username = models.CharField(max_length=80)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text="may open the technicians' admin")
    language = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=5, blank=True, choices=Theme, default=Theme.AUTO)
    date_joined = models.DateTimeField(null=True)

    objects = BaseUserManager["User"]()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(fields=["username"], name="user_name_once")]

    def __str__(self) -> str:
        return self.username


class OneTimeCode(models.Model):
    """A code sent to a telephone, good once and for minutes: to sign in or, with a resident, to prove a new number.

    The code is kept as a digest only, and so is the number, but sealed where it is new. A day later the row is gone.
    """

    phone_digest = models.CharField(max_length=64)
    code_digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    resident = models.ForeignKey("people.Resident", models.CASCADE, null=True, related_name="+")
    phone = SealedField(blank=True, help_text="the new number of the resident, which the code proves")

    class Meta:
        indexes = [
            # the code that is still good for a telephone
            models.Index(fields=["phone_digest", "expires_at"], name="code_of_phone", condition=Q(used_at=None)),
        ]

    def __str__(self) -> str:
        return f"code of {self.created_at:%Y-%m-%d %H:%M}"


class Attempts(models.Model):
    """How often something with a limit was tried within a window (``people.limits``)."""

    mark = models.CharField(max_length=64)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mark"], name="attempts_once")]
        indexes = [models.Index(fields=["ends_at"], name="attempts_over")]  # what can be forgotten

    def __str__(self) -> str:
        return f"{self.count} since {self.starts_at:%Y-%m-%d %H:%M}"
