"""From the first ring to a confirmed, classified request."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gensui.cases import access, apart, beginning
from gensui.cases.actions import concerning, drafting, missed, sending, together, turn
from gensui.cases.actions.telling import tell_asker, who_has
from gensui.cases.actions.turn import act, happen
from gensui.cases.apart import NOBODY, Concerned
from gensui.cases.beginning import Known
from gensui.cases.models import Case, Category
from gensui.cases.recorded import WRITTEN_DOWN, Request, case_of, check_repeat, filled_of, new_case
from gensui.cases.work_refusals import ComplaintAnswered, MoreThanAsked
from gensui.core.events import Event, follow_up, intake
from gensui.ledger import late, rows
from gensui.ledger.record import one_wins
from gensui.ledger.twins import answered_alike
from gensui.people import acting, phones
from gensui.people.acting import NOW, SYSTEM, Actor, Entry, System, repeatable
from gensui.people.actions import proving
from gensui.people.models import Area, Employee, Resident, Site, Unit
from gensui.people.refusals import need_words
from gensui.people.secret import digest

WRITTEN = frozenset({"wechat", "app", "sms", "email"})


@repeatable
def take_in(
    *, site: Site, request: Request, actor: Employee | System, at: datetime, entry: Entry = NOW, answer: str = "",
    dispatch: bool = True, known: Known | None = None, since: datetime | None = None, tells: bool = False,
) -> Case:  # fmt: skip
    """Take a request in: read back, accepted, classified; then answered on the spot, or with the department at once.

    The house itself takes in what was written to it. Nobody has answered then: a complaint is not acknowledged by a receipt.

    Refuses whoever does not serve at the desk (``NotYours``), a home or area of another community (``OfAnotherSite``), a bad
    number (``BadPhone``), and what is said to have begun long ago (``TooLongAgo``). The same ``entry.once`` again gives the same
    case. Taken over from another system, where it has stood ``since``, it may be as old as it is, but every promise runs from
    now. ``known`` spares the question, where it was asked; ``tells``, whoever asked is sent the number and what is promised.
    """
    known = known or beginning.known(site, request.department, entry.key, at)
    if known.beginning.carried_out_in:
        return case_of(acting.done_in(entry))
    begun_at = since or request.rang_at or request.answered_at or entry.when(at)
    by_house = isinstance(actor, System)
    if not (by_house or since):  # a time that somebody typed; a mail has that of its server
        late.require_recent(begun_at, at)
        need_words(request.requester_name, request.content)
    case = new_case(site, request, at=begun_at)
    if entry.when(at) < at and not by_house:
        case.entered_at = at
    access.require(actor, "take_in", case)
    case.confirmed_at = entry.when(at)
    case.follower = actor if isinstance(actor, Employee) else None
    kept_apart = concerning.keep_apart(case, request.concerned, at)
    if case.follower is None:
        case.follower = apart.follower(site, kept_apart, at)

    told = request.accept_notice
    contact = _first_contact(request, entry.when(at), entry.by_hand(actor))
    happened = [*contact, *_accepted(case, request, told=told, timed=not (answer or dispatch))]
    happened = concerning.from_arrival(happened, case.opened_at) if by_house else happened
    if answer:
        happened.append(_answered(case, request.filled(), answer))
    elif dispatch:
        happened.append(sending.dispatched(case, entry.when(at), at, known.beginning.newest_policy))
    note = entry.saying(answer or entry.note)
    new = concerning.words(case)
    case = happen(
        case, *happened, actor=actor, at=at, entry=note, known=known, kept_apart=kept_apart, words=new, rings=not since
    )
    concerning.write(case, request.concerned, kept_apart, at)
    if tells and dispatch and not answer:
        _tell_taken_in(case, at)
    return case


def _tell_taken_in(case: Case, at: datetime) -> None:
    """Whoever asked reads the number of the request, who has it and what is promised; of a complaint, that it is looked into."""
    if case.request_type == "complaint":
        tell_asker(case, COMPLAINT_TAKEN_IN, at)
    elif case.promised_by is not None:
        tell_asker(case, TAKEN_IN, at, who=who_has(case), until=case.clock(case.promised_by))


TAKEN_IN = gettext_lazy("We have your request {number} for {where}. It is with {who}; it is promised by {until}.")
COMPLAINT_TAKEN_IN = gettext_lazy(
    "We have your complaint {number}. Somebody whom it does not concern looks into it and answers you."
)


def take_in_at_once(
    *, site: Site, request: Request, actor: Employee, at: datetime, known: Known, entry: Entry = NOW, answer: str = ""
) -> Case:
    """Take in what needs no further question (see ``take_in``): on PostgreSQL all of it is one trip to the database.

    Where a twin of the request was first, that is found out at the end of the trip.
    """

    def taken_in(known: Known | None) -> Case:
        with one_wins("intake"), rows.together():
            return take_in(site=site, request=request, actor=actor, at=at, entry=entry, answer=answer, known=known)

    return answered_alike(entry.key, lambda: taken_in(known), lambda: taken_in(None))


@transaction.atomic
def take_down(
    *, site: Site, request: Request, actor: Employee, at: datetime, entry: Entry = NOW, answer: str = "",
    dispatch: bool = True,
) -> Case:  # fmt: skip
    """Take in what an agent typed (see ``take_in``). What had been typed so far is no longer kept."""
    case = take_in(
        site=site, request=request, actor=actor, at=at, entry=entry, answer=answer, dispatch=dispatch, tells=True
    )
    drafting.drop_draft(actor=actor, at=at, once=entry.once)
    missed.settle_missed(case=case, actor=actor, at=at)
    return case


def _accepted(case: Case, request: Request, *, told: bool, timed: bool = False) -> Iterator[Event]:
    filled = request.filled()
    yield intake.IntakeOpened()
    yield intake.IntakeSaved(filled=filled)
    yield intake.IntakeConfirmed(filled=filled, timed=timed)
    yield intake.FollowerNamed()
    yield intake.CaseClassified()
    yield from concerning.received(case, request.concerned, told=told)
    if case.request_type == "praise":
        yield follow_up.PraiseReceived()


def _first_contact(
    request: Request, at: datetime, proof: Mapping[str, str]
) -> Iterator[Event | tuple[Event, datetime]]:
    """How it came in, each at its time. What nobody noted counts as no time; a wait needs both of its ends."""
    answered_at = request.answered_at or request.rang_at or at
    rang_at = request.rang_at if request.answered_at is not None else None
    if request.channel == "phone":
        if rang_at is not None:
            yield intake.ContactRinging(), rang_at
        yield intake.ContactAnswered(evidence=proof, timed=answered_at < at), answered_at
    elif request.channel == "visit":
        if rang_at is not None:
            yield intake.VisitArrived(), rang_at
        yield intake.VisitReceived(timed=answered_at < at), answered_at
    elif request.channel in WRITTEN:
        came_at = request.rang_at or answered_at
        yield intake.MessageReceived(timed=came_at < at), came_at


@act(intake.IntakeConfirmed)
def confirm_intake(
    *, case: Case, actor: Employee, at: datetime, category: Category, priority: str, complexity: str, entry: Entry = NOW,
    answer: str = "", dispatch: bool = True, concerned: Concerned = NOBODY, repeat_of: Case | None = None,
    read_back: bool = False,
) -> Case:  # fmt: skip
    """Accept a request that came in writing, or was left half recorded; classify it, and answer it or send it on.

    ``read_back`` says that the owner heard the record and that it is accepted; what a colleague found needs none.

    Refuses a repeat of what was at another home (``OfAnotherHome``).
    """
    check_repeat(repeat_of, case.unit)
    case.repeat_of = repeat_of
    case.category, case.request_type, case.department = category, category.request_type, category.department
    case.priority, case.complexity = priority or category.priority, complexity or category.complexity
    case.follower, case.confirmed_at = actor, entry.when(at)
    kept_apart = concerning.keep_apart(case, concerned, at)

    filled = filled_of(case, read_back=read_back)
    happened: list[Event] = [
        intake.IntakeConfirmed(filled=filled, timed=not (answer or dispatch)), intake.FollowerNamed(), intake.CaseClassified(),
        *concerning.received(case, concerned, told=read_back),
    ]  # fmt: skip
    if answer:
        happened.append(_answered(case, filled, answer))
    elif dispatch:
        happened.append(sending.dispatched(case, entry.when(at), at))
    changed = (
        "category", "request_type", "department", "priority", "complexity", "follower", "confirmed_at", "required_by",
        "promised_by", "repeat_of",
    )  # fmt: skip
    note = entry.saying(answer or entry.note)
    new = concerning.words(case)
    case = happen(case, *happened, actor=actor, at=at, entry=note, changed=changed, kept_apart=kept_apart, words=new)
    concerning.write(case, concerned, kept_apart, at)
    return case


@act(intake.CaseSplit, "content")
def split_case(
    *, case: Case, actor: Employee, at: datetime, content: str, category: Category, place: str = "",
    repeat_of: Case | None = None, read_back: bool = False, entry: Entry = NOW,
) -> Case:  # fmt: skip
    """Make a case of its own of a second matter said in the same contact: with who asked, where, and who follows it.

    The new one is accepted and dispatched now; ``read_back`` says that the owner heard this record too. Both say where the
    other is, but the first says nothing of a complaint, which is taken to concern whoever handles the first until somebody
    assesses it.

    Refuses a repeat of what was at another home (``OfAnotherHome``).
    """
    check_repeat(repeat_of, case.unit)
    handler = (case.handler,) if case.handler is not None else ()
    concerned = Concerned(handler) if category.request_type == "complaint" else NOBODY
    other = Case(
        site=case.site, year=case.year, unit=case.unit, area=case.area, place=place or case.place, resident=case.resident,
        requester_name=case.requester_name, relation=case.relation, phone=case.phone, phone_digest=case.phone_digest,
        phone_tail=case.phone_tail, phone_proved=case.phone_proved, for_another=case.for_another,
        convenient_time=case.convenient_time, channel=case.channel, content=content,
        category=category, request_type=category.request_type, department=category.department, priority=category.priority,
        complexity=category.complexity, state="", opened_at=case.opened_at, split_from=case, follower=case.follower or actor,
        confirmed_at=entry.when(at), repeat_of=repeat_of,
    )  # fmt: skip
    filled = filled_of(other, read_back=read_back)
    happened: list[Event] = [
        intake.IntakeOpened(), intake.IntakeSaved(filled=filled), intake.IntakeConfirmed(filled=filled, timed=False),
        intake.FollowerNamed(), intake.CaseClassified(),
    ]  # fmt: skip
    kept_apart = concerning.keep_apart(other, concerned, at)
    happened += concerning.received(other, concerned, told=False)
    happened.append(sending.dispatched(other, entry.when(at), at))
    said = _("It came up with case {number}.").format(number=case.number)
    split = Entry(happened_at=entry.happened_at, note=said)
    new = concerning.words(other)
    happen(other, *happened, actor=actor, at=at, entry=split, changed=("content",), kept_apart=kept_apart, words=new)
    concerning.write(other, concerned, kept_apart, at, about=case)

    # Whoever handles the first case reads its line: of a complaint it tells neither number nor words.
    secret = other.request_type == "complaint"
    note = entry.saying(entry.note or ("" if secret else content))
    return happen(case, intake.CaseSplit(into="" if secret else other.number), actor=actor, at=at, entry=note)


def _answered(case: Case, filled: Iterable[str], answer: str) -> intake.IntakeAnswered:
    need_words(answer)
    _check_answerable(case)
    return intake.IntakeAnswered(filled=(*filled, "on_spot_answer"))


def _check_answerable(case: Case) -> None:
    """Refuses a complaint (``ComplaintAnswered``), and whatever else is more than a question (``MoreThanAsked``)."""
    if case.request_type == "complaint":
        raise ComplaintAnswered
    if case.request_type not in ASKED:
        raise MoreThanAsked(case.get_request_type_display())


ASKED = frozenset({"consulting", "praise"})
"""What the desk itself ends with an answer (3.1.8, C28): in all else somebody has to do something."""


@act(intake.IntakeAnswered, "answer")
def answer_on_the_spot(*, case: Case, actor: Employee, at: datetime, answer: str, entry: Entry = NOW) -> Case:
    """A simple question, answered in the same contact (C28): no work order follows.

    Refuses what is more than a question (``MoreThanAsked``).
    """
    _check_answerable(case)
    note = entry.saying(answer)
    case = happen(case, intake.IntakeAnswered(filled=("on_spot_answer",)), actor=actor, at=at, entry=note)
    return together.carry_along(case=case, kind="intake.answered", when=note.when(at), actor=actor, at=at)


@act(intake.IntakeCorrected, "reason", "content")
def correct_intake(
    *, case: Case, actor: Employee, at: datetime, reason: str, content: str, place: str, requester_name: str, phone: str,
    repeat_of: Case | None, unit: Unit | None = None, area: Area | None = None, entry: Entry = NOW,
) -> Case:  # fmt: skip
    """Put the intake record right, with a reason. What stood there before stays on the case's line, in words.

    Refuses a repeat of what was at another home (``OfAnotherHome``).
    """
    check_repeat(repeat_of, unit or case.unit)
    number = phones.normal(phone) if phone else case.phone
    new = {
        "content": content, "place": place, "requester_name": requester_name, "phone": number,
        "phone_digest": digest(number), "phone_tail": number[-phones.SEEN :], "unit": unit or case.unit,
        "area": area or case.area, "phone_proved": case.phone_proved and number == case.phone,
        "repeat_of": repeat_of,
    }  # fmt: skip
    before = {name: getattr(case, name) for name, value in new.items() if getattr(case, name) != value}
    for name in before:
        setattr(case, name, new[name])

    told = [f"{name}: {value}" for name, value in before.items() if not name.startswith("phone") and value]
    note = entry.saying("\n".join([reason, *told]))
    return happen(
        case, intake.IntakeCorrected(filled=tuple(before)), actor=actor, at=at, entry=note, changed=tuple(before)
    )


@repeatable
def ring(
    *, site: Site, phone: str, actor: Actor, at: datetime, entry: Entry = NOW, agent: Employee | None = None
) -> Case:
    """A call is offered (by the telephone system), to one agent or to whoever takes it. A number that is none is not kept.

    The same ``entry.once`` again gives the same case.
    """
    known = beginning.known(site, "", entry.key, at)
    if known.beginning.carried_out_in:
        return case_of(acting.done_in(entry))
    number = ""
    with contextlib.suppress(phones.BadPhone):
        number = phones.normal(phone)
    case = Case(
        site=site, year=turn.local(site, entry.when(at)).year, channel="phone", phone=number, phone_digest=digest(number),
        phone_tail=number[-phones.SEEN :], state="", opened_at=entry.when(at), follower=agent,
    )  # fmt: skip
    return happen(case, intake.ContactRinging(evidence=entry.proofs), actor=SYSTEM, at=at, entry=entry, known=known)


@act(intake.ContactAnswered)
def answer_call(*, case: Case, actor: Employee, at: datetime, entry: Entry = NOW) -> Case:
    """An agent takes the call and begins to record."""
    case.follower = actor

    case = happen(
        case, intake.ContactAnswered(evidence=entry.by_hand(actor)), intake.IntakeOpened(), actor=actor, at=at, entry=entry,
        changed=("follower",),
    )  # fmt: skip
    missed.settle_missed(case=case, actor=actor, at=at)
    return case


@act(intake.IntakeConfirmed)
def fill_intake(
    *, case: Case, request: Request, actor: Employee, at: datetime, entry: Entry = NOW, answer: str = "",
    dispatch: bool = True,
) -> Case:  # fmt: skip
    """Fill in the record of a call that was answered: read back, accepted, classified; then answered on the spot, or dispatched.

    What was read back to the resident who called from the own number proves that number. Refuses a home or area of another
    community (``OfAnotherSite``) and a bad number (``BadPhone``). What the agent had typed so far is no longer kept.
    """
    need_words(request.requester_name, request.content)
    written, rang = new_case(case.site, request, at=case.opened_at), case.phone
    for name in WRITTEN_DOWN:
        setattr(case, name, getattr(written, name))
    case.phone_proved = bool(rang) and case.phone == rang
    case.follower, case.confirmed_at = actor, entry.when(at)
    kept_apart = concerning.keep_apart(case, request.concerned, at)

    accepted = _accepted(case, request, told=request.accept_notice)
    happened = [event for event in accepted if not isinstance(event, intake.IntakeOpened)]
    if answer:
        happened.append(_answered(case, request.filled(), answer))
    elif dispatch:
        happened.append(sending.dispatched(case, entry.when(at), at))
    drafting.drop_draft(actor=actor, at=at, once=entry.once)
    changed = (*WRITTEN_DOWN, "phone_proved", "follower", "confirmed_at", "required_by", "promised_by")
    note = entry.saying(answer or entry.note)
    new = concerning.words(case)
    if case.phone_proved and case.resident is not None and not case.for_another and request.owner_confirmed:
        proving.note_number(resident=case.resident, number=case.phone, how=Resident.Proof.CALL, actor=actor, at=at)
    case = happen(case, *happened, actor=actor, at=at, entry=note, changed=changed, kept_apart=kept_apart, words=new)
    concerning.write(case, request.concerned, kept_apart, at)
    if dispatch and not answer:
        _tell_taken_in(case, at)
    return case
