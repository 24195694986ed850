"""Complaints go to somebody else than those complained about (C22); the steps follow ISO 10002."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from gensui.cases import access, apart
from gensui.cases.actions import concerning, files, sending, together
from gensui.cases.actions.turn import act, happen, local
from gensui.cases.apart import Concerned
from gensui.cases.models import Case, Category, Complaint
from gensui.cases.recorded import Request
from gensui.cases.refusals import Acknowledged, NoCategory, NotApart, WrongState
from gensui.cases.work_refusals import NoSuchSeverity, NotHeard
from gensui.core import standing
from gensui.core.events import complaint, follow_up, handling, intake
from gensui.core.plain import says_something
from gensui.ledger import outbox, policies
from gensui.ledger import queries as ledger
from gensui.people import queries as people
from gensui.people.access import NotYours
from gensui.people.acting import NOW, Entry, done_in, repeatable
from gensui.people.languages import in_language
from gensui.people.models import Employee, Resident
from gensui.people.refusals import need_words


@repeatable
def complain(
    *,
    about: Case,
    actor: Resident,
    at: datetime,
    text: str,
    remedy: str,
    accused: Iterable[Employee],
    accused_department: str = "",
    entry: Entry = NOW,
) -> Case:
    """An owner complains about how a request was served. The complaint is a case of its own, with the administration manager;
    those it is about neither see nor touch it.

    Refuses whose request it is not (``NotYours``), and where the house has no category of complaints (``NoCategory``).
    The same ``entry.once`` again gives the same case.
    """
    if stream := done_in(entry):
        return Case.objects.numbered(stream.removeprefix("case:")).get()
    if not access.may(actor, "complain", about):
        raise NotYours(str(actor.get_relation_display()))
    need_words(text)
    category = Category.of_complaints()
    if category is None:
        raise NoCategory
    case = _case(actor, text, category, at, site=about.site, unit=about.unit, area=about.area, place=about.place)
    concerned = Concerned(tuple(accused), accused_department)
    return _received(case, concerned, actor=actor, at=at, entry=entry, about=about, remedy=remedy)


@repeatable
def report_complaint(
    *, request: Request, actor: Resident, at: datetime, entry: Entry = NOW, pictures: Iterable[bytes] = ()
) -> Case:
    """An owner complains about something that was no request before. Those whom the words name are kept apart from the first
    moment.

    Refuses somebody else's home (``NotYours``), and a category that the house has not (``NoCategory``). The same ``entry.once``
    again gives the same case.
    """
    if stream := done_in(entry):
        return Case.objects.numbered(stream.removeprefix("case:")).get()
    if request.category is None:
        raise NoCategory
    site = actor.household.unit.building.site
    case = _case(
        actor, request.content, request.category, at, site=site, unit=request.unit, area=request.area, place=request.place
    )  # fmt: skip
    if not access.may(actor, "report", case):
        raise NotYours(str(actor.get_relation_display()))
    case = _received(case, apart.named_in(site, request.content), actor=actor, at=at, entry=entry)
    for content in pictures:
        case = files.attach(case=case, actor=actor, at=at, kind="report", content=content)
    return case


def _case(actor: Resident, text: str, category: Category, at: datetime, **where: Any) -> Case:
    return Case(
        **where,
        year=local(where["site"], at).year,
        resident=actor,
        requester_name=actor.name,
        relation=actor.relation,
        phone=actor.phone,
        phone_digest=actor.phone_digest,
        phone_tail=actor.phone_tail,
        channel="app",
        content=text,
        category=category,
        request_type="complaint",
        department="administration",
        priority="P2",
        complexity="complex",
        state="",
        opened_at=at,
        confirmed_at=at,
    )


def _received(
    case: Case,
    concerned: Concerned,
    *,
    actor: Resident,
    at: datetime,
    entry: Entry,
    about: Case | None = None,
    remedy: str = "",
) -> Case:
    """Written by the owner, and the number is told at once: nothing is left to be read back."""
    assert case.category is not None  # a complaint's
    kept_apart = concerning.keep_apart(case, concerned, at)
    case.follower = apart.follower(case.site, kept_apart, at)
    request = Request(
        channel=case.channel,
        requester_name=case.requester_name,
        relation=case.relation,
        phone=case.phone,
        content=case.content,
        place=case.place or case.where,
        category=case.category,
        instead=("written_by_owner", "receipt"),
    )
    filled = request.filled()
    case = happen(
        case, intake.MessageReceived(timed=False), intake.IntakeOpened(), intake.IntakeSaved(filled=filled),
        intake.IntakeConfirmed(filled=filled, timed=False), intake.FollowerNamed(), intake.CaseClassified(),
        *concerning.received(case, concerned, told=False), sending.dispatched(case, at, at),
        actor=actor, at=at, entry=entry, changed=("content",), kept_apart=kept_apart, words=concerning.words(case, remedy),
    )  # fmt: skip
    concerning.write(case, concerned, kept_apart, at, about=about, remedy=remedy)
    return case


@act(complaint.ComplaintAcknowledged)
def acknowledge_complaint(*, case: Case, actor: Employee, at: datetime, entry: Entry = NOW) -> Case:
    """Tell who complained that the complaint is being looked into. Refuses a second time (``Acknowledged``)."""
    if ledger.has_happened(case.stream, complaint.ComplaintAcknowledged.kind):
        raise Acknowledged
    event = complaint.ComplaintAcknowledged(severity=_severity(case), evidence=entry.proofs)
    return happen(case, event, actor=actor, at=at, entry=entry)


@act(handling.WorkOrderAccepted, "plan")
def investigate_complaint(
    *, case: Case, actor: Employee, at: datetime, severity: str, plan: str, entry: Entry = NOW
) -> Case:
    """Take the complaint and say how it will be looked into. Refuses a gravity that complaints do not have (``NoSuchSeverity``)."""
    case.handler = actor
    changed = _give_time(case, severity, at)
    Complaint.objects.update_or_create(
        case=case, defaults={"severity": severity, "investigator": actor}, create_defaults={
            "severity": severity, "investigator": actor, "against": Complaint.Against.SERVICE,
        },
    )  # fmt: skip

    note = entry.saying(plan)
    events = (
        handling.WorkOrderAssigned(), handling.WorkOrderAccepted(), _planned(case, severity), handling.WorkStarted(),
    )  # fmt: skip
    return happen(case, *events, actor=actor, at=at, entry=note, changed=("handler", *changed))


def _planned(case: Case, severity: str) -> complaint.ComplaintPlanned:
    return complaint.ComplaintPlanned(severity=severity, received_at=case.opened_at)  # type: ignore[arg-type]  # a choice of the form


def _give_time(case: Case, severity: str, at: datetime) -> tuple[str, ...]:
    """A grave complaint has longer, counted from when it came in (6.1.6); what of the case changed."""
    if severity not in Complaint.Severity.values:
        raise NoSuchSeverity(severity, map(str, Complaint.Severity.labels))
    if severity != Complaint.Severity.MAJOR:
        return ()
    policy = policies.in_force(policies.newest(), at)
    case.required_by = policy.required_by(_planned(case, severity), at) or case.required_by
    return ("required_by",)


@act(handling.WorkOrderAccepted, "plan")
def assess_complaint(
    *, case: Case, actor: Employee, at: datetime, against: str, accused: Iterable[Employee], accused_department: str,
    severity: str, investigator: Employee, plan: str, entry: Entry = NOW,
) -> Case:  # fmt: skip
    """Say whom or what the complaint is about, how grave it is, and who looks into it how. From now on it does not exist for
    the accused.

    Refuses an investigator who is accused, or of the department that is (``NotApart``), or of another community, and a gravity that
    complaints do not have (``NoSuchSeverity``).
    """
    named = list(accused)
    department = accused_department if against != Complaint.Against.PERSON else ""
    of_them = {department, *(one.department.kind for one in named)} - {""}
    is_apart = all(access.may_investigate(investigator, [one.pk for one in named], kind) for kind in of_them or {""})
    there = investigator.role in access.ABOVE or investigator.department.site_id == case.site_id
    if not is_apart or not there:
        raise NotApart(investigator.name)
    case.handler = investigator
    changed = _give_time(case, severity, at)
    kept_apart = concerning.keep_apart(case, Concerned(tuple(named), department), at)
    found, _new = Complaint.objects.update_or_create(
        case=case, defaults={
            "against": against, "accused_department": department, "severity": severity, "investigator": investigator,
            "hides_line": apart.hides_line(at),
        },
    )  # fmt: skip
    found.accused.set(named)

    note = entry.saying(plan)
    events = (
        complaint.ComplaintConcerned(severity=severity), handling.WorkOrderAssigned(), handling.WorkOrderAccepted(),  # type: ignore[arg-type]
        _planned(case, severity), handling.WorkStarted(),
    )  # fmt: skip
    changed = ("handler", "follower", *changed)
    case = happen(case, *events, actor=actor, at=at, entry=note, changed=changed, kept_apart=kept_apart)
    outbox.withdraw(stream=case.stream, to=kept_apart, at=at)
    return case


@act(complaint.ComplaintInvestigated, "facts")
def note_investigation(*, case: Case, actor: Employee, at: datetime, facts: str, entry: Entry = NOW) -> Case:
    """Put down what was found, for whoever decides. Refuses a complaint that nobody looks into now (``WrongState``)."""
    if case.state != "working":
        raise WrongState(case.number, str(case.get_state_display()))
    Complaint.objects.filter(case=case).update(facts=facts)

    note = entry.saying(facts)
    rows = Complaint.objects.filter(case=case)
    return happen(case, complaint.ComplaintInvestigated(), actor=actor, at=at, entry=note, rows=rows)


@act(handling.WorkCompleted, "facts", "decision")
def decide_complaint(
    *, case: Case, actor: Employee, at: datetime, facts: str, valid: str, decision: str, prevention: str, statement: str = "",
    entry: Entry = NOW,
) -> Case:  # fmt: skip
    """Decide: what was found, whether it is justified, what follows, and what keeps it from coming back. What is justified
    counts as an error of those it is about (K23): they are told what was decided, and can object to it on the month's sheet.

    Refuses to find it justified before people it is about were heard (``NotHeard``): ``statement`` is what they say to it.
    """
    found = Complaint.objects.filter(case=case).first()
    accused = list(found.accused.select_related("user").order_by("number")) if found is not None else []
    if accused and valid != Complaint.Validity.INVALID and not says_something(statement):
        raise NotHeard(", ".join(one.name for one in accused))
    case.completed_at = entry.when(at)
    words = {"facts": facts, "valid": valid, "decision": decision, "prevention": prevention, "statement": statement}
    Complaint.objects.filter(case=case).update(**words)

    note = entry.saying(decision)
    filled = ("process", "result")
    events = (
        complaint.ComplaintResolved(severity=_severity(case), valid=valid, about=_about(case, at)),  # type: ignore[arg-type]  # choices
        handling.WorkCompleted(filled=filled),
        handling.ResultReported(filled=filled),
    )  # fmt: skip
    rows = Complaint.objects.filter(case=case)
    case = happen(case, *events, actor=actor, at=at, entry=note, changed=("completed_at",), rows=rows)
    _tell_accused(accused, valid, decision, at)
    return together.carry_along(case=case, kind="work.completed", when=note.when(at), actor=actor, at=at)


def _tell_accused(accused: Iterable[Employee], valid: str, decision: str, at: datetime) -> None:
    """Tell those it was about what was decided. The message is of their own file: who complained, and of which request, is theirs
    to know no more than before.
    """
    for one in accused:
        with in_language(one.user.language):
            verdict = str(Complaint.Validity(valid).label)
            said = str(CLEARED if valid == Complaint.Validity.INVALID else FOUND).format(
                verdict=verdict, decision=decision
            )
        outbox.queue(stream=one.key, to=one.key, what="complaint.decided", body=said, at=at)


FOUND = _(
    "A complaint about your work was decided: {verdict}. What follows: {decision}. It stands in your file with what you said to "
    "it, and counts on the sheet of the month, where you can object."
)
CLEARED = _("A complaint about your work was decided: {verdict}. It counts nowhere.")


def _severity(case: Case) -> Any:
    return Complaint.objects.filter(case=case).values_list("severity", flat=True).first() or Complaint.Severity.GENERAL


def _about(case: Case, at: datetime) -> tuple[str, ...]:
    """Whose work the complaint is about: who is accused, else who leads the accused department; nobody where neither is known."""
    found = Complaint.objects.filter(case=case).first()
    if found is None:
        return ()
    if accused := sorted(one.key for one in found.accused.all()):
        return tuple(accused)
    if not found.accused_department:
        return ()
    head = standing.anybody(people.roles_at(case.site, found.accused_department, at), "dept_head")
    return (head,) if head else ()


@act(follow_up.ResultTold)
def tell_complainant(*, case: Case, actor: Employee, at: datetime, asked: bool, entry: Entry = NOW) -> Case:
    """Tell who complained what was decided, and ask whether it satisfies. Refused without the question, as ``tell_result`` is."""
    case.told_at = entry.when(at)

    proof = entry.in_a_call(actor)
    told = follow_up.ResultTold(filled=("asked",) if asked else (), evidence=proof)
    events = (complaint.ComplaintTold(severity=_severity(case), evidence=proof), told)
    return happen(case, *events, actor=actor, at=at, entry=entry, changed=("told_at",))
