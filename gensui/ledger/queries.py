"""Reads across the ledger, for pages, commands and checks."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from django.db import DatabaseError, connection
from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from gensui.core import events
from gensui.core.events.engine import HolderChanged
from gensui.core.events.intake import FollowerOffered
from gensui.core.policy import Policy
from gensui.core.policy.keeping import lapsing_as, never_lapsing, untimed
from gensui.ledger import room
from gensui.ledger.models import NEVER, Event, Heartbeat, Obligation, Outgoing, PolicyVersion, Schedule
from gensui.ledger.refusals import KeyReused
from gensui.ledger.requests import RequestKey
from gensui.ledger.words import is_same_request

STALLED = timedelta(seconds=30)
"""A worker that was not heard of for so long is missed."""
UNSENT = timedelta(minutes=10)
"""Messages that could go out have waited too long then: a lease of a worker that died is half of it."""


@dataclass(frozen=True, slots=True)
class Health:
    """How the engine is: the workers heard of lately, which of their work fails, how far behind they are, what was set aside
    of duties and of schedules, how many messages wait and for how long the oldest could have gone out; which processes end again
    and again; and why nothing can be written, where nothing can.
    """

    beating: tuple[str, ...]
    stalled: tuple[str, ...]
    behind: timedelta
    set_aside: int
    schedules_set_aside: int
    failing: tuple[str, ...]
    waiting: int
    unsent: timedelta
    dying: tuple[str, ...]
    unwritable: OSError | DatabaseError | None

    @property
    def has_room(self) -> bool:
        """Whether something can be written."""
        return self.unwritable is None

    @property
    def is_well(self) -> bool:
        """Whether somebody works, keeps up, had to leave nothing aside, sends what there is, and has room to write."""
        left = self.set_aside or self.schedules_set_aside or self.failing or self.dying
        keeps_up = self.behind < STALLED and self.unsent < UNSENT
        return bool(self.beating) and keeps_up and self.has_room and not left


def health(at: datetime) -> Health:
    """How the engine is at ``at``. Five queries, and one look at the room."""
    heard = list(Heartbeat.objects.order_by("worker"))
    lately = [beat for beat in heard if abs(at - beat.beat_at) <= STALLED]
    beats = [beat for beat in heard if not beat.worker.startswith(Heartbeat.KEEPER)]
    checks = Obligation.objects.filter(next_check_at__isnull=False, set_aside="").order_by("next_check_at")
    first = checks.values_list("next_check_at", flat=True).first()
    wait = Outgoing.objects.filter(sent_at=None, failed_at=None).exclude(next_try_at=NEVER)
    since = Coalesce("next_try_at", "created_at")
    messages = wait.aggregate(waiting=Count("pk"), due=Min(since, filter=Q(next_try_at=None) | Q(next_try_at__lte=at)))
    return Health(
        beating=tuple(beat.worker for beat in beats if beat in lately),
        stalled=tuple(beat.worker for beat in beats if beat not in lately),
        behind=max(at - first, timedelta()) if first is not None else timedelta(),
        set_aside=Obligation.objects.exclude(set_aside="").count(),
        schedules_set_aside=Schedule.objects.exclude(set_aside="").count(),
        failing=_names(beat for beat in lately if beat in beats),
        waiting=messages["waiting"],
        unsent=max(at - (messages["due"] or at), timedelta()),
        dying=_names(beat for beat in lately if beat not in beats),
        unwritable=room.trouble(),
    )


def _names(beats: Iterable[Heartbeat]) -> tuple[str, ...]:
    return tuple(sorted({name for beat in beats for name in beat.failing.split(", ") if name}))


def events_of(stream: str) -> list[Event]:
    """The events of a stream, in their order. One query."""
    return list(Event.objects.filter(stream=stream).order_by("number"))


def of_kind(kind: str) -> QuerySet[Event]:
    """The events of a kind in all streams, the newest first. Only for kinds with an index of their own."""
    return Event.objects.filter(kind=kind).order_by("-id")


def happened(stream: str, kind: str) -> list[events.Event]:
    """The events of this kind in a stream, in their order. One query."""
    rows = Event.objects.filter(stream=stream, kind=kind).order_by("number")
    return [events.read(kind, data) for data in rows.values_list("data", flat=True)]


def last_time(stream: str, kind: str) -> datetime | None:
    """When an event of this kind happened last in a stream. One query."""
    return (
        Event.objects.filter(stream=stream, kind=kind).order_by("-number").values_list("occurred_at", flat=True).first()
    )


def has_happened(stream: str, kind: str) -> bool:
    """Whether an event of this kind is on record in the stream. One query."""
    return Event.objects.filter(stream=stream, kind=kind).exists()


def actors(stream: str) -> QuerySet[Event, str]:
    """Who did something in the stream, by their keys: for a condition of another query."""
    return Event.objects.filter(stream=stream).values_list("actor", flat=True)


def versions() -> list[PolicyVersion]:
    """The versions of the policy, by their start. One query."""
    return list(PolicyVersion.objects.order_by("starts_at"))


def policy_files(version: str) -> dict[str, str] | None:
    """The files of a version, word for word as they were adopted; none where it was not. One query."""
    return PolicyVersion.objects.filter(version=version).values_list("files", flat=True).first()


def was_recorded(key: RequestKey) -> bool:
    """Whether the request of this key was carried out before. Refuses another request (``KeyReused``). One query."""
    return bool(stream_of(key))


def duties_of(streams: Iterable[str]) -> dict[str, list[Obligation]]:
    """All duties of each stream, in the order in which they opened. One query."""
    return _by_stream(Obligation.objects.filter(stream__in=list(streams)).order_by("id"))


def passed_to(event: Event, duties: Iterable[Obligation]) -> str:
    """The key of whom a duty of the event's stream went to by it (``holder.changed``), or its request was offered to
    (``follower.offered``); empty for any other event. No query.
    """
    if event.kind == FollowerOffered.kind:
        return str(event.data.get("to", ""))
    named = event.data.get("clause"), event.data.get("cause")
    for duty in duties if event.kind == HolderChanged.kind else ():
        if (duty.clause, duty.cause) == named:
            return next((who for who, since in duty.segments if datetime.fromisoformat(since) == event.occurred_at), "")
    return ""


SHOWN = (
    "stream", "clause", "cause", "version", "accountable", "holder", "opened_at", "running_since", "due_at", "not_before",
    "limit_us", "used_us", "paused_at", "state", "lapsed_at", "met_at", "voided_by",
)  # fmt: skip
"""What a row of a list shows of a duty; the rest of it costs more to read than it is worth there."""


def clocks_of(streams: Iterable[str], clauses: Collection[str] = ()) -> dict[str, list[Obligation]]:
    """All duties of each stream, or those that are open or of these clauses, with what a list shows of them, in the order in
    which they opened. One query.
    """
    found = Obligation.objects.filter(stream__in=list(streams))
    if clauses:
        found = found.filter(Q(clause__in=clauses) | Q(state="open"))
    return _by_stream(found.only(*SHOWN).order_by("id"))


def running_of(streams: Iterable[str]) -> dict[str, list[Obligation]]:
    """The duties of each stream whose clocks run, with what a list shows of them, what runs out next first. One query."""
    running = Obligation.objects.filter(stream__in=list(streams), state="open", due_at__isnull=False, paused_at=None)
    return _by_stream(running.only(*SHOWN).order_by("due_at", "id"))


def spoken_of(messages: Iterable[Outgoing]) -> list[Obligation]:
    """The promises of which messages speak, and others of their streams perhaps. One query."""
    asked = {(one.stream, one.clause, one.cause) for one in messages}
    streams, clauses, causes = map(set, zip(*asked, strict=True)) if asked else ((), (), ())
    return list(Obligation.objects.filter(stream__in=streams, clause__in=clauses, cause__in=causes))


def holder_since(stream: str, kind: str) -> str:
    """Who holds what the newest event of this kind opened in a stream; empty where nothing of it is open. One query."""
    newest = Event.objects.filter(stream=stream, kind=kind).order_by("-number").values("number")[:1]
    opened = Obligation.objects.filter(stream=stream, state="open", cause=newest)
    return opened.order_by("id").values_list("holder", flat=True).first() or ""


def held_beside(
    stream_kind: str, holders: Iterable[str], until: datetime, always: Iterable[str] = (), most: int = 20
) -> list[Obligation]:
    """What runs out for these holders by then in streams of another kind than this, what runs out next first; the steps of a
    month, and what is owed under the clauses named ``always``, whenever they are due. One query.
    """
    mine = Obligation.objects.filter(state="open", holder__in=list(holders), paused_at=None)
    mine = mine.filter(
        Q(due_at__lt=until) | Q(due_at__isnull=False) & (Q(stream__startswith="month:") | Q(clause__in=list(always)))
    )
    return list(mine.exclude(stream__startswith=f"{stream_kind}:").only(*SHOWN, "same").order_by("due_at", "id")[:most])


def held(holder: str, stream_kind: str, most: int) -> list[Obligation]:
    """What runs for somebody in streams of this kind, what runs out next first. One query."""
    mine = Obligation.objects.filter(state="open", holder=holder, stream__startswith=f"{stream_kind}:", paused_at=None)
    return list(mine.filter(due_at__isnull=False).only(*SHOWN).order_by("due_at", "id")[:most])


def that_count(duties: QuerySet[Obligation], policy: Policy) -> QuerySet[Obligation]:
    """These promises without those for comparison, and those that cannot be broken: kept, they say nothing."""
    found = duties.exclude(clause__in=never_lapsing(policy), lapsed_at=None)
    return found.exclude(clause__in=lapsing_as(policy, "comparison"))


def that_are_timed(duties: QuerySet[Obligation], policy: Policy) -> QuerySet[Obligation]:
    """Those that count, without those that only ask what is on record: what a share *in time* is of."""
    return that_count(duties, policy).exclude(clause__in=untimed(policy))


def that_bind(duties: QuerySet[Obligation], policy: Policy) -> QuerySet[Obligation]:
    """Those that count, without those whose lapse is the house's: what a person is judged by."""
    return that_count(duties, policy).exclude(clause__in=lapsing_as(policy, "house"))


