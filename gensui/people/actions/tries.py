"""What is kept of sign-ins only for a while: codes, and counts of tries."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from gensui.people.models import Attempts, OneTimeCode

KEPT = timedelta(days=1)


@transaction.atomic
def forget_tries(*, actor: Any, at: datetime) -> int:
    """Delete codes and counts of tries that ended a day ago; how many."""
    codes, _kinds = OneTimeCode.objects.filter(expires_at__lte=at - KEPT).delete()
    counts, _kinds = Attempts.objects.filter(ends_at__lte=at - KEPT).delete()
    return codes + counts
