"""Reads across cases, duties and people, for pages and messages. Each says how many queries it costs, whatever it returns."""

import contextlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from gensui.cases import access, apart, leaves, plans, thread
from gensui.cases.models import Case, Message, Note
from gensui.cases.thread import Standing
from gensui.core.policy import Policy
from gensui.core.policy.values import Clause
from gensui.core.standing import is_of_house
from gensui.ledger import policies
from gensui.ledger import queries as ledger
from gensui.ledger.models import Event, Obligation, Outgoing
from gensui.people import phones, spelling
from gensui.people import queries as people
from gensui.people.acting import Actor
from gensui.people.models import Employee, Site
from gensui.people.secret import digests

SOON = timedelta(hours=1)
NUMBER = re.compile(r"20\d\d-\d{1,11}")


@dataclass(frozen=True, slots=True)
class Due:
    """A promise that runs, with what it belongs to, where the case's thread stands, and how the owner answered its last plan."""

    duty: Obligation
    clause: Clause
    case: Case
    thread: list[Standing] = field(default_factory=list)
    answer: str = ""

    @property
    def is_unstaffed(self) -> bool:
        """Whether nobody is on duty for it: it is the house's."""
        return is_of_house(self.duty.holder)

    def is_late(self, at: datetime) -> bool:
        """Whether its time has run out."""
        return self.duty.due_at is not None and self.duty.due_at <= at and self.duty.paused_at is None


def policy_now(at: datetime) -> Policy:
    """The policy in force. One query."""
    return policies.in_force(policies.newest(), at)


def clause_of(policy: Policy, duty: Obligation) -> Clause | None:
    """The clause of the version a duty was opened under; none for the marks the engine keeps of pauses."""
    return policy.under(duty.version).clauses.get(duty.clause)


def runs_out_next(
    actor: Employee, at: datetime, *, team: bool = False, most: int = 60, after: tuple[datetime, int] | None = None
) -> list[Due]:
    """What runs out next, of one's own or of the whole department, from a place in the list on. Four queries.

    What belongs to an unstaffed post stands on the lists of those who look after it.
    """
    policy = policy_now(at)
    keys = [actor.key, *people.unstaffed_posts(actor, policy.roles)]
    if team:
        colleagues = Employee.objects.working().filter(department_id=actor.department_id)
        keys = [f"staff:{number}" for number in colleagues.values_list("number", flat=True)]
    duties = Obligation.objects.filter(state="open", due_at__isnull=False, holder__in=keys, stream__startswith="case:")
    if after is not None:
        duties = duties.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], id__gt=after[1]))
    return _with_cases(actor, list(duties.order_by("due_at", "id")[:most]), at, policy)


def _with_cases(actor: Actor, duties: Sequence[Obligation], at: datetime, policy: Policy) -> list[Due]:
    cases = cases_of(actor, [duty.stream for duty in duties])
    of_stream, answers = ledger.clocks_of(cases, thread.watched()), plans.answers_to_plans(cases.values())
    threads = {stream: thread.thread(case, of_stream.get(stream, []), at) for stream, case in cases.items()}
    return [
        Due(duty, clause, case, threads[duty.stream], answers.get(case.pk, ""))
        for duty in duties
        if (case := cases.get(duty.stream)) is not None and (clause := clause_of(policy, duty)) is not None
    ]


def cases_of(actor: Actor, streams: Iterable[str]) -> dict[str, Case]:
    """The cases behind these streams that exist for the actor, by stream. One query."""
    rows = {int(stream.rpartition("-")[2]) for stream in streams if stream.startswith("case:")}
    return {case.stream: case for case in with_people(access.visible_cases(actor).filter(pk__in=rows))}


def hidden_streams(actor: Employee, streams: Iterable[str]) -> set[str]:
    """Which of these streams are complaints that do not exist for this person. One query."""
    rows = {int(stream.rpartition("-")[2]) for stream in streams if stream.startswith("case:")}
    found = Case.objects.filter(access.hidden_from(actor), pk__in=rows)
    return {case.stream for case in found.only("year")}


