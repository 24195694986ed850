"""What a return visit brings up goes to a department, which owes an answer or mending for it (3.4.6, F17)."""

from datetime import datetime

from gensui.cases.actions import visit
from gensui.cases.actions.visit import Heard
from gensui.cases.models import Case
from gensui.ledger import outbox
from gensui.oversight.actions import rectifying
from gensui.oversight.actions.rectifying import Found
from gensui.oversight.actions.turn import roles
from gensui.oversight.models import Rectification
from gensui.people.acting import NOW, Entry, repeatable, was_done
from gensui.people.models import Employee

SEVERITY = {"suggestion": "minor", "defect": "general"}


@repeatable
def visit_owner(*, case: Case, actor: Employee, at: datetime, heard: Heard, entry: Entry = NOW) -> Case:
    """The owner was asked; what came up is with the department named at once. Refuses as ``visit.visit_owner`` does."""
    if was_done(entry):
        return case
    visited = visit.visit_owner(case=case, actor=actor, at=at, heard=heard, entry=entry)
    if heard.issue and heard.forwarded_to:
        _hand_on(visited, heard.forwarded_to, heard.opinion, heard.issue_kind, actor, at)
    return visited


@repeatable
def forward_issue(
    *, case: Case, actor: Employee, at: datetime, department: str, issue_kind: str, entry: Entry = NOW
) -> Case:
    """What came up at the visit goes to the department concerned. Refuses as ``visit.forward_issue`` does."""
    if was_done(entry):
        return case
    forwarded = visit.forward_issue(case=case, actor=actor, at=at, department=department, entry=entry)
    opinion = forwarded.visits.filter(issue=True).order_by("-round").values_list("opinion", flat=True).first() or ""
    _hand_on(forwarded, department, opinion, issue_kind, actor, at)
    return forwarded


def _hand_on(case: Case, department: str, opinion: str, kind: str, actor: Employee, at: datetime) -> Rectification:
    """A notice to the department with its clocks, and word of it to its head."""
    found = Found(
        clause="", problem=opinion, severity=SEVERITY[kind], source="visit", about=f"issue:{case.number}/{case.round}"
    )
    made = rectifying.issue_at_once(site=case.site, department=department, found=found, actor=actor, at=at)
    holding = roles(case.site, department, at)
    if head := holding.get("dept_head") or holding.get("admin_manager"):
        outbox.queue(stream=made.stream, to=head, what="rectification", body=opinion, at=at)
    return made
