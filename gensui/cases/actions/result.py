"""The owner hears the result, and says whether it satisfies; where not, it is done again or explained."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from gensui.cases import apart, queries, reopening
from gensui.cases.actions import sending, together, words
from gensui.cases.actions.telling import head_of, must_hear, tell_asker, tell_owner, tell_staff, who_has
from gensui.cases.actions.turn import act, happen
from gensui.cases.models import Case, Evaluation
from gensui.cases.refusals import AlreadyRated, NoExplanation, NothingToRate, TooLateToReopen
from gensui.cases.work_refusals import NamesNoOther, NothingToContest, OwnersWord
from gensui.core import lifecycle
from gensui.core.events import Event, follow_up, handling, intake
from gensui.ledger import policies
from gensui.ledger import queries as ledger
from gensui.ledger.compiled import insert
from gensui.people import spelling
from gensui.people.acting import NOW, SYSTEM, Actor, Entry
from gensui.people.languages import in_language
from gensui.people.models import Employee, Resident


@act(follow_up.ResultTold)
def tell_result(*, case: Case, actor: Employee, at: datetime, asked: bool, entry: Entry = NOW) -> Case:
    """The owner heard the result in a call, and was ``asked`` whether it satisfies; by message, see ``words.send_message``.

    The policy refuses a result told without the question (``Incomplete``).
    """
    case.told_at = entry.when(at)

    event = follow_up.ResultTold(filled=("asked",) if asked else (), evidence=entry.in_a_call(actor))
    case = happen(case, event, actor=actor, at=at, entry=entry, changed=("told_at",))
    words.tell_joined(case=case, purpose="result", actor=SYSTEM, at=at)
    return case


@act(follow_up.OwnerSatisfied)
def accept_result(*, case: Case, actor: Actor, at: datetime, answered: bool = True, entry: Entry = NOW) -> Case:
    """The owner is content, or let the day for an answer pass (``answered`` is False then).

    Refuses the bare word of staff (``NothingProvesIt``), and any word of staff against what the owner wrote (``OwnersWord``).
    Where staff noted it, the owner is told.
    """
    proof = entry.answered(actor, entry.note)
    if case.state == "disputed":
        return _settle(case, actor, at, entry, proof, answered=answered)
    event = follow_up.OwnerSatisfied(answered=answered, evidence=proof)
    case = happen(case, event, actor=actor, at=at, entry=entry)
    _tell_noted(case, proof, entry.note, at)
    return case


def _tell_noted(case: Case, proof: Mapping[str, str], words: str, at: datetime) -> None:
    """What only staff say that the owner said, the owner hears, and can object to."""
    if "noted" in proof:
        tell_owner(case, CONTENT, at, words=words)


CONTENT = _(
    "Request {number}: it was noted that you are content: “{words}” If this is not so, say on its page that it is not solved, or "
    "call us."
)


def _settle(
    case: Case, actor: Actor, at: datetime, entry: Entry, proof: Mapping[str, str], *, answered: bool = True
) -> Case:
    """An objection is settled without a redo. The owner is asked again, in a round of its own if this one had its visit.

    Refuses the word of staff against what the owner wrote (``OwnersWord``).
    """
    if "noted" in proof and _owner_objected(case):
        raise OwnersWord
    if case.visits.filter(round=case.round).exists():
        case.round += 1
    case.visit_from, case.visit_attempts, case.explained_at = entry.when(at), 0, None

    event = follow_up.OwnerSatisfied(answered=answered, disputed=True, evidence=proof)
    changed = ("round", "visit_from", "visit_attempts", "explained_at")
    case = happen(case, event, actor=actor, at=at, entry=entry, changed=changed)
    _tell_noted(case, proof, entry.note, at)
    return case


def _owner_objected(case: Case) -> bool:
    """Whether the owner wrote in this round that it is not solved, or that an explanation is not accepted."""
    kinds = (follow_up.OwnerDissatisfied.kind, follow_up.ExplanationRejected.kind)
    theirs = (one for one in ledger.events_of(case.stream) if one.kind in kinds and one.actor.startswith("resident:"))
    return any(one.data.get("round", 1) == case.round for one in theirs)


@act(follow_up.OwnerDissatisfied, "dispute")
def dispute_result(*, case: Case, actor: Actor, at: datetime, dispute: str, entry: Entry = NOW) -> Case:
    """The owner is not content; what is wrong is written down in full, and the department has a day."""
    note = entry.saying(dispute)
    events = (follow_up.OwnerDissatisfied(), follow_up.DisputeRecorded(filled=("dispute",)))
    return happen(case, *events, actor=actor, at=at, entry=note)


@act(follow_up.ReworkOrdered)
def order_rework(
    *, case: Case, actor: Employee, at: datetime, handler: Employee | None = None, anyway: str = "", entry: Entry = NOW
) -> Case:
    """Have it done again: a new round, with the same clocks from the start.

    The owner hears it, and until when it is promised. Refuses a handler as ``assign_case`` does.
    """
    if handler is not None:
        sending.check_chosen(handler, case, actor, at, anyway)
    changed = _begin_round(case)
    case.handler = handler

    events: list[Event] = [follow_up.ReworkOrdered(), sending.dispatched(case, entry.when(at), at)]
    if handler is not None:
        events.append(handling.WorkOrderAssigned())
    note = replace(entry, note=sending.together(entry.note, anyway))
    case = happen(case, *events, actor=actor, at=at, entry=note, changed=(*changed, "handler"))
    _tell_round(case, AGAIN, at)
    return case


def _tell_round(case: Case, sentence: Any, at: datetime) -> None:
    """Whoever asked hears who has it now, and until when it is promised."""
    until = case.clock(case.promised_by) if case.promised_by is not None else "—"
    tell_asker(case, sentence, at, who=who_has(case), until=until)


AGAIN = _(
    "Request {number}: it is done again by {who}, who calls you first; it is promised by {until}. Its page shows how it stands."
)


def _begin_round(case: Case) -> tuple[str, ...]:
    case.round += 1
    case.required_by = case.promised_by = case.appointment_at = case.eta_at = case.completed_at = case.told_at = None
    case.visit_from = case.explained_at = None
    case.contact_attempts = case.visit_attempts = case.plan_version = 0
    case.plan_answer = ""
    return (
        "round", "required_by", "promised_by", "appointment_at", "eta_at", "completed_at", "told_at", "visit_from",
        "explained_at", "contact_attempts", "visit_attempts",
        "plan_version", "plan_answer",
    )  # fmt: skip


@act(follow_up.ExplanationGiven, "explanation")
def explain(
    *, case: Case, actor: Employee, at: datetime, explanation: str, accepted: bool | None, answer: str = "",
    entry: Entry = NOW,
) -> Case:  # fmt: skip
    """The department explains itself, and the owner accepts that, rejects it, or has not answered yet (``None``).

    The owner is sent what was explained, by whom, to what, and what can be said to it, however it was said: it stands on the
    owner's page from then on. ``answer`` says who
    was spoken to and what they said: refuses an answer that neither this nor anything on record shows (``NothingProvesIt``),
    and that words of staff alone undo what the owner wrote (``OwnersWord``).
    """
    proof = entry.answered(actor, answer) if accepted is not None else {}
    note = entry.saying(explanation)
    case.explained_at = entry.when(at)
    given = follow_up.ExplanationGiven(answered=accepted is not None)
    case = happen(case, given, actor=actor, at=at, entry=note, changed=("explained_at",))
    said = _explained(case, explanation, actor, at, waits=accepted is None)
    case = words.inform(case=case, purpose="explain", text=explanation, actor=actor, at=at, letter=said)

    if accepted is None:
        return case
    heard = Entry(happened_at=entry.happened_at, note=answer)
    return (_settle if accepted else _reject)(case, actor, at, heard, proof)


def _explained(case: Case, explanation: str, actor: Employee, at: datetime, *, waits: bool) -> str:
    """The letter with the explanation, in the owner's language: what it answers, who says so, and what the owner can do."""
    objected = case.notes.filter(kind__in=OBJECTED).order_by("-pk").values_list("text", flat=True).first()
    until = queries.silent_until(case, at)
    with in_language(case.resident.language if case.resident else ""):
        parts = [OBJECTED_TO.format(words=objected)] if objected else []
        who = f"{actor.name}, {actor.department.get_kind_display()} ({actor.get_role_display()})"
        parts.append(EXPLAINS.format(number=case.number, who=who, words=explanation))
        parts.append(CAN_ANSWER.format(until=case.clock(until)) if waits and until else str(CAN_OBJECT))
        return "\n".join(parts)


