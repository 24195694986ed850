"""Requests that belong together: the same request twice, and the fault of a whole building."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gensui.cases.actions import coordinating, sending, telling, turn, words
from gensui.cases.actions.turn import act, happen
from gensui.cases.models import Case, State
from gensui.cases.refusals import (
    AlreadyJoined,
    HasChildren,
    OfAnotherSite,
    PlanLaidOut,
    SameCase,
    TooFarOn,
    TwoHomes,
)
from gensui.core import lifecycle
from gensui.core.events import Event, intake
from gensui.people.acting import NOW, SYSTEM, Actor, Entry
from gensui.people.languages import in_language
from gensui.people.models import Employee

JOINED = gettext_lazy(
    "We know of this matter already: your request {number} is now handled together with an earlier one. You hear how it goes, "
    "and at the end we ask you too."
)
PARTED = gettext_lazy(
    "The request that yours, {number}, was handled with has ended. Yours goes on by itself, and we look after it."
)
ALONE = gettext_lazy("The request that {number} ({where}) was handled with has ended. It goes on by itself.")
APART = gettext_lazy("Your request {number} needs work of its own. It goes on by itself, and we look after it.")
TAKEN_APART = gettext_lazy("{number} ({where}) goes on by itself: {reason}")
DROPPED = gettext_lazy("{number} is now handled with {into}; there is nothing left to do on it.")
GATHERED = gettext_lazy(
    "{joined} ({place}) is now handled with {number}. Whoever asked there hears of progress and result too."
)
CHILD = gettext_lazy("The fault of the building, {parent}, has ended: {state}. Case {number} goes on by itself.")
PART_OF = gettext_lazy(
    "Your request {number} is part of a fault of the whole building, which is being worked on: {words}"
)
FAULT_OVER = gettext_lazy(
    "The fault of the whole building that your request {number} is part of has ended: {state}. We look after yours and tell you."
)
OVER = frozenset({"work.completed", "intake.answered"})
"""What brings a request to its result, for those that were joined to it as well."""


@act(intake.CaseJoined)
def merge_case(
    *, case: Case, actor: Employee, at: datetime, into: Case, two_homes: bool = False, entry: Entry = NOW
) -> Case:
    """Join a request that repeats another to it: the other is worked on, and whoever asked here is followed to the end.

    A request that is itself joined leads to the one it is handled with. Refuses itself (``SameCase``), a request that is joined
    already (``AlreadyJoined``), a plan that was laid before the owner (``PlanLaidOut``), a request whose work is done
    (``TooFarOn``), another community (``OfAnotherSite``), and a request of another home unless ``two_homes`` is confirmed
    (``TwoHomes``).
    """
    if case.is_joined and case.merged_into is not None:
        raise AlreadyJoined(case.merged_into.number)
    into = _end_of(into)
    _check_joining(case, into, two_homes)
    happened = entry.saying(entry.note or _into(into))
    case = _join(case, into, [intake.CaseJoined(into=into.number)], actor, at, happened)
    telling.tell_asker(case, JOINED, at)
    return case


def _join(case: Case, into: Case, events: list[Event], actor: Employee, at: datetime, entry: Entry) -> Case:
    """From here on the request is handled with the other. Whoever loses the order and whoever gains it hears so, once each."""
    following = list(_joined_to(case))
    dropped = case.handler
    named = _name_follower(case, into, actor)
    case.merged_into, case.handler, case.appointment_at = into, None, None
    case.hands_before = (case.follower, None)  # told below, and why

    changed = ("merged_into", "handler", "appointment_at", "parent", "follower")
    case = happen(case, *named, *events, actor=actor, at=at, entry=entry, changed=changed)
    for other in following:
        _follow_on(other, into, actor, at)
    _leave_alone(case, "case.joined", actor, at)
    gained = [one for one in (into.follower, into.handler) if one != actor]
    telling.tell_staff(case, [one for one in [dropped] if one not in (actor, *gained)], DROPPED, at, into=into.number)
    telling.tell_staff(into, gained, GATHERED, at, joined=case.number, place=case.where)
    return case


def _name_follower(case: Case, into: Case, actor: Employee) -> list[Event]:
    """A request that nobody follows yet is followed by who follows the other, else by who joins them. Who follows a complaint
    is decided by whom it concerns, not here.
    """
    if case.follower is not None or case.request_type == "complaint":
        return []
    case.follower = into.follower or actor
    return [intake.FollowerNamed()]


def _into(into: Case) -> str:
    return _("Joined to case {number}, which goes on.").format(number=into.number)


def _end_of(into: Case) -> Case:
    """The request that is really worked on, held until the transaction ends."""
    into = turn.lock(into)
    while into.is_joined and into.merged_into is not None:
        into = turn.lock(into.merged_into)
    return into


def _check_joining(case: Case, into: Case, two_homes: bool) -> None:
    if into.pk == case.pk or (case.request_type == "complaint") != (into.request_type == "complaint"):
        raise SameCase
    if into.site_id != case.site_id:
        raise OfAnotherSite
    if into.state not in lifecycle.TAKES_OTHERS:
        raise TooFarOn(into.number, into.get_state_display())
    if _has_plan(case):
        raise PlanLaidOut(case.number)
    if case.sentence and case.children.filter(closed_at=None).exists():
        raise HasChildren(case.number)
    if case.unit_id != into.unit_id and not two_homes:
        raise TwoHomes(_whose(case), _whose(into))


def _whose(case: Case) -> str:
    """Who asked, and where, for the desk."""
    name = case.resident.name if case.resident else case.requester_name
    return f"{case.number} · {case.where or '—'} · {name or '—'}"


def _joined_to(case: Case) -> Any:
    joined = Case.objects.with_people().select_for_update(of=("self",))
    return joined.filter(merged_into=case, state="joined").order_by("pk")


def _follow_on(case: Case, into: Case, actor: Actor, at: datetime) -> None:
    """A request that was joined to one that is now joined itself goes along."""
    case.merged_into, case.parent = into, into if into.sentence else None
    note = Entry(note=_into(into))
    joined = intake.CaseJoined(into=into.number)
    happen(case, joined, actor=actor, at=at, entry=note, changed=("merged_into", "parent"))


def carry_along(*, case: Case, kind: str, when: datetime, actor: Actor, at: datetime) -> Case:
    """After a request came to its result or ended: whoever was joined to it is followed on, and nothing is left behind.

    ``kind`` is the event that did it, at ``when``. Where the work is done, the joined requests are told the result next; where it
    ended undone, each goes on by itself. The caller is an act on the case.
    """
    if case.state in lifecycle.TAKES_OTHERS or case.is_joined:
        return case
    for joined in _joined_to(case):
        if kind in OVER:
            turn.happen_from(joined, intake.JoinedCompleted(), when, actor=SYSTEM, at=at, stamps="completed_at")
            continue
        of_building = joined.parent_id is not None
        joined = _part(joined, SYSTEM, at)
        telling.tell_asker(joined, FAULT_OVER if of_building else PARTED, at, state=State(case.state).label)
        telling.tell_staff(joined, [joined.follower], ALONE, at)
    _leave_alone(case, kind, actor, at)
    return case


def _part(case: Case, actor: Actor, at: datetime, entry: Entry = NOW) -> Case:
    """The request is by itself again, and sent out; one that was not read back yet is with the desk."""
    events: list[Event] = [intake.CaseUnlinked()] if case.parent_id is not None else []
    case.merged_into = case.parent = None
    if case.confirmed_at is None:
        events += [intake.JoinedUnread()]
    else:
        events += [intake.JoinedParted(), sending.dispatched(case, at, at)]
    changed = ("merged_into", "parent", "required_by", "promised_by")
    return happen(case, *events, actor=actor, at=at, entry=entry, changed=changed)


@act(intake.JoinedParted, "reason")
def part_case(*, case: Case, actor: Employee, at: datetime, reason: str, entry: Entry = NOW) -> Case:
    """What was handled with another request turns out to need work of its own: it is sent out by itself, with a reason."""
    case = _part(case, actor, at, entry.saying(reason))
    telling.tell_asker(case, APART, at)
    others = [one for one in [case.follower] if one != actor]
    telling.tell_staff(case, others, TAKEN_APART, at, reason=reason)
    return case


def _leave_alone(case: Case, kind: str, actor: Actor, at: datetime) -> None:
    """What else belonged to a request that is done or ended: departments asked for help, requests under a building's fault."""
    coordinating.withdraw_all(case=case, actor=actor, at=at)
    if not case.sentence:
        return
    children = Case.objects.with_people().select_for_update(of=("self",)).filter(parent=case, closed_at=None)
    for child in children.filter(merged_into=None).order_by("pk"):  # those with work of their own
        if kind not in OVER:
            child.parent = None
            happen(child, intake.CaseUnlinked(), actor=SYSTEM, at=at, changed=("parent",))
        state = State(case.state).label  # in the language of whoever reads it
        telling.tell_staff(child, [child.follower], CHILD, at, parent=case.number, state=state)
        telling.tell_asker(child, FAULT_OVER, at, state=state)


