"""Words between the owner and those who serve: through the outbox, with what became of them on the case."""

from dataclasses import replace
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext_lazy

from gensui.cases import access, plans, proofs, queries, suggestions
from gensui.cases.actions import having, telling, turn
from gensui.cases.actions.turn import act, happen
from gensui.cases.models import Case, Message
from gensui.cases.refusals import NoAddress, NoQuestion, PlanFirst
from gensui.core import lifecycle
from gensui.core.events import Event, follow_up, handling, intake
from gensui.ledger import outbox
from gensui.ledger import queries as ledger
from gensui.people.acting import NOW, SYSTEM, Actor, Entry, System
from gensui.people.models import Employee, Resident

Purpose = Literal["chat", "progress", "result", "contact", "notice", "question", "answer", "explain"]


@act(follow_up.MessageSent, "text")
def send_message(
    *, case: Case, actor: Actor, at: datetime, text: str, purpose: Purpose = "chat", entry: Entry = NOW
) -> Case:
    """Write to the other side: the owner, or from the owner to whoever has the case.

    A message that is to tell progress, the result or the first contact does so only once it is delivered. Refuses where
    nobody known stands behind the request (``NoAddress``), a result before emergency work has its plan (``PlanFirst``), and the
    result of a complaint from whoever does not decide it (``NotYours``).
    """
    to = _other_side(case, actor, at)
    if purpose == "result" and case.request_type == "complaint":
        access.require(actor, "tell_result", case)
    if purpose == "result" and plans.is_missing(case):
        raise PlanFirst
    case = happen(
        case, follow_up.MessageSent(to=to, purpose=purpose), actor=actor, at=at, entry=Entry(once=entry.once),
        words={"message": (purpose, actor.key, text)},
    )  # fmt: skip
    _queue(case, to, purpose, text, actor, at)
    if not isinstance(actor, Resident) and purpose != "chat":
        telling.tell_caller(case, text, at)
    if isinstance(actor, Resident):
        _tell_handler(case, text, at)
    else:
        tell_joined(case=case, purpose=purpose, actor=SYSTEM, at=at)
    return case


def _tell_handler(case: Case, text: str, at: datetime) -> None:
    """What an owner writes reaches whoever is at work on it too, also from another home that asked for the same."""
    handled = _handled_as(case)
    if handled.handler != handled.follower and handled.state in lifecycle.UNDER_WAY:
        telling.tell_staff(handled, [handled.handler], WROTE, at, home=case.where, words=text)


WROTE = gettext_lazy("Request {number}: the owner at {home} writes: “{words}”")


ALSO_TOLD: dict[str, str] = {"progress": "joined", "result": "reported"}
"""What whoever asked with a joined request is told with the owner, and how that request stands then."""


def tell_joined(*, case: Case, purpose: Purpose, actor: Actor, at: datetime) -> None:
    """Progress or result was told: each whose request was joined to this case is told too, in words that name no other home."""
    state = ALSO_TOLD.get(purpose)
    if state is None:
        return
    held = Case.objects.with_people().select_for_update(of=("self",))
    for other in held.filter(merged_into=case, state=state).order_by("pk"):
        other.merged_into = case
        inform(case=other, purpose=purpose, text=suggestions.wording(other, purpose, at), actor=actor, at=at)


def inform(*, case: Case, purpose: Purpose, text: str, actor: Actor, at: datetime, letter: str = "") -> Case:
    """The house writes to whoever asked by itself, in a ``letter`` that says more around the text, if there is one. Nothing is
    written where nobody known stands behind the request.
    """
    if case.resident_id is None:
        return case
    to = f"resident:{case.resident_id}"
    sent = follow_up.MessageSent(to=to, purpose=purpose)
    case = happen(case, sent, actor=actor, at=at, words={"message": (purpose, actor.key, text)})
    _queue(case, to, purpose, text, actor, at, letter=letter)
    telling.tell_caller(case, letter or text, at)
    return case


def _queue(
    case: Case, to: str, purpose: Purpose, text: str, actor: Actor, at: datetime, answers: Message | None = None,
    letter: str = "",
) -> Message:  # fmt: skip
    message = outbox.queue(stream=case.stream, to=to, what=f"message.{purpose}", body=letter or text, at=at)
    return Message.objects.create(
        case=case,
        purpose=purpose,
        author_key=actor.key,
        to_key=to,
        text=text,
        written_at=at,
        outgoing=message,
        answers=answers,
    )


@act(intake.OwnerInquired, "text")
def inquire(*, case: Case, actor: Actor, at: datetime, text: str, entry: Entry = NOW) -> Case:
    """The owner asks something about the request, and whoever follows it owes an answer (C37). Whoever holds that promise
    is told, unless it is who noted the question.
    """
    return put_question(case=case, actor=actor, at=at, text=text, entry=entry)