def opened_by(duties: Iterable[Obligation]) -> list[Event]:
    """The events by which these duties of one stream were opened. One query."""
    found = list(duties)
    numbers = [duty.cause for duty in found]
    return list(Event.objects.filter(stream__in={duty.stream for duty in found}, number__in=numbers).order_by("number"))


def _by_stream(duties: Iterable[Obligation]) -> dict[str, list[Obligation]]:
    found: dict[str, list[Obligation]] = {}
    for duty in duties:
        found.setdefault(duty.stream, []).append(duty)
    return found


CARRIED_OUT = """
SELECT e.stream, e.digests, s.salt FROM ledger_event AS e
LEFT JOIN ledger_salt AS s ON s.stream = e.stream AND s.number = e.number WHERE e.client_key = %s
"""


def stream_of(key: RequestKey) -> str:
    """The stream in which the request of this key was carried out; the empty text if it was not. One query.

    Refuses a request that asks for something else under the same key (``KeyReused``).
    """
    with connection.cursor() as cursor:  # raw SQL, because every act asks it
        cursor.execute(CARRIED_OUT, [key.stored])
        found = cursor.fetchone()
    if found is None:
        return ""
    stream, digests, salt = found
    stored = orjson.loads(digests) if isinstance(digests, str) else digests
    if key.request and not is_same_request(stored or (), salt or "", key.request):
        raise KeyReused
    return str(stream)