@act(intake.CaseLinked, "sentence")
def open_parent(*, case: Case, actor: Employee, at: datetime, sentence: str, entry: Entry = NOW) -> Case:
    """Make this the case of a fault of the whole building: others join it, and whoever calls hears ``sentence``.

    Its owner and all under it are told the sentence, which is progress; and so again, each time it is said anew. Refuses a case
    that stands under such a fault itself (``SameCase``).
    """
    if case.parent_id is not None or case.is_joined:
        raise SameCase
    case.sentence = sentence

    note = entry.saying(sentence)
    case = happen(case, intake.CaseLinked(), actor=actor, at=at, entry=note, changed=("sentence",))
    held = Case.objects.with_people().select_for_update(of=("self",)).filter(Q(parent=case) | Q(merged_into=case))
    for one in (case, *held.order_by("pk")):
        if one.state in lifecycle.TAKES_OTHERS or one.is_joined:  # whoever was told the result is past progress
            _tell_sentence(one, case, at)
    return case


def _tell_sentence(case: Case, parent: Case, at: datetime) -> None:
    """What is known of the fault goes to whoever asked, and counts as progress once it is delivered."""
    with in_language(case.resident.language if case.resident else ""):
        text = str(PART_OF).format(number=case.number, words=parent.sentence)
    words.inform(case=case, purpose="progress", text=text, actor=SYSTEM, at=at)


