"""What the acts of training share: who holds which role, and a word to somebody in the reader's language."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from gensui.core.events import people as events
from gensui.ledger import outbox
from gensui.ledger.record import Recorded, record
from gensui.ledger.requests import RequestKey, house_key
from gensui.people import queries as people
from gensui.people.languages import in_language
from gensui.people.models import Employee
from gensui.training.models import HalfDay, Seat, Session


def roles_of(employee: Employee, at: datetime, **named: str) -> dict[str, str]:
    """Who holds which role for the training of this person. One query."""
    there = people.roles_at(employee.department.site, employee.department.kind, at)
    return there | {"employee": employee.key} | {role: key for role, key in named.items() if key}


def happen(
    employee: Employee, event: type[events.PersonEvent], *, actor: str, roles: dict[str, str], at: datetime, once: RequestKey,
    **said: Any,
) -> Recorded:  # fmt: skip
    """Let it happen in the person's own stream, once for this key."""
    department: Any = employee.department.kind
    happened = event(employee=employee.key, department=department, **said)
    return record(stream=employee.key, event=happened, actor=actor, roles=roles, at=at, client_key=once)


@transaction.atomic
def tell(people_told: Iterable[Employee], title: Any, text: Any, at: datetime, **words: Any) -> None:
    """Put a word into the outbox for each, in the language each reads. ``title`` and ``text`` are lazy."""
    for one in people_told:
        with in_language(one.user.language):
            body = f"{title}\n{text}".format(**{name: str(word) for name, word in words.items()})
        outbox.queue(stream=one.key, to=one.key, what="training", body=body, at=at)


def lock(session: Session) -> Session:
    """The session as it stands now, held until the transaction ends."""
    # held by itself: joined, PostgreSQL would find nothing where somebody else has just put another trainer
    Session.objects.select_for_update().get(pk=session.pk)
    return Session.objects.select_related("course", "site", "trainer").get(pk=session.pk)


def attend(session: Session, seat: Seat, half_days: Sequence[HalfDay], actor: Employee, at: datetime) -> None:
    """Note that somebody was there for the whole of a session that is closed."""
    seat.attended_at = at
    seat.save(update_fields=["attended_at"])
    zone = ZoneInfo(session.site.zone)
    happen(
        seat.employee, events.TrainingDone, actor=actor.key, roles=roles_of(seat.employee, at, trainer=session.trainer.key),
        at=at, once=house_key(f"attended:{seat.pk}"), training=session.course.kind, hours=sum(one.hours for one in half_days),
        days=len({one.starts_at.astimezone(zone).date() for one in half_days}), filled=session.course.filled,
    )  # fmt: skip