def put_question(*, case: Case, actor: Actor, at: datetime, text: str, entry: Entry = NOW) -> Case:
    """The question of an act that the case is held by: poor stars ask without words too."""
    question = Message.objects.create(
        case=case, purpose="question", author_key=actor.key, to_key="", text=text, written_at=entry.when(at)
    )
    event = intake.OwnerInquired(inquiry=str(question.pk))
    entered = entry.saying("")
    words = {"message": (question.purpose, actor.key, text)}
    case = happen(case, event, actor=actor, at=at, entry=entered, words=words)

    question.to_key = _who_answers(case, at)
    if question.to_key != actor.key:
        question.outgoing = outbox.queue(
            stream=case.stream, to=question.to_key, what="message.question", body=text, at=at
        )
    question.save(update_fields=["to_key", "outgoing"])
    return case


def _who_answers(case: Case, at: datetime) -> str:
    """Who holds the promise to answer what was just asked; where that is nobody, whoever has the request."""
    holder = ledger.holder_since(case.stream, intake.OwnerInquired.kind)
    return holder if holder.startswith("staff:") else _whoever_has(case, at)


@act(intake.InquiryAnswered, "text")
def answer_inquiry(
    *,
    case: Case,
    actor: Employee,
    at: datetime,
    question: Message,
    text: str,
    in_a_call: bool = False,
    entry: Entry = NOW,
) -> Case:
    """Answer the owner's question. In writing it counts once it is delivered, in a call at once; the owner's page shows it.

    Refuses what is no question of this request or has its answer already (``NoQuestion``), and to write where nobody known stands
    behind the request (``NoAddress``).
    """
    if not queries.questions_of(case).filter(pk=question.pk).exists():
        raise NoQuestion
    words = {"message": ("answer", actor.key, text)}
    entered = entry.saying("")
    if in_a_call:
        Message.objects.create(
            case=case,
            purpose="answer",
            author_key=actor.key,
            to_key=_asker(case),
            text=text,
            written_at=entry.when(at),
            answers=question,
        )
        event = intake.InquiryAnswered(inquiry=str(question.pk), evidence=entry.in_a_call(actor))
        return happen(case, event, actor=actor, at=at, entry=entered, words=words)
    to = _other_side(case, actor, at)
    sent = follow_up.MessageSent(to=to, purpose="answer")
    case = happen(case, sent, actor=actor, at=at, entry=entered, words=words)
    _queue(case, to, "answer", text, actor, at, answers=question)
    telling.tell_caller(case, text, at)
    return case


def _asker(case: Case) -> str:
    return f"resident:{case.resident_id}" if case.resident_id is not None else "role:owner"


def _handled_as(case: Case) -> Case:
    """The request that is worked on: the one it was joined to, or itself."""
    return case.merged_into if case.is_joined and case.merged_into is not None else case


def _other_side(case: Case, actor: Actor, at: datetime) -> str:
    if isinstance(actor, Resident):
        handled = _handled_as(case)
        side = handled.follower or handled.handler
        return side.key if side is not None else _whoever_has(handled, at)
    if case.resident_id is None:
        raise NoAddress
    return f"resident:{case.resident_id}"


def _whoever_has(case: Case, at: datetime) -> str:
    return next((one.key for one in having.whoever_has(case, at)), "role:service_head")


TOLD: dict[str, type[Event]] = {
    Message.Purpose.PROGRESS: follow_up.ProgressTold,
    Message.Purpose.RESULT: follow_up.ResultTold,
    Message.Purpose.CONTACT: handling.OwnerMessaged,
    Message.Purpose.ANSWER: intake.InquiryAnswered,
}
"""What it means that a message was delivered."""


@transaction.atomic
def note_deliveries(*, actor: System, at: datetime, most: int = 100) -> int:
    """Put on record which messages were delivered: only then is the owner told. How many. One query where there are none.

    A result that reaches the owner moves the case on. Where the case has moved elsewhere meanwhile, the delivery is noted and
    nothing follows from it.
    """
    found = (
        Message.objects.filter(noted_at=None, outgoing__sent_at__isnull=False)
        .select_related("outgoing")
        .order_by("pk")[:most]
    )
    messages = list(found)
    for message in messages:
        _note_delivery(message, at)
    return len(messages)


def _note_delivery(message: Message, at: datetime) -> None:
    outgoing = message.outgoing
    if outgoing is None or outgoing.sent_at is None:
        return
    if not Message.objects.filter(pk=message.pk, noted_at=None).update(noted_at=at):
        return  # another worker was first
    event = TOLD.get(message.purpose)
    case = turn.lock(message.case)
    if event is None or not _still_fits(case, event):
        return
    proof = event(evidence={"delivery": proofs.delivery(message)})
    stamps = ""
    if isinstance(proof, intake.InquiryAnswered):
        proof = replace(proof, inquiry=str(message.answers_id))
    elif isinstance(proof, follow_up.ResultTold):  # the page on which the owner reads it asks whether it satisfies
        proof, stamps = replace(proof, filled=("asked",)), "told_at"
    # where the case moved on between the delivery and now, it is noted after that; the outbox keeps the true time
    turn.happen_from(case, proof, outgoing.sent_at, actor=SYSTEM, at=at, stamps=stamps)


def _still_fits(case: Case, event: type[Event]) -> bool:
    return event.kind in lifecycle.legal(case.state)