@act(intake.CaseLinked)
def join_parent(*, case: Case, actor: Employee, at: datetime, parent: Case, entry: Entry = NOW) -> Case:
    """Put the request under the fault of the whole building it belongs to; whoever asked is told, and followed to the end.

    Where nobody has begun anything in the home, nobody goes there: the request is handled with the fault, as one that is joined
    to another. Where a plan is laid or work has begun, and with a complaint, it keeps its own clocks.

    Refuses itself, what is no such case, and a case that is such a fault itself (``SameCase``); a fault that is mended
    (``TooFarOn``); a request that is handled with another already (``AlreadyJoined``); and one of another community
    (``OfAnotherSite``).
    """
    if case.is_joined and case.merged_into is not None:
        raise AlreadyJoined(case.merged_into.number)
    parent = turn.lock(parent)
    if parent.pk == case.pk or not parent.sentence or parent.parent_id is not None or case.sentence:
        raise SameCase
    if parent.site_id != case.site_id:
        raise OfAnotherSite
    if parent.state not in lifecycle.TAKES_OTHERS:
        raise TooFarOn(parent.number, parent.get_state_display())
    case.parent = parent

    linked = intake.CaseLinked(into=parent.number)
    if _is_untouched(case):
        case = _join(case, parent, [linked, intake.CaseJoined(into=parent.number)], actor, at, entry)
    else:
        case = happen(case, linked, actor=actor, at=at, entry=entry, changed=("parent",))
    _tell_sentence(case, parent, at)
    return case


def _is_untouched(case: Case) -> bool:
    """Whether nothing was begun in the home of which the request would have to be let go."""
    movable = intake.CaseJoined.kind in lifecycle.legal(case.state)
    return movable and case.request_type != "complaint" and not _has_plan(case)


def _has_plan(case: Case) -> bool:
    return case.quotes.filter(round=case.round, consent__in=("pending", "agreed")).exists()