OBJECTED = ("dispute.recorded", "explanation.rejected")
OBJECTED_TO = _("You said that it is not solved: “{words}”")
EXPLAINS = _("To this {who} explains about your request {number}: “{words}”")
CAN_ANSWER = _(
    "On the page of your request you can accept this, or say what is missing: then you are owed a redo or another answer. "
    "Without a word from you by {until} it is taken as accepted, and you are asked once more how it is."
)
CAN_OBJECT = _("If this is not as you see it, say so on the page of your request, or call us.")


@act(follow_up.ExplanationRejected, "reason")
def reject_explanation(*, case: Case, actor: Actor, at: datetime, reason: str, entry: Entry = NOW) -> Case:
    """The owner heard the explanation and does not accept it: the department owes a redo or another answer.

    Refuses where no explanation waits for an answer (``NoExplanation``).
    """
    if case.explained_at is None:
        raise NoExplanation
    note = entry.saying(reason)
    return _reject(case, actor, at, note, entry.answered(actor, reason))


def _reject(case: Case, actor: Actor, at: datetime, entry: Entry, proof: Mapping[str, str]) -> Case:
    case.explained_at = None
    return happen(
        case, follow_up.ExplanationRejected(evidence=proof), actor=actor, at=at, entry=entry, changed=("explained_at",)
    )


