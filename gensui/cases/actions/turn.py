"""What every act on a case has in common: it begins with a lock and a question, and ends in the ledger."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Model

from gensui.cases import access, apart, returned, short, stead
from gensui.cases.actions.telling import head_of, tell_pool, tell_urgent
from gensui.cases.beginning import Known
from gensui.cases.models import Case, Note
from gensui.cases.models.choices import Priority
from gensui.cases.refusals import OutOfDate, TooEarly, WrongState
from gensui.cases.written import WRITTEN
from gensui.core import lifecycle, standing
from gensui.core.decisions import Open
from gensui.core.events import CaseEvent, Event, intake
from gensui.core.events.complaint import ComplaintEvent
from gensui.core.lifecycle import IllegalMove
from gensui.ledger import late, outbox
from gensui.ledger.compiled import Lookup, insert, update
from gensui.ledger.record import NOTHING_WRITTEN, Recorded, record_all
from gensui.ledger.refusals import OutOfOrder
from gensui.ledger.words import Words
from gensui.people import queries as people
from gensui.people.acting import NOW, Actor, Entry, repeatable, was_done
from gensui.people.models import Employee, Site
from gensui.people.refusals import need_words

P = ParamSpec("P")
T = TypeVar("T")


NOBODY: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done with a case, and the event that begins it: legal where that event is."""

    name: str
    begins_with: str


ACTS: dict[str, Act] = {}


def act(first: type[Event], *in_words: str) -> Callable[[Callable[P, Case]], Callable[P, Case]]:
    """Make a function an act on a case. The arguments ``in_words`` must be words (``NoWords``); ``note`` is the one of ``entry``.

    What was posted from a page that no longer shows the case as it stands is refused (``OutOfDate``), unless the act can be done
    in every state.

    Before its body the case is locked and read anew, a request that was carried out before (``entry.once``) ends there, and
    whoever may not do this (``NotYours``) or cannot as the case stands (``WrongState``) is refused. All in one transaction.
    """

    def enter(function: Callable[P, Case]) -> Callable[P, Case]:
        name = function.__name__
        ACTS[name] = Act(name, first.kind)

        @repeatable
        @wraps(function)
        def carried_out(*args: P.args, **words: P.kwargs) -> Case:
            given = cast(dict[str, Any], words)
            entry: Entry = given["entry"]
            case = lock(given["case"])
            if was_done(entry):
                return case
            stead.require(given["actor"], name, first.kind, case, given["at"])
            if entry.seen and entry.seen != case.seen and not lifecycle.anytime(first.kind):
                raise OutOfDate(case.number, str(case.get_state_display()), case.plan_version)
            check(case, first.kind)
            need_words(*(entry.note if one == "note" else given[one] for one in in_words))
            given["case"] = case
            return function(*args, **words)

        return carried_out

    return enter


HELD = Lookup(lambda: Case.objects.with_people().select_for_update(of=("self",)))


def lock(case: Case) -> Case:
    """The case as it stands now, held until the transaction ends."""
    held = HELD.get(case.pk)
    held.hands_before = (held.follower, held.handler)
    return held


def check(case: Case, kind: str) -> str:
    """Where this event would lead. Refuses what cannot happen to the case as it stands (``WrongState``)."""
    if kind not in lifecycle.MOVES:
        return case.state
    try:
        return lifecycle.check(case.state, kind, case.before_pause)
    except IllegalMove:
        raise WrongState(case.number, str(case.get_state_display())) from None


def possible(case: Case, actor: Actor, at: datetime) -> list[str]:
    """What this person can do with the case now, in the order of a case's life."""
    instead = stead.steads(actor, case, at)
    return [
        one.name
        for one in ACTS.values()
        if (one.begins_with not in lifecycle.MOVES or one.begins_with in lifecycle.legal(case.state, case.before_pause))
        and stead.may(actor, one.name, one.begins_with, case, instead)
    ]


def about(case: Case, event: Event) -> Event:
    """The event with what is known of the case, which every event of a case says."""
    if isinstance(event, ComplaintEvent):
        return replace(event, complaint=case.number, round=case.round)
    if not isinstance(event, CaseEvent):
        return event
    known: dict[str, Any] = {
        "department": case.department, "priority": case.priority, "complexity": case.complexity, "channel": case.channel,
        "request_type": case.request_type, "category": case.category_id or "", "round": case.round, "entered_at": case.entered_at,
    }  # fmt: skip
    if isinstance(event, intake.FollowerNamed | intake.FollowerHandedOver):
        known["role"] = case.follower.role if case.follower is not None else ""
    return replace(event, **known)


