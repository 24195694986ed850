"""The code that the room shows: signed, for one half day, good for a minute and a half."""

from datetime import datetime, timedelta
from typing import Any

from django.core import signing

from gensui.training.models import HalfDay
from gensui.training.refusals import OldCode

SALT = "gensui.training.room"
GOOD = timedelta(seconds=90)


def token(half_day: HalfDay, at: datetime) -> str:
    """The code of a half day as it is shown now."""
    return signing.Signer(salt=SALT).sign_object([half_day.pk, int(at.timestamp())])


def half_day_of(given: str, at: datetime) -> int:
    """The half day of a code. Refuses what we did not sign, and what is older than a minute and a half (``OldCode``)."""
    try:
        said: Any = signing.Signer(salt=SALT).unsign_object(given)
        row, shown = said
        age = timedelta(seconds=at.timestamp() - shown)
    except (signing.BadSignature, ValueError, TypeError):
        raise OldCode from None
    if not -GOOD < age <= GOOD:
        raise OldCode
    return int(row)