@act(intake.CaseReopened, "reason")
def reopen_case(*, case: Case, actor: Actor, at: datetime, reason: str, entry: Entry = NOW) -> Case:
    """The same fault came back in the time the policy gives: a new round, which counts as rework.

    Later refuses (``TooLateToReopen``).
    """
    until = reopening.reopens_until(case)
    if until is not None and until < at:
        raise TooLateToReopen(case.local(until).strftime("%Y-%m-%d %H:%M"))
    changed = _begin_round(case)

    note = entry.saying(reason)
    events = (intake.CaseReopened(), sending.dispatched(case, entry.when(at), at))
    case = happen(case, *events, actor=actor, at=at, entry=note, changed=changed)
    _tell_round(case, OPEN_AGAIN, at)
    return case


OPEN_AGAIN = _(
    "Request {number} is open again, and with {who}; it is promised by {until}. Its page shows how it stands."
)


@act(intake.CancelContested, "reason")
def contest_cancel(*, case: Case, actor: Actor, at: datetime, reason: str, entry: Entry = NOW) -> Case:
    """Staff cancelled what the owner still wants: it goes on in a new round, clocks from the start. Who had it is told, and whoever
    asked hears who has it now, and until when it is promised.

    Refuses what the owner cancelled, or was joined to another (``NothingToContest``), and what is too long ago
    (``TooLateToReopen``).
    """
    until = reopening.reopens_until(case)
    if not reopening.may_contest(case):
        raise NothingToContest
    if until is not None and until < at:
        raise TooLateToReopen(case.clock(until))
    changed = _begin_round(case)

    note = entry.saying(reason)
    events: list[Event] = [intake.CancelContested()]
    if case.department and case.category_id:
        events.append(sending.dispatched(case, entry.when(at), at))
    case = happen(case, *events, actor=actor, at=at, entry=note, changed=changed)
    tell_staff(case, (case.handler, case.follower, head_of(case, case.department, at)), CONTESTED, at, words=reason)
    if case.state == "dispatched":
        _tell_round(case, GOES_ON, at)
    else:
        tell_asker(case, GOES_ON_UNSORTED, at)
    return case


GOES_ON = _(
    "Your request {number} is no longer cancelled: it goes on, and is with {who}; it is promised by {until}. Its page shows how it "
    "stands."
)
GOES_ON_UNSORTED = _(
    "Your request {number} is no longer cancelled: it goes on. We look at it again and send it to the right team; its page shows "
    "how it stands."
)


CONTESTED = _("{where}, request {number}: the owner objects to the cancel. “{words}” It goes on.")


