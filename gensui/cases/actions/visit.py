"""The return visit: a day to two after completion, by whoever follows the case (F05)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gensui.cases import proofs, trying
from gensui.cases.actions.turn import act, happen
from gensui.cases.models import Case, ReturnVisit
from gensui.cases.refusals import CallFirst, NotEnoughAttempts, VisitTooEarly
from gensui.cases.work_refusals import NothingSent
from gensui.core import worktime
from gensui.core.events import Event, follow_up, intake
from gensui.core.plain import says_something
from gensui.core.worktime import Duration
from gensui.ledger import policies
from gensui.ledger.refusals import Incomplete
from gensui.people.acting import NOW, Entry, System
from gensui.people.models import Employee

Method = Literal["", "phone", "sms", "wechat", "door"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the visit heard."""

    method: Method
    visited_person: str
    outcome: str
    service_score: int | None = None
    result_score: int | None = None
    punctual: bool | None = None
    tidy: bool | None = None
    charge_clear: bool | None = None
    opinion: str = ""
    issue: bool = False
    issue_kind: Literal["suggestion", "defect"] = "suggestion"
    forwarded_to: str = ""

    def filled(self, *, phone_first: bool) -> tuple[str, ...]:
        """The fields that carry a value, by the names the policy asks for."""
        named = ("method", "visited_person", "outcome", "service_score", "result_score")
        filled = tuple(name for name in named if getattr(self, name))
        return (*filled, "phone_first") if phone_first else filled


@act(follow_up.ReturnVisitDue)
def open_visit(*, case: Case, actor: System, at: datetime, entry: Entry = NOW) -> Case:
    """The window of the return visit has opened."""
    return happen(case, follow_up.ReturnVisitDue(), actor=actor, at=at, entry=entry)


@act(follow_up.ReturnVisitAttempted)
def attempt_visit(*, case: Case, actor: Employee, at: datetime, method: Method, entry: Entry = NOW) -> Case:
    """The owner was tried and not reached.

    A message counts once it was sent: refuses one that the outbox does not know as sent since the work was done, or that was noted
    before (``NothingSent``). Whoever has no address here is written to by other means, which nothing proves. Refuses a try so close
    to another that it is the same (``TriedTooSoon``), or with the call of another (``TriedBefore``).
    """
    proof = entry.in_a_call(actor)
    if method in trying.WRITTEN and case.resident_id is not None:
        proof = {"delivery": _unnoted(case)}
    else:
        trying.check_visit(case, method, entry.when(at), call=entry.proofs.get("call", ""), at=at)
    case.visit_attempts += 1

    event = follow_up.ReturnVisitAttempted(attempt=case.visit_attempts, method=method, evidence=proof)
    return happen(case, event, actor=actor, at=at, entry=entry, changed=("visit_attempts",))


def _unnoted(case: Case) -> str:
    """The latest message to the owner that was sent and is no attempt yet."""
    noted = {one.delivery for one in trying.tries(case)}
    since = case.visit_from or case.completed_at or case.opened_at
    for message in proofs.sent_to_owner(case, since=since):
        if (sent := proofs.delivery(message)) not in noted:
            return sent
    raise NothingSent


@act(follow_up.ReturnVisitDone)
def visit_owner(*, case: Case, actor: Employee, at: datetime, heard: Heard, entry: Entry = NOW) -> Case:
    """The owner was asked. A content owner ends the case; a dissatisfied one was visited all the same, and disputes it.

    Refuses a visit before its window opens, unless the policy is set to allow that (3.4.1, C03: ``VisitTooEarly``), one by
    message where the policy wants a call first (``CallFirst``), and contentment that nothing on record shows and no words
    tell of (``NothingProvesIt``).
    """
    _check_window(case, entry.when(at), at)
    content = heard.outcome in ReturnVisit.CONTENT
    proof = entry.answered(actor, heard.opinion) if content else entry.in_a_call(actor)
    visit = _write(case, heard, actor, entry.when(at), shown_by=next(iter(proof)))

    preferred = _prefers_messages(case)
    phoned = any(one.method == "phone" for one in trying.tries(case))
    done = follow_up.ReturnVisitDone(
        issue=heard.issue, outcome=heard.outcome, filled=heard.filled(phone_first=phoned or preferred),  # type: ignore[arg-type]  # a choice
        method=heard.method, preferred=preferred, phone_attempted=phoned, stars=heard.service_score or 0,
        evidence=proof,
    )  # fmt: skip
    events = [*_brought_up(case, heard), done, *_what_follows(heard)]
    note = entry.saying(heard.opinion or entry.note)
    with _in_words():
        return happen(case, *events, actor=actor, at=at, entry=note if heard.opinion else entry, rows=[visit])


