"""Whether the ledger is what it says: numbers without gaps, an unbroken chain, and every duty just as the log has it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import groupby, islice
from typing import Any, TypeVar

from django.db import DatabaseError
from django.db.models import QuerySet

from gensui.core import events, obligations
from gensui.core.decisions import Key, apply
from gensui.core.decisions import Obligation as Duty
from gensui.core.events.engine import EngineEvent
from gensui.core.policy import Policy, read_policy
from gensui.ledger import columns, policies
from gensui.ledger.models import Event, Obligation, PolicyVersion
from gensui.ledger.pages import ENGINE, digest

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as the log has it: which stream, which event or duty, and what is wrong."""

    stream: str
    what: str
    reason: str

    def __str__(self) -> str:
        return f"{self.stream}: {self.what}: {self.reason}"


def check_log(newest: int, broken: Collection[str] = ()) -> Iterator[Fault | str]:
    """Go through every stream; yield its key when it is done, and before that its faults.

    What one of the ``broken`` versions of the policy judged cannot be judged again: that is told once, at the end.
    """
    seen: set[str] = set()
    gone: set[str] = set()
    unjudged: Counter[str] = Counter()
    for stream, lines in groupby(_every(), key=lambda line: line[0]):
        seen.add(stream)
        events = [event for _stream, event in lines]
        by = _broken(events, broken)
        unjudged.update(by)
        yield from going_on(stream, "rows", check_stream(stream, events, newest, gone, not by))
        yield stream
    for version, count in sorted(unjudged.items()):
        yield Fault("policy", f"version {version}", f"what it judged cannot be judged again: streams {count}")
    orphans = Obligation.objects.order_by("stream").values_list("stream", flat=True).distinct()
    for stream in orphans.iterator(chunk_size=CHUNK):
        if stream not in seen:
            yield Fault(stream, "duties", "there are duties of a stream that has no events")


def _broken(events: Iterable[Event | Fault], broken: Collection[str]) -> set[str]:
    """Which of these versions judged one of these events. Events of older releases name none: it may have been any."""
    named = {event.version for event in events if isinstance(event, Event)} if broken else set()
    return set(broken) if None in named else {one for one in broken if one in named}


@dataclass(frozen=True, slots=True)
class Unread:
    """A row that cannot be decoded, and why."""

    row: int
    reason: str
    table: str = ""


def each(rows: QuerySet[Any]) -> Iterator[Any]:
    """These rows in their order, read in pieces; in place of one that cannot be decoded an ``Unread``."""
    keys = rows.values_list("pk", flat=True).iterator(chunk_size=CHUNK)
    while piece := list(islice(keys, CHUNK)):
        try:
            found = list(rows.filter(pk__in=piece))
        except DatabaseError:
            raise
        except Exception:  # noqa: BLE001  whatever a malformed row can do: then each is read by itself
            found = [_one(rows, row) for row in piece]
        yield from found


def _one(rows: QuerySet[Any], row: int) -> Any:
    try:
        return rows.get(pk=row)
    except Exception as bad:  # noqa: BLE001
        return Unread(row, str(bad) or type(bad).__name__, rows.model._meta.db_table)


Read = TypeVar("Read")


def each_as(read: Callable[[Any], Read], rows: QuerySet[Any]) -> Iterator[Read | Unread]:
    """What is read of each of these rows; in place of one that does not read, an ``Unread``, and the next is read."""
    for row in each(rows):
        if isinstance(row, Unread):
            yield row
            continue
        try:
            yield read(row)
        except DatabaseError:
            raise
        except Exception as bad:  # noqa: BLE001  whatever a malformed row can do
            yield Unread(row.pk, str(bad) or type(bad).__name__, row._meta.db_table)


def readable(rows: QuerySet[Any]) -> Iterator[Any]:
    """These rows in their order, but for those that cannot be decoded: ``check_log`` names them."""
    return (row for row in each(rows) if not isinstance(row, Unread))


def _every() -> Iterator[tuple[str, Event | Fault]]:
    """All events in their order, each with its stream; of one that cannot be decoded, what is wrong with it."""
    for event in each(Event.objects.order_by("stream", "number")):
        if isinstance(event, Unread):
            stream, number, kind = Event.objects.values_list("stream", "number", "kind").get(pk=event.row)
            reason = f"row {event.row} of {Event._meta.db_table} cannot be decoded: {event.reason}"
            yield stream, Fault(stream, f"event {number} ({kind})", reason)
        else:
            yield event.stream, event


def unread(row: Unread) -> Fault:
    """That this row does not read."""
    return Fault(row.table, f"row {row.row}", f"it cannot be read: {row.reason}")


Found = TypeVar("Found")


def going_on(stream: str, what: str, check: Iterable[Found]) -> Iterator[Found | Fault]:
    """What a check finds. Where it stops at what does not read, that is a fault too, and the caller goes on with the rest."""
    try:
        yield from check
    except DatabaseError:
        raise  # the database is away; nothing is wrong with the row
    except Exception as bad:  # noqa: BLE001  whatever a malformed row can do: told, not hidden
        yield Fault(stream, what, f"it cannot be read: {str(bad) or type(bad).__name__}")


def check_versions(broken: set[str] | None = None) -> Iterator[Fault]:
    """Compare the text of each version of the policy with the digest taken when it was adopted, and read it.

    Those by which nothing can be judged again are added to ``broken``.
    """
    for version in PolicyVersion.objects.order_by("pk"):
        for fault in going_on("policy", f"version {version.version}", _check_version(version)):
            if broken is not None:
                broken.add(version.version)
            yield fault


