"""A lost password: the link to a new one, sent like every other message."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from gensui.ledger import outbox
from gensui.people.models import Employee
from gensui.people.secret import seal


@transaction.atomic
def send_link(*, employee: Employee, path: str, actor: str, at: datetime) -> None:
    """Have the link to a new password sent to an employee's address; what was asked for before and waits still is of no use.

    Whoever asks waits for no mail server: whether an account has this address shows neither in the answer nor in its time.
    """
    stream = f"password:{employee.number}"
    outbox.drop(stream=stream, at=at)
    until = at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    outbox.queue(stream=stream, to=employee.key, what="password", body=seal(path), at=at, until=until)
