"""What the acts on files, awards and wages share: terms of the policy, who holds which role, and the way into the ledger."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from gensui.core import worktime
from gensui.core.events.people import PersonEvent
from gensui.core.worktime import Duration
from gensui.ledger import outbox, policies
from gensui.ledger.record import Recorded, record_all
from gensui.ledger.written import words_at
from gensui.oversight.models import Sanction
from gensui.oversight.sanction_refusals import WrongStage
from gensui.oversight.written import WRITTEN
from gensui.people import queries as people
from gensui.people.acting import NOW, Entry, System
from gensui.people.languages import in_language
from gensui.people.models import Employee, Site

TERMS = {
    "defence_term": "2 workdays",
    "appeal_term": "5 workdays",
    "star_notice": "3 workdays",
    "appeal_limit": "7 workdays",
    "objection_window": "2 workdays",
}
"""Where an older policy does not say it."""


def setting(name: str, otherwise: Any, at: datetime) -> Any:
    """A figure of the policy in force; another, where the policy has none of this name."""
    try:
        return policies.in_force(policies.newest(), at).setting(name)
    except KeyError:
        return otherwise


def term(name: str, at: datetime) -> datetime:
    """When a term that begins now ends, counted in the days of the office."""
    policy = policies.in_force(policies.newest(), at)
    calendar = policy.calendars.get("office") or worktime.Calendar.always(policy.zone)
    return worktime.add(calendar, at, Duration.parse(str(setting(name, TERMS[name], at))))


def happen(
    stream: str,
    employee: Employee,
    *happened: PersonEvent | tuple[PersonEvent, datetime],
    actor: Employee | System,
    at: datetime,
    entry: Entry = NOW,
    **named: str,
) -> Recorded:
    """Let it happen to somebody, in this stream; an event may bring its own time. ``named`` are roles the act knows better.

    Rows with words are written before: the event carries their digests.
    """
    known: dict[str, Any] = {"employee": employee.key, "department": employee.department.kind}
    pairs: Sequence[tuple[PersonEvent, datetime]] = [one if isinstance(one, tuple) else (one, at) for one in happened]
    holding = people.roles_at(employee.department.site, employee.department.kind, at) | {"employee": employee.key}
    return record_all(
        stream=stream, happened=[(replace(event, **known), when) for event, when in pairs], actor=actor.key,
        roles=holding | {role: key for role, key in named.items() if key}, at=at, client_key=entry.once,
        words=words_at(WRITTEN, stream),
    )  # fmt: skip


def tell(stream: str, employee: Employee, text: Any, at: datetime, what: str = "message.notice", **values: str) -> None:
    """Have somebody told, in the own language. ``text`` is a message of the catalogue with places for the values."""
    with in_language(employee.user.language):
        body = str(text).format(**values)
    outbox.queue(stream=stream, to=employee.key, what=what, body=body, at=at)


def filled(**fields: object) -> tuple[str, ...]:
    """The names of the fields in which something stands."""
    return tuple(name for name, value in fields.items() if value)


def local(site: Site, at: datetime) -> datetime:
    """A time as the clocks of the community show it."""
    return at.astimezone(ZoneInfo(site.zone))


def shown(site: Site, at: datetime) -> str:
    """Day and time, for a sentence."""
    return f"{local(site, at):%Y-%m-%d %H:%M}"


def lock(sanction: Sanction) -> Sanction:
    """The file as it stands now, held until the transaction ends."""
    Sanction.objects.select_for_update().get(pk=sanction.pk)  # by itself: see ``ledger.compiled``
    return Sanction.objects.with_people().get(pk=sanction.pk)


def stands(found: Sanction, *states: str) -> None:
    """Refuses a file that stands otherwise (``WrongStage``)."""
    if found.state not in states:
        raise WrongStage(found.number, str(found.get_state_display()))