def _check_version(version: PolicyVersion) -> Iterator[Fault]:
    if policies.digest_of(version.files) != version.digest:
        yield Fault("policy", f"version {version.version}", "its text was changed after it was adopted")
    read_policy(version.files)


def check_stream(
    stream: str, lines: Iterable[Event | Fault], newest: int, gone: set[str] | None = None, again: bool = True
) -> Iterator[Fault]:
    """What is wrong with one stream, all of whose events are given in their order; a fault stands for one that does not read.

    ``gone`` are the versions of the policy that are known to be missing: each is told once. Without it nothing can be judged
    again, so the promises of the stream are not compared; nor are they where nothing is to be judged ``again``.
    """
    gone = set() if gone is None else gone
    judged = again
    previous: str | None = ""
    number = 0
    duties: dict[Key, Duty] = {}
    running: dict[Key, Duty] = {}
    for event in lines:
        number += 1
        if isinstance(event, Fault):
            yield event
            previous = None  # whether the next one follows it cannot be said
            continue
        name = f"event {event.number} ({event.kind})"
        if event.number != number:
            yield Fault(stream, name, f"event {number} is missing")
            number = event.number
        if previous is not None and event.hash != _wanted(previous, event):
            yield Fault(stream, name, "it was changed after it was recorded, or one before it was")
        previous = event.hash
        try:
            happened = events.read(event.kind, event.data)
        except events.BadEvent as bad:
            yield Fault(stream, name, str(bad))
            continue
        except (AttributeError, TypeError, ValueError) as bad:
            yield Fault(stream, name, f"row {event.pk} of {Event._meta.db_table} cannot be decoded: {bad}")
            continue
        if not again:
            continue
        policy = _judged_by(event, happened, newest)
        if policy is None:
            judged = False
            if (version := event.version or "") not in gone:
                gone.add(version)
                yield Fault(
                    "policy", f"version {version}".rstrip(), f"{stream}: {name} was judged by it, but its row is gone"
                )
        if policy is None or not judged:
            continue
        decisions = obligations.decide(policy, running.values(), happened, event.roles, event.occurred_at, event.number)
        for key, duty in apply(running, decisions).items():
            duties[key] = duty
            if duty.is_open:
                running[key] = duty
            else:
                running.pop(key, None)
    if judged:
        yield from _compare(stream, duties)


def _wanted(previous: str, event: Event) -> str:
    return digest(
        previous, event.stream, event.number, event.kind, event.actor, event.occurred_at, event.recorded_at, event.data,
        event.roles, event.client_key, event.version, event.digests,
    )  # fmt: skip


def _judged_by(event: Event, happened: events.Event, newest: int) -> Policy | None:
    """The version that judged the event: the one it names. In older releases the engine took the version of its own time."""
    if not newest:
        return None
    if event.version is not None:
        return policies.named(newest, event.version)
    reported = event.actor == ENGINE and isinstance(happened, EngineEvent)
    return policies.in_force(newest, event.recorded_at if reported else event.occurred_at)


def _compare(stream: str, duties: dict[Key, Duty]) -> Iterator[Fault]:
    stored = {}
    away = "the log opens it, but its row is gone"
    for row in _duties(stream):
        if isinstance(row, Unread):
            away += ", or is one that cannot be read"
            yield unread(row)
        else:
            stored[row.clause, row.cause] = row
    for key in sorted(duties.keys() | stored.keys()):
        name = f"duty {key[0]}#{key[1]}"
        if key not in stored:
            yield Fault(stream, name, away)
        elif key not in duties:
            yield Fault(stream, name, "there is a row for it, but nothing in the log opens it")
        else:
            yield from going_on(stream, name, _told_apart(stream, name, duties[key], stored[key]))


def _duties(stream: str) -> list[Any]:
    """Its rows in one query; where one does not read, each by itself."""
    rows = Obligation.objects.filter(stream=stream)
    try:
        return list(rows)
    except DatabaseError:
        raise
    except Exception:  # noqa: BLE001  whatever a malformed row can do
        return list(each(rows.order_by("pk")))


def _told_apart(stream: str, name: str, duty: Duty, row: Obligation) -> Iterator[Fault]:
    for column, said, kept in _differences(duty, row):
        yield Fault(stream, name, f"{column} is {_shown(kept)}, but by the log it is {_shown(said)}")


def _differences(duty: Duty, row: Obligation) -> Iterator[tuple[str, object, object]]:
    kept = Duty(
        **{
            field.name: getattr(row, field.name)
            for field in fields(Duty)
            if field.name not in ("segments", "limit", "used", "same", "pausing")
        },
        segments=tuple((who, datetime.fromisoformat(since)) for who, since in row.segments),
        limit=columns.MICROSECOND * row.limit_us,
        used=columns.MICROSECOND * row.used_us,
        same=tuple(row.same),
        pausing=tuple(row.pausing),
    )
    if kept != duty:
        for field in fields(Duty):
            said, is_ = getattr(duty, field.name), getattr(kept, field.name)
            if said != is_:
                yield field.name, said, is_
    if row.state != columns.state_of(duty):
        yield "state", columns.state_of(duty), row.state
    if row.holder != duty.holder:
        yield "holder", duty.holder, row.holder
    if row.accountable != duty.segments[0][0]:
        yield "accountable", duty.segments[0][0], row.accountable


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else repr(value)
