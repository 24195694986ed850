"""The return visit: a day to two after completion, by whoever follows the case (F05)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gensui.cases.access import System
from gensui.cases.actions.turn import NOW, Entry, act, happen
from gensui.cases.models import Case, ReturnVisit
from gensui.cases.refusals import NotEnoughAttempts, VisitTooEarly
from gensui.core import worktime
from gensui.core.events import Event, follow_up, intake
from gensui.core.worktime import Duration
from gensui.ledger import policies
from gensui.people.models import Employee

ATTEMPTS = 3
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
    forwarded_to: str = ""

    def filled(self) -> tuple[str, ...]:
        """The fields that carry a value, by the names the policy asks for."""
        named = ("method", "visited_person", "outcome", "service_score", "result_score")
        return tuple(name for name in named if getattr(self, name))


@act(follow_up.ReturnVisitDue)
def open_visit(*, case: Case, actor: System, at: datetime, entry: Entry = NOW) -> Case:
    """The window of the return visit has opened."""
    return happen(case, follow_up.ReturnVisitDue(), actor=actor, at=at, entry=entry)


@act(follow_up.ReturnVisitAttempted)
def attempt_visit(*, case: Case, actor: Employee, at: datetime, method: Method, entry: Entry = NOW) -> Case:
    """The owner was tried and not reached."""
    case.visit_attempts += 1

    event = follow_up.ReturnVisitAttempted(attempt=case.visit_attempts, method=method)
    return happen(case, event, actor=actor, at=at, entry=entry, changed=("visit_attempts",))


@act(follow_up.ReturnVisitDone)
def visit_owner(*, case: Case, actor: Employee, at: datetime, heard: Heard, entry: Entry = NOW) -> Case:
    """The owner was asked. Who is content ends the case; who is not disputes it, and the round begins again.

    Refuses a visit before its window opens, unless the policy is set to allow that (3.4.1, C03: ``VisitTooEarly``).
    """
    _check_window(case, entry.when(at), at)
    _write(case, heard, actor, entry.when(at))
    if heard.outcome == ReturnVisit.Outcome.DISSATISFIED:
        return _dispute(case, heard, actor, at, entry)

    events: list[Event] = []
    if heard.issue:
        events.append(follow_up.IssueRecorded(issue=f"{case.number}/{case.round}"))
        if heard.forwarded_to:
            events.append(follow_up.IssueForwarded(issue=f"{case.number}/{case.round}"))
    preferred = case.resident is not None and case.resident.preference == "message"
    events.append(
        follow_up.ReturnVisitDone(
            issue=heard.issue, filled=heard.filled(), method=heard.method, preferred=preferred,
            phone_attempted=case.visit_attempts > 0, stars=heard.service_score or 0, evidence=entry.proofs,
        )
    )  # fmt: skip
    events.append(intake.CaseClosed())
    return happen(case, *events, actor=actor, at=at, entry=entry)


def _check_window(case: Case, visited_at: datetime, at: datetime) -> None:
    policy = policies.in_force(policies.newest(), at)
    if policy.setting("allow_early_visit") or case.completed_at is None:
        return
    opens_at = worktime.add(
        worktime.ROUND_THE_CLOCK, case.completed_at, Duration.parse(str(policy.setting("visit_opens")))
    )
    if visited_at < opens_at:
        raise VisitTooEarly(case.local(opens_at).strftime("%m-%d %H:%M"))


def _write(case: Case, heard: Heard, actor: Employee, visited_at: datetime) -> None:
    ReturnVisit.objects.update_or_create(
        case=case, round=case.round,
        defaults={
            "method": heard.method, "visited_person": heard.visited_person, "service_score": heard.service_score,
            "result_score": heard.result_score, "punctual": heard.punctual, "tidy": heard.tidy,
            "charge_clear": heard.charge_clear, "opinion": heard.opinion, "issue": heard.issue,
            "forwarded_to": heard.forwarded_to, "outcome": heard.outcome, "visitor": actor, "visited_at": visited_at,
        },
    )  # fmt: skip


def _dispute(case: Case, heard: Heard, actor: Employee, at: datetime, entry: Entry) -> Case:
    note = Entry(happened_at=entry.happened_at, once=entry.once, note=heard.opinion or entry.note)
    events = (follow_up.OwnerDissatisfied(), follow_up.DisputeRecorded(filled=("dispute",)))
    return happen(case, *events, actor=actor, at=at, entry=note)


@act(follow_up.ReturnVisitExhausted)
def give_up_visit(*, case: Case, actor: Employee, at: datetime, entry: Entry = NOW) -> Case:
    """Three attempts and nobody reached: it ends as unreachable (C26). Fewer refuse (``NotEnoughAttempts``)."""
    if case.visit_attempts < ATTEMPTS:
        raise NotEnoughAttempts(case.visit_attempts, ATTEMPTS)
    heard = Heard(method="", visited_person="", outcome=ReturnVisit.Outcome.UNREACHABLE)
    _write(case, heard, actor, entry.when(at))

    return happen(case, follow_up.ReturnVisitExhausted(), intake.CaseClosed(), actor=actor, at=at, entry=entry)


@act(follow_up.IssueForwarded)
def forward_issue(*, case: Case, actor: Employee, at: datetime, department: str, entry: Entry = NOW) -> Case:
    """What the owner brought up goes to the department concerned."""
    issue = f"{case.number}/{case.round}"
    case.visits.filter(round=case.round).update(forwarded_to=department)

    return happen(case, follow_up.IssueForwarded(issue=issue), actor=actor, at=at, entry=entry)
