"""Who may come in by which door, and the person read with the account in one query."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import BaseBackend
from django.db.models import Model
from django.http import HttpRequest

from gensui.people.models import Employee, User


def _read(user_id: int, person: str) -> User | None:
    return User.objects.select_related(person).filter(pk=user_id, is_active=True).first()


class StaffBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth is untyped
    """Staff: name and password, and a second proof where the role asks for one."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Any:
        """The account of somebody who works here. A password of any other account opens nothing."""
        user = super().authenticate(request, **credentials)
        works = user is not None and Employee.objects.working().filter(user=user).exists()
        return user if works else None

    def get_user(self, user_id: int) -> User | None:
        """The account with the employee behind it. One query."""
        return _read(user_id, "employee__department__site")


class ResidentBackend(BaseBackend):
    """Residents: a one-time code, proved by ``people.actions.codes``; there is no password to guess."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        """Nobody signs in here with a name and a password."""

    def get_user(self, user_id: int) -> User | None:
        """The account with the resident behind it. One query."""
        return _read(user_id, "resident__household__unit__building__site")

    def has_perm(self, user_obj: Any, perm: str, obj: Model | None = None) -> bool:
        """Residents have no permission of the admin's kind."""
        return False
