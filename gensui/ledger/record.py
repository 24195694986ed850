"""The one door. Whatever happens in the house passes here: event, duties and messages stand or fall together."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, connection
from django.db.transaction import TransactionManagementError
from django.utils.translation import get_language

from gensui.core import events, worktime
from gensui.core.decisions import Decision, Refuse
from gensui.core.events import Event
from gensui.core.policy import Policy
from gensui.ledger import order, policies, requests, rosters, rows
from gensui.ledger.models import Schedule
from gensui.ledger.pages import Page
from gensui.ledger.refusals import (
    BadKey,
    FutureEvent,
    Incomplete,
    KeyReused,
    NotAllowedYet,
    StreamMoved,
    TooLarge,
    UnknownClause,
)
from gensui.ledger.requests import KEY, RequestKey
from gensui.ledger.rows import Batch, Beginning, Found
from gensui.ledger.words import NO_DIGESTS, REQUEST, Words, digests_of, is_same_request

MOST_BYTES = 16_384
NOTHING_WRITTEN: Words = {}


@dataclass(frozen=True, slots=True)
class Recorded:
    """Where the event stands in its stream, and what followed from it; ``repeated`` if it stood there before."""

    stream: str
    number: int
    decisions: tuple[Decision, ...] = ()
    repeated: bool = False


def record(
    *,
    stream: str,
    event: Event,
    actor: str,
    roles: Mapping[str, str],
    at: datetime,
    occurred_at: datetime | None = None,
    client_key: str | RequestKey | None = None,
    after: int | None = None,
    words: Words = NOTHING_WRITTEN,
) -> Recorded:
    """Record what happened, and what follows from it by the policy. Must run inside a transaction.

    ``at`` is now; ``occurred_at`` is when it happened, if that was earlier. ``roles`` says who holds which role, by key.
    ``client_key`` names the request, so that a repeated one is carried out once; a plain text is a key of the actor's own.
    ``after`` is the number of the last event that the actor has seen; if others came in since, he is told. ``words`` are the
    texts written with the event, by place: the event keeps their digests.

    Refuses: what the policy does not allow yet (``NotAllowedYet``) or finds incomplete (``Incomplete``); a stream somebody
    else is writing to (``StreamMoved``); a time before what the event follows (``OutOfOrder``) or in the future; a bad key, a
    key used before, an event too large.
    """
    return record_all(
        stream=stream, happened=((event, occurred_at or at),), actor=actor, roles=roles, at=at, client_key=client_key,
        after=after, words=words,
    )  # fmt: skip


def record_all(
    *,
    stream: str,
    happened: Sequence[tuple[Event, datetime]],
    actor: str,
    roles: Mapping[str, str],
    at: datetime,
    client_key: str | RequestKey | None = None,
    after: int | None = None,
    beginning: Beginning | None = None,
    words: Words = NOTHING_WRITTEN,
) -> Recorded:
    """Record several events of one stream and one actor, each with its own time, as ``record`` would one after the other.

    They stand or fall together and cost as many statements as one. ``client_key`` and ``words`` go with the first. A stream
    that is only now begun has nothing to be read: whoever asked ``queries.beginning`` before gives what it said.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("record() runs inside the transaction of the action that calls it.")
    at = at.astimezone(UTC)
    pairs = [(event, occurred_at.astimezone(UTC)) for event, occurred_at in happened]
    _check_keys(stream, actor, roles)
    key: RequestKey | None = requests.sent_by(actor, client_key) if isinstance(client_key, str) else client_key
    for event, occurred_at in pairs:
        _check(event, at, occurred_at)

    found = (
        Found(newest_policy=beginning.newest_policy) if beginning else rows.find(stream, key.stored if key else None)
    )
    if found.written is not None:
        return _repeated(found.written, stream, pairs[0][0], key)
    if after is not None and after != found.head.number:
        raise StreamMoved(stream)
    pairs = order.in_order(stream, pairs, at, found.head.number)

    page = Page(stream, found, rows.dialect())
    if (since := page.due_since(at)) is not None:  # no worker has looked yet: who was on duty then is asked as it would
        page.roster = rosters.between(since, at)
        page.catch_up(found.newest_policy, at)
    digests = digests_of([*_asked(key), *words.items()])
    stored: str | None = key.stored if key else None
    decisions: list[Decision] = []
    for event, occurred_at in pairs:
        policy = policies.in_force(found.newest_policy, occurred_at)
        decisions += page.take(
            policy, event, actor=actor, roles=roles, at=occurred_at, recorded_at=at, client_key=stored, digests=digests
        )
        stored, digests = None, NO_DIGESTS
        for decision in decisions:
            if isinstance(decision, Refuse):
                raise _refusal(policy, decision)

    batch = Batch()
    page.add_to(batch)
    _write(batch, stream)
    return Recorded(stream, found.head.number, tuple(decisions))


