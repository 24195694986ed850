"""Sessions of an account that are ended because what opened them is no longer enough."""

from datetime import datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from gensui.people.models import User


def end_others(*, user: User, keep: str | None, at: datetime) -> int:
    """End every session of the account but the one with this key, and say how many. One query, and one for each that ends.

    Sessions name their account only inside, so all that run are read; it happens when a second proof is set up.
    """
    ended = 0
    for session in Session.objects.filter(expire_date__gt=at).exclude(session_key=keep).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()
            ended += 1
    return ended