@act(follow_up.EvaluationSaved)
def evaluate(*, case: Case, actor: Resident, at: datetime, stars: int, comment: str = "", entry: Entry = NOW) -> Case:
    """The owner gives stars, one to five, and words if there are any: a home once a round (``AlreadyRated``).

    Refuses before anything was done (``NothingToRate``).
    """
    if case.state not in lifecycle.HANDLED:
        raise NothingToRate
    given = Evaluation.objects.filter(case=case, round=case.round).first()
    if given is not None:
        raise AlreadyRated(given.overall, own=given.author_key == actor.key)
    rated = Evaluation(
        case=case, round=case.round, overall=stars, comment=comment, author_key=actor.key, evaluated_at=entry.when(at)
    )
    insert(rated)

    case = happen(case, follow_up.EvaluationSaved(stars=stars), actor=actor, at=at, entry=entry, rows=[rated])
    return _ask_back(case, rated, actor, at)


def _ask_back(case: Case, rated: Evaluation, actor: Resident, at: datetime) -> Case:
    """Poor stars are a question that whoever follows the request has to answer (C37); the head of the department hears them too."""
    poor = policies.in_force(policies.newest(), at).figure("poor_stars")
    if poor is None or rated.overall > int(str(poor)) or intake.OwnerInquired.kind not in lifecycle.legal(case.state):
        return case
    said = f"{'★' * rated.overall}{'☆' * (5 - rated.overall)} {rated.comment}".strip()
    case = words.put_question(case=case, actor=actor, at=at, text=said)
    asked = case.messages.filter(purpose="question").latest("pk")
    known = {asked.to_key, *apart.keys_of(case)}
    concerned = (case.follower, head_of(case, case.department, at))
    tell_staff(case, (one for one in concerned if one is not None and one.key not in known), POOR, at, words=said)
    return case


POOR = _("{where}, request {number}: the owner gave poor stars. {words} Whoever follows it owes an answer.")


@act(intake.CaseCancelled, "reason")
def cancel_case(
    *,
    case: Case,
    actor: Actor,
    at: datetime,
    reason: str,
    repeats: Case | None = None,
    two_homes: bool = False,
    entry: Entry = NOW,
) -> Case:
    """Withdrawn by who asked, or found void by the desk, before work began. The open clocks end as cancelled.

    Whoever handles or follows it is told; where staff entered it, the owner too, who can object (``contest_cancel``). A request
    that ``repeats`` another ends no clock by that: it is joined to it and goes its way, and refused as that is (``merge_case``).
    Refuses staff whose reason is another request, by its number or in words, and who do not name it (``NamesNoOther``): the
    owner reads the reason, and another's number is not for the owner.
    """
    if repeats is not None and isinstance(actor, Employee):
        return together.merge_case(
            case=case, into=repeats, two_homes=two_homes, actor=actor, at=at, entry=entry.saying(reason)
        )
    if isinstance(actor, Employee) and _of_another(spelling.folded(reason), case):
        raise NamesNoOther
    note = entry.saying(reason)
    event = intake.CaseCancelled(by_owner=isinstance(actor, Resident))
    case = happen(case, event, actor=actor, at=at, entry=note)
    others = (one for one in (case.handler, case.follower) if one is not None and one.key != actor.key)
    tell_staff(case, others, CANCELLED, at, words=reason)
    if isinstance(actor, Employee):
        must_hear(case, CANCELLED_BY_STAFF, at, words=reason)
    return together.carry_along(case=case, kind=event.kind, when=note.when(at), actor=actor, at=at)


def _of_another(reason: str, case: Case) -> bool:
    return TWICE.search(reason) is not None or any(one != case.number for one in NAMED.findall(reason))


TWICE = re.compile(r"重复(?!发生|出现)|duplicat|报过了|已有工单|已经有单")
"""How staff say, in the letters of ``spelling.folded``, that a request is there already."""
NAMED = re.compile(r"20\d\d-\d{5,11}")
"""A case's number within words; a date is shorter."""
CANCELLED_BY_STAFF = _(
    "Your request {number} was cancelled by us: “{words}” If it is still needed, say so on its page or call us: it goes on then."
)
CANCELLED = _("{where}, request {number} is cancelled: nobody needs to come. “{words}”")