def with_people(found: QuerySet[Case]) -> list[Case]:
    """These cases with all that a list says of them, the newest first. Two queries: the database looks for them by their rows
    alone, and takes for the few that are left what else it takes no part in finding them.
    """
    return list(Case.objects.with_people().filter(pk__in=list(found.values_list("pk", flat=True))).order_by("-pk"))


@dataclass(frozen=True, slots=True)
class Row:
    """A case in a list: the promise that runs out next, its thread, and how the owner answered its last plan."""

    case: Case
    thread: list[Standing]
    next: Due | None = None
    answer: str = ""

    @property
    def due_at(self) -> datetime | None:
        """When the next promise runs out."""
        return self.next.duty.due_at if self.next else None


def rows(cases: Iterable[Case], at: datetime) -> list[Row]:
    """Cases with what runs out next and their threads. Two queries beside that of the cases."""
    cases = list(cases)
    policy = policy_now(at)
    duties = ledger.clocks_of([case.stream for case in cases], thread.watched())
    answers = plans.answers_to_plans(cases)
    found = []
    for case in cases:
        own = duties.get(case.stream, [])
        running = sorted(
            (duty for duty in own if duty.state == "open" and duty.due_at is not None and duty.paused_at is None),
            key=lambda duty: (duty.due_at, duty.pk),
        )
        standings = thread.thread(case, own, at)
        found.append(_row(policy, case, running, standings, answers.get(case.pk, "")))
    return found


def slips(cases: Iterable[Case], at: datetime) -> list[Row]:
    """Cases with what runs out next, without their threads; what runs out first on top. Two queries beside that of the cases."""
    cases = list(cases)
    policy = policy_now(at)
    running = ledger.running_of(case.stream for case in cases)
    found = [_row(policy, case, running.get(case.stream, []), []) for case in cases]
    return sorted(found, key=lambda row: (row.due_at is None, row.due_at or at, row.case.pk))


