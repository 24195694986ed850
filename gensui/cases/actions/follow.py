"""Following a case: learning how it stands, handing it to the next shift, hurrying, excusing what could not be helped."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy

from gensui.cases import short, stead
from gensui.cases.actions import having, sending, telling, turn, words
from gensui.cases.actions.turn import act, happen
from gensui.cases.models import Case, Handover, Note
from gensui.cases.refusals import HurriedAlready, NotPartOfIt, OfferedAlready, ToOneself
from gensui.cases.work_refusals import NewAtTheDesk
from gensui.core.events import engine, follow_up, intake
from gensui.core.events.privacy import PersonalDataRevealed
from gensui.core.worktime import Duration
from gensui.ledger import outbox, policies
from gensui.ledger.models import Event, Obligation
from gensui.ledger.record import record
from gensui.people import access as people
from gensui.people import phones
from gensui.people.access import NotYours
from gensui.people.acting import NOW, SYSTEM, Actor, Entry
from gensui.people.models import Employee


@act(follow_up.ProgressFollowed, "note")
def follow_progress(*, case: Case, actor: Employee, at: datetime, entry: Entry = NOW) -> Case:
    """Learn from the department how the work stands; what was learnt stands in ``entry.note``."""
    return happen(case, follow_up.ProgressFollowed(), actor=actor, at=at, entry=entry)


@act(follow_up.ProgressTold, "note")
def tell_progress(*, case: Case, actor: Employee, at: datetime, entry: Entry = NOW) -> Case:
    """Tell the owner in a call how it stands. One call is both the follow-up and the notice (C06)."""
    by_head = stead.heads(actor, follow_up.ProgressTold.kind, case, at)
    told = follow_up.ProgressTold(by_head=by_head, evidence=entry.in_a_call(actor))
    case = happen(case, told, actor=actor, at=at, entry=entry)
    words.tell_joined(case=case, purpose="progress", actor=SYSTEM, at=at)
    return case


@act(intake.CaseHurried)
def hurry_case(*, case: Case, actor: Actor, at: datetime, entry: Entry = NOW) -> Case:
    """The owner asks to hurry; whoever has the case is told. Refuses it so soon after the last time (``HurriedAlready``)."""
    policy = policies.in_force(policies.newest(), at)
    wait = Duration.parse(str(policy.figure("hurry_again") or "0 min")).time
    last = Event.objects.filter(stream=case.stream, kind=intake.CaseHurried.kind).order_by("-number").first()
    if last is not None and at < last.occurred_at + wait:
        raise HurriedAlready(case.local(last.occurred_at), case.local(last.occurred_at + wait))
    case.hurried += 1

    case = happen(case, intake.CaseHurried(), actor=actor, at=at, entry=entry, changed=("hurried",))
    handled = case
    if case.is_joined and case.merged_into is not None:
        handled = turn.lock(case.merged_into)
        handled.hurried += 1
        happen(handled, intake.CaseHurried(), actor=actor, at=at, changed=("hurried",))
    have = [one for one in having.whoever_has(handled, at) if one != actor]
    telling.tell_staff(handled, have, HURRY, at, home=case.where)
    return case


HURRY = gettext_lazy("Request {number}: the owner at {home} asks to hurry.")


@transaction.atomic
def offer_handover(
    *, cases: Iterable[Case], to: Employee, actor: Employee, at: datetime, note: str = "", anyway: str = ""
) -> Handover:
    """At the end of a shift, offer open cases to the next agent. Until they are taken, they stay with who follows them (C32). What
    was offered to somebody else, who has not answered, is taken back from them and offered anew.

    Refuses what is offered to them already (``OfferedAlready``).
    Refuses somebody who does not serve at the desk (``NotOnDuty``), is away (``IsAway``) or not inducted (``NewAtTheDesk``), a case
    somebody else follows (``NotYours``), and who is off duty, unless ``anyway`` says why (``OffDuty``).
    """
    if to.pk == actor.pk:
        raise ToOneself
    if to.newcomer_since is not None:
        raise NewAtTheDesk(to.name)
    cases = list(cases)
    said = "\n".join(filter(None, (note, anyway.strip())))
    before = _held({case.handover_id for case in cases})  # as whoever takes them does: the offer first, then its cases
    handover = Handover.objects.create(from_employee=actor, to_employee=to, note=said, offered_at=at)
    offered: list[Case] = []
    for case in cases:
        case = turn.lock(case)
        sending.check_desk(to, case)
        sending.check_there(to, case, at)
        if case.follower_id != actor.pk and actor.role == "agent":
            raise NotYours(str(actor.get_role_display()))
        if case.handover is not None and (case.handover.to_employee_id == to.pk or case.handover_id not in before):
            raise OfferedAlready(case.number, case.handover.to_employee.name)
        case.handover = handover
        sending.check_on_duty(to, case.site, at, anyway)
        offered.append(case)
        happen(case, intake.FollowerOffered(to=to.key), actor=actor, at=at, changed=("handover",))
    _tell(handover, "handover.offered", at, offered)
    for earlier in before.values():
        if not earlier.cases.exists() and earlier.accepted_at is None:
            end_offer(handover=earlier, how="withdrawn", actor=actor, at=at)
    return handover


def _held(rows: set[int | None]) -> dict[int, Handover]:
    return {
        one.pk: one
        for one in Handover.objects.select_for_update().filter(pk__in=[row for row in rows if row]).order_by("pk")
    }


@transaction.atomic
def withdraw_handover(*, handover: Handover, actor: Employee, at: datetime) -> None:
    """Take back an offer that nobody has answered: the cases stay with who follows them. One that was answered stays as it is.

    Refuses whoever did not offer it (``NotYours``).
    """
    handover = Handover.objects.select_for_update().get(pk=handover.pk)
    if handover.from_employee_id != actor.pk:
        raise NotYours(str(actor.get_role_display()))
    if handover.accepted_at is None and handover.declined_at is None:
        end_offer(handover=handover, how="withdrawn", actor=actor, at=at)


def end_offer(*, handover: Handover, how: str, actor: Actor, at: datetime) -> None:
    """An offer that the caller holds came to nothing: each of its cases says so, and the other side hears it."""
    handover.declined_at = at
    handover.save(update_fields=["declined_at"])
    for case in Case.objects.filter(handover=handover).order_by("pk"):
        case = turn.lock(case)
        if case.handover_id == handover.pk:
            case.handover = None
            happen(case, intake.FollowerOfferEnded(how=how), actor=actor, at=at, changed=("handover",))
    stays = handover.from_employee.left_on is None and how != "withdrawn"
    _tell(handover, "handover.declined" if stays else "handover.withdrawn", at)


def _tell(handover: Handover, what: str, at: datetime, cases: Iterable[Case] = ()) -> None:
    """Tell one side of a hand-over of the other, in one message however many cases there are."""
    sides = (handover.from_employee.key, handover.to_employee.key)
    to, other = sides if what in ("handover.taken", "handover.declined") else sides[::-1]
    outbox.queue(stream=f"handover:{handover.pk}", to=to, what=what, body=short.told(other, cases), at=at)


@transaction.atomic
def take_over(*, handover: Handover, actor: Employee, at: datetime) -> list[Case]:
    """Take the cases offered: from now on they are this agent's to follow. Refuses what was offered to another (``NotYours``)."""
    handover = Handover.objects.select_for_update().get(pk=handover.pk)
    if handover.to_employee_id != actor.pk:
        raise NotYours(str(actor.get_role_display()))
    if handover.accepted_at is not None or handover.declined_at is not None:
        return []
    handover.accepted_at = at
    handover.save(update_fields=["accepted_at"])

    taken = []
    for case in Case.objects.filter(handover=handover, closed_at=None).order_by("pk"):
        case = turn.lock(case)
        if case.handover_id != handover.pk:
            continue  # offered to somebody else meanwhile
        case.follower, case.handover = actor, None
        case.hands_before = (actor, case.handler)  # told of all of them at once
        taken.append(happen(case, intake.FollowerHandedOver(), actor=actor, at=at, changed=("follower", "handover")))
    _tell(handover, "handover.taken", at)
    return taken


