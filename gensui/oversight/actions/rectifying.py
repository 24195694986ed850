"""Putting right what was found: a notice to the department, its answer, and somebody else's look (6.1.3, F17)."""

from dataclasses import dataclass
from datetime import datetime

from gensui.core.events import company as events
from gensui.oversight import access
from gensui.oversight.actions.turn import happen, keep
from gensui.oversight.models import Inspection, Item, Judgement, Picture, Rectification, Reply
from gensui.oversight.refusals import NotThatFar
from gensui.oversight.streams import filled
from gensui.people.acting import NOW, Entry, done_in, repeatable, was_done
from gensui.people.models import Employee, Site
from gensui.people.refusals import need_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found: which clause was not kept, what was seen, how grave it is; ``about`` is the stream it came up in."""

    clause: str
    problem: str
    severity: str
    source: str = "complaint"
    about: str = ""
    picture: bytes = b""


@repeatable
def record_finding(
    *, site: Site, department: str, found: Found, actor: Employee, at: datetime, entry: Entry = NOW
) -> Rectification:
    """Put a finding on record that came otherwise than by an inspection. The same ``entry.once`` again gives the same one.

    Refuses who is not on the team (``NotYours``), the own department (``OwnDepartment``), and no words (``NoWords``).
    """
    if stream := done_in(entry):
        return Rectification.objects.numbered(stream.removeprefix("finding:")).get()
    access.require(actor, "record_finding", site.pk, department)
    need_words(found.problem)
    shown = keep(found.picture, site=site, actor=actor, at=at) if found.picture else None
    return _write(site, department, found, None, shown, actor, at, entry)


def issue_at_once(*, site: Site, department: str, found: Found, actor: Employee, at: datetime) -> Rectification:
    """Put something on record and tell the department at once: what an owner brought up, or measures that were decided.

    Who may do that has been asked by the action that calls this one.
    """
    made = _write(site, department, found, None, None, actor, at, NOW)
    made.state, made.issued_at, made.issued_by = Rectification.State.ISSUED, at, actor
    made.save(update_fields=["state", "issued_at", "issued_by"])

    happen(made.stream, _issued(made), actor=actor, site=site, department=department, at=at)
    return made


def write_finding(*, inspection: Inspection, judged: Judgement, actor: Employee, at: datetime) -> Rectification:
    """What a signed inspection found, on record with its clock."""
    found = Found(clause=judged.clause, problem=judged.note, severity=judged.severity, source="inspection")
    return _write(inspection.site, inspection.department, found, judged.item, judged.picture, actor, at, NOW)


def _write(
    site: Site, department: str, found: Found, item: Item | None, shown: Picture | None, actor: Employee, at: datetime,
    entry: Entry,
) -> Rectification:  # fmt: skip
    made = Rectification.objects.create(
        site=site, department=department, source=found.source, about=found.about, item=item, clause=found.clause, picture=shown,
        problem=found.problem.strip(), severity=found.severity, found_at=entry.when(at), found_by=actor,
    )  # fmt: skip
    event = events.FindingRecorded(
        department=department, finding=made.number, severity=found.severity, clause=found.clause,  # type: ignore[arg-type]
        source=found.source,  # type: ignore[arg-type]
    )  # fmt: skip
    happen(made.stream, event, actor=actor, site=site, department=department, at=at, entry=entry)
    return made


def _lock(rectification: Rectification, state: str) -> Rectification:
    rows = Rectification.objects.select_related("site").select_for_update(of=("self",))
    found = rows.get(pk=rectification.pk)
    if found.state != state:
        raise NotThatFar(found.number, str(found.get_state_display()))
    return found


@repeatable
def issue_notice(*, rectification: Rectification, actor: Employee, at: datetime, entry: Entry = NOW) -> Rectification:
    """Tell the department to put it right. Refuses who is not on the team (``NotYours``), the own department
    (``OwnDepartment``), and a notice that was issued (``NotThatFar``).
    """
    if was_done(entry):
        return Rectification.objects.get(pk=rectification.pk)
    access.require(actor, "issue", rectification.site_id, rectification.department)
    found = _lock(rectification, "found")
    found.state, found.issued_at, found.issued_by = Rectification.State.ISSUED, at, actor
    found.save(update_fields=["state", "issued_at", "issued_by"])

    happen(found.stream, _issued(found), actor=actor, site=found.site, department=found.department, at=at, entry=entry)
    return found


def _issued(found: Rectification) -> events.RectificationIssued:
    return events.RectificationIssued(
        department=found.department, finding=found.number, severity=found.severity, round=found.round,  # type: ignore[arg-type]
        source=found.source,  # type: ignore[arg-type]
        filled=filled(
            source=found.source, clause=found.clause, problem=found.problem, dept_id=found.department, severity=found.severity,
            issued_at=found.issued_at, evidence=found.picture_id,
        ),
    )  # fmt: skip


@repeatable
def reply_to_notice(
    *, rectification: Rectification, cause: str, measures: str, actor: Employee, at: datetime, picture: bytes = b"",
    entry: Entry = NOW,
) -> Rectification:  # fmt: skip
    """The department answers: why it was so, and what it did. Refuses others than its head (``NotYours``), no words
    (``NoWords``), what is not with the department (``NotThatFar``), and a bad picture (``BadPicture``).
    """
    if was_done(entry):
        return Rectification.objects.get(pk=rectification.pk)
    access.require(actor, "reply", rectification.site_id, rectification.department)
    found = _lock(rectification, "issued")
    need_words(cause, measures)
    shown = keep(picture, site=found.site, actor=actor, at=at) if picture else None
    Reply.objects.create(
        rectification=found, round=found.round, cause=cause.strip(), measures=measures.strip(), picture=shown,
        replied_by=actor, replied_at=at,
    )  # fmt: skip
    found.state = Rectification.State.REPLIED
    found.save(update_fields=["state"])

    event = events.RectificationReplied(
        department=found.department, finding=found.number, round=found.round,  # type: ignore[arg-type]
        evidence={"photo": shown.digest[:12]} if shown else {},
    )  # fmt: skip
    happen(found.stream, event, actor=actor, site=found.site, department=found.department, at=at, entry=entry)
    return found


@repeatable
def verify_rectification(
    *, rectification: Rectification, passed: bool, remark: str, actor: Employee, at: datetime, entry: Entry = NOW
) -> Rectification:
    """Look again. What is not put right goes back to the department, in another round; its clock goes on.

    Refuses who is not on the team (``NotYours``), the own department (``OwnDepartment``), what nobody answered
    (``NotThatFar``), and a second round without a word why (``NoWords``).
    """
    if was_done(entry):
        return Rectification.objects.get(pk=rectification.pk)
    access.require(actor, "verify", rectification.site_id, rectification.department, source=rectification.source)
    found = _lock(rectification, "replied")
    if not passed:
        need_words(remark)
    Reply.objects.filter(rectification=found, round=found.round).update(
        result="passed" if passed else "failed", remark=remark.strip(), checked_by=actor, checked_at=at
    )
    verified = events.RectificationVerified(
        department=found.department, finding=found.number, passed=passed, round=found.round  # type: ignore[arg-type]
    )  # fmt: skip
    if passed:
        found.state, found.passed_at = Rectification.State.PASSED, at
        happened: list[events.DepartmentEvent] = [verified]
    else:
        found.state, found.round = Rectification.State.ISSUED, found.round + 1
        happened = [verified, _issued(found)]
    found.save(update_fields=["state", "passed_at", "round"])

    happen(found.stream, *happened, actor=actor, site=found.site, department=found.department, at=at, entry=entry)
    return found