def _row(policy: Policy, case: Case, running: Sequence[Obligation], standings: list[Standing], answer: str = "") -> Row:
    for duty in running:
        if clause := clause_of(policy, duty):
            return Row(case, standings, Due(duty, clause, case, standings), answer)
    return Row(case, standings, answer=answer)


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happened to a case, with who did it and what was written beside it."""

    event: Event
    who: str
    notes: list[Note]
    newest_policy: int

    @property
    def is_late_entry(self) -> bool:
        """Whether it was entered later than the policy allows after it happened."""
        return is_late_entry(self.event, self.newest_policy)


LONGEST_ROW = 10


def is_late_entry(event: Event, newest_policy: int) -> bool:
    """Whether it was entered later than the policy in force allowed after it happened. No query."""
    limit = policies.span(policies.in_force(newest_policy, event.occurred_at), "entry_limit")
    return event.recorded_at - event.occurred_at > limit


def line_of(case: Case) -> list[Line]:
    """Everything that happened to a case, the latest first. At most five queries."""
    events, newest = ledger.events_of(case.stream), policies.newest()
    notes: dict[int, list[Note]] = {}
    for note in Note.objects.filter(case=case).order_by("id"):
        notes.setdefault(note.number, []).append(note)
    names = people.names_of({event.actor for event in events})
    return [Line(event, names[event.actor], notes.get(event.number, []), newest) for event in reversed(events)]


def duties_of(case: Case, at: datetime) -> list[Due]:
    """All promises of a case, in the order in which they were made. Two queries."""
    policy = policy_now(at)
    found = ledger.duties_of([case.stream]).get(case.stream, [])
    return [Due(duty, clause, case) for duty in found if (clause := clause_of(policy, duty)) is not None]


def thread_of(case: Case, dues: Iterable[Due], at: datetime) -> list[Standing]:
    """The thread of a case, with what happened without a clock. One query."""
    return thread.thread(case, [due.duty for due in dues], at, ledger.events_of(case.stream))


def told_of(case: Case) -> list[Outgoing]:
    """Who was told what of a case, and what became of it. One query."""
    return list(Outgoing.objects.filter(stream=case.stream).order_by("-id")[:100])


def search(actor: Actor, text: str) -> QuerySet[Case]:
    """Cases by number, also without its noughts, telephone (whole or the last four digits), home, handler, words of the matter, or
    the category that people call so, in either script and in any way of writing a home. Two queries, of however many words.

    A number or a home is looked for as that alone, which an index answers; words are looked for in every case, each of them.
    """
    text = spelling.plain(text)
    seen = access.visible_cases(actor)
    if not text:
        return seen
    if NUMBER.fullmatch(text):
        return seen.filter(pk__in=Case.objects.numbered(text).values("pk"))
    if spelling.LABEL.fullmatch(spelling.home(text)) and (homes := people.homes_like(text)):
        return seen.filter(unit__in=homes)
    words = text.split()[:MOST_WORDS]
    every = Q()
    for word in words:
        every &= _fits(word)
    every = _fits(text) | every if len(words) > 1 else every
    return seen.filter(every | Q(category__in=leaves.called(text)))


SAID = ("content", "requester_name", "place", "area__name", "handler__name")
MOST_WORDS = 8


def _fits(text: str) -> Q:
    """Cases that have this somewhere."""
    found = spelling.holds(text, *SAID) | Q(handler__number__iexact=text)
    for label in spelling.homes(text):
        found |= Q(unit__label__startswith=label)
    digits = "".join(filter(str.isdigit, text))
    if len(digits) == phones.SEEN:
        found |= Q(phone_tail=digits)
    if text.isdecimal() and len(text) < LONGEST_ROW:
        found |= Q(pk=int(text))
    with contextlib.suppress(phones.BadPhone):
        found |= Q(phone_digest__in=digests(phones.normal(text)))
    return found


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could take an order, and why."""

    employee: Employee
    on_duty: bool
    skilled: bool
    open: int
    near: bool
    complained_of: bool = False
    redoes: bool = False

    @property
    def rank(self) -> tuple[bool, bool, bool, bool, int, bool]:
        """Who is on duty, knows the trade and has least to do comes first; to be in the building already counts as one order
        less. Of those as able, whoever did what the owner was not content with comes last; last of all, whom the home complains of.
        """
        least = self.open - self.near
        return (self.complained_of, not self.on_duty, not self.skilled, self.redoes, least, not self.near)


def candidates(case: Case, at: datetime, actor: Actor) -> list[Candidate]:
    """Who of the department could take the order, the best first, as far as the actor may know. Four queries."""
    return team(case.site, case.department, at).for_case(case, actor)


@dataclass(frozen=True, slots=True)
class Team:
    """Who handles the orders of a department, who is there now, and in which buildings each has open orders."""

    staff: list[Employee]
    present: set[str]
    buildings: dict[int, list[int | None]]

    def for_case(self, case: Case, actor: Actor) -> list[Candidate]:
        """Who could take this order, the best first; nobody whom a complaint concerns. Whom the home complains of is marked
        only for whom that complaint exists. One query, and three more for a complaint.
        """
        key, concerned, complained = case.category_id or "", apart.keys_of(case), apart.complained_of(case, actor)
        building = case.unit.building_id if case.unit else None
        rejected = case.handler_id if case.state == "disputed" else None
        found = []
        for one in self.staff:
            if one.key in concerned:
                continue
            busy = self.buildings.get(one.pk, [])
            skilled = any(key.startswith(skill) for skill in one.skills)
            near = building is not None and building in busy
            found.append(
                Candidate(
                    one,
                    one.number in self.present,
                    skilled,
                    len(busy),
                    near,
                    complained_of=one.pk in complained,
                    redoes=one.pk == rejected,
                )
            )
        return sorted(found, key=lambda one: (one.rank, one.employee.number))