@transaction.atomic
def decline_handover(*, handover: Handover, actor: Employee, at: datetime) -> None:
    """Do not take the cases offered; they stay where they are. Refuses what was offered to another (``NotYours``)."""
    handover = Handover.objects.select_for_update().get(pk=handover.pk)
    if handover.to_employee_id != actor.pk:
        raise NotYours(str(actor.get_role_display()))
    if handover.accepted_at is not None or handover.declined_at is not None:
        return
    end_offer(handover=handover, how="declined", actor=actor, at=at)


@act(follow_up.NoteCorrected, "text", "reason")
def correct_note(
    *, case: Case, actor: Employee, at: datetime, note: Note, text: str, reason: str, entry: Entry = NOW
) -> Case:
    """Put right what was written, by a new entry with a reason; the old one stays. Refuses another case's (``NotPartOfIt``)."""
    if note.case_id != case.pk:
        raise NotPartOfIt
    event = follow_up.NoteCorrected(number=note.number)
    right = Note(
        case=case, number=note.number, kind=event.kind, text=f"{text}\n({reason})", author_key=actor.key,
        happened_at=note.happened_at, written_at=at, corrects=note,
    )  # fmt: skip
    case = happen(case, event, actor=actor, at=at, entry=Entry(once=entry.once), rows=[right])
    right.save()
    return case


@act(engine.ObligationExcused, "reason")
def excuse_lapse(
    *, case: Case, actor: Employee, at: datetime, duty: Obligation, reason: str, entry: Entry = NOW
) -> Case:
    """Accept a reason for a lapse. The lapse stays; the excuse stands beside it, visible and counted.

    Refuses a duty of another case (``NotPartOfIt``), and the one who is accountable (``NotYours``).
    """
    if duty.stream != case.stream or duty.lapsed_at is None:
        raise NotPartOfIt
    if duty.accountable == actor.key:
        raise NotYours(str(actor.get_role_display()))

    note = entry.saying(reason)
    event = engine.ObligationExcused(clause=duty.clause, cause=duty.cause, reason="accepted")
    return happen(case, event, actor=actor, at=at, entry=note)


@transaction.atomic
def reveal_phone(*, case: Case, actor: Employee, at: datetime) -> str:
    """The telephone number of a case in full, for somebody whose work needs it now; that it was shown stays on record."""
    people.require(actor, "reveal_phone")
    who = f"resident:{case.resident_id}" if case.resident_id else case.stream
    event = PersonalDataRevealed(field="phone", purpose=case.number)
    record(stream=who, event=event, actor=actor.key, roles={}, at=at)
    return phones.readable(case.phone)