def slot_at(stream: str, clause: str, at: datetime) -> Obligation | None:
    """The slot of a schedule that began last before ``at``, however it stands; none, if none had begun. One query."""
    return Obligation.objects.filter(stream=stream, clause=clause, not_before__lte=at).order_by("-cause").first()


def beating(at: datetime) -> list[str]:
    """Of each worker that was heard of lately: which of its work fails. One query."""
    lately = Heartbeat.objects.filter(beat_at__gt=at - STALLED, beat_at__lt=at + STALLED)
    return list(lately.exclude(worker__startswith=Heartbeat.KEEPER).values_list("failing", flat=True))


def entered_late(after: int, by: timedelta) -> list[str]:
    """The streams in which people entered so much later what had happened, after this row. One query."""
    late = Event.objects.filter(pk__gt=after, occurred_at__lt=F("recorded_at") - by).exclude(actor="engine")
    return list(late.order_by("stream").values_list("stream", flat=True).distinct())


def newest_of(kinds: Iterable[str], after: int) -> tuple[int, int]:
    """The rows of the newest event at all, and of the newest of these kinds, among those after this row; else 0. One query."""
    found = Event.objects.filter(pk__gt=after).aggregate(
        newest=Max("pk"), of_kind=Max("pk", filter=Q(kind__in=list(kinds)))
    )
    return found["newest"] or 0, found["of_kind"] or 0