def _check(event: Event, at: datetime, occurred_at: datetime) -> None:
    if occurred_at > at:
        raise FutureEvent(occurred_at, at)
    said = [str(value) for value in events.payload(event).values()]
    size = sum(map(len, said))
    if size > MOST_BYTES:
        raise TooLarge(event.kind, size, MOST_BYTES)
    if any("\x00" in text or "\\x00" in text for text in said):
        raise events.BadEvent(f"{event.kind}: a text holds the character NUL, which no database keeps.")


def _check_keys(stream: str, actor: str, roles: Mapping[str, str]) -> None:
    if not KEY.fullmatch(stream):
        raise BadKey("stream", stream)
    if not KEY.fullmatch(actor):
        raise BadKey("actor", actor)
    for pair in roles.items():
        for key in pair:
            if not KEY.fullmatch(key):
                raise BadKey("role", key)


def _asked(key: RequestKey | None) -> Iterator[tuple[str, tuple[str]]]:
    if key is not None and key.request:
        yield REQUEST, (key.request,)


def _repeated(written: rows.Written, stream: str, event: Event, key: RequestKey | None) -> Recorded:
    compared = key is not None and bool(key.request)
    same = compared and key is not None and is_same_request(written.digests, written.salt, key.request)
    if same and written.stream != stream:
        raise StreamMoved(stream)  # the same request began another stream at the same moment; a retry finds that one
    if (written.stream, written.kind, written.data) != (stream, event.kind, events.payload(event)):
        raise KeyReused
    if compared and not same:
        raise KeyReused
    return Recorded(stream, written.number, repeated=True)


def _refusal(policy: Policy, refused: Refuse) -> Exception:
    duty = refused.duty
    if refused.missing:
        return Incomplete(duty.clause, refused.missing)
    text = policy.under(duty.version).clauses[duty.clause].text
    return NotAllowedYet(duty.clause, text[get_language() or ""])


ONE_WINS = ("event_number_in_stream", "event_client_key_once", "obligation_once_for_a_cause")
ONE_WINS_SQLITE = ("ledger_event.", "ledger_obligation.stream")
"""What a database says when another writer was first; whichever row meets it first."""


def _write(batch: Batch, stream: str) -> None:
    with one_wins(stream):
        rows.write(batch)


@contextmanager
def one_wins(stream: str) -> Iterator[None]:
    """Where another writer was first, this one is told (``StreamMoved``)."""
    try:
        yield
    except IntegrityError as clash:
        told = str(clash)
        if any(name in told for name in (*ONE_WINS, *ONE_WINS_SQLITE)):
            raise StreamMoved(stream) from clash
        raise


def schedule(
    *,
    stream: str,
    clause: str,
    actor: str,
    first_at: datetime,
    zone: str,
    roles: Mapping[str, str],
    at: datetime,
    subject: str = "",
    rule: str = "",
    tolerance: timedelta = timedelta(),
    ends_at: datetime | None = None,
) -> Schedule:
    """Have the slots of a scheduled clause planned for this stream from ``first_at`` on, by its rule and tolerance or others.

    Refuses a clause that the policy does not schedule (``UnknownClause``), a bad key, and a bad rule (``BadRecurrence``).
    """
    _check_keys(stream, actor, roles)
    if subject and not KEY.fullmatch(subject):
        raise BadKey("subject", subject)
    known = policies.in_force(policies.newest(), at).clauses.get(clause)
    if known is None or known.slots is None:
        raise UnknownClause(clause)
    worktime.check_rrule(rule or known.slots.rule)
    return Schedule.objects.create(
        stream=stream, clause=clause, subject=subject, rule=rule or known.slots.rule, first_at=first_at, ends_at=ends_at,
        zone=zone, roles=dict(roles), planned_until=max(first_at, at), tolerance_minutes=tolerance // timedelta(minutes=1),
    )  # fmt: skip