def roles(
    case: Case, actor: Actor, leaders: Mapping[str, str], kept_apart: frozenset[str] = frozenset()
) -> dict[str, str]:
    """Who holds which role for this case: of those it names, who is on duty, or acts now and is there by that.

    Whom a complaint concerns holds none: the role falls to the next. The mapping says who that is, so that no change of shift
    gives it back.
    """
    found = dict(leaders)
    for role, named in named_in(case).items():
        present = found.get(role) == named.key
        if named == actor or (not present and standing.OFF + role not in found):
            found[role] = named.key
            found.pop(standing.OFF + role, None)
    if follower := found.get("follower"):
        found["agent"] = follower
    elif access.front(actor, case):
        found["agent"] = actor.key
    returned.fill_handler(found, case)
    if case.resident_id is not None:
        found["owner"] = f"resident:{case.resident_id}"
    if kept_apart:
        found = {role: key for role, key in found.items() if key.partition("/")[0] not in kept_apart}
        found |= {f"{standing.APART}{number}": key for number, key in enumerate(sorted(kept_apart))}
    return found


def named_in(case: Case) -> dict[str, Employee]:
    """Whom the case names for a role."""
    named = {"follower": case.follower, "handler": case.handler}
    return {role: who for role, who in named.items() if who is not None}


def happen(
    case: Case,
    *events: Event | tuple[Event, datetime],
    actor: Actor,
    at: datetime,
    entry: Entry = NOW,
    changed: tuple[str, ...] = (),
    known: Known | None = None,
    kept_apart: frozenset[str] | None = None,
    words: Words = NOTHING_WRITTEN,
    rows: Iterable[Model] = (),
    named: Mapping[str, str] = NOBODY,
    rings: bool = True,
) -> Case:
    """Let it happen: the case moves, the ledger has it, the words stand beside it and their digests with the event.

    ``rows`` were written with it and hold words.

    ``known`` comes with a new case, ``kept_apart`` with a new complaint; of any other both are asked here. ``named`` are
    roles that the act knows, by key. ``rings`` is false where a danger has long been dealt with elsewhere.

    An event may bring its own time; the others happened when ``entry`` says. Refuses an illegal move (``WrongState``), a time
    before the case began (``TooEarly``) or before what it follows (``OutOfOrder``), and whatever the policy refuses.
    """
    pairs = [one if isinstance(one, tuple) else (one, entry.when(at)) for one in events]
    fields = set(changed)
    for event, when in pairs:
        if when < case.opened_at.replace(second=0, microsecond=0):  # a typed time has no seconds; the ledger places it
            raise TooEarly(local(case.site, when).strftime("%m-%d %H:%M"))
        fields |= _move(case, event.kind, when)
    if known is not None:
        case.pk = (
            known.row or None
        )  # in a row that is kept free for it, if there is one: then nobody waits for the answer
    if case._state.adding:
        insert(case)
    elif fields:
        update(case, *sorted(fields))
    hidden = apart.keys_of(case) if kept_apart is None else kept_apart
    leaders = known.leaders if known else people.roles_at(case.site, case.department, pairs[-1][1], named_in(case))
    written = {**words, **WRITTEN.words_of(*rows)} | (
        {"note": (pairs[-1][0].kind, actor.key, entry.note)} if entry.note else {}
    )
    if known is not None or "content" in changed:
        written["case"] = (case.content,)
    recorded = record_all(
        stream=case.stream, happened=[(about(case, event), when) for event, when in pairs], actor=actor.key,
        roles={**roles(case, actor, leaders, hidden), **named}, at=at, client_key=entry.once,
        beginning=known.beginning if known else None,
        words=written,
    )  # fmt: skip
    if entry.note:
        note = Note(
            case=case, number=recorded.number, kind=pairs[-1][0].kind, text=entry.note, author_key=actor.key,
            happened_at=pairs[-1][1], written_at=at,
        )  # fmt: skip
        insert(note)
    if entry.typed and entry.once and isinstance(actor, Employee):
        late.note_entry(
            stream=case.stream, of=pairs[0][0].kind, happened_at=entry.when(at), reason=entry.note, actor=actor.key,
            roles=roles(case, actor, leaders, hidden), at=at,
        )  # fmt: skip
    told = _tell_hands(case, actor, recorded.number, at) if not fields.isdisjoint(HANDS) else set()
    if rings and case.priority == Priority.P1 and any(event.kind == intake.IntakeSaved.kind for event, _when in pairs):
        told |= tell_urgent(case, at, recorded.number, hidden | told | {actor.key})
    kinds = [event.kind for event, _when in pairs]
    begun = next((BEGINS[kind] for kind in kinds if kind in BEGINS), "")
    if not begun and case.confirmed_at is None and intake.MessageReceived.kind in kinds:
        begun = UNREAD  # nobody at the desk has seen it
    if begun:
        told |= {actor.key}
        words_of = entry.note if begun in IN_WORDS else ""
        if begun == RETURNED and isinstance(actor, Employee):
            words_of = f"{actor.name}: {words_of}"
        if _tell_holders(case, begun, recorded, told, at, words_of) and begun == SENT:
            tell_pool(case, at, recorded.number, hidden | told)
        if begun in IN_WORDS:
            _tell_concerned(case, begun, recorded.number, told | hidden, at, words_of, leaders)
    return case