def team(site: Site, department: str, at: datetime) -> Team:
    """Who handles the orders of a department and is not away. Three queries."""
    kinds = [department, *filter(None, [access.TOGETHER.get(department)])]
    there = Employee.objects.working().filter(department__site=site, department__kind__in=kinds)
    there = there.exclude(pk__in=people.away_on(site, at).values("employee"))
    staff = [one for one in there.select_related("department") if one.role not in ("dept_head", "service_head")]
    present = {one.number for one in people.there_at(site, at)}
    buildings: dict[int, list[int | None]] = {}
    for handler, building in Case.objects.open().filter(handler__in=staff).values_list("handler", "unit__building"):
        buildings.setdefault(handler, []).append(building)
    return Team(staff, present, buildings)


def follows_now(case: Case, dues: Iterable[Due]) -> str:
    """By key, who has what runs in the follower's place, while the follower is off duty; empty where nobody has. No query."""
    mine = case.follower.key if case.follower is not None else ""
    running = (one.duty for one in dues if one.duty.state == "open" and one.duty.role in ("follower", "agent"))
    return next((one.holder for one in running if mine and one.holder != mine and not is_of_house(one.holder)), "")


def names_of(case: Case, dues: Iterable[Due], others: Iterable[str] = ()) -> dict[str, str]:
    """What those are called who answer for the promises of a case, and others by their keys. At most two queries."""
    return people.names_of({due.duty.holder for due in dues} | {due.duty.answerable for due in dues} | set(others))


def history_of(actor: Employee, case: Case, most: int = 6) -> list[Case]:
    """What happened before at the same home. One query."""
    if case.unit_id is None:
        return []
    found = Case.objects.with_people().filter(unit_id=case.unit_id).exclude(pk=case.pk)
    found = found.exclude(access.hidden_from(actor))
    return list(found.order_by("-opened_at")[:most])


OBJECTIONS = (
    "consent.contested",
    "dispute.recorded",
    "explanation.given",
    "explanation.rejected",
    "case.reopened",
    "cancel.contested",
)
"""What is written beside these is what the owner is not content with, and what was explained."""


def objections_of(case: Case) -> list[Note]:
    """What the owner objected to in all rounds, and what was explained, the oldest first. One query."""
    return list(Note.objects.filter(case=case, kind__in=OBJECTIONS).order_by("pk"))


def owed_to_objector(dues: Iterable[Due]) -> list[Due]:
    """Of these promises what is owed because the owner objects. No query."""
    running = (due for due in dues if due.duty.state == "open" and due.duty.due_at is not None)
    return [due for due in running if any(rule.on == "explanation.rejected" for rule in due.clause.opens)]


def silent_until(case: Case, at: datetime) -> datetime | None:
    """Until when whoever asked can answer to the result or an explanation; silence counts as content from then on. None where
    nothing of the kind waits. One query where it does.
    """
    heard_at = case.explained_at or (case.told_at if case.state == "told" else None)
    return heard_at + policies.span_at("silence_after", at) if heard_at else None


def linked(actor: Employee, found: QuerySet[Case]) -> list[Case]:
    """Cases that another one links to, as far as they exist for the reader. One query."""
    return list(found.exclude(access.hidden_from(actor)).order_by("pk"))


def names_of_keys(keys: Iterable[str]) -> dict[str, str]:
    """What people are called, by the keys of the ledger. At most two queries."""
    return people.names_of(keys)


def questions_of(case: Case) -> QuerySet[Message]:
    """What the owner asked and nobody has answered yet, the oldest first. One query when read."""
    return case.messages.filter(purpose=Message.Purpose.QUESTION, answered_by=None).order_by("pk")
