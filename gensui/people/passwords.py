"""Which passwords are good enough."""

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from gensui.people.models import User
from gensui.people.refusals import WeakPassword


def set_password(user: User, password: str) -> None:
    """Give an account a password; the caller saves it. Refuses one that is too easy (``WeakPassword``)."""
    try:
        password_validation.validate_password(password, user)
    except ValidationError as weak:
        raise WeakPassword(" ".join(weak.messages)) from None
    user.set_password(password)