def _brought_up(case: Case, heard: Heard) -> Iterator[Event]:
    if heard.issue:
        issue = f"{case.number}/{case.round}"
        yield follow_up.IssueRecorded(issue=issue, filled=("opinion",) if says_something(heard.opinion) else ())
        if heard.forwarded_to:
            yield follow_up.IssueForwarded(issue=issue, to=heard.forwarded_to)  # type: ignore[arg-type]  # a choice


def _what_follows(heard: Heard) -> tuple[Event, ...]:
    """A dissatisfied owner opens the loop: a redo or an explanation is owed. Everybody else ends the case."""
    if heard.outcome != ReturnVisit.Outcome.DISSATISFIED:
        return (intake.CaseClosed(),)
    written = ("dispute",) if says_something(heard.opinion) else ()
    return follow_up.OwnerDissatisfied(), follow_up.DisputeRecorded(filled=written)


def _prefers_messages(case: Case) -> bool:
    return case.resident is not None and case.resident.preference == "message"


@contextmanager
def _in_words() -> Iterator[None]:
    """The policy says whether a call comes first; the refusal tells the agent what to do about it."""
    try:
        yield
    except Incomplete as refusal:
        if "phone_first" in refusal.missing:
            raise CallFirst from None
        raise


def _check_window(case: Case, visited_at: datetime, at: datetime) -> None:
    policy = policies.in_force(policies.newest(), at)
    counted_from = case.visit_from or case.completed_at
    if policy.setting("allow_early_visit") or counted_from is None:
        return
    opens_at = worktime.add(worktime.ROUND_THE_CLOCK, counted_from, Duration.parse(str(policy.setting("visit_opens"))))
    if visited_at < opens_at:
        raise VisitTooEarly(case.local(opens_at).strftime("%m-%d %H:%M"))


def _write(case: Case, heard: Heard, actor: Employee, visited_at: datetime, *, shown_by: str) -> ReturnVisit:
    visit, _new = ReturnVisit.objects.update_or_create(
        case=case, round=case.round,
        defaults={
            "method": heard.method, "visited_person": heard.visited_person, "service_score": heard.service_score,
            "result_score": heard.result_score, "punctual": heard.punctual, "tidy": heard.tidy,
            "charge_clear": heard.charge_clear, "opinion": heard.opinion, "issue": heard.issue,
            "forwarded_to": heard.forwarded_to, "outcome": heard.outcome, "visitor": actor, "visited_at": visited_at,
            "shown_by": shown_by,
        },
    )  # fmt: skip
    return visit


@act(follow_up.ReturnVisitExhausted)
def give_up_visit(*, case: Case, actor: Employee, at: datetime, entry: Entry = NOW) -> Case:
    """The owner was called in different parts of one day, then sent a message, and never reached (C26): it ends as unreachable.

    Refuses what the policy does not take for enough (``NotEnoughAttempts``).
    """
    heard = Heard(method="", visited_person="", outcome=ReturnVisit.Outcome.UNREACHABLE)
    visit = _write(case, heard, actor, entry.when(at), shown_by="")

    policy = policies.in_force(policies.newest(), at)
    tried = trying.count(policy, trying.tries(case), prefers_messages=_prefers_messages(case))
    event = follow_up.ReturnVisitExhausted(filled=tried.filled())
    try:
        return happen(case, event, intake.CaseClosed(), actor=actor, at=at, entry=entry, rows=[visit])
    except Incomplete:
        raise NotEnoughAttempts(tried.parts, tried.wanted, tried.hours) from None


@act(follow_up.IssueForwarded)
def forward_issue(*, case: Case, actor: Employee, at: datetime, department: str, entry: Entry = NOW) -> Case:
    """What the owner brought up goes to the department concerned."""
    issue = f"{case.number}/{case.round}"
    case.visits.filter(round=case.round).update(forwarded_to=department)

    event = follow_up.IssueForwarded(issue=issue, to=department)  # type: ignore[arg-type]  # a choice of the form
    return happen(case, event, actor=actor, at=at, entry=entry)
