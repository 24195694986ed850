"""Requests that belong together: the same request twice, and the fault of a whole building."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gensui.cases.access import SYSTEM, Actor
from gensui.cases.actions import coordinating, sending, telling, turn
from gensui.cases.actions.turn import NOW, Entry, act, happen
from gensui.cases.models import Case
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
from gensui.people.models import Employee

JOINED = gettext_lazy(
    "We know of this matter already: your request {number} is now handled together with an earlier one. You hear how it goes, "
    "and at the end we ask you too."
)
PARTED = gettext_lazy(
    "The request that yours, {number}, was handled with has ended. Yours goes on by itself, and we look after it."
)
ALONE = gettext_lazy("The request that {number} ({where}) was handled with has ended. It goes on by itself.")
DROPPED = gettext_lazy("{number} is now handled with {into}; there is nothing left to do on it.")
GATHERED = gettext_lazy(
    "{number} ({where}) is now handled with {into}. Whoever asked there hears of progress and result too."
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
    following = list(_joined_to(case))
    dropped = case.handler
    case.merged_into, case.handler, case.appointment_at = into, None, None

    happened = Entry(happened_at=entry.happened_at, once=entry.once, note=entry.note or _into(into))
    case = happen(
        case, intake.CaseJoined(into=into.number), actor=actor, at=at, entry=happened,
        changed=("merged_into", "handler", "appointment_at"),
    )  # fmt: skip
    for other in following:
        _follow_on(other, into, actor, at)
    _leave_alone(case, "case.joined", actor, at)
    telling.tell_owner(case, JOINED, at)
    telling.tell_staff(case, [dropped], DROPPED, at, into=into.number)
    others = [one for one in (into.follower, into.handler) if one != actor]
    telling.tell_staff(case, others, GATHERED, at, into=into.number)
    return case


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
    if case.quotes.filter(round=case.round, consent__in=("pending", "agreed")).exists():
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
    case.merged_into = into
    note = Entry(note=_into(into))
    happen(case, intake.CaseJoined(into=into.number), actor=actor, at=at, entry=note, changed=("merged_into",))


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
        else:
            _part(joined, at)
    _leave_alone(case, kind, actor, at)
    return case


def _part(case: Case, at: datetime) -> None:
    case.merged_into = None
    events: list[Event] = [intake.JoinedUnread()]
    if case.confirmed_at is not None:
        events = [intake.JoinedParted(), sending.dispatched(case, at, at)]
    happen(case, *events, actor=SYSTEM, at=at, changed=("merged_into", "required_by", "promised_by"))
    telling.tell_owner(case, PARTED, at)
    telling.tell_staff(case, [case.follower], ALONE, at)


def _leave_alone(case: Case, kind: str, actor: Actor, at: datetime) -> None:
    """What else belonged to a request that is done or ended: departments asked for help, requests under a building's fault."""
    coordinating.withdraw_all(case=case, actor=actor, at=at)
    if not case.sentence:
        return
    children = Case.objects.with_people().select_for_update(of=("self",)).filter(parent=case, closed_at=None)
    for child in children.order_by("pk"):
        if kind not in OVER:
            child.parent = None
            happen(child, intake.CaseUnlinked(), actor=SYSTEM, at=at, changed=("parent",))
        state = case.get_state_display()
        telling.tell_staff(child, [child.follower], CHILD, at, parent=case.number, state=state)
        telling.tell_owner(child, FAULT_OVER, at, state=state)


@act(intake.CaseLinked)
def open_parent(*, case: Case, actor: Employee, at: datetime, sentence: str, entry: Entry = NOW) -> Case:
    """Make this the case of a fault of the whole building: others join it, and whoever calls hears ``sentence``.

    Said again with another sentence, those under it are told that. Refuses a case that stands under such a fault itself
    (``SameCase``).
    """
    if case.parent_id is not None or case.is_joined:
        raise SameCase
    case.sentence = sentence

    note = Entry(happened_at=entry.happened_at, once=entry.once, note=sentence)
    case = happen(case, intake.CaseLinked(), actor=actor, at=at, entry=note, changed=("sentence",))
    for child in Case.objects.with_people().filter(parent=case, closed_at=None).order_by("pk"):
        telling.tell_owner(child, PART_OF, at, words=sentence)
    return case


@act(intake.CaseLinked)
def join_parent(*, case: Case, actor: Employee, at: datetime, parent: Case, entry: Entry = NOW) -> Case:
    """Put the request under the fault of the whole building it belongs to; it keeps its own clocks and its own owner.

    Refuses itself, what is no such case or has ended, and a case that is such a fault itself (``SameCase``); and one of another
    community (``OfAnotherSite``).
    """
    parent = turn.lock(parent)
    if (
        parent.pk == case.pk
        or not parent.sentence
        or parent.parent_id is not None
        or not parent.is_open
        or case.sentence
    ):
        raise SameCase
    if parent.site_id != case.site_id:
        raise OfAnotherSite
    case.parent = parent

    case = happen(case, intake.CaseLinked(into=parent.number), actor=actor, at=at, entry=entry, changed=("parent",))
    telling.tell_owner(case, PART_OF, at, words=parent.sentence)
    return case