RETURNED, SENT, UNREAD = "order.returned", "order.sent", "report.new"
BEGINS = {
    "work_order.dispatched": SENT,
    "rework.ordered": "order.again",
    "work_order.returned": RETURNED,
    "owner.dissatisfied": "result.disputed",
    "explanation.rejected": "result.rejected",
}
"""Events by which the clock of somebody begins who did not see them happen, and what that person is told."""
IN_WORDS = frozenset({"result.disputed", "result.rejected", RETURNED})
"""What is said in words: an owner objects, or a department gives an order back. Whoever follows the request, handles it or heads
the department (of an order that has none, the desk) hears them, on duty or not, and whoever answers for the head now.
"""


def _tell_holders(case: Case, what: str, recorded: Recorded, told: set[str], at: datetime, body: str = "") -> bool:
    """Tell those on duty who have to act until a time from now on, each once (``told``). Whether one of them is nobody's."""
    opened = [one.duty for one in recorded.decisions if isinstance(one, Open) and one.duty.due_at is not None]
    holders = dict.fromkeys(duty.holder for duty in opened)
    for holder in holders:
        if holder.startswith("staff:") and holder not in told:
            told.add(holder)
            said = body or short.told("", [case])
            outbox.queue(stream=case.stream, to=holder, what=what, body=said, at=at, number=recorded.number)
    return any(standing.is_of_house(holder) for holder in holders)


def _tell_concerned(
    case: Case, what: str, number: int, told: Collection[str], at: datetime, body: str, roles: Mapping[str, str]
) -> None:
    department, role = ("customer_service", "service_head") if what == RETURNED else (case.department, "dept_head")
    concerned = (case.follower, case.handler, head_of(case, department, at))
    keys = [one.key for one in concerned if one is not None] + stead.there_for(role, roles, at)
    for key in dict.fromkeys(keys):
        if key not in told:
            outbox.queue(stream=case.stream, to=key, what=what, body=body, at=at, number=number)


HANDS = {"follower": "follow", "handler": "order"}


def _tell_hands(case: Case, actor: Actor, number: int, at: datetime) -> set[str]:
    """Tell whoever has the case now, and whoever had it before; not the person who did it. Where nobody changed, nobody is told.

    The keys of those told.
    """
    told: set[str] = set()
    for (name, what), before in zip(HANDS.items(), case.hands_before, strict=True):
        now = getattr(case, name)
        if now == before:
            continue
        for who, how, other in ((before, "gone", now), (now, "given", actor)):
            if who is not None and who != actor:
                told.add(who.key)
                body = short.told(other.key if other else "", [case], until=how == "given")
                outbox.queue(stream=case.stream, to=who.key, what=f"{what}.{how}", body=body, at=at, number=number)
    case.hands_before = (case.follower, case.handler)
    return told


def happen_from(case: Case, event: Event, when: datetime, *, actor: Actor, at: datetime, stamps: str = "") -> Case:
    """Let it happen then, or as soon afterwards as the order of the case allows: for what a machine reports of another row.

    ``stamps`` names a field of the case that keeps the time.
    """
    try:
        with transaction.atomic():
            return _happen_then(case, event, when, actor, at, stamps)
    except OutOfOrder as later:
        return _happen_then(lock(case), event, later.earliest, actor, at, stamps)


def _happen_then(case: Case, event: Event, when: datetime, actor: Actor, at: datetime, stamps: str) -> Case:
    if stamps:
        setattr(case, stamps, when)
    changed = (stamps,) if stamps else ()
    return happen(case, (event, when), actor=actor, at=max(at, when), changed=changed)


def _move(case: Case, kind: str, when: datetime) -> set[str]:
    """Put the case where the event leads; which fields that changed."""
    following = check(case, kind)
    if following == case.state:
        return set()
    changed = {"state"}
    if following == "paused":
        case.before_pause = case.state
        changed.add("before_pause")
    elif case.state == "paused":
        case.before_pause, case.pause_reason, case.paused_until, case.missing_parts = "", "", None, ""
        changed |= {"before_pause", "pause_reason", "paused_until", "missing_parts"}
    case.state = following
    if (case.closed_at is not None) != (following in lifecycle.FINAL):
        case.closed_at = when if following in lifecycle.FINAL else None
        changed.add("closed_at")
    return changed


def local(site: Site, at: datetime) -> datetime:
    """A time as the clocks of the community show it."""
    return at.astimezone(ZoneInfo(site.zone))
