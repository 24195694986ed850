"""How somebody was tried and not reached: for the return visit, before the work, or to call a missed caller back.

Whether it suffices to call the owner unreachable (C26), and how far apart tries count (C01).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gensui.cases.models import Case
from gensui.cases.work_refusals import TriedBefore, TriedTooSoon
from gensui.core import worktime
from gensui.core.policy import Policy
from gensui.core.worktime import Calendar, Duration
from gensui.ledger import policies
from gensui.ledger.models import Event, Outgoing

WRITTEN = frozenset({"sms", "wechat"})
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt that reached nobody; of a message, when it was sent and what the log calls its sending."""

    method: str
    at: datetime
    delivery: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """In how many parts of the day the owner was tried, of how many wanted, and whether a message followed the calls.

    ``hours`` within which the calls have to lie; none where the policy names no limit.
    """

    parts: int
    wanted: int
    messaged: bool
    hours: float | None = None

    def filled(self) -> tuple[str, ...]:
        """The names by which the policy asks for it."""
        return (*["calls"] * (self.parts >= self.wanted), *["message"] * self.messaged)


def tries(case: Case) -> list[Try]:
    """The attempts of the round that runs, in the order in which they were made. One query, two where messages were sent."""
    rows = Event.objects.filter(stream=case.stream, kind="return_visit.attempted").values_list("data", "occurred_at")
    made = [
        Try(str(data.get("method", "")), at, str(data.get("evidence", {}).get("delivery", "")))
        for data, at in rows
        if int(data.get("round", 1)) == case.round
    ]
    sent = _sent_at(one.delivery for one in made if one.delivery)
    return sorted((replace(one, at=sent.get(one.delivery, one.at)) for one in made), key=lambda one: one.at)


def _sent_at(deliveries: Iterable[str]) -> dict[str, datetime]:
    rows = {delivery.rpartition(":")[2]: delivery for delivery in deliveries}
    if not rows:
        return {}
    found = Outgoing.objects.filter(pk__in=rows, sent_at__isnull=False).values_list("pk", "sent_at")
    return {rows[str(pk)]: at for pk, at in found if at is not None}


def count(policy: Policy, made: Iterable[Try], *, prefers_messages: bool) -> Tried:
    """Count calls by the parts of the day that the policy names, as close together as it asks. Where an owner prefers messages,
    they count as calls do.
    """
    wanted = int(str(policy.setting("visit_attempts")))
    within = _within(policy)
    parts = _parts_of_the_day(policy)
    calls: list[tuple[datetime, str]] = []
    most = 0
    messaged = False
    for one in made:
        messaged = messaged or (one.method in WRITTEN and most >= wanted)
        if one.method == "phone" or (prefers_messages and one.method in WRITTEN):
            calls += [(one.at, part.name) for part in parts if worktime.is_open(part, one.at)]
            most = max(most, len({part for at, part in calls if within is None or one.at - at <= within}))
    return Tried(most, wanted, messaged, within / HOUR if within else None)


def _within(policy: Policy) -> timedelta | None:
    """How close together the calls have to lie. A version from before the figure does not say."""
    span = policy.figure("visit_attempts_within")
    return None if span is None else Duration.parse(str(span)).time


def _parts_of_the_day(policy: Policy) -> list[Calendar]:
    """The calendars that the setting names. A policy without the setting has no such rule, and no part."""
    try:
        named = str(policy.setting("visit_parts"))
    except KeyError:
        return []
    return [policy.calendars[name] for name in named.split() if name in policy.calendars]


NOT_REACHED = {
    "owner.contact_failed": frozenset({"work_order.dispatched", "owner.contacted"}),
    "contact.call_back_failed": frozenset[str](),
}
"""The tries that are counted before the work, and with what each count begins anew."""


def number_of(case: Case, kind: str, when: datetime, *, call: str, at: datetime) -> int:
    """Which try of this kind one then would be, of those that count on. Two queries. Refuses what ``check_apart`` refuses."""
    made = _made_so_far(case, kind)
    check_apart(case, made, when, call=call, at=at)
    return len(made) + 1


def check_visit(case: Case, method: str, when: datetime, *, call: str, at: datetime) -> None:
    """Refuses a try of the return visit as ``check_apart`` does; another way is another try. Two queries."""
    made = Event.objects.filter(stream=case.stream, kind="return_visit.attempted")
    same = [one for one in made if one.data.get("round", 1) == case.round and one.data.get("method") == method]
    check_apart(case, same, when, call=call, at=at)


def check_apart(case: Case, made: Iterable[Event], when: datetime, *, call: str, at: datetime) -> None:
    """Refuses a try that a call proves which proves another (``TriedBefore``), and one so soon after another, or before it, that
    it is the same (``TriedTooSoon``). A version of the policy without the figure asks for no distance.
    """
    apart = policies.in_force(policies.newest(), at).figure("contact_apart")
    least = Duration.parse(str(apart)).time if apart is not None else timedelta()
    for one in made:
        if call and one.data.get("evidence", {}).get("call") == call:
            raise TriedBefore
        if abs(when - one.occurred_at) < least:
            whole_minute = one.occurred_at + least + MINUTE - timedelta.resolution
            raise TriedTooSoon(case.clock(one.occurred_at), case.clock(whole_minute))


def _made_so_far(case: Case, kind: str) -> list[Event]:
    begins = NOT_REACHED[kind]
    made: list[Event] = []
    for event in Event.objects.filter(stream=case.stream, kind__in={kind, *begins}).order_by("number"):
        made = [] if event.kind in begins else [*made, event]
    return made
